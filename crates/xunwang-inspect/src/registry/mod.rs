//! The register (名录): read from the spreadsheets in which offices keep it.

mod accounts;
mod address;
mod channels;
mod columns;
mod errors;
mod exceptions;
mod feedback;
mod field;
mod import;
mod media;
mod observations;
mod posts;
mod rectify_rows;
mod replies;
mod search_rows;
mod sites;
#[cfg(test)]
mod tests;
mod tool_rows;

pub use accounts::{AccountRow, read_accounts};
pub use errors::{RegisterError, RegisterErrors};
pub use exceptions::{ExceptionImport, read_exceptions};
pub use feedback::{FeedbackRow, read_feedback};
pub use import::{RegisterImport, read_register};
pub use media::{MediaImport, MediaRow, read_media_accounts};
pub use observations::{read_menus, read_observations};
pub use posts::PostReader;
pub use rectify_rows::{RectifyReply, read_rectify_replies};
pub use replies::{ReplyRow, ReplyVerdict, read_replies};
pub use search_rows::read_search;
pub use tool_rows::{ToolRow, ToolTable, read_tool_rows, read_tool_table};
pub use xunwang_sheet::is_parsing;
