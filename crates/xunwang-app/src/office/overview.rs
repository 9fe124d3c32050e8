//! A round at a glance (轮次总览): how far it is, how its areas stand, what is wrong most, and the quarters before it.

use std::collections::BTreeMap;
use std::sync::Arc;

use xunwang_domain::circular::{AreaKind, ChartKind, Quarter, Rate};
use xunwang_domain::finding::Level;
use xunwang_domain::judgement::{JudgedSite, Judgement};
use xunwang_domain::organization::{Organization, OrganizationId, OrganizationKind};
use xunwang_domain::people::Permission;
use xunwang_domain::round::{Round, RoundId, RoundStage};
use xunwang_ports::{CountBy, FindingQuery, Revised, Tx};
use xunwang_report::charts::{Chart, Point, Series};
use xunwang_report::figure::{Figure, Figured, Inspected, Value};

use super::review::{blank, sites_seen};
use super::rounds::{CollectionProgress, visible};
use super::summary::{SiteSummary, VisitState, summary};
use super::{App, AppError, Caller};
use crate::inspection::kind_of;

/// Quarters that the work-desk looks back on, the present one among them.
const QUARTERS: usize = 8;
/// Indicators that are shown.
const CLASSES: usize = 8;

/// A round at a glance (轮次总览).
#[derive(Clone, Debug)]
pub struct RoundOverview {
    /// The round.
    pub round: Round,
    /// How its sites stand.
    pub all: Tally,
    /// The same by the bodies below the top, or below the area that was chosen: its places in their order, then the rest as one.
    pub areas: Vec<PlaceTally>,
    /// Findings that wait for a decision.
    pub pending: u64,
    /// Findings that were decided on.
    pub decided: u64,
    /// How far the collection is, while one is going on here.
    pub progress: Option<CollectionProgress>,
    /// Indicators with problems, those at most sites first.
    pub classes: Vec<ProblemClass>,
    /// The rounds that were judged up to this one, the earliest first, and what they came to.
    pub past: Vec<(Quarter, Rate)>,
    /// The same as a drawing in words and as SVG, where there is more than one of them.
    pub drawing: Option<(String, String)>,
}

/// How sites of a round stand (检查情况): those that count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Sites of the roster.
    pub sites: u64,
    /// Sites whose visit has come to its end.
    pub visited: u64,
    /// Sites that can be judged: the denominator.
    pub measured: u64,
    /// Sites that do not pass.
    pub failed: u64,
}

/// The tally of a body with what lies below it (地区检查情况).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceTally {
    /// The body; `None` for several taken together.
    pub area: Option<OrganizationId>,
    /// What it is called.
    pub name: String,
    /// Its sites.
    pub tally: Tally,
}

/// An indicator with the sites that have a problem by it (问题类别).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProblemClass {
    /// Its number in the standard.
    pub indicator: String,
    /// Its name.
    pub title: String,
    /// How grave.
    pub level: Level,
    /// How many sites.
    pub sites: u64,
}

impl Tally {
    fn add(&mut self, one: &SiteSummary) {
        self.sites += 1;
        self.visited += u64::from(one.visit != VisitState::NotVisited);
        let judgement = one.judged.site.judgement;
        self.measured += u64::from(judgement != Judgement::NotMeasured);
        self.failed += u64::from(judgement == Judgement::Unqualified);
    }

    /// The pass rate of what could be measured (合格率).
    pub fn rate(&self) -> Rate {
        Rate::passed(self.measured, self.failed)
    }
}

/// The round asked for at a glance, or the latest that the caller may see; `None` where there is none.
///
/// # Errors
/// The store could not.
pub async fn round_overview(
    app: &App,
    caller: &Caller,
    asked: Option<RoundId>,
) -> Result<Option<RoundOverview>, AppError> {
    let mut tx = app.store.read().await?;
    let mut rounds = tx.rounds().await?;
    rounds.sort_by_key(|round| std::cmp::Reverse((round.quarter, round.made_at)));
    let mut round = None;
    for id in asked.into_iter().chain(rounds.iter().map(|round| round.id)) {
        if let Ok(found) = visible(&mut *tx, caller, id).await {
            round = Some(found);
            break;
        }
    }
    let Some(round) = round else { return Ok(None) };
    let summary = summary(app, &mut *tx, round.id).await?;
    let sites = || {
        let counted = summary.sites.iter().filter(|one| one.roster.counts());
        counted.filter(|one| caller.sees(Permission::ViewRounds, one.roster.site.organization))
    };
    let mut all = Tally::default();
    sites().for_each(|one| all.add(one));
    let query = FindingQuery {
        sites: sites_seen(app, &mut *tx, caller, Permission::ViewRounds, &round).await?,
        ..blank(round.id)
    };
    let verdicts = tx.count_findings(&query, CountBy::Verdict).await?;
    let of = |wanted: bool| {
        let counted = verdicts.iter().filter(|(word, _)| (word == "pending") == wanted);
        counted.map(|(_, count)| count).sum()
    };
    let past = past(app, &mut *tx, caller, &rounds, &round).await?;
    Ok(Some(RoundOverview {
        drawing: draw(app, &past),
        past,
        all,
        areas: areas(caller, sites()),
        pending: of(true),
        decided: of(false),
        progress: app.collection_progress(round.id),
        classes: classes(sites()),
        round,
    }))
}

fn areas<'a>(caller: &Caller, sites: impl Iterator<Item = &'a Arc<SiteSummary>>) -> Vec<PlaceTally> {
    let tree = &caller.tree;
    let Some(top) = caller.area.or_else(|| tree.root().map(|root| root.id)) else {
        return Vec::new();
    };
    let mut places: BTreeMap<(String, OrganizationId), Tally> = BTreeMap::new();
    let mut rest = Tally::default();
    for one in sites {
        let upward = tree.upward(one.roster.site.organization);
        let below = upward.take_while(|body| body.id != top).last();
        let is_place = |body: &&Organization| {
            body.kind == OrganizationKind::Area && kind_of(&body.name) == AreaKind::City
        };
        match below.filter(is_place) {
            // By code of the division, as the circular lists them.
            Some(body) => {
                let code = one.roster.site.site.code.as_str().get(..4).unwrap_or_default();
                let known = places.keys().find(|(_, id)| *id == body.id).cloned();
                let key = known.unwrap_or_else(|| (code.to_owned(), body.id));
                places.entry(key).or_default().add(one);
            }
            None => rest.add(one),
        }
    }
    let named = places.into_iter().map(|((_, id), tally)| PlaceTally {
        area: Some(id),
        name: tree.get(id).map(|body| body.name.clone()).unwrap_or_default(),
        tally,
    });
    let others = PlaceTally {
        area: None,
        name: "本级和部门".to_owned(),
        tally: rest,
    };
    named.chain((rest.sites > 0).then_some(others)).collect()
}

/// Indicators by the number of sites with a problem; what an accepted objection has lifted is none.
fn classes<'a>(sites: impl Iterator<Item = &'a Arc<SiteSummary>>) -> Vec<ProblemClass> {
    let mut found: BTreeMap<&str, ProblemClass> = BTreeMap::new();
    for problem in sites.flat_map(|one| &one.problems) {
        if problem.is_lifted || problem.confirmed == 0 {
            continue;
        }
        let indicator = problem.key.indicator.as_str();
        let class = found.entry(indicator).or_insert_with(|| ProblemClass {
            indicator: indicator.to_owned(),
            title: problem.title.clone(),
            level: problem.level,
            sites: 0,
        });
        class.sites += 1;
    }
    let mut classes: Vec<_> = found.into_values().collect();
    classes.sort_by_key(|class| (std::cmp::Reverse(class.sites), class.level));
    classes.truncate(CLASSES);
    classes
}

/// What the sites of a judged round came to, each with the body that ran it then.
pub(super) type Judged = Vec<(OrganizationId, Judgement)>;

/// The pass rates of the judged rounds of the same body up to this one.
async fn past(
    app: &App,
    tx: &mut dyn Tx,
    caller: &Caller,
    rounds: &[Round],
    round: &Round,
) -> Result<Vec<(Quarter, Rate)>, AppError> {
    let is_wanted = |other: &&Round| {
        other.organization == round.organization
            && other.quarter <= round.quarter
            && other.stage == RoundStage::Judged
    };
    let mut rates = Vec::new();
    for other in rounds.iter().filter(is_wanted).take(QUARTERS) {
        let revision = tx.revision(Revised::Round(other.id)).await?;
        let judged = app
            .judged
            .get(other.id, revision, judged_of(tx, other.id))
            .await?;
        let own = judged.iter().filter(|(body, judgement)| {
            *judgement != Judgement::NotMeasured && caller.sees(Permission::ViewRounds, *body)
        });
        let (mut measured, mut failed) = (0, 0);
        for (_, judgement) in own {
            measured += 1;
            failed += u64::from(*judgement == Judgement::Unqualified);
        }
        rates.push((other.quarter, Rate::passed(measured, failed)));
    }
    rates.reverse();
    Ok(rates)
}

async fn judged_of(tx: &mut dyn Tx, round: RoundId) -> Result<Judged, AppError> {
    let roster = tx.roster(round).await?;
    let judged = roster.iter().filter(|row| row.site.counts()).map(|row| {
        let kept: Option<JudgedSite> = row
            .judgement
            .as_deref()
            .map(serde_json::from_str)
            .transpose()
            .map_err(|error| AppError::refused(format!("判定结果不能读取：{error}")))?;
        let judgement = kept.map_or(Judgement::NotMeasured, |kept| kept.site.judgement);
        Ok((row.site.site.organization, judgement))
    });
    judged.collect()
}

/// The pass rates as a line; none where one point is no line, or the program has no press.
fn draw(app: &App, past: &[(Quarter, Rate)]) -> Option<(String, String)> {
    let press = app.press().filter(|_| past.len() > 1)?;
    let point = |(quarter, (name, rate)): (usize, &(Quarter, Rate))| Point {
        label: name.in_full(),
        figures: vec![Figured {
            source: Figure::PastRate {
                quarter,
                of: Inspected::Sites,
            },
            value: Value::Rate(*rate),
            shown: rate.percent(1),
        }],
        tile: None,
    };
    let chart = Chart {
        kind: ChartKind::PassRate,
        number: 1,
        title: "合格率".to_owned(),
        series: vec![Series {
            name: "网站合格率".to_owned(),
            points: past.iter().enumerate().map(point).collect(),
        }],
    };
    Some((chart.alternative(), press.draw(&chart)))
}
