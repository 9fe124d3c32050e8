//! Texts checked before they are published (校对, 三审三校): files to texts, hits to lines, pages and comments.

mod basis;
mod comments;
mod lines;
mod manuscript;
mod page;
mod stored;

pub use basis::{read_lexicon, read_names};
pub use comments::commented;
pub use lines::{difference_line, hit_line};
pub use manuscript::{Manuscript, Unreadable};
pub use page::proof_page;
pub use stored::{SeenLines, stored_pages};
