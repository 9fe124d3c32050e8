//! Both sides of a comparison as a page (比对页): two columns, what differs marked and numbered, nothing loaded from anywhere.

use std::fmt::Write;
use std::ops::Range;

use super::difference::{Comparison, Difference, DifferenceKind, Order, Verdict};
use super::rows::{Row, rows};

/// What a comparison page says of its two texts (比对页的题头).
#[derive(Clone, Copy, Debug, Default)]
pub struct View<'v> {
    /// Title of the source.
    pub source_title: &'v str,
    /// Where the source stands.
    pub source_address: &'v str,
    /// Title of the local article.
    pub local_title: &'v str,
    /// Where it stands.
    pub local_address: &'v str,
    /// When the two were compared, as printed.
    pub compared_at: &'v str,
}

/// Differences listed at the top; the rest is marked in the text only.
const MOST_LISTED: usize = 500;

/// The page of a comparison (比对页): one self-contained HTML file that needs no script. Everything given is escaped.
pub fn view(head: &View, source: &str, local: &str, comparison: &Comparison) -> String {
    let mut page = String::with_capacity((source.len() + local.len()) * 3 / 2 + 8_000);
    let title = if head.local_title.is_empty() { "转载比对" } else { head.local_title };
    let _ = write!(
        page,
        "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{}－转载比对</title>\n<style>\n{}</style>\n</head>\n<body>\n",
        Escaped(title),
        include_str!("view.css")
    );
    summary(&mut page, head, comparison);
    list(&mut page, &comparison.differences);
    let _ = write!(page, "<main>\n<div class=\"heads\" aria-hidden=\"true\"><span>原文</span><span>本地</span></div>\n");
    for row in rows(source, local, &comparison.differences) {
        write_row(&mut page, &row, source, local, &comparison.differences);
    }
    page.push_str("</main>\n<footer>颜色之外均有文字标明：缺失、改动、移位、多出。目录、标题、编号、排版和网页附带文字的差别不列。</footer>\n</body>\n</html>\n");
    page
}

fn summary(page: &mut String, head: &View, comparison: &Comparison) {
    let (class, verdict) = verdict(&comparison.verdict, &comparison.differences);
    let _ = write!(page, "<header>\n<h1>转载比对</h1>\n<p class=\"verdict {class}\">{}</p>\n<dl>", Escaped(&verdict));
    for (name, title, address) in [("原文", head.source_title, head.source_address), ("本地", head.local_title, head.local_address)] {
        let _ = write!(page, "<div><dt>{name}</dt><dd>{}", Escaped(if title.is_empty() { "（未题名）" } else { title }));
        if !address.is_empty() {
            let _ = write!(page, "<br><span class=\"address\">{}</span>", Escaped(address));
        }
        page.push_str("</dd></div>");
    }
    let share = |share: f32| (share * 1000.0).floor() / 10.0;
    let _ = write!(
        page,
        "<div><dt>重合</dt><dd>原文有 {:.1}% 见于本地，本地有 {:.1}% 见于原文</dd></div>",
        share(comparison.source_share),
        share(comparison.local_share)
    );
    if !head.compared_at.is_empty() {
        let _ = write!(page, "<div><dt>比对时间</dt><dd>{}</dd></div>", Escaped(head.compared_at));
    }
    page.push_str("</dl>\n</header>\n");
}

/// Class and sentence of a verdict.
fn verdict(verdict: &Verdict, differences: &[Difference]) -> (&'static str, String) {
    let count = |kind| differences.iter().filter(|difference| difference.kind == kind).count();
    let kinds = [DifferenceKind::Missing, DifferenceKind::Altered, DifferenceKind::Moved, DifferenceKind::Added];
    let counts = kinds.into_iter().filter(|kind| count(*kind) > 0);
    let counts: Vec<String> = counts.map(|kind| format!("{} {} 处", kind.label(), count(kind))).collect();
    let counts = counts.join("，");
    match verdict {
        Verdict::Complete if differences.is_empty() => ("good", "✓ 转载完整，内容没有差别。".to_string()),
        Verdict::Complete => ("good", format!("✓ 转载完整；{counts}。")),
        Verdict::Incomplete => ("bad", format!("✗ 与原文不一致：{counts}。")),
        Verdict::OtherEdition { order, source, local } => {
            let name = if *order == Order::Older { "旧版" } else { "新版" };
            ("other", format!("! 版本不同：本地是{name}（{}），原文为{}的版本；{counts}。", local.words(), source.words()))
        }
        Verdict::Unrelated => ("other", "! 两篇文本无关，未作逐段比对。".to_string()),
    }
}

fn list(page: &mut String, differences: &[Difference]) {
    if differences.is_empty() {
        return;
    }
    page.push_str("<nav aria-label=\"差异清单\">\n<h2>差异清单</h2>\n<ol>\n");
    for (number, difference) in differences.iter().enumerate().take(MOST_LISTED) {
        let _ = write!(
            page,
            "<li><a href=\"#d{0}\"><b class=\"{1}\">{2}</b> {3}</a></li>\n",
            number + 1,
            class(difference.kind),
            difference.kind.label(),
            Escaped(&difference.message)
        );
    }
    page.push_str("</ol>\n");
    if differences.len() > MOST_LISTED {
        let _ = write!(page, "<p>另有 {} 处，见正文标记。</p>\n", differences.len() - MOST_LISTED);
    }
    page.push_str("</nav>\n");
}

fn class(kind: DifferenceKind) -> &'static str {
    match kind {
        DifferenceKind::Missing => "missing",
        DifferenceKind::Altered => "altered",
        DifferenceKind::Moved => "moved",
        DifferenceKind::Added => "added",
        DifferenceKind::Edition => "other",
    }
}

fn write_row(page: &mut String, row: &Row, source: &str, local: &str, differences: &[Difference]) {
    if let Row::Same(rows) = row {
        let _ = write!(page, "<details><summary>相同的 {} 段</summary>\n", rows.len());
        for (source_line, local_line) in rows {
            write_pair(page, (source_line, local_line), source, local, &[]);
        }
        page.push_str("</details>\n");
    } else if let Row::Pair(source_line, local_line, numbers) = row {
        let numbered: Vec<_> = numbers.iter().filter_map(|number| Some((*number, differences.get(*number)?))).collect();
        write_pair(page, (source_line, local_line), source, local, &numbered);
    }
}

type Numbered<'d> = (usize, &'d Difference);

fn write_pair(page: &mut String, lines: (&Range<usize>, &Range<usize>), source: &str, local: &str, numbered: &[Numbered]) {
    let class = if numbered.is_empty() { "row" } else { "row differs" };
    let _ = write!(page, "<section class=\"{class}\"><div class=\"side\" data-side=\"原文\">");
    marked(page, source, lines.0, numbered, |difference| &difference.source, true);
    page.push_str("</div><div class=\"side\" data-side=\"本地\">");
    marked(page, local, lines.1, numbered, |difference| &difference.local, false);
    page.push_str("</div></section>\n");
}

/// A part of a text with the differences in it marked; anchors stand on the source's side, or where the source has nothing,
/// on the local one.
fn marked(page: &mut String, text: &str, lines: &Range<usize>, numbered: &[Numbered], side: impl Fn(&Difference) -> &Range<usize>, is_source: bool) {
    let mut at = lines.start;
    let mut ordered: Vec<&Numbered> = numbered.iter().collect();
    ordered.sort_by_key(|(_, difference)| (side(difference).start, side(difference).end));
    for (number, difference) in ordered {
        let span = side(difference);
        let (start, end) = (span.start.clamp(at, lines.end), span.end.clamp(at, lines.end));
        let is_here = span.start >= lines.start && span.start <= lines.end;
        if !is_here && start == end {
            continue;
        }
        let anchored = is_here && is_source == (difference.kind != DifferenceKind::Added);
        let _ = write!(page, "{}", Escaped(text.get(at..start).unwrap_or_default()));
        let id = if anchored { format!(" id=\"d{}\"", number + 1) } else { String::new() };
        let name = difference.kind.label();
        let class = class(difference.kind);
        let words = text.get(start..end).unwrap_or_default();
        let label = number + 1;
        if words.trim().is_empty() {
            let gap = if is_source { "原文无此内容" } else { "此处缺失" };
            let _ = write!(page, "<span class=\"gap {class}\"{id}><sup>{label}</sup>{gap}</span>");
        } else {
            let _ = write!(page, "<mark class=\"{class}\"{id} title=\"{name}\"><sup>{label}{name}</sup>{}</mark>", Escaped(words));
        }
        at = end;
    }
    let rest = text.get(at..lines.end).unwrap_or_default();
    let _ = write!(page, "{}", Escaped(rest));
}

/// Text as HTML (转义).
struct Escaped<'t>(&'t str);

impl std::fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for character in self.0.chars() {
            match character {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                '\0'..='\x08' | '\x0b' | '\x0c' | '\x0e'..='\x1f' => f.write_str("\u{fffd}")?,
                other => f.write_char(other)?,
            }
        }
        Ok(())
    }
}
