//! The entries of a lexicon and what they say.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use xunwang_domain::finding::Certainty;

use crate::HitClass;

/// A versioned list of wrong and right forms (词库); the office owns it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Lexicon {
    /// Short name that never changes (词库编号), e.g. `seed-terms`.
    pub id: String,
    /// The version (版本): grows with every change, so that a hit can be traced to the list that gave it.
    pub version: String,
    /// The name that people see (词库名称).
    pub title: String,
    /// The entries (词条).
    pub entries: Vec<Entry>,
}

/// One mistake that the lexicon knows (词条).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Unique within the lexicon (编号); where the table gives none, the first wrong form.
    pub id: String,
    /// The wrong forms (错误写法), each of 2 to 60 characters.
    pub wrong: Vec<String>,
    /// The right forms (正确写法), the likeliest first; empty for injected spam and for wording that has to be rewritten.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub right: Vec<String>,
    /// Misstatement, wording, typing error or spam (类别).
    pub class: HitClass,
    /// Does a hit count without a person (把握)?
    #[serde(default = "suspected")]
    pub certainty: Certainty,
    /// It must stand as words of its own (整词): 烈土 is no mistake in 英烈土地.
    #[serde(default = "yes")]
    pub whole_word: bool,
    /// It is also seen through spaces and signs put between its characters (容忍间隔).
    #[serde(default)]
    pub through_gaps: bool,
    /// One of these must stand near (附近须有); empty: no condition.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub near: Vec<String>,
    /// None of these may stand near (附近不得有).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_near: Vec<String>,
    /// Near is within so many characters before and behind, in the same line (上下文字数); 0 is the whole line.
    #[serde(default = "default_window")]
    pub window: u16,
    /// Longer words in which it is no mistake (除非出现在).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unless_inside: Vec<String>,
    /// The first day on which it is a mistake (生效日期), by the article's date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    /// The last day (失效日期).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
    /// The document, or the reason (依据): nobody is told that a word is wrong without one.
    pub source: String,
    /// Who answers for the entry (负责人).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub owner: String,
    /// Draft, in force or withdrawn (状态).
    #[serde(default)]
    pub state: State,
    /// Anything else (备注).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// Where an entry stands in its life (词条状态).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// 草稿: tried out only.
    Draft,
    /// 启用
    #[default]
    InForce,
    /// 停用: kept, so that old hits can be traced.
    Withdrawn,
}

impl State {
    /// The Chinese name, as tables say it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Draft => "草稿",
            Self::InForce => "启用",
            Self::Withdrawn => "停用",
        }
    }
}

/// The classes that an entry may have, in the order of their gravity (词条类别).
pub const ENTRY_CLASSES: [HitClass; 4] = [
    HitClass::Misstatement,
    HitClass::Spam,
    HitClass::Wording,
    HitClass::Typo,
];

impl Entry {
    /// An entry as an empty line of a table gives it, for `wrong` of `class`.
    pub fn new(wrong: &str, right: &str, class: HitClass, source: &str) -> Self {
        Self {
            id: wrong.to_owned(),
            wrong: vec![wrong.to_owned()],
            right: if right.is_empty() {
                Vec::new()
            } else {
                vec![right.to_owned()]
            },
            class,
            certainty: Certainty::Suspected,
            whole_word: true,
            through_gaps: through_gaps_of(class),
            near: Vec::new(),
            not_near: Vec::new(),
            window: default_window(),
            unless_inside: Vec::new(),
            from: None,
            to: None,
            source: source.to_owned(),
            owner: String::new(),
            state: State::InForce,
            note: String::new(),
        }
    }

    /// Is it a mistake in an article of that day? Without a day, where the entry has limits, nobody knows.
    pub fn holds_on(&self, date: Option<NaiveDate>) -> Option<bool> {
        match date {
            _ if self.from.is_none() && self.to.is_none() => Some(true),
            None => None,
            Some(day) => Some(self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)),
        }
    }
}

/// What a table means that says nothing: who injects spam hides it, who mistypes does not.
pub(super) fn through_gaps_of(class: HitClass) -> bool {
    matches!(class, HitClass::Misstatement | HitClass::Spam)
}

/// Near, where nothing is said: the breadth of a clause.
pub(super) fn default_window() -> u16 {
    20
}

fn suspected() -> Certainty {
    Certainty::Suspected
}

fn yes() -> bool {
    true
}
