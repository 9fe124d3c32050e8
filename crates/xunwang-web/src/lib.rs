//! The web application (网页应用): Chinese pages over the use cases of `xunwang-app`.
//!
//! Every address stands in one table (`routes.rs`) with what it takes to be let in; one guard (`guard.rs`) stands before all
//! of them. Invariant: no decision about the office's matters; no request to anybody else; no script in a page.

mod cached;
mod cookie;
mod error;
mod guard;
mod headers;
mod moment;
mod pages;
mod router;
mod routes;
mod scope;
mod table;
mod view;
mod web;

pub use router::router;
pub use routes::{Access, Route, routes};
pub use web::{Web, WebSettings};
