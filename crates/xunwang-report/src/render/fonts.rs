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

/// The characters that an embedded font has (字库字符), a bit each: every letter of every document is asked for, and the
/// fonts themselves tell it only by going through their ranges.
static COVERED: LazyLock<Covered> = LazyLock::new(|| {
    let mut bits = Vec::new();
    let letters = FONTS.1.iter().flat_map(|font| font.info().coverage.iter());
    for letter in letters.map(|letter| letter as usize) {
        if bits.len() <= letter / 64 {
            bits.resize(letter / 64 + 1, 0u64);
        }
        bits[letter / 64] |= 1 << (letter % 64);
    }
    Covered(bits)
});

struct Covered(Vec<u64>);

impl Covered {
    fn contains(&self, letter: char) -> bool {
        let letter = letter as usize;
        let bits = self.0.get(letter / 64);
        bits.is_some_and(|bits| bits >> (letter % 64) & 1 == 1)
    }
}

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
        _ if COVERED.contains(letter) => Some(letter),
        _ => Some(MISSING),
    }
}

/// A text as it can be drawn (可印文字).
pub(super) fn drawn(text: &str) -> String {
    text.chars().filter_map(drawable).collect()
}
