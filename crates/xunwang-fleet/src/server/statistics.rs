//! What visitors did, host by host (访问统计): whether a crawler kept its limits.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use rustc_hash::FxHashMap;

use crate::{Fleet, respond::NATIONAL_HOSTS};

/// Figures of one host since the start or the last reset (主机统计).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct HostStatistics {
    /// Requests received.
    pub requests: u64,
    /// Most requests being answered at the same moment.
    pub max_in_flight: usize,
    /// Most requests within any span of one second.
    pub max_in_second: usize,
}

/// The meters of all hosts of a fleet.
#[derive(Debug)]
pub(super) struct Statistics {
    meters: FxHashMap<String, Arc<Meter>>,
}

/// The meter of one host.
#[derive(Debug, Default)]
pub(super) struct Meter(Mutex<Readings>);

#[derive(Debug, Default)]
struct Readings {
    figures: HostStatistics,
    in_flight: usize,
    last_second: VecDeque<Instant>,
}

/// A request being answered; ends when dropped.
#[derive(Debug)]
pub(super) struct InFlight(Arc<Meter>);

impl Statistics {
    pub(super) fn new(fleet: &Fleet) -> Self {
        let hosts = fleet.host_names().chain(NATIONAL_HOSTS);
        Self {
            meters: hosts.map(|host| (host.to_owned(), Arc::default())).collect(),
        }
    }

    /// Counts a request; none for a host that the fleet does not have.
    pub(super) fn begin(&self, host: &str) -> Option<InFlight> {
        let meter = self.meters.get(host)?.clone();
        meter.begin(Instant::now());
        Some(InFlight(meter))
    }

    pub(super) fn snapshot(&self) -> BTreeMap<String, HostStatistics> {
        self.meters
            .iter()
            .map(|(host, meter)| (host.clone(), meter.readings().figures))
            .filter(|(_, figures)| figures.requests > 0)
            .collect()
    }

    pub(super) fn reset(&self) {
        for meter in self.meters.values() {
            let mut readings = meter.readings();
            readings.figures = HostStatistics::default();
            readings.last_second.clear();
        }
    }
}

impl Meter {
    fn readings(&self) -> std::sync::MutexGuard<'_, Readings> {
        // Figures stay usable even where a thread died while counting.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn begin(&self, now: Instant) {
        let mut readings = self.readings();
        readings.in_flight += 1;
        readings.last_second.push_back(now);
        while readings
            .last_second
            .front()
            .is_some_and(|first| now.duration_since(*first) >= Duration::from_secs(1))
        {
            readings.last_second.pop_front();
        }
        let (in_flight, within) = (readings.in_flight, readings.last_second.len());
        let figures = &mut readings.figures;
        figures.requests += 1;
        figures.max_in_flight = figures.max_in_flight.max(in_flight);
        figures.max_in_second = figures.max_in_second.max(within);
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        let mut readings = self.0.readings();
        readings.in_flight = readings.in_flight.saturating_sub(1);
    }
}
