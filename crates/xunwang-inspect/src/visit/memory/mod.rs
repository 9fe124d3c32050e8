//! What a round keeps of a site's pages for the next one (网页记忆): by it an unchanged page is known again and need not be
//! read, and an article that changed its date is seen.
//!
//! One file a site, `memory/<code>.pages`, which only grows while the site is visited. It is a cache beside the evidence,
//! never the truth: what is missing, damaged or of another version costs time, and changes no result.

mod ahead;
mod links;
mod reader;
mod row;
mod writer;

pub(crate) use links::{KeptPage, Words};
pub(crate) use reader::{Remembered, SiteMemory};
pub(crate) use row::{BodyRecord, FileRow, PageRow, Sight, seal};
pub(crate) use writer::MemoryWriter;

/// The memory file of the visit that writes this evidence file.
pub(crate) fn memory_file(evidence_file: &str) -> String {
    let name = evidence_file.rsplit('/').next().unwrap_or(evidence_file);
    let code = name.split('.').next().unwrap_or(name);
    format!("memory/{code}.pages")
}
