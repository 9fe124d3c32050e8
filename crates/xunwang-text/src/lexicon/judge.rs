//! Is a wrong form at this place really a mistake?

use std::sync::LazyLock;

use super::entry::ENTRY_CLASSES;
use super::{Article, Entry, Lexicon};
use crate::normal::{Normal, normal_chars};
use crate::words::{Neighbourhood, words};

/// A place in a text at which a wrong form stands.
pub(super) struct Place<'a> {
    pub(super) normal: &'a Normal,
    /// The characters in which it was found, those of the text or those left without gaps.
    pub(super) chars: &'a [u32],
    /// Where the characters stand in the text, if that is not the same.
    pub(super) index: Option<&'a [u32]>,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// A wrong form that is a mistake where it stands, in characters of the normalised text.
#[derive(Debug)]
pub(super) struct Judged<'m> {
    pub(super) lexicon: &'m Lexicon,
    pub(super) entry: &'m Entry,
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) doubt: Doubt,
}

/// Why a hit may be none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Doubt {
    /// It stands there as written.
    None,
    /// Signs were left out.
    Gaps,
    /// The entry holds for some years only, and the article has no date.
    Undated,
    /// The text itself speaks of a slip of the pen.
    Quoted,
}

impl Judged<'_> {
    pub(super) fn gravity(&self) -> usize {
        ENTRY_CLASSES
            .iter()
            .position(|class| *class == self.entry.class)
            .unwrap_or(ENTRY_CLASSES.len())
    }
}

impl Place<'_> {
    /// Its first character and the one behind its last, in the text.
    fn in_text(&self) -> (usize, usize) {
        match self.index {
            Some(index) => (index[self.start] as usize, index[self.end - 1] as usize + 1),
            None => (self.start, self.end),
        }
    }

    /// Are there gaps inside, and such as a person puts there on purpose? Either between all characters, the neighbours
    /// too (烈 土 陵 园 but not 英烈 土地), or in a form so long that chance is out of the question.
    pub(super) fn is_hidden(&self) -> bool {
        let Some(index) = self.index else { return false };
        let gap_behind = |at: usize| index.get(at + 1).is_none_or(|next| *next > index[at] + 1);
        let inside = self.start..self.end - 1;
        let gaps = inside.clone().filter(|at| gap_behind(*at)).count();
        let all = gaps == inside.len()
            && (self.start == 0 || gap_behind(self.start - 1))
            && gap_behind(self.end - 1);
        gaps > 0 && (all || self.end - self.start >= 4)
    }
}

/// Looks at the neighbourhood of a place; none where the entry makes no mistake of it.
pub(super) fn judge<'m>(
    lexicon: &'m Lexicon,
    entry: &'m Entry,
    place: &Place<'_>,
    article: &Article<'_>,
) -> Option<Judged<'m>> {
    let holds = entry.holds_on(article.date);
    if holds == Some(false)
        || entry.unless_inside.iter().any(|longer| lies_in(place, longer))
        || entry.whole_word && !is_whole(entry, place)
        || !context_allows(entry, place)
    {
        return None;
    }
    let (start, end) = place.in_text();
    let doubt = if place.index.is_some() {
        Doubt::Gaps
    } else if is_quoted(place) {
        Doubt::Quoted
    } else if holds.is_none() {
        Doubt::Undated
    } else {
        Doubt::None
    };
    Some(Judged {
        lexicon,
        entry,
        start,
        end,
        doubt,
    })
}

/// Does the place lie in an occurrence of the longer text?
fn lies_in(place: &Place<'_>, longer: &str) -> bool {
    let longer = code_points(longer);
    let length = place.end - place.start;
    let wrong = &place.chars[place.start..place.end];
    longer
        .windows(length)
        .enumerate()
        .filter(|(_, part)| *part == wrong)
        .any(|(offset, _)| {
            let start = place.start.checked_sub(offset);
            start.and_then(|start| place.chars.get(start..start + longer.len())) == Some(&longer[..])
        })
}

/// So many ideographs before and behind decide how a place is cut into words.
const ARM: usize = 8;
/// The right form must be this much more ordinary (four times a natural logarithm) to count against the cut.
const CLEARLY: u32 = 8;

/// Does the wrong form stand as words of its own, or is the text much more ordinary with the right form in its stead?
///
/// The second question saves 中国入民政府, which a word list cuts into 中国/入/民政/府.
fn is_whole(entry: &Entry, place: &Place<'_>) -> bool {
    let &Place {
        chars, start, end, ..
    } = place;
    if start > 0 && runs_on(chars, start - 1) || runs_on(chars, end - 1) {
        return false;
    }
    if !chars[start..end].iter().all(|&c| is_han(c)) {
        return true;
    }
    let before = chars[..start]
        .iter()
        .rev()
        .take(ARM)
        .take_while(|&&c| is_han(c))
        .count();
    let behind = chars[end..].iter().take(ARM).take_while(|&&c| is_han(c)).count();
    let there = &chars[start - before..end + behind];
    let as_written = Neighbourhood::new(words(), there);
    if as_written.stands_alone(before, before + (end - start)) {
        return true;
    }
    let cost = as_written.cost();
    entry.right.iter().any(|right| {
        let mended = [
            &chars[start - before..start],
            &code_points(right),
            &chars[end..end + behind],
        ]
        .concat();
        Neighbourhood::new(words(), &mended).cost() + CLEARLY < cost
    })
}

/// Are this character and the next within one Latin word or one number? 二十届 holds no 十届.
fn runs_on(chars: &[u32], at: usize) -> bool {
    let pair = [at, at + 1].map(|at| chars.get(at).and_then(|&c| char::from_u32(c)));
    let [Some(one), Some(next)] = pair else {
        return false;
    };
    let numeral = |c: char| c.is_ascii_digit() || "〇一二三四五六七八九十百千".contains(c);
    one.is_ascii_alphanumeric() && next.is_ascii_alphanumeric() || numeral(one) && numeral(next)
}

fn is_han(c: u32) -> bool {
    matches!(c, 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0x3007 | 0x2_0000..=0x3_ffff)
}

fn context_allows(entry: &Entry, place: &Place<'_>) -> bool {
    if entry.near.is_empty() && entry.not_near.is_empty() {
        return true;
    }
    let window = if entry.window == 0 {
        usize::MAX
    } else {
        usize::from(entry.window)
    };
    let sides = sides(place, window);
    let stands = |text: &String| {
        let wanted = code_points(text);
        sides.iter().any(|side| holds(side, &wanted))
    };
    (entry.near.is_empty() || entry.near.iter().any(stands)) && !entry.not_near.iter().any(stands)
}

/// Words with which a text speaks of mistakes in other texts.
const QUOTING: [&str; 10] = [
    "误写",
    "错写",
    "写成",
    "误作",
    "误为",
    "错误表述",
    "错别字",
    "更正",
    "正确表述",
    "应改为",
];

fn is_quoted(place: &Place<'_>) -> bool {
    static WORDS: LazyLock<Vec<Vec<u32>>> =
        LazyLock::new(|| QUOTING.iter().map(|word| code_points(word)).collect());
    let sides = sides(place, 30);
    WORDS
        .iter()
        .any(|word| sides.iter().any(|side| holds(side, word)))
}

/// The whole line is so much of it, in characters, on either side.
const LONGEST_LINE: usize = 4_000;

/// At most `window` characters before the place and behind it, in the same line.
fn sides<'a>(place: &Place<'a>, window: usize) -> [&'a [u32]; 2] {
    let (start, end) = place.in_text();
    let window = window.min(LONGEST_LINE);
    [
        place.normal.before(start, window),
        place.normal.behind(end, window),
    ]
}

fn holds(part: &[u32], wanted: &[u32]) -> bool {
    !wanted.is_empty() && part.windows(wanted.len()).any(|there| there == wanted)
}

fn code_points(text: &str) -> Vec<u32> {
    normal_chars(text).into_iter().map(u32::from).collect()
}
