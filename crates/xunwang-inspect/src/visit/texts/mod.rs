//! What stands wrong in the texts of a site (网站文字检查): pages and files to hits, hits to places.

mod basis;
mod check;
mod excerpt;
mod intake;
mod reprints;

pub use basis::{BasisPart, TextBasis};
pub use check::TextChecks;
pub use reprints::Originals;

pub(crate) use check::PageTexts;
pub(crate) use intake::{Mistake, TextIntake};
