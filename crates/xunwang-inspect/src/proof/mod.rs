//! Texts checked before they are published (校对, 三审三校): files to texts, hits to lines, pages and comments.

mod basis;
mod changes;
mod comments;
mod export;
mod lines;
mod manuscript;
mod page;
mod stored;

pub use basis::{read_lexicon, read_names};
pub use changes::{ChangeKind, FieldChange, TableChange, table_changes};
pub use comments::commented;
pub use export::{lexicon_workbook, names_workbook};
pub use lines::{Said, difference_line, hit_line};
pub use manuscript::{Manuscript, Unreadable};
pub use page::proof_page;
pub use stored::{SeenLines, stored_pages};
