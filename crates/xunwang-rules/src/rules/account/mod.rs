//! Rules of new-media accounts.

pub(crate) mod account_duplicate;
pub(crate) mod account_interaction_missing;
pub(crate) mod account_menu_dead;
pub(crate) mod account_not_cancelled;
pub(crate) mod account_stale;
#[cfg(test)]
mod nothing_seen;
#[cfg(test)]
pub(crate) mod scene;
