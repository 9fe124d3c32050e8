//! `form:listing`: a number of items that is announced, and another that follows.

use super::check::Check;
use super::numeral::han_number;
use super::passage::Passage;
use crate::Hit;

const BASIS: &str = "form:listing";

pub(super) static CHECK: Check = Check {
    name: "listing",
    title: "列举与项数矛盾",
    document: "\
## 检查什么

说“共3项”“以下四个方面”而后面列出的项数不同，列举的序号跳号（一是、二是、四是），\
以及“甲市、乙市、丙市等2个市”这样列出的比说的还多。

## 为什么

项数不符说明漏了内容或者改稿没改全，是公文校对的必查项。

## 怎样认定

只看同一段内冒号后紧接着列举的；序号从一开始，跳号的和总数不符的都为疑似。\
下一段接着往下排的不报，“等几个”列得少的不报（本来就是举例）。

## 示例

- 报告：重点抓好三项工作：一是摸清底数；二是建立台账；三是整改落实；四是督促检查。
- 报告：存在以下3个问题：一是更新慢；二是链接失效；四是错别字多。
- 报告：共3项：一、报名，二、初审，四、公示。
- 报告：青川市、云岭市、江安市等2个市完成了任务。
- 不报告：重点抓好三项工作：一是摸清底数；二是建立台账；三是整改落实。
- 不报告：青川市、云岭市等11个市完成了任务，统一是必要的，一是一，二是二。
- 不报告：有以下三种情形：（一）甲；（二）乙；\\n（三）丙。
",
    run,
};

fn run(passage: &Passage<'_>, hits: &mut Vec<Hit>) {
    for mark in &passage.marks {
        if matches!(mark.sign, '：' | ':') {
            counted(passage, mark.at, mark.end(), hits);
        }
    }
    for (at, _) in passage.text.match_indices('等') {
        named(passage, at, hits);
    }
}

/// Longest list that is looked through, in bytes: nobody writes a longer one into one paragraph.
const LONGEST: usize = 12_000;

/// How the items of a list are counted.
#[derive(Clone, Copy, PartialEq)]
enum Style {
    /// 一是
    Is,
    /// 一、
    Comma,
    /// （一）
    Bracket,
    /// （1）
    Digit,
    /// 第一，
    Ordinal,
}

fn counted(passage: &Passage<'_>, colon: usize, start: usize, hits: &mut Vec<Hit>) {
    let Some(announced) = announced(passage.tail(colon, 14)) else {
        return;
    };
    let Some(place) = passage.line_of(colon) else {
        return;
    };
    let line = passage.lines[place].clone();
    if line.end > start + LONGEST {
        return;
    }
    let Some((style, 1, _)) = item(passage.text[start.min(line.end)..line.end].trim_start()) else {
        return;
    };
    let (mut last, mut gap, mut end) = (0, None, start);
    let boundaries = ['：', ':', '；', ';', '。', '，', ',', ' ', '、'];
    let mut at = start;
    while at < line.end {
        if let Some((found, number, length)) = item(&passage.text[at..line.end])
            && found == style
        {
            if number == last + 1 {
                last = number;
            } else if number == last + 2 && last > 0 {
                (gap, last) = (gap.or(Some(number - 1)), number);
            } else if number == 1 {
                return; // A list of its own inside an item: whose items follow cannot be said.
            }
            end = at + length;
        }
        at = passage.text[at..line.end]
            .find(boundaries)
            .map_or(line.end, |found| {
                at + found + passage.after(at + found).map_or(1, char::len_utf8)
            });
    }
    let goes_on = passage.lines.get(place + 1).is_some_and(|next| {
        item(&passage.text[next.clone()]).is_some_and(|(found, number, _)| found == style && number > 1)
    });
    if last < 2 || goes_on {
        return;
    }
    let message = match gap {
        Some(number) => format!("列举跳号：缺第{number}项，请核对是漏了内容还是序号有误。"),
        None if last != announced => format!("前面说有{announced}项，后面列了{last}项，请核对。"),
        None => return,
    };
    let score = if gap.is_some() { 0.85 } else { 0.75 };
    hits.push(passage.suspect(BASIS, back(passage, colon)..end, score, message));
}

/// Where the sentence part in front of `at` begins, at most 14 characters back.
fn back(passage: &Passage<'_>, at: usize) -> usize {
    let tail = passage.tail(at, 14);
    let skip = tail.rfind(['。', '；', '，', '\n', '\t']).map_or(0, |found| {
        found + tail[found..].chars().next().map_or(0, char::len_utf8)
    });
    at - tail.len() + skip
}

/// The number that a lead such as `抓好三项工作` or `共3项` announces.
fn announced(lead: &str) -> Option<u32> {
    let lead = lead
        .rsplit(['。', '；', '，', '、', '\n', '\t', '“', '《'])
        .next()?;
    let units = [
        "个方面",
        "项",
        "个问题",
        "个环节",
        "个阶段",
        "个步骤",
        "种情形",
        "点",
        "方面",
        "类",
        "种",
        "条",
        "件",
    ];
    units.iter().find_map(|unit| {
        let at = lead.rfind(unit)?;
        let front = lead[..at].trim_end_matches('大');
        if lead[at + unit.len()..].chars().count() > 6 || front.ends_with('第') {
            return None;
        }
        let digits = front.trim_end_matches(|sign: char| sign.is_ascii_digit());
        if digits.len() < front.len() {
            return front[digits.len()..]
                .parse()
                .ok()
                .filter(|_| !digits.ends_with(['.', '第']));
        }
        let numerals = front.trim_end_matches(|sign: char| "二三四五六七八九十两".contains(sign));
        let number = &front[numerals.len()..];
        let legal = !numerals.ends_with(['第', '百', '千', '万', '几', '数']);
        (legal && !number.is_empty())
            .then(|| han_number(number))
            .flatten()
    })
}

/// The counter at the head of an item, its number and its length in bytes.
fn item(text: &str) -> Option<(Style, u32, usize)> {
    let inner = text.strip_prefix(['（', '(']);
    let ordinal = text.strip_prefix('第');
    let body = inner.or(ordinal).unwrap_or(text);
    let han = body.len()
        - body
            .trim_start_matches(|sign: char| "一二三四五六七八九十".contains(sign))
            .len();
    let arabic = body.len() - body.trim_start_matches(|sign: char| sign.is_ascii_digit()).len();
    let (number, length) = match (han, arabic) {
        (0, 1..=2) if inner.is_some() => (body[..arabic].parse().ok()?, arabic),
        (1..=9, _) => (han_number(&body[..han])?, han),
        _ => return None,
    };
    let after = body[length..].chars().next()?;
    let style = match after {
        '）' | ')' if inner.is_some() && han > 0 => Style::Bracket,
        '）' | ')' if inner.is_some() => Style::Digit,
        '，' | '、' if ordinal.is_some() => Style::Ordinal,
        '是' if inner.is_none() && ordinal.is_none() => Style::Is,
        '、' if inner.is_none() && ordinal.is_none() => Style::Comma,
        _ => return None,
    };
    let length = text.len() - body.len() + length + after.len_utf8();
    Some((style, number, length))
}

/// `青川市、云岭市、江安市等2个市`: more are named than counted.
fn named(passage: &Passage<'_>, at: usize, hits: &mut Vec<Hit>) {
    let rest = &passage.text[at + "等".len()..];
    let digits = rest.len() - rest.trim_start_matches(|sign: char| sign.is_ascii_digit()).len();
    let han = rest.len()
        - rest
            .trim_start_matches(|sign: char| "二三四五六七八九十两".contains(sign))
            .len();
    let count = match (digits, han) {
        (1..=2, _) => rest[..digits].parse().ok(),
        (0, 3..=9) => han_number(&rest[..han]),
        _ => None,
    };
    let Some(count) = count.filter(|count| *count >= 2) else {
        return;
    };
    let noun = rest[digits.max(han)..].trim_start_matches(['个', '家', '所']);
    let Some(kind) = noun
        .chars()
        .next()
        .filter(|kind| "省市县区镇乡村州盟旗局".contains(*kind))
    else {
        return;
    };
    let part = passage
        .tail(at, 120)
        .rsplit(['。', '；', '，', '：', '\t', '\n', '（', '和', '及', '与'])
        .next()
        .unwrap_or("");
    let names: Vec<&str> = part.split('、').collect();
    let same = names
        .iter()
        .all(|name| name.ends_with(kind) && name.chars().count() <= 8);
    if same && names.len() as u32 > count {
        let span = at - part.len()..at + "等".len() + digits.max(han);
        let message = format!("列出了{}个，后面却说{count}个，请核对。", names.len());
        hits.push(passage.suspect(BASIS, span, 0.7, message));
    }
}
