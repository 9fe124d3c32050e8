//! Patrols between the rounds (巡查): made when they are due, broken off where a round waits, and gone on with afterwards.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{Days, TimeDelta};
use xunwang_domain::finding::{Certainty, Level};
use xunwang_domain::patrol::{
    AHEAD, ChannelLook, Patrol, PatrolId, PatrolKind, PatrolLook, PatrolledSite, Warning, due, week_of,
};
use xunwang_domain::registry::{Site, SiteStatus};
use xunwang_domain::review::FindingLine;
use xunwang_domain::round::RoundStage;
use xunwang_domain::score::Rows;
use xunwang_domain::standard::{Indicator, Standard, monitoring_day};
use xunwang_domain::visit::{RowKind, VisitNumber};
use xunwang_ports::{Folder, Store, StoreError};
use xunwang_rules::{hits_to_veto, vetoes_of};

use super::app::Patrolling;
use super::collect::UnmeasuredItem;
use super::crawl::{CrawlError, Job, finish_run};
use super::standards::standard_in_force;
use super::{App, AppError, Collector};
use crate::inspection::{ChannelRow, InspectEnd, InspectError, SiteOutcome};
use crate::visit::{FLEET, Progress, Stop};

/// Patrols of each kind whose folders are kept: the next is compared with the last.
const KEPT: usize = 2;
/// Weeks that are kept of channels.
const WEEKS: u64 = 53;
/// Rules whose findings stand on the first pages of channels and on the home page, so that a light patrol sees them all.
const SEEN_BY_LIGHT: [&str; 3] = ["homepage-stale", "channel-stale", "channel-blank"];

impl Collector {
    /// Makes the patrols that are due; how many came to their end. Where a round waits to be collected, what was seen is kept
    /// and the rest comes after it.
    ///
    /// # Errors
    /// The store could not. What was fetched until then is kept.
    pub async fn patrol_due(&self) -> Result<usize, AppError> {
        let Some(pages) = self.patrol_pages else {
            return Ok(0);
        };
        let mut done = 0;
        while !self.is_stopping() && !self.round_waits().await? {
            let app = &self.crawl.app;
            let patrols = app.store.read().await?.patrols().await?;
            let Some(id) = due(&patrols, app.now()) else {
                break;
            };
            match self.patrol(id, &patrols, pages).await {
                Ok(true) => done += 1,
                Ok(false) => break,
                Err(CrawlError::App(error)) => return Err(error),
                Err(CrawlError::Inspect(InspectError::Store(error))) => return Err(error.into()),
                Err(CrawlError::Inspect(error)) => {
                    tracing::error!(%error, patrol = %id.day, "patrol cannot be made");
                    break;
                }
            }
        }
        Ok(done)
    }

    pub(super) async fn round_waits(&self) -> Result<bool, StoreError> {
        let rounds = self.crawl.app.store.read().await?.rounds().await?;
        Ok(rounds.iter().any(|round| round.stage == RoundStage::Collecting))
    }

    /// Makes one; false where there is nothing to patrol, or it was broken off.
    async fn patrol(&self, id: PatrolId, patrols: &[Patrol], pages: u64) -> Result<bool, CrawlError> {
        let app = &self.crawl.app;
        let mut tx = app.store.read().await?;
        let sites = tx.sites().await?.into_iter().map(|one| one.site);
        let sites: Vec<Site> = sites.filter(|site| site.status == SiteStatus::Running).collect();
        let exceptions = tx.exceptions().await?;
        drop(tx);
        let Some(standard) = standard_in_force(app).await?.filter(|_| !sites.is_empty()) else {
            return Ok(false);
        };
        let same_kind = |patrol: &&Patrol| patrol.id.kind == id.kind;
        let begun = patrols.iter().find(|patrol| patrol.id == id).copied();
        let mut patrol = begun.unwrap_or(Patrol {
            id,
            begun_at: app.now(),
            finished_at: None,
            sites: sites.len() as u64,
            opened: 0,
        });
        let mut tx = app.store.begin().await?;
        tx.put_patrol(&patrol).await?;
        tx.commit().await?;
        let earlier = patrols.iter().filter(same_kind);
        let previous = earlier
            .filter(|one| one.finished_at.is_some())
            .max_by_key(|one| one.id);
        let job = Job {
            folder: id.into(),
            sites,
            exceptions,
            standard: &standard.standard,
            as_of: patrol.begun_at,
            window: [None, None],
            max_pages: match id.kind {
                PatrolKind::Light => pages.min(self.crawl.settings.max_pages),
                PatrolKind::Full => self.crawl.settings.max_pages,
            },
            ahead: Some(TimeDelta::days(AHEAD.cast_signed())),
            previous: previous.map(|one| one.id.into()),
            retest: None,
        };
        if let Some(ready) = self.crawl.ready(job).await? {
            let going = Patrolling {
                id,
                progress: Arc::new(Progress::default()),
                stop: Arc::new(Stop::default()),
                sites: ready.sites,
            };
            app.set_patrolling(Some(going.clone()));
            let crawl = ready.go(going.progress, Arc::clone(&going.stop));
            let end = self.unless_something_waits(crawl, &going.stop, true).await;
            app.set_patrolling(None);
            if end? == InspectEnd::Stopped {
                return Ok(false);
            }
        }
        patrol.opened = self.take_over_patrol(&patrol, &standard.standard).await?;
        patrol.finished_at = Some(app.now());
        let mut tx = app.store.begin().await?;
        tx.put_patrol(&patrol).await?;
        tx.commit().await?;
        forget_old(app, id.kind).await?;
        Ok(true)
    }

    /// Keeps what the patrol showed, site by site; how many opened.
    async fn take_over_patrol(&self, patrol: &Patrol, standard: &Standard) -> Result<u64, AppError> {
        let app = &self.crawl.app;
        let folder = app.folders.store(Folder::Patrol(patrol.id)).await?;
        let day = monitoring_day(patrol.begun_at);
        let oldest = week_of(day) - Days::new(7 * WEEKS);
        let sites = app.store.read().await?.sites().await?;
        let sites: BTreeMap<String, Site> = sites
            .into_iter()
            .map(|one| (format!("evidence/{}.warc.gz", one.site.code), one.site))
            .collect();
        let visits = folder.read().await?.visits().await?;
        let mut opened = 0;
        for visit in visits.iter().filter(|visit| visit.number != FLEET) {
            let (Some(site), Some(outcome)) = (sites.get(&visit.file), &visit.outcome) else {
                continue;
            };
            let outcome: SiteOutcome = read_json(outcome)?;
            let (mut look, mut channels) =
                look_of(&*folder, visit.number, patrol, (site, standard), &outcome).await?;
            let has_opened = look.not_opened.is_none();
            opened += u64::from(has_opened);
            let mut tx = app.store.begin().await?;
            let known = tx.patrolled_site(&site.code).await?;
            let mut seen = known.unwrap_or(PatrolledSite {
                site: site.code.clone(),
                light: None,
                full: None,
            });
            let weeks = tx.channel_weeks(&site.code).await?;
            if patrol.id.kind == PatrolKind::Light {
                let since = seen.full.as_ref().map(|full| week_of(monitoring_day(full.at)));
                let since_then = weeks
                    .iter()
                    .filter(|(week, _)| since.is_some_and(|since| *week >= since));
                let mut known = since_then.flat_map(|(_, channels)| channels);
                if !known.all(|channel| is_measured(channel, &channels)) {
                    look.seen.clear();
                }
            }
            // What this patrol did not come to stays as it was last seen in this week.
            if let Some((_, before)) = weeks.iter().find(|(week, _)| *week == week_of(day)) {
                let unseen = before
                    .iter()
                    .filter(|old| channels.iter().all(|new| new.url != old.url));
                let unseen: Vec<_> = unseen.cloned().collect();
                channels.extend(unseen);
            }
            match patrol.id.kind {
                PatrolKind::Light => seen.light = Some(look),
                PatrolKind::Full => seen.full = Some(look),
            }
            tx.put_patrolled_site(&seen).await?;
            if has_opened {
                tx.put_channel_week(&site.code, week_of(day), &channels, oldest)
                    .await?;
            }
            tx.commit().await?;
        }
        finish_run(&*folder, app.now()).await?;
        Ok(opened)
    }
}

fn is_measured(channel: &ChannelLook, now: &[ChannelLook]) -> bool {
    now.iter()
        .any(|look| look.url == channel.url && look.verdict != "not_measured")
}

fn read_json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, AppError> {
    serde_json::from_str(text)
        .map_err(|error| AppError::Store(StoreError::Inconsistent(format!("巡查结果不能读取：{error}"))))
}

async fn look_of(
    folder: &dyn Store,
    visit: VisitNumber,
    patrol: &Patrol,
    (site, standard): (&Site, &Standard),
    outcome: &SiteOutcome,
) -> Result<(PatrolLook, Vec<ChannelLook>), AppError> {
    let mut tx = folder.read().await?;
    let mut lines = Vec::new();
    for kind in [RowKind::Finding, RowKind::Ahead] {
        let rows = tx.rows(visit, kind).await?;
        lines.push(
            rows.iter()
                .map(|row| read_json(row))
                .collect::<Result<Vec<FindingLine>, _>>()?,
        );
    }
    let channels = tx.rows(visit, RowKind::Channel).await?;
    let unmeasured = tx.rows(visit, RowKind::Unmeasured).await?;
    let unmeasured: Vec<UnmeasuredItem> = unmeasured
        .iter()
        .map(|row| read_json(row))
        .collect::<Result<_, _>>()?;
    let [found, ahead] = [&lines[0], &lines[1]];
    let vetoes: Vec<&Indicator> = vetoes_of(site, standard, Rows::Confirmed).collect();
    let is_seen = |indicator: &&&Indicator| {
        let counted = indicator.measure.counted().unwrap_or_default();
        let by_light = |rule: &str| SEEN_BY_LIGHT.contains(&rule);
        outcome.not_opened.is_none()
            && (patrol.id.kind == PatrolKind::Full || counted.iter().all(|it| by_light(&it.rule)))
            && unmeasured.iter().all(|open| open.indicator != indicator.id)
    };
    let warnings = vetoes
        .iter()
        .filter_map(|indicator| warning(indicator, found, ahead));
    let look = PatrolLook {
        at: patrol.begun_at,
        not_opened: outcome.not_opened.clone(),
        pages: outcome.pages,
        changes: outcome.changes.map(|changes| (changes.new, changes.mended)),
        warnings: warnings.collect(),
        seen: vetoes.iter().filter(is_seen).map(|it| it.id.clone()).collect(),
    };
    let channels = channels.iter().map(|row| Ok(channel_look(read_json(row)?)));
    Ok((look, channels.collect::<Result<_, AppError>>()?))
}

fn warning(indicator: &Indicator, found: &[FindingLine], ahead: &[FindingLine]) -> Option<Warning> {
    let of = |lines: &[FindingLine], certainty: Certainty| {
        let counts = |line: &&FindingLine| {
            line.level == Level::Veto && line.indicator == indicator.id && line.certainty == certainty
        };
        lines.iter().filter(counts).cloned().collect::<Vec<_>>()
    };
    let limit = hits_to_veto(indicator)?;
    let [certain, suspected, coming] = [
        of(found, Certainty::Certain),
        of(found, Certainty::Suspected),
        of(ahead, Certainty::Certain),
    ];
    Warning::of(
        (&indicator.id, &indicator.title, limit),
        &certain,
        &suspected,
        &coming,
    )
}

fn channel_look(row: ChannelRow) -> ChannelLook {
    ChannelLook {
        latest: row.latest_date.parse().ok(),
        until: row.in_time_until.parse().ok(),
        name: row.channel,
        url: row.url,
        kind: row.kind,
        verdict: row.verdict,
    }
}

/// The folders of older patrols go; what they showed stays.
async fn forget_old(app: &App, kind: PatrolKind) -> Result<(), StoreError> {
    let patrols = app.store.read().await?.patrols().await?;
    let of_kind = patrols.iter().filter(|patrol| patrol.id.kind == kind);
    for patrol in of_kind.skip(KEPT) {
        app.folders.remove(patrol.id.into()).await?;
        let mut tx = app.store.begin().await?;
        tx.remove_patrol(patrol.id).await?;
        tx.commit().await?;
    }
    Ok(())
}
