//! The text engine (文字检查): what stands wrong in a text, and how two texts differ.
//!
//! Texts come in as `&str`, hits go out with byte offsets into that same text, always on character boundaries. The clock,
//! lexicons and models come in as values.
//!
//! Invariants: no I/O, never fails, never panics, memory and time bounded by the length of the text.

pub mod answer;
mod checks;
pub mod form;
mod hit;
pub mod lexicon;
pub mod names;
pub mod near;
pub mod normal;
mod patterns;
pub mod privacy;
pub mod reprint;
pub mod table;
pub mod typo;
pub mod words;

pub use checks::Checks;
pub use hit::Hit;
pub use xunwang_domain::texts::HitClass;

/// Tells what two versions of the engine find apart: a digest of its sources.
pub fn engine_version() -> u64 {
    env!("XUNWANG_TEXT_VERSION").parse().unwrap_or_default()
}
