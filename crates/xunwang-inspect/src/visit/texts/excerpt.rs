//! The words around a hit (上下文), and the mark by which the same words are known wherever they stand.

use std::ops::Range;

use sha2::{Digest as _, Sha256};
use xunwang_domain::finding::normal_text;
use xunwang_text::privacy::mask;
use xunwang_text::{Hit, HitClass};

/// Characters around a hit that are shown on either side.
const AROUND: usize = 40;
/// Longer hits are shown by their beginning.
const LONGEST_HIT: usize = 80;
/// Characters of its clause before a hit that tell it from others.
const TELLING_BEFORE: usize = 20;
/// Characters behind it: fewer, as lists cut titles short.
const TELLING_BEHIND: usize = 4;
/// Fewer digits than these make no personal data.
const LEAST_DIGITS: usize = 6;

/// The words around a hit, the hit between 【 and 】, personal data masked.
pub(super) fn excerpt(text: &str, hit: &Hit) -> String {
    let line = line_around(text, &hit.span);
    let before = &text[window_start(text, line.start, hit.span.start)..hit.span.start];
    let behind = &text[hit.span.end..window_end(text, hit.span.end, line.end)];
    let own = &text[hit.span.clone()];
    let (before, shown, behind) = if hit.class == HitClass::Privacy {
        // A name is known by the number beside it: each side is masked together with that.
        let (left, right) = (mask(&format!("{before}{own}")), mask(&format!("{own}{behind}")));
        let wrong = hit.wrong.as_str();
        let before = left
            .strip_suffix(wrong)
            .map_or_else(|| mask(before), str::to_owned);
        let behind = right
            .strip_prefix(wrong)
            .map_or_else(|| mask(behind), str::to_owned);
        (before, hit.wrong.clone(), behind)
    } else {
        (hidden(before), hidden(own), hidden(behind))
    };
    format!("{before}【{}】{behind}", shortened(&shown))
        .replace(['\t', '\n', '\r'], " ")
        .trim()
        .to_owned()
}

/// Personal data masked, where a text holds enough digits for any.
pub(super) fn hidden(text: &str) -> String {
    let digits = text.chars().filter(|c| c.is_numeric()).count();
    if digits >= LEAST_DIGITS {
        mask(text)
    } else {
        text.to_owned()
    }
}

/// Cut where it is long.
pub(super) fn shortened(text: &str) -> String {
    match text.char_indices().nth(LONGEST_HIT) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Tells a hit from the others of its site: equal where class, basis, the words and the clause before them are, be it in a
/// title, in a list that cuts it short, or on a thousand pages of a template.
///
/// Pages and files are mended apart, and so are their mistakes told apart.
pub(super) fn mark(text: &str, hit: &Hit, in_file: bool) -> u64 {
    let is_inside = |c: &char| c.is_alphanumeric();
    let before: String = text[..hit.span.start]
        .chars()
        .rev()
        .take(TELLING_BEFORE)
        .take_while(is_inside)
        .collect();
    let before: String = before.chars().rev().collect();
    let behind = text[hit.span.end..].chars().take(TELLING_BEHIND);
    let behind: String = behind.take_while(is_inside).collect();
    let words = normal_text(&format!("{before}{}{behind}", &text[hit.span.clone()]));
    let medium = if in_file { "file" } else { "page" };
    let digest = Sha256::digest(format!("{:?}\n{}\n{medium}\n{words}", hit.class, hit.basis));
    let mut first = [0; 8];
    first.copy_from_slice(&digest[..8]);
    u64::from_be_bytes(first)
}

fn line_around(text: &str, span: &Range<usize>) -> Range<usize> {
    let start = text[..span.start].rfind('\n').map_or(0, |end| end + 1);
    let end = text[span.end..]
        .find('\n')
        .map_or(text.len(), |end| span.end + end);
    start..end
}

/// Where the window before a hit begins; a number is never cut, since half of it would not be known for what it is.
fn window_start(text: &str, line: usize, hit: usize) -> usize {
    let before = &text[line..hit];
    let cut = before
        .char_indices()
        .rev()
        .nth(AROUND - 1)
        .map_or(0, |(at, _)| at);
    if cut == 0 {
        return line;
    }
    let rest = &before[cut..];
    line + cut + (rest.len() - rest.trim_start_matches(is_of_number).len())
}

/// Where the window behind a hit ends.
fn window_end(text: &str, hit: usize, line: usize) -> usize {
    let behind = &text[hit..line];
    match behind.char_indices().nth(AROUND) {
        Some((cut, _)) => hit + behind[..cut].trim_end_matches(is_of_number).len(),
        None => line,
    }
}

fn is_of_number(c: char) -> bool {
    c.is_numeric() || c.is_ascii_alphabetic() || matches!(c, '-' | ' ' | '\u{a0}' | '\u{3000}')
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use chrono::NaiveDate;
    use xunwang_text::lexicon::{Article, Matcher, seed_lexicons};
    use xunwang_text::names::Names;
    use xunwang_text::{Checks, Hit};

    use super::*;

    static CHECKS: LazyLock<Checks> = LazyLock::new(|| Checks {
        lexicons: Matcher::compile(seed_lexicons().iter().cloned()),
        names: Names::compile([]),
        typos: None,
    });

    fn hits(text: &str) -> Vec<Hit> {
        let today = NaiveDate::from_ymd_opt(2023, 9, 20).unwrap();
        let found = CHECKS.check(text, &Article::checked_on(today));
        found.into_iter().map(|found| found.hit).collect()
    }

    #[test]
    fn the_same_title_is_one_whole_cut_short_and_behind_a_mark() {
        let marks: Vec<u64> = [
            "青川市庆祝中华人民共合国成立周年座谈会召开_青川市人民政府",
            "【置顶】青川市庆祝中华人民共合国成立周年… 2023-09-01",
            "青川市庆祝中华人民共合国成立周年座谈会召开",
            "云岭市庆祝中华人民共合国成立周年座谈会召开",
        ]
        .iter()
        .map(|text| mark(text, &hits(text)[0], false))
        .collect();
        assert_eq!((marks[0], marks[1]), (marks[2], marks[2]));
        assert_ne!(marks[0], marks[3]);
    }

    #[test]
    fn nothing_personal_is_left_around_a_hit_wherever_the_window_cuts() {
        for more in 0..60 {
            let padding = "公示".repeat(more);
            let text = format!(
                "姓名：王小明，身份证号码：11010519491231002X，手机13800001234，{padding}申请材料另行通之，{padding}身份证号11010519491231002X。"
            );
            for hit in hits(&text) {
                let shown = excerpt(&text, &hit);
                assert!(shown.contains('【') && !shown.contains("1949"), "{shown}");
                for leak in ["0105", "1231", "002X", "0000"] {
                    assert!(!shown.contains(leak), "{leak} in {shown}");
                }
            }
        }
    }
}
