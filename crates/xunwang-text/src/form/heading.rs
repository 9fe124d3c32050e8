//! `form:heading`: numbered headings that leave out a number or say one twice.

use super::check::Check;
use super::numeral::han_number;
use super::passage::Passage;
use crate::Hit;

const BASIS: &str = "form:heading";

pub(super) static CHECK: Check = Check {
    name: "heading",
    title: "标题序号有误",
    document: "\
## 检查什么

段首的层次序数（第一章、一、（一）、1.、（1））跳号、重号，以及汉字序数里混入阿拉伯数字（一、二、3、四、）。

## 为什么

序号不连续，多半是漏了一段或改稿后没有重排；引用时也找不准位置。

## 怎样认定

同一层从一开始数；上一层换了序号，下一层重新开始。只差一个号、所缺的号在两处之间的正文里也没有出现的，才报跳号；\
全文同一层有两处以上跳号的，多半是节选，不报。“条”只在全文满十条时看。都为疑似。

## 示例

- 报告：一、总体情况\\n正文。\\n二、主要问题\\n正文。\\n四、下一步工作
- 报告：一、总体情况\\n二、主要问题\\n二、下一步工作\\n三、有关要求
- 报告：一、总体情况\\n二、主要问题\\n3、下一步工作\\n四、有关要求
- 报告：（一）甲。\\n（二）乙。\\n（四）丁。
- 不报告：一、甲\\n（一）子\\n（二）丑\\n二、乙\\n（一）寅\\n三、丙
- 不报告：第三条 甲\\n第七条 乙\\n第十五条 丙
- 不报告：一、甲\\n二、乙，三、丙\\n四、丁
",
    run,
};

/// Levels from the highest; a number of one begins those below anew.
#[derive(Clone, Copy, PartialEq)]
enum Level {
    Chapter,
    Han,
    HanBracket,
    Digit,
    DigitBracket,
    /// 第几条 runs through all chapters and stands outside the order.
    Article,
}

struct Heading {
    level: Level,
    number: u32,
    start: usize,
    end: usize,
    /// The paragraph behind the number.
    rest: usize,
}

fn run(passage: &Passage<'_>, hits: &mut Vec<Hit>) {
    let headings: Vec<Heading> = passage
        .lines
        .iter()
        .filter_map(|line| heading(passage.text, line.start, line.end))
        .collect();
    if headings.len() < 3 {
        return;
    }
    let articles = headings
        .iter()
        .filter(|heading| heading.level == Level::Article)
        .count();
    let mut last: [Option<usize>; 6] = [None; 6];
    let mut found: Vec<(Level, Hit)> = Vec::new();
    for (place, heading) in headings.iter().enumerate() {
        let level = heading.level as usize;
        if heading.level != Level::Article {
            last[level + 1..Level::Article as usize].fill(None);
        }
        if heading.number == 1 {
            last[level] = Some(place);
            continue;
        }
        let Some(before) = last[level] else { continue };
        let previous = &headings[before];
        if heading.number == previous.number + 1 {
            last[level] = Some(place);
        } else if heading.number == previous.number + 2 {
            last[level] = Some(place);
            if let Some(hit) = gap(passage, &headings, before, place)
                && (heading.level != Level::Article || articles >= 10)
            {
                found.push((heading.level, hit));
            }
        } else if heading.number == previous.number && heading.level != Level::Article {
            if let Some(hit) = twice(passage, previous, heading, headings.get(place + 1)) {
                found.push((heading.level, hit));
            }
        } else {
            last[level] = None; // An excerpt, or another list: nothing can be said until it begins with one.
        }
    }
    for level in [
        Level::Chapter,
        Level::Han,
        Level::HanBracket,
        Level::Digit,
        Level::DigitBracket,
        Level::Article,
    ] {
        let mut of_level: Vec<Hit> = found
            .extract_if(.., |(found, _)| *found == level)
            .map(|(_, hit)| hit)
            .collect();
        if of_level.len() == 1 {
            hits.append(&mut of_level);
        }
    }
}

fn heading(text: &str, start: usize, end: usize) -> Option<Heading> {
    let line = text[start..end].trim_start_matches(['#', '*', ' ', '\u{3000}']);
    let start = end - line.len();
    let bracket = line.strip_prefix(['（', '(']);
    let ordinal = line.strip_prefix('第');
    let body = bracket.or(ordinal).unwrap_or(line);
    let han = body.len() - body.trim_start_matches(super::numeral::is_numeral).len();
    let digits = body.len() - body.trim_start_matches(|sign: char| sign.is_ascii_digit()).len();
    let (number, length) = match (han, digits) {
        (0, 1..=2) => (body[..digits].parse().ok()?, digits),
        (1..=15, 0) => (han_number(&body[..han])?, han),
        _ => return None,
    };
    let mut after = body[length..].chars();
    let sign = after.next()?;
    let next = after.next();
    let level = match (sign, han > 0) {
        ('）' | ')', true) if bracket.is_some() => Level::HanBracket,
        ('）' | ')', false) if bracket.is_some() => Level::DigitBracket,
        ('章', _) if ordinal.is_some() => Level::Chapter,
        ('条', _) if ordinal.is_some() && next.is_none_or(|next| next.is_whitespace()) => Level::Article,
        ('、', true) if bracket.is_none() && ordinal.is_none() => Level::Han,
        ('.' | '．' | '、', false)
            if bracket.is_none() && ordinal.is_none() && next.is_some_and(|next| !next.is_ascii_digit()) =>
        {
            Level::Digit
        }
        _ => return None,
    };
    let rest = end - body.len() + length + sign.len_utf8();
    Some(Heading {
        level,
        number,
        start,
        end,
        rest,
    })
}

/// A number that is left out between two headings of a level.
fn gap(passage: &Passage<'_>, headings: &[Heading], before: usize, place: usize) -> Option<Hit> {
    let (previous, heading) = (&headings[before], &headings[place]);
    let missing = heading.number - 1;
    let between = &passage.text[previous.rest..heading.start];
    let name = written(missing);
    // 一、甲，二、乙 in one paragraph, or another way to write it.
    let inline = match heading.level {
        Level::Han => between.contains(&format!("{name}、")),
        Level::HanBracket => {
            between.contains(&format!("（{name}）")) || between.contains(&format!("({name})"))
        }
        Level::Chapter | Level::Article => between.contains(&format!("第{name}")),
        Level::Digit => [".", "．", "、", "，"]
            .iter()
            .any(|sign| between.contains(&format!("{missing}{sign}"))),
        Level::DigitBracket => {
            between.contains(&format!("{missing}）")) || between.contains(&format!("{missing})"))
        }
    };
    if inline || between.contains('\t') {
        return None;
    }
    let mut digits = headings[before + 1..place]
        .iter()
        .filter(|other| other.level == Level::Digit);
    let (first, second) = (digits.next(), digits.next());
    let mixed =
        first.filter(|other| heading.level == Level::Han && other.number == missing && second.is_none());
    let span = mixed.unwrap_or(heading);
    let span = span.start..span.rest;
    let number = &passage.text[span.clone()];
    if mixed.is_some() {
        let message = format!("序号“{number}”应与前后一致，用“{name}、”。");
        let mut hit = passage.suspect(BASIS, span, 0.8, message);
        hit.right = vec![format!("{name}、")];
        return Some(hit);
    }
    let message = format!(
        "序号从“{}”跳到“{number}”，缺了第{missing}个，请核对是漏了内容还是编号有误。",
        &passage.text[previous.start..previous.rest]
    );
    Some(passage.suspect(BASIS, span, 0.8, message))
}

/// The same number again, and the list goes on behind it.
fn twice(
    passage: &Passage<'_>,
    previous: &Heading,
    heading: &Heading,
    next: Option<&Heading>,
) -> Option<Hit> {
    let goes_on = next.is_some_and(|next| next.level == heading.level && next.number == heading.number + 1);
    let same = passage.text[previous.rest..previous.end] == passage.text[heading.rest..heading.end];
    if !goes_on || same || passage.text[previous.rest..heading.start].contains('\t') {
        return None;
    }
    let number = &passage.text[heading.start..heading.rest];
    let message = format!("序号“{number}”用了两次，请核对编号。");
    Some(passage.suspect(BASIS, heading.start..heading.rest, 0.65, message))
}

/// A number up to 99 in Chinese.
fn written(number: u32) -> String {
    let digit = |number: u32| {
        "一二三四五六七八九"
            .chars()
            .nth(number as usize - 1)
            .map(String::from)
            .unwrap_or_default()
    };
    let (tens, ones) = (number / 10 % 10, number % 10);
    let mut text = String::new();
    if tens > 0 {
        if tens > 1 {
            text += &digit(tens);
        }
        text.push('十');
    }
    if ones > 0 {
        text += &digit(ones);
    }
    text
}
