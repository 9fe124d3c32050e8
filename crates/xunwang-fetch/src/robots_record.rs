//! What each origin's robots.txt says, read once (robots 记录).

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use chrono::{DateTime, Utc};
use rustc_hash::FxHashMap;
use tokio::sync::OnceCell;
use url::{Position, Url};
use xunwang_domain::exchange::FetchOutcome;

use crate::lanes::lock;
use crate::robots::Rules;

/// A robots.txt longer than this is read only so far (RFC 9309 §2.5: at least 500 KiB).
pub(crate) const ROBOTS_LIMIT: usize = 512 * 1024;

/// What the robots.txt of a host said (robots 记录).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedRobots {
    /// When it was asked for.
    pub fetched_at: DateTime<Utc>,
    /// How that ended; anything but an answer with 200 counts as no rules.
    pub outcome: FetchOutcome,
    /// How many rules hold for us.
    pub rules: usize,
    /// How many of the addresses asked for on this origin it forbids.
    pub forbidden: u64,
}

/// The origins whose robots.txt is known.
#[derive(Default)]
pub(crate) struct Origins {
    known: Mutex<FxHashMap<String, Arc<Origin>>>,
}

#[derive(Default)]
pub(crate) struct Origin {
    read: OnceCell<Read>,
    forbidden: AtomicU64,
}

pub(crate) struct Read {
    pub(crate) fetched_at: DateTime<Utc>,
    pub(crate) outcome: FetchOutcome,
    pub(crate) rules: Rules,
}

impl Origins {
    pub(crate) fn of(&self, url: &Url) -> Arc<Origin> {
        let origin = &url[..Position::BeforePath];
        let mut known = lock(&self.known);
        if let Some(origin) = known.get(origin) {
            return Arc::clone(origin);
        }
        Arc::clone(known.entry(origin.to_owned()).or_default())
    }

    /// The origin, where it has been asked for before.
    pub(crate) fn known(&self, url: &Url) -> Option<Arc<Origin>> {
        lock(&self.known)
            .get(&url[..Position::BeforePath])
            .map(Arc::clone)
    }

    pub(crate) fn recorded(&self, host: &str) -> Option<RecordedRobots> {
        ["http://", "https://"].iter().find_map(|scheme| {
            let origin = lock(&self.known)
                .get(&format!("{scheme}{host}"))
                .map(Arc::clone)?;
            let read = origin.read.get()?;
            Some(RecordedRobots {
                fetched_at: read.fetched_at,
                outcome: read.outcome.clone(),
                rules: read.rules.len(),
                forbidden: origin.forbidden.load(Ordering::Relaxed),
            })
        })
    }
}

impl Origin {
    /// Reads it where that has not been done; a reader that goes away leaves it to the next one.
    pub(crate) async fn read(&self, read: impl Future<Output = Read>) {
        self.read.get_or_init(|| read).await;
    }

    pub(crate) fn is_read(&self) -> bool {
        self.read.initialized()
    }

    /// May this address be fetched? Counts those that may not. What has not been read forbids nothing.
    pub(crate) fn allows(&self, url: &Url) -> bool {
        let allowed = self
            .read
            .get()
            .is_none_or(|read| read.rules.allow(&url[Position::BeforePath..Position::AfterQuery]));
        if !allowed {
            self.forbidden.fetch_add(1, Ordering::Relaxed);
        }
        allowed
    }
}
