//! Collecting a round (采集): the same inspection as `inspect` makes, in the round's own folder; then its findings are taken
//! over for review. Killed at any moment, it goes on where it stood.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::TimeDelta;
use xunwang_domain::probe::DAYS;
use xunwang_domain::review::{FindingId, FindingLine, RoundFinding};
use xunwang_domain::round::{Round, RoundStage};
use xunwang_domain::standard::Standard;
use xunwang_domain::visit::RowKind;
use xunwang_ports::{Fetcher, RosterRow, Store, StoreError};

use super::app::Collecting;
use super::availability::{Unreachable, unreachable};
use super::crawl::{CollectSettings, Crawl, CrawlError, Job, TextSupply, finish_run};
use super::rounds::standard_of;
use super::{App, AppError};
use crate::inspection::{InspectEnd, InspectError};
use crate::visit::{FLEET, Progress, Stop};

/// Collects the rounds that are to be collected (采集任务).
pub struct Collector {
    pub(super) crawl: Crawl,
    /// Pages a site of a light patrol; `None`: there are no patrols.
    pub(super) patrol_pages: Option<u64>,
    /// Asked when the program is to end.
    stopping: Arc<Mutex<bool>>,
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
            crawl: Crawl {
                app,
                fetcher,
                settings,
                texts,
            },
            patrol_pages: None,
            stopping: Arc::default(),
        }
    }

    /// The same, which patrols between the rounds, with as many pages a site every day.
    #[must_use]
    pub fn patrolling(self, pages: u64) -> Self {
        Self {
            patrol_pages: Some(pages),
            ..self
        }
    }

    fn app(&self) -> &App {
        &self.crawl.app
    }

    /// Collects every round that waits for it, one after another; how many were brought to their end.
    ///
    /// # Errors
    /// The store could not. What was fetched until then is kept.
    pub async fn collect_due(&self) -> Result<usize, AppError> {
        let rounds = self.app().store.read().await?.rounds().await?;
        let mut done = 0;
        for round in rounds
            .iter()
            .rev()
            .filter(|round| round.stage == RoundStage::Collecting)
        {
            match self.collect(round).await {
                Ok(InspectEnd::Complete) => done += 1,
                Ok(InspectEnd::Stopped) => break,
                Err(CrawlError::App(error)) => return Err(error),
                Err(CrawlError::Inspect(InspectError::Store(error))) => return Err(error.into()),
                Err(CrawlError::Inspect(error)) => {
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
            if !self.is_stopping()
                && let Err(error) = self.retest_due().await
            {
                tracing::error!(%error, "re-test was interrupted");
            }
            if !self.is_stopping()
                && let Err(error) = self.media_due().await
            {
                tracing::error!(%error, "inspection of accounts was interrupted");
            }
            if !self.is_stopping()
                && let Err(error) = self.patrol_due().await
            {
                tracing::error!(%error, "patrol was interrupted");
            }
        }
    }

    /// Asks what is going on to finish what is in flight and end.
    pub fn stop(&self) {
        if let Ok(mut stopping) = self.stopping.lock() {
            *stopping = true;
        }
        if let Ok(collecting) = self.app().collecting.lock() {
            collecting.values().for_each(|going| going.stop.ask());
        }
        if let Some(going) = self.app().patrolling() {
            going.stop.ask();
        }
    }

    pub(super) fn is_stopping(&self) -> bool {
        self.stopping.lock().is_ok_and(|stopping| *stopping)
    }

    async fn collect(&self, round: &Round) -> Result<InspectEnd, CrawlError> {
        let app = self.app();
        let mut tx = app.store.read().await?;
        let roster = tx.roster(round.id).await?;
        let standard = standard_of(&mut *tx, round.standard).await?;
        let exceptions = tx.exceptions().await?;
        drop(tx);
        let sites = roster.iter().filter(|row| row.site.counts());
        let job = Job {
            folder: round.id.into(),
            sites: sites.map(|row| row.site.site.site.clone()).collect(),
            exceptions,
            standard: &standard,
            as_of: round.as_of.unwrap_or(round.made_at),
            window: round.dates.window.map(Some),
            max_pages: self.crawl.settings.max_pages,
            ahead: None,
            previous: round.previous.map(Into::into),
            retest: None,
        };
        if let Some(ready) = self.crawl.ready(job).await? {
            let going = Collecting {
                progress: Arc::new(Progress::default()),
                stop: Arc::new(Stop::default()),
                sites: ready.sites,
                before: ready.before,
                begun_at: app.now(),
            };
            if let Ok(mut collecting) = app.collecting.lock() {
                collecting.insert(round.id, going.clone());
            }
            if self.is_stopping() {
                return Ok(InspectEnd::Stopped);
            }
            let end = ready.go(going.progress, going.stop).await;
            if let Ok(mut collecting) = app.collecting.lock() {
                collecting.remove(&round.id);
            }
            if end? == InspectEnd::Stopped {
                return Ok(InspectEnd::Stopped);
            }
        }
        let store = app.folders.store(round.id.into()).await?;
        self.take_over(round, &roster, &standard, &*store).await?;
        Ok(InspectEnd::Complete)
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
        let mut tx = self.app().store.read().await?;
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
            let mut tx = self.app().store.begin().await?;
            tx.add_findings(&findings).await?;
            tx.put_outcome(round.id, &site.code, &seen.outcome, &unmeasured)
                .await?;
            tx.commit().await?;
        }
        finish_run(folder, self.app().now()).await?;
        let mut tx = self.app().store.begin().await?;
        if let Some(now) = tx.round(round.id).await?
            && let Ok(after) = now.collected(self.app().now())
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
