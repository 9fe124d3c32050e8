//! What stands where in a text (扫描): the one pass after which each check looks only where something can be wrong.

use std::ops::Range;

use chrono::NaiveDate;
use xunwang_domain::finding::Certainty;

use super::slice::{self, is_han};
use super::written_date::{WrittenDate, written_dates};
use crate::{Hit, HitClass};

/// A punctuation mark or bracket and where it stands (标点).
#[derive(Clone, Copy)]
pub(super) struct Mark {
    pub(super) at: usize,
    pub(super) sign: char,
}

impl Mark {
    pub(super) fn end(self) -> usize {
        self.at + self.sign.len_utf8()
    }
}

/// Characters that stand twice, one copy directly behind the other (叠用).
pub(super) struct Echo {
    /// The second copy.
    pub(super) span: Range<usize>,
    /// Characters of one copy, from 2.
    pub(super) period: usize,
}

/// A text with what the scan saw in it.
pub(super) struct Passage<'t> {
    pub(super) text: &'t str,
    pub(super) date: Option<NaiveDate>,
    /// Paragraphs without their line ends; never empty ones.
    pub(super) lines: Vec<Range<usize>>,
    /// Runs of ASCII digits.
    pub(super) numbers: Vec<Range<usize>>,
    pub(super) marks: Vec<Mark>,
    /// Where a Han character stands that equals the one before it.
    pub(super) doubles: Vec<usize>,
    pub(super) echoes: Vec<Echo>,
    pub(super) dates: Vec<WrittenDate>,
}

/// Longest copy that counts as an echo, in characters.
const LONGEST_ECHO: usize = 40;
/// Longest half of a sentence, in characters.
const SENTENCE: usize = 250;
/// Slots of the table of last places.
const SLOTS: usize = 2048;

impl<'t> Passage<'t> {
    pub(super) fn scan(text: &'t str, date: Option<NaiveDate>) -> Self {
        let mut passage = Self {
            text,
            date,
            lines: Vec::new(),
            numbers: Vec::new(),
            marks: Vec::with_capacity(text.len() / 32),
            doubles: Vec::new(),
            echoes: Vec::new(),
            dates: written_dates(text),
        };
        let mut echo = EchoFinder::new();
        let (mut line, mut digits, mut previous) = (0, None, '\n');
        for (at, sign) in text.char_indices() {
            if let Some(start) = digits.take_if(|_| !sign.is_ascii_digit()) {
                passage.numbers.push(start..at);
            }
            if is_han(sign) {
                if sign == previous {
                    passage.doubles.push(at);
                }
                echo.han(at, sign, &mut passage.echoes);
            } else {
                echo.other();
                if sign.is_ascii_digit() {
                    digits.get_or_insert(at);
                } else if sign == '\n' {
                    passage.end_line(line, at);
                    line = at + 1;
                } else if is_mark(sign) {
                    passage.marks.push(Mark { at, sign });
                }
            }
            previous = sign;
        }
        if let Some(start) = digits {
            passage.numbers.push(start..text.len());
        }
        passage.end_line(line, text.len());
        passage
    }

    fn end_line(&mut self, start: usize, end: usize) {
        let line = &self.text[start..end];
        let from = start + line.len() - line.trim_start().len();
        let to = start + line.trim_end().len();
        if from < to {
            self.lines.push(from..to);
        }
    }

    /// A hit to be confirmed by a person.
    pub(super) fn suspect(&self, basis: &str, span: Range<usize>, score: f32, message: String) -> Hit {
        Hit {
            wrong: short(&self.text[span.clone()]),
            span,
            right: Vec::new(),
            class: HitClass::Form,
            basis: basis.to_owned(),
            score,
            certainty: Certainty::Suspected,
            message,
        }
    }

    pub(super) fn before(&self, at: usize) -> Option<char> {
        self.text[..at].chars().next_back()
    }

    pub(super) fn after(&self, at: usize) -> Option<char> {
        self.text[at..].chars().next()
    }

    /// The paragraph that holds `at`, as an index of `lines`.
    pub(super) fn line_of(&self, at: usize) -> Option<usize> {
        let place = self.lines.partition_point(|line| line.end <= at);
        self.lines
            .get(place)
            .is_some_and(|line| line.start <= at)
            .then_some(place)
    }

    /// The sentence around `at`: from and to 。！？；, or the ends of the paragraph or cell; at most [`SENTENCE`] characters on
    /// either side, so that a text without stops costs no more than one with them.
    pub(super) fn sentence(&self, at: usize) -> Range<usize> {
        let Some(line) = self.line_of(at) else {
            return at..at;
        };
        let line = &self.lines[line];
        let (before, after) = (self.tail(at, SENTENCE).len(), self.head(at, SENTENCE).len());
        let line = line.start.max(at - before)..line.end.min(at + after);
        let ends = ['。', '！', '？', '；', ';', '\t'];
        let start = self.text[line.start..at].rfind(ends).map_or(line.start, |found| {
            let found = line.start + found;
            found + self.after(found).map_or(0, char::len_utf8)
        });
        let end = self.text[at..line.end]
            .find(ends)
            .map_or(line.end, |found| at + found);
        start..end
    }

    /// Does an ASCII digit stand in `span`?
    pub(super) fn has_digit(&self, span: &Range<usize>) -> bool {
        let place = self.numbers.partition_point(|number| number.end <= span.start);
        self.numbers
            .get(place)
            .is_some_and(|number| number.start < span.end)
    }

    /// At most `count` characters that end at `at`.
    pub(super) fn tail(&self, at: usize, count: usize) -> &'t str {
        slice::tail(self.text, at, count)
    }

    /// At most `count` characters from `at`.
    pub(super) fn head(&self, at: usize, count: usize) -> &'t str {
        slice::head(self.text, at, count)
    }
}

fn is_mark(sign: char) -> bool {
    matches!(
        sign,
        '(' | ')' | '[' | ']' | ',' | ';' | ':' | '?' | '!' | '.' | '-'
            | '\u{2010}'..='\u{2027}' | '\u{3001}'..='\u{301b}' | '·' | '・'
            | '\u{ff01}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}' | '\u{ff3b}'..='\u{ff40}'
            | '\u{ff5b}'..='\u{ff65}'
    )
}

/// The text, cut in the middle where it is long.
fn short(text: &str) -> String {
    let mut places = text.char_indices().skip(100);
    match (places.next(), places.next()) {
        (Some((cut, _)), Some(_)) => format!("{}…", &text[..cut]),
        _ => text.to_owned(),
    }
}

/// Finds copies that follow each other by where each character stood last.
struct EchoFinder {
    last: Box<[(char, u32)]>,
    index: u32,
    period: u32,
    run: u32,
    start: usize,
}

impl EchoFinder {
    fn new() -> Self {
        Self {
            last: vec![('\0', 0); SLOTS].into_boxed_slice(),
            index: 0,
            period: 0,
            run: 0,
            start: 0,
        }
    }

    fn han(&mut self, at: usize, sign: char, echoes: &mut Vec<Echo>) {
        self.index = self.index.wrapping_add(1);
        let slot = &mut self.last[sign as usize % SLOTS];
        let distance = if slot.0 == sign {
            self.index.wrapping_sub(slot.1)
        } else {
            0
        };
        *slot = (sign, self.index);
        if distance < 2 || distance as usize > LONGEST_ECHO {
            self.run = 0;
        } else if self.run > 0 && distance == self.period {
            self.run += 1;
        } else {
            (self.period, self.run, self.start) = (distance, 1, at);
        }
        if self.run > 0 && self.run == self.period {
            let span = self.start..at + sign.len_utf8();
            echoes.push(Echo {
                span,
                period: self.period as usize,
            });
            self.run = 0;
        }
    }

    /// No Han character: copies do not reach over it.
    fn other(&mut self) {
        self.index = self.index.wrapping_add(LONGEST_ECHO as u32 + 1);
        self.run = 0;
    }
}
