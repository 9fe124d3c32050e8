//! The limits (限额) that keep a hostile file from eating the machine; real registers stay far below them.

/// Largest file that is looked at, in bytes.
pub(crate) const FILE_BYTES: usize = 64 << 20;
/// Largest delimited text that is read row by row, in bytes: of its rows only one is held at a time.
pub(crate) const STREAMED_BYTES: usize = 1 << 30;
/// Largest sum of all parts of a package after decompression, in bytes.
pub(crate) const UNPACKED_BYTES: u64 = 256 << 20;
/// Largest ratio of unpacked to packed size of one part …
pub(crate) const UNPACKED_RATIO: u64 = 200;
/// … which does not count below this size: a short sheet of equal rows packs very well.
pub(crate) const RATIO_FREE_BYTES: u64 = 8 << 20;
/// Most parts in a package.
pub(crate) const PARTS: usize = 4_096;
/// Most cells of a sheet, empty ones between filled ones included.
pub(crate) const CELLS: usize = 1_000_000;
/// Last column that may hold something, counted from 1.
pub(crate) const COLUMNS: usize = 1_000;
/// Most characters of one cell; Excel itself allows as many.
pub(crate) const CELL_CHARACTERS: usize = 32_767;
/// Largest sum of the texts of a file, in bytes.
pub(crate) const TEXT_BYTES: usize = 128 << 20;
/// Most sheets of a workbook.
pub(crate) const SHEETS: usize = 255;
