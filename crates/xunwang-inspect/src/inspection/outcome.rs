//! What a concluded visit leaves behind, as rows (巡查结论).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use xunwang_domain::circular::Repeat;
use xunwang_domain::judgement::SiteJudgement;

use super::changes::Changes;
use super::exceptions::ExceptionUse;
use crate::visit::Cut;

/// The outcome of one site's visit (网站检查结果).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteOutcome {
    /// 网站名称
    pub site_name: String,
    /// 地区或部门
    pub area: String,
    /// The provisional judgement, by the machine alone.
    pub judgement: SiteJudgement,
    /// Why the site as a whole could not be read; `None` where it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_opened: Option<String>,
    /// HTML pages read.
    pub pages: u64,
    /// Pages of them that had not changed since the earlier round, and were not read again.
    #[serde(default)]
    pub pages_unchanged: u64,
    /// Distinct addresses known, pages included.
    pub links: u64,
    /// What was left out, by reason.
    pub cuts: BTreeMap<Cut, u64>,
    /// Findings by rule: certain and suspected.
    pub findings: BTreeMap<String, [u64; 2]>,
    /// What the exceptions did, by the row of the list.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub exceptions: BTreeMap<u32, ExceptionUse>,
    /// Number of things that rules could not decide.
    pub not_measured_items: u64,
    /// Problems worth a line in the circular, gravest first.
    pub problems: Vec<SiteProblem>,
    /// How many problems came and went since the earlier round, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changes: Option<Changes>,
}

/// A problem of a site, in the wording of the circular (突出问题).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteProblem {
    /// The rule that stands behind it.
    pub rule: String,
    /// Does it make the site fail?
    pub failing: bool,
    /// The wording.
    pub text: String,
    /// The earlier circulars in which it stood; only the office knows them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeat: Option<Repeat>,
}

/// A row of channels.csv.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelRow {
    /// 网站标识码
    pub site_code: String,
    /// 栏目名称
    pub channel: String,
    /// 栏目网址
    pub url: String,
    /// 栏目类别
    pub kind: String,
    /// Items on its first page.
    pub items: u32,
    /// Latest date that counts, or empty.
    pub latest_date: String,
    /// `list`, `article`, `meta`, `url` or `none`.
    pub date_signal: String,
    /// `ok`, `stale`, `blank`, `undated` or `not_measured`.
    pub verdict: String,
    /// Why it has this kind.
    #[serde(default)]
    pub kind_reason: String,
    /// What its page showed, and why it could not be measured where it could not.
    #[serde(default)]
    pub reason: String,
    /// The last day on which it is in time without being updated; empty where it has no term or no date.
    #[serde(default)]
    pub in_time_until: String,
}

/// A row of links.csv.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkRow {
    /// 网站标识码
    pub site_code: String,
    /// The target.
    pub target: String,
    /// HTTP code or word.
    pub status: String,
    /// `broken`, `caution`, `danger` or `not_measured`.
    pub class: String,
    /// Number of all places.
    pub places: u64,
    /// When it first failed, RFC 3339.
    pub first_seen: String,
    /// Number of looks.
    pub attempts: u32,
    /// What each look said, with its moment, `；` between.
    #[serde(default)]
    pub timeline: String,
    /// 时好时坏, where a look failed and a later one did not; whether the looks differ; else empty.
    #[serde(default)]
    pub note: String,
}
