//! Files of error reports (网民留言): the national platform's list and detail JSON, and tables as offices keep them.

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::{Map, Value};
use xunwang_domain::feedback::FeedbackKind;

use super::columns::{FEEDBACK_COLUMNS, FeedbackField, known_names, locate};
use super::errors::{RegisterError, RegisterErrors};
use super::field::{RowReader, moment_of, plain, shortened};

/// A record of the national platform, or of a table of the same columns (留言记录). What a file does not say is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FeedbackRow {
    /// 编号
    pub number: String,
    /// 网站标识码
    pub site_code: String,
    /// 网站名称
    pub site_name: String,
    /// 问题类型
    pub kind: Option<FeedbackKind>,
    /// 办理状态: a code or a word.
    pub status: String,
    /// 公布日期
    pub published_on: Option<NaiveDate>,
    /// 问题网址
    pub address: String,
    /// 问题描述
    pub text: String,
    /// 提交时间
    pub received_at: Option<DateTime<Utc>>,
    /// 办理单位
    pub unit: String,
    /// 办理日期
    pub closed_on: Option<NaiveDate>,
    /// 办理结果
    pub answer: String,
    /// 驳回原因
    pub refused_for: String,
}

/// Longest text that is taken over, in characters.
const LONGEST_TEXT: usize = 20_000;
const WHAT: &str = "留言文件";

/// Reads a file of error reports (读取留言文件): JSON, JSON lines, CSV, XLSX or XLS.
///
/// # Errors
/// Everything that is wrong, each with row or record, field and cure.
pub fn read_feedback(file_name: &str, bytes: &[u8]) -> Result<Vec<FeedbackRow>, RegisterErrors> {
    let begin = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let first = begin.iter().find(|byte| !byte.is_ascii_whitespace());
    let rows = match first {
        Some(b'{' | b'[') => read_json(begin),
        _ => read_table(file_name, bytes),
    };
    let rows = rows.map_err(|errors| errors.of(WHAT))?;
    if rows.is_empty() {
        let message = "没有任何留言；请确认选对了文件".to_owned();
        return Err(RegisterErrors::whole_file(None, message).of(WHAT));
    }
    Ok(rows)
}

fn read_table(file_name: &str, bytes: &[u8]) -> Result<Vec<FeedbackRow>, RegisterErrors> {
    let whole = |refusal: xunwang_sheet::Refusal| RegisterErrors::whole_file(None, refusal.to_string());
    let workbook = xunwang_sheet::read(file_name, bytes).map_err(whole)?;
    let known = known_names(FEEDBACK_COLUMNS);
    let sheet = workbook.sheets.first();
    let empty = || RegisterErrors::whole_file(None, "文件里没有内容；请确认选对了文件".to_owned());
    let table = sheet.ok_or_else(empty)?.table(&known).map_err(whole)?;
    let places = locate(&table, FEEDBACK_COLUMNS, None)?;
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
        rows.extend(row_of(&mut reader));
    }
    if errors.total > 0 {
        return Err(errors.in_order());
    }
    Ok(rows)
}

fn row_of(reader: &mut RowReader<'_>) -> Option<FeedbackRow> {
    use FeedbackField as At;
    let name = |field: At| FEEDBACK_COLUMNS[field as usize].name;
    let before = reader.errors.total;
    let text = |reader: &mut RowReader<'_>, field: At| {
        let cell = reader.cell(field as usize, name(field))?;
        let text = cell.text.trim().to_owned();
        if text.chars().count() > LONGEST_TEXT {
            reader.wrong(name(field), format!("超过{LONGEST_TEXT}字；请缩短"));
            return None;
        }
        Some(text)
    };
    let number = text(reader, At::Number)?;
    if number.is_empty() {
        reader.wrong("编号", "没有填写；请补填，同一编号再次导入时更新原来的记录");
    } else if let Some(why) = number_fault(&number) {
        reader.wrong("编号", why);
    }
    let written = text(reader, At::Kind)?;
    let kind = FeedbackKind::parse(&plain(&written));
    if kind.is_none() {
        let known: Vec<_> = FeedbackKind::all().map(FeedbackKind::label).collect();
        let message = format!(
            "“{}”不是已知的类型；请填类型代码（0、1、2……）或：{}",
            shortened(&written),
            known.join("、")
        );
        reader.wrong("问题类型", message);
    }
    let status = text(reader, At::Status)?;
    if status.is_empty() {
        reader.wrong(
            "办理状态",
            "没有填写；请填状态代码（1、22、12……）或“办理中”“办结”等",
        );
    }
    let day = |reader: &mut RowReader<'_>, field: At| {
        let written = text(reader, field)?;
        let at = moment_of(&written);
        if !written.is_empty() && at.is_none() {
            let message = format!(
                "“{}”不是日期；请写成2023-07-31或2023-07-31 09:30:00",
                shortened(&written)
            );
            reader.wrong(name(field), message);
        }
        Some(at)
    };
    let published_on = day(reader, At::PublishedOn)?;
    let received_at = day(reader, At::ReceivedAt)?;
    let closed_on = day(reader, At::ClosedOn)?;
    let row = FeedbackRow {
        number,
        site_code: code_of(&text(reader, At::Code)?),
        site_name: text(reader, At::SiteName)?,
        kind,
        status: plain(&status),
        published_on: published_on.map(xunwang_domain::feedback::day_of),
        address: text(reader, At::Address)?,
        text: text(reader, At::Text)?,
        received_at,
        unit: text(reader, At::Unit)?,
        closed_on: closed_on.map(xunwang_domain::feedback::day_of),
        answer: text(reader, At::Answer)?,
        refused_for: text(reader, At::RefusedFor)?,
    };
    (reader.errors.total == before).then_some(row)
}

fn read_json(bytes: &[u8]) -> Result<Vec<FeedbackRow>, RegisterErrors> {
    let mut errors = RegisterErrors::default();
    let mut rows = Vec::new();
    let values = serde_json::Deserializer::from_slice(bytes).into_iter::<Value>();
    for value in values {
        match value {
            Ok(value) => take_value(value, &mut rows, &mut errors),
            Err(error) => {
                let place = format!(
                    "第{}行第{}个字节处不是完整的 JSON；请重新导出",
                    error.line(),
                    error.column()
                );
                errors.absorb(RegisterErrors::whole_file(None, place));
                break;
            }
        }
    }
    if errors.total > 0 { Err(errors) } else { Ok(rows) }
}

/// A list, what is wrapped in `body`, or a record.
fn take_value(value: Value, rows: &mut Vec<FeedbackRow>, errors: &mut RegisterErrors) {
    match value {
        Value::Array(values) => values
            .into_iter()
            .for_each(|value| take_value(value, rows, errors)),
        Value::Object(mut object) => match object.remove("body") {
            Some(body @ (Value::Array(_) | Value::Object(_))) => take_value(body, rows, errors),
            _ => rows.extend(record_of(&object, rows.len() + 1, errors)),
        },
        _ => errors.absorb(RegisterErrors::whole_file(
            None,
            format!(
                "第{}条不是留言记录；请用国家平台的列表或明细 JSON",
                rows.len() + 1
            ),
        )),
    }
}

fn record_of(object: &Map<String, Value>, place: usize, errors: &mut RegisterErrors) -> Option<FeedbackRow> {
    let before = errors.total;
    let mut wrong = |field: &str, message: String| {
        errors.add(RegisterError {
            sheet: None,
            row: Some(u32::try_from(place).unwrap_or(u32::MAX)),
            field: Some(field.to_owned()),
            message,
        });
    };
    let text = |name: &str| match object.get(name) {
        Some(Value::String(text)) => text.trim().chars().take(LONGEST_TEXT).collect(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    };
    let number = text("id");
    if number.is_empty() {
        wrong("id", "没有编号；请用国家平台导出的原始 JSON".to_owned());
    } else if let Some(why) = number_fault(&number) {
        wrong("id", why.to_owned());
    }
    let kind = text("problem_id");
    let parsed = FeedbackKind::parse(&kind);
    if !kind.is_empty() && parsed.is_none() {
        wrong(
            "problem_id",
            format!("“{}”不是问题类型代码；请核对", shortened(&kind)),
        );
    }
    let mut day = |name: &str| {
        let written = text(name);
        let at = moment_of(&written);
        if !written.is_empty() && at.is_none() {
            wrong(name, format!("“{}”不是日期；请核对", shortened(&written)));
        }
        at
    };
    let [published, received, closed] = ["bgdate", "createtime", "transactTime"].map(&mut day);
    let status = [text("blzt"), text("status")]
        .into_iter()
        .find(|status| !status.is_empty());
    let row = FeedbackRow {
        number,
        site_code: code_of(&text("sitecode")),
        site_name: text("wzmc"),
        kind: parsed,
        status: status.unwrap_or_default(),
        published_on: published.map(xunwang_domain::feedback::day_of),
        address: text("errorUrl"),
        text: text("description"),
        received_at: received,
        unit: text("transactUnit"),
        closed_on: closed.map(xunwang_domain::feedback::day_of),
        answer: text("transactResult"),
        refused_for: text("rejectReason"),
    };
    (errors.total == before).then_some(row)
}

fn number_fault(number: &str) -> Option<&'static str> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
    if number.chars().count() > 64 {
        return Some("编号超过64个字符；请核对");
    }
    (!number.chars().all(is_plain)).then_some("编号应只有字母、数字和 - _；请核对")
}

/// The code in its canonical spelling where it has one.
fn code_of(text: &str) -> String {
    let text = plain(text);
    xunwang_domain::registry::SiteCode::parse(&text).map_or(text, |code| code.as_str().to_owned())
}
