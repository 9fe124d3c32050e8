//! From the facts of a circular to the files an office issues: facts → [`document::Document`] → DOCX, PDF, HTML, XLSX.
//!
//! Everything here is pure: bytes out, no files, no network, no fonts of the system, no clock. The same facts give
//! the same bytes, so that [`verify::verify`] can tell years later whether a file still says what its facts say.
//!
//! 1. [`documents::circular::compose`] writes the text from the sentences of [`templates`]; every figure in it is a [`figure::Figured`] that names its
//!    source, and [`document::Document::check`] refuses what does not agree.
//! 2. [`render`] turns the document into files; [`verify`] reads the files back.

pub mod charts;
mod check;
pub mod document;
pub mod documents;
pub mod draft;
pub mod figure;
pub mod press;
#[cfg(feature = "render")]
pub mod render;
pub mod templates;
#[cfg(feature = "render")]
pub mod verify;
mod wording;

pub use check::{SignedCheck, SignedDifference, SignedKind, check_edited, check_signed};
