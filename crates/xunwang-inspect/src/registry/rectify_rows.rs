//! A ledger of rectification that comes back filled in (整改台账回收).

use chrono::NaiveDate;
use xunwang_domain::feedback::day_of;
use xunwang_domain::rectification::LONGEST_REPLY;
use xunwang_sheet::Refusal;

use super::columns::{RECTIFY_COLUMNS, RectifyField, locate, sheet_with};
use super::errors::RegisterErrors;
use super::field::moment_of;
use super::field::{RowReader, shortened};

/// What a unit says of a problem (整改反馈). Rows that nobody has filled in have an empty text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RectifyReply {
    /// The row as a spreadsheet shows it, from 1.
    pub row: u32,
    /// 整改编号
    pub id: String,
    /// 整改措施及结果
    pub text: String,
    /// 完成日期
    pub done_on: Option<NaiveDate>,
    /// 责任人
    pub person: String,
    /// 佐证材料, as it is named.
    pub proof: String,
}

/// Names of people and of files, in characters.
const LONGEST_NAME: usize = 100;

/// Reads a ledger from CSV, XLSX or XLS, whatever the order of its rows and columns.
///
/// # Errors
/// Everything that is wrong, each with row, field and cure.
pub fn read_rectify_replies(file_name: &str, bytes: &[u8]) -> Result<Vec<RectifyReply>, RegisterErrors> {
    let whole = |refusal: Refusal| RegisterErrors::whole_file(None, refusal.to_string()).of("整改台账");
    let workbook = xunwang_sheet::read(file_name, bytes).map_err(whole)?;
    let empty = || {
        let message = "整改台账中没有任何一行；请确认选对了文件".to_owned();
        RegisterErrors::whole_file(None, message).of("整改台账")
    };
    let table = sheet_with(&workbook, RECTIFY_COLUMNS, ["整改编号", "责任人"])
        .ok_or_else(empty)?
        .map_err(whole)?;
    let places = locate(&table, RECTIFY_COLUMNS, None).map_err(|errors| errors.of("整改台账"))?;
    let mut errors = RegisterErrors::default();
    let mut rows = Vec::new();
    for row in &table.rows {
        let mut reader = RowReader {
            row,
            places: &places,
            sheet: None,
            errors: &mut errors,
        };
        reader.check_width(&table);
        if let Some(Some(reply)) = reply_of(&mut reader) {
            rows.push(reply);
        }
    }
    if errors.total > 0 {
        return Err(errors.in_order().of("整改台账"));
    }
    if rows.is_empty() {
        return Err(empty());
    }
    Ok(rows)
}

/// A row; `Some(None)` where it is empty, `None` where something is wrong with it.
fn reply_of(reader: &mut RowReader<'_>) -> Option<Option<RectifyReply>> {
    let mut text = |field: RectifyField| {
        let cell = reader.cell(field as usize, RECTIFY_COLUMNS[field as usize].name)?;
        Some(cell.text.trim().to_owned())
    };
    let (id, said, day) = (
        text(RectifyField::Id),
        text(RectifyField::Text),
        text(RectifyField::DoneOn),
    );
    let (person, proof) = (text(RectifyField::Person), text(RectifyField::Proof));
    let (id, said, day, person, proof) = (id?, said?, day?, person?, proof?);
    let is_filled = [&said, &day, &person, &proof].iter().any(|cell| !cell.is_empty());
    if id.is_empty() && !is_filled {
        return Some(None);
    }
    if id.is_empty() {
        reader.wrong("整改编号", "没有编号，不知道反馈的是哪个问题；请照下载的台账补上");
        return None;
    }
    if !is_filled {
        let silent = RectifyReply {
            row: reader.row.number,
            id,
            text: String::new(),
            done_on: None,
            person: String::new(),
            proof: String::new(),
        };
        return Some(Some(silent));
    }
    let length = said.chars().count();
    if !(2..=LONGEST_REPLY).contains(&length) {
        let message = match length {
            0 => "填了其他列而没有写整改情况；请写明采取的措施和结果".to_owned(),
            _ => format!("有{length}字，应为2至{LONGEST_REPLY}字；请修改"),
        };
        reader.wrong("整改措施及结果", message);
        return None;
    }
    let done_on = if day.is_empty() {
        None
    } else {
        let Some(at) = moment_of(&day) else {
            let message = format!("“{}”不是日期；请写成 2026-10-15 的样子", shortened(&day));
            reader.wrong("完成日期", message);
            return None;
        };
        Some(day_of(at))
    };
    if person.is_empty() || person.chars().count() > LONGEST_NAME {
        reader.wrong("责任人", format!("请填写责任人的姓名（{LONGEST_NAME}字以内）"));
        return None;
    }
    if proof.chars().count() > LONGEST_NAME {
        let message = format!("超过{LONGEST_NAME}字；请只写文件名或网址，文件在网页上补传");
        reader.wrong("佐证材料", message);
        return None;
    }
    Some(Some(RectifyReply {
        row: reader.row.number,
        id,
        text: said,
        done_on,
        person,
        proof,
    }))
}
