//! A stretch of text, normalised in one pass, with the byte each character came from.

use std::ops::Range;

use super::chars::{BREAK, CHAR, HAN, HARD, SOFT, Table, look};

/// Normalised text (规范化文本): characters in one spelling, each with its byte in the original.
///
/// 8 bytes a character; the buffers are kept from one text to the next.
#[derive(Clone, Debug, Default)]
pub struct Normal {
    chars: Vec<u32>,
    at: Vec<u32>,
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
    pub fn refill(&mut self, text: &str) {
        self.chars.clear();
        self.at.clear();
        self.gaps.clear();
        self.chars.reserve(text.len() / 3 + 8);
        self.at.reserve(text.len() / 3 + 8);
        let table = Table::ready();
        let mut last_solid: Option<(u32, u32)> = None;
        let mut run = 0_u32;
        let mut pending = 0_u32;
        for (byte, c) in text.char_indices() {
            let Ok(byte) = u32::try_from(byte) else { break };
            let look = table.look(c);
            if look == 0 {
                continue;
            }
            let index = self.chars.len() as u32;
            self.chars.push(look & CHAR);
            self.at.push(byte);
            if look & (SOFT | HARD | BREAK) != 0 {
                pending |= look;
                continue;
            }
            if pending != 0 {
                if let Some((before, kind)) = last_solid
                    && pending & BREAK == 0
                    && index - before <= WIDEST_GAP + 1
                {
                    self.gaps.push(Gap {
                        before,
                        after: index,
                        run,
                        hard: pending & HARD != 0,
                        han: (kind | look) & HAN != 0,
                    });
                }
                run = 0;
                pending = 0;
            }
            run += 1;
            last_solid = Some((index, look));
        }
    }

    /// The characters as code points.
    pub(crate) fn chars(&self) -> &[u32] {
        &self.chars
    }

    /// The bytes of `text`, of which this is the normal form, that characters `span` came from.
    pub fn bytes(&self, text: &str, span: Range<usize>) -> Range<usize> {
        let Some(&start) = self.at.get(span.start) else {
            return text.len()..text.len();
        };
        let start = start as usize;
        if span.is_empty() {
            return start..start;
        }
        let last = self.at.get(span.end - 1).map_or(text.len(), |&at| at as usize);
        let length = text
            .get(last..)
            .and_then(|rest| rest.chars().next())
            .map_or(0, char::len_utf8);
        start..last + length
    }

    /// The first character that came from `byte` or from behind it.
    pub fn index_of(&self, byte: usize) -> usize {
        self.at.partition_point(|&at| (at as usize) < byte)
    }

    /// The line round `span`, as characters.
    pub(crate) fn line(&self, span: &Range<usize>) -> Range<usize> {
        const NEWLINE: u32 = '\n' as u32;
        let before = self.chars[..span.start].iter().rposition(|&c| c == NEWLINE);
        let after = self.chars[span.end..].iter().position(|&c| c == NEWLINE);
        before.map_or(0, |at| at + 1)..after.map_or(self.chars.len(), |at| span.end + at)
    }

    /// Hands out each stretch that reads differently when what stands in its gaps is left out.
    ///
    /// A gap of spaces and signs joins; a mark that ends a clause joins only where single characters stand apart on
    /// one side of it (中，国，入，民), for otherwise two sentences would be read as one.
    pub(crate) fn each_tight(&self, tight: &mut Tight, mut hand: impl FnMut(&Tight)) {
        let joins = |number: usize| {
            let gap = &self.gaps[number];
            let next_run = match self.gaps.get(number + 1) {
                Some(next) if next.before + 1 - next.run == gap.after => next.run,
                _ => self.run_from(gap.after),
            };
            let single = gap.run == 1 || next_run == 1;
            if gap.hard { single } else { gap.han || single }
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
        let solid = |&c: &u32| char::from_u32(c).is_some_and(|c| look(c) & (SOFT | HARD | BREAK) == 0);
        let rest = &self.chars[start as usize..];
        rest.iter()
            .take(LONGEST_ARM as usize)
            .take_while(|c| solid(c))
            .count() as u32
    }
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
    use super::{Normal, Tight};

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
