//! The way in.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::kind::{self, Kind};
use crate::{Refusal, Workbook, csv, limits, xls, xlsx};

/// Reads a spreadsheet (读取表格); `file_name` is used for its extension only.
///
/// # Errors
/// The file is no spreadsheet, is encrypted, carries macros or external links, exceeds a limit or is damaged.
pub fn read(file_name: &str, bytes: &[u8]) -> Result<Workbook, Refusal> {
    if bytes.len() > limits::FILE_BYTES {
        return Err(Refusal::too_large("文件超过64 MB"));
    }
    let read_kind = match kind::tell(file_name, bytes)? {
        Kind::Delimited => return csv::read(bytes),
        Kind::Package => xlsx::read,
        Kind::Compound => xls::read,
    };
    // The parsers of the binary formats index into the file; a damaged one may make them panic, and a
    // refusal is the right answer to that.
    let read_whole = AssertUnwindSafe(|| read_kind(file_name, bytes));
    catch_unwind(read_whole).unwrap_or_else(|_| Err(Refusal::damaged("内部结构不合规范")))
}
