//! Sources that are looked at by the program itself (自动来源): what is kept of them, who looks, and who keeps their secrets.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use url::Url;
use xunwang_domain::account::{
    AccountCode, AccountLook, AccountSource, PlacedMention, ToolMapping, UnregisteredDecision,
};

use crate::StoreError;

/// The sources of accounts; their secrets are kept sealed beside them and come back only to be used.
#[async_trait]
pub trait SourceRepo {
    /// All sources, by account.
    async fn account_sources(&mut self) -> Result<Vec<AccountSource>, StoreError>;
    /// Those of an account.
    async fn account_sources_of(&mut self, account: &AccountCode) -> Result<Vec<AccountSource>, StoreError>;
    /// Sets one up or changes it; `sealed` stands in the place of the secret before, where there is one.
    async fn put_account_source(
        &mut self,
        source: &AccountSource,
        sealed: Option<&[u8]>,
    ) -> Result<(), StoreError>;
    /// The sealed secret of one.
    async fn source_secret(
        &mut self,
        account: &AccountCode,
        way: &str,
    ) -> Result<Option<Vec<u8>>, StoreError>;
    /// The mappings of tools' exports, by name.
    async fn tool_mappings(&mut self) -> Result<Vec<ToolMapping>, StoreError>;
    /// Keeps one, in the place of that of the same name.
    async fn put_tool_mapping(&mut self, mapping: &ToolMapping) -> Result<(), StoreError>;
    /// Takes one out, with its secret.
    async fn drop_account_source(&mut self, account: &AccountCode, way: &str) -> Result<(), StoreError>;
}

/// Accounts that are named somewhere, and what was decided of those that stand in no register.
#[async_trait]
pub trait MentionRepo {
    /// Keeps where accounts are named: one at a place once, with the latest moment.
    async fn put_mentions(&mut self, mentions: &[PlacedMention]) -> Result<(), StoreError>;
    /// All of them.
    async fn mentions(&mut self) -> Result<Vec<PlacedMention>, StoreError>;
    /// Keeps a decision in the place of the one before.
    async fn put_unregistered_decision(&mut self, decision: &UnregisteredDecision) -> Result<(), StoreError>;
    /// All decisions.
    async fn unregistered_decisions(&mut self) -> Result<Vec<UnregisteredDecision>, StoreError>;
}

/// Looks at accounts (账号查看).
#[async_trait]
pub trait AccountLooker: Send + Sync {
    /// Looks at an account by a source: what was published since then, and more where it is shown. Never fails: what went wrong is an
    /// outcome of the look.
    async fn look(
        &self,
        source: &AccountSource,
        secret: &str,
        since: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> AccountLook;
    /// Looks at the public page of one article, by its link: who published it, and when. `None`: such pages are not read.
    async fn look_at_article(
        &self,
        account: &AccountCode,
        address: &Url,
        now: DateTime<Utc>,
    ) -> Option<AccountLook>;
}

/// The host whose articles [`AccountLooker::look_at_article`] reads (文章页主机).
pub const ARTICLE_HOST: &str = "mp.weixin.qq.com";

/// The name of what [`AccountLooker::look_at_article`] sees (来源名称).
pub const ARTICLE_PAGE: &str = "文章公开页面";

/// Seals secrets (密钥保管), so that who holds the database alone does not hold them.
pub trait Vault: Send + Sync {
    /// Seals a secret. `about` says whose it is: what is sealed opens for nothing else.
    ///
    /// # Errors
    /// A Chinese phrase: there is no key, or no chance.
    fn seal(&self, secret: &str, about: &str) -> Result<Vec<u8>, String>;
    /// Opens it again; `None` where the key is another one, or it is somebody else's.
    fn open(&self, sealed: &[u8], about: &str) -> Option<String>;
}
