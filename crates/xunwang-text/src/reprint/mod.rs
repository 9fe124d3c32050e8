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
mod recognise;
mod register;
mod rows;
mod shortest;
mod tidy;
mod view;
mod words;

pub(crate) use align::runs;
pub(crate) use reading::Reading;

pub use compare::compare;
pub use difference::{Comparison, Difference, DifferenceKind, Order, Verdict};
pub use edition::Edition;
pub use recognise::{Recognised, Sources};
pub use register::Source;
pub use view::{View, view};
