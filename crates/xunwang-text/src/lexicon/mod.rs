//! Lexicons (词库): versioned entries of wrong and right forms, and the one pass that finds them.

mod article;
mod corpus;
mod entry;
mod exceptions;
mod file;
mod judge;
mod matcher;
mod report;
mod rows;
mod seed;
mod warnings;

pub use article::Article;
pub use corpus::clean_text;
pub(crate) use corpus::neighbours;
pub use entry::{ENTRY_CLASSES, Entry, Lexicon, State};
pub use exceptions::{Exception, Scope};
pub use file::FileRefusal;
pub use matcher::{Found, Matcher};
pub use seed::seed_lexicons;
pub use warnings::{Warning, WarningKind, warnings};
