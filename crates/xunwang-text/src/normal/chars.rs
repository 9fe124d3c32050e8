//! What one character stands for: width, case, traditional form, look-alikes, and whether it may be dropped.

use std::sync::LazyLock;

/// The text in its normal spelling, character by character (规范字符); invisible characters are gone.
pub fn normal_chars(text: &str) -> Vec<char> {
    text.chars()
        .filter_map(|c| char::from_u32(look(c) & CHAR))
        .filter(|&c| c != '\0')
        .collect()
}

/// The bits of an answer of [`look`] that hold the character; 0 is "nothing stands here".
pub(super) const CHAR: u32 = 0x1f_ffff;
/// The character is no letter, ideograph or digit, and may have been put in to hide a word: space, dot, star …
pub(super) const SOFT: u32 = 1 << 24;
/// The character ends a clause: comma, stop, bracket, quotation mark.
pub(super) const HARD: u32 = 1 << 25;
/// The character ends a line.
pub(super) const BREAK: u32 = 1 << 26;
/// The character is an ideograph.
pub(super) const HAN: u32 = 1 << 27;

/// The normal character of `c` with its kind in the upper bits.
pub(super) fn look(c: char) -> u32 {
    Table::ready().look(c)
}

/// The table of all answers, fetched once a text and asked once a character.
#[derive(Clone, Copy)]
pub(super) struct Table(&'static [u32; 0x1_0000]);

impl Table {
    pub(super) fn ready() -> Self {
        Self(&TABLE)
    }

    /// The look of a character that is written in these three bytes of UTF-8.
    #[inline]
    pub(super) fn look_three(self, bytes: [u8; 3]) -> u32 {
        let [first, second, third] = bytes.map(usize::from);
        self.0[(first & 0x0f) << 12 | (second & 0x3f) << 6 | third & 0x3f]
    }

    #[inline]
    pub(super) fn look(self, c: char) -> u32 {
        match u16::try_from(c as u32) {
            Ok(code) => self.0[usize::from(code)],
            Err(_) => beyond(c),
        }
    }
}

/// One array read a character: the basic plane, 256 KB of which a text touches a small part.
static TABLE: LazyLock<Box<[u32; 0x1_0000]>> = LazyLock::new(|| {
    let mut table = Box::new([0; 0x1_0000]);
    for (slot, code) in table.iter_mut().zip(0_u32..) {
        *slot = char::from_u32(code).map_or(0, |c| kind(simple(c)));
    }
    for (from, to) in pairs(TRADITIONAL).chain(pairs(ALIKE)) {
        if let Some(slot) = table.get_mut(from as usize) {
            *slot = kind(to);
        }
    }
    table
});

const TRADITIONAL: &str = include_str!("../../data/chars/traditional.txt");
const ALIKE: &str = include_str!("../../data/chars/alike.txt");

fn pairs(list: &'static str) -> impl Iterator<Item = (char, char)> {
    list.lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| {
            let mut chars = line.chars();
            Some((chars.next()?, chars.next()?))
        })
}

/// Characters beyond the basic plane: compatibility forms have a normal one, the others stand for themselves.
#[cold]
fn beyond(c: char) -> u32 {
    static COMPATIBLE: LazyLock<Vec<(char, char)>> = LazyLock::new(|| {
        let mut found: Vec<_> = pairs(ALIKE)
            .chain(pairs(TRADITIONAL))
            .filter(|(from, _)| *from as u32 > 0xffff)
            .collect();
        found.sort_unstable();
        found
    });
    if matches!(c, '\u{e0000}'..='\u{e0fff}') {
        return 0;
    }
    let normal = COMPATIBLE.binary_search_by_key(&c, |pair| pair.0);
    kind(normal.map_or(c, |at| COMPATIBLE[at].1))
}

/// Half width, lower case, without accents of input methods; `'\0'` for what cannot be seen.
fn simple(c: char) -> char {
    match c {
        '\n' | '\r' | '\u{2028}' | '\u{2029}' | '\u{0b}' | '\u{0c}' | '\u{85}' => '\n',
        '\t' => ' ',
        // Control characters, soft hyphen, joiners, direction marks, variation selectors, byte order mark.
        '\0'..='\u{1f}'
        | '\u{7f}'..='\u{9f}'
        | '\u{ad}'
        | '\u{34f}'
        | '\u{61c}'
        | '\u{115f}'
        | '\u{1160}'
        | '\u{17b4}'
        | '\u{17b5}'
        | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}'
        | '\u{ffa0}'
        | '\u{fff9}'..='\u{fffb}' => '\0',
        '\u{ff01}'..='\u{ff5e}' => simple(char::from_u32(c as u32 - 0xfee0).unwrap_or(c)),
        _ if c != '\n' && c.is_whitespace() => ' ',
        '・' | '•' | '‧' | '∙' | '⋅' | '᛫' => '·',
        _ => c.to_ascii_lowercase(),
    }
}

fn kind(c: char) -> u32 {
    let code = c as u32;
    match c {
        '\0' => 0,
        '\n' => code | BREAK,
        '一'..='鿿' | '㐀'..='䶿' | '〇' | '\u{20000}'..='\u{3ffff}' => code | HAN,
        ',' | ';' | ':' | '!' | '?' | '(' | ')' | '[' | ']' | '{' | '}' | '"' | '\'' | '<' | '>' | '。'
        | '、' | '…' | '—' | '“' | '”' | '‘' | '’' => code | HARD,
        '《'..='】' | '〔'..='〛' | '〈' | '〉' => code | HARD,
        _ if c.is_alphanumeric() => code,
        _ => code | SOFT,
    }
}

#[cfg(test)]
mod tests {
    use super::normal_chars;

    #[test]
    fn every_way_to_write_a_word_has_one_spelling() {
        let spelling = |text: &str| normal_chars(text).into_iter().collect::<String>();
        assert_eq!(spelling("中華人民共和國"), "中华人民共和国");
        assert_eq!(spelling("Ｂｅｔ３６５"), "bet365");
        assert_eq!(spelling("中\u{200b}国\u{feff}人\u{ad}民"), "中国人民");
        assert_eq!(spelling("⼈⺠囯"), "人民国");
        assert_eq!(spelling("ВЕТ"), "bet", "Cyrillic letters that look Latin");
        assert_eq!(
            spelling("著名、乾隆、瞭望"),
            "著名、乾隆、瞭望",
            "words of simplified text stay"
        );
    }
}
