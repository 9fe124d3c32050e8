//! From a round to the reports on its sites (网站检查报告): what was judged and confirmed, what was not measured and why.
//! Dangerous finds are told by the name of their indicator alone.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use chrono::NaiveDate;
use xunwang_domain::finding::Level;
use xunwang_domain::judgement::{JudgedSite, Judgement};
use xunwang_domain::manual::ManualOutcome;
use xunwang_domain::registry::{Site, SiteCode};
use xunwang_domain::report::{
    EvidencePlace, FindingGroup, Head, Mark, SiteReport, Unmeasured, VetoResult, VetoState,
};
use xunwang_domain::review::{RoundFinding, Verdict};
use xunwang_domain::round::{Round, RoundId, RoundStage};
use xunwang_domain::score::Rows;
use xunwang_domain::standard::IndicatorKind;
use xunwang_domain::visit::RowKind;
use xunwang_ports::{FindingQuery, RosterRow, SeenCount, Store, StoreError, Tx};
use xunwang_rules::{is_confidential, vetoes_of};

use super::collect::UnmeasuredItem;
use super::review::{blank, rule_title};
use super::scoring::sheet_of;
use super::site_report::{reported, scored};
use super::standing::{Grounds, outcome_of};
use super::{App, AppError};
use crate::inspection::ChannelRow;

/// Confirmed findings of a site that are read.
const MOST: u32 = 20_000;
/// Places that are told of a group.
const FIRST: usize = 5;
/// What could not be measured of one site is told so far; the same reason of the same indicator is told once.
const UNMEASURED: usize = 60;

/// A round as its reports are drawn from it (报告依据): read once, whatever the number of its sites.
pub struct RoundReports {
    grounds: Grounds,
    head: Head,
    seen: HashMap<(SiteCode, String), Vec<SeenCount>>,
    earlier: Option<(Round, HashMap<SiteCode, Judgement>)>,
    /// The round's own database with the numbers of its visits; none where it was not collected here.
    folder: Option<(Arc<dyn Store>, HashMap<String, u32>)>,
}

impl RoundReports {
    /// Reads what the reports of a round rest on; of one site only, where one is named.
    ///
    /// # Errors
    /// There is no such round, or the store could not.
    pub async fn read(
        app: &App,
        id: RoundId,
        site: Option<&SiteCode>,
        issued_on: NaiveDate,
    ) -> Result<Self, AppError> {
        let mut tx = app.store.read().await?;
        let grounds = Grounds::read(&mut *tx, id, site).await?;
        let tree = app.tree(&mut *tx).await?;
        let body = tree.get(grounds.round.organization);
        let mut seen: HashMap<(SiteCode, String), Vec<SeenCount>> = HashMap::new();
        for one in tx.seen_counts(id).await? {
            if site.is_none_or(|site| *site == one.site) {
                seen.entry((one.site.clone(), one.rule.clone()))
                    .or_default()
                    .push(one);
            }
        }
        let earlier = match grounds.round.previous {
            Some(previous) => earlier(&mut *tx, previous).await?,
            None => None,
        };
        drop(tx);
        let was_read = grounds
            .roster
            .iter()
            .any(|row| row.outcome.as_deref().is_some_and(|it| !it.is_empty()));
        let folder = if was_read {
            let store = app.folders.store(id.into()).await?;
            let visits = store.read().await?.visits().await?;
            let numbers = visits
                .into_iter()
                .map(|visit| (visit.file, visit.number))
                .collect();
            Some((store, numbers))
        } else {
            None
        };
        Ok(Self {
            head: Head {
                title: None,
                issuer: body.map_or_else(String::new, |body| body.name.clone()),
                number: None,
                issued_on: issued_on.max(grounds.round.dates.window[1]),
                rate_decimals: 1,
            },
            grounds,
            seen,
            earlier,
            folder,
        })
    }

    /// The round.
    pub fn round(&self) -> &Round {
        &self.grounds.round
    }

    /// Issuer and date of what is drawn from it.
    pub fn head(&self) -> &Head {
        &self.head
    }

    /// Has it been judged? Before, its reports are drafts.
    pub fn is_judged(&self) -> bool {
        self.grounds.round.stage == RoundStage::Judged
    }

    /// The sites that count, in the order of the roster.
    pub fn sites(&self) -> Vec<SiteCode> {
        let counted = self.grounds.roster.iter().filter(|row| row.site.counts());
        counted.map(|row| row.site.site.site.code.clone()).collect()
    }

    /// The earlier round, where there is one.
    pub(super) fn earlier(&self) -> Option<&Round> {
        self.earlier.as_ref().map(|(round, _)| round)
    }

    /// What a site was judged in the earlier round.
    pub(super) fn earlier_of(&self, site: &str) -> Option<Judgement> {
        let (_, judged) = self.earlier.as_ref()?;
        judged.get(&SiteCode::parse(site).ok()?).copied()
    }

    /// The words of an indicator.
    pub(super) fn wording(&self, indicator: &str) -> String {
        let indicator = self.grounds.standard.indicator(indicator);
        indicator.map_or_else(String::new, |indicator| indicator.wording.clone())
    }

    /// What a site's report says.
    ///
    /// # Errors
    /// There is no such site in the round, or the store could not.
    pub async fn site(&self, app: &App, code: &SiteCode) -> Result<SiteReport, AppError> {
        let mut rows = self.grounds.roster.iter();
        let row = rows
            .find(|row| row.site.site.site.code == *code)
            .ok_or(AppError::NotFound)?;
        let site = &row.site.site.site;
        let outcome = outcome_of(row)?;
        let not_read = match &outcome {
            None => Some("没有采集".to_owned()),
            Some(outcome) => outcome.not_opened.clone(),
        };
        let judged = self.judged(row)?;
        let mut tx = app.store.read().await?;
        let query = FindingQuery {
            sites: Some(vec![code.clone()]),
            verdict: Some(Some(Verdict::Confirmed)),
            ..blank(self.grounds.round.id)
        };
        let found = tx.findings(&query, MOST).await?;
        let sheet = sheet_of(&mut *tx, &self.grounds, row, Rows::Confirmed).await?;
        drop(tx);
        let unmeasured = self.grounds.unmeasured(row)?;
        let findings = self.findings(site, found);
        Ok(SiteReport {
            head: self.head.clone(),
            round: self.grounds.round.quarter.in_full(),
            window: self.grounds.round.dates.window,
            site: reported(site),
            judgement: Some(judged.site.judgement),
            reason: judged.site.not_measured_reason.clone(),
            pages: outcome
                .filter(|outcome| outcome.not_opened.is_none())
                .map(|it| it.pages),
            vetoes: self.vetoes(site, &judged, &unmeasured, not_read.as_deref()),
            marks: self.marks(code, &findings, &unmeasured, not_read.as_deref()),
            scored: sheet.map(scored),
            findings,
            channels: self.channels(site).await?,
            unmeasured: self.left_open(unmeasured),
        })
    }

    fn judged(&self, row: &RosterRow) -> Result<JudgedSite, AppError> {
        match row.judgement.as_deref().filter(|_| self.is_judged()) {
            Some(kept) => serde_json::from_str(kept).map_err(damaged),
            None => self.grounds.judge(row, Rows::Confirmed),
        }
    }

    fn vetoes(
        &self,
        site: &Site,
        judged: &JudgedSite,
        unmeasured: &[UnmeasuredItem],
        not_read: Option<&str>,
    ) -> Vec<VetoResult> {
        let result = |indicator: &xunwang_domain::standard::Indicator| {
            let id = indicator.id.as_str();
            let is_hit = judged.site.vetoes.iter().any(|veto| veto == id);
            let confirmed = self.grounds.confirmed(&site.code, id).len() as u64;
            let count = judged.counts.iter().find(|count| count.indicator == id);
            let mut own = unmeasured.iter().filter(|item| item.indicator == id);
            let (state, note) = match (is_hit, not_read, own.next()) {
                (true, _, _) => (VetoState::Hit, String::new()),
                (false, Some(why), _) => (VetoState::NotMeasured, why.to_owned()),
                (false, None, Some(item)) => {
                    let more = own.count();
                    let more = if more > 0 {
                        format!("等{}项", more + 1)
                    } else {
                        String::new()
                    };
                    (
                        VetoState::NotMeasured,
                        format!("{}{}：{}", item.object, more, item.reason),
                    )
                }
                (false, None, None) => {
                    let open = count.map_or(0, |count| count.open);
                    let waits = count.is_some_and(|count| count.is_met && !count.approved);
                    let note = match (waits, open) {
                        (true, _) => "达到否决标准，尚待第二人审定".to_owned(),
                        (false, 0) => String::new(),
                        (false, open) => format!("有{open}条线索没有结论"),
                    };
                    (VetoState::Clear, note)
                }
            };
            VetoResult {
                indicator: id.to_owned(),
                title: indicator.title.clone(),
                wording: indicator.wording.clone(),
                state,
                confirmed: if is_hit { confirmed.max(1) } else { confirmed },
                note,
            }
        };
        vetoes_of(site, &self.grounds.standard, Rows::Confirmed)
            .map(result)
            .collect()
    }

    /// Confirmed findings by rule and indicator, the gravest first, with what people found by hand.
    fn findings(&self, site: &Site, found: Vec<RoundFinding>) -> Vec<FindingGroup> {
        let mut groups: BTreeMap<(Level, String, String), FindingGroup> = BTreeMap::new();
        for finding in found {
            let line = finding.line;
            let lifted =
                !line.indicator.is_empty() && self.grounds.confirmed_count(&site.code, &line.indicator) == 0;
            if lifted || is_confidential(&line.rule) {
                continue;
            }
            let key = (line.level, line.rule.clone(), line.indicator.clone());
            let group = groups.entry(key).or_insert_with(|| FindingGroup {
                title: rule_title(&line.rule).to_owned(),
                rule: line.rule.clone(),
                indicator: line.indicator.clone(),
                level: level_word(line.level).to_owned(),
                count: 0,
                places: 0,
                first: Vec::new(),
            });
            group.count += 1;
            group.places += line.places_total.max(1);
            if group.first.len() < FIRST {
                let number = finding.id.0.simple().to_string();
                group.first.push(EvidencePlace {
                    url: line.url.to_string(),
                    what: line.message,
                    evidence: number.get(..NUMBER).unwrap_or(&number).to_owned(),
                });
            }
        }
        let mut groups: Vec<FindingGroup> = groups.into_values().collect();
        groups.extend(self.by_hand(site));
        groups
    }

    fn by_hand(&self, site: &Site) -> impl Iterator<Item = FindingGroup> {
        let bad = self.grounds.checks(&site.code).iter().filter_map(|check| {
            let last = check.last().filter(|last| last.outcome == ManualOutcome::Bad)?;
            let indicator = self.grounds.standard.indicator(&check.indicator)?;
            (self.grounds.confirmed_count(&site.code, &check.indicator) > 0).then(|| FindingGroup {
                rule: "reported".to_owned(),
                indicator: check.indicator.clone(),
                title: format!("{}（人工检查）", indicator.title),
                level: kind_word(indicator.kind).to_owned(),
                count: 1,
                places: 1,
                first: vec![EvidencePlace {
                    url: last.address.clone(),
                    what: last.note.clone(),
                    evidence: String::new(),
                }],
            })
        });
        bad.collect::<Vec<_>>().into_iter()
    }

    fn marks(
        &self,
        code: &SiteCode,
        findings: &[FindingGroup],
        unmeasured: &[UnmeasuredItem],
        not_read: Option<&str>,
    ) -> Vec<Mark> {
        let undecided = |rule: &str| {
            let counts = self.seen.get(&(code.clone(), rule.to_owned()));
            let open = counts.into_iter().flatten();
            open.filter(|one| !matches!(one.verdict, Some(Verdict::Confirmed | Verdict::Dismissed)))
                .map(|one| one.count)
                .sum::<u64>()
        };
        let mark = |(name, rules): &(&str, &[&str])| {
            let known: Vec<&str> = rules
                .iter()
                .copied()
                .filter(|rule| xunwang_rules::rule(rule).is_some())
                .collect();
            let open: u64 = known.iter().map(|rule| undecided(rule)).sum();
            let wrong = findings.iter().find(|group| known.contains(&group.rule.as_str()));
            let unseen = unmeasured.iter().find(|item| known.contains(&item.rule.as_str()));
            let (is_right, note) = match (wrong, not_read, unseen) {
                (Some(group), _, _) => (
                    Some(false),
                    group.first.first().map_or_else(String::new, |it| it.what.clone()),
                ),
                (None, Some(why), _) => (None, why.to_owned()),
                (None, None, Some(item)) => (None, item.reason.clone()),
                (None, None, None) if open > 0 => (None, format!("有{open}条线索没有结论")),
                (None, None, None) => (Some(true), String::new()),
            };
            (!known.is_empty()).then(|| Mark {
                name: (*name).to_owned(),
                is_right,
                note,
            })
        };
        MARKS.iter().filter_map(mark).collect()
    }

    async fn channels(&self, site: &Site) -> Result<Vec<xunwang_domain::report::ChannelDays>, AppError> {
        let Some((store, numbers)) = &self.folder else {
            return Ok(Vec::new());
        };
        let file = format!("evidence/{}.warc.gz", site.code);
        let Some(&number) = numbers.get(&file) else {
            return Ok(Vec::new());
        };
        let mut tx = store.read().await?;
        let mut channels = Vec::new();
        for row in tx.rows(number, RowKind::Channel).await? {
            let row: ChannelRow = serde_json::from_str(&row).map_err(damaged)?;
            channels.push(xunwang_domain::report::ChannelDays {
                name: row.channel,
                kind: row.kind,
                latest: row.latest_date.parse().ok(),
                until: row.in_time_until.parse().ok(),
                result: match row.verdict.as_str() {
                    "ok" => "按期更新",
                    "stale" => "超期未更新",
                    "blank" => "空白",
                    "undated" => "没有日期",
                    _ => "未能检测",
                }
                .to_owned(),
            });
        }
        Ok(channels)
    }

    /// What could not be measured: the same reason of one indicator once, with its first object and their number.
    fn left_open(&self, items: Vec<UnmeasuredItem>) -> Vec<Unmeasured> {
        let mut told: Vec<(Unmeasured, u64)> = Vec::new();
        for item in items {
            let title = self.grounds.standard.indicator(&item.indicator);
            let indicator = title.map_or_else(|| rule_title(&item.rule).to_owned(), |it| it.title.clone());
            let is_same = |(known, _): &&mut (Unmeasured, u64)| {
                known.indicator == indicator && known.reason == item.reason
            };
            match told.iter_mut().find(is_same) {
                Some((_, number)) => *number += 1,
                None => told.push((
                    Unmeasured {
                        indicator,
                        object: item.object,
                        reason: item.reason,
                    },
                    1,
                )),
            }
        }
        let count = |(mut one, number): (Unmeasured, u64)| {
            if number > 1 {
                one.object += &format!("等{number}项");
            }
            one
        };
        told.into_iter().take(UNMEASURED).map(count).collect()
    }
}

/// Letters of a finding's number that are printed: enough to find it in its round.
const NUMBER: usize = 8;

/// What is looked for at the head and the foot of the pages, with the rules that see it.
const MARKS: [(&str, &[&str]); 8] = [
    ("网站名称", &["site-name-missing"]),
    ("政府网站标识码", &["site-code-missing", "site-code-wrong"]),
    ("主办单位", &["sponsor-missing"]),
    ("ICP备案编号", &["icp-missing"]),
    ("公安机关备案标识", &["police-record-missing"]),
    ("党政机关网站标识", &["party-mark-missing"]),
    (
        "“我为政府网站找错”入口",
        &["report-entry-missing", "report-entry-wrong"],
    ),
    ("网页标签", &["meta-missing"]),
];

fn level_word(level: Level) -> &'static str {
    match level {
        Level::Veto => "单项否决",
        Level::Deduct => "扣分",
        Level::Advice => "提示",
    }
}

fn kind_word(kind: IndicatorKind) -> &'static str {
    match kind {
        IndicatorKind::Veto => "单项否决",
        IndicatorKind::Deduction => "扣分",
        IndicatorKind::Bonus => "加分",
    }
}

async fn earlier(
    tx: &mut dyn Tx,
    id: RoundId,
) -> Result<Option<(Round, HashMap<SiteCode, Judgement>)>, AppError> {
    let Some(round) = tx.round(id).await? else {
        return Ok(None);
    };
    let mut judged = HashMap::new();
    for row in tx.roster(id).await? {
        let Some(kept) = &row.judgement else { continue };
        let one: JudgedSite = serde_json::from_str(kept).map_err(damaged)?;
        judged.insert(one.site.site_code, one.site.judgement);
    }
    // A round that was never judged says nothing.
    Ok((!judged.is_empty()).then_some((round, judged)))
}

fn damaged(error: serde_json::Error) -> AppError {
    AppError::Store(StoreError::Inconsistent(format!("检查结果不能读取：{error}")))
}
