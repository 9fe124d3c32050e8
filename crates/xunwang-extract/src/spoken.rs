//! The day that a text says is now (行文日期): `今年（2021年）`, `昨天（9月3日）`, `2021年9月3日讯`, an opening `2021年9月3日上午，`.
//!
//! Only words that cannot be said of the past count; a date that a text merely names proves nothing.

use chrono::{Datelike, NaiveDate};
use xunwang_domain::articles::SpokenDate;

use crate::dates::{first, normalise};

/// Bytes of a text in which its opening is looked for.
const OPENING: usize = 240;
/// Occurrences that are looked at.
const MOST: usize = 200;

/// Finds the first such day in a main text.
pub(crate) fn spoken(text: &str) -> Option<SpokenDate> {
    in_brackets(text).or_else(|| in_opening(text))
}

/// `今年（2021年）`, `今天(2021年9月3日)`, `昨日（2021年9月3日）`.
fn in_brackets(text: &str) -> Option<SpokenDate> {
    for at in memchr::memmem::find_iter(text.as_bytes(), "今")
        .chain(memchr::memmem::find_iter(text.as_bytes(), "昨"))
        .take(MOST)
    {
        let rest = text.get(at..)?;
        let Some(word) = ["今年", "今天", "今日", "昨天", "昨日"]
            .into_iter()
            .find(|word| rest.starts_with(word))
        else {
            continue;
        };
        let after = rest.get(word.len()..)?;
        let Some(inside) = after.strip_prefix(['(', '（']) else {
            continue;
        };
        let Some(inside) = inside
            .split([')', '）'])
            .next()
            .filter(|inside| inside.len() <= 60)
        else {
            continue;
        };
        let line = normalise(inside);
        let words = format!("{word}（{}）", line.trim());
        if word != "今年" {
            if let Some(found) = first(&line, 0) {
                return Some(SpokenDate {
                    first: found.date,
                    last: found.date,
                    words,
                });
            }
            continue;
        }
        let year = line.trim().strip_suffix('年').unwrap_or(line.trim());
        if let Some(year) = year.parse().ok().filter(|year| (1990..=2099).contains(year)) {
            let (Some(first), Some(last)) = (
                NaiveDate::from_ymd_opt(year, 1, 1),
                NaiveDate::from_ymd_opt(year, 12, 31),
            ) else {
                continue;
            };
            return Some(SpokenDate { first, last, words });
        }
    }
    None
}

/// A report's dateline in the opening of the text: a full date, then `讯` or `电`, or the time of the day.
fn in_opening(text: &str) -> Option<SpokenDate> {
    for line in text.split('\n').take(12).filter(|line| line.len() >= 90) {
        let line = normalise(line.get(..line.floor_char_boundary(OPENING))?);
        let Some(found) = first(&line, 0) else { continue };
        let (start, end) = found.span;
        let before = line.get(..start)?.chars().count();
        let rest = line.get(end..)?.trim_start_matches([' ', ')']);
        let dateline = before <= 20 && ["讯", "电"].iter().any(|word| rest.starts_with(word));
        let opening = before <= 4
            && ["上午", "下午", "晚", "清晨", "凌晨"]
                .iter()
                .any(|word| rest.starts_with(word));
        if (dateline || opening) && found.date.year() >= 1990 {
            let tail: String = rest.chars().take(2).collect();
            let words = format!("{}{tail}", line.get(start..end)?);
            return Some(SpokenDate {
                first: found.date,
                last: found.date,
                words,
            });
        }
        return None;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Option<String> {
        spoken(text).map(|spoken| format!("{}..{} {}", spoken.first, spoken.last, spoken.words))
    }

    #[test]
    fn words_that_mean_now_give_the_day() {
        let long =
            "，市政府召开全市安全生产工作会议，传达学习有关会议精神，安排部署下一阶段重点任务。".repeat(2);
        for (text, expected) in [
            (
                "据了解，今年（2021年）以来全市新增就业三千人。".to_owned(),
                "2021-01-01..2021-12-31 今年（2021年）",
            ),
            (
                "昨天(2021年9月3日)，代表团来访。".to_owned(),
                "2021-09-03..2021-09-03 昨天（2021年9月3日）",
            ),
            (
                format!("2021年9月3日上午{long}"),
                "2021-09-03..2021-09-03 2021年9月3日上午",
            ),
            (
                format!("本报青川2021年9月3日讯　记者报道{long}"),
                "2021-09-03..2021-09-03 2021年9月3日讯 ",
            ),
        ] {
            assert_eq!(said(&text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn a_date_that_is_only_named_is_none() {
        let long = "，市政府印发了《青川市就业促进办法》，自公布之日起施行，现将主要内容解读如下，供参考。"
            .repeat(2);
        for text in [
            format!("2021年9月3日{long}"),
            "今年以来（较2021年）增长百分之五。".to_owned(),
            "2021年全年实现增长。今年（预计）增长。".to_owned(),
            format!("为贯彻落实2021年9月3日上午的会议精神和上级有关部署要求{long}"),
        ] {
            assert_eq!(said(&text), None, "{text}");
        }
    }
}
