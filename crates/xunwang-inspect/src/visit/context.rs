//! What every visit of an inspection shares (巡查环境).

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::Notify;
use xunwang_domain::finding::RuleCode;
use xunwang_domain::standard::Standard;
use xunwang_ports::{Clock, EvidenceStore, Fetcher};

use super::files::Files;
use super::recorder::{Interrupted, Recorder};
use super::texts::TextChecks;

/// The settings that decide what is visited and how it is judged (检查设置).
#[derive(Clone, Debug)]
pub struct InspectSettings {
    /// The monitoring point (监测时间点): what is dated later does not count.
    pub as_of: DateTime<Utc>,
    /// The least time between the first look at a broken target and the second; zero: at once.
    pub second_look: Duration,
    /// Pages a site at most.
    pub max_pages: u64,
    /// Requests in flight to a site.
    pub in_flight_per_site: usize,
    /// Sites visited at the same time.
    pub active_sites: usize,
    /// Only these rules, where given.
    pub only: Option<Vec<RuleCode>>,
    /// So long ahead it is looked for what will be out of date; `None`: it is not.
    pub ahead: Option<TimeDelta>,
    /// The checks of texts; `None`: texts are not checked, and cost nothing.
    pub texts: Option<Arc<TextChecks>>,
    /// The standard.
    pub standard: Standard,
    /// Name and version of the program, for the evidence files.
    pub software: String,
}

/// What only some rules ask for, and is left out where none of them is to be checked (按需提取).
impl InspectSettings {
    /// Are articles compared with one another?
    pub(crate) fn compares_articles(&self) -> bool {
        self.asks_for(&["article-duplicate", "article-redated"])
    }

    /// Are the names by which pages link out of the site compared with what opens?
    pub(crate) fn compares_names(&self) -> bool {
        self.asks_for(&["link-mismatch"])
    }

    /// Are the places on pages looked for that links ask for?
    pub(crate) fn looks_for_fragments(&self) -> bool {
        self.asks_for(&["fragment-dead"])
    }

    /// Are pages remembered for the next round? A check by a few rules is no round that another is compared with.
    pub(crate) fn remembers_pages(&self) -> bool {
        self.only.is_none()
    }

    fn asks_for(&self, codes: &[&str]) -> bool {
        let is_asked_for = |only: &Vec<RuleCode>| only.iter().any(|rule| codes.contains(&rule.0));
        self.only.as_ref().is_none_or(is_asked_for)
    }
}

/// Counts of a running inspection (进度), to be shown while it runs.
#[derive(Debug, Default)]
pub struct Progress {
    pages: AtomicU64,
    requests: AtomicU64,
    bytes: AtomicU64,
    sites_done: AtomicU64,
    sites_waiting: AtomicU64,
}

impl Progress {
    /// Pages read, those replayed from an earlier run included.
    pub fn pages(&self) -> u64 {
        self.pages.load(Ordering::Relaxed)
    }

    /// Addresses fetched in this run.
    pub fn requests(&self) -> u64 {
        self.requests.load(Ordering::Relaxed)
    }

    /// Bytes of pages read in this run.
    pub fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    /// Sites whose visit is concluded.
    pub fn sites_done(&self) -> u64 {
        self.sites_done.load(Ordering::Relaxed)
    }

    /// Sites that only wait for the second look.
    pub fn sites_waiting(&self) -> u64 {
        self.sites_waiting.load(Ordering::Relaxed)
    }

    pub(crate) fn add_page(&self, bytes: usize) {
        self.pages.fetch_add(1, Ordering::Relaxed);
        self.bytes.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    pub(crate) fn add_request(&self) {
        self.requests.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn finish_site(&self) {
        self.sites_done.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn wait(&self, waiting: bool) {
        if waiting {
            self.sites_waiting.fetch_add(1, Ordering::Relaxed);
        } else {
            self.sites_waiting.fetch_sub(1, Ordering::Relaxed);
        }
    }
}

/// The wish to stop (停止信号): visits finish what is in flight and take up nothing new.
#[derive(Debug, Default)]
pub struct Stop {
    wished: AtomicBool,
    told: Notify,
}

impl Stop {
    /// Asks every visit to stop.
    pub fn ask(&self) {
        self.wished.store(true, Ordering::Relaxed);
        self.told.notify_waiters();
    }

    /// Was it asked for?
    pub fn is_asked(&self) -> bool {
        self.wished.load(Ordering::Relaxed)
    }

    async fn asked(&self) {
        loop {
            let told = self.told.notified();
            if self.is_asked() {
                return;
            }
            told.await;
        }
    }
}

/// What every visit of an inspection shares.
pub(crate) struct Context {
    pub(crate) fetcher: Arc<dyn Fetcher>,
    pub(crate) evidence: Arc<dyn EvidenceStore>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) recorder: Recorder,
    pub(crate) progress: Arc<Progress>,
    pub(crate) stop: Arc<Stop>,
    pub(crate) files: Files,
    pub(crate) settings: InspectSettings,
}

impl Context {
    /// Waits until a second look at what failed at `first` may come.
    pub(crate) async fn wait_for_second_look(&self, first: DateTime<Utc>) -> Result<(), Interrupted> {
        let passed = (self.clock.now() - first).to_std().unwrap_or_default();
        let rest = self.settings.second_look.saturating_sub(passed);
        if !rest.is_zero() {
            tokio::select! {
                () = tokio::time::sleep(rest) => {}
                () = self.stop.asked() => {}
            }
        }
        self.go_on()
    }

    /// An error once somebody asked to stop.
    pub(crate) fn go_on(&self) -> Result<(), Interrupted> {
        if self.stop.is_asked() {
            Err(Interrupted)
        } else {
            Ok(())
        }
    }
}
