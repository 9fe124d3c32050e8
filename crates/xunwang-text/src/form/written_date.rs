//! Dates as they are written (日期的写法): found by the character 月, read on both sides of it.

use std::ops::Range;

use memchr::memmem;

use super::numeral::{han_number, is_numeral};

/// One date of a text, right or wrong (书面日期).
pub(super) struct WrittenDate {
    pub(super) span: Range<usize>,
    /// A year of four digits that stands with it.
    pub(super) year: Option<i32>,
    pub(super) month: u32,
    /// Days with their place: `9月30日至31日` has two.
    pub(super) days: Vec<(u32, Range<usize>)>,
    /// In Chinese numbers, where a date of the lunar calendar may be meant.
    pub(super) han: bool,
    /// Said to be of the lunar calendar.
    pub(super) lunar: bool,
}

/// Every date with a month of the form `[2023年]9月[15日]`, by place.
pub(super) fn written_dates(text: &str) -> Vec<WrittenDate> {
    memmem::find_iter(text.as_bytes(), "月".as_bytes())
        .filter_map(|at| read(text, at))
        .collect()
}

fn read(text: &str, at: usize) -> Option<WrittenDate> {
    let (month, start, han) = number_before(text, at)?;
    let front = text[..start].trim_end_matches(' ');
    if text[..start].ends_with(['.', '．', '第', '前', '后', '/']) {
        return None;
    }
    let mut date = WrittenDate {
        span: start..at + "月".len(),
        year: None,
        month,
        days: Vec::new(),
        han,
        lunar: false,
    };
    if let Some(front) = front.strip_suffix('年') {
        let front = front.trim_end_matches(' ');
        let (year, start, _) = number_before(front, front.len())?;
        if !(1000..=9999).contains(&year) {
            return None; // 光绪二十六年, 两年, 95年: another calendar, a duration, or not to be decided.
        }
        date.year = Some(year as i32);
        date.span.start = start;
    }
    read_days(text, &mut date);
    let lead = &text[..date.span.start];
    let lead = lead
        .char_indices()
        .rev()
        .nth(11)
        .map_or(lead, |(cut, _)| &lead[cut..]);
    date.lunar = ["农历", "阴历", "旧历", "夏历", "古历", "藏历", "回历", "闰"]
        .iter()
        .any(|word| lead.contains(word));
    Some(date)
}

/// Days behind the month: `15日`, `1-15日`, `9日、10日`, `29日至31日`.
fn read_days(text: &str, date: &mut WrittenDate) {
    let mut at = date.span.end;
    let mut open = Vec::new();
    while open.len() < 8 {
        let gap = text[at..].len() - text[at..].trim_start_matches(' ').len();
        let Some((day, end)) = number_after(text, at + gap) else {
            break;
        };
        open.push((day, at + gap..end));
        let rest = text[end..].trim_start_matches(' ');
        let mut end = text.len() - rest.len();
        if rest.starts_with(['日', '号']) {
            let sign = if rest.starts_with('日') { "日" } else { "号" };
            end += sign.len();
            let next = &text[end..];
            let duration = !date.days.is_empty() && next.starts_with(['内', '后', '前', '以', '期', '的']);
            let number =
                sign == "号" && next.starts_with(['线', '楼', '院', '文', '令', '桥', '公', '地', '店']);
            if duration || number {
                break;
            }
            date.days.append(&mut open);
            date.span.end = end;
        }
        let connectors = ['-', '—', '－', '–', '~', '～', '至', '到', '、', '和'];
        let rest = text[end..].trim_start_matches(connectors);
        let joined = text[end..].len() - rest.len();
        if joined == 0 || joined > 6 {
            break;
        }
        at = end + joined;
    }
}

/// The number that ends at `at`, where it starts, and whether it is in Chinese.
fn number_before(text: &str, at: usize) -> Option<(u32, usize, bool)> {
    let front = text[..at].trim_end_matches(' ');
    for (han, belongs) in [
        (false, is_digit as fn(char) -> bool),
        (true, is_numeral as fn(char) -> bool),
    ] {
        let start = front.trim_end_matches(belongs).len();
        if start < front.len() {
            return Some((value(&front[start..], han)?, start, han));
        }
    }
    None
}

fn number_after(text: &str, at: usize) -> Option<(u32, usize)> {
    for (han, belongs) in [
        (false, is_digit as fn(char) -> bool),
        (true, is_numeral as fn(char) -> bool),
    ] {
        let length = text[at..].len() - text[at..].trim_start_matches(belongs).len();
        if length > 0 {
            return Some((value(&text[at..at + length], han)?, at + length));
        }
    }
    None
}

fn value(text: &str, han: bool) -> Option<u32> {
    if han {
        return han_number(text);
    }
    if text.chars().count() > 4 {
        return None;
    }
    Some(text.chars().fold(0, |sum, sign| {
        let digit = sign.to_digit(10).unwrap_or_else(|| sign as u32 - '０' as u32);
        sum * 10 + digit
    }))
}

/// A digit, also a full-width one.
fn is_digit(sign: char) -> bool {
    sign.is_ascii_digit() || matches!(sign, '０'..='９')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(text: &str) -> Vec<(Option<i32>, u32, Vec<u32>)> {
        written_dates(text)
            .into_iter()
            .map(|date| (date.year, date.month, date.days.iter().map(|day| day.0).collect()))
            .collect()
    }

    #[test]
    fn dates_of_many_forms_are_read() {
        assert_eq!(
            days("2023年9月15日至20日，10 月 1 日，二〇二三年九月三十一日，９月３１号"),
            [
                (Some(2023), 9, vec![15, 20]),
                (None, 10, vec![1]),
                (Some(2023), 9, vec![31]),
                (None, 9, vec![31])
            ]
        );
        assert_eq!(
            days("9月1-31日、10月9日、10日"),
            [(None, 9, vec![1, 31]), (None, 10, vec![9, 10])]
        );
    }

    #[test]
    fn durations_and_eras_are_no_dates() {
        assert_eq!(days("3个月、光绪二十六年二月三十日、每月30日"), []);
        assert_eq!(days("2月1日、30日内办结"), [(None, 2, vec![1])]);
    }
}
