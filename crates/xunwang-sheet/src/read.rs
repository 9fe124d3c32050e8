//! The way in.

use std::cell::Cell;
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
    PARSING.set(true);
    let read = catch_unwind(read_whole);
    PARSING.set(false);
    read.unwrap_or_else(|_| Err(Refusal::damaged("内部结构不合规范")))
}

thread_local! {
    static PARSING: Cell<bool> = const { Cell::new(false) };
}

/// Is a parser at work on this thread? A panic then is caught and becomes a [`Refusal`]: a program's panic hook need
/// not tell the user of it.
pub fn is_parsing() -> bool {
    PARSING.get()
}
