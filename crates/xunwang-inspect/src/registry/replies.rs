//! A checklist that comes back filled in (核实清单回复).

use xunwang_sheet::Refusal;

use super::columns::{REPLY_COLUMNS, ReplyField, locate, sheet_with};
use super::errors::RegisterErrors;
use super::field::RowReader;

/// What a body says of a problem (回复).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplyRow {
    /// The row as a spreadsheet shows it, from 1.
    pub row: u32,
    /// 编号 of the problem.
    pub id: String,
    /// 是否属实; nothing where the row was left empty.
    pub verdict: Option<ReplyVerdict>,
    /// 说明
    pub text: String,
    /// 证明材料
    pub proof: String,
    /// 回复人
    pub name: String,
}

/// 是否属实
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReplyVerdict {
    /// 属实
    True,
    /// 不属实
    False,
    /// 部分属实
    Partly,
}

/// Longest reply, in characters.
const LONGEST: usize = 1_500;

/// Reads replies from CSV, XLSX or XLS. Rows that nobody has filled in have no verdict.
///
/// # Errors
/// Everything that is wrong, each with row, field and cure.
pub fn read_replies(file_name: &str, bytes: &[u8]) -> Result<Vec<ReplyRow>, RegisterErrors> {
    let whole = |refusal: Refusal| RegisterErrors::whole_file(None, refusal.to_string());
    let workbook = xunwang_sheet::read(file_name, bytes).map_err(whole)?;
    let empty = || RegisterErrors::whole_file(None, "文件里没有内容；请确认选对了文件".to_owned());
    let table = sheet_with(&workbook, REPLY_COLUMNS, ["编号", "是否属实"])
        .ok_or_else(empty)?
        .map_err(whole)?;
    let places = locate(&table, REPLY_COLUMNS, None)?;
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
        let mut text = |field: ReplyField| {
            let name = REPLY_COLUMNS[field as usize].name;
            let cell = reader.cell(field as usize, name)?;
            Some(cell.text.trim().to_owned())
        };
        let fields = [
            ReplyField::Id,
            ReplyField::Verdict,
            ReplyField::Text,
            ReplyField::Proof,
            ReplyField::Name,
        ];
        let [Some(id), Some(verdict), Some(text), Some(proof), Some(name)] = fields.map(&mut text) else {
            continue;
        };
        if [&id, &verdict, &text, &proof, &name]
            .iter()
            .all(|cell| cell.is_empty())
        {
            continue;
        }
        if id.is_empty() {
            reader.wrong("编号", "没有编号，不知道回复的是哪个问题；请照下载的清单补上");
            continue;
        }
        let said = match verdict.as_str() {
            "" => None,
            "属实" | "是" => Some(ReplyVerdict::True),
            "不属实" | "否" => Some(ReplyVerdict::False),
            "部分属实" => Some(ReplyVerdict::Partly),
            other => {
                let message = format!("“{other}”不是可填的内容；请填“属实”“不属实”或“部分属实”");
                reader.wrong("是否属实", message);
                continue;
            }
        };
        match said {
            None if !text.is_empty() || !proof.is_empty() => {
                reader.wrong(
                    "是否属实",
                    "写了说明或材料而没有填是否属实；请填“属实”“不属实”或“部分属实”",
                );
            }
            Some(ReplyVerdict::False | ReplyVerdict::Partly) if text.is_empty() => {
                reader.wrong("说明", "不属实、部分属实的须写明理由");
            }
            Some(_) if name.is_empty() => reader.wrong("回复人", "请填写回复人的姓名"),
            _ if text.chars().count() > LONGEST
                || proof.chars().count() > 400
                || name.chars().count() > 40 =>
            {
                reader.wrong(
                    "说明",
                    format!("说明不超过{LONGEST}字，证明材料不超过400字，回复人不超过40字；请删减"),
                );
            }
            verdict => rows.push(ReplyRow {
                row: row.number,
                id,
                verdict,
                text,
                proof,
                name,
            }),
        }
    }
    if errors.total > 0 {
        return Err(errors.in_order());
    }
    if rows.is_empty() {
        return Err(RegisterErrors::whole_file(
            None,
            "清单中没有任何一行；请确认选对了文件".to_owned(),
        ));
    }
    Ok(rows)
}
