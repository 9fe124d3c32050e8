//! The outside, as we wish it were: the traits that adapters fulfil. No decision is made here.

mod chance;
mod clock;
mod fetcher;
mod office;
mod store;

pub use chance::{Chance, SystemChance};
pub use clock::{Clock, SystemClock};
pub use fetcher::Fetcher;
pub use office::{
    AuditRepo, FilingRepo, HomeRepo, OrganizationRepo, PeopleRepo, ProbeMarks, ProbeRepo, RegisterRepo,
    SessionRepo, ViewRepo,
};
pub use store::{EvidenceStore, RoundRepo, Store, StoreError, Tx, VisitRepo};
