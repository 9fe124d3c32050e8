//! Reading FACTS.json and the values of the other documents: dates in both forms of the contract, and errors that name
//! the place in Chinese.

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use thiserror::Error;

/// The values of a document are not of the form that the contract asks for (数据格式有误).
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{of}第 {line} 行第 {column} 列{}：{reason}", if place == "." { String::new() } else { format!("（{place}）") })]
pub struct FactsError {
    /// What was read, e.g. 通报数据.
    pub of: &'static str,
    /// Line from 1.
    pub line: usize,
    /// Column from 1.
    pub column: usize,
    /// Path of the field, e.g. `areas[3].sites_failed`; `.` for the whole.
    pub place: String,
    /// What is wrong and what to do, in Chinese.
    pub reason: String,
}

pub(crate) fn values<T: DeserializeOwned>(of: &'static str, json: &[u8]) -> Result<T, FactsError> {
    let json = json.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(json);
    let failure = |place: String, error: &serde_json::Error| FactsError {
        of,
        line: error.line(),
        column: error.column(),
        place,
        reason: in_chinese(error),
    };
    let mut reader = serde_json::Deserializer::from_slice(json);
    let facts = serde_path_to_error::deserialize(&mut reader)
        .map_err(|error| failure(error.path().to_string(), error.inner()))?;
    reader.end().map_err(|error| failure(".".to_owned(), &error))?;
    Ok(facts)
}

/// serde speaks English; its few sentences are known.
fn in_chinese(error: &serde_json::Error) -> String {
    let said = error.to_string();
    let said = said
        .rsplit_once(" at line ")
        .map_or(said.as_str(), |(head, _)| head);
    let quoted = |text: &str| text.split('`').nth(1).unwrap_or_default().to_owned();
    if said.starts_with("missing field") {
        format!("缺少必填项“{}”，请补上", quoted(said))
    } else if said.starts_with("unknown field") {
        format!("不认识的项“{}”，请检查拼写或删去", quoted(said))
    } else if let Some((found, allowed)) = said
        .strip_prefix("unknown variant ")
        .and_then(|s| s.split_once(", "))
    {
        let allowed = allowed
            .trim_start_matches("expected ")
            .trim_start_matches("one of ")
            .replace('`', "");
        format!(
            "不能取值“{}”，可取：{}",
            quoted(found),
            allowed.replace(" or ", "、").replace(", ", "、")
        )
    } else if said.starts_with("duplicate field") {
        format!("“{}”写了两次，请只留一个", quoted(said))
    } else if said.starts_with("invalid type") || said.starts_with("invalid value") {
        let (found, wanted) = said.split_once(", expected ").unwrap_or((said, ""));
        let found = found_in_chinese(found.split_once(": ").map_or(found, |(_, rest)| rest));
        format!("值的类型不对，应为{}，现为{found}", type_name(wanted))
    } else if said.starts_with("invalid length") {
        "项数不对，时间范围应为两个日期：[起始日, 截止日]".to_owned()
    } else if error.is_eof() {
        "文件不完整，请检查括号和引号是否成对".to_owned()
    } else if error.is_syntax() {
        format!("不是合法的 JSON（{said}），请检查逗号、引号和括号")
    } else {
        said.to_owned()
    }
}

fn type_name(wanted: &str) -> String {
    match wanted {
        "u64" => "不小于0的整数".to_owned(),
        "u8" => "0到4的整数".to_owned(),
        "a string" => "文字".to_owned(),
        "a boolean" => "true 或 false".to_owned(),
        "a sequence" => "方括号列表".to_owned(),
        other if other.starts_with("struct") || other == "a map" => "花括号对象".to_owned(),
        other => format!(" {other}"),
    }
}

fn found_in_chinese(found: &str) -> String {
    const KINDS: [(&str, &str); 8] = [
        ("floating point ", "小数"),
        ("integer ", "整数"),
        ("string ", "文字"),
        ("boolean ", "真假值"),
        ("null", "空值"),
        ("sequence", "方括号列表"),
        ("map", "花括号对象"),
        ("unit", "空值"),
    ];
    let known = KINDS
        .iter()
        .find_map(|(english, chinese)| Some(format!("{chinese}{}", found.strip_prefix(english)?)));
    known
        .unwrap_or_else(|| found.to_owned())
        .replace('`', "")
        .chars()
        .take(60)
        .collect()
}

/// `YYYY-MM-DD`, or RFC 3339 read as the day in Chinese time.
fn day(text: &str) -> Result<NaiveDate, String> {
    let chinese_time = FixedOffset::east_opt(8 * 3600);
    NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .ok()
        .filter(|_| text.len() == 10)
        .or_else(|| {
            let moment = DateTime::parse_from_rfc3339(text).ok()?;
            Some(moment.with_timezone(&chinese_time?).date_naive())
        })
        .ok_or_else(|| {
            format!(
                "“{}”不是日期，请写成 2023-09-21 的形式",
                text.chars().take(30).collect::<String>()
            )
        })
}

fn checked<E: serde::de::Error>(text: &str) -> Result<NaiveDate, E> {
    day(text).map_err(E::custom)
}

pub(crate) fn date<'de, D: Deserializer<'de>>(from: D) -> Result<NaiveDate, D::Error> {
    checked(&String::deserialize(from)?)
}

pub(crate) fn optional_date<'de, D: Deserializer<'de>>(from: D) -> Result<Option<NaiveDate>, D::Error> {
    Option::<String>::deserialize(from)?
        .map(|text| checked(&text))
        .transpose()
}

pub(crate) fn window<'de, D: Deserializer<'de>>(from: D) -> Result<[NaiveDate; 2], D::Error> {
    let [first, last] = <[String; 2]>::deserialize(from)?;
    Ok([checked(&first)?, checked(&last)?])
}

pub(crate) fn optional_window<'de, D: Deserializer<'de>>(
    from: D,
) -> Result<Option<[NaiveDate; 2]>, D::Error> {
    let Some([first, last]) = Option::<[String; 2]>::deserialize(from)? else {
        return Ok(None);
    };
    Ok(Some([checked(&first)?, checked(&last)?]))
}

/// `null` and a missing field are both the empty text.
pub(crate) fn text_or_null<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    Ok(Option::<String>::deserialize(from)?.unwrap_or_default())
}
