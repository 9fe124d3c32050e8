//! 示范站群: a deterministic fleet of fictional government websites with planted defects, and its server.
//!
//! A [`Fleet`] follows from a seed: its sites, pages and [`Manifest`] of planted defects are the same on
//! every machine. A [`FleetServer`] serves it on loopback, and [`evaluate()`] compares the findings of an
//! inspection with the manifest. [`HostileServer`] answers as badly as servers can, for tests of failure.

#![warn(missing_docs)]

mod address;
mod assets;
mod chance;
mod charset;
mod evaluate;
mod facts;
mod goals;
mod hostile;
mod linked_files;
mod manifest;
mod marks;
mod options;
mod plan;
mod register;
mod respond;
mod server;
mod site;
mod template;
mod view;
mod words;

pub use evaluate::{Evaluation, Place, ReportedFinding, RuleScore, evaluate, read_findings};
pub use facts::fictional_facts;
pub use goals::RuleClass;
pub use hostile::HostileServer;
pub use manifest::{Bait, ChannelTruth, Expected, Judgement, Manifest, SiteTruth};
pub use options::{ChannelKind, FleetOptions, Style};
pub use plan::{Fleet, Later, Original};
pub use respond::{HostState, Reply};
pub use server::{FleetServer, HostStatistics, ServeOptions};
