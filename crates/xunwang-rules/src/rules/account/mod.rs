//! Rules of new-media accounts.

pub(crate) mod account_duplicate;
pub(crate) mod account_interaction_missing;
pub(crate) mod account_menu_dead;
pub(crate) mod account_misstatement;
pub(crate) mod account_not_cancelled;
pub(crate) mod account_stale;
pub(crate) mod app_unavailable;
pub(crate) mod article_duplicate;
pub(crate) mod layout_broken;
#[cfg(test)]
mod nothing_seen;
#[cfg(test)]
pub(crate) mod scene;
