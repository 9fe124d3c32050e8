//! What the office knows of people, posts and bodies, and until when.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::table::place_of;

/// A dictionary of names (姓名职务词典); versioned like a lexicon, filled by the office.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct NameBook {
    /// Short name that never changes (编号).
    pub id: String,
    /// Grows with every change (版本).
    pub version: String,
    /// The name that people see (名称).
    pub title: String,
    /// Who held which post when (任职).
    #[serde(default)]
    pub tenures: Vec<Tenure>,
    /// Bodies that were renamed or abolished (机构沿革).
    #[serde(default)]
    pub bodies: Vec<Body>,
    /// In which order leaders are named (排名).
    #[serde(default)]
    pub orders: Vec<Order>,
}

/// A person in a post (任职).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tenure {
    /// The name (姓名).
    pub person: String,
    /// The post without its body (职务), e.g. 省长.
    pub post: String,
    /// The body, as it is written before the post (单位), e.g. 示例省.
    pub body: String,
    /// The first day (任职日期); none: longer than matters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    /// The last day (离任日期); none: until today.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
    /// The decision (依据).
    pub source: String,
}

/// A body or an area under one of its names (机构).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Body {
    /// The name (机构名称).
    pub name: String,
    /// Short forms (简称).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub short: Vec<String>,
    /// The first day of the name (启用日期).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    /// The last day on which it was rightly used (停用日期).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
    /// What does its work since (现用名称); may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub successor: String,
    /// The decision (依据).
    pub source: String,
}

/// An order of leaders (排名).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Order {
    /// What of (名单名称), e.g. 示例省人民政府领导.
    pub title: String,
    /// The names from the first to the last (姓名顺序).
    pub people: Vec<String>,
    /// The first day (启用日期).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    /// The last day (停用日期).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
    /// The document (依据).
    pub source: String,
}

/// Does `day` lie between two days, where one that is not given sets no limit?
pub(super) fn lies_between(day: NaiveDate, from: Option<NaiveDate>, to: Option<NaiveDate>) -> bool {
    from.is_none_or(|from| from <= day) && to.is_none_or(|to| day <= to)
}

/// The form that is written (格式版本).
const FORMAT: u32 = 1;

#[derive(Serialize)]
struct Written<'a> {
    format: u32,
    #[serde(flatten)]
    book: &'a NameBook,
}

#[derive(Deserialize)]
struct Form {
    format: u32,
}

/// Why a dictionary's file was not taken (词典文件错误).
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum BookRefusal {
    /// Not JSON, or not a dictionary.
    #[error("姓名职务词典无法读取：{0}；请重新导出后再导入")]
    Unreadable(String),
    /// Written by a later version of the program.
    #[error("姓名职务词典的格式版本为{0}，本程序只认得到{FORMAT}；请升级本程序后再导入")]
    TooNew(u32),
}

impl NameBook {
    /// Reads what [`NameBook::to_json`] wrote, in this or an earlier version of the program.
    ///
    /// # Errors
    /// Not a dictionary, or one of a later version.
    pub fn from_json(json: &str) -> Result<Self, BookRefusal> {
        let unreadable = |error: serde_json::Error| BookRefusal::Unreadable(place_of(&error));
        let Form { format } = serde_json::from_str(json).map_err(unreadable)?;
        match format > FORMAT {
            true => Err(BookRefusal::TooNew(format)),
            false => serde_json::from_str(json).map_err(unreadable),
        }
    }

    /// The dictionary as JSON.
    pub fn to_json(&self) -> String {
        // A struct of texts, lists and dates always has a JSON form.
        serde_json::to_string_pretty(&Written {
            format: FORMAT,
            book: self,
        })
        .unwrap_or_default()
    }
}
