//! Templates (文稿模板): the sentences of the circular as data that the office can change, checked when they are read.

mod file;
mod names;
mod template;

pub(crate) use file::Part;
pub use file::{STANDARD, Templates};
pub(crate) use template::{Piece, Template};
