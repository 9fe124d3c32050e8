//! Whose turn it is (排队): every request passes the lane of its host, then that of its network address, then the
//! limit over all.
//!
//! A lane lets one waiter at a time stand at its gate, in order of arrival. A host therefore has at most one waiter at
//! the gate of its address, and many hosts behind one address take turns whatever their number of waiting requests.

use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rustc_hash::FxHashMap;
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep_until};

use crate::pace::{Admission, Answer, Pace};
use crate::settings::FetchSettings;
use crate::statistics::{FetchStatistics, HostStatistics};

/// Lanes that have been idle for so long are dropped; only their statistics stay.
const FORGOTTEN_AFTER: Duration = Duration::from_secs(60);
/// Idle lanes are looked for each time so many new ones have come.
const SWEEP_EVERY: usize = 512;
/// An address gets this many times the rate of a host.
const ADDRESS_SHARE: f64 = 3.0;

/// All lanes of a fetcher.
pub(crate) struct Lanes {
    rate: f64,
    permits_per_host: usize,
    permits_per_address: usize,
    hosts: Mutex<Known<Box<str>>>,
    addresses: Mutex<Known<IpAddr>>,
    all: Arc<Semaphore>,
}

struct Known<Key> {
    lanes: FxHashMap<Key, Arc<Lane>>,
    /// What was observed on lanes that have been dropped.
    past: FxHashMap<Key, HostStatistics>,
    new_since_sweep: usize,
}

struct Lane {
    turn: tokio::sync::Mutex<()>,
    pace: Mutex<Pace>,
    /// Told when a request ends; only the holder of the turn listens.
    freed: Notify,
}

/// Leave to make one request; dropped when it has ended.
pub(crate) struct Pass {
    host: Arc<Lane>,
    address: Arc<Lane>,
    _all: OwnedSemaphorePermit,
    started: Instant,
    answer: Answer,
    hold: Option<Duration>,
    bytes: u64,
}

impl Lanes {
    pub(crate) fn new(settings: &FetchSettings) -> Self {
        Self {
            rate: settings.rate_per_host,
            permits_per_host: settings.in_flight_per_host,
            permits_per_address: settings.in_flight_per_address,
            hosts: Mutex::default(),
            addresses: Mutex::default(),
            all: Arc::new(Semaphore::new(
                settings.concurrency.clamp(1, Semaphore::MAX_PERMITS),
            )),
        }
    }

    /// Waits until a request to this host at this address may start. Dropped while waiting, it leaves no trace.
    pub(crate) async fn enter(&self, host: &str, address: IpAddr) -> Pass {
        let host = lock(&self.hosts).lane(
            host,
            |name| name.into(),
            || Pace::new(self.rate, self.permits_per_host, true),
        );
        let address = lock(&self.addresses).lane(
            &address,
            |address| *address,
            || Pace::new(self.rate * ADDRESS_SHARE, self.permits_per_address, false),
        );
        let host_turn = host.turn.lock().await;
        let (all, started) = loop {
            host.opened().await;
            let address_turn = address.turn.lock().await;
            address.opened().await;
            let all = Arc::clone(&self.all)
                .acquire_owned()
                .await
                .expect("the semaphore is never closed");
            let now = Instant::now();
            let mut host_pace = lock(&host.pace);
            let mut address_pace = lock(&address.pace);
            // Trouble may have come up while we waited for the later gates.
            if host_pace.admission(now) == Admission::Now && address_pace.admission(now) == Admission::Now {
                host_pace.start(now);
                address_pace.start(now);
                drop(address_turn);
                break (all, now);
            }
        };
        drop(host_turn);
        Pass {
            host,
            address,
            _all: all,
            started,
            answer: Answer::Silent,
            hold: None,
            bytes: 0,
        }
    }

    pub(crate) fn statistics(&self) -> FetchStatistics {
        let mut statistics = FetchStatistics::default();
        for (host, seen) in lock(&self.hosts).seen() {
            statistics.total.add(seen);
            statistics.hosts.entry(host.into()).or_default().add(seen);
        }
        for (_, seen) in lock(&self.addresses).seen() {
            let most = &mut statistics.most_in_flight_per_address;
            *most = seen.max_in_flight.max(*most);
            let most = &mut statistics.most_in_a_second_per_address;
            *most = seen.max_in_one_second.max(*most);
        }
        statistics
    }
}

impl<Key: Clone + Eq + std::hash::Hash> Known<Key> {
    fn lane<Name>(
        &mut self,
        name: &Name,
        to_key: impl FnOnce(&Name) -> Key,
        pace: impl FnOnce() -> Pace,
    ) -> Arc<Lane>
    where
        Key: std::borrow::Borrow<Name>,
        Name: Eq + std::hash::Hash + ?Sized,
    {
        if let Some(lane) = self.lanes.get(name) {
            return Arc::clone(lane);
        }
        self.new_since_sweep += 1;
        if self.new_since_sweep >= SWEEP_EVERY {
            self.new_since_sweep = 0;
            self.sweep(Instant::now());
        }
        let lane = Arc::new(Lane {
            turn: tokio::sync::Mutex::new(()),
            pace: Mutex::new(pace()),
            freed: Notify::new(),
        });
        self.lanes.insert(to_key(name), Arc::clone(&lane));
        lane
    }

    /// Drops the lanes that nobody uses and that have nothing to remember.
    fn sweep(&mut self, now: Instant) {
        let past = &mut self.past;
        self.lanes.retain(|key, lane| {
            let pace = lock(&lane.pace);
            // Someone who holds the lane may be about to use it.
            let keep = Arc::strong_count(lane) > 1 || !pace.is_forgettable(now, FORGOTTEN_AFTER);
            if !keep {
                past.entry(key.clone()).or_default().add((&pace.seen).into());
            }
            keep
        });
        self.lanes.shrink_to_fit();
    }

    fn seen(&self) -> impl Iterator<Item = (Key, HostStatistics)> {
        let past = self.past.iter().map(|(key, seen)| (key.clone(), *seen));
        let present = self
            .lanes
            .iter()
            .map(|(key, lane)| (key.clone(), (&lock(&lane.pace).seen).into()));
        past.chain(present)
    }
}

impl<Key> Default for Known<Key> {
    fn default() -> Self {
        Self {
            lanes: FxHashMap::default(),
            past: FxHashMap::default(),
            new_since_sweep: 0,
        }
    }
}

impl Lane {
    /// Waits until a request may start here; only the holder of the turn may call it.
    async fn opened(&self) {
        loop {
            let admission = lock(&self.pace).admission(Instant::now());
            match admission {
                Admission::Now => return,
                Admission::At(at) => sleep_until(at).await,
                Admission::Full => self.freed.notified().await,
            }
        }
    }
}

impl Pass {
    /// The request has ended in this way, with so many bytes of body. Says whether the host has given nothing but
    /// trouble for a while.
    pub(crate) fn end(mut self, answer: Answer, hold: Option<Duration>, bytes: usize) -> bool {
        self.answer = answer;
        self.hold = hold;
        self.bytes = bytes as u64;
        if answer == Answer::Good {
            return false;
        }
        let host = Arc::clone(&self.host);
        drop(self);
        lock(&host.pace).is_in_trouble()
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        let now = Instant::now();
        // Only the host was asked to be left alone; its neighbours at the address were not.
        for (lane, hold) in [(&self.host, self.hold), (&self.address, None)] {
            let mut pace = lock(&lane.pace);
            pace.finish(now, self.started, self.answer, hold);
            pace.seen.bytes += self.bytes;
            drop(pace);
            lane.freed.notify_one();
        }
    }
}

/// What is behind these locks stays whole even if a holder panics.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lanes(change: impl FnOnce(&mut FetchSettings)) -> Arc<Lanes> {
        let mut settings = FetchSettings::default();
        change(&mut settings);
        Arc::new(Lanes::new(&settings))
    }

    /// Starts `requests` for each host at one address at once; each takes `time`. Gives the hosts in starting order.
    async fn crowd(lanes: &Arc<Lanes>, hosts: &[(&str, usize)], time: Duration) -> Vec<String> {
        let order = Arc::new(Mutex::new(Vec::new()));
        let mut tasks = Vec::new();
        for &(host, requests) in hosts {
            for _ in 0..requests {
                let (lanes, order, host) = (Arc::clone(lanes), Arc::clone(&order), host.to_owned());
                tasks.push(tokio::spawn(async move {
                    let pass = lanes.enter(&host, IpAddr::from([10, 0, 0, 1])).await;
                    lock(&order).push(host);
                    tokio::time::sleep(time).await;
                    pass.end(Answer::Good, None, 1);
                }));
            }
        }
        for task in tasks {
            task.await.unwrap();
        }
        let order = lock(&order);
        order.clone()
    }

    #[tokio::test(start_paused = true)]
    async fn limits_hold_per_host_and_per_address() {
        let lanes = lanes(|_| {});
        let hosts: Vec<String> = (0..10).map(|host| format!("h{host}")).collect();
        let crowds: Vec<(&str, usize)> = hosts.iter().map(|host| (host.as_str(), 10)).collect();
        let begun = Instant::now();
        crowd(&lanes, &crowds, Duration::from_millis(700)).await;
        let statistics = lanes.statistics();
        assert_eq!(statistics.total.requests, 100);
        assert_eq!(statistics.total.bytes, 100);
        assert_eq!(statistics.most_in_flight_per_address, 6);
        assert!(statistics.total.max_in_flight <= 2);
        assert!(statistics.total.max_in_one_second <= 6);
        assert!(statistics.most_in_a_second_per_address <= 16);
        // Six at a time, 0.7 s each: the address is kept busy to the end.
        assert!(begun.elapsed() < Duration::from_secs(14), "{:?}", begun.elapsed());
    }

    #[tokio::test(start_paused = true)]
    async fn a_crowded_host_does_not_starve_its_neighbours() {
        let lanes = lanes(|_| {});
        let mut hosts = vec![("crowded", 200)];
        hosts.extend([("a", 3), ("b", 3), ("c", 3), ("d", 3), ("e", 3)]);
        let order = crowd(&lanes, &hosts, Duration::from_millis(50)).await;
        let last_small = order.iter().rposition(|host| host != "crowded").unwrap();
        let crowded_before = order[..last_small]
            .iter()
            .filter(|host| *host == "crowded")
            .count();
        assert!(
            crowded_before <= 5,
            "{crowded_before} of the crowded host came before the last of the others"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn nothing_is_in_flight_beyond_the_limit_over_all() {
        let lanes = lanes(|settings| {
            settings.concurrency = 3;
            settings.in_flight_per_host = 100;
            settings.rate_per_host = f64::INFINITY;
            settings.in_flight_per_address = 100;
        });
        crowd(&lanes, &[("a", 20), ("b", 20)], Duration::from_millis(5)).await;
        assert_eq!(lanes.statistics().most_in_flight_per_address, 3);
    }

    #[tokio::test(start_paused = true)]
    async fn a_waiter_that_goes_away_blocks_nobody() {
        let lanes = lanes(|settings| settings.in_flight_per_host = 1);
        let address = IpAddr::from([10, 0, 0, 1]);
        let first = lanes.enter("a", address).await;
        let waiting = tokio::time::timeout(Duration::from_secs(3), lanes.enter("a", address));
        assert!(waiting.await.is_err());
        drop(first);
        lanes.enter("a", address).await;
        assert_eq!(lanes.statistics().total.requests, 2);
    }

    #[tokio::test(start_paused = true)]
    async fn hosts_that_were_visited_long_ago_cost_only_their_statistics() {
        let lanes = lanes(|settings| settings.rate_per_host = 1000.0);
        for host in 0..5_000 {
            let address = IpAddr::from([10, 1, (host >> 8) as u8, host as u8]);
            let pass = lanes.enter(&format!("h{host}"), address).await;
            pass.end(Answer::Good, None, 10);
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        assert!(lock(&lanes.hosts).lanes.len() < 1_800);
        let statistics = lanes.statistics();
        assert_eq!(statistics.hosts.len(), 5_000);
        assert_eq!(statistics.total.bytes, 50_000);
    }
}
