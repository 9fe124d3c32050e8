//! Office files (办公文档) as websites and offices hand them on: PDF, OFD, DOCX, XLSX, XLS and plain text to their text and the
//! links in them, and comments written into a copy of a DOCX.
//!
//! Invariants: pure, bytes in and values out; nothing in a file is executed, fetched or expanded; a file that cannot be
//! read says why, and neither panics nor eats the machine (`limits.rs`); the same bytes give the same paper, since no
//! clock decides. Bytes are all that counts: a file name is not asked.

mod address;
mod docx;
mod draft;
mod kind;
mod limits;
mod ofd;
mod package;
mod paper;
mod pdf;
mod plain;
mod read;
mod refusal;
mod xls;
mod xlsx;
mod xml;

pub use docx::{Comment, Commented, Item, Manuscript, comment, manuscript};
pub use kind::{Kind, tell};
pub use paper::{Paper, PaperLink, Part, Place, Story};
pub use read::{is_parsing, read};
pub use refusal::{Refusal, Why};

/// Tells what two versions of the reader read in the same bytes apart: a digest of its sources and of the versions of the
/// parsers.
pub fn reader_version() -> u64 {
    env!("XUNWANG_OFFICE_VERSION").parse().unwrap_or_default()
}
