//! Word documents (DOCX): their stories as text, comments into a copy, and the structure of a text that comes back edited.

mod comment;
mod cut;
mod document;
mod fields;
mod flow;
mod lists;
mod manuscript;
mod names;
mod write;

pub use comment::{Comment, Commented, comment};
pub(crate) use document::read;
pub use manuscript::{Item, Manuscript, manuscript};
