//! What in a text is form and no substance (形式): tables of contents, titles, headings, notes of adoption, chrome of the page.

use std::collections::HashMap;
use std::ops::Range;

use xunwang_domain::registry::half_width;

use super::chrome;
use super::numbers::number_at;
use super::reading::numbered;

/// What a line is (行的性质).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LineKind {
    Body,
    /// Title or heading: compared, but its absence is no omission.
    Heading,
    /// Where and when a law was adopted and amended: as a heading; its dates tell the edition.
    Note,
    /// An entry of a table of contents: not compared.
    Contents,
    /// Print, share, font size, source, neighbours: not compared.
    Chrome,
}

/// Lines of the beginning in which title and notes stand.
const HEAD: usize = 60;
/// Characters of the longest heading.
const LONGEST_HEADING: usize = 60;

/// One line, looked at once.
pub(crate) struct Line<'t> {
    pub(crate) range: Range<usize>,
    /// Without marks and white space at its ends.
    pub(crate) text: &'t str,
    /// Letters, digits and ideographs only, without a page number at the end.
    pub(crate) key: String,
    hashes: bool,
}

/// The lines of a text that are not blank, each with what it is.
pub(crate) fn classify(text: &str) -> Vec<(Range<usize>, LineKind)> {
    let lines = lines(text);
    let mut kinds = vec![LineKind::Body; lines.len()];
    chrome::mark(&lines, &mut kinds);
    contents(&lines, &mut kinds);
    head(&lines, &mut kinds);
    headings(&lines, &mut kinds);
    lines.into_iter().map(|line| line.range).zip(kinds).collect()
}

fn lines(text: &str) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    let mut start = 0;
    for line in text.split(['\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}']) {
        let range = start..start + line.len();
        // A separator of more than one byte is known by what follows the line.
        start = range.end
            + text
                .get(range.end..)
                .and_then(|rest| rest.chars().next())
                .map_or(0, char::len_utf8);
        let marks: &[_] = &[
            '#', '>', '*', '_', '`', ' ', '\t', '\u{3000}', '\u{a0}', '\u{feff}', '\u{200b}',
        ];
        let text = line.trim_matches(marks);
        if text.is_empty() {
            continue;
        }
        let key = key(text);
        let hashes = line.trim_start().starts_with('#');
        lines.push(Line {
            range,
            text,
            key,
            hashes,
        });
    }
    lines
}

/// The longest line whose words are looked at: beyond, it is a paragraph.
const LONGEST_KEYED: usize = 400;

fn key(text: &str) -> String {
    if text.len() > LONGEST_KEYED {
        return String::new();
    }
    let bare = text.trim_end_matches(|c: char| c.is_ascii_digit());
    // 总则…………3, but not 增长 12
    let leads = bare.len() < text.len() && bare.trim_end().ends_with(['.', '…', '·', '-', '—', '\t', '．']);
    let text = if leads { bare } else { text };
    text.chars()
        .map(half_width)
        .filter(|c| c.is_alphanumeric())
        .collect()
}

/// Does a line end as a sentence does?
fn ends(text: &str) -> bool {
    text.trim_end_matches(['”', '"', '’', '）', ')', '》', '」'])
        .ends_with(['。', '；', '！', '？', '：', '，', ';', ':', '!', '?', '、'])
}

fn is_short(line: &Line) -> bool {
    !line.key.is_empty() && line.key.chars().count() <= LONGEST_HEADING && !line.text.contains(['\t', '|'])
}

/// 第N编, 章, 节: a heading wherever it stands.
fn is_chapter(line: &Line) -> bool {
    chapter_unit(line.text).is_some() && is_short(line) && !ends(line.text) && !line.text.contains('。')
}

/// The unit of a chapter's number at the beginning of a text.
fn chapter_unit(text: &str) -> Option<char> {
    let after = text.strip_prefix('第')?.trim_start();
    let (_, length) = number_at(after, half_width)?;
    let unit = after.get(length..)?.trim_start().chars().next()?;
    let unit = if unit == '分' { '编' } else { unit };
    "编章节篇".contains(unit).then_some(unit)
}

/// `目录` and what is listed under it; without that word, three chapters or more in a row that all come again.
fn contents(lines: &[Line], kinds: &mut [LineKind]) {
    let mut last = HashMap::new();
    for (at, line) in lines.iter().enumerate() {
        last.insert(line.key.as_str(), at);
    }
    let again = |at: usize, line: &Line| last.get(line.key.as_str()).is_some_and(|last| *last > at);
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let first = at;
        let titled = matches!(line.key.as_str(), "目录" | "目次" | "目 录");
        if titled {
            at += 1;
        } else if line.key.starts_with("目录")
            && line.text.matches('第').count() > 1
            && !line.text.contains('。')
        {
            // All in one line.
            set(kinds, at..at + 1, LineKind::Contents);
            at += 1;
            continue;
        }
        let mut listed: Vec<&str> = Vec::new();
        while let Some(entry) = lines.get(at) {
            let is_item = is_short(entry) && !ends(entry.text);
            let comes_again = again(at, entry) && (titled || numbered(entry.text, false).is_some());
            if !is_item
                || listed.contains(&entry.key.as_str())
                || !(comes_again || titled && is_chapter(entry))
            {
                break;
            }
            listed.push(&entry.key);
            at += 1;
            if listed.len() > 500 {
                break;
            }
        }
        if titled || listed.len() >= 3 {
            set(kinds, first..at, LineKind::Contents);
        } else {
            at = first + 1;
        }
    }
}

/// Title and notes: the lines before the first that is a sentence, a chapter or an article.
fn head(lines: &[Line], kinds: &mut [LineKind]) {
    let is_open = |(line, kind): &(&Line, &LineKind)| {
        **kind != LineKind::Body
            || line.text.starts_with("<!--")
            || !ends_head(line) && (numbered(line.text, true).is_none() || has_date(line.text))
    };
    let count = lines
        .iter()
        .zip(kinds.iter())
        .take(HEAD)
        .take_while(is_open)
        .count();
    let has_note = lines.iter().take(count).any(is_note);
    let mut title = true;
    for (line, kind) in lines.iter().zip(kinds.iter_mut()).take(count) {
        if *kind == LineKind::Body && (title || has_note || is_number(line.text)) {
            *kind = if is_note(line) {
                LineKind::Note
            } else {
                LineKind::Heading
            };
            title = false;
        }
    }
}

/// Is a line of the beginning text, so that the head ends before it?
fn ends_head(line: &Line) -> bool {
    let whole_note = is_note(line) && line.key.chars().count() < 200;
    is_chapter(line)
        || line.text.contains(['\t', '|'])
        || !whole_note && (ends(line.text) || line.text.contains('。') || line.key.is_empty())
}

/// 2018年10月26日…修正
fn is_note(line: &Line) -> bool {
    const DONE: [&str; 10] = [
        "通过", "修正", "修订", "公布", "发布", "施行", "批准", "印发", "废止", "决定",
    ];
    has_date(line.text)
        && DONE.iter().any(|word| line.text.contains(word))
        && !line.text.trim_end_matches(['）', ')']).ends_with('。')
}

/// Does a text hold a year and a month?
fn has_date(text: &str) -> bool {
    text.match_indices('年').any(|(at, _)| {
        let before = text.get(..at).unwrap_or_default();
        let after = text.get(at + '年'.len_utf8()..).unwrap_or_default().trim_start();
        before
            .trim_end()
            .chars()
            .next_back()
            .is_some_and(|c| half_width(c).is_ascii_digit() || "〇○零一二三四五六七八九".contains(c))
            && number_at(after, half_width).is_some_and(|(_, length)| {
                after
                    .get(length..)
                    .unwrap_or_default()
                    .trim_start()
                    .starts_with('月')
            })
    })
}

/// A document number and nothing else: 青府办〔2023〕5号.
fn is_number(text: &str) -> bool {
    let length = text.chars().count();
    length <= 30 && text.ends_with('号') && text.contains(['〔', '[', '［', '（'])
}

/// Chapters; marked lines; items such as 一、总体要求 that have no mark at their end and under which something stands.
fn headings(lines: &[Line], kinds: &mut [LineKind]) {
    for (at, line) in lines.iter().enumerate() {
        let open = is_short(line) && !ends(line.text) && !line.text.contains('。');
        let is_named = matches!(line.key.as_str(), "总则" | "附则" | "序言" | "前言" | "附录");
        let is_heading = is_chapter(line)
            || open && (line.hashes || is_named)
            || open && numbered(line.text, false).is_some() && has_body(lines.get(at + 1), line);
        if is_heading && let Some(kind @ LineKind::Body) = kinds.get_mut(at) {
            *kind = LineKind::Heading;
        }
    }
}

/// Does the line after an open item belong under it, rather than being the next item of a list?
fn has_body(next: Option<&Line>, item: &Line) -> bool {
    let style = |text: &str| {
        let length = numbered(text, false)?;
        let closer = text.get(length..)?.chars().next().map(half_width);
        let first = half_width(text.chars().next()?);
        Some((closer, first.is_ascii_digit(), first == '('))
    };
    next.is_some_and(|next| {
        style(next.text) != style(item.text) && (ends(next.text) || numbered(next.text, false).is_some())
    })
}

fn set(kinds: &mut [LineKind], range: Range<usize>, to: LineKind) {
    if let Some(kinds) = kinds.get_mut(range) {
        for kind in kinds.iter_mut().filter(|kind| **kind == LineKind::Body) {
            *kind = to;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> String {
        let letter = |(_, kind)| match kind {
            LineKind::Body => 'b',
            LineKind::Heading => 'h',
            LineKind::Note => 'n',
            LineKind::Contents => 'c',
            LineKind::Chrome => 'x',
        };
        classify(text).into_iter().map(letter).collect()
    }

    #[test]
    fn a_law() {
        let law = "示例省河道条例\n\n（2015年1月8日示例省人民代表大会常务委员会通过　根据2020年3月2日《决定》修正）\n目　　录\n第一章　总　　则\n第二章　附　　则\n第一章　总　　则\n第一条　为了保护河道，制定本条例。\n第二章 附 则\n第二条　本条例自公布之日起施行。";
        assert_eq!(kinds(law), "hnccchbhb");
        let marked = "# 示例省河道条例\n2015年1月8日 示例省人民代表大会常务委员会通过\n2020年3月2日 《决定》修正\n<!-- INFO END -->\n## 第一章 总则\n第一条 为了保护河道，制定本条例。";
        assert_eq!(kinds(marked), "hnnxhb");
    }

    #[test]
    fn a_notice_has_headings_and_lists() {
        let notice = "关于做好防汛工作的通知\n青府办〔2023〕5号\n各区人民政府：\n一、总体要求\n坚持预防为主。\n二、任务分工\n（一）排查隐患。逐段检查。\n三、名单\n1.青川市水利局\n2.云岭市水利局\n3.江口市水利局\n青川市人民政府\n2023年5月12日";
        assert_eq!(kinds(notice), "hhbhbhbhbbbbb");
        let list = "名单如下：\n一、张三\n二、李四\n三、王五";
        assert_eq!(kinds(list), "bbbb");
    }

    #[test]
    fn contents_are_known_with_page_numbers_and_without_their_name() {
        let plan = "某规划\n目录\n一、现状……1\n二、目标……3\n一、现状\n河道多。\n二、目标\n河道清。";
        assert_eq!(kinds(plan), "hccchbhb");
        let law = "某条例\n第一章 总则\n第二章 保护\n第三章 附则\n第一章 总则\n第一条 保护。\n第二章 保护\n第二条 保护。\n第三章 附则\n第三条 施行。";
        assert_eq!(kinds(law), "hccchbhbhb");
    }

    #[test]
    fn a_table_at_the_beginning_is_text() {
        assert_eq!(kinds("序号\t单位\n1\t青川市水利局\n2\t云岭市水利局"), "bbb");
    }
}
