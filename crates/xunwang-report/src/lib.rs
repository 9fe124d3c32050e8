//! From the facts of a circular to the files an office issues: facts → [`document::Document`] → DOCX, PDF, HTML, XLSX.
//!
//! Everything here is pure: bytes out, no files, no network, no fonts of the system, no clock. The same facts give
//! the same bytes, so that [`verify`] can tell years later whether a file still says what its facts say.

mod check;
pub mod document;
pub mod documents;
pub mod figure;
mod wording;
pub mod render;
