//! What the fetcher did, host by host (采集统计): the proof that it was polite.

use std::collections::BTreeMap;

use crate::pace::Seen;

/// What was asked of all hosts (采集统计).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FetchStatistics {
    /// By host name, without port.
    pub hosts: BTreeMap<String, HostStatistics>,
    /// Over all hosts: sums of requests, bytes and halvings; the greatest of the two maxima.
    pub total: HostStatistics,
    /// The most requests in flight to one network address.
    pub most_in_flight_per_address: usize,
    /// The most requests that began within one second at one network address.
    pub most_in_a_second_per_address: usize,
}

/// What was asked of one host (单台主机采集统计).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HostStatistics {
    /// Requests sent, redirects, repetitions and robots.txt included.
    pub requests: u64,
    /// Bytes of bodies received, before decoding.
    pub bytes: u64,
    /// The most requests in flight at one time.
    pub max_in_flight: usize,
    /// The most requests that began within any one second.
    pub max_in_one_second: usize,
    /// How often the pace was halved.
    pub halvings: u64,
}

impl HostStatistics {
    pub(crate) fn add(&mut self, other: Self) {
        self.requests += other.requests;
        self.bytes += other.bytes;
        self.max_in_flight = self.max_in_flight.max(other.max_in_flight);
        self.max_in_one_second = self.max_in_one_second.max(other.max_in_one_second);
        self.halvings += other.halvings;
    }
}

impl From<&Seen> for HostStatistics {
    fn from(seen: &Seen) -> Self {
        Self {
            requests: seen.requests,
            bytes: seen.bytes,
            max_in_flight: seen.most_in_flight,
            max_in_one_second: seen.most_in_a_second,
            halvings: seen.halvings,
        }
    }
}
