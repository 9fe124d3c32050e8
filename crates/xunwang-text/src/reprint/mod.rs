//! Reprints (转载): a local article aligned with its source, and what is missing.

mod align;
mod chrome;
mod compare;
mod difference;
mod edition;
mod form;
mod moves;
mod numbers;
mod reading;
mod shortest;
mod tidy;
mod words;

pub use compare::compare;
pub use difference::{Comparison, Difference, DifferenceKind, Order, Verdict};
pub use edition::Edition;
