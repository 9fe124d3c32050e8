//! The outside, as we wish it were: the traits that adapters fulfil. No decision is made here.

mod fetcher;

pub use fetcher::Fetcher;
