//! `form:date`: days that do not exist, and periods that end before they begin.

use std::ops::Range;
use std::sync::LazyLock;

use chrono::{Datelike, NaiveDate};
use regex::Regex;
use xunwang_domain::finding::Certainty;

use super::check::Check;
use super::passage::Passage;
use super::written_date::WrittenDate;
use crate::Hit;

const BASIS: &str = "form:date";

pub(super) static CHECK: Check = Check {
    name: "date",
    title: "日期有误",
    document: "\
## 检查什么

不存在的日期（2月30日、13月、9月31日、平年的2月29日）、多打一位的年份、上午下午与钟点矛盾，以及截止早于起始的起止日期。

## 为什么

公告的报名、公示、施行日期写错，公众会错过期限，也影响文件的效力。

## 怎样认定

用阿拉伯数字写、紧跟“日”的日子在公历中不存在的，为确定；放在引号里的、用汉字写的（可能是农历）、\
写成2023-02-30的、从前面的月份推出来的，为疑似。写明农历、闰月的只看是否超过30日。\
起止日期只在两端紧挨着、年份或月份明白相同时比较，省略年份、可能跨年的不报。

## 示例

- 报告：公示期至2023年2月30日。
- 报告：请于9月31日前报送。
- 报告：会议定于2023年13月5日召开。
- 报告：公示时间为2023年9月15日至2023年9月10日。
- 报告：报名时间：9月28日至31日。
- 报告：数据更新到2023-02-30。
- 报告：自20233年9月1日起施行。
- 报告：请于当日上午15:30到会。
- 不报告：2024年2月29日，农历二月三十日，产后13月龄，3个月30日内。
- 不报告：公示时间为2023年12月25日至1月3日，2月1日、30日内办结。
- 不报告：编号2023-45-01，比例为35:60，下午3:30开会。
",
    run,
};

fn run(passage: &Passage<'_>, hits: &mut Vec<Hit>) {
    for date in &passage.dates {
        day_that_is_not(passage, date, hits);
        days_in_reverse(passage, date, hits);
    }
    for pair in passage.dates.windows(2) {
        period_in_reverse(passage, &pair[0], &pair[1], hits);
    }
    digits_only(passage, hits);
}

fn day_that_is_not(passage: &Passage<'_>, date: &WrittenDate, hits: &mut Vec<Hit>) {
    let (year, month) = (date.year, date.month);
    let quoted = matches!(passage.before(date.span.start), Some('“' | '"' | '‘' | '「'));
    if month == 0 || month > 12 {
        if year.is_none() && date.days.is_empty() {
            return;
        }
        let message = format!(
            "“{}”中没有{month}月，请核对月份。",
            &passage.text[date.span.clone()]
        );
        let mut hit = passage.suspect(BASIS, date.span.clone(), 0.9, message);
        if year.is_some() && !quoted && !date.han && !passage.text[date.span.end..].starts_with('龄') {
            hit.certainty = Certainty::Certain;
        }
        hits.push(hit);
        return;
    }
    let longest = if date.lunar { 30 } else { last_day(year, month) };
    for (place, (day, span)) in date.days.iter().enumerate() {
        if *day != 0 && *day <= longest {
            continue;
        }
        let year_said = year.map(|year| format!("{year}年")).unwrap_or_default();
        let message = format!("{year_said}{month}月没有{day}日（{month}月只有{longest}天），请核对日期。");
        let end = passage.text[span.end..]
            .find(['日', '号'])
            .map_or(span.end, |gap| span.end + gap + 3);
        let whole = date.span.start..end.min(date.span.end);
        let mut hit = passage.suspect(BASIS, whole, 0.9, message);
        let plain = passage.text[span.end..].trim_start().starts_with('日');
        if place == 0 && plain && !quoted && !date.han && !date.lunar {
            hit.certainty = Certainty::Certain;
            hit.score = 1.0;
        }
        hits.push(hit);
        break;
    }
}

/// `9月15日至10日`.
fn days_in_reverse(passage: &Passage<'_>, date: &WrittenDate, hits: &mut Vec<Hit>) {
    for pair in date.days.windows(2) {
        let between = &passage.text[pair[0].1.end..pair[1].1.start];
        if pair[1].0 < pair[0].0 && is_range(between.trim_start_matches(['日', '号'])) {
            let message = format!(
                "“{}”截止日期早于起始日期，请核对（跨月的应写明月份）。",
                &passage.text[date.span.clone()]
            );
            hits.push(passage.suspect(BASIS, date.span.clone(), 0.7, message));
        }
    }
}

/// `2023年9月15日至2023年9月10日`: only where both ends say what they are.
fn period_in_reverse(passage: &Passage<'_>, from: &WrittenDate, to: &WrittenDate, hits: &mut Vec<Hit>) {
    if from.span.end > to.span.start || !is_range(&passage.text[from.span.end..to.span.start]) {
        return;
    }
    let (Some((first, _)), Some((last, _))) = (from.days.first(), to.days.last()) else {
        return;
    };
    let reversed = match (from.year, to.year) {
        (Some(start), Some(end)) => (end, to.month, *last) < (start, from.month, *first),
        (_, None) => from.month == to.month && last < first,
        (None, Some(_)) => false,
    };
    if reversed && !from.lunar && !to.lunar {
        let span = from.span.start..to.span.end;
        let message = format!("“{}”截止日期早于起始日期，请核对。", &passage.text[span.clone()]);
        hits.push(passage.suspect(BASIS, span, 0.9, message));
    }
}

fn is_range(between: &str) -> bool {
    let inner = between.trim().trim_start_matches('起').trim();
    !inner.is_empty() && inner.chars().count() <= 2 && inner.chars().all(|sign| "-—－–~～至到".contains(sign))
}

/// The last day of a month; 29 for February of an unknown year.
fn last_day(year: Option<i32>, month: u32) -> u32 {
    let year = year.unwrap_or(2000);
    (28..=31)
        .rev()
        .find(|day| NaiveDate::from_ymd_opt(year, month, *day).is_some_and(|date| date.day() == *day))
        .unwrap_or(31)
}

/// What shows by its digits alone: `2023-02-30`, `20233年9月`, `2023年至2021年`, `上午15:30`.
fn digits_only(passage: &Passage<'_>, hits: &mut Vec<Hit>) {
    let text = passage.text;
    for number in &passage.numbers {
        let rest = &text[number.end..];
        match number.len() {
            4 => {
                numeric_date(passage, number, hits);
                years_in_reverse(passage, number, hits);
            }
            5 if rest.starts_with('年')
                && (text[number.clone()].starts_with("20") || text[number.clone()].starts_with("19"))
                && rest["年".len()..]
                    .trim_start()
                    .starts_with(|sign: char| sign.is_ascii_digit()) =>
            {
                let span = number.start..number.end + "年".len();
                let message = format!("年份“{}”多了一位数字，请核对。", &text[number.clone()]);
                hits.push(passage.suspect(BASIS, span, 0.85, message));
            }
            1 | 2 => hour_of_day(passage, number, hits),
            _ => {}
        }
    }
}

fn numeric_date(passage: &Passage<'_>, number: &Range<usize>, hits: &mut Vec<Hit>) {
    static DATE: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"^((?:19|20)\d\d)([-/.])(\d{1,2})([-/.])(\d{1,2})").ok());
    let text = passage.text;
    if !text[number.end..].starts_with(['-', '/', '.'])
        || text[..number.start]
            .ends_with(|sign: char| sign.is_ascii() && !matches!(sign, '\n' | '\t' | ' ' | '(' | ':'))
        || text[..number.start].ends_with(['号', '第', '〔', '［'])
    {
        return;
    }
    let Some(found) = DATE
        .as_ref()
        .and_then(|date| date.captures(&text[number.start..]))
    else {
        return;
    };
    let part = |place: usize| found[place].parse::<u32>().unwrap_or(0);
    let (year, month, day) = (part(1), part(3), part(5));
    let end = number.start + found[0].len();
    let open_end = text[end..]
        .starts_with(|sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '-' | '/' | '.' | '号'));
    let real = NaiveDate::from_ymd_opt(year as i32, month, day).is_some();
    if found[2] == found[4] && !open_end && !real && (1..=12).contains(&month) && (29..=31).contains(&day) {
        let message = format!("日期“{}”不存在，请核对。", &found[0]);
        hits.push(passage.suspect(BASIS, number.start..end, 0.8, message));
    }
}

/// `2023年至2021年`, `2023—2021年`.
fn years_in_reverse(passage: &Passage<'_>, number: &Range<usize>, hits: &mut Vec<Hit>) {
    static YEARS: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"^((?:19|20)\d\d)年?(?:至|到|—|——|－|–|-|~|～)((?:19|20)\d\d)年").ok());
    let text = passage.text;
    if !text[number.end..].starts_with(['年', '至', '到', '—', '－', '–', '-', '~', '～'])
        || text[..number.start]
            .ends_with(|sign: char| sign.is_ascii_alphanumeric() || "-—./由从".contains(sign))
    {
        return;
    }
    let Some(found) = YEARS
        .as_ref()
        .and_then(|years| years.captures(&text[number.start..]))
    else {
        return;
    };
    if found[1] > found[2] {
        let message = format!("“{}”截止年份早于起始年份，请核对。", &found[0]);
        hits.push(passage.suspect(BASIS, number.start..number.start + found[0].len(), 0.7, message));
    }
}

/// `上午15:30`, `25时10分`, `10时75分`.
fn hour_of_day(passage: &Passage<'_>, number: &Range<usize>, hits: &mut Vec<Hit>) {
    let text = passage.text;
    let rest = &text[number.end..];
    let Some(sign) = rest
        .chars()
        .next()
        .filter(|sign| matches!(sign, ':' | '：' | '时' | '点'))
    else {
        return;
    };
    let after = &rest[sign.len_utf8()..];
    let minutes = after.len() - after.trim_start_matches(|sign: char| sign.is_ascii_digit()).len();
    let (hour, minute) = (
        text[number.clone()].parse::<u32>().unwrap_or(0),
        after[..minutes].parse::<u32>().ok(),
    );
    let front = text[..number.start].trim_end_matches(' ');
    let morning = front.ends_with("上午") && (13..=24).contains(&hour);
    let clock = sign == '时' && minutes == 2 && after[minutes..].starts_with('分');
    let impossible = clock && (hour > 24 || minute.is_some_and(|minute| minute > 59));
    if !(morning && (minutes == 2 || sign == '时')) && !impossible {
        return;
    }
    let start = if morning {
        front.len() - "上午".len()
    } else {
        number.start
    };
    let span = start..number.end + sign.len_utf8() + minutes;
    let message = if morning {
        format!("“上午”与{hour}时矛盾，请核对时间。")
    } else {
        format!("“{}分”不是一天中的时间，请核对。", &text[span.clone()])
    };
    hits.push(passage.suspect(BASIS, span, 0.8, message));
}
