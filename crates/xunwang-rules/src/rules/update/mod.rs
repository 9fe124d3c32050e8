//! Whether the home page and the channels are kept up to date (更新).

mod channel;
pub(crate) mod channel_blank;
pub(crate) mod channel_stale;
pub(crate) mod date_missing;
pub(crate) mod homepage_stale;
pub(crate) mod updates_bulk;
