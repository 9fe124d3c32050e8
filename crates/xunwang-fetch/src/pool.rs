//! Idle connections (空闲连接), few and not for long: 14,000 hosts must not hold 14,000 sockets.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;

use rustc_hash::FxHashMap;
use tokio::time::{Instant, sleep};
use url::Url;

use crate::connection::Connection;
use crate::lanes::lock;

/// What a kept connection may be used for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    is_https: bool,
    host: Arc<str>,
    remote: SocketAddr,
}

impl Key {
    pub(crate) fn new(url: &Url, remote: SocketAddr) -> Self {
        Self {
            is_https: url.scheme() == "https",
            host: url.host_str().unwrap_or_default().into(),
            remote,
        }
    }
}

/// Keeps idle connections.
pub(crate) struct Pool {
    per_host: usize,
    in_all: usize,
    idle_limit: Duration,
    kept: Mutex<Kept>,
    /// Is the task running that closes what has been idle for too long?
    sweeping: AtomicBool,
}

#[derive(Default)]
struct Kept {
    idle: FxHashMap<Key, Vec<Idle>>,
    /// All of them by age: the number counts up.
    by_age: BTreeMap<u64, Key>,
    next_number: u64,
}

struct Idle {
    number: u64,
    since: Instant,
    connection: Connection,
}

impl Pool {
    pub(crate) fn new(per_host: usize, in_all: usize, idle_limit: Duration) -> Arc<Self> {
        Arc::new(Self {
            per_host,
            in_all,
            idle_limit,
            kept: Mutex::default(),
            sweeping: AtomicBool::new(false),
        })
    }

    /// The connection of this kind that was used last; it may have been closed by its server.
    pub(crate) fn take(&self, key: &Key) -> Option<Connection> {
        let mut kept = lock(&self.kept);
        let idle = kept.idle.get_mut(key)?;
        let last = idle.pop()?;
        if idle.is_empty() {
            kept.idle.remove(key);
        }
        kept.by_age.remove(&last.number);
        (last.since.elapsed() < self.idle_limit).then_some(last.connection)
    }

    /// Keeps a connection; the oldest one goes where there are too many.
    pub(crate) fn put(self: &Arc<Self>, key: Key, connection: Connection) {
        if self.in_all == 0 {
            return;
        }
        // Closed after the lock is free.
        let mut closed = Vec::new();
        let mut kept = lock(&self.kept);
        let number = kept.next_number;
        kept.next_number += 1;
        let idle = kept.idle.entry(key.clone()).or_default();
        idle.push(Idle {
            number,
            since: Instant::now(),
            connection,
        });
        if idle.len() > self.per_host {
            let oldest = idle.remove(0);
            kept.by_age.remove(&oldest.number);
            closed.push(oldest);
        }
        kept.by_age.insert(number, key);
        if kept.by_age.len() > self.in_all {
            closed.extend(kept.remove_oldest());
        }
        drop(kept);
        drop(closed);
        if !self.sweeping.swap(true, Ordering::AcqRel) {
            tokio::spawn(sweep(Arc::downgrade(self), self.idle_limit));
        }
    }

    fn close_old(&self) -> bool {
        let mut closed = Vec::new();
        let mut kept = lock(&self.kept);
        while let Some((number, key)) = kept.by_age.first_key_value() {
            let is_old = kept
                .idle
                .get(key)
                .and_then(|idle| idle.iter().find(|idle| idle.number == *number))
                .is_none_or(|idle| idle.since.elapsed() >= self.idle_limit);
            if !is_old {
                break;
            }
            closed.extend(kept.remove_oldest());
        }
        let is_empty = kept.by_age.is_empty();
        drop(kept);
        drop(closed);
        is_empty
    }
}

impl Kept {
    fn remove_oldest(&mut self) -> Option<Idle> {
        let (number, key) = self.by_age.pop_first()?;
        let idle = self.idle.get_mut(&key)?;
        let at = idle.iter().position(|idle| idle.number == number)?;
        let oldest = idle.remove(at);
        if idle.is_empty() {
            self.idle.remove(&key);
        }
        Some(oldest)
    }
}

/// Closes what has been idle for too long, until nothing is left.
async fn sweep(pool: Weak<Pool>, every: Duration) {
    loop {
        sleep(every.max(Duration::from_millis(10))).await;
        let Some(pool) = pool.upgrade() else { return };
        if pool.close_old() {
            pool.sweeping.store(false, Ordering::Release);
            return;
        }
    }
}
