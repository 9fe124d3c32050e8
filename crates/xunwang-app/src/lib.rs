//! What the program does for the people of an office, and the one door to the inspection behind it (`xunwang-inspect`).
//!
//! Invariant: knows the outside through ports only; no SQL, no HTTP, no files, no clock of its own.

pub use xunwang_inspect::{inspection, proof, registry, visit};

pub mod feedback;
pub mod office;
