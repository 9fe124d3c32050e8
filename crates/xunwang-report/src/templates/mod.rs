//! Templates (文稿模板): the sentences of the circular as data that the office can change, checked when they are read.

mod file;
mod names;
mod own;
mod template;

pub use file::{STANDARD, Templates};
pub use own::{OwnTemplates, Part, RequirementRow, Sentence, condition_names};
pub(crate) use template::{Piece, Template};
