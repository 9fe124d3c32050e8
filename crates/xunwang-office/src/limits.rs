//! The limits (限额) that keep a hostile file from eating the machine; real papers stay far below them.

/// Largest file that is looked at, in bytes: that of an attachment.
pub(crate) const FILE_BYTES: usize = 64 << 20;
/// Largest text of a paper, in bytes; what is longer is cut and said.
pub(crate) const TEXT_BYTES: usize = 32 << 20;
/// Most links of a paper; what is more is cut and said.
pub(crate) const LINKS: usize = 20_000;
/// Longest target of a link, in bytes.
pub(crate) const TARGET_BYTES: usize = 2_048;
/// Most parts of a paper: cells, paragraphs, lines.
pub(crate) const PARTS: usize = 2_000_000;

/// Largest sum of the parts of a package that are read, in bytes after decompression.
pub(crate) const UNPACKED_BYTES: u64 = 256 << 20;
/// Largest ratio of unpacked to packed size of one part …
pub(crate) const UNPACKED_RATIO: u64 = 200;
/// … which does not count below this size: a table of equal rows packs very well.
pub(crate) const RATIO_FREE_BYTES: u64 = 16 << 20;
/// Most parts in a package.
pub(crate) const PACKAGE_PARTS: usize = 16_384;
/// Deepest nesting of elements; Word itself stays below a hundred.
pub(crate) const XML_DEPTH: usize = 2_048;

/// Largest stream of a PDF that is decoded, in bytes after decompression.
pub(crate) const STREAM_BYTES: usize = 32 << 20;
/// Largest sum of the streams of a PDF after decompression, pictures not counted.
pub(crate) const STREAMS_BYTES: usize = 512 << 20;
/// Largest sum of the streams of an encrypted PDF before decompression: what is in them cannot be weighed first.
pub(crate) const SEALED_BYTES: usize = 1 << 20;
/// Largest single stream of an encrypted PDF before decompression.
pub(crate) const SEALED_STREAM_BYTES: usize = 256 << 10;
/// Most streams of a PDF that do not end where they say.
pub(crate) const ILL_STREAMS: usize = 1_000;
/// Most pages that are read.
pub(crate) const PAGES: usize = 5_000;
/// Most operators of a file's page descriptions.
pub(crate) const OPERATORS: u64 = 50_000_000;
/// Most characters that are placed on the pages of a file.
pub(crate) const GLYPHS: u64 = 16_000_000;
/// Deepest nesting of forms in forms.
pub(crate) const FORM_DEPTH: usize = 12;
/// Most fonts of a file.
pub(crate) const FONTS: usize = 4_096;
