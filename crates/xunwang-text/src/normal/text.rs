//! A stretch of text, normalised in one pass, with the byte each character came from.

use std::ops::Range;

use super::chars::{BREAK, CHAR, HAN, HARD, SOFT, Table, look};

/// Normalised text (规范化文本): characters in one spelling, each with its byte in the original.
///
/// The buffers, 8 bytes for each byte of the longest text so far, are kept from one text to the next.
#[derive(Clone, Default)]
pub struct Normal {
    /// Longer than what is filled, so that characters are put down without asking for room.
    chars: Vec<u32>,
    at: Vec<u32>,
    filled: usize,
    gaps: Vec<Gap>,
}

/// Characters between two solid ones that may have been put in to hide a word.
#[derive(Clone, Copy, Debug)]
struct Gap {
    /// Index of the last solid character before.
    before: u32,
    /// Index of the first solid character after.
    after: u32,
    /// Solid characters in a row that end with `before`.
    run: u32,
    /// A mark that ends a clause is among them.
    hard: bool,
    /// An ideograph stands on one side at least.
    han: bool,
}

const NEWLINE: u32 = '\n' as u32;

/// What a pass remembers between two characters.
#[derive(Clone, Copy, Default)]
struct Pass {
    /// Index and look of the last solid character; a look of 0: there was none.
    last_solid: (u32, u32),
    /// Solid characters in a row up to here.
    run: u32,
    /// Kinds of the characters since then.
    pending: u32,
}

/// A gap longer than this is layout, no disguise.
const WIDEST_GAP: u32 = 3;

impl Normal {
    /// Normalises `text`.
    pub fn of(text: &str) -> Self {
        let mut normal = Self::default();
        normal.refill(text);
        normal
    }

    /// Takes another text into the same buffers. Texts beyond 4 GiB are cut there.
    ///
    /// Prose is nearly all characters of three bytes: those are read without being decoded one by one.
    pub fn refill(&mut self, text: &str) {
        self.clear(text.len());
        let table = Table::ready();
        let mut pass = Pass::default();
        let (mut byte, length) = (0, text.len().min(u32::MAX as usize));
        while byte < length {
            let taken = self.take_run(table, &mut pass, &text.as_bytes()[byte..], byte as u32);
            byte += taken * 3;
            let Some(c) = text.get(byte..).and_then(|rest| rest.chars().next()) else {
                break;
            };
            self.take_one(table, &mut pass, c, byte as u32);
            byte += c.len_utf8();
        }
    }

    fn clear(&mut self, bytes: usize) {
        self.filled = 0;
        self.gaps.clear();
        if self.chars.len() < bytes {
            self.chars.resize(bytes, 0);
            self.at.resize(bytes, 0);
        }
    }

    /// Takes characters of three bytes as long as there are some that can be seen; how many.
    fn take_run(&mut self, table: Table, pass: &mut Pass, rest: &[u8], byte: u32) -> usize {
        let (chars, at) = (&mut self.chars[self.filled..], &mut self.at[self.filled..]);
        let (mut own, mut count) = (*pass, 0);
        for ((three, slot), at) in rest.as_chunks::<3>().0.iter().zip(chars).zip(at) {
            // The text is UTF-8: behind such a byte there are two more of the same character.
            if three[0] & 0xf0 != 0xe0 {
                break;
            }
            let look = table.look_three(*three);
            if look == 0 {
                break;
            }
            *slot = look & CHAR;
            *at = byte + count * 3;
            own.take(&mut self.gaps, self.filled as u32 + count, look);
            count += 1;
        }
        *pass = own;
        self.filled += count as usize;
        count as usize
    }

    /// Takes any character.
    fn take_one(&mut self, table: Table, pass: &mut Pass, c: char, byte: u32) {
        let look = table.look(c);
        if look == 0 {
            return;
        }
        self.chars[self.filled] = look & CHAR;
        self.at[self.filled] = byte;
        pass.take(&mut self.gaps, self.filled as u32, look);
        self.filled += 1;
    }

    /// Bytes held.
    pub(crate) fn memory(&self) -> usize {
        (self.chars.capacity() + self.at.capacity()) * 4 + self.gaps.capacity() * size_of::<Gap>()
    }

    /// The characters as code points.
    pub(crate) fn chars(&self) -> &[u32] {
        &self.chars[..self.filled]
    }

    /// The byte of each character.
    fn at(&self) -> &[u32] {
        &self.at[..self.filled]
    }

    /// The bytes of `text`, of which this is the normal form, that characters `span` came from.
    pub fn bytes(&self, text: &str, span: Range<usize>) -> Range<usize> {
        let Some(&start) = self.at().get(span.start) else {
            return text.len()..text.len();
        };
        let start = start as usize;
        if span.is_empty() {
            return start..start;
        }
        let last = self.at().get(span.end - 1).map_or(text.len(), |&at| at as usize);
        let length = text
            .get(last..)
            .and_then(|rest| rest.chars().next())
            .map_or(0, char::len_utf8);
        start..last + length
    }

    /// The first character that came from `byte` or from behind it.
    pub fn index_of(&self, byte: usize) -> usize {
        self.at().partition_point(|&at| (at as usize) < byte)
    }

    /// The characters before `end` in the same line, at most `count`.
    ///
    /// The reach is bounded, here and in [`Normal::behind`], so that a text of one line with thousands of places to look
    /// at does not take the square of its length.
    pub(crate) fn before(&self, end: usize, count: usize) -> &[u32] {
        let near = &self.chars()[end.saturating_sub(count)..end];
        let newline = near.iter().rposition(|&c| c == NEWLINE);
        &near[newline.map_or(0, |at| at + 1)..]
    }

    /// The characters from `start` on in the same line, at most `count`.
    pub(crate) fn behind(&self, start: usize, count: usize) -> &[u32] {
        let near = &self.chars()[start..self.filled.min(start.saturating_add(count))];
        let newline = near.iter().position(|&c| c == NEWLINE);
        &near[..newline.unwrap_or(near.len())]
    }

    /// Hands out each stretch that reads differently when what stands in its gaps is left out.
    ///
    /// A gap of spaces and signs joins; a mark that ends a clause joins only where single characters stand apart on
    /// one side of it (中，国，入，民), for otherwise two sentences would be read as one.
    pub(crate) fn each_tight(&self, tight: &mut Tight, mut hand: impl FnMut(&Tight)) {
        let joins = |number: usize| {
            let gap = &self.gaps[number];
            (gap.han && !gap.hard) || gap.run == 1 || self.is_alone(gap.after)
        };
        let mut number = 0;
        while number < self.gaps.len() {
            if !joins(number) {
                number += 1;
                continue;
            }
            tight.clear();
            let first = &self.gaps[number];
            tight.take(
                &self.chars,
                first.before + 1 - first.run.min(LONGEST_ARM),
                first.before + 1,
            );
            loop {
                let gap = &self.gaps[number];
                let length = self.run_from(gap.after);
                tight.take(&self.chars, gap.after, gap.after + length);
                number += 1;
                match self.gaps.get(number) {
                    Some(next) if next.before + 1 == gap.after + length && joins(number) => {}
                    _ => break,
                }
            }
            hand(tight);
        }
    }

    /// Solid characters in a row from `start` on, as far as they matter.
    fn run_from(&self, start: u32) -> u32 {
        let next_gap = self.gaps.partition_point(|gap| gap.before < start);
        let known_end = self
            .gaps
            .get(next_gap)
            .filter(|gap| gap.before + 1 - gap.run == start);
        if let Some(gap) = known_end {
            return gap.run;
        }
        let rest = &self.chars()[start as usize..];
        rest.iter()
            .take(LONGEST_ARM as usize)
            .take_while(|c| is_solid_char(**c))
            .count() as u32
    }

    /// Does the solid character at `index` stand without another behind it?
    fn is_alone(&self, index: u32) -> bool {
        let next = self.chars().get(index as usize + 1);
        next.is_none_or(|&c| !is_solid_char(c))
    }
}

impl Pass {
    #[inline]
    fn take(&mut self, gaps: &mut Vec<Gap>, index: u32, look: u32) {
        if !is_solid(look) {
            self.pending |= look;
            return;
        }
        if self.pending != 0 {
            self.close_gap(gaps, index, look);
        }
        self.run += 1;
        self.last_solid = (index, look);
    }

    /// Keeps the gap that the solid character at `index` ends, if there is one.
    fn close_gap(&mut self, gaps: &mut Vec<Gap>, index: u32, look: u32) {
        let (before, kind) = self.last_solid;
        if kind != 0 && self.pending & BREAK == 0 && index - before <= WIDEST_GAP + 1 {
            gaps.push(Gap {
                before,
                after: index,
                run: self.run,
                hard: self.pending & HARD != 0,
                han: (kind | look) & HAN != 0,
            });
        }
        self.run = 0;
        self.pending = 0;
    }
}

fn is_solid_char(c: u32) -> bool {
    char::from_u32(c).is_some_and(|c| look(c) & (SOFT | HARD | BREAK) == 0)
}

/// Is it a letter, an ideograph or a digit?
#[inline]
fn is_solid(look: u32) -> bool {
    look != 0 && look & (SOFT | HARD | BREAK) == 0
}

/// How far a stretch without gaps goes before its first and behind its last gap; no pattern is longer.
pub(crate) const LONGEST_ARM: u32 = 64;

/// Solid characters of a stretch, with their place in the [`Normal`] they came from.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tight {
    pub(crate) chars: Vec<u32>,
    pub(crate) index: Vec<u32>,
}

impl Tight {
    fn clear(&mut self) {
        self.chars.clear();
        self.index.clear();
    }

    fn take(&mut self, chars: &[u32], from: u32, to: u32) {
        self.chars.extend_from_slice(&chars[from as usize..to as usize]);
        self.index.extend(from..to);
    }
}

#[cfg(test)]
mod tests {
    use super::{Normal, Pass, Table, Tight};

    /// The same one character at a time.
    fn slowly(text: &str) -> Normal {
        let mut normal = Normal::default();
        normal.clear(text.len());
        let mut pass = Pass::default();
        for (byte, c) in text.char_indices() {
            normal.take_one(Table::ready(), &mut pass, c, byte as u32);
        }
        normal
    }

    #[test]
    fn runs_are_read_as_their_characters_one_by_one() {
        let signs = [
            "中",
            "国",
            "國",
            "人民",
            "〇",
            "㐀",
            "龥",
            "𠮷",
            "😀",
            "a",
            "Ａ",
            "é",
            "ß",
            " ",
            "\u{3000}",
            "，",
            "。",
            "\n",
            "\r\n",
            "\u{200b}",
            "\u{feff}",
            "·",
            "⼈",
            "\u{fe0f}",
            "1",
            "１",
            "％",
            "가",
            "\u{e000}",
            "\u{10ffff}",
        ];
        let mut chance = fastrand::Rng::with_seed(7);
        for _ in 0..2_000 {
            let mut text = String::new();
            for _ in 0..chance.usize(0..40) {
                let sign = signs[chance.usize(0..signs.len())];
                text.push_str(&sign.repeat(if chance.u8(0..8) == 0 {
                    chance.usize(0..150)
                } else {
                    1
                }));
            }
            let normal = Normal::of(&text);
            let slowly = slowly(&text);
            assert_eq!(normal.chars(), slowly.chars(), "{text}");
            assert_eq!(normal.at(), slowly.at(), "{text}");
            assert_eq!(
                format!("{:?}", normal.gaps),
                format!("{:?}", slowly.gaps),
                "{text}"
            );
        }
    }

    fn tight(text: &str) -> Vec<String> {
        let mut found = Vec::new();
        let show = |tight: &Tight| tight.chars.iter().filter_map(|&c| char::from_u32(c)).collect();
        Normal::of(text).each_tight(&mut Tight::default(), |tight| found.push(show(tight)));
        found
    }

    #[test]
    fn characters_put_in_between_are_left_out() {
        assert_eq!(tight("全体中 国*入·民政府。"), ["全体中国入民政府"]);
        assert_eq!(tight("加.微.信"), ["加微信"]);
        assert_eq!(tight("中，国，入，民"), ["中国入民"]);
        assert_eq!(tight("b e t 3 6 5"), ["bet365"]);
    }

    #[test]
    fn sentences_and_lines_are_not_joined() {
        assert!(tight("性格刚烈，土地肥沃。").is_empty());
        assert!(tight("缅怀英烈\n土地管理").is_empty());
        assert!(tight("an ordinary English sentence").is_empty());
        assert!(tight("栏目一         栏目二").is_empty());
    }

    #[test]
    fn a_place_leads_back_to_its_bytes() {
        let text = "\u{feff}在中\u{200b}国Ａ";
        let normal = Normal::of(text);
        assert_eq!(normal.chars().len(), 4);
        assert_eq!(&text[normal.bytes(text, 1..3)], "中\u{200b}国");
        assert_eq!(&text[normal.bytes(text, 3..4)], "Ａ");
        assert_eq!(normal.index_of(text.find('国').unwrap()), 2);
    }
}
