//! Collecting a round (采集): the same inspection as `inspect` makes, in the round's own folder; then its findings are taken
//! over for review. Killed at any moment, it goes on where it stood.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use xunwang_domain::exceptions::Exception;
use xunwang_domain::probe::DAYS;
use xunwang_domain::review::{FindingId, FindingLine, RoundFinding};
use xunwang_domain::round::{Round, RoundStage};
use xunwang_domain::standard::{Standard, monitoring_day};
use xunwang_domain::visit::{RowKind, Run};
use xunwang_ports::{Fetcher, RosterRow, Store, StoreError};
use xunwang_text::Checks;

use super::app::Collecting;
use super::availability::{Unreachable, unreachable};
use super::rounds::standard_of;
use super::{App, AppError};
use crate::inspection::{Earlier, InspectEnd, InspectError, Outside, Plan, inspect};
use crate::visit::{FLEET, InspectSettings, Originals, Progress, Stop, TextBasis, TextChecks};

/// How a round is collected (采集设置).
#[derive(Clone, Debug)]
pub struct CollectSettings {
    /// The least time between the first look at a broken target and the second.
    pub second_look: Duration,
    /// Pages a site at most.
    pub max_pages: u64,
    /// Requests in flight to a site.
    pub in_flight_per_site: usize,
    /// Sites visited at the same time.
    pub active_sites: usize,
    /// Name and version of the program, for the evidence files.
    pub software: String,
}

/// By what texts are checked (文字检查依据).
#[derive(Clone)]
pub struct TextSupply {
    /// Lexicons, names, typing errors.
    pub checks: Arc<Checks>,
    /// Documents with which reprints are compared.
    pub originals: Arc<Originals>,
    /// What they are, for the record.
    pub basis: TextBasis,
}

/// Collects the rounds that are to be collected (采集任务).
pub struct Collector {
    app: App,
    fetcher: Arc<dyn Fetcher>,
    settings: CollectSettings,
    texts: Option<TextSupply>,
    /// Asked when the program is to end.
    stopping: Arc<Mutex<bool>>,
}

/// Why a collection did not come to its end.
#[derive(Debug, thiserror::Error)]
enum CollectError {
    #[error(transparent)]
    App(#[from] AppError),
    #[error(transparent)]
    Inspect(#[from] InspectError),
}

impl From<StoreError> for CollectError {
    fn from(error: StoreError) -> Self {
        Self::App(error.into())
    }
}

impl Collector {
    /// A collector.
    pub fn new(
        app: App,
        fetcher: Arc<dyn Fetcher>,
        settings: CollectSettings,
        texts: Option<TextSupply>,
    ) -> Self {
        Self {
            app,
            fetcher,
            settings,
            texts,
            stopping: Arc::default(),
        }
    }

    /// Collects every round that waits for it, one after another; how many were brought to their end.
    ///
    /// # Errors
    /// The store could not. What was fetched until then is kept.
    pub async fn collect_due(&self) -> Result<usize, AppError> {
        let rounds = self.app.store.read().await?.rounds().await?;
        let mut done = 0;
        for round in rounds
            .iter()
            .rev()
            .filter(|round| round.stage == RoundStage::Collecting)
        {
            match self.collect(round).await {
                Ok(InspectEnd::Complete) => done += 1,
                Ok(InspectEnd::Stopped) => break,
                Err(CollectError::App(error)) => return Err(error),
                Err(CollectError::Inspect(InspectError::Store(error))) => return Err(error.into()),
                Err(CollectError::Inspect(error)) => {
                    tracing::error!(%error, round.id = %round.id.0, "round cannot be collected");
                }
            }
        }
        Ok(done)
    }

    /// Collects what waits, looks again every few seconds, and never ends by itself; a failing store is tried again.
    pub async fn run(&self) {
        let mut ticks = tokio::time::interval(Duration::from_secs(3));
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            if self.is_stopping() {
                return;
            }
            if let Err(error) = self.collect_due().await {
                tracing::error!(%error, "collection was interrupted");
            }
        }
    }

    /// Asks what is going on to finish what is in flight and end.
    pub fn stop(&self) {
        if let Ok(mut stopping) = self.stopping.lock() {
            *stopping = true;
        }
        if let Ok(collecting) = self.app.collecting.lock() {
            collecting.values().for_each(|going| going.stop.ask());
        }
    }

    fn is_stopping(&self) -> bool {
        self.stopping.lock().is_ok_and(|stopping| *stopping)
    }

    async fn collect(&self, round: &Round) -> Result<InspectEnd, CollectError> {
        let mut tx = self.app.store.read().await?;
        let roster = tx.roster(round.id).await?;
        let standard = standard_of(&mut *tx, round.standard).await?;
        let exceptions = tx.exceptions().await?;
        drop(tx);
        let store = self.app.folders.store(round.id).await?;
        let run = store.read().await?.run().await?;
        if run.as_ref().is_none_or(|run| run.finished_at.is_none()) {
            let end = self
                .inspect(round, &roster, &standard, exceptions, &store, run)
                .await;
            if let Ok(mut collecting) = self.app.collecting.lock() {
                collecting.remove(&round.id);
            }
            if end? == InspectEnd::Stopped {
                return Ok(InspectEnd::Stopped);
            }
        }
        self.take_over(round, &roster, &standard, &*store).await?;
        Ok(InspectEnd::Complete)
    }

    async fn inspect(
        &self,
        round: &Round,
        roster: &[RosterRow],
        standard: &Standard,
        exceptions: Vec<Exception>,
        store: &Arc<dyn Store>,
        run: Option<Run>,
    ) -> Result<InspectEnd, CollectError> {
        let as_of = round.as_of.unwrap_or(round.made_at);
        // What was begun goes on as it was planned, whatever the program has learnt since.
        let plan = match run.and_then(|run| serde_json::from_str::<Plan>(&run.plan).ok()) {
            Some(plan) => plan,
            None => self.plan(round, roster, standard, exceptions, as_of),
        };
        let texts = match (&self.texts, &plan.texts) {
            (Some(supply), Some(basis)) => TextChecks::new(
                Arc::clone(&supply.checks),
                Arc::clone(&supply.originals),
                basis,
                monitoring_day(as_of),
                None,
            ),
            _ => None,
        };
        let settings = InspectSettings {
            as_of,
            second_look: self.settings.second_look,
            max_pages: plan.max_pages,
            in_flight_per_site: self.settings.in_flight_per_site,
            active_sites: self.settings.active_sites,
            only: None,
            texts: texts.map(Arc::new),
            standard: standard.clone(),
            software: self.settings.software.clone(),
        };
        let outside = Outside {
            store: Arc::clone(store),
            evidence: self.app.folders.evidence(round.id),
            fetcher: Arc::clone(&self.fetcher),
            clock: Arc::clone(&self.app.clock),
            previous: self.earlier(round, &plan).await?,
        };
        let concluded = outside.store.read().await?.visits().await?;
        let before = concluded.iter().filter(|visit| visit.outcome.is_some()).count() as u64;
        let going = Collecting {
            progress: Arc::new(Progress::default()),
            stop: Arc::new(Stop::default()),
            sites: plan.sites.len() as u64,
            before,
            begun_at: self.app.now(),
        };
        if let Ok(mut collecting) = self.app.collecting.lock() {
            collecting.insert(round.id, going.clone());
        }
        if self.is_stopping() {
            return Ok(InspectEnd::Stopped);
        }
        Ok(inspect(&outside, &plan, settings, going.progress, going.stop).await?)
    }

    fn plan(
        &self,
        round: &Round,
        roster: &[RosterRow],
        standard: &Standard,
        exceptions: Vec<Exception>,
        as_of: DateTime<Utc>,
    ) -> Plan {
        Plan {
            sites: roster
                .iter()
                .filter(|row| row.site.counts())
                .map(|row| row.site.site.site.clone())
                .collect(),
            outside_roster: Vec::new(),
            exceptions,
            notes: Vec::new(),
            as_of: Some(as_of),
            window: round.dates.window.map(Some),
            standard: standard.id.clone(),
            only: None,
            texts: self.texts.as_ref().map(|supply| supply.basis.clone()),
            max_pages: self.settings.max_pages,
            obey_robots: false,
            given: None,
            previous: None,
        }
    }

    /// The round before, where its folder is there: what has not changed since is not read again.
    async fn earlier(&self, round: &Round, plan: &Plan) -> Result<Option<Earlier>, StoreError> {
        let Some(previous) = round.previous.filter(|_| plan.only.is_none()) else {
            return Ok(None);
        };
        let earlier = Earlier {
            store: self.app.folders.store(previous).await?,
            evidence: self.app.folders.evidence(previous),
        };
        Ok(earlier.round().await?.map(|_| earlier))
    }

    /// Takes the findings over into the office's database, site by site; what is there already stays.
    async fn take_over(
        &self,
        round: &Round,
        roster: &[RosterRow],
        standard: &Standard,
        folder: &dyn Store,
    ) -> Result<(), AppError> {
        let as_of = round.as_of.unwrap_or(round.made_at);
        let mut tx = self.app.store.read().await?;
        let windows = tx
            .probe_marks(as_of - TimeDelta::days(i64::from(DAYS)), as_of)
            .await?;
        drop(tx);
        let visits = folder.read().await?.visits().await?;
        let numbers: HashMap<&str, u32> = visits
            .iter()
            .filter(|visit| visit.number != FLEET)
            .map(|visit| (visit.file.as_str(), visit.number))
            .collect();
        let mut place = 0;
        for row in roster {
            let site = &row.site.site.site;
            let file = format!("evidence/{}.warc.gz", site.code);
            let Some(&number) = numbers.get(file.as_str()) else {
                continue;
            };
            let mut seen = read_site(folder, number).await?;
            let marks = windows.get(&site.code).map(Vec::as_slice).unwrap_or_default();
            match unreachable(site, marks, as_of, standard) {
                Unreachable::Finding(line) => seen.lines.push(*line),
                Unreachable::Open(open) => seen.unmeasured.push(open),
                Unreachable::Fine => {}
            }
            let findings: Vec<RoundFinding> = seen
                .lines
                .into_iter()
                .map(|line| {
                    place += 1;
                    RoundFinding {
                        id: FindingId::new(round.id, &line.key),
                        round: round.id,
                        place,
                        line,
                        reviews: Vec::new(),
                    }
                })
                .collect();
            let unmeasured = serde_json::to_string(&seen.unmeasured).expect("plain values serialize");
            let mut tx = self.app.store.begin().await?;
            tx.add_findings(&findings).await?;
            tx.put_outcome(round.id, &site.code, &seen.outcome, &unmeasured)
                .await?;
            tx.commit().await?;
        }
        finish_run(folder, self.app.now()).await?;
        let mut tx = self.app.store.begin().await?;
        if let Some(now) = tx.round(round.id).await?
            && let Ok(after) = now.collected(self.app.now())
        {
            tx.put_round(&after).await?;
            tx.commit().await?;
        }
        Ok(())
    }
}

struct SeenSite {
    outcome: String,
    lines: Vec<FindingLine>,
    unmeasured: Vec<UnmeasuredItem>,
}

/// Something that could not be decided on a site (未能检测项).
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct UnmeasuredItem {
    /// 规则
    pub rule: String,
    /// What it is about.
    pub object: String,
    /// Why, a Chinese phrase.
    pub reason: String,
    /// The indicator that stays open.
    pub indicator: String,
}

async fn read_site(folder: &dyn Store, number: u32) -> Result<SeenSite, AppError> {
    let mut tx = folder.read().await?;
    let damaged = |error: serde_json::Error| {
        AppError::Store(StoreError::Inconsistent(format!("检查结果不能读取：{error}")))
    };
    let visits = tx.visits().await?;
    let visit = visits.into_iter().find(|visit| visit.number == number);
    let outcome = visit.and_then(|visit| visit.outcome).unwrap_or_default();
    let lines = tx.rows(number, RowKind::Finding).await?;
    let unmeasured = tx.rows(number, RowKind::Unmeasured).await?;
    Ok(SeenSite {
        outcome,
        lines: lines
            .iter()
            .map(|line| serde_json::from_str(line).map_err(damaged))
            .collect::<Result<_, _>>()?,
        unmeasured: unmeasured
            .iter()
            .map(|line| serde_json::from_str(line).map_err(damaged))
            .collect::<Result<_, _>>()?,
    })
}

/// The run of the folder is done: a later round may be compared with it.
async fn finish_run(folder: &dyn Store, now: DateTime<Utc>) -> Result<(), StoreError> {
    let mut tx = folder.begin().await?;
    if let Some(run) = tx.run().await?
        && run.finished_at.is_none()
    {
        tx.put_run(&Run {
            finished_at: Some(now),
            ..run
        })
        .await?;
        tx.commit().await?;
    }
    Ok(())
}
