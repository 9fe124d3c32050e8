//! Word documents (DOCX): their stories as text, and comments into a copy.

mod comment;
mod cut;
mod document;
mod fields;
mod flow;
mod write;

pub use comment::{Comment, Commented, comment};
pub(crate) use document::read;
