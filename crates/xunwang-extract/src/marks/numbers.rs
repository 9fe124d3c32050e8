//! Numbers and names printed in a footer (备案编号、标识码、主办单位), read from text in half-width form.

use xunwang_domain::facts::PageMarks;

use super::english;

/// At most this many numbers of a kind are kept.
const MOST: usize = 8;

/// Reads everything that the footer's text prints.
pub(super) fn read(foot: &str, marks: &mut PageMarks) {
    read_missing(foot, marks);
    // Labels are often spaced out to align (“主　　办：”), so what is not found is looked for without the spaces.
    let complete = !marks.site_codes.is_empty() && !marks.icp.is_empty() && !marks.police.is_empty();
    if (!complete || marks.sponsor.is_none()) && has_spaced_ideograph(foot) {
        read_missing(&without_inner_spaces(foot), marks);
    }
}

fn read_missing(text: &str, marks: &mut PageMarks) {
    if marks.site_codes.is_empty() {
        site_codes(text, &mut marks.site_codes);
    }
    if marks.icp.is_empty() {
        icp(text, &mut marks.icp);
    }
    if marks.police.is_empty() {
        police(text, &mut marks.police);
    }
    if marks.sponsor.is_none() {
        marks.sponsor = sponsor(text).or_else(|| english::sponsor(text));
    }
}

/// Is there a single ideograph beside a space, so that a label may be spaced out?
fn has_spaced_ideograph(text: &str) -> bool {
    let mut before = ' ';
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let after = characters.peek().copied().unwrap_or('\n');
        if is_ideograph(character)
            && !is_ideograph(before)
            && !is_ideograph(after)
            && (before == ' ' || after == ' ')
        {
            return true;
        }
        before = character;
    }
    false
}

/// The text without spaces between single ideographs (`主 办 单 位`); spaces between words stay.
fn without_inner_spaces(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    for (index, &character) in characters.iter().enumerate() {
        let single = |at: Option<usize>| {
            let at = at?;
            let this = *characters.get(at)?;
            let around = [at.checked_sub(1), Some(at + 1)];
            let lonely = around.iter().all(|near| {
                near.and_then(|near| characters.get(near))
                    .is_none_or(|c| !is_ideograph(*c))
            });
            Some(is_ideograph(this) && lonely)
        };
        let beside_single =
            single(index.checked_sub(1)) == Some(true) || single(Some(index + 1)) == Some(true);
        if character == ' ' && beside_single {
            continue;
        }
        out.push(character);
    }
    out
}

/// 网站标识码, whatever stands in its place: `网站标识码：4401000001`, `标识码:bm07000001`; in an English version
/// `Website Identification Code: 4401000001`.
pub(super) fn site_codes(text: &str, codes: &mut Vec<String>) {
    for label in [
        "标识码",
        "dentification Code",
        "dentification code",
        "DENTIFICATION CODE",
    ] {
        for (at, word) in text.match_indices(label) {
            let rest = text.get(at + word.len()..).unwrap_or_default();
            let rest = rest.trim_start_matches(|c: char| {
                c.is_whitespace() || matches!(c, ':' | '为' | '是' | '(' | '[' | '号' | '-' | '/')
            });
            let end = rest
                .find(|c: char| !c.is_ascii_alphanumeric())
                .unwrap_or(rest.len());
            let code = rest.get(..end).unwrap_or_default();
            if code.len() >= 4 && code.bytes().any(|b| b.is_ascii_digit()) {
                keep(codes, code);
            }
        }
    }
}

/// ICP备案编号: `粤ICP备12345678号-1`; also `粤B2-20050001`-like permits do not count.
fn icp(text: &str, numbers: &mut Vec<String>) {
    for (at, _) in text.match_indices(['I', 'i']) {
        let rest = text.get(at..).unwrap_or_default();
        let Some(after) = rest
            .get(..3)
            .filter(|word| word.eq_ignore_ascii_case("icp"))
            .and(rest.get(3..))
        else {
            continue;
        };
        let Some(digits) = after.trim_start().strip_prefix(['备', '证']) else {
            continue;
        };
        let digits = digits.trim_start_matches(|c: char| {
            c.is_whitespace() || matches!(c, '案' | '号' | ':' | '编' | '字' | '第')
        });
        let length = digits.bytes().take_while(u8::is_ascii_digit).count();
        if length < 5 {
            continue;
        }
        let mut end = text.len() - digits.len() + length;
        let tail = text.get(end..).unwrap_or_default();
        if let Some(tail) = tail.trim_start_matches(' ').strip_prefix('号') {
            end = text.len() - tail.len();
            let serial = tail.trim_start_matches(' ');
            if let Some(serial) = serial.strip_prefix(['-', '—', '_']) {
                let digits = serial.bytes().take_while(u8::is_ascii_digit).count();
                if digits > 0 {
                    end = text.len() - serial.len() + digits;
                }
            }
        }
        let start = text
            .get(..at)
            .and_then(|before| before.char_indices().next_back())
            .filter(|(_, c)| is_ideograph(*c))
            .map_or(at, |(index, _)| index);
        keep(numbers, text.get(start..end).unwrap_or_default());
    }
}

/// 公安机关备案号: `粤公网安备 44010002000001号`.
fn police(text: &str, numbers: &mut Vec<String>) {
    for (at, word) in text.match_indices("公网安备") {
        let rest = text.get(at + word.len()..).unwrap_or_default();
        let digits = rest
            .trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '案' | '号' | '-' | '编'));
        let length = digits.bytes().take_while(u8::is_ascii_digit).count();
        if length < 6 {
            continue;
        }
        let mut end = text.len() - digits.len() + length;
        if text
            .get(end..)
            .is_some_and(|tail| tail.trim_start_matches(' ').starts_with('号'))
        {
            end = text
                .get(end..)
                .and_then(|tail| tail.find('号'))
                .map_or(end, |found| end + found + '号'.len_utf8());
        }
        let start = text
            .get(..at)
            .and_then(|before| before.char_indices().next_back())
            .filter(|(_, c)| is_ideograph(*c))
            .map_or(at, |(index, _)| index);
        keep(numbers, text.get(start..end).unwrap_or_default());
    }
}

/// 主办单位: after `主办单位：`, `主办：`; else the holder of the rights (`版权所有：…`), else 承办.
fn sponsor(text: &str) -> Option<String> {
    const LABELS: [&str; 9] = [
        "主办单位",
        "主办",
        "主管单位",
        "主管",
        "版权所有",
        "版权",
        "承办单位",
        "承办",
        "维护单位",
    ];
    LABELS
        .iter()
        .find_map(|label| {
            text.match_indices(label).find_map(|(at, word)| {
                let rest = text.get(at + word.len()..)?;
                let after = rest.trim_start_matches(|c: char| {
                    c.is_whitespace() || matches!(c, ':' | '©' | '为' | '方' | '/' | '、' | '@' | '-' | '|')
                });
                // “主办/承办：…” names both.
                let after = after
                    .strip_prefix("承办")
                    .map_or(after, |rest| rest.trim_start_matches(['单', '位', ':', ' ']));
                let separated = rest.len() != after.len();
                let name = until_boundary(after);
                let length = name.chars().count();
                ((3..=40).contains(&length)
                    && separated
                    && name.chars().all(|c| !c.is_ascii_digit())
                    && is_body(name))
                .then(|| name.to_owned())
            })
        })
        .or_else(|| {
            // “示例省青川市人民政府版权所有”, “青川市人民政府办公室主办”
            ["版权所有", "主办", "承办"].iter().find_map(|label| {
                let at = text.find(label)?;
                let line = text.get(..at)?.trim_end_matches([' ', '(', ':', '-']);
                let start = line
                    .rfind(|c: char| c.is_whitespace() || matches!(c, '|' | '©' | ',' | '。' | ':'))
                    .map_or(0, |found| {
                        found
                            + line
                                .get(found..)
                                .and_then(|rest| rest.chars().next())
                                .map_or(1, char::len_utf8)
                    });
                let name = line.get(start..)?;
                ((4..=40).contains(&name.chars().count()) && is_body(name)).then(|| name.to_owned())
            })
        })
}

/// A name up to the end of its line or the next particular.
fn until_boundary(text: &str) -> &str {
    const NEXT: [&str; 14] = [
        "承办",
        "协办",
        "主管",
        "技术",
        "维护",
        "地址",
        "联系",
        "电话",
        "网站标识",
        "标识码",
        "ICP",
        "备案",
        "版权",
        "建设",
    ];
    let mut end = text
        .find(['\n', '|', ',', '。', ';', '©', '(', '<'])
        .unwrap_or(text.len());
    for word in NEXT {
        if let Some(found) = text
            .get(..end)
            .and_then(|part| part.find(word))
            .filter(|found| *found > 0)
        {
            end = found;
        }
    }
    let name = text.get(..end).unwrap_or_default().trim();
    // Two spaces or one: what follows a space is the next particular, unless the name is cut too short.
    match name.split_once(' ') {
        Some((head, _)) if head.chars().count() >= 4 => head,
        _ => name,
    }
}

/// Is it a body's name, not “All Rights Reserved”?
fn is_body(name: &str) -> bool {
    name.chars().filter(|c| is_ideograph(*c)).count() >= 3 && !name.contains("所有") && !name.contains("未经")
}

fn is_ideograph(character: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&character) || ('\u{3400}'..='\u{4dbf}').contains(&character)
}

fn keep(numbers: &mut Vec<String>, number: &str) {
    let number = number.trim();
    if !number.is_empty() && numbers.len() < MOST && !numbers.iter().any(|known| known == number) {
        numbers.push(number.to_owned());
    }
}
