//! What a platform's tool exports (平台工具导出): a table of any head, or JSON, read by a mapping.

use serde_json::Value;
use xunwang_domain::account::{Post, ToolField, ToolMapping, post_id};

use super::errors::{RegisterError, RegisterErrors};
use super::field::{moment_of, shortened};

/// An export as it lies before us: a head, and rows with the numbers that a spreadsheet shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ToolTable {
    /// The names of the columns; of JSON, the paths: `user.screen_name`.
    pub head: Vec<String>,
    /// The rows.
    pub rows: Vec<(u32, Vec<String>)>,
}

/// A post of an export, with what it tells of whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToolRow {
    /// The row.
    pub row: u32,
    /// 账号编号、平台ID、平台账号、账号名称; empty where the export does not tell.
    pub account: [String; 4],
    /// The post.
    pub post: Post,
}

/// Columns of JSON, rows, and how deep objects are looked into.
const MOST_COLUMNS: usize = 200;
const MOST_ROWS: usize = 1_000_000;
const DEPTH: usize = 4;
/// Longest address that is kept, in bytes.
const LONGEST_ADDRESS: usize = 2_048;

/// Reads an export (读取平台工具导出) from XLSX, XLS, CSV or JSON.
///
/// # Errors
/// It is none of these, or empty.
pub fn read_tool_table(file_name: &str, bytes: &[u8]) -> Result<ToolTable, RegisterErrors> {
    let whole = |message: String| RegisterErrors::whole_file(None, message).of("平台工具导出");
    let start = bytes
        .iter()
        .find(|byte| !byte.is_ascii_whitespace() && ![0xef, 0xbb, 0xbf].contains(*byte));
    let table = match start {
        Some(b'{' | b'[') => json_table(bytes).map_err(|message| whole(message.to_owned()))?,
        _ => sheet_table(file_name, bytes).map_err(whole)?,
    };
    match table.rows.is_empty() {
        true => Err(whole("没有任何内容；请确认选对了文件".to_owned())),
        false => Ok(table),
    }
}

fn sheet_table(file_name: &str, bytes: &[u8]) -> Result<ToolTable, String> {
    let workbook = xunwang_sheet::read(file_name, bytes).map_err(|refusal| refusal.to_string())?;
    let sheet = workbook
        .sheets
        .first()
        .ok_or("没有任何内容；请确认选对了文件和工作表")?;
    let known: Vec<&str> = ToolField::all().map(ToolField::label).collect();
    let table = sheet.table(&known).map_err(|refusal| refusal.to_string())?;
    let width = table.header.len();
    let row = |row: &xunwang_sheet::Row| {
        let cells = (0..width).map(|column| row.cell(column).text.clone());
        (row.number, cells.collect())
    };
    Ok(ToolTable {
        rows: table.rows.iter().map(row).collect(),
        head: table.header,
    })
}

/// The objects of the first list of objects in it, as rows; the first object is row 1.
fn json_table(bytes: &[u8]) -> Result<ToolTable, &'static str> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let value: Value = serde_json::from_slice(bytes).map_err(|_| "不是完整的 JSON 文件")?;
    let list = list_of(&value, DEPTH).ok_or("JSON 里没有找到内容列表（由对象组成的数组）")?;
    let mut table = ToolTable::default();
    for (number, item) in (1_u32..).zip(list.iter().take(MOST_ROWS)) {
        let mut row = vec![String::new(); table.head.len()];
        flatten(item, String::new(), DEPTH, &mut |path, text| {
            let known = table.head.iter().position(|name| name == path);
            let place = known.unwrap_or_else(|| {
                table.head.push(path.to_owned());
                table.head.len() - 1
            });
            if place < MOST_COLUMNS {
                if row.len() <= place {
                    row.resize(place + 1, String::new());
                }
                row[place] = text;
            }
        });
        table.head.truncate(MOST_COLUMNS);
        table.rows.push((number, row));
    }
    let width = table.head.len();
    table
        .rows
        .iter_mut()
        .for_each(|(_, row)| row.resize(width, String::new()));
    Ok(table)
}

fn list_of(value: &Value, depth: usize) -> Option<&Vec<Value>> {
    match value {
        Value::Array(items) if items.iter().any(Value::is_object) => Some(items),
        Value::Object(fields) if depth > 0 => fields.values().find_map(|value| list_of(value, depth - 1)),
        _ => None,
    }
}

fn flatten(value: &Value, path: String, depth: usize, add: &mut impl FnMut(&str, String)) {
    match value {
        Value::Object(fields) if depth > 0 => {
            for (name, value) in fields {
                let path = if path.is_empty() {
                    name.clone()
                } else {
                    format!("{path}.{name}")
                };
                flatten(value, path, depth - 1, add);
            }
        }
        Value::String(text) => add(&path, text.clone()),
        Value::Number(number) => add(&path, number.to_string()),
        Value::Bool(is_so) => add(&path, if *is_so { "是" } else { "否" }.to_owned()),
        Value::Null | Value::Array(_) | Value::Object(_) => {}
    }
}

/// The posts of an export by a mapping.
///
/// # Errors
/// The mapping does not fit, or rows are wrong: each with row, field and cure.
pub fn read_tool_rows(table: &ToolTable, mapping: &ToolMapping) -> Result<Vec<ToolRow>, RegisterErrors> {
    let mut errors = RegisterErrors::default();
    let mut places = std::collections::BTreeMap::new();
    for (field, name) in &mapping.columns {
        match table.head.iter().position(|own| own == name) {
            Some(place) => {
                places.insert(*field, place);
            }
            None => errors.add(RegisterError {
                sheet: None,
                row: None,
                field: Some(field.label().into()),
                message: format!("文件没有“{}”这一列；请重新指定", shortened(name)),
            }),
        }
    }
    if errors.total > 0 {
        return Err(errors.of("平台工具导出"));
    }
    let mut rows = Vec::with_capacity(table.rows.len());
    for (number, cells) in &table.rows {
        let text = |field: ToolField| -> &str {
            let place = places.get(&field);
            place
                .and_then(|place| cells.get(*place))
                .map_or("", |text| text.trim())
        };
        let mut wrong = |field: ToolField, message: String| {
            errors.add(RegisterError {
                sheet: None,
                row: Some(*number),
                field: Some(field.label().into()),
                message,
            });
        };
        let account = [
            ToolField::Code,
            ToolField::Permanent,
            ToolField::Handle,
            ToolField::Name,
        ]
        .map(|it| text(it).to_owned());
        // Tools put totals and notes below.
        if account.iter().all(String::is_empty) && text(ToolField::PublishedAt).is_empty() {
            continue;
        }
        let written = text(ToolField::PublishedAt);
        let Some(published_at) = instant_of(written) else {
            wrong(
                ToolField::PublishedAt,
                format!("“{}”不是时间；应为 2023-09-15 09:40 的样子", shortened(written)),
            );
            continue;
        };
        let (title, address, id) = (
            text(ToolField::Title),
            text(ToolField::Address),
            text(ToolField::PostId),
        );
        if title.is_empty() && address.is_empty() && id.is_empty() {
            wrong(
                ToolField::Title,
                "标题、链接、内容编号都没有，分不清是哪一篇".to_owned(),
            );
            continue;
        }
        let address = if address.len() > LONGEST_ADDRESS {
            ""
        } else {
            address
        };
        rows.push(ToolRow {
            row: *number,
            account,
            post: Post {
                id: post_id(id, address, title, published_at),
                title: title.to_owned(),
                address: address.to_owned(),
                published_at,
                text: text(ToolField::Text).to_owned(),
                deleted: matches!(text(ToolField::Deleted), "是" | "1" | "true" | "已删除" | "删除"),
                flaws: Vec::new(),
            },
        });
    }
    match errors.total {
        0 => Ok(rows),
        _ => Err(errors.in_order().of("平台工具导出")),
    }
}

/// A moment as tools write it: also in seconds since 1970, and as Weibo does.
fn instant_of(text: &str) -> Option<chrono::DateTime<chrono::Utc>> {
    if text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return chrono::DateTime::from_timestamp(text.parse().ok()?, 0);
    }
    let weibo = || chrono::DateTime::parse_from_str(text, "%a %b %d %H:%M:%S %z %Y").ok();
    let mail = || chrono::DateTime::parse_from_rfc2822(text).ok();
    moment_of(text).or_else(|| weibo().or_else(mail).map(|at| at.to_utc()))
}
