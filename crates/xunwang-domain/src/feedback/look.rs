//! The page that a message complains about, as it was looked at and kept (留存的网页): when the message came, and when its answer was
//! checked.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use url::Url;
use uuid::Uuid;

use super::record::FeedbackId;
use crate::exchange::{TargetClass, TargetState};
use crate::finding::EvidenceRef;

/// What a page showed at one look (页面所见): evidence that can be stored and compared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageLook {
    /// The address asked.
    pub asked: Url,
    /// The address that answered, after redirects.
    pub answered: Url,
    /// When the last request began.
    pub at: DateTime<Utc>,
    /// State and class.
    pub state: TargetState,
    /// What each look said, the last one included: a page is dead only after the second.
    pub looks: Vec<String>,
    /// SHA-256 of the body as sent, as it stands in a WARC record of the exchange.
    pub digest: String,
    /// `<title>`
    pub title: String,
    /// All that the page shows to be read; `None` where it is no page that could be read whole.
    pub text: Option<String>,
    /// The latest day printed on the page, not after the look, Chinese time.
    pub latest: Option<NaiveDate>,
    /// Do scripts fill the page, so that what is missing may be there all the same?
    pub needs_script: bool,
}

impl PageLook {
    /// Was it dead (打不开)? Only what failed at both looks is.
    pub fn is_dead(&self) -> bool {
        self.state.class == TargetClass::Broken && self.looks.len() >= 2
    }

    /// Could nothing be found out of it (未能检测)?
    pub fn is_unmeasured(&self) -> bool {
        match self.state.class {
            TargetClass::NotMeasured => true,
            TargetClass::Broken => self.looks.len() < 2,
            TargetClass::Caution => self.text.is_none(),
            TargetClass::Ok | TargetClass::Danger => false,
        }
    }
}

/// The number under which a look is kept (留存编号).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LookId(pub Uuid);

/// When a page was looked at (查看时机).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LookMoment {
    /// 受理时: soon after the message came.
    Receipt,
    /// 核对答复时
    Answer,
}

impl LookMoment {
    /// What it is called.
    pub fn label(self) -> &'static str {
        match self {
            Self::Receipt => "受理时",
            Self::Answer => "核对答复时",
        }
    }

    /// Its word in rows.
    pub fn word(self) -> &'static str {
        match self {
            Self::Receipt => "receipt",
            Self::Answer => "answer",
        }
    }
}

/// What came of looking at the page of a message (网页留存记录).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptLook {
    /// 留存编号
    pub id: LookId,
    /// The message.
    pub feedback: FeedbackId,
    /// When in the life of the message.
    pub moment: LookMoment,
    /// When it was looked at, or given up.
    pub at: DateTime<Utc>,
    /// What was seen; none where nothing was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<PageLook>,
    /// Why nothing was asked for (未查看的原因), where nothing was.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub why_not: String,
    /// The record that shows what was seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<EvidenceRef>,
}

/// A page that is yet to be looked at (待留存的网页): once, and where that fails once more, later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingLook {
    /// The message.
    pub feedback: FeedbackId,
    /// Not before.
    pub due: DateTime<Utc>,
    /// How often it was tried.
    pub tries: u32,
    /// What the earlier look said, where it found the page dead.
    pub looks: Vec<String>,
}

impl PendingLook {
    /// The first look at the page of a message that has just come.
    pub fn first(feedback: FeedbackId, now: DateTime<Utc>) -> Self {
        Self {
            feedback,
            due: now,
            tries: 0,
            looks: Vec::new(),
        }
    }
}
