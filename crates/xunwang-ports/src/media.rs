//! What the database keeps of new-media accounts (账号存储).

use std::collections::HashMap;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use xunwang_domain::account::{
    AccountCode, AccountVersion, DoubleCheck, MenuEntry, Observation, Post, RegisteredAccount, SourceNewest,
};
use xunwang_domain::exchange::TargetState;

use crate::StoreError;

/// The register of accounts, with every state that it ever had.
#[async_trait]
pub trait MediaRepo {
    /// All accounts as they are now, by code.
    async fn media_accounts(&mut self) -> Result<Vec<RegisteredAccount>, StoreError>;
    /// One.
    async fn media_account(&mut self, code: &AccountCode) -> Result<Option<RegisteredAccount>, StoreError>;
    /// All accounts as they were at a moment, by code; those that were not there yet are not among them.
    async fn media_accounts_at(&mut self, at: DateTime<Utc>) -> Result<Vec<RegisteredAccount>, StoreError>;
    /// What an account was, the latest first.
    async fn media_account_versions(&mut self, code: &AccountCode)
    -> Result<Vec<AccountVersion>, StoreError>;
    /// Adds or changes accounts; what each was before stays among its versions.
    async fn put_media_accounts(
        &mut self,
        accounts: &[RegisteredAccount],
        at: DateTime<Utc>,
        by: &str,
    ) -> Result<(), StoreError>;
}

/// A post that a source has shown of an account (来源所见内容).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourcePost {
    /// The account.
    pub account: AccountCode,
    /// The source.
    pub source: String,
    /// The post.
    pub post: Post,
}

/// A post that is kept (留存内容).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptPost {
    /// The source.
    pub source: String,
    /// The post as it was last seen.
    pub post: Post,
    /// When it was first seen.
    pub first_seen: DateTime<Utc>,
    /// When it was first seen otherwise than before.
    pub edited_at: Option<DateTime<Utc>>,
    /// Its title then.
    pub earlier: Option<String>,
}

/// What keeping posts came to (留存情况).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PostsPut {
    /// 新增
    pub new: u64,
    /// 有改动
    pub changed: u64,
    /// 未变
    pub same: u64,
}

/// By account, what each source has shown of its posts.
pub type SourcesOf = HashMap<AccountCode, Vec<SourceNewest>>;

/// What was seen of accounts.
#[async_trait]
pub trait ObservationRepo {
    /// Keeps looks; one of the same account, source and moment stands in the place of the one before.
    async fn put_observations(&mut self, observations: &[Observation]) -> Result<(), StoreError>;
    /// Looks from then on, by account.
    async fn observations(
        &mut self,
        since: DateTime<Utc>,
    ) -> Result<HashMap<AccountCode, Vec<Observation>>, StoreError>;
    /// Looks of one source from then on, whatever the account.
    async fn observations_by(
        &mut self,
        source: &str,
        since: DateTime<Utc>,
    ) -> Result<Vec<Observation>, StoreError>;
    /// The latest looks at an account, the latest first.
    async fn observations_of(
        &mut self,
        account: &AccountCode,
        most: u32,
    ) -> Result<Vec<Observation>, StoreError>;
    /// Keeps posts, seen at that moment; the same twice is once.
    async fn put_posts(
        &mut self,
        posts: &[SourcePost],
        seen_at: DateTime<Utc>,
    ) -> Result<PostsPut, StoreError>;
    /// Sums up, after posts were kept: of one account, or of all.
    async fn settle_posts(
        &mut self,
        account: Option<&AccountCode>,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError>;
    /// The newest post of each source as it was last summed up.
    async fn newest_posts(&mut self) -> Result<SourcesOf, StoreError>;
    /// The newest post of each source that is not after that moment: of one account, or of all.
    async fn newest_posts_at(
        &mut self,
        account: Option<&AccountCode>,
        at: DateTime<Utc>,
    ) -> Result<SourcesOf, StoreError>;
    /// Posts that stand and were published in this time, by account, source and number: those after `after`, so many.
    async fn posts_between(
        &mut self,
        span: (DateTime<Utc>, DateTime<Utc>),
        after: Option<&SourcePost>,
        most: u32,
    ) -> Result<Vec<SourcePost>, StoreError>;
    /// Those among them that have flaws, without their texts.
    async fn flawed_posts(
        &mut self,
        span: (DateTime<Utc>, DateTime<Utc>),
    ) -> Result<Vec<SourcePost>, StoreError>;
    /// What was published at least twice in this time, word for word the same, and how often: the first time, without its text.
    async fn repeated_posts(
        &mut self,
        span: (DateTime<Utc>, DateTime<Utc>),
    ) -> Result<Vec<(SourcePost, u64)>, StoreError>;
    /// Posts with a link to this host that were first shown by this source since then, and whose pages nobody has read after that.
    async fn unread_reports(
        &mut self,
        of: (&str, &str),
        since: DateTime<Utc>,
    ) -> Result<Vec<SourcePost>, StoreError>;
    /// The latest posts of an account, the latest first.
    async fn posts_of(&mut self, account: &AccountCode, most: u32) -> Result<Vec<KeptPost>, StoreError>;
    /// The latest look at each account since then, whatever the source.
    async fn latest_observations(
        &mut self,
        since: DateTime<Utc>,
    ) -> Result<HashMap<AccountCode, Observation>, StoreError>;
    /// How many posts each account published in this time, those that several sources have shown counted once.
    async fn count_posts(
        &mut self,
        span: (DateTime<Utc>, DateTime<Utc>),
    ) -> Result<HashMap<AccountCode, u64>, StoreError>;
    /// Keeps what a person and the program said of the same account.
    async fn put_double_check(&mut self, check: &DoubleCheck) -> Result<(), StoreError>;
    /// What they said since then, the latest first.
    async fn double_checks(&mut self, since: DateTime<Utc>) -> Result<Vec<DoubleCheck>, StoreError>;
}

/// The menus of accounts.
#[async_trait]
pub trait MenuRepo {
    /// Keeps menus, each in the place of the one before.
    async fn put_menus(&mut self, menus: &[(AccountCode, Vec<MenuEntry>)]) -> Result<(), StoreError>;
    /// All menus.
    async fn menus(&mut self) -> Result<HashMap<AccountCode, Vec<MenuEntry>>, StoreError>;
    /// The menu of an account, with what was found behind each address last, and when.
    async fn menu_of(
        &mut self,
        account: &AccountCode,
    ) -> Result<Vec<(MenuEntry, Option<DateTime<Utc>>)>, StoreError>;
    /// Keeps what was found behind the addresses of menus.
    async fn put_menu_states(
        &mut self,
        states: &[(String, TargetState)],
        at: DateTime<Utc>,
    ) -> Result<(), StoreError>;
    /// What was found behind them last, and when.
    async fn menu_states(&mut self) -> Result<HashMap<String, (DateTime<Utc>, TargetState)>, StoreError>;
}
