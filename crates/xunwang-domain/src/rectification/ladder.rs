//! The ladder (督促阶梯): 提醒 → 提示单 → 通报 → 整改通知书 → 约谈, as circulars tell of it, each rung with who and when.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::people::UserId;

/// A rung (督促方式), the mildest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rung {
    /// 提醒: by telephone or in the application.
    Reminder,
    /// 提示单
    Hint,
    /// 通报
    Circular,
    /// 整改通知书
    Notice,
    /// 约谈
    Talk,
}

/// That a rung was reached (督促记录).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Escalation {
    /// Which.
    pub rung: Rung,
    /// 文号或说明
    pub note: String,
    /// Who.
    pub by: UserId,
    /// 姓名
    pub name: String,
    /// When.
    pub at: DateTime<Utc>,
}

impl Rung {
    /// Every rung, the mildest first.
    pub const ALL: [Self; 5] = [
        Self::Reminder,
        Self::Hint,
        Self::Circular,
        Self::Notice,
        Self::Talk,
    ];

    /// What it is called.
    pub fn label(self) -> &'static str {
        match self {
            Self::Reminder => "提醒",
            Self::Hint => "提示单",
            Self::Circular => "通报",
            Self::Notice => "整改通知书",
            Self::Talk => "约谈",
        }
    }

    /// Its word in files and addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::Reminder => "reminder",
            Self::Hint => "hint",
            Self::Circular => "circular",
            Self::Notice => "notice",
            Self::Talk => "talk",
        }
    }

    /// The rung of a word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rung| rung.word() == word)
    }

    /// Is another rung left out between the highest one reached and this one?
    pub fn skips(self, highest: Option<Self>) -> bool {
        let place = |rung: Self| Self::ALL.iter().position(|one| *one == rung).unwrap_or_default();
        place(self) > highest.map_or(0, |highest| place(highest) + 1)
    }
}
