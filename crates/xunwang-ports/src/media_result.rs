//! The accounts of a round (新媒体检查), and what became of each.

use async_trait::async_trait;
use xunwang_domain::account::{AccountCode, AccountResult, AccountStanding, MediaRun};
use xunwang_domain::organization::OrganizationId;
use xunwang_domain::round::RoundId;

use crate::StoreError;

/// Which results (账号结果查询); what is empty does not matter.
#[derive(Clone, Debug)]
pub struct MediaResultQuery {
    /// Of this round.
    pub round: RoundId,
    /// Those that stand so.
    pub standing: Option<AccountStanding>,
    /// Of the platform called so.
    pub platform: String,
    /// Of these bodies.
    pub bodies: Option<Vec<OrganizationId>>,
    /// Whose number, name or unit holds this.
    pub text: String,
}

impl MediaResultQuery {
    /// All of a round.
    pub fn of(round: RoundId) -> Self {
        Self {
            round,
            standing: None,
            platform: String::new(),
            bodies: None,
            text: String::new(),
        }
    }
}

/// Inspections of the accounts of rounds, and their results.
#[async_trait]
pub trait MediaResultRepo {
    /// The inspection of a round's accounts, where one was asked for.
    async fn media_run(&mut self, round: RoundId) -> Result<Option<MediaRun>, StoreError>;
    /// Those that have not ended.
    async fn open_media_runs(&mut self) -> Result<Vec<MediaRun>, StoreError>;
    /// Begins, goes on or ends one.
    async fn put_media_run(&mut self, run: &MediaRun) -> Result<(), StoreError>;
    /// One result.
    async fn media_result(
        &mut self,
        round: RoundId,
        account: &AccountCode,
    ) -> Result<Option<AccountResult>, StoreError>;
    /// Results by area and number: so many are passed over, and at most so many come.
    async fn media_results(
        &mut self,
        query: &MediaResultQuery,
        page: (u64, u64),
    ) -> Result<Vec<AccountResult>, StoreError>;
    /// How many stand how, by platform.
    async fn count_media_results(
        &mut self,
        query: &MediaResultQuery,
    ) -> Result<Vec<(AccountStanding, String, u64)>, StoreError>;
    /// Adds them, or puts them in the place of those of the same account.
    async fn put_media_results(&mut self, results: &[AccountResult]) -> Result<(), StoreError>;
    /// Takes out those of a round, before all of them come anew.
    async fn drop_media_results(&mut self, round: RoundId) -> Result<(), StoreError>;
}
