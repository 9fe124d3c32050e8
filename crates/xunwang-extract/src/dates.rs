//! Dates as they are printed (日期): `2023-09-15`, `2023年9月15日`, `2023/9/15`, `2023.09.15`, `[09-15]`, with or without a
//! time, in full-width digits, with the colon `∶` (U+2236). Nonsense such as 2023-02-30, telephone and document numbers
//! are no dates. The western forms (`September 9, 2026`) are in the module below.

mod hold;
pub(crate) mod western;

use std::borrow::Cow;

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, Utc};
use xunwang_domain::registry::half_width;

pub(crate) use self::hold::{has_digit, may_hold};
use crate::html::entity::push_folded;
use crate::letters::is_word;

/// The years in which a date is believed; before them there were no government websites.
const FIRST_YEAR: i32 = 1990;
const LAST_YEAR: i32 = 2099;

/// A date found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) date: NaiveDate,
    /// The year was not printed.
    pub(crate) year_inferred: bool,
    /// The characters that are the date, as (start, end) in the normalised text.
    pub(crate) span: (usize, usize),
}

/// The day of a moment in Chinese time (UTC+8, no daylight saving since 1991).
pub(crate) fn chinese_day(moment: DateTime<Utc>) -> NaiveDate {
    FixedOffset::east_opt(8 * 3600).map_or_else(
        || moment.date_naive(),
        |zone| moment.with_timezone(&zone).date_naive(),
    )
}

/// A raw text as [`first`] and [`beside_title`] read it; borrowed where it is in that form already.
pub(crate) fn line(raw: &str) -> Cow<'_, str> {
    let trimmed = raw.trim_ascii();
    let plain = |b: u8| b.is_ascii_graphic() && b != b'&' || b == b' ';
    if trimmed.bytes().all(plain) && !trimmed.as_bytes().windows(2).any(|pair| pair == b"  ") {
        return Cow::Borrowed(trimmed);
    }
    let mut folded = String::with_capacity(raw.len());
    push_folded(&mut folded, raw);
    folded.truncate(folded.trim_end().len());
    Cow::Owned(normalise(&folded))
}

/// Brings text into the form that [`first`] reads: half-width, `∶` and `：` as `:`, white space as one space.
pub(crate) fn normalise(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        // Most of a Chinese text stays as it is.
        let (ideographs, tail) = rest.split_at(ideographs(rest.as_bytes()));
        out.push_str(ideographs);
        let mut characters = tail.chars();
        let Some(character) = characters.next() else { break };
        rest = characters.as_str();
        let character = match character {
            '∶' | '：' | '﹕' => ':',
            '—' | '–' | '－' | '‑' => '-',
            '／' => '/',
            '．' => '.',
            '〇' | '○' => character,
            '\u{a0}' | '\t' | '\n' | '\r' => ' ',
            other => half_width(other),
        };
        if character == ' ' && out.ends_with(' ') {
            continue;
        }
        out.push(character);
    }
    out
}

/// How many bytes of ideographs (U+4000 to U+9FFF) a text begins with.
fn ideographs(bytes: &[u8]) -> usize {
    let mut at = 0;
    while let Some(0xe4..=0xe9) = bytes.get(at) {
        at += 3;
    }
    at
}

/// The first date with a year in a normalised text, from byte `from` on.
pub(crate) fn first(text: &str, from: usize) -> Option<Found> {
    let bytes = text.as_bytes();
    let mut at = from;
    while let Some(step) = bytes
        .get(at..)
        .and_then(|rest| rest.iter().position(u8::is_ascii_digit))
    {
        at += step;
        let end = digits_end(bytes, at);
        if end - at == 4
            && let Some(found) = full(text, at).or_else(|| western::before_year(text, from, at))
        {
            return Some(found);
        }
        at = end;
    }
    None
}

/// Reads a date with a year that begins at `at`.
fn full(text: &str, at: usize) -> Option<Found> {
    let bytes = text.as_bytes();
    // A number that goes on to the left (telephone, version, document number) is no year.
    let before = text.get(..at)?.chars().next_back();
    if before
        .is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '/' | '_' | '〔' | '＃' | '#'))
    {
        return None;
    }
    let year: i32 = text.get(at..at + 4)?.parse().ok()?;
    if !(FIRST_YEAR..=LAST_YEAR).contains(&year) {
        return None;
    }
    let mut next = at + 4;
    let separator = separator(text, &mut next)?;
    let (month, after_month) = number(bytes, next)?;
    next = after_month;
    let second = self::separator(text, &mut next)?;
    let fits = match separator {
        '年' => second == '月',
        other => second == other,
    };
    if !fits {
        return None;
    }
    let (day, mut end) = number(bytes, next)?;
    if separator == '年' {
        let mut after = end;
        while bytes.get(after) == Some(&b' ') {
            after += 1;
        }
        match text.get(after..).and_then(|rest| rest.chars().next()) {
            Some(c @ ('日' | '号')) => end = after + c.len_utf8(),
            _ => return None,
        }
    } else if goes_on(text, end, separator) {
        return None;
    }
    let date = NaiveDate::from_ymd_opt(year, month, day)?;
    Some(Found {
        date,
        year_inferred: false,
        span: (at, end),
    })
}

/// Does a number go on after a date, so that it was none (`2023-09-15-001`, `1999.1.2.3`)?
fn goes_on(text: &str, end: usize, separator: char) -> bool {
    let mut rest = text.get(end..).unwrap_or_default().chars();
    match rest.next() {
        Some(c) if c == separator || c == '.' => rest.next().is_some_and(|c| c.is_ascii_digit()),
        Some(c) => c.is_ascii_digit() || matches!(c, '号' | '%'),
        None => false,
    }
}

/// A separator between year, month and day, with spaces around it.
fn separator(text: &str, at: &mut usize) -> Option<char> {
    let rest = text.get(*at..)?;
    let trimmed = rest.trim_start_matches(' ');
    let character = trimmed.chars().next()?;
    if !matches!(character, '-' | '/' | '.' | '年' | '月') {
        return None;
    }
    let after = trimmed.get(character.len_utf8()..)?.trim_start_matches(' ');
    *at = text.len() - after.len();
    Some(character)
}

/// A number of one or two digits.
fn number(bytes: &[u8], at: usize) -> Option<(u32, usize)> {
    let end = digits_end(bytes, at);
    if !(1..=2).contains(&(end - at)) {
        return None;
    }
    let value = bytes
        .get(at..end)?
        .iter()
        .fold(0, |value, &b| value * 10 + u32::from(b - b'0'));
    Some((value, end))
}

fn digits_end(bytes: &[u8], at: usize) -> usize {
    let mut end = at;
    while bytes.get(end).is_some_and(u8::is_ascii_digit) {
        end += 1;
    }
    end
}

/// What a short text beside a title says, where it is a date and little else: `[2023-09-15]`, `发布时间：2023-09-15 10:08`,
/// `09-15`, `9月15日`. The year of the latter is the latest in which the day is not after `as_of`.
pub(crate) fn beside_title(text: &str, as_of: NaiveDate) -> Option<Found> {
    let trimmed = text.trim();
    if trimmed.len() > 120 {
        return None;
    }
    if let Some(found) = plain(trimmed) {
        return Some(found);
    }
    if let Some(found) = first(trimmed, 0) {
        let before = strip_label(trimmed.get(..found.span.0)?);
        let after = strip_time(trimmed.get(found.span.1..)?);
        return (letters(before) <= 6 && letters(after) <= 14).then_some(found);
    }
    let bare = strip_label(trimmed).trim_matches(is_bracket);
    if let Some(found) = compact(bare) {
        return Some(found);
    }
    yearless(bare, as_of)
}

/// `2023-09-15`, `[2023-09-15]`, as most lists print it: what [`first`] finds in such a text, at once.
fn plain(text: &str) -> Option<Found> {
    let start = usize::from(text.starts_with('['));
    let date: &[u8; 10] = text.as_bytes().get(start..)?.first_chunk()?;
    let is_whole = text.len() == start + 10 || start == 1 && text.len() == 12 && text.ends_with(']');
    let [y0, y1, y2, y3, b'-', m0, m1, b'-', d0, d1] = *date else {
        return None;
    };
    let digits = [y0, y1, y2, y3, m0, m1, d0, d1];
    if !is_whole || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let number = |digits: &[u8]| {
        digits
            .iter()
            .fold(0, |number, digit| number * 10 + u32::from(digit - b'0'))
    };
    let year = number(&digits[..4]) as i32;
    let date = NaiveDate::from_ymd_opt(year, number(&digits[4..6]), number(&digits[6..]))?;
    (FIRST_YEAR..=LAST_YEAR).contains(&year).then_some(Found {
        date,
        year_inferred: false,
        span: (start, start + 10),
    })
}

/// `20230915`, where the whole text is it.
fn compact(text: &str) -> Option<Found> {
    if text.len() != 8 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let date = NaiveDate::from_ymd_opt(
        text.get(..4)?.parse().ok()?,
        text.get(4..6)?.parse().ok()?,
        text.get(6..)?.parse().ok()?,
    )?;
    (FIRST_YEAR..=LAST_YEAR).contains(&date.year()).then_some(Found {
        date,
        year_inferred: false,
        span: (0, 8),
    })
}

/// `09-15`, `9/15`, `9月15日`, with a time behind it or not; nothing else may stand in the text.
fn yearless(text: &str, as_of: NaiveDate) -> Option<Found> {
    let bytes = text.as_bytes();
    let (month, mut next) = number(bytes, 0)?;
    let month_digits = next;
    let separator = separator(text, &mut next)?;
    let (day, mut end) = number(bytes, next)?;
    match separator {
        '月' => {
            if let Some(c @ ('日' | '号')) = text.get(end..)?.chars().next() {
                end += c.len_utf8();
            }
        }
        // `9-5` and `9.15` are scores and versions as often as dates: two digits each.
        '-' | '/' if month_digits == 2 || separator == '/' => {}
        '.' if month_digits == 2 && end - next == 2 => {}
        _ => return None,
    }
    if !strip_time(text.get(end..)?).trim_matches(is_bracket).is_empty() {
        return None;
    }
    let date = infer_year(month, day, as_of)?;
    Some(Found {
        date,
        year_inferred: true,
        span: (0, end),
    })
}

/// The latest day of this month and day that is not after `as_of`; 29 February may be up to eight years back.
pub(crate) fn infer_year(month: u32, day: u32, as_of: NaiveDate) -> Option<NaiveDate> {
    (0..=8)
        .filter_map(|back| NaiveDate::from_ymd_opt(as_of.year() - back, month, day))
        .find(|date| *date <= as_of)
}

/// A date in two parts, as newer list pages print it: `15` with `2023-09`, `2023/09`, `2023年9月` or `09-15` with `2023`,
/// in either order.
pub(crate) fn in_two_parts(first: &str, second: &str) -> Option<NaiveDate> {
    fn parts(big: &str, small: &str) -> Option<NaiveDate> {
        let big = big.trim().trim_matches(is_bracket);
        let small = small
            .trim()
            .trim_matches(is_bracket)
            .trim_end_matches(['日', '号']);
        let bytes = big.as_bytes();
        if digits_end(bytes, 0) != 4 {
            return None;
        }
        let year: i32 = big.get(..4)?.parse().ok()?;
        if !(FIRST_YEAR..=LAST_YEAR).contains(&year) {
            return None;
        }
        let small_bytes = small.as_bytes();
        if matches!(big.get(4..)?, "" | "年") {
            let (month, mut next) = number(small_bytes, 0)?;
            separator(small, &mut next)?;
            let (day, end) = number(small_bytes, next)?;
            return (end == small.len())
                .then(|| NaiveDate::from_ymd_opt(year, month, day))
                .flatten();
        }
        let mut next = 4;
        separator(big, &mut next)?;
        let (month, end) = number(bytes, next)?;
        if !matches!(big.get(end..)?, "" | "月") {
            return None;
        }
        let (day, end) = number(small_bytes, 0)?;
        (end == small.len())
            .then(|| NaiveDate::from_ymd_opt(year, month, day))
            .flatten()
    }
    parts(first, second).or_else(|| parts(second, first))
}

/// A date that an address carries: `/2023/9/15/`, `/202309/t20230915_…`, `/20230915/`; the last resort.
pub(crate) fn in_address(path: &str) -> Option<NaiveDate> {
    let bytes = path.as_bytes();
    let mut runs: Vec<(usize, usize)> = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let end = digits_end(bytes, at);
        if end > at {
            runs.push((at, end));
            at = end;
        } else {
            at += 1;
        }
    }
    let value =
        |(start, end): (usize, usize)| path.get(start..end).and_then(|digits| digits.parse::<u32>().ok());
    for (index, run) in runs.iter().enumerate() {
        let text = path.get(run.0..run.1)?;
        if text.len() == 8
            && let Some(found) = compact(text)
        {
            return Some(found.date);
        }
        let next = runs.get(index + 1..index + 3).filter(|next| {
            text.len() == 4 && next.iter().all(|run| run.1 - run.0 <= 2) && {
                let joins = |from: usize, to: usize| matches!(path.get(from..to), Some("/" | "-" | "_"));
                joins(run.1, next[0].0) && joins(next[0].1, next[1].0)
            }
        });
        if let Some([month, day]) = next
            && let (Some(year), Some(month), Some(day)) = (value(*run), value(*month), value(*day))
            && let Some(date) = NaiveDate::from_ymd_opt(year as i32, month, day)
            && (FIRST_YEAR..=LAST_YEAR).contains(&date.year())
        {
            return Some(date);
        }
    }
    None
}

/// The year that an item's address gives for a day printed without year: `/2021/9/15/`, `/202109/`, `t20210915_1.html`.
pub(crate) fn year_in_address(address: &str, month: u32, latest: i32) -> Option<i32> {
    let bytes = address.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let end = digits_end(bytes, at);
        if matches!(end - at, 4 | 6 | 8)
            && let Some(year) = address.get(at..at + 4).and_then(|digits| digits.parse().ok())
            && (FIRST_YEAR..=latest).contains(&year)
        {
            let next = if end - at == 4 {
                let start = end + usize::from(matches!(bytes.get(end), Some(b'/' | b'-' | b'_')));
                address.get(start..digits_end(bytes, start))
            } else {
                address.get(at + 4..at + 6)
            };
            if next
                .and_then(|digits| digits.get(..digits.len().min(2)))
                .and_then(|digits| digits.parse().ok())
                == Some(month)
            {
                return Some(year);
            }
        }
        at = end.max(at + 1);
    }
    None
}

/// Takes words such as “发布时间：” off the beginning.
fn strip_label(text: &str) -> &str {
    const LABELS: [&str; 16] = [
        "发布时间",
        "发布日期",
        "发文日期",
        "发布于",
        "公开日期",
        "公开时间",
        "公布日期",
        "成文日期",
        "更新时间",
        "更新日期",
        "录入时间",
        "添加时间",
        "印发日期",
        "时间",
        "日期",
        "发表于",
    ];
    let start = text.trim_start_matches(|c: char| is_bracket(c) || c == ' ');
    if start.bytes().next().is_none_or(|b| b.is_ascii()) {
        return western::without_label(start);
    }
    LABELS
        .iter()
        .find_map(|label| start.strip_prefix(label))
        .map_or(start, |rest| rest.trim_start_matches([':', ' ']))
}

/// Takes a time such as ` 10:08:30` or `(星期五)` off the beginning.
fn strip_time(text: &str) -> &str {
    text.trim_start_matches(|c: char| {
        c.is_ascii_digit() || matches!(c, ' ' | ':' | 'T' | 'Z' | '+' | '时' | '分' | '秒') || is_bracket(c)
    })
}

fn is_bracket(character: char) -> bool {
    matches!(
        character,
        '[' | ']'
            | '('
            | ')'
            | '【'
            | '】'
            | '<'
            | '>'
            | '《'
            | '》'
            | '「'
            | '」'
            | '{'
            | '}'
            | '|'
            | '·'
            | '•'
            | ' '
            | ','
            | ';'
    )
}

/// Number of letters, digits and ideographs.
fn letters(text: &str) -> usize {
    text.chars().filter(|c| is_word(*c)).count()
}
