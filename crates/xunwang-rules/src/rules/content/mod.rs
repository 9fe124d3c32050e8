//! Whether what is published is honest and in its place (内容发布).

pub(crate) mod article_duplicate;
pub(crate) mod article_redated;
pub(crate) mod channel_mismatch;
mod copies;
