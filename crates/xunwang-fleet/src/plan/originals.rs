//! The documents that the sites of a fleet reprint (原文), for who compares the sites with them.

use super::Fleet;
use crate::words::{self, DOCUMENTS};

/// A document that sites reprint (原文).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Original {
    /// Its title.
    pub title: String,
    /// Title and text, one line a paragraph.
    pub text: String,
}

impl Fleet {
    /// The documents that its sites reprint (原文), whole.
    pub fn originals(&self) -> Vec<Original> {
        let province = words::province(self.options.style).name;
        let documents = (0..DOCUMENTS).map(|number| words::document(province, number));
        documents
            .map(|document| Original {
                text: format!("{}\n{}\n", document.title, document.lines.join("\n")),
                title: document.title,
            })
            .collect()
    }
}
