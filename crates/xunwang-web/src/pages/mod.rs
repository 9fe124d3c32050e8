//! The pages: each takes a request, asks a use case, and fills a template of the same name.

pub(crate) mod account;
pub(crate) mod accounts;
pub(crate) mod asset;
pub(crate) mod audit;
pub(crate) mod desk;
mod fields;
pub(crate) mod filings;
pub(crate) mod health;
pub(crate) mod link;
pub(crate) mod login;
pub(crate) mod mismatches;
pub(crate) mod organizations;
pub(crate) mod people;
pub(crate) mod set_up;
pub(crate) mod site_import;
pub(crate) mod sites;
pub(crate) mod views;
pub(crate) mod watch;
