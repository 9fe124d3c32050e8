//! What the public sees of the messages (公开的办理结果), and the office's settings (系统设置).

use async_trait::async_trait;
use chrono::NaiveDate;
use xunwang_domain::feedback::FeedbackKind;

use crate::StoreError;
use crate::feedback::FeedbackEntry;

/// Which published results (结果筛选); what is not given narrows nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ResultQuery {
    /// Code of the site, or part of its name.
    pub site: Option<String>,
    /// About what.
    pub kind: Option<FeedbackKind>,
    /// Each stands in the text or in the answer.
    pub words: Vec<String>,
}

/// Messages that were received here and are closed.
#[async_trait]
pub trait PublicFeedbackRepo {
    /// So many from the `skip`th on, the last closed first.
    async fn results(
        &mut self,
        query: &ResultQuery,
        page: (u64, u64),
    ) -> Result<Vec<FeedbackEntry>, StoreError>;
    /// How many; no more than `most` are counted.
    async fn count_results(&mut self, query: &ResultQuery, most: u64) -> Result<u64, StoreError>;
    /// Messages about a site since that day in whose address a part stands, whatever the case; up to `limit`, the latest first.
    async fn messages_at(
        &mut self,
        site: &str,
        part: &str,
        since: NaiveDate,
        limit: u64,
    ) -> Result<Vec<FeedbackEntry>, StoreError>;
}

/// Settings of the whole office, by name.
#[async_trait]
pub trait SettingRepo {
    /// One, as JSON.
    async fn setting(&mut self, name: &str) -> Result<Option<String>, StoreError>;
    /// Keeps one, instead of what was before.
    async fn put_setting(&mut self, name: &str, content: &str) -> Result<(), StoreError>;
}
