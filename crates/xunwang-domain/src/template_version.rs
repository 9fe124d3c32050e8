//! Versions of an office's own templates of documents (文稿模板版本): each says who changed what, and none is overwritten.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A version of the templates (模板版本).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateVersion {
    /// From 1.
    pub number: u32,
    /// What was changed.
    pub what: String,
    /// Who changed it.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// The office's own sentences, a TOML file.
    pub text: String,
}
