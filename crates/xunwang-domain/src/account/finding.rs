//! Findings of accounts (账号线索), and what they come to.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{AccountCode, Platform};
use crate::finding::{Certainty, FindingKey, Level, RuleCode};
use crate::judgement::Judgement;

/// One defect of one account (账号线索), a line of findings.jsonl.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AccountFinding {
    /// Follows the defect over time (问题键).
    pub key: FindingKey,
    /// The rule that found it.
    pub rule: RuleCode,
    /// Id of the indicator it counts for, e.g. `NV2-1`; empty where none.
    pub indicator: String,
    /// How grave.
    pub level: Level,
    /// How sure.
    #[serde(rename = "status")]
    pub certainty: Certainty,
    /// 账号编号
    #[serde(rename = "account_id")]
    pub account: AccountCode,
    /// 账号名称
    #[serde(rename = "account_name")]
    pub name: String,
    /// 平台
    pub platform: Platform,
    /// 地区或部门
    pub area: String,
    /// 主办单位
    pub sponsor: String,
    /// The address that it concerns, where it concerns one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// What stands there.
    pub excerpt: String,
    /// What is wrong, a Chinese sentence.
    pub message: String,
    /// The source that showed it; empty where it follows from the register.
    pub source: String,
    /// When that source saw it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub observed_at: Option<DateTime<Utc>>,
}

/// The judgement of one account (账号判定), with its grounds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AccountJudgement {
    /// 账号编号
    pub account: AccountCode,
    /// The result.
    pub judgement: Judgement,
    /// Ids of the vetoes that were hit, in the order of the standard.
    pub vetoes: Vec<String>,
    /// Why it could not be measured, a Chinese sentence; only with [`Judgement::NotMeasured`].
    pub not_measured_reason: Option<String>,
}
