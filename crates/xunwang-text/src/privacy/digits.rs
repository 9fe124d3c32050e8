//! Runs of digits and the numbers that groups of them may be (数字串).

use std::ops::Range;

use super::datum::narrow;
use crate::form::slice::tail;

/// Digits without anything between them; full-width ones count, an X behind 17 of them belongs to them.
#[derive(Clone)]
struct Run {
    span: Range<usize>,
    length: usize,
}

/// A number as it may be meant: one run, or a few that a space or a dash joins.
pub(super) struct Number {
    pub(super) span: Range<usize>,
    /// ASCII digits, and perhaps an X at the end.
    pub(super) digits: String,
    /// Lengths of its groups, e.g. `[6, 8, 4]`.
    pub(super) groups: Vec<usize>,
}

/// Shortest and longest number that is of interest, in digits; an account number may be longer, but is then no card.
const SHORTEST: usize = 7;
const LONGEST: usize = 19;
/// More groups than this are a table, not a number.
const MOST_GROUPS: usize = 5;

/// All numbers of a text that stand free (not inside a longer word, an address of the web, or a masked value).
pub(super) fn numbers(text: &str) -> Vec<Number> {
    let runs = runs(text);
    let mut numbers = Vec::new();
    for first in 0..runs.len() {
        let (mut length, mut groups) = (0, Vec::new());
        for last in first..runs.len().min(first + MOST_GROUPS) {
            if last > first && joint(text, &runs[last - 1], &runs[last]).is_none() {
                break;
            }
            length += runs[last].length;
            groups.push(runs[last].length);
            if length > LONGEST {
                break;
            }
            let span = runs[first].span.start..runs[last].span.end;
            if groups == [13] && text[span.clone()].starts_with("861") {
                // The country's code glued to a mobile number.
                let span = span.start + "86".len()..span.end;
                let digits = text[span.clone()].to_owned();
                numbers.push(Number {
                    span,
                    digits,
                    groups: vec![11],
                });
            } else if length >= SHORTEST && stands_free(text, &span) && !goes_on(text, &runs, first, last) {
                let digits = text[span.clone()].chars().map(narrow);
                numbers.push(Number {
                    digits: digits.filter(char::is_ascii_alphanumeric).collect(),
                    groups: groups.clone(),
                    span,
                });
            }
        }
    }
    numbers
}

fn runs(text: &str) -> Vec<Run> {
    let bytes = text.as_bytes();
    let (mut runs, mut at) = (Vec::new(), 0);
    while at < bytes.len() {
        if width(bytes, at) == 0 {
            at += 1;
            continue;
        }
        let start = at;
        let mut length = 0;
        while let width @ 1.. = width(bytes, at) {
            at += width;
            length += 1;
        }
        let check = text[at..]
            .chars()
            .next()
            .filter(|sign| matches!(sign, 'X' | 'x' | 'Ｘ' | 'ｘ'));
        if let Some(sign) = check
            && (length == 17 || length == 3 || length == 11)
        {
            at += sign.len_utf8();
            length += 1;
        }
        runs.push(Run {
            span: start..at,
            length,
        });
    }
    runs
}

/// Bytes of the digit at `at`: 1, 3 for a full-width one (EF BC 90–99), 0 for anything else.
fn width(bytes: &[u8], at: usize) -> usize {
    match bytes.get(at) {
        Some(b'0'..=b'9') => 1,
        Some(0xef) if bytes.get(at + 1) == Some(&0xbc) && matches!(bytes.get(at + 2), Some(0x90..=0x99)) => 3,
        _ => 0,
    }
}

/// The one sign that joins two runs.
fn joint(text: &str, left: &Run, right: &Run) -> Option<char> {
    let mut between = text[left.span.end..right.span.start].chars();
    let sign = between.next()?;
    (between.next().is_none() && matches!(sign, ' ' | '-' | '－' | '—' | '\u{a0}' | '\u{3000}'))
        .then_some(sign)
}

/// Does a dash lead on to more digits? Then the number is part of something longer.
fn goes_on(text: &str, runs: &[Run], first: usize, last: usize) -> bool {
    let dash = |left: usize, right: usize| {
        let pair = runs.get(left).zip(runs.get(right));
        pair.and_then(|(left, right)| joint(text, left, right))
            .is_some_and(|sign| matches!(sign, '-' | '－' | '—'))
    };
    let country =
        first > 0 && runs[first - 1].length == 2 && text[runs[first - 1].span.clone()].ends_with("86");
    first > 0 && dash(first - 1, first) && !country || dash(last, last + 1)
}

fn stands_free(text: &str, span: &Range<usize>) -> bool {
    let before = text[..span.start].chars().next_back();
    let mut rest = text[span.end..].chars();
    let (after, next) = (rest.next(), rest.next());
    let part = |sign: char| sign.is_ascii_alphanumeric() || "*＊_@#%&=●×".contains(sign);
    if before.is_some_and(|sign| part(sign) || sign == '.') || after.is_some_and(part) {
        return false;
    }
    // 1.5, a path, a file name.
    let goes_on = matches!(after, Some('.' | '/')) && next.is_some_and(|next| next.is_ascii_alphanumeric());
    let path = before == Some('/') && tail(text, span.start - 1, 1).is_ascii();
    !goes_on && !path
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        numbers(text).into_iter().map(|number| number.digits).collect()
    }

    #[test]
    fn grouped_and_full_width_numbers_are_read() {
        assert!(found("电话138 1234 5678。").contains(&"13812345678".to_owned()));
        assert!(found("１３８１２３４５６７８").contains(&"13812345678".to_owned()));
        assert!(found("35010219900307123Ｘ").contains(&"35010219900307123X".to_owned()));
        assert!(found("+86-13812345678").contains(&"13812345678".to_owned()));
    }

    #[test]
    fn parts_of_longer_words_are_no_numbers() {
        let text = "http://a.cn/13812345678/13812345678.html?id=13812345678 A13812345678 138****12345678 2019-440300-44-03-812345";
        assert!(found(text).is_empty(), "{:?}", found(text));
    }
}
