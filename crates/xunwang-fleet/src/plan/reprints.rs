//! Documents reprinted without a part of them (转载缺失), and reprints that are whole, however they look.

use super::{Draft, roles::Role, targets};
use crate::{
    Bait, ChannelKind, Expected,
    chance::Chance,
    site::{Content, Site, Spot, Twist},
    words::{self, DOCUMENTS, Document, chinese},
};

/// What a reprint may lack.
const LACKS: [&str; 6] = [
    "article-missing",
    "sentence-missing",
    "number-changed",
    "paragraph-missing",
    "article-missing-renumbered",
    "end-missing",
];
/// How a whole one may differ from its original.
const WHOLE: [&str; 7] = [
    "reprint-complete",
    "reprint-with-contents",
    "reprint-other-typography",
    "reprint-with-chrome",
    "reprint-renumbered",
    "reprint-with-note",
    "document-cited",
];
/// Shorter sentences are not left out, in characters.
const LEAST_SENTENCE: usize = 12;

/// Plants into articles that are free a reprint with a lack, unless the site is clean, and one that is whole. No site holds
/// two of one document, which would be a repeated article.
pub(super) fn plant(site: &mut Site, role: Role, free: &mut Vec<u32>, draft: &mut Draft) {
    let mut chance = Chance::new(&[site.seed, 173]);
    let province = words::province(draft.manifest.options.style).name;
    let turn = site.index;
    let mut fitting: Vec<u32> = free.clone();
    fitting.retain(|number| holds_documents(site, *number));
    // An article may stand in two channels.
    let mut take = || {
        let article = fitting.pop()?;
        fitting.retain(|other| *other != article);
        free.retain(|other| *other != article);
        Some(article)
    };
    if role != Role::Clean {
        let Some(article) = take() else { return };
        let document = words::document(province, turn % DOCUMENTS);
        lacking(
            site,
            article,
            LACKS[turn % LACKS.len()],
            document,
            &mut chance,
            draft,
        );
    }
    let Some(article) = take() else { return };
    let document = words::document(province, (turn + 1) % DOCUMENTS);
    complete(
        site,
        article,
        WHOLE[turn % WHOLE.len()],
        document,
        &mut chance,
        draft,
    );
}

/// In guides and questions nobody looks for documents.
fn holds_documents(site: &Site, article: u32) -> bool {
    let channel = usize::from(site.articles[article as usize].channel);
    let kind = site.channels[channel].kind;
    matches!(
        kind,
        ChannelKind::News | ChannelKind::Announcement | ChannelKind::Document | ChannelKind::Interpretation
    )
}

fn lacking(
    site: &mut Site,
    article: u32,
    kind: &str,
    document: Document,
    chance: &mut Chance,
    draft: &mut Draft,
) {
    let Document { title, mut lines } = document;
    match kind {
        "sentence-missing" => leave_out_sentence(&mut lines, chance),
        "number-changed" => change_number(&mut lines, chance),
        "end-missing" => lines.truncate(lines.len() - lines.len() / 4),
        _ => {
            lines.remove(text_line(&lines, chance));
            if kind == "article-missing-renumbered" {
                number_anew(&mut lines);
            }
        }
    }
    let mut places = targets::places(site, Spot::Article(article));
    // Its page for printing lacks the same.
    let printed = format!("{}?print=1", site.articles[article as usize].path);
    if site.resources.contains_key(printed.as_str()) {
        places.push(site.url(&printed));
    }
    let expected = |rule: &str| Expected {
        rule: rule.to_owned(),
        site_code: site.identity.code.clone(),
        places: places.clone(),
        kind: kind.to_owned(),
        ..Expected::default()
    };
    draft.manifest.expected.push(expected("reprint-incomplete"));
    // A gap in the numbers is to be seen without the original too.
    draft.manifest.tolerated.push(expected("form-irregular"));
    put(site, article, title, lines);
}

fn complete(
    site: &mut Site,
    article: u32,
    kind: &str,
    document: Document,
    chance: &mut Chance,
    draft: &mut Draft,
) {
    draft.manifest.baits.push(Bait {
        site_code: site.identity.code.clone(),
        kind: kind.to_owned(),
        url: targets::places(site, Spot::Article(article)).remove(0),
        places: Vec::new(),
    });
    let Document { title, mut lines } = document;
    match kind {
        "document-cited" => {
            let cited = lines[text_line(&lines, chance)].clone();
            let text = bare(&cited).to_owned();
            let markup = format!("<p>《{title}》提出：“{}”</p>", text.trim_end_matches('。'));
            targets::plant_content(site, Content::Body(markup), &[Spot::Article(article)]);
            return;
        }
        "reprint-with-contents" => {
            let headings: Vec<String> = lines.iter().filter(|line| is_heading(line)).cloned().collect();
            if !headings.is_empty() {
                lines.splice(0..0, std::iter::once("目　　录".to_owned()).chain(headings));
            }
        }
        "reprint-other-typography" => lines.iter_mut().for_each(|line| *line = set_otherwise(line)),
        "reprint-with-chrome" => {
            lines.splice(0..0, ["字号：大 中 小".to_owned(), "打印 分享 收藏".to_owned()]);
            lines.extend([
                "责任编辑：本网编辑部".to_owned(),
                "扫一扫在手机打开当前页".to_owned(),
            ]);
        }
        "reprint-renumbered" => lines.iter_mut().for_each(|line| *line = in_digits(line)),
        "reprint-with-note" => {
            let note = "编者按：为方便群众查阅，现将该文件全文转发，请结合本地实际认真学习。";
            lines.insert(0, note.to_owned());
        }
        _ => {}
    }
    put(site, article, title, lines);
}

fn put(site: &mut Site, article: u32, title: String, lines: Vec<String>) {
    let lines = lines.into();
    site.articles[article as usize].twist = Twist::Reprint { title, lines };
}

/// A line that is text, and neither the first nor the last.
fn text_line(lines: &[String], chance: &mut Chance) -> usize {
    let inner = 1..lines.len() - 1;
    let found: Vec<usize> = inner.filter(|at| !is_heading(&lines[*at])).collect();
    *chance.pick(&found)
}

fn is_heading(line: &str) -> bool {
    !line.ends_with(['。', '：'])
}

/// Leaves out the last sentence of a line that has several.
fn leave_out_sentence(lines: &mut [String], chance: &mut Chance) {
    let last = |line: &String| {
        let text = line.strip_suffix('。')?;
        let (rest, last) = text.rsplit_once('。')?;
        (last.chars().count() >= LEAST_SENTENCE).then(|| format!("{rest}。"))
    };
    let found: Vec<(usize, String)> = lines
        .iter()
        .enumerate()
        .filter_map(|(at, line)| Some((at, last(line)?)))
        .collect();
    let (at, line) = chance.pick(&found).clone();
    lines[at] = line;
}

/// Another number in one of the lines.
fn change_number(lines: &mut [String], chance: &mut Chance) {
    let digits = |line: &String| line.find(|c: char| c.is_ascii_digit());
    let found: Vec<(usize, usize)> = lines
        .iter()
        .enumerate()
        .filter_map(|(at, line)| Some((at, digits(line)?)))
        .collect();
    let (at, from) = *chance.pick(&found);
    let line = &lines[at];
    let length = line[from..].bytes().take_while(u8::is_ascii_digit).count();
    let number: usize = line[from..from + length].parse().unwrap_or_default();
    lines[at] = format!("{}{}{}", &line[..from], number + 51, &line[from + length..]);
}

/// The label at the beginning of a line: 第十二条, 十二、, （十二）, with what stands before and behind its number.
fn label(line: &str) -> Option<(&'static str, &str, &'static str, &str)> {
    const LABELS: [(&str, &str); 3] = [("第", "条　"), ("（", "）"), ("", "、")];
    LABELS.into_iter().find_map(|(before, behind)| {
        let (number, text) = line.strip_prefix(before)?.split_once(behind)?;
        let is_number = !number.is_empty() && number.chars().all(|c| "一二三四五六七八九十".contains(c));
        is_number.then_some((before, number, behind, text))
    })
}

fn bare(line: &str) -> &str {
    label(line).map_or(line, |(.., text)| text)
}

/// Articles behind the gap move up, so that their numbers do not tell of it.
fn number_anew(lines: &mut [String]) {
    let mut counts: [(&str, usize); 2] = [("条　", 0), ("）", 0)];
    for line in lines {
        let Some((before, _, behind, text)) = label(line) else {
            continue;
        };
        if let Some((_, count)) = counts.iter_mut().find(|(unit, _)| *unit == behind) {
            *count += 1;
            *line = format!("{before}{}{behind}{text}", chinese(*count));
        }
    }
}

/// 第十二条 as 第12条, （三） as 3..
fn in_digits(line: &str) -> String {
    let Some((before, number, behind, text)) = label(line) else {
        return line.to_owned();
    };
    let value = (1..100)
        .find(|value| chinese(*value) == number)
        .unwrap_or_default();
    match behind {
        "）" => format!("({value}) {text}"),
        "、" => format!("{value}．{text}"),
        _ => format!("{before}{value}{behind}{text}"),
    }
}

/// Half-width marks, full-width digits, blanks around labels.
fn set_otherwise(line: &str) -> String {
    let set = |c: char| match c {
        '，' => ", ".to_owned(),
        '；' => "; ".to_owned(),
        '（' => "(".to_owned(),
        '）' => ") ".to_owned(),
        '　' => "  ".to_owned(),
        digit if digit.is_ascii_digit() => char::from_u32(u32::from(digit) + 0xfee0)
            .unwrap_or(digit)
            .to_string(),
        other => other.to_string(),
    };
    line.chars().map(set).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines() -> Vec<String> {
        let document = words::document("示例省", 0);
        document.lines
    }

    #[test]
    fn what_is_left_out_is_left_out_once() {
        for seed in 0..30 {
            let mut chance = Chance::new(&[seed]);
            let whole = lines();
            let mut cut = lines();
            leave_out_sentence(&mut cut, &mut chance);
            let lost: usize = whole.concat().chars().count() - cut.concat().chars().count();
            assert!(lost > LEAST_SENTENCE, "{lost}");
            let mut changed = lines();
            change_number(&mut changed, &mut chance);
            let differing = whole.iter().zip(&changed).filter(|(one, other)| one != other);
            assert_eq!(differing.count(), 1);
            let at = text_line(&whole, &mut chance);
            assert!(
                whole[at].starts_with('第') && whole[at].ends_with('。'),
                "{}",
                whole[at]
            );
        }
    }

    #[test]
    fn labels_are_told_and_written_anew() {
        assert_eq!(in_digits("第十二条　甲。"), "第12条　甲。");
        assert_eq!(in_digits("（三）乙。"), "(3) 乙。");
        assert_eq!(in_digits("九、丙。"), "9．丙。");
        assert_eq!(in_digits("第二章　总则"), "第二章　总则");
        assert_eq!(bare("第十二条　甲。"), "甲。");
        let mut behind: Vec<String> = ["第一条　甲。", "第三条　丙。"].map(str::to_owned).into();
        number_anew(&mut behind);
        assert_eq!(behind[1], "第二条　丙。");
        assert_eq!(set_otherwise("（三）在15日内，办结；"), "(三) 在１５日内, 办结; ");
    }
}
