//! What the national platform says of a message (国家平台记录): mirrored, never driven.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::moves::FeedbackStage;

/// A record of the national platform as it was last imported (国家平台记录).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mirror {
    /// 办理状态: the platform's code, or the word that the file held.
    #[serde(default)]
    pub status: String,
    /// 公布日期
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_on: Option<NaiveDate>,
    /// 办理单位
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub unit: String,
    /// 办理日期
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_on: Option<NaiveDate>,
    /// 办理结果
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub answer: String,
    /// 驳回原因
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub refused_for: String,
    /// What it was before, the earliest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<Mirror>,
}

/// Code, name, stage (ZR-05).
const STATUSES: [(&str, &str, FeedbackStage); 6] = [
    ("1", "办结（已处理）", FeedbackStage::Closed),
    ("22", "办结（不属于问题）", FeedbackStage::Closed),
    ("12", "不予受理（不是政府网站）", FeedbackStage::ClosedRefused),
    ("13", "不予受理（留言重复）", FeedbackStage::ClosedRefused),
    ("19", "不予受理（信息不足）", FeedbackStage::ClosedRefused),
    ("20", "不予受理（不属于找错范围）", FeedbackStage::ClosedRefused),
];

/// Words for states in files that offices keep themselves, longer ones first.
const WORDS: [(&str, FeedbackStage); 14] = [
    ("不再受理", FeedbackStage::ClosedRefused),
    ("不予受理", FeedbackStage::ClosedRefused),
    ("不受理", FeedbackStage::ClosedRefused),
    ("未受理", FeedbackStage::ClosedRefused),
    ("未办结", FeedbackStage::Handling),
    ("待转办", FeedbackStage::Received),
    ("待受理", FeedbackStage::Received),
    ("待审核", FeedbackStage::Answered),
    ("终审", FeedbackStage::FinalReview),
    ("办理中", FeedbackStage::Handling),
    ("处理中", FeedbackStage::Handling),
    ("已办结", FeedbackStage::Closed),
    ("办结", FeedbackStage::Closed),
    ("已处理", FeedbackStage::Closed),
];

/// What a status of the platform is called (办理状态名称); a word is its own name.
pub fn status_label(status: &str) -> &str {
    let same = |row: &&(&str, &'static str, FeedbackStage)| row.0 == status;
    STATUSES.iter().find(same).map_or(status, |row| row.1)
}

impl Mirror {
    /// How far the platform has come with it; `None`: a code that is not known.
    pub fn stage(&self) -> Option<FeedbackStage> {
        let status = self.status.trim();
        let by_code = STATUSES.iter().find(|row| row.0 == status).map(|row| row.2);
        let by_word = || WORDS.iter().find(|row| status.contains(row.0)).map(|row| row.1);
        by_code.or_else(by_word)
    }
}
