//! The pages: each takes a request, asks a use case, and fills a template of the same name.

pub(crate) mod account;
pub(crate) mod asset;
pub(crate) mod audit;
pub(crate) mod decide;
pub(crate) mod desk;
mod fields;
mod files;
pub(crate) mod filings;
pub(crate) mod gate;
pub(crate) mod health;
pub(crate) mod judgement;
pub(crate) mod link;
pub(crate) mod login;
pub(crate) mod manual;
pub(crate) mod organizations;
pub(crate) mod people;
pub(crate) mod problems;
pub(crate) mod review;
pub(crate) mod round_new;
pub(crate) mod rounds;
pub(crate) mod set_up;
pub(crate) mod site_import;
pub(crate) mod sites;
pub(crate) mod source;
pub(crate) mod watch;
