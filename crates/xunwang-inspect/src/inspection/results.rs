//! The result files (结果文件), written from the store row by row.

use std::collections::BTreeMap;
use std::io::Write;

use anyhow::{Context as _, Result};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use xunwang_domain::judgement::Judgement;
use xunwang_domain::visit::{RowKind, VisitNumber};
use xunwang_ports::Store;

use super::changes::{ChangeRow, Changes};
use super::earlier::EarlierRound;
use super::exceptions::ExceptionOutcome;
use super::outcome::{ChannelRow, LinkRow, SiteOutcome};
use crate::visit::{Cut, TextBasis};

/// The outcomes of all sites, in the order of the roster.
///
/// # Errors
/// The store failed, or a visit is not concluded.
pub async fn read_outcomes(store: &dyn Store) -> Result<Vec<SiteOutcome>> {
    let visits = store.read().await?.visits().await?;
    visits
        .iter()
        .filter(|visit| visit.number != crate::visit::FLEET)
        .map(|visit| {
            let outcome = visit
                .outcome
                .as_deref()
                .with_context(|| format!("第{}个网站尚未检查完", visit.number))?;
            Ok(serde_json::from_str(outcome)?)
        })
        .collect()
}

/// Writes findings.jsonl.
///
/// # Errors
/// The store or the writer failed.
pub async fn write_findings(store: &dyn Store, out: &mut (impl Write + Send)) -> Result<()> {
    for number in numbers(store).await? {
        for line in store.read().await?.rows(number, RowKind::Finding).await? {
            writeln!(out, "{line}")?;
        }
    }
    Ok(())
}

/// Writes exempted.jsonl: the findings that the exception list keeps out of the count, each with its reason.
///
/// # Errors
/// The store or the writer failed.
pub async fn write_exempted(store: &dyn Store, out: &mut (impl Write + Send)) -> Result<()> {
    for number in numbers(store).await? {
        for line in store.read().await?.rows(number, RowKind::Exempted).await? {
            writeln!(out, "{line}")?;
        }
    }
    Ok(())
}

/// Writes channels.csv.
///
/// # Errors
/// The store or the writer failed.
pub async fn write_channels(store: &dyn Store, out: &mut (impl Write + Send)) -> Result<()> {
    let head = [
        "site_code",
        "channel",
        "url",
        "kind",
        "items",
        "latest_date",
        "date_signal",
        "verdict",
        "kind_reason",
        "reason",
        "in_time_until",
    ];
    write_rows::<ChannelRow>(store, RowKind::Channel, &head, out).await
}

/// Writes links.csv.
///
/// # Errors
/// The store or the writer failed.
pub async fn write_links(store: &dyn Store, out: &mut (impl Write + Send)) -> Result<()> {
    let head = [
        "site_code",
        "target",
        "status",
        "class",
        "places",
        "first_seen",
        "attempts",
        "timeline",
        "note",
    ];
    write_rows::<LinkRow>(store, RowKind::Link, &head, out).await
}

/// Writes changes.csv.
///
/// # Errors
/// The store or the writer failed.
pub async fn write_changes(store: &dyn Store, out: &mut (impl Write + Send)) -> Result<()> {
    let head = [
        "site_code",
        "site_name",
        "change",
        "rule",
        "key",
        "channel",
        "url",
        "target",
        "message",
        "first_found",
    ];
    write_rows::<ChangeRow>(store, RowKind::Change, &head, out).await
}

async fn write_rows<Row: Serialize + for<'de> Deserialize<'de>>(
    store: &dyn Store,
    kind: RowKind,
    head: &[&str],
    out: &mut (impl Write + Send),
) -> Result<()> {
    let mut writer = csv::WriterBuilder::new().has_headers(false).from_writer(out);
    writer.write_record(head)?;
    for number in numbers(store).await? {
        for line in store.read().await?.rows(number, kind).await? {
            writer.serialize(serde_json::from_str::<Row>(&line)?)?;
        }
    }
    writer.flush()?;
    Ok(())
}

async fn numbers(store: &dyn Store) -> Result<Vec<VisitNumber>> {
    Ok(store
        .read()
        .await?
        .visits()
        .await?
        .iter()
        .map(|visit| visit.number)
        .collect())
}

/// Writes sites.csv.
///
/// # Errors
/// The writer failed.
pub fn write_sites(outcomes: &[SiteOutcome], out: &mut impl Write) -> Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record([
        "site_code",
        "site_name",
        "area",
        "judgement",
        "vetoes",
        "score",
        "pages",
        "links",
        "not_measured_reason",
    ])?;
    for outcome in outcomes {
        let judgement = &outcome.judgement;
        writer.write_record([
            judgement.site_code.as_str(),
            &outcome.site_name,
            &outcome.area,
            judgement.judgement.label(),
            &judgement.vetoes.join(";"),
            "",
            &outcome.pages.to_string(),
            &outcome.links.to_string(),
            judgement.not_measured_reason.as_deref().unwrap_or_default(),
        ])?;
    }
    writer.flush()?;
    Ok(())
}

/// run.json: what was done, how completely, with which figures (检查记录).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunSummary {
    /// Version of the program.
    pub version: String,
    /// Id of the standard.
    pub standard: String,
    /// By what texts were checked; none where they were not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub texts: Option<TextBasis>,
    /// Judged by the machine alone: only `serve` issues.
    pub provisional: bool,
    /// Monitoring point and sampling window.
    pub windows: Windows,
    /// Totals.
    pub counts: Counts,
    /// What is not in the figures, and why.
    pub completeness: Completeness,
    /// The exception list, and what came of each of its rows.
    #[serde(default)]
    pub exceptions: Vec<ExceptionOutcome>,
    /// How long it took.
    pub durations: Durations,
    /// Bytes of pages read.
    pub bytes: u64,
    /// What the inspected hosts felt.
    pub politeness: Politeness,
    /// What changed since the earlier round, where one was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<Comparison>,
    /// SHA-256 of each result file, hexadecimal.
    pub digests: BTreeMap<String, String>,
}

/// What changed since the earlier round (与上一次相比).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparison {
    /// That round.
    pub round: EarlierRound,
    /// How many problems came and went.
    pub changes: Changes,
}

/// Monitoring point and sampling window (检查采样时间).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Windows {
    /// The monitoring point.
    pub as_of: DateTime<Utc>,
    /// First day, Chinese time.
    pub from: chrono::NaiveDate,
    /// Last day, Chinese time.
    pub to: chrono::NaiveDate,
}

/// Totals (数量).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Sites in the roster.
    pub sites: u64,
    /// 合格
    pub qualified: u64,
    /// 不合格
    pub unqualified: u64,
    /// 未能检测
    pub not_measured: u64,
    /// HTML pages read.
    pub pages: u64,
    /// Pages of them that had not changed since the earlier round, and were not read again.
    #[serde(default)]
    pub pages_unchanged: u64,
    /// Distinct addresses known, summed over the sites.
    pub links: u64,
    /// Findings by rule: certain and suspected.
    pub findings: BTreeMap<String, [u64; 2]>,
}

/// What is not in the figures, and why (完整性).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Completeness {
    /// Sites that could not be measured, with the reason.
    pub not_measured: Vec<(String, String)>,
    /// What budgets and trap guards left out, by site.
    pub cuts: BTreeMap<String, BTreeMap<Cut, u64>>,
    /// Registered sites outside the roster, with their state.
    pub outside_roster: Vec<(String, String)>,
    /// What the register said besides.
    pub notes: Vec<String>,
}

/// How long it took (耗时).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Durations {
    /// When the round was begun.
    pub started_at: DateTime<Utc>,
    /// When its result files were written.
    pub finished_at: DateTime<Utc>,
    /// Seconds between.
    pub seconds: f64,
}

/// What the inspected hosts felt (访问强度), in the last run of the round.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Politeness {
    /// Requests sent.
    pub requests: u64,
    /// Hosts asked.
    pub hosts: u64,
    /// Requests a host at most, in any second.
    pub most_requests_per_second: u64,
    /// Requests a host at most, at the same time.
    pub most_in_flight: u64,
    /// What was set.
    pub settings: String,
}

impl Counts {
    /// The totals of these outcomes.
    pub fn of(outcomes: &[SiteOutcome]) -> Self {
        let mut counts = Self {
            sites: outcomes.len() as u64,
            ..Self::default()
        };
        for outcome in outcomes {
            match outcome.judgement.judgement {
                Judgement::Qualified => counts.qualified += 1,
                Judgement::Unqualified => counts.unqualified += 1,
                Judgement::NotMeasured => counts.not_measured += 1,
            }
            counts.pages += outcome.pages;
            counts.pages_unchanged += outcome.pages_unchanged;
            counts.links += outcome.links;
            for (rule, [certain, suspected]) in &outcome.findings {
                let sum = counts.findings.entry(rule.clone()).or_default();
                sum[0] += certain;
                sum[1] += suspected;
            }
        }
        counts
    }
}

impl Completeness {
    /// What these outcomes leave out.
    pub fn of(outcomes: &[SiteOutcome]) -> Self {
        let code = |outcome: &SiteOutcome| outcome.judgement.site_code.to_string();
        let reason =
            |outcome: &SiteOutcome| Some((code(outcome), outcome.judgement.not_measured_reason.clone()?));
        let cuts = outcomes.iter().filter(|outcome| !outcome.cuts.is_empty());
        Self {
            not_measured: outcomes.iter().filter_map(reason).collect(),
            cuts: cuts
                .map(|outcome| (code(outcome), outcome.cuts.clone()))
                .collect(),
            ..Self::default()
        }
    }
}
