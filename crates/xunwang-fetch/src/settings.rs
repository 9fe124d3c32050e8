//! What can be set about fetching, with the contract's defaults (product.md, “Politeness” and Settled questions).

use std::sync::Arc;
use std::time::Duration;

use ipnet::IpNet;
use xunwang_ports::{Clock, SystemClock};

use crate::hosts::Hosts;

/// How to fetch (采集设置). [`Default`] gives the contract's values.
#[derive(Clone)]
pub struct FetchSettings {
    /// Sent as `User-Agent`: program, version and, where the office has one, its page of explanation.
    pub user_agent: String,
    /// Requests a second to one host; `f64::INFINITY` is unlimited. One address gets three times as much.
    pub rate_per_host: f64,
    /// Requests in flight to one host.
    pub in_flight_per_host: usize,
    /// Requests in flight to one network address, whatever the number of hosts behind it.
    pub in_flight_per_address: usize,
    /// Requests in flight in all.
    pub concurrency: usize,
    /// From the start of name resolution to the head of the answer, for each hop; waiting for a turn is not counted.
    pub head_limit: Duration,
    /// For the whole exchange, redirects and bodies included; waiting for a turn, and tries that were repeated, are
    /// not counted.
    pub total_limit: Duration,
    /// Bytes of an HTML page, before and after decoding; beyond: `TooLarge`.
    pub html_limit: u64,
    /// Bytes that anything else may declare; beyond: `TooLarge`.
    pub other_limit: u64,
    /// Bytes read where only the beginning is wanted.
    pub peek: usize,
    /// How often a failed request may be repeated; the cause decides whether it is.
    pub retries: u32,
    /// The pause before the first repetition; four times as long before each further one, plus up to a half by chance
    /// (drawn from the address, so that a run can be repeated).
    pub retry_pause: Duration,
    /// The longest `Retry-After` that is honoured.
    pub retry_after_limit: Duration,
    /// What robots.txt means to us.
    pub robots: Robots,
    /// The hosts file; where given, nothing else is resolved.
    pub hosts: Option<Hosts>,
    /// Networks that may be visited although they are private (政务内网).
    pub allowed_private: Vec<IpNet>,
    /// Whose certificates count as valid.
    pub root_certificates: Roots,
    /// Idle connections kept in all; per host never more than `in_flight_per_host`.
    pub idle_sockets: usize,
    /// How long a connection is kept idle.
    pub idle_limit: Duration,
    /// Tells when an exchange began and whether a certificate is in date.
    pub clock: Arc<dyn Clock>,
}

/// What robots.txt means to us (robots 策略): an office inspects its own sites, so the default is to record it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Robots {
    /// Read and recorded, not obeyed: read once for each origin from which a page was fetched, after its first page.
    #[default]
    Record,
    /// Read before the first request to an origin, and obeyed.
    Obey,
}

/// Whose certificates count as valid (受信任的根证书).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Roots {
    /// The Mozilla programme's list, as built in.
    #[default]
    Mozilla,
    /// The Mozilla list and the office's own authorities, each in DER.
    MozillaAnd(Vec<Vec<u8>>),
    /// Only these authorities, each in DER.
    Only(Vec<Vec<u8>>),
}

impl Default for FetchSettings {
    fn default() -> Self {
        Self {
            user_agent: concat!("Xunwang/", env!("CARGO_PKG_VERSION")).to_owned(),
            rate_per_host: 5.0,
            in_flight_per_host: 2,
            in_flight_per_address: 6,
            concurrency: 256,
            head_limit: Duration::from_secs(15),
            total_limit: Duration::from_secs(60),
            html_limit: 10 * 1024 * 1024,
            other_limit: 64 * 1024 * 1024,
            peek: 64 * 1024,
            retries: 2,
            retry_pause: Duration::from_secs(1),
            retry_after_limit: Duration::from_secs(120),
            robots: Robots::default(),
            hosts: None,
            allowed_private: Vec::new(),
            root_certificates: Roots::default(),
            idle_sockets: 256,
            idle_limit: Duration::from_secs(10),
            clock: Arc::new(SystemClock),
        }
    }
}
