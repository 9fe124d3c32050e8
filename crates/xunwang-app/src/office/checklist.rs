//! The checklist (核实清单): the problems of a city go out as a sheet. What the city says of them comes back in it
//! (`checklist_replies.rs`).

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use xunwang_domain::problem::ProblemKey;
use xunwang_domain::review::{RoundFinding, Verdict};
use xunwang_domain::round::{Round, RoundId, end_of_day};
use xunwang_ports::FindingQuery;
use xunwang_rules::is_confidential;
use xunwang_sheet::SheetRows;

use super::problems::ProblemRow;
use super::review::blank;
use super::rounds::managed;
use super::summary::{SiteSummary, summary};
use super::{App, AppError, Caller};

/// The checklists of a round (核实清单).
#[derive(Clone, Debug)]
pub struct Checklists {
    /// The round.
    pub round: Round,
    /// 地区或部门, in the order of the register.
    pub areas: Vec<ChecklistArea>,
    /// Is the term over?
    pub is_late: bool,
}

/// The checklist of one area.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChecklistArea {
    /// 地区或部门
    pub area: String,
    /// Its problems.
    pub problems: usize,
    /// Those of which something was said.
    pub replied: usize,
    /// Those whose objection waits for the office.
    pub waiting: usize,
}

/// Findings that are read of an area, and places that a row names.
const READ: u32 = 20_000;
const NAMED: usize = 5;

/// The checklists of a round with what came of them so far.
///
/// # Errors
/// There is no such round, or the caller does not manage it.
pub async fn checklists(app: &App, caller: &Caller, id: RoundId) -> Result<Checklists, AppError> {
    let mut tx = app.store.read().await?;
    let round = managed(&mut *tx, caller, id).await?;
    let summary = summary(app, &mut *tx, id).await?;
    let mut areas: Vec<ChecklistArea> = Vec::new();
    for one in summary.sites.iter().filter(|one| !one.problems.is_empty()) {
        let name = &one.roster.site.site.area;
        let at = areas.iter().position(|own| own.area == *name).unwrap_or_else(|| {
            areas.push(ChecklistArea {
                area: name.clone(),
                ..ChecklistArea::default()
            });
            areas.len() - 1
        });
        let own = &mut areas[at];
        own.problems += one.problems.len();
        own.replied += one.problems.iter().filter(|it| it.is_replied).count();
        own.waiting += one.problems.iter().filter(|it| it.waits_for_answer).count();
    }
    Ok(Checklists {
        is_late: is_late(app, &round),
        round,
        areas,
    })
}

pub(super) fn is_late(app: &App, round: &Round) -> bool {
    let end = round.objections.as_ref().and_then(|term| end_of_day(term.until));
    end.is_some_and(|end| end < app.now())
}

/// The checklist of an area, or of all, as XLSX.
///
/// # Errors
/// There is no such round or area, or the caller does not manage it.
pub async fn checklist_sheet(
    app: &App,
    caller: &Caller,
    id: RoundId,
    area: &str,
) -> Result<Vec<u8>, AppError> {
    let mut tx = app.store.read().await?;
    let round = managed(&mut *tx, caller, id).await?;
    let summary = summary(app, &mut *tx, id).await?;
    let is_own = |one: &&std::sync::Arc<SiteSummary>| {
        !one.problems.is_empty() && (area.is_empty() || one.roster.site.site.area == area)
    };
    let sites: Vec<_> = summary.sites.iter().filter(is_own).collect();
    if sites.is_empty() {
        return Err(AppError::refused(
            "这里没有要核实的问题；请回到核实清单页重新选择",
        ));
    }
    let query = FindingQuery {
        sites: Some(
            sites
                .iter()
                .map(|one| one.roster.site.site.code.clone())
                .collect(),
        ),
        verdict: Some(Some(Verdict::Confirmed)),
        ..blank(id)
    };
    let mut findings: HashMap<(String, String), Vec<RoundFinding>> = HashMap::new();
    for finding in tx.findings(&query, READ).await? {
        let key = (finding.line.site_code.to_string(), finding.line.indicator.clone());
        findings.entry(key).or_default().push(finding);
    }
    let term = round.objections.as_ref().map(|term| term.until);
    let heads = [
        "编号",
        "地区或部门",
        "网站名称",
        "网站标识码",
        "主办单位",
        "指标",
        "问题",
        "网址",
        "线索数",
        "发现日期",
        "回复期限",
        "是否属实",
        "说明",
        "证明材料",
        "回复人",
    ];
    let mut rows: Vec<Vec<String>> = vec![heads.map(str::to_owned).to_vec()];
    for one in sites {
        for problem in &one.problems {
            let key = (problem.key.site.to_string(), problem.key.indicator.clone());
            let own = findings.get(&key).map(Vec::as_slice).unwrap_or_default();
            rows.push(row(one, problem, own, term));
        }
    }
    let how: Vec<Vec<String>> = how(term).into_iter().map(|line| vec![line]).collect();
    let sheets = [
        SheetRows {
            name: "核实清单",
            rows: &rows,
        },
        SheetRows {
            name: "填写说明",
            rows: &how,
        },
    ];
    xunwang_sheet::write(&sheets).map_err(AppError::refused)
}

fn how(term: Option<NaiveDate>) -> Vec<String> {
    let until = term.map_or_else(
        || "请尽快回复。".to_owned(),
        |until| format!("请于{until}前回复，逾期视为没有异议。"),
    );
    vec![
        "填写说明".to_owned(),
        until,
        "只填最后四列：是否属实（属实、不属实、部分属实）、说明、证明材料（文件名或网址）、回复人。"
            .to_owned(),
        "不属实、部分属实的须写明说明。没有填的行视为没有回复，可以以后再报。".to_owned(),
        "“编号”一列请勿改动；行、列的次序可以调整，可以另加列。".to_owned(),
    ]
}

/// 编号: tells a problem from every other, in other rounds too.
pub(super) fn id_of(problem: &ProblemRow) -> String {
    number_of(&problem.key)
}

/// The same, of its key.
pub(super) fn number_of(key: &ProblemKey) -> String {
    let round = key.round.0.simple().to_string();
    let tail: String = round.chars().skip(24).collect();
    format!("{}-{}-{tail}", key.site, key.indicator)
}

fn row(
    one: &SiteSummary,
    problem: &ProblemRow,
    findings: &[RoundFinding],
    term: Option<NaiveDate>,
) -> Vec<String> {
    let site = &one.roster.site.site;
    let open: Vec<&RoundFinding> = findings
        .iter()
        .filter(|finding| !is_confidential(&finding.line.rule))
        .collect();
    let mut told: Vec<&str> = Vec::new();
    let mut places: Vec<String> = Vec::new();
    for finding in &open {
        if told.len() < NAMED && !told.contains(&finding.line.message.as_str()) {
            told.push(&finding.line.message);
        }
        let place = finding
            .line
            .target
            .as_ref()
            .unwrap_or(&finding.line.url)
            .to_string();
        if places.len() < NAMED && !places.contains(&place) {
            places.push(place);
        }
    }
    let what = match (open.len(), findings.len()) {
        // Dangerous finds are told to named persons only, never in a file that goes round.
        (0, 1..) => "（敏感线索，内容另行告知）".to_owned(),
        (0, 0) => "人工检查认定".to_owned(),
        _ => told.join("；"),
    };
    let days: BTreeSet<NaiveDate> = open
        .iter()
        .map(|finding| finding.line.observed_at.date_naive())
        .collect();
    let day = match (days.first(), days.last()) {
        (Some(first), Some(last)) if first != last => format!("{first}至{last}"),
        (Some(first), _) => first.to_string(),
        _ => String::new(),
    };
    vec![
        id_of(problem),
        site.area.clone(),
        site.name.clone(),
        site.code.to_string(),
        site.sponsor.clone(),
        problem.title.clone(),
        what,
        places.join("\n"),
        problem.confirmed.to_string(),
        day,
        term.map(|until| until.to_string()).unwrap_or_default(),
        String::new(),
        String::new(),
        String::new(),
        String::new(),
    ]
}
