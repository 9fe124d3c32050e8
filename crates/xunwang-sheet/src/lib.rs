//! Spreadsheets (表格) as offices send them: CSV, XLSX and the old XLS become one plain table of texts; and tables of texts
//! become XLSX again.
//!
//! Invariant: bytes in, rows out; no files, no network, no meaning of any column. Whatever the bytes are,
//! the answer is a table or a [`Refusal`] in Chinese that says what the file really is and what to do:
//! never a panic, never more memory than the limits in `limits.rs` allow. Nothing in a file is executed:
//! macros and external links are refused, of a formula only the stored result is read.

mod biff;
mod cell;
mod csv;
mod kind;
mod limits;
mod package;
mod read;
mod refusal;
mod stream;
mod table;
mod workbook;
mod write;
mod xls;
mod xlsx;

pub use cell::{Cell, column_letters};
pub use read::{is_parsing, read};
pub use refusal::Refusal;
pub use stream::RowStream;
pub use table::{Row, Table, plain_header};
pub use workbook::{Grid, Workbook};
pub use write::{SheetRows, Unwritable, write};
