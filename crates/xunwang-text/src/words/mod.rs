//! Words (词): which characters belong together, decided in the neighbourhood of a place only.

mod dictionary;
mod path;

pub use dictionary::{Words, words};
pub(crate) use path::Neighbourhood;
