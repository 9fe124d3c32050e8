//! Evidence (证据): exchanges as WARC records (ISO 28500, WARC/1.1), one gzip member a record.
//!
//! Pure: bytes in, bytes out. Encoding an exchange never fails; reading names what is wrong with a record.
//!
//! An answered hop is a `response` record with its `request` record behind it (of plain pages only the first of a file
//! keeps its request: the others are alike but for the address); an equal body seen before in the same
//! file is a `revisit` record; an exchange without an answer is a `metadata` record. The phases, the certificate and the outcome stand in
//! the field `WARC-JSON-Metadata`. What was read in a file whose bytes are not kept is a `metadata` record too.

mod bits;
mod book;
mod decode;
mod deflate;
mod digest;
mod gzip;
mod header;
mod huffman;
mod read;
mod repetitions;
mod write;

pub use decode::decoded;
pub use digest::{BodyDigest, base32};
pub use read::{Record, WarcError, read_record, record_with_length, records};
pub use write::{Recorded, SeenBodies, append_exchange, append_known, append_reading, append_warcinfo};
