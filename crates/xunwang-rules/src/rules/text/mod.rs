//! Whether the words of pages and files are right (文字).

pub(crate) mod form_irregular;
mod hits;
pub(crate) mod misstatement_severe;
pub(crate) mod privacy_leak;
pub(crate) mod reprint_incomplete;
pub(crate) mod text_injected;
pub(crate) mod typo;
pub(crate) mod wording_irregular;
