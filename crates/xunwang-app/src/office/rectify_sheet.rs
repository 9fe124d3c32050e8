//! The ledger of rectification as a sheet (整改台账 XLSX): units work in Excel. What comes back in it is read by
//! `rectify_replies.rs`.

use xunwang_sheet::SheetRows;

use super::checklist::number_of;
use super::rectify_list::{RectifyFilter, RectifyRow, rectify_list};
use super::{App, AppError, Caller};

/// What the office fills in, then what the unit fills in.
const HEADS: [&str; 21] = [
    "整改编号",
    "季度",
    "地区或部门",
    "网站名称",
    "网站标识码",
    "主办单位",
    "指标",
    "单项否决",
    "问题",
    "网址",
    "线索数",
    "整改期限",
    "环节",
    "时限",
    "复查结果",
    "办理意见",
    "一并检查",
    "整改措施及结果",
    "完成日期",
    "责任人",
    "佐证材料",
];
/// Places that a cell names.
const NAMED: usize = 10;

/// What of the ledger is asked for, as XLSX.
///
/// # Errors
/// The caller may see nothing of it, or nothing answers.
pub async fn rectify_sheet(app: &App, caller: &Caller, filter: &RectifyFilter) -> Result<Vec<u8>, AppError> {
    let list = rectify_list(app, caller, filter).await?;
    if list.rows.is_empty() {
        return Err(AppError::refused(
            "没有符合条件的整改事项；请换一个筛选条件再下载",
        ));
    }
    let mut rows: Vec<Vec<String>> = vec![HEADS.map(str::to_owned).to_vec()];
    let mut own: Vec<&RectifyRow> = list.rows.iter().collect();
    // By unit, as a city hands it on.
    own.sort_by(|a, b| {
        let key = |row: &RectifyRow| {
            let key = &row.one.problem;
            (row.one.area.clone(), key.site.clone(), key.indicator.clone())
        };
        key(a).cmp(&key(b))
    });
    rows.extend(own.into_iter().map(row_of));
    let how: Vec<Vec<String>> = HOW.iter().map(|line| vec![(*line).to_owned()]).collect();
    let sheets = [
        SheetRows {
            name: "整改台账",
            rows: &rows,
        },
        SheetRows {
            name: "填写说明",
            rows: &how,
        },
    ];
    xunwang_sheet::write(&sheets).map_err(AppError::refused)
}

const HOW: [&str; 6] = [
    "填写说明",
    "只填最后四列：整改措施及结果、完成日期（如 2026-10-15）、责任人、佐证材料（文件名或网址，文件可在网页上补传）。",
    "一行是一个问题，整改到位后再填；填报以后由程序逐条复查。没有填的行视为还没有反馈，可以以后再报。",
    "确实不能按期完成的，请在期限以前由主办单位在网页上申请延期，写明理由。",
    "“整改编号”一列请勿改动；行、列的次序可以调整，可以另加列。",
    "登记过的内容再次上传不会重复登记。",
];

fn row_of(row: &RectifyRow) -> Vec<String> {
    let one = &row.one;
    let retest = one.last_retest().map_or_else(String::new, |retest| {
        let mut text = retest.outcome.label().to_owned();
        if !retest.reason.is_empty() {
            text.push_str(&format!("（{}）", retest.reason));
        }
        text
    });
    let said = one.steps.iter().rev().find(|step| {
        let action = step.action;
        action.is_some_and(|action| action.word() == "return" || action.word() == "refuse")
    });
    let elsewhere: Vec<String> = one
        .elsewhere
        .iter()
        .take(NAMED)
        .map(|place| format!("{} {}", place.site_name, place.url))
        .collect();
    let reply = one.reply();
    vec![
        number_of(&one.problem),
        one.quarter.in_full(),
        one.area.clone(),
        one.site_name.clone(),
        one.problem.site.to_string(),
        one.sponsor.clone(),
        one.title.clone(),
        if one.is_veto { "是" } else { "否" }.to_owned(),
        one.what.clone(),
        one.places.join("\n"),
        one.findings.to_string(),
        row.last_day.to_string(),
        one.stage.label().to_owned(),
        row.timing.words(),
        retest,
        said.map(|step| step.note.clone()).unwrap_or_default(),
        elsewhere.join("\n"),
        reply.map(|reply| reply.text.clone()).unwrap_or_default(),
        reply
            .and_then(|reply| reply.done_on)
            .map(|day| day.to_string())
            .unwrap_or_default(),
        reply.map(|reply| reply.person.clone()).unwrap_or_default(),
        reply.map(proof_of).unwrap_or_default(),
    ]
}

/// The proof of an answer as a sheet names it.
pub(super) fn proof_of(reply: &xunwang_domain::rectification::Reply) -> String {
    if !reply.named_proof.is_empty() {
        return reply.named_proof.clone();
    }
    let names: Vec<&str> = reply.proof.iter().map(|file| file.name.as_str()).collect();
    names.join("；").chars().take(100).collect()
}
