//! The outside, as we wish it were: the traits that adapters fulfil. No decision is made here.

mod clock;
mod fetcher;
mod store;

pub use clock::{Clock, SystemClock};
pub use fetcher::Fetcher;
pub use store::{EvidenceStore, RoundRepo, Store, StoreError, Tx, VisitRepo};
