//! A round against the one before it (与上一次相比): what is new, what is still there, what was mended.

use std::collections::{HashMap, HashSet};

use chrono::SecondsFormat;
use serde::{Deserialize, Serialize};
use url::Url;
use xunwang_domain::exchange::TargetClass;
use xunwang_domain::finding::Finding;
use xunwang_domain::registry::Site;
use xunwang_rules::RuleReport;

use super::earlier::EarlierFinding;
use super::outcome::SiteOutcome;
use crate::visit::{Gathered, Stage};

/// A row of changes.csv (变化).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeRow {
    /// 网站标识码
    pub site_code: String,
    /// 网站名称
    pub site_name: String,
    /// `new`, `open`, `mended` or `not_measured`: mended or not, it could not be looked at this time.
    pub change: String,
    /// The rule.
    pub rule: String,
    /// 问题键
    pub key: String,
    /// 栏目名称, where it concerns one.
    pub channel: String,
    /// The page where it stands or stood.
    pub url: String,
    /// The target, where it concerns one.
    pub target: String,
    /// What is or was wrong.
    pub message: String,
    /// When a round first found it, RFC 3339; empty for what is new.
    pub first_found: String,
}

/// How many problems are new, still open, mended, and not measured this time (变化数).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changes {
    /// 新增
    pub new: u64,
    /// 仍存在
    pub open: u64,
    /// 已消除
    pub mended: u64,
    /// 未再检测
    pub not_measured: u64,
}

impl Changes {
    /// The sums over the sites; `None` where there was no earlier round.
    pub fn of(outcomes: &[SiteOutcome]) -> Option<Self> {
        let counted = outcomes.iter().filter_map(|outcome| outcome.changes);
        counted.reduce(|one, other| Self {
            new: one.new + other.new,
            open: one.open + other.open,
            mended: one.mended + other.mended,
            not_measured: one.not_measured + other.not_measured,
        })
    }
}

/// Notes on each finding since when it has been known.
pub(super) fn note_first_found(findings: &mut [Finding], earlier: &[EarlierFinding]) {
    let known: HashMap<&str, &EarlierFinding> = earlier
        .iter()
        .map(|finding| (finding.key.as_str(), finding))
        .collect();
    for finding in findings {
        let before = known.get(finding.key.as_str());
        finding.first_found = before.map(|before| before.first_found());
    }
}

/// The changes of a site: its findings, then what the earlier round found beside them. `is_checked` tells whether such
/// a problem was looked for this time.
pub(super) fn changes(
    site: &Site,
    gathered: &Gathered,
    report: &RuleReport,
    earlier: &[EarlierFinding],
    is_checked: impl Fn(&EarlierFinding) -> bool,
) -> (Vec<ChangeRow>, Changes) {
    let mut counts = Changes::default();
    let now: HashSet<&str> = report
        .findings
        .iter()
        .map(|finding| finding.key.as_str())
        .collect();
    let mut rows: Vec<ChangeRow> = Vec::with_capacity(report.findings.len());
    for finding in &report.findings {
        let is_known = finding.first_found.is_some();
        let (change, count) = if is_known {
            ("open", &mut counts.open)
        } else {
            ("new", &mut counts.new)
        };
        *count += 1;
        rows.push(ChangeRow {
            site_code: site.code.to_string(),
            site_name: site.name.clone(),
            change: change.to_owned(),
            rule: finding.rule.to_string(),
            key: finding.key.to_string(),
            channel: finding.channel.clone().unwrap_or_default(),
            url: finding.url.to_string(),
            target: text_of(finding.target.as_ref()),
            message: finding.message.clone(),
            first_found: finding.first_found.map(second).unwrap_or_default(),
        });
    }
    for finding in earlier
        .iter()
        .filter(|finding| !now.contains(finding.key.as_str()))
    {
        let was_seen = is_checked(finding) && is_mended(gathered, report, finding);
        let (change, count) = if was_seen {
            ("mended", &mut counts.mended)
        } else {
            ("not_measured", &mut counts.not_measured)
        };
        *count += 1;
        rows.push(ChangeRow {
            site_code: site.code.to_string(),
            site_name: site.name.clone(),
            change: change.to_owned(),
            rule: finding.rule.clone(),
            key: finding.key.clone(),
            channel: finding.channel.clone().unwrap_or_default(),
            url: finding.url.to_string(),
            target: text_of(finding.target.as_ref()),
            message: finding.message.clone(),
            first_found: second(finding.first_found()),
        });
    }
    (rows, counts)
}

/// Was a problem that is no longer found looked at? What could not be opened, was left out, or is unclear this time may
/// still be wrong.
fn is_mended(gathered: &Gathered, report: &RuleReport, finding: &EarlierFinding) -> bool {
    if !gathered.home_read || gathered.host_silent {
        return false;
    }
    let concerns = |object: &str| {
        object == finding.url.as_str()
            || finding
                .target
                .as_ref()
                .is_some_and(|target| object == target.as_str())
            || finding
                .channel
                .as_ref()
                .is_some_and(|channel| object.contains(channel.as_str()))
    };
    let undecided = report
        .not_measured
        .iter()
        .any(|item| item.rule.0 == finding.rule && concerns(&item.object));
    if undecided {
        return false;
    }
    match finding.target.as_ref().and_then(|target| sight(gathered, target)) {
        Some(is_clear) => is_clear,
        // Nothing leads to the target any more: what counts is whether its page was read.
        None => sight(gathered, &finding.url).unwrap_or_else(|| gathered.frontier.cuts().is_empty()),
    }
}

/// Is it clear how an address is? `None` where nothing leads to it.
fn sight(gathered: &Gathered, url: &Url) -> Option<bool> {
    let number = gathered.frontier.find(url)?;
    Some(match &gathered.frontier.entry(number).stage {
        Stage::Fine => true,
        Stage::Trouble(state) => state.class == TargetClass::Broken,
        Stage::Waiting | Stage::Taken | Stage::Cut => false,
    })
}

fn text_of(url: Option<&Url>) -> String {
    url.map(Url::to_string).unwrap_or_default()
}

fn second(moment: chrono::DateTime<chrono::Utc>) -> String {
    moment.to_rfc3339_opts(SecondsFormat::Secs, true)
}
