//! Reprints and near-duplicates on whole texts.
#![expect(
    clippy::print_stdout,
    reason = "tests say what they skipped and how much they found"
)]

mod cases;
mod copies;
mod near;
mod reprints;
