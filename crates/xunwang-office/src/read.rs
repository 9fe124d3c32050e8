//! The way in.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::{Kind, Paper, Refusal, docx, kind, limits, ofd, pdf, plain, xls, xlsx};

/// Stack for the parsers: PDF objects nest up to 512 deep, which the stack of the caller need not hold.
const STACK_BYTES: usize = 16 << 20;

/// Reads a file (读取文档): its text, where it stands, and the links in it. Takes up to some seconds for the largest
/// files: not to be called on a thread that must answer.
///
/// # Errors
/// The file is of no kind that is read, asks for a password, is damaged or exceeds a limit. A web page is refused too:
/// [`kind::tell`] tells it apart.
pub fn read(bytes: &[u8]) -> Result<Paper, Refusal> {
    if bytes.len() > limits::FILE_BYTES {
        return Err(Refusal::too_large("超过64 MB"));
    }
    let kind = kind::tell(bytes)?;
    guarded(|| match kind {
        Kind::Pdf => pdf::read(bytes),
        Kind::Ofd => ofd::read(bytes),
        Kind::Docx => docx::read(bytes),
        Kind::Xlsx => xlsx::read(bytes),
        Kind::Xls => xls::read(bytes),
        Kind::Text => Ok(plain::read(bytes)),
        Kind::Html => Err(Refusal::not_such("网页（HTML）")),
    })
}

/// Runs a parser where it can neither exhaust the caller's stack nor end the program by a panic: parsers of binary
/// formats index into the file, and for a damaged one a refusal is the right answer.
pub(crate) fn guarded<T>(parse: impl FnOnce() -> Result<T, Refusal>) -> Result<T, Refusal> {
    let outer = PARSING.replace(true);
    // A stack of its own, not a thread of its own: a round reads thousands of files.
    let parsed = catch_unwind(AssertUnwindSafe(|| stacker::grow(STACK_BYTES, parse)));
    PARSING.set(outer);
    parsed.unwrap_or_else(|_| Err(Refusal::damaged("内部结构不合规范")))
}

thread_local! {
    static PARSING: Cell<bool> = const { Cell::new(false) };
}

/// Is a parser at work on this thread? A panic then is caught and becomes a [`Refusal`]: a program's panic hook need
/// not tell the user of it.
pub fn is_parsing() -> bool {
    PARSING.get()
}
