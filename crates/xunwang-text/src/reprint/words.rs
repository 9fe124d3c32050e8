//! Differences as spans and sentences (差异的表述).

use std::ops::Range;

use super::compare::Found;
use super::difference::{Difference, DifferenceKind, Order};
use super::edition::Edition;
use super::reading::{Boundary, Reading};

/// Characters of a text that a message quotes.
const QUOTED: usize = 40;
/// Atoms that are looked back for the article in which a difference stands.
const LOOK_BACK: usize = 3_000;
const OPENING: &str = "“‘（《〈【「『\"'([";
const CLOSING: &str = "。；，、：！？”’）》〉】」』…—.,;:!?\"')]%";

/// A difference with its bytes and its message.
pub(super) fn difference(found: &Found, source: &Reading, local: &Reading) -> Difference {
    let spans = (
        span(source, &found.source, found.kind),
        span(local, &found.local, found.kind),
    );
    let of_source = source.text.get(spans.0.clone()).unwrap_or_default();
    let of_local = local.text.get(spans.1.clone()).unwrap_or_default();
    let message = match found.kind {
        DifferenceKind::Missing => format!(
            "{}缺少原文的内容“{}”（共{}字），请补全。",
            place("原文", source, found.source.start),
            quoted(of_source),
            of_source.chars().filter(|c| !c.is_whitespace()).count()
        ),
        DifferenceKind::Altered => format!(
            "{}原文为“{}”，本地为“{}”，请核对后改正。",
            place("原文", source, found.source.start),
            in_context(source, &spans.0),
            in_context(local, &spans.1)
        ),
        DifferenceKind::Moved => format!(
            "“{}”的位置与原文不同：原文在{}，本地在{}，请按原文顺序调整。",
            quoted(of_source),
            after(source, found.source.start),
            after(local, found.local.start)
        ),
        DifferenceKind::Added | DifferenceKind::Edition => format!(
            "{}多出原文没有的内容“{}”，请核实是否属于本文。",
            place("本地", local, found.local.start),
            quoted(of_local)
        ),
    };
    let text = if found.kind == DifferenceKind::Added {
        of_local
    } else {
        of_source
    };
    Difference {
        kind: found.kind,
        text: text.to_string(),
        message,
        source: spans.0,
        local: spans.1,
    }
}

/// The one line that is said of another edition.
pub(super) fn edition(order: Order, source: Edition, local: Edition) -> String {
    let (source, local) = (source.words(), local.words());
    match order {
        Order::Older => format!("本地文本是旧版（{local}），原文为{source}的版本，请更换为现行版本。"),
        Order::Newer => {
            format!("本地文本是新版（{local}），用来比对的原文为{source}的旧版，请用相同版本的原文比对。")
        }
    }
}

/// Bytes from the first atom to the last, with the marks that belong to whole sentences; the place where the atoms should
/// stand, if there are none.
fn span(reading: &Reading, range: &Range<usize>, kind: DifferenceKind) -> Range<usize> {
    let atom = |at: usize| reading.atoms.get(at);
    let before = range
        .start
        .checked_sub(1)
        .and_then(atom)
        .map_or(0, |atom| atom.end as usize);
    let next = atom(range.end).map_or(reading.text.len(), |atom| atom.start as usize);
    let between = |from: usize, to: usize| reading.text.get(from..to).unwrap_or_default();
    if range.is_empty() {
        let at = before + closing(between(before, next));
        return at..at;
    }
    let mut start = atom(range.start).map_or(before, |atom| atom.start as usize);
    let mut end = range
        .end
        .checked_sub(1)
        .and_then(atom)
        .map_or(start, |atom| atom.end as usize);
    if kind != DifferenceKind::Altered
        || reading.boundary(range.end) >= Boundary::Sentence
            && reading.boundary(range.start) >= Boundary::Sentence
    {
        end += closing(between(end, next));
        let opened = between(before, start);
        start -= opened.len() - opened.trim_end_matches(|c| OPENING.contains(c)).len();
    }
    start..end.max(start)
}

/// Bytes of the marks that close what stands before them.
fn closing(between: &str) -> usize {
    between.len() - between.trim_start_matches(|c| CLOSING.contains(c)).len()
}

/// `第十二条` with a colon, or `开头处` and the like.
fn place(side: &str, reading: &Reading, at: usize) -> String {
    match article(reading, at) {
        Some(article) => format!("{side}{article}："),
        None => String::new(),
    }
}

/// The article in which an atom stands, or which begins there.
fn article<'t>(reading: &Reading<'t>, at: usize) -> Option<&'t str> {
    let first = at.saturating_sub(LOOK_BACK);
    let before = reading
        .atoms
        .get(first..=at.min(reading.atoms.len().saturating_sub(1)))?;
    let from = before
        .iter()
        .rposition(|atom| atom.form && atom.boundary == Boundary::Line && atom.code == u32::from('第'))?;
    let label = reading.atoms.get(first + from..)?.iter();
    let end = label.take(3).take_while(|atom| atom.form).last()?.end as usize;
    let article = reading.text.get(before.get(from)?.start as usize..end)?;
    article.ends_with('条').then_some(article)
}

/// After which words an atom stands.
fn after(reading: &Reading, at: usize) -> String {
    let Some(last) = at.checked_sub(1).and_then(|at| reading.atoms.get(at)) else {
        return "开头".to_string();
    };
    let line = reading.text.get(..last.end as usize).unwrap_or_default();
    let tail: Vec<char> = line.chars().rev().take_while(|c| *c != '\n').take(12).collect();
    format!("“…{}”之后", tail.iter().rev().collect::<String>().trim())
}

/// The words of a span with a few of their line on either side.
fn in_context(reading: &Reading, span: &Range<usize>) -> String {
    const AROUND: usize = 6;
    let (before, after) = (reading.text.get(..span.start), reading.text.get(span.end..));
    let stops = |c: &char| !matches!(c, '\n' | '\t' | '。' | '|' | '；');
    let before: Vec<char> = before
        .unwrap_or_default()
        .chars()
        .rev()
        .take_while(stops)
        .take(AROUND)
        .collect();
    let before: String = before.iter().rev().collect();
    let after: String = after
        .unwrap_or_default()
        .chars()
        .take_while(stops)
        .take(AROUND)
        .collect();
    let words = quoted(reading.text.get(span.clone()).unwrap_or_default());
    format!("{before}{words}{after}").trim().to_string()
}

fn quoted(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let text = words.join(" ");
    if text.chars().count() <= QUOTED {
        return text;
    }
    let head: String = text.chars().take(QUOTED * 2 / 3).collect();
    let tail: Vec<char> = text.chars().rev().take(QUOTED / 3).collect();
    format!("{head}……{}", tail.iter().rev().collect::<String>())
}
