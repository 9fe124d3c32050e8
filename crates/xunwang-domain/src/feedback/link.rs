//! That a message and a finding are about the same defect (留言与线索的关联).

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::record::FeedbackId;
use crate::people::UserId;
use crate::review::FindingId;

/// A link between a message and a finding (留言线索关联).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedbackLink {
    /// The message.
    pub feedback: FeedbackId,
    /// The finding.
    pub finding: FindingId,
    /// The finding was made from this message: that does not change any more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_origin: bool,
    /// Who linked them.
    pub by: (UserId, String),
    /// When.
    pub at: DateTime<Utc>,
}
