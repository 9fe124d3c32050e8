//! Characters as the language models see them (归并后的字): one unit for each character of the text.

use std::ops::Range;

/// A letter of the models (模型用字): a UTF-16 unit, so that tables can be indexed by it.
pub(crate) type Glyph = u16;

/// The edge of a sentence (句首句尾).
pub(crate) const EDGE: Glyph = b'\n' as Glyph;
/// Any digit, and any Chinese numeral within a number (数字).
pub(crate) const DIGIT: Glyph = b'0' as Glyph;
/// Any Latin letter (拉丁字母).
const LETTER: Glyph = b'a' as Glyph;
/// What the models do not know at all (未知字).
const UNKNOWN: Glyph = 0xFFFD;

/// One character of a text with its place (一个字).
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Unit {
    /// As the models see it.
    pub(crate) glyph: Glyph,
    /// Byte at which it begins.
    pub(crate) start: usize,
    /// Byte behind it.
    pub(crate) end: usize,
    /// May it be proposed to be wrong? Not within numbers, names, Latin words.
    pub(crate) open: bool,
}

/// Splits a text into sentences of at most `longest` characters (分句); blanks fall out.
pub(crate) fn sentences(text: &str, protected: &[Range<usize>], longest: usize) -> Vec<Vec<Unit>> {
    let mut sentences = Vec::new();
    let mut sentence: Vec<Unit> = Vec::new();
    for (start, character) in text.char_indices() {
        let glyph = fold(character);
        let ends = matches!(
            character,
            '。' | '！' | '？' | '；' | '!' | '?' | ';' | '\n' | '\r'
        );
        if glyph != EDGE {
            let end = start + character.len_utf8();
            sentence.push(Unit {
                glyph,
                start,
                end,
                open: is_hanzi(glyph),
            });
        }
        // A long sentence is cut at a comma, at the latest at the limit.
        let full = sentence.len() >= longest || sentence.len() * 4 >= longest * 3 && glyph == '，' as Glyph;
        if (ends || full) && !sentence.is_empty() {
            sentences.push(std::mem::take(&mut sentence));
        }
    }
    if !sentence.is_empty() {
        sentences.push(sentence);
    }
    for sentence in &mut sentences {
        close_numbers(sentence);
        close_protected(sentence, protected);
    }
    sentences
}

/// One character as the models see it.
fn fold(character: char) -> Glyph {
    match character {
        '\n' | '\r' => EDGE,
        _ if character.is_whitespace() || character == '\u{200b}' || character == '\u{feff}' => EDGE,
        '0'..='9' | '０'..='９' => DIGIT,
        _ if character.is_ascii_alphabetic() => LETTER,
        'Ａ'..='Ｚ' | 'ａ'..='ｚ' => LETTER,
        ',' => '，' as Glyph,
        ';' => '；' as Glyph,
        ':' => '：' as Glyph,
        '?' => '？' as Glyph,
        '!' => '！' as Glyph,
        '(' => '（' as Glyph,
        ')' => '）' as Glyph,
        '"' | '“' | '”' | '「' | '」' => '”' as Glyph,
        _ => u16::try_from(u32::from(character)).unwrap_or(UNKNOWN),
    }
}

/// Is it a Chinese character of the basic block?
pub(crate) fn is_hanzi(glyph: Glyph) -> bool {
    (0x4E00..=0x9FFF).contains(&glyph)
}

fn is_numeral(glyph: Glyph) -> bool {
    const NUMERALS: &str = "〇零一二三四五六七八九十百千万亿";
    glyph == DIGIT || char::from_u32(u32::from(glyph)).is_some_and(|character| NUMERALS.contains(character))
}

/// Numbers look all the same to the models, and are none of their business.
fn close_numbers(sentence: &mut [Unit]) {
    let mut at = 0;
    while at < sentence.len() {
        let length = sentence[at..]
            .iter()
            .take_while(|unit| is_numeral(unit.glyph))
            .count();
        let after_ordinal = at > 0 && sentence[at - 1].glyph == '第' as Glyph;
        if length >= 2 || (length == 1 && after_ordinal) {
            for unit in &mut sentence[at..at + length] {
                unit.glyph = DIGIT;
                unit.open = false;
            }
        }
        at += length.max(1);
    }
}

fn close_protected(sentence: &mut [Unit], protected: &[Range<usize>]) {
    let (Some(first), Some(last)) = (sentence.first(), sentence.last()) else {
        return;
    };
    let (from, to) = (first.start, last.end);
    for span in protected.iter().filter(|span| span.start < to && span.end > from) {
        for unit in sentence.iter_mut() {
            if unit.start < span.end && unit.end > span.start {
                unit.open = false;
            }
        }
    }
}
