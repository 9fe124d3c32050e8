//! The outside, as it is: SQLite and evidence files.
//!
//! `repo/` is ordinary sqlx code against `super::Db`; `sqlite/` says what that is and mounts it. A second database
//! mounts the same files. Invariant: no decision is made here; a row becomes a domain value or an error.

mod evidence;
mod folders;
mod sqlite;
mod vault;

pub use evidence::EvidenceFolder;
pub use folders::DataFolders;
pub use sqlite::SqliteStore;
pub use vault::KeyFile;
