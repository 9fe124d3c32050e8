//! PDF files: objects and page descriptions through `hayro-syntax`, text and links from them here.

mod budget;
mod document;
mod font;
mod guard;
mod layout;
mod matrix;
mod names;
mod page;

pub(crate) use document::read;
