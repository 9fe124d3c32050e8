//! The one way out to the network (采集): HTTP/1.1 and 2 over checked addresses, politely, with every phase recorded.
//!
//! [`PoliteFetcher`] implements the port `Fetcher`. The way of one request, in reading order: `fetcher` (redirects,
//! retries) → `visit` (one request) → `names` and `guard` (which addresses) → `lanes` and `pace` (whose turn it is) →
//! `pool`, `connection`, `stream`, `certificate` (the wire) → `body` and `decode` (what came back).
//!
//! [`Service`] asks a service in the office's own network, and no other.

mod body;
mod certificate;
mod connection;
mod cookies;
mod decode;
mod failure;
mod fetcher;
mod guard;
mod hosts;
mod lanes;
mod names;
mod pace;
mod platform;
mod pool;
mod redirect;
mod request;
mod retry;
mod robots;
mod robots_record;
mod service;
mod settings;
mod statistics;
mod stream;
mod tape;
mod visit;

pub use fetcher::{PoliteFetcher, SetupError};
pub use hosts::{Hosts, HostsError};
pub use ipnet::IpNet;
pub use platform::{PlatformAsker, PlatformSettings};
pub use robots_record::RecordedRobots;
pub use service::{Service, ServiceRefusal, ServiceSettings, Unanswered};
pub use settings::{FetchSettings, Robots, Roots};
pub use statistics::{FetchStatistics, HostStatistics};
