//! The inspection: read a register, visit its sites, judge, and give the rows of the result files; check texts before they
//! are published. What `serve` adds for the people of an office is in `xunwang-app`, the only crate that uses this one.
//!
//! Invariant: knows the outside through ports only; no SQL, no HTTP, no files, no clock of its own.

pub mod inspection;
pub mod proof;
pub mod registry;
pub mod visit;
