//! The documents other than the circular (文种), and how each is composed from its values: written, then checked.

use xunwang_domain::circular::Contradiction;
use xunwang_domain::report::Values;

use super::desk::{Desk, Running};
use super::kind::Kind;
use crate::document::{Attachment, Document, Edition};

/// A kind of document (文种): what its values are written as.
pub trait Form: Values {
    /// Which kind it is.
    const KIND: Kind;

    /// Its title where its values give none.
    fn usual_title(&self) -> String;

    /// To whom it goes, with the closing colon; empty where it goes to nobody by name.
    fn salutation(&self) -> String {
        String::new()
    }

    /// Its text.
    fn write(&self, desk: &Desk, text: &mut Running);

    /// Its attachments.
    fn attachments(&self, _desk: &Desk) -> Vec<Attachment> {
        Vec::new()
    }

    /// What the officer should look at before it goes out.
    fn notes(&self) -> Vec<String> {
        Vec::new()
    }
}

/// Writes a document from its values (起草文稿).
///
/// # Errors
/// Values or a document that contradict themselves are refused, with every contradiction named in Chinese.
pub fn compose<F: Form>(values: &F, edition: Edition) -> Result<Document, Vec<Contradiction>> {
    let found = values.contradictions();
    if !found.is_empty() {
        return Err(found);
    }
    let desk = Desk::new(values);
    let mut text = Running::default();
    values.write(&desk, &mut text);
    let head = values.head();
    let given = |text: &Option<String>| {
        let text = text.as_deref().map(str::trim);
        text.filter(|text| !text.is_empty()).map(str::to_owned)
    };
    let document = Document {
        edition,
        title: given(&head.title).unwrap_or_else(|| values.usual_title()),
        number: given(&head.number),
        salutation: values.salutation(),
        blocks: text.blocks,
        attachments: values.attachments(&desk),
        signature: head.issuer.trim().to_owned(),
        issued_on: head.issued_on,
        imprint: None,
        rate_decimals: head.rate_decimals,
        notes: values.notes(),
    };
    let found = document.check_values(desk.values());
    if found.is_empty() {
        Ok(document)
    } else {
        Err(found)
    }
}
