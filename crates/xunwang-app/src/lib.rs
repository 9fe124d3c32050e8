//! What the program does: read a register, inspect its sites, judge, and give the rows of the result files; check texts
//! before they are published.
//!
//! Invariant: knows the outside through ports only; no SQL, no HTTP, no files, no clock of its own.

pub mod feedback;
pub mod inspection;
pub mod office;
pub mod proof;
pub mod registry;
pub mod visit;
