//! How a site of a round stands (网站现状): what was confirmed, what is open, and what the vetoes come to.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use xunwang_domain::finding::{Level, RuleCode};
use xunwang_domain::judgement::{IndicatorCount, JudgedSite};
use xunwang_domain::manual::{ManualCheck, ManualOutcome};
use xunwang_domain::problem::{Problem, ProblemKey};
use xunwang_domain::registry::{Site, SiteCategory, SiteCode};
use xunwang_domain::review::{FindingId, Verdict};
use xunwang_domain::round::{RosterSite, Round, RoundId, Settled};
use xunwang_domain::score::Rows;
use xunwang_domain::standard::Standard;
use xunwang_ports::{FindingCount, RosterRow, SeenCount, StoreError, Tx};
use xunwang_rules::{Tally, VisitResult, is_met, judge_tally, vetoes_of};

use super::AppError;
use super::collect::UnmeasuredItem;
use super::open_item::{OpenItem, OpenKind};
use super::problems::level_of;
use super::rounds::standard_of;
use crate::inspection::SiteOutcome;

/// Everything that the judgement of a round rests on (判定依据).
pub(super) struct Grounds {
    pub(super) round: Round,
    pub(super) standard: Standard,
    pub(super) roster: Vec<RosterRow>,
    counts: HashMap<SiteCode, Vec<FindingCount>>,
    vetoes: HashMap<(SiteCode, String), Vec<FindingId>>,
    problems: BTreeMap<(SiteCode, String), Problem>,
    checks: HashMap<SiteCode, Vec<ManualCheck>>,
    settled: BTreeMap<String, Settled>,
    /// Nobody approved anything under another standard.
    asks_no_approval: bool,
}

impl Grounds {
    /// Reads them, in one transaction; of one site only, where one is named.
    pub(super) async fn read(
        tx: &mut dyn Tx,
        id: RoundId,
        site: Option<&SiteCode>,
    ) -> Result<Self, AppError> {
        let round = tx.round(id).await?.ok_or(AppError::NotFound)?;
        let standard = standard_of(tx, round.standard).await?;
        let roster = match site {
            Some(site) => tx.roster_site(id, site).await?.into_iter().collect(),
            None => tx.roster(id).await?,
        };
        let mut counts: HashMap<SiteCode, Vec<FindingCount>> = HashMap::new();
        for one in tx.finding_counts(id, site).await? {
            counts.entry(one.site.clone()).or_default().push(one);
        }
        let mut vetoes: HashMap<(SiteCode, String), Vec<FindingId>> = HashMap::new();
        for (site, indicator, finding) in tx.confirmed_vetoes(id, site).await? {
            vetoes.entry((site, indicator)).or_default().push(finding);
        }
        let mut checks: HashMap<SiteCode, Vec<ManualCheck>> = HashMap::new();
        for check in tx.manual_checks(id, site).await? {
            checks.entry(check.site.clone()).or_default().push(check);
        }
        let problems = tx.problems(id).await?;
        Ok(Self {
            settled: round
                .accepted
                .iter()
                .map(|one| (one.item.clone(), one.settled))
                .collect(),
            problems: problems
                .into_iter()
                .map(|problem| ((problem.key.site.clone(), problem.key.indicator.clone()), problem))
                .collect(),
            round,
            standard,
            roster,
            asks_no_approval: false,
            counts,
            vetoes,
            checks,
        })
    }

    /// The same under another standard: each finding counts for the indicator that fits it there.
    pub(super) fn under(mut self, standard: Standard, seen: &[SeenCount]) -> Self {
        self.counts.clear();
        self.vetoes.clear();
        for (number, one) in seen.iter().enumerate() {
            // What people reported counts for the indicator that they named.
            let named = (one.rule == RuleCode::REPORTED.0).then(|| standard.indicator(&one.indicator));
            let fitting = || standard.indicator_for(&one.rule, one.seen);
            let Some(indicator) = named.unwrap_or_else(fitting) else {
                continue;
            };
            let level = level_of(indicator.kind);
            if level == Level::Veto && one.verdict == Some(Verdict::Confirmed) {
                let key = (one.site.clone(), indicator.id.clone());
                let ids = (0..one.count).map(|at| FindingId::new(self.round.id, &format!("{number} {at}")));
                self.vetoes.entry(key).or_default().extend(ids);
            }
            self.counts
                .entry(one.site.clone())
                .or_default()
                .push(FindingCount {
                    site: one.site.clone(),
                    indicator: indicator.id.clone(),
                    level,
                    verdict: one.verdict,
                    count: one.count,
                });
        }
        self.standard = standard;
        self.asks_no_approval = true;
        self
    }

    /// How many findings of a site count or may count for its indicators.
    fn counts(&self, site: &SiteCode) -> &[FindingCount] {
        self.counts.get(site).map(Vec::as_slice).unwrap_or_default()
    }

    /// What was said of a problem.
    pub(super) fn problem(&self, site: &SiteCode, indicator: &str) -> Option<&Problem> {
        self.problems.get(&(site.clone(), indicator.to_owned()))
    }

    /// What was said of it, or that nothing was.
    pub(super) fn problem_or_new(&self, site: &SiteCode, indicator: &str) -> Problem {
        let key = || ProblemKey {
            round: self.round.id,
            site: site.clone(),
            indicator: indicator.to_owned(),
        };
        self.problem(site, indicator)
            .cloned()
            .unwrap_or_else(|| Problem::new(key()))
    }

    /// What was confirmed of a site under a veto, findings and checks by hand; nothing where an objection was accepted.
    pub(super) fn confirmed(&self, site: &SiteCode, indicator: &str) -> Vec<FindingId> {
        if self.confirmed_count(site, indicator) == 0 {
            return Vec::new();
        }
        let findings = self.vetoes.get(&(site.clone(), indicator.to_owned()));
        let checks = self.checks(site).iter().filter(|check| is_bad(check, indicator));
        findings
            .into_iter()
            .flatten()
            .copied()
            .chain(checks.map(ManualCheck::as_finding))
            .collect()
    }

    /// How much was confirmed of a site under an indicator of any kind; nothing where an objection to all of it was accepted.
    pub(super) fn confirmed_count(&self, site: &SiteCode, indicator: &str) -> u64 {
        let all = self.all_confirmed(site, indicator);
        if self
            .problem(site, indicator)
            .is_some_and(|problem| problem.is_lifted(all))
        {
            return 0;
        }
        all
    }

    /// How much was confirmed, whatever was objected.
    pub(super) fn all_confirmed(&self, site: &SiteCode, indicator: &str) -> u64 {
        let findings = self
            .counts(site)
            .iter()
            .filter(|one| one.indicator == indicator && one.verdict == Some(Verdict::Confirmed));
        let checks = self.checks(site).iter().filter(|check| is_bad(check, indicator));
        findings.map(|one| one.count).sum::<u64>() + checks.count() as u64
    }

    /// The checks by hand of a site.
    pub(super) fn checks(&self, site: &SiteCode) -> &[ManualCheck] {
        self.checks.get(site).map(Vec::as_slice).unwrap_or_default()
    }

    /// The vetoes of a site that what was confirmed meets, approved or not.
    pub(super) fn met_vetoes(&self, row: &RosterRow, rows: Rows) -> Vec<(&str, Vec<FindingId>)> {
        let site = &row.site.site.site;
        let met = vetoes_of(site, &self.standard, rows).filter_map(|indicator| {
            let confirmed = self.confirmed(&site.code, &indicator.id);
            let id = self.standard.indicator(&indicator.id)?.id.as_str();
            is_met(indicator, confirmed.len()).then_some((id, confirmed))
        });
        met.collect()
    }

    /// Judges a site by what stands now: by official rows only, or all of them for a preview; a preview asks for no approval.
    pub(super) fn judge(&self, row: &RosterRow, rows: Rows) -> Result<JudgedSite, AppError> {
        let site = &row.site.site.site;
        let outcome = outcome_of(row)?;
        let mut tally = Tally::default();
        let mut counts = Vec::new();
        let met: BTreeSet<&str> = self.met_vetoes(row, rows).into_iter().map(|(id, _)| id).collect();
        let open = self.open_counts(row)?;
        for indicator in &self.standard.indicators {
            let id = indicator.id.as_str();
            let confirmed = self.confirmed(&site.code, id);
            let is_met = met.contains(id);
            let approved = !is_met
                || self
                    .problem(&site.code, id)
                    .is_some_and(|one| one.is_approved(&confirmed));
            if approved || rows == Rows::All || self.asks_no_approval {
                for one in &confirmed {
                    tally.hit(id, &one.0.to_string());
                }
            }
            for (object, reason) in open.get(id).into_iter().flatten() {
                tally.leave_open(id, object, reason);
            }
            let open = open.get(id).map_or(0, |items| items.len() as u64);
            let count = self.confirmed_count(&site.code, id);
            if count > 0 || open > 0 {
                counts.push(IndicatorCount {
                    indicator: id.to_owned(),
                    confirmed: count,
                    is_met,
                    approved,
                    open,
                });
            }
        }
        let visit = match &outcome {
            None => VisitResult::NotOpened {
                reason: "没有采集"
            },
            Some(outcome) => match &outcome.not_opened {
                Some(reason) => VisitResult::NotOpened { reason },
                None => VisitResult::Read { pages: outcome.pages },
            },
        };
        Ok(JudgedSite {
            site: judge_tally(site, visit, &tally, &self.standard, rows),
            counts,
        })
    }

    /// What could not be measured at a site, without what a person has looked at since.
    pub(super) fn unmeasured(&self, row: &RosterRow) -> Result<Vec<UnmeasuredItem>, AppError> {
        let mut items: Vec<UnmeasuredItem> = serde_json::from_str(&row.unmeasured).map_err(damaged)?;
        let site = &row.site.site.site;
        items.retain(|one| {
            let mark = unmeasured_item(site, one).mark();
            self.settled.get(&mark) != Some(&Settled::LookedAt)
        });
        Ok(items)
    }

    /// What is open at a site, by indicator: what could not be measured, and what nobody has decided on.
    fn open_counts(&self, row: &RosterRow) -> Result<BTreeMap<String, Vec<(String, String)>>, AppError> {
        let mut open: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
        for item in self.unmeasured(row)? {
            open.entry(item.indicator)
                .or_default()
                .push((item.object, item.reason));
        }
        let site = &row.site.site.site.code;
        let undecided = |one: &&FindingCount| is_undecided(one.verdict) && one.level == Level::Veto;
        for one in self.counts(site).iter().filter(undecided) {
            let word = one.verdict.map_or("待复核", Verdict::label);
            let of_indicator = open.entry(one.indicator.clone()).or_default();
            for number in 1..=one.count {
                of_indicator.push((format!("{word}{number}"), "线索尚未作出结论".to_owned()));
            }
        }
        for check in self.checks.get(site).into_iter().flatten() {
            if check
                .last()
                .is_some_and(|last| last.outcome == ManualOutcome::Unclear)
            {
                open.entry(check.indicator.clone())
                    .or_default()
                    .push(("人工检查".to_owned(), "人工检查无法判断".to_owned()));
            }
        }
        Ok(open)
    }

    /// What stands in the way of judging a site.
    fn open_items(&self, row: &RosterRow) -> Result<Vec<OpenItem>, AppError> {
        let site = &row.site.site.site;
        let item = |kind, indicator: &str, object: &str, reason: &str| OpenItem {
            kind,
            site: site.code.clone(),
            site_name: site.name.clone(),
            indicator: indicator.to_owned(),
            object: object.to_owned(),
            reason: reason.to_owned(),
        };
        let mut items = Vec::new();
        if let Some(change) = row.site.pending().filter(|_| !is_refused(&row.site)) {
            items.push(item(OpenKind::Removal, "", site.code.as_str(), &change.reason));
        }
        if !row.site.counts() {
            return Ok(items);
        }
        let outcome = outcome_of(row)?;
        let met: Vec<_> = self.met_vetoes(row, Rows::Confirmed);
        match &outcome {
            None => items.push(item(OpenKind::NotVisited, "", site.home.as_str(), "没有采集")),
            Some(outcome) => {
                if let Some(why) = outcome.not_opened.as_deref().filter(|_| met.is_empty()) {
                    items.push(item(OpenKind::NotOpened, "", site.home.as_str(), why));
                }
            }
        }
        let open = self.open_counts(row)?;
        // Of a site that was not seen at all nothing more needs to be said.
        let unseen = items
            .iter()
            .any(|item| matches!(item.kind, OpenKind::NotVisited | OpenKind::NotOpened));
        let unmeasured = if unseen { Vec::new() } else { self.unmeasured(row)? };
        for indicator in vetoes_of(site, &self.standard, Rows::Confirmed) {
            let confirmed = self.confirmed(&site.code, &indicator.id).len();
            let could = confirmed + open.get(&indicator.id).map_or(0, Vec::len);
            if is_met(indicator, confirmed) || !is_met(indicator, could) {
                continue;
            }
            for one in unmeasured.iter().filter(|one| one.indicator == indicator.id) {
                items.push(unmeasured_item(site, one));
            }
        }
        let is_portal = site.category == SiteCategory::Portal;
        let matters = |one: &&FindingCount| match one.level {
            Level::Veto => true,
            Level::Deduct => is_portal,
            Level::Advice => false,
        };
        let mut undecided: BTreeMap<&str, u64> = BTreeMap::new();
        for one in self.counts(&site.code).iter().filter(matters) {
            if is_undecided(one.verdict) {
                *undecided.entry(&one.indicator).or_default() += one.count;
            }
        }
        for (indicator, count) in undecided {
            items.push(item(
                OpenKind::Undecided,
                indicator,
                "",
                &format!("{count}条线索没有结论"),
            ));
        }
        for (indicator, confirmed) in met {
            if !self
                .problem(&site.code, indicator)
                .is_some_and(|one| one.is_approved(&confirmed))
            {
                let why = format!("认定{}条，达到否决标准", confirmed.len());
                items.push(item(OpenKind::Unapproved, indicator, "", &why));
            }
        }
        for ((own, indicator), problem) in &self.problems {
            if *own == site.code && problem.waits_for_answer() {
                items.push(item(OpenKind::Objection, indicator, "", "主办单位的异议没有答复"));
            }
        }
        for check in self.checks.get(&site.code).into_iter().flatten() {
            if check.results.is_empty() {
                items.push(item(
                    OpenKind::Unchecked,
                    &check.indicator,
                    "",
                    "没有登记检查结果",
                ));
            }
        }
        items.sort();
        Ok(items)
    }

    /// What stands in the way of judging a site and nobody has accepted by name.
    pub(super) fn unsettled_items(&self, row: &RosterRow) -> Result<Vec<OpenItem>, AppError> {
        let mut items = self.open_items(row)?;
        items.retain(|item| !self.settled.contains_key(&item.mark()));
        Ok(items)
    }

    /// The same of all sites.
    pub(super) fn gate(&self) -> Result<Vec<OpenItem>, AppError> {
        let mut items = Vec::new();
        for row in &self.roster {
            items.extend(self.unsettled_items(row)?);
        }
        items.sort();
        Ok(items)
    }
}

fn unmeasured_item(site: &Site, one: &UnmeasuredItem) -> OpenItem {
    OpenItem {
        kind: OpenKind::Unmeasured,
        site: site.code.clone(),
        site_name: site.name.clone(),
        indicator: one.indicator.clone(),
        object: one.object.clone(),
        reason: one.reason.clone(),
    }
}

/// An addition that was refused waits for nobody.
fn is_refused(site: &RosterSite) -> bool {
    site.removal
        .as_ref()
        .is_some_and(|change| change.granted.is_some())
}

fn is_bad(check: &ManualCheck, indicator: &str) -> bool {
    check.indicator == indicator
        && check
            .last()
            .is_some_and(|last| last.outcome == ManualOutcome::Bad)
}

/// Nobody has said yes or no.
fn is_undecided(verdict: Option<Verdict>) -> bool {
    !matches!(verdict, Some(Verdict::Confirmed | Verdict::Dismissed))
}

pub(super) fn outcome_of(row: &RosterRow) -> Result<Option<SiteOutcome>, AppError> {
    row.outcome
        .as_deref()
        .filter(|text| !text.is_empty())
        .map(|text| serde_json::from_str(text).map_err(damaged))
        .transpose()
}

fn damaged(error: serde_json::Error) -> AppError {
    AppError::Store(StoreError::Inconsistent(format!("检查结果不能读取：{error}")))
}
