//! Bodies and areas under a name that they no longer had on that day.

use super::Body;
use super::check::Reading;
use super::tokens::{Kind, Token};
use crate::normal::normal_chars;
use crate::words::{Neighbourhood, words};
use crate::{Hit, HitClass};

/// Directly before the name: the text itself says that it is an old one.
const FORMER: [&str; 9] = ["原", "前", "时任", "曾任", "曾", "旧称", "原称", "时称", "原名"];

/// Near the name: the text tells how it came to an end, or quotes what the body issued.
const HISTORY: [&str; 29] = [
    "更名",
    "改名",
    "改称",
    "撤销",
    "撤并",
    "撤县",
    "撤市",
    "撤地",
    "组建",
    "并入",
    "整合",
    "划入",
    "合并",
    "前身",
    "改为",
    "历史",
    "当时",
    "令第",
    "公告",
    "〔",
    "号）",
    "印发",
    "颁布",
    "联合发布",
    "现为",
    "现改",
    "(今",
    "19",
    "解放",
];

pub(super) fn check(reading: &Reading<'_>) -> Vec<Hit> {
    let bodies = reading.tokens.iter().filter(|token| token.kind == Kind::Body);
    bodies.filter_map(|token| of_body(reading, *token)).collect()
}

fn of_body(reading: &Reading<'_>, token: Token) -> Option<Hit> {
    let name = reading.name(token);
    let (book, body) = reading.names.books.iter().find_map(|book| {
        let known = |body: &&Body| body.name == name || body.short.iter().any(|short| short == name);
        Some((book, book.bodies.iter().find(known)?))
    })?;
    let to = body.to.filter(|to| reading.date > *to)?;
    if is_told_of(reading, token)
        || stands_in_successor(reading, token, &body.successor)
        || !stands_alone(reading, token)
    {
        return None;
    }
    let right: Vec<String> = (!body.successor.is_empty())
        .then(|| body.successor.clone())
        .into_iter()
        .collect();
    let now = match right.first() {
        Some(now) => format!("现为“{now}”"),
        None => "请核对现用名称".to_owned(),
    };
    let basis = format!("names:{}/{}", book.id, body.name);
    Some(reading.hit(
        token.start..token.end,
        HitClass::Wording,
        (basis, 0.6),
        right,
        |wrong| {
            format!(
                "“{wrong}”最迟到{to}已更名或撤销，{now}；如非叙述历史，请改正（依据：{}）",
                body.source
            )
        },
    ))
}

fn is_told_of(reading: &Reading<'_>, token: Token) -> bool {
    let before = reading.before(token.start, 24);
    let behind = reading.behind(token.end, 16);
    let trimmed = before.trim_end_matches(['“', '(', '"']);
    let in_title = before
        .rfind('《')
        .is_some_and(|open| before.rfind('》').is_none_or(|close| close < open));
    in_title
        || FORMER.iter().any(|word| trimmed.ends_with(word))
        || HISTORY
            .iter()
            .any(|word| before.contains(word) || behind.contains(word))
}

/// Is it part of the new name, as 国家行政学院 is of 中央党校（国家行政学院）?
fn stands_in_successor(reading: &Reading<'_>, token: Token, successor: &str) -> bool {
    let chars = reading.normal.chars();
    let name = &chars[token.start..token.end];
    let whole: Vec<u32> = normal_chars(successor).into_iter().map(u32::from).collect();
    let mut offsets = whole.windows(name.len()).enumerate();
    offsets.any(|(offset, part)| {
        let start = token.start.checked_sub(offset);
        let there = start.and_then(|start| chars.get(start..start + whole.len()));
        part == name && there == Some(&whole[..])
    })
}

/// Is it the body itself? Short names are parts of others: 农业部门, 某国文化部.
fn stands_alone(reading: &Reading<'_>, token: Token) -> bool {
    let chars = reading.normal.chars();
    let short = token.end - token.start <= 3;
    let bare = |c: &u32| {
        char::from_u32(*c)
            .is_some_and(|c| "、，。由经向和及与据从对被按到在报请送交赴".contains(c) || !c.is_alphanumeric())
    };
    // 军队生态环境保护部门 and 信息产业部门 are no ministries.
    let department = chars[token.end - 1] == '部' as u32 && chars.get(token.end) == Some(&('门' as u32));
    if department || short && token.start > 0 && !bare(&chars[token.start - 1]) {
        return false;
    }
    let arm: Vec<u32> = normal_chars(&reading.behind(token.end, 6))
        .into_iter()
        .map(u32::from)
        .collect();
    let there = [&chars[token.start..token.end], &arm].concat();
    let length = token.end - token.start;
    Neighbourhood::new(words(), &there).stands_alone(0, length)
}
