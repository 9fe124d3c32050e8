//! Numbers, punctuation and form (数字、标点、格式): one file a check, all in the list [`CHECKS`].
//!
//! [`check()`] scans the text once (`passage.rs`); after that each check looks closely only where something can be wrong.

mod amount;
mod bracket;
mod check;
mod compared;
mod date;
mod document_number;
mod half_width;
mod heading;
mod listing;
mod mojibake;
mod number;
mod numeral;
mod part;
mod passage;
mod placeholder;
mod punctuation;
mod quantity;
mod repeat;
mod repeated_text;
mod share;
pub(crate) mod slice;
mod trend;
mod weekday;
mod written_date;

pub use check::{CHECKS, Check, check};
