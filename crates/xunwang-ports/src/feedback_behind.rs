//! What stands behind messages (留言的依据): the pages complained about as they were kept, and the findings they are linked to.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use xunwang_domain::feedback::{FeedbackId, FeedbackLink, KeptLook, LookId, PendingLook};
use xunwang_domain::review::FindingId;

use crate::StoreError;

/// Looks at the pages of messages, made and to be made.
#[async_trait]
pub trait FeedbackLookRepo {
    /// Plans looks, or puts them off; one a message.
    async fn put_pending_looks(&mut self, looks: &[PendingLook]) -> Result<(), StoreError>;
    /// Up to so many that are due, the longest waiting first.
    async fn due_looks(&mut self, now: DateTime<Utc>, limit: u64) -> Result<Vec<PendingLook>, StoreError>;
    /// The one of a message.
    async fn pending_look(&mut self, id: FeedbackId) -> Result<Option<PendingLook>, StoreError>;
    /// No look is to be made any more.
    async fn end_pending_look(&mut self, id: FeedbackId) -> Result<(), StoreError>;
    /// Keeps a look.
    async fn add_look(&mut self, look: &KeptLook) -> Result<(), StoreError>;
    /// The looks at the page of a message, the first first.
    async fn kept_looks(&mut self, id: FeedbackId) -> Result<Vec<KeptLook>, StoreError>;
    /// One.
    async fn kept_look(&mut self, id: LookId) -> Result<Option<KeptLook>, StoreError>;
}

/// Which messages are linked to which findings.
#[async_trait]
pub trait FeedbackLinkRepo {
    /// Adds a link, or changes what is said of it.
    async fn put_feedback_link(&mut self, link: &FeedbackLink) -> Result<(), StoreError>;
    /// Takes a link away.
    async fn remove_feedback_link(
        &mut self,
        feedback: FeedbackId,
        finding: FindingId,
    ) -> Result<(), StoreError>;
    /// The links of a message, the first first.
    async fn links_of_feedback(&mut self, id: FeedbackId) -> Result<Vec<FeedbackLink>, StoreError>;
    /// The links of a finding, the first first.
    async fn links_of_finding(&mut self, id: FindingId) -> Result<Vec<FeedbackLink>, StoreError>;
}
