//! The exception list at work (例外清单的适用): what it covers is taken out of the count and listed with its reason.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use url::Url;
use xunwang_domain::exceptions::Exception;
use xunwang_domain::facts::{ChannelFacts, SiteFacts};
use xunwang_domain::finding::Finding;
use xunwang_domain::registry::Site;
use xunwang_domain::standard::monitoring_day;
use xunwang_rules::{ChannelVerdict, RuleReport};

use super::outcome::SiteOutcome;
use super::plan::Plan;

/// What became of the findings that one exception covers, at one site (例外适用情况).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExceptionUse {
    /// Findings that do not count because of it.
    pub held: u64,
    /// Findings that count, because it has ended.
    pub ended: u64,
}

/// What the exceptions did to a site's report.
#[derive(Debug, Default)]
pub(crate) struct Excepted {
    /// Lines of exempted.jsonl.
    pub(crate) lines: Vec<String>,
    /// By the exception's row.
    pub(crate) uses: BTreeMap<u32, ExceptionUse>,
}

/// A line of exempted.jsonl: a finding as findings.jsonl would have it, and the exception.
#[derive(Serialize)]
struct ExemptedLine<'a> {
    #[serde(flatten)]
    finding: &'a Finding,
    exception: Grounds<'a>,
}

#[derive(Serialize)]
struct Grounds<'a> {
    row: u32,
    reason: &'a str,
    until: NaiveDate,
    approved_by: &'a str,
}

/// Takes out of a report what holds on the monitoring day; what an ended exception covers stays, and is counted. Things
/// that could not be measured leave nothing open where an exception covers them.
pub(crate) fn except(
    exceptions: &[Exception],
    as_of: DateTime<Utc>,
    site: &Site,
    facts: &SiteFacts,
    report: &mut RuleReport,
) -> Excepted {
    let mut excepted = Excepted::default();
    if exceptions.is_empty() {
        return excepted;
    }
    let day = monitoring_day(as_of);
    report.findings.retain(|finding| {
        let mut covering = exceptions
            .iter()
            .filter(|exception| exception.covers(finding))
            .peekable();
        let Some(first) = covering.peek().copied() else {
            return true;
        };
        let Some(holding) = covering.find(|exception| exception.holds_on(day)) else {
            excepted.uses.entry(first.row).or_default().ended += 1;
            return true;
        };
        excepted.uses.entry(holding.row).or_default().held += 1;
        let line = ExemptedLine {
            finding,
            exception: Grounds {
                row: holding.row,
                reason: &holding.reason,
                until: holding.until,
                approved_by: &holding.approved_by,
            },
        };
        excepted
            .lines
            .push(serde_json::to_string(&line).expect("plain values serialize"));
        false
    });
    report.not_measured.retain(|open| {
        let address = Url::parse(&open.object).ok();
        let channel = facts
            .channels
            .iter()
            .find(|channel| channel.url.as_str() == open.object);
        let name = channel.map(|channel| channel.name.as_str());
        !exceptions.iter().any(|exception| {
            exception.holds_on(day)
                && exception.means(open.rule.0, &site.code)
                && exception.names(address.as_ref(), name)
        })
    });
    excepted
}

/// What channels.csv adds to a channel whose verdict does not count: `；例外清单：机构改革（至2026-12-31）`.
pub(crate) fn exception_note(
    exceptions: &[Exception],
    as_of: DateTime<Utc>,
    site: &Site,
    channel: &ChannelFacts,
    verdict: ChannelVerdict,
) -> String {
    let rule = match verdict {
        ChannelVerdict::Stale => "channel-stale",
        ChannelVerdict::Blank => "channel-blank",
        ChannelVerdict::Undated => "date-missing",
        ChannelVerdict::Ok | ChannelVerdict::NotMeasured => return String::new(),
    };
    let day = monitoring_day(as_of);
    exceptions
        .iter()
        .find(|exception| {
            exception.holds_on(day)
                && exception.means(rule, &site.code)
                && exception.names(Some(&channel.url), Some(&channel.name))
        })
        .map_or_else(String::new, |exception| {
            format!("；例外清单：{}（至{}）", exception.reason, exception.until)
        })
}

/// One exception of the list and what came of it (例外执行情况), as run.json has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExceptionOutcome {
    /// The row of the list.
    pub row: u32,
    /// 网站标识码, or 全部.
    pub site_code: String,
    /// Code of the rule.
    pub rule: String,
    /// What is meant; empty for everything of the rule.
    pub object: String,
    /// 理由
    pub reason: String,
    /// 截止日期
    pub until: NaiveDate,
    /// 批准人
    pub approved_by: String,
    /// What came of it.
    pub state: ExceptionState,
    /// Findings that it took out of the count; of an ended one, those that count again.
    pub findings: u64,
    /// The same as a Chinese sentence.
    pub note: String,
}

/// What came of an exception (例外状态).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExceptionState {
    /// It took findings out of the count.
    Held,
    /// It has ended, and took nothing out.
    Ended,
    /// It holds, and nothing was found that it covers.
    Unmatched,
}

/// What came of every exception of a plan, in the order of the list.
pub fn exception_outcomes(
    plan: &Plan,
    as_of: DateTime<Utc>,
    outcomes: &[SiteOutcome],
) -> Vec<ExceptionOutcome> {
    let day = monitoring_day(as_of);
    plan.exceptions
        .iter()
        .map(|exception| {
            let uses = outcomes
                .iter()
                .filter_map(|outcome| outcome.exceptions.get(&exception.row));
            let (held, ended) = uses.fold((0, 0), |(held, ended), one| (held + one.held, ended + one.ended));
            let inspected = exception
                .site_code
                .as_ref()
                .is_none_or(|code| plan.sites.iter().any(|site| site.code == *code));
            let (state, findings, note) = if !exception.holds_on(day) {
                let counted = match ended {
                    0 => "没有对应的问题".to_owned(),
                    ended => format!("对应的{ended}条问题照常计入"),
                };
                (
                    ExceptionState::Ended,
                    ended,
                    format!("已于{}到期，{counted}", exception.until),
                )
            } else if held > 0 {
                (ExceptionState::Held, held, format!("{held}条问题按例外不计入"))
            } else if inspected {
                (
                    ExceptionState::Unmatched,
                    0,
                    "没有对应的问题；请核对网站、规则和对象，不再需要的请删去".to_owned(),
                )
            } else {
                (
                    ExceptionState::Unmatched,
                    0,
                    "该网站不在本次检查名单内".to_owned(),
                )
            };
            ExceptionOutcome {
                row: exception.row,
                site_code: exception
                    .site_code
                    .as_ref()
                    .map_or_else(|| "全部".to_owned(), ToString::to_string),
                rule: exception.rule.clone(),
                object: exception.object.label(),
                reason: exception.reason.clone(),
                until: exception.until,
                approved_by: exception.approved_by.clone(),
                state,
                findings,
                note,
            }
        })
        .collect()
}
