//! Reading the numbers back (核验): do given files still say what their facts say?
//!
//! The circular is composed and rendered once more and both are read the same way, so every figure and every word
//! is compared. A PDF is compared byte by byte, since rendering is repeatable.

mod pictures;
mod read;

use std::fmt;

use xunwang_domain::circular::CircularFacts;

use crate::document::{Document, Edition};
use crate::documents::circular::compose_with;
use crate::press::FileKind;
use crate::render;
use crate::templates::Templates;

/// The four files of a circular (通报文件).
#[derive(Debug, Clone, Copy)]
pub struct Files<'a> {
    /// `circular.html`
    pub html: &'a [u8],
    /// `circular.docx`
    pub docx: &'a [u8],
    /// `annexes.xlsx`
    pub xlsx: &'a [u8],
    /// `circular.pdf`
    pub pdf: &'a [u8],
}

/// A place where a file says something else than its facts (一处差异).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// HTML, DOCX, XLSX, PDF or 数据.
    pub file: &'static str,
    /// Where.
    pub place: String,
    /// What follows from the facts.
    pub expected: String,
    /// What the file says.
    pub found: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}{}：按数据应为“{}”，文件中为“{}”",
            self.file, self.place, self.expected, self.found
        )
    }
}

/// A piece of text with its place.
pub(crate) struct Piece {
    place: String,
    text: String,
}

/// How the text of a file is read back.
type Reader = fn(&[u8]) -> Result<Vec<Piece>, String>;

/// Everything in which the files differ from what their facts give (核验文件), empty when they agree.
pub fn verify(facts: &CircularFacts, edition: Edition, files: Files<'_>) -> Vec<Difference> {
    verify_with(facts, edition, Templates::standard(), files)
}

/// The same of files that were written in an office's own sentences (按本单位模板核验).
pub fn verify_with(
    facts: &CircularFacts,
    edition: Edition,
    templates: &Templates,
    files: Files<'_>,
) -> Vec<Difference> {
    let document = match compose_with(facts, edition, templates) {
        Ok(document) => document,
        Err(found) => {
            let refused = |wrong: xunwang_domain::circular::Contradiction| {
                whole("数据", &wrong.place, "前后一致", &wrong.message)
            };
            return found.into_iter().map(refused).collect();
        }
    };
    compare_files(&document, files)
}

/// Everything in which a sealed document disagrees with its facts, or its files with the document (核验封存的文稿).
pub fn verify_document(document: &Document, facts: &CircularFacts, files: Files<'_>) -> Vec<Difference> {
    let wrong = document.check(facts).into_iter();
    let mut differences: Vec<Difference> = wrong
        .map(|wrong| whole("文稿", &wrong.place, "与数据一致", &wrong.message))
        .collect();
    differences.extend(compare_files(document, files));
    differences
}

fn compare_files(document: &Document, files: Files<'_>) -> Vec<Difference> {
    let all = [
        (FileKind::Html, files.html),
        (FileKind::Docx, files.docx),
        (FileKind::Xlsx, files.xlsx),
        (FileKind::Pdf, files.pdf),
    ];
    verify_files(document, &all)
}

/// Everything in which files of a document, whichever there are, differ from what the document gives (核验其中几种文件).
pub fn verify_files(document: &Document, files: &[(FileKind, &[u8])]) -> Vec<Difference> {
    let mut differences = Vec::new();
    for (kind, found) in files {
        let (file, print, reader): (_, fn(&Document) -> _, Option<Reader>) = match kind {
            FileKind::Html => ("HTML", render::html, Some(read::html)),
            FileKind::Docx => ("DOCX", render::docx, Some(read::docx)),
            FileKind::Xlsx => ("XLSX", render::xlsx, Some(read::xlsx)),
            FileKind::Pdf => ("PDF", render::pdf, None),
        };
        match print(document) {
            Ok(expected) if expected == *found => {}
            Ok(expected) => match reader {
                Some(reader) => reread(file, reader, (&expected, found), &mut differences),
                None => differences.push(whole(file, "全文", &digest(&expected), &digest(found))),
            },
            Err(error) => differences.push(whole(file, "", "可生成的文件", &error.to_string())),
        }
    }
    differences
}

/// Both read the same way and compared piece by piece.
fn reread(
    file: &'static str,
    reader: Reader,
    (expected, found): (&[u8], &[u8]),
    differences: &mut Vec<Difference>,
) {
    match (reader(expected), reader(found)) {
        (Ok(pieces), Ok(other)) => {
            compare(file, &pieces, &other, differences);
            if file == "DOCX" {
                pictures::compare(expected, found, differences);
            }
        }
        (Err(reason), _) | (_, Err(reason)) => differences.push(whole(file, "", "可读取的文件", &reason)),
    }
}

fn whole(file: &'static str, place: &str, expected: &str, found: &str) -> Difference {
    Difference {
        file,
        place: place.to_owned(),
        expected: expected.to_owned(),
        found: found.to_owned(),
    }
}

fn digest(bytes: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    let digest: String = Sha256::digest(bytes)
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("{}字节，摘要{digest}", bytes.len())
}

/// Piece by piece; where pieces were added or taken away, only the part between what is equal.
fn compare(file: &'static str, expected: &[Piece], found: &[Piece], differences: &mut Vec<Difference>) {
    const MOST: usize = 200;
    let same = |pair: &(&Piece, &Piece)| pair.0.text == pair.1.text;
    let (start, end) = if expected.len() == found.len() {
        (0, 0)
    } else {
        let start = expected.iter().zip(found).take_while(same).count();
        let most = expected.len().min(found.len()) - start;
        (
            start,
            expected
                .iter()
                .rev()
                .zip(found.iter().rev())
                .take(most)
                .take_while(same)
                .count(),
        )
    };
    let expected = expected.get(start..expected.len() - end).unwrap_or_default();
    let found = found.get(start..found.len() - end).unwrap_or_default();
    let pairs = (0..expected.len().max(found.len())).map(|index| (expected.get(index), found.get(index)));
    let text = |piece: Option<&Piece>| piece.map_or_else(|| "（无）".to_owned(), |piece| piece.text.clone());
    let unequal = pairs
        .filter(|(a, b)| a.map(|piece| &piece.text) != b.map(|piece| &piece.text))
        .take(MOST);
    differences.extend(unequal.map(|(a, b)| Difference {
        file,
        place: a.or(b).map_or_else(String::new, |piece| piece.place.clone()),
        expected: text(a),
        found: text(b),
    }));
}
