//! One inspection into a folder (采集), of a round or of a patrol: begun, or gone on with where it was broken off.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use xunwang_domain::exceptions::Exception;
use xunwang_domain::registry::Site;
use xunwang_domain::standard::{Standard, monitoring_day};
use xunwang_domain::visit::Run;
use xunwang_ports::{Fetcher, Folder, Store, StoreError};
use xunwang_text::Checks;

use super::{App, AppError};
use crate::inspection::{AskedSite, Earlier, InspectEnd, InspectError, Outside, Plan, inspect};
use crate::visit::{InspectSettings, Originals, Progress, Stop, TextBasis, TextChecks};

/// How sites are crawled (采集设置).
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

/// The means of crawling (采集手段).
pub(super) struct Crawl {
    pub(super) app: App,
    pub(super) fetcher: Arc<dyn Fetcher>,
    pub(super) settings: CollectSettings,
    pub(super) texts: Option<TextSupply>,
}

/// What is to be crawled (采集任务).
pub(super) struct Job<'a> {
    pub(super) folder: Folder,
    pub(super) sites: Vec<Site>,
    pub(super) exceptions: Vec<Exception>,
    pub(super) standard: &'a Standard,
    pub(super) as_of: DateTime<Utc>,
    pub(super) window: [Option<chrono::NaiveDate>; 2],
    pub(super) max_pages: u64,
    /// So long ahead it is looked for what will be out of date.
    pub(super) ahead: Option<TimeDelta>,
    /// What is not read again where it has not changed since.
    pub(super) previous: Option<Folder>,
    /// The findings that are looked at again, where that is all that is to be done.
    pub(super) retest: Option<Vec<AskedSite>>,
}

/// Why it did not come to its end.
#[derive(Debug, thiserror::Error)]
pub(super) enum CrawlError {
    #[error(transparent)]
    App(#[from] AppError),
    #[error(transparent)]
    Inspect(#[from] InspectError),
}

impl From<StoreError> for CrawlError {
    fn from(error: StoreError) -> Self {
        Self::App(error.into())
    }
}

/// A crawl that can begin: how much of it an earlier process has concluded is known.
pub(super) struct Ready {
    outside: Outside,
    plan: Plan,
    settings: InspectSettings,
    /// Sites of the plan.
    pub(super) sites: u64,
    /// Sites that were concluded before.
    pub(super) before: u64,
}

impl Crawl {
    /// Makes ready; `None` where the folder's crawl is finished.
    pub(super) async fn ready(&self, job: Job<'_>) -> Result<Option<Ready>, StoreError> {
        let store = self.app.folders.store(job.folder).await?;
        let mut tx = store.read().await?;
        let run = tx.run().await?;
        let concluded = tx.visits().await?;
        drop(tx);
        if run.as_ref().is_some_and(|run| run.finished_at.is_some()) {
            return Ok(None);
        }
        let previous = self.earlier(job.previous).await?;
        let (as_of, folder, ahead, standard) = (job.as_of, job.folder, job.ahead, job.standard.clone());
        let plan = self.plan(job, run);
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
            only: plan.only_codes(),
            ahead,
            texts: texts.map(Arc::new),
            standard,
            software: self.settings.software.clone(),
        };
        let outside = Outside {
            store,
            evidence: self.app.folders.evidence(folder),
            fetcher: Arc::clone(&self.fetcher),
            clock: Arc::clone(&self.app.clock),
            previous,
        };
        Ok(Some(Ready {
            before: concluded.iter().filter(|visit| visit.outcome.is_some()).count() as u64,
            sites: plan.sites.len() as u64,
            outside,
            plan,
            settings,
        }))
    }

    /// What was begun goes on as it was planned, whatever the program has learnt since.
    fn plan(&self, job: Job<'_>, run: Option<Run>) -> Plan {
        let begun = run.and_then(|run| serde_json::from_str::<Plan>(&run.plan).ok());
        begun.unwrap_or_else(|| Plan {
            sites: job.sites,
            outside_roster: Vec::new(),
            exceptions: job.exceptions,
            notes: Vec::new(),
            as_of: Some(job.as_of),
            window: job.window,
            standard: job.standard.id.clone(),
            only: job.retest.as_deref().map(rules_of),
            texts: self.texts.as_ref().map(|supply| supply.basis.clone()),
            max_pages: job.max_pages,
            obey_robots: false,
            given: None,
            previous: None,
            retest: job.retest,
        })
    }

    async fn earlier(&self, folder: Option<Folder>) -> Result<Option<Earlier>, StoreError> {
        let Some(folder) = folder else {
            return Ok(None);
        };
        let earlier = Earlier {
            store: self.app.folders.store(folder).await?,
            evidence: self.app.folders.evidence(folder),
        };
        Ok(earlier.round().await?.map(|_| earlier))
    }
}

impl Ready {
    /// Crawls until all is seen or it is asked to stop.
    pub(super) async fn go(
        self,
        progress: Arc<Progress>,
        stop: Arc<Stop>,
    ) -> Result<InspectEnd, InspectError> {
        inspect(&self.outside, &self.plan, self.settings, progress, stop).await
    }
}

/// The rules that decide on findings which are looked at again: a broken target may be another kind of target by now.
fn rules_of(asked: &[AskedSite]) -> Vec<String> {
    const ON_TARGETS: [&str; 5] = [
        "link-dead",
        "image-dead",
        "attachment-dead",
        "link-soft-404",
        "link-hijacked",
    ];
    let findings = asked.iter().flat_map(|site| &site.findings);
    let mut rules: BTreeSet<&str> = findings.map(|finding| finding.rule.as_str()).collect();
    if ON_TARGETS.iter().any(|rule| rules.contains(rule)) {
        rules.extend(ON_TARGETS);
    }
    rules.into_iter().map(str::to_owned).collect()
}

/// The run of the folder is done: a later one may be compared with it.
pub(super) async fn finish_run(folder: &dyn Store, now: DateTime<Utc>) -> Result<(), StoreError> {
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
