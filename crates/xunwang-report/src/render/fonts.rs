//! The embedded faces (内嵌字体), and what they can show.

use std::sync::LazyLock;

use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

use crate::document::Document;

const SERIF: &[u8] = include_bytes!("../../fonts/NotoSerifSC-Regular.otf");
/// The face of headings and charts.
pub(super) const SANS: &[u8] = include_bytes!("../../fonts/NotoSansSC-Regular.otf");

/// The fonts are the embedded ones and no other.
pub(super) static FONTS: LazyLock<(LazyHash<FontBook>, Vec<Font>)> = LazyLock::new(|| {
    let fonts: Vec<Font> = [SERIF, SANS]
        .into_iter()
        .flat_map(|data| Font::iter(Bytes::new(data)))
        .collect();
    (LazyHash::new(FontBook::from_fonts(&fonts)), fonts)
});

/// The characters of the document that no embedded font has (字库缺字); the PDF prints 〓 for each.
pub fn missing_characters(document: &Document) -> Vec<char> {
    let mut missing: Vec<char> = document
        .plain_text()
        .chars()
        .filter(|letter| *letter != '\n' && drawable(*letter) == Some(MISSING))
        .collect();
    missing.sort_unstable();
    missing.dedup();
    missing.retain(|letter| *letter != MISSING);
    missing
}

/// The printer's mark for a character that the fount lacks (阙字号).
const MISSING: char = '〓';

/// What is drawn for a character: itself, a blank, the mark of a missing one, or nothing for invisible ones.
fn drawable(letter: char) -> Option<char> {
    match letter {
        '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' => None,
        '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{E0000}'..='\u{E0FFF}' | '\u{AD}' => None,
        _ if letter.is_control() || letter.is_whitespace() && letter != '\u{3000}' => Some(' '),
        _ if FONTS
            .1
            .iter()
            .any(|font| font.info().coverage.contains(u32::from(letter))) =>
        {
            Some(letter)
        }
        _ => Some(MISSING),
    }
}

/// A text as it can be drawn (可印文字).
pub(super) fn drawn(text: &str) -> String {
    text.chars().filter_map(drawable).collect()
}
