//! A paper's text with what it comes to (成文): read and composed once a version, for it is a megabyte of JSON.

use xunwang_report::document::Document;
use xunwang_report::draft::DraftFault;

use super::AppError;
use super::papers::Text;

/// The text of a version with what it comes to.
#[derive(Clone)]
pub(super) struct Written {
    pub(super) text: Text,
    pub(super) document: Document,
    pub(super) faults: Vec<DraftFault>,
}

/// Composes it, and checks it against its data.
///
/// # Errors
/// Its data contradict themselves.
pub(super) fn composed_text(text: Text) -> Result<Written, AppError> {
    let generated = text.generated()?;
    let document = text.draft.document(&generated, &text.facts);
    let mut faults = text.draft.faults();
    let found = document.check(&text.facts);
    faults.extend(found.iter().map(|one| DraftFault {
        passage: None,
        message: one.to_string(),
    }));
    Ok(Written {
        text,
        document,
        faults,
    })
}
