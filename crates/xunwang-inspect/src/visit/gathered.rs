//! What a visit has gathered about a site (巡查所得).

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, Utc};
use xunwang_domain::exchange::{Certificate, TargetState};
use xunwang_domain::targets::TargetLook;
use xunwang_domain::visit::RecordPlace;
use xunwang_extract::SiteFold;

use super::frontier::{Frontier, TargetNumber};
use super::intake::LinkIntake;
use super::texts::TextIntake;

/// What a visit has gathered about a site, before rules look at it.
pub(crate) struct Gathered {
    pub(crate) frontier: Frontier,
    pub(crate) intake: LinkIntake,
    /// What its texts show; empty where they are not checked.
    pub(crate) texts: TextIntake,
    pub(crate) fold: SiteFold,
    pub(crate) pages: HashSet<TargetNumber>,
    /// Number of pages that had not changed since the earlier round, and were not read again.
    pub(crate) unchanged: u64,
    /// The looks at what is not in order.
    pub(crate) troubles: BTreeMap<TargetNumber, Trouble>,
    /// Targets that failed, and answered at the second look (时好时坏), with the state of the failure.
    pub(crate) flapping: BTreeMap<TargetNumber, Trouble>,
    /// Records, of pages and of what is not in order.
    pub(crate) records: BTreeMap<TargetNumber, RecordPlace>,
    /// Titles of the targets outside the site that are pages.
    pub(crate) titles: HashMap<TargetNumber, Box<str>>,
    pub(crate) certificate: Option<Certificate>,
    pub(crate) home_read: bool,
    pub(crate) host_silent: bool,
    pub(crate) ended_at: DateTime<Utc>,
}

/// The looks at a target that is not in order.
#[derive(Clone, Debug)]
pub(crate) struct Trouble {
    pub(crate) state: TargetState,
    pub(crate) first_seen: DateTime<Utc>,
    /// What each look said.
    pub(crate) looks: Vec<TargetLook>,
}

impl Gathered {
    /// Tells the targets where they were mentioned.
    pub(super) fn settle_mentions(&mut self) {
        self.intake.settle(&mut self.frontier);
    }
}
