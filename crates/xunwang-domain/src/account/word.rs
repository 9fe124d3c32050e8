//! The words that are said of an account's result, and how it stands after them (账号结论).

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::people::UserId;

/// A word of a person about a result, or of the machine that looked again (结论).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountWord {
    /// 认定不合格: what the machine saw is so.
    Confirm,
    /// 认定合格: it is not, for a reason.
    Dismiss,
    /// 审定: a second person agrees that it fails.
    Approve,
    /// 退回复核: a second person does not.
    Return,
    /// 点名
    Name,
    /// 不点名
    Unname,
    /// 重新检查: what was seen is not what was decided on.
    Renew,
}

impl AccountWord {
    /// Those of people.
    pub const ALL: [Self; 6] = [
        Self::Confirm,
        Self::Dismiss,
        Self::Approve,
        Self::Return,
        Self::Name,
        Self::Unname,
    ];

    /// What it is called.
    pub fn label(self) -> &'static str {
        match self {
            Self::Confirm => "认定不合格",
            Self::Dismiss => "认定合格",
            Self::Approve => "审定",
            Self::Return => "退回复核",
            Self::Name => "点名",
            Self::Unname => "不点名",
            Self::Renew => "重新检查",
        }
    }

    /// Its word in addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::Confirm => "confirm",
            Self::Dismiss => "dismiss",
            Self::Approve => "approve",
            Self::Return => "return",
            Self::Name => "name",
            Self::Unname => "unname",
            Self::Renew => "renew",
        }
    }

    /// The word of a person.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }

    /// Must a reason be given?
    pub fn needs_reason(self) -> bool {
        matches!(self, Self::Dismiss | Self::Return | Self::Unname)
    }
}

/// What was said of a result, by whom, when (办理记录).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountRemark {
    /// What.
    pub word: AccountWord,
    /// 理由
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// Whose word it is; `None`: the machine's.
    pub by: Option<UserId>,
    /// 姓名
    pub name: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// How a result stands (结果).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AccountStanding {
    /// 待认定: the machine saw a veto, and nobody has looked.
    Open,
    /// 待审定: one person has confirmed it.
    Unapproved,
    /// 不合格
    Failed,
    /// 未能检测
    NotMeasured,
    /// 合格
    Passed,
}

impl AccountStanding {
    /// Every standing, what waits for people first.
    pub const ALL: [Self; 5] = [
        Self::Open,
        Self::Unapproved,
        Self::Failed,
        Self::NotMeasured,
        Self::Passed,
    ];

    /// What it is called.
    pub fn label(self) -> &'static str {
        match self {
            Self::Open => "待认定",
            Self::Unapproved => "待审定",
            Self::Failed => "不合格",
            Self::NotMeasured => "未能检测",
            Self::Passed => "合格",
        }
    }

    /// Its word in addresses and in the database.
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Unapproved => "unapproved",
            Self::Failed => "failed",
            Self::NotMeasured => "not_measured",
            Self::Passed => "passed",
        }
    }

    /// The standing of a word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }

    /// Does the round wait for a person?
    pub fn is_open(self) -> bool {
        matches!(self, Self::Open | Self::Unapproved)
    }
}
