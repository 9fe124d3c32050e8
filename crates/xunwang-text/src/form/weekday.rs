//! `form:weekday`: a weekday in brackets that contradicts its date.

use chrono::{Datelike, NaiveDate};

use super::check::Check;
use super::passage::Passage;
use super::slice::head;
use super::written_date::WrittenDate;
use crate::Hit;

pub(super) static CHECK: Check = Check {
    name: "weekday",
    title: "日期与星期矛盾",
    document: "\
## 检查什么

日期后面写的星期与日历不符，如“2023年9月15日（星期三）”（当天是星期五）。

## 为什么

会议通知、停水停电公告等日期与星期不一致，看的人不知道以哪个为准。

## 怎样认定

日期写明年份的，按日历核对。没有年份的，按文章日期的当年，并且前一年、后一年也都对不上才报。\
括号里写了几个星期（周六至周日）、日期是一段期间的末尾而星期与开头相符的，不报。都为疑似：日期和星期不知哪个错。

## 示例

- 报告：定于2023年9月15日（星期三）召开。
- 报告：2023年9月15日星期三。
- 报告：停水时间为9月22日（周三）。
- 不报告：定于2023年9月15日（星期五）召开，9月22日（周五下午）。
- 不报告：2023年9月16日至17日（周六至周日）、9月20日（农历八月初六）。
",
    run,
};

fn run(passage: &Passage<'_>, hits: &mut Vec<Hit>) {
    for date in &passage.dates {
        let Some((day, _)) = date.days.last() else {
            continue;
        };
        let Some((said, end)) = weekday(passage.text, date.span.end) else {
            continue;
        };
        let mut days = possible_days(date, *day, passage.date);
        let is = days.first().copied();
        if let [first, .., _] = &date.days[..] {
            days.extend(possible_days(date, first.0, passage.date));
        }
        let Some(is) = is.filter(|_| days.iter().all(|day| number(*day) != said) && !date.lunar) else {
            continue;
        };
        let span = date.span.start..end;
        let message = format!(
            "{}年{}月{}日是星期{}，与文中的星期{}矛盾，请核对日期或星期。",
            is.year(),
            is.month(),
            is.day(),
            name(number(is)),
            name(said)
        );
        let score = if date.year.is_some() { 0.95 } else { 0.8 };
        hits.push(passage.suspect("form:weekday", span, score, message));
    }
}

/// The days that may be meant: one where the year is said, three where only the day of the article is known.
fn possible_days(date: &WrittenDate, day: u32, article: Option<NaiveDate>) -> Vec<NaiveDate> {
    let years = match (date.year, article) {
        (Some(year), _) => vec![year],
        (None, Some(article)) => vec![article.year(), article.year() - 1, article.year() + 1],
        (None, None) => Vec::new(),
    };
    years
        .into_iter()
        .filter_map(|year| NaiveDate::from_ymd_opt(year, date.month, day))
        .collect()
}

/// The one weekday behind a date, as 0 (Monday) to 6, and where it ends.
fn weekday(text: &str, at: usize) -> Option<(u32, usize)> {
    let rest = text[at..].trim_start_matches(' ');
    let inner = rest.trim_start_matches(['（', '(']);
    let bracket = inner.len() < rest.len();
    let (word, day) = ["星期", "周", "礼拜"]
        .iter()
        .find_map(|word| Some((*word, inner.strip_prefix(word)?)))?;
    if word == "周" && !bracket {
        return None; // 周三 may be a name.
    }
    let sign = day.chars().next()?;
    let said = "一二三四五六日天".chars().position(|name| name == sign)?;
    let after = &day[sign.len_utf8()..];
    let near = head(after, 0, 12);
    let closed = near.find(['）', ')']).map_or("", |end| &near[..end]);
    let several = bracket && (closed.contains(['周', '至', '、', '-', '—', '期']) || closed.len() > 18);
    let end = text.len() - after.len();
    (!several && !after.starts_with(['至', '、', '-', '—', '和'])).then_some((said.min(6) as u32, end))
}

fn number(date: NaiveDate) -> u32 {
    date.weekday().num_days_from_monday()
}

fn name(number: u32) -> char {
    "一二三四五六日".chars().nth(number as usize).unwrap_or('日')
}
