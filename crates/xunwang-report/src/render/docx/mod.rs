//! DOCX (可编辑文本): WordprocessingML written by hand, packed with zip.
//!
//! docx-rs 0.4 cannot write `w:tblHeader` (repeated table heads), and its sections know no odd and even footers;
//! both are the standard's, so the few parts of the package are written here, one string each.

mod body;
mod numbering;
mod package;
mod parts;
mod picture;
mod styles;
mod table;
mod template;

pub use package::docx;
pub(crate) use package::xml;
pub use template::{PLACE, Template};
