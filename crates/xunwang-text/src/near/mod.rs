//! Near-duplicates (近似重复) over the index of a fleet: who holds this text, nearly, wholly or in part.
//!
//! A [`Signature`] is something else than the [`TextSketch`](xunwang_domain::articles::TextSketch) of an article. The sketch
//! has 40 bytes whatever the text, says how *alike* two texts are and serves the repeats within one site; of a notice that
//! stands in the middle of a long report it knows nothing, since its least hashes are not the report's. The signature keeps
//! marks at an even density all over the text, so that a part brings its own marks with it and *containment* is seen.
//! What the index proposes is settled by aligning the two texts ([`Overlap`]).

mod brief;
mod bytes;
mod index;
mod overlap;
mod recent;
mod segment;
mod signature;

pub use brief::Brief;
pub use bytes::UnreadableIndex;
pub use index::{Near, NearIndex};
pub use overlap::{Overlap, Relation};
pub use signature::Signature;
