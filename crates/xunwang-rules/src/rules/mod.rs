//! One file a rule, by subject; the table is in `registry.rs`.

pub(crate) mod account;
pub(crate) mod content;
pub(crate) mod links;
pub(crate) mod marks;
pub(crate) mod safety;
mod standing;
pub(crate) mod text;
pub(crate) mod update;
