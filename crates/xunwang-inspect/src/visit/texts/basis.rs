//! By what the texts of a round are checked (文字检查依据), frozen in its plan.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use xunwang_text::lexicon::Lexicon;
use xunwang_text::names::NameBook;

/// By what the texts of a round are checked (文字检查依据): another one is another round.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextBasis {
    /// The lexicons, the bundled ones first.
    pub lexicons: Vec<BasisPart>,
    /// The dictionaries of names, posts and bodies.
    pub names: Vec<BasisPart>,
    /// The model that proposes typing errors; `None`: not asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub typos: Option<BasisPart>,
    /// The documents with which reprints are compared; `None` where none are given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub originals: Option<BasisPart>,
}

/// A lexicon, a dictionary or a model (检查依据之一).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BasisPart {
    /// 编号
    pub id: String,
    /// 名称
    pub title: String,
    /// 版本; empty where the file names none.
    pub version: String,
    /// SHA-256 of its contents, hexadecimal.
    pub sha256: String,
}

impl BasisPart {
    /// The part that a lexicon is.
    pub fn of_lexicon(lexicon: &Lexicon) -> Self {
        let (id, title, version) = (&lexicon.id, &lexicon.title, &lexicon.version);
        Self::of(id, title, version, lexicon.to_json().as_bytes())
    }

    /// The part that a dictionary of names is.
    pub fn of_names(book: &NameBook) -> Self {
        Self::of(&book.id, &book.title, &book.version, book.to_json().as_bytes())
    }

    /// The part with this content.
    pub fn of(id: &str, title: &str, version: &str, content: &[u8]) -> Self {
        Self {
            id: id.to_owned(),
            title: title.to_owned(),
            version: version.to_owned(),
            sha256: Sha256::digest(content)
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect(),
        }
    }

    /// What it is called in findings: `“常见错别字”2026-11-26版`, or by the beginning of its digest where it has no version.
    pub(super) fn called(&self) -> String {
        match self.version.as_str() {
            "" => format!("“{}”（摘要{}）", self.title, &self.sha256[..8]),
            version => format!("“{}”{version}版", self.title),
        }
    }
}
