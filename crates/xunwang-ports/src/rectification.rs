//! The ledgers of rectification (整改台账) and the runs of re-tests.

use async_trait::async_trait;
use xunwang_domain::paper::PaperId;
use xunwang_domain::rectification::{Ledger, Rectification, RectificationId, RetestId, RetestRun};
use xunwang_domain::registry::SiteCode;
use xunwang_domain::round::RoundId;

use crate::store::StoreError;

/// Which rectifications (整改查询); what is empty does not matter.
#[derive(Clone, Debug, Default)]
pub struct RectifyQuery {
    /// Of this ledger.
    pub paper: Option<PaperId>,
    /// Of this round.
    pub round: Option<RoundId>,
    /// Of this site.
    pub site: Option<SiteCode>,
    /// Only those of which something is expected still.
    pub is_open: bool,
    /// Only those that wait to be looked at again.
    pub waits_for_retest: bool,
}

/// Ledgers, what stands in them, and the runs of re-tests.
#[async_trait]
pub trait RectifyRepo {
    /// All ledgers, the latest quarter first.
    async fn ledgers(&mut self) -> Result<Vec<Ledger>, StoreError>;
    /// Opens one; one that is there stays as it is.
    async fn put_ledger(&mut self, ledger: &Ledger) -> Result<(), StoreError>;
    /// Rectifications, by area, site and indicator.
    async fn rectifications(&mut self, query: &RectifyQuery) -> Result<Vec<Rectification>, StoreError>;
    /// One.
    async fn rectification(&mut self, id: RectificationId) -> Result<Option<Rectification>, StoreError>;
    /// Adds them, or puts them in the place of those of the same number. What was written in one is never taken out: the
    /// table refuses it.
    async fn put_rectifications(&mut self, all: &[Rectification]) -> Result<(), StoreError>;
    /// Runs that were begun and have not ended, the earliest first.
    async fn open_retests(&mut self) -> Result<Vec<RetestRun>, StoreError>;
    /// One.
    async fn retest_run(&mut self, id: RetestId) -> Result<Option<RetestRun>, StoreError>;
    /// Begins or ends one.
    async fn put_retest_run(&mut self, run: &RetestRun) -> Result<(), StoreError>;
}
