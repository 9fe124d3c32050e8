//! Both sides of a comparison as a page (比对页): two columns, what differs marked and numbered, nothing loaded from anywhere.

use std::fmt::Write;
use std::ops::Range;

use super::difference::{Comparison, Difference, DifferenceKind, Order, Verdict};
use super::rows::{Pair, Row, rows};

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
    let title = if head.local_title.is_empty() {
        "转载比对"
    } else {
        head.local_title
    };
    let _ = writeln!(
        page,
        "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{}－转载比对</title>\n<style>\n{}</style>\n</head>\n<body>",
        Escaped(title),
        include_str!("view.css")
    );
    summary(&mut page, head, comparison);
    list(&mut page, &comparison.differences);
    let _ = writeln!(
        page,
        "<main>\n<div class=\"heads\" aria-hidden=\"true\"><span>原文</span><span>本地</span></div>"
    );
    for row in rows(source, local, &comparison.differences) {
        write_row(&mut page, &row, [source, local], &comparison.differences);
    }
    page.push_str("</main>\n<footer>颜色之外均有文字标明：缺失、改动、移位、多出。目录、标题、编号、排版和网页附带文字的差别不列。</footer>\n</body>\n</html>\n");
    page
}

fn summary(page: &mut String, head: &View, comparison: &Comparison) {
    let (class, verdict) = verdict(&comparison.verdict, &comparison.differences);
    let _ = write!(
        page,
        "<header>\n<h1>转载比对</h1>\n<p class=\"verdict {class}\">{}</p>\n<dl>",
        Escaped(&verdict)
    );
    for (name, title, address) in [
        ("原文", head.source_title, head.source_address),
        ("本地", head.local_title, head.local_address),
    ] {
        let _ = write!(
            page,
            "<div><dt>{name}</dt><dd>{}",
            Escaped(if title.is_empty() {
                "（未题名）"
            } else {
                title
            })
        );
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
        let _ = write!(
            page,
            "<div><dt>比对时间</dt><dd>{}</dd></div>",
            Escaped(head.compared_at)
        );
    }
    page.push_str("</dl>\n</header>\n");
}

/// Class and sentence of a verdict.
fn verdict(verdict: &Verdict, differences: &[Difference]) -> (&'static str, String) {
    let count = |kind| {
        differences
            .iter()
            .filter(|difference| difference.kind == kind)
            .count()
    };
    let kinds = [
        DifferenceKind::Missing,
        DifferenceKind::Altered,
        DifferenceKind::Moved,
        DifferenceKind::Added,
    ];
    let counts = kinds.into_iter().filter(|kind| count(*kind) > 0);
    let counts: Vec<String> = counts
        .map(|kind| format!("{} {} 处", kind.label(), count(kind)))
        .collect();
    let counts = counts.join("，");
    match verdict {
        Verdict::Complete if differences.is_empty() => ("good", "✓ 转载完整，内容没有差别。".to_string()),
        Verdict::Complete => ("good", format!("✓ 转载完整；{counts}。")),
        Verdict::Incomplete => ("bad", format!("✗ 与原文不一致：{counts}。")),
        Verdict::OtherEdition { order, source, local } => {
            let name = if *order == Order::Older {
                "旧版"
            } else {
                "新版"
            };
            (
                "other",
                format!(
                    "! 版本不同：本地是{name}（{}），原文为{}的版本；{counts}。",
                    local.words(),
                    source.words()
                ),
            )
        }
        Verdict::Unrelated => ("other", "! 两篇文本无关，未作逐段比对。".to_string()),
    }
}

fn list(page: &mut String, differences: &[Difference]) {
    if differences.is_empty() {
        return;
    }
    page.push_str("<nav id=\"list\" aria-label=\"差异清单\">\n<h2>差异清单</h2>\n<ol>\n");
    for (number, difference) in differences.iter().enumerate().take(MOST_LISTED) {
        let _ = writeln!(
            page,
            "<li><a href=\"#d{0}\"><b class=\"{1}\">{2}</b> {3}</a></li>",
            number + 1,
            class(difference.kind),
            difference.kind.label(),
            Escaped(&difference.message)
        );
    }
    page.push_str("</ol>\n");
    if differences.len() > MOST_LISTED {
        let _ = writeln!(
            page,
            "<p>另有 {} 处，见正文标记。</p>",
            differences.len() - MOST_LISTED
        );
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

fn write_row(page: &mut String, row: &Row, texts: Texts, differences: &[Difference]) {
    match row {
        Row::Same(pairs) => {
            let _ = writeln!(page, "<details><summary>无差别的 {} 段</summary>", pairs.len());
            for pair in pairs {
                write_pair(page, pair, texts, &[]);
            }
            page.push_str("</details>\n");
        }
        Row::Differing(pair, numbers) => {
            let numbered = numbers
                .iter()
                .filter_map(|number| Some((*number, differences.get(*number)?)));
            write_pair(page, pair, texts, &numbered.collect::<Vec<_>>());
            if let Some(last) = numbers.last() {
                steps(page, *numbers.first().unwrap_or(last), *last, differences.len());
            }
        }
    }
}

/// From one difference to the next without the list.
fn steps(page: &mut String, first: usize, last: usize, count: usize) {
    page.push_str("<p class=\"steps\">");
    if first > 0 {
        let _ = write!(page, "<a href=\"#d{first}\">上一处</a> ");
    }
    page.push_str("<a href=\"#list\">清单</a>");
    if last + 1 < count {
        let _ = write!(page, " <a href=\"#d{}\">下一处</a>", last + 2);
    }
    page.push_str("</p>\n");
}

/// Source and local text.
type Texts<'t> = [&'t str; 2];
type Numbered<'d> = (usize, &'d Difference);

fn write_pair(page: &mut String, (source, local): &Pair, texts: Texts, numbered: &[Numbered]) {
    let class = if numbered.is_empty() { "row" } else { "row differs" };
    let _ = write!(page, "<section class=\"{class}\">");
    let [of_source, of_local] = texts;
    for (side, text, lines) in [(Side::Source, of_source, source), (Side::Local, of_local, local)] {
        let empty = if lines.is_empty() && numbered.is_empty() {
            " empty"
        } else {
            ""
        };
        let _ = write!(page, "<div class=\"side{empty}\" data-side=\"{}\">", side.label());
        marked(page, text, lines, numbered, side);
        page.push_str("</div>");
    }
    page.push_str("</section>\n");
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Source,
    Local,
}

impl Side {
    fn label(self) -> &'static str {
        if self == Self::Source { "原文" } else { "本地" }
    }

    fn span(self, difference: &Difference) -> &Range<usize> {
        if self == Self::Source {
            &difference.source
        } else {
            &difference.local
        }
    }

    /// The anchor of a difference on this side: the list leads to the side that has the words.
    fn anchor(self, number: usize, kind: DifferenceKind) -> String {
        let leads = (self == Self::Local) == (kind == DifferenceKind::Added);
        format!("{}{}", if leads { "d" } else { "e" }, number + 1)
    }
}

/// A part of one side with the differences in it marked.
fn marked(page: &mut String, text: &str, lines: &Range<usize>, numbered: &[Numbered], side: Side) {
    let mut at = lines.start;
    let mut ordered: Vec<&Numbered> = numbered.iter().collect();
    ordered.sort_by_key(|(_, difference)| (side.span(difference).start, side.span(difference).end));
    for (number, difference) in ordered {
        let (span, kind) = (side.span(difference), difference.kind);
        let (start, end) = (span.start.clamp(at, lines.end), span.end.clamp(at, lines.end));
        let (class, name, label) = (class(kind), kind.label(), number + 1);
        // A difference of several rows has its anchor in the first.
        let is_first = span.start >= lines.start || span.is_empty();
        let id = if is_first {
            format!(" id=\"{}\"", side.anchor(*number, kind))
        } else {
            String::new()
        };
        let _ = write!(page, "{}", Escaped(text.get(at..start).unwrap_or_default()));
        let words = text.get(start..end).unwrap_or_default();
        if !words.is_empty() {
            let _ = write!(
                page,
                "<mark class=\"{class}\"{id}><sup>{label} {name}</sup>{}</mark>",
                Escaped(words)
            );
        } else if span.is_empty() {
            let gap = if side == Side::Source {
                "原文无此内容"
            } else {
                "本地缺此内容"
            };
            let _ = write!(page, "<span class=\"gap {class}\"><sup>{label}</sup>{gap}</span>");
        } else if kind == DifferenceKind::Moved {
            let other = side.anchor(*number, kind);
            let _ = write!(
                page,
                "<a class=\"gap moved\" href=\"#{other}\"><sup>{label}</sup>{}在另一处</a>",
                side.label()
            );
        }
        at = end;
    }
    let _ = write!(page, "{}", Escaped(text.get(at..lines.end).unwrap_or_default()));
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

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "关于<防汛>的通知\n各县区：\n一、加强检查，5月31日前完成。\n二、备足物资，不得挪用。\n三、完善预案，每年至少组织一次演练。\n四、落实责任，逐级签订责任书。";

    fn page(local: &str) -> String {
        let head = View {
            source_title: "原\"题\"",
            local_title: "<script>",
            source_address: "https://a.example/?a=1&b=2",
            ..View::default()
        };
        view(&head, SOURCE, local, &Comparison::of(SOURCE, local))
    }

    #[test]
    fn what_is_missing_is_marked_on_both_sides_and_listed() {
        let page = page(
            &SOURCE
                .replace("三、完善预案，每年至少组织一次演练。\n", "")
                .replace("不得", "得"),
        );
        for part in [
            "✗ 与原文不一致：缺失 1 处，改动 1 处。",
            "<a href=\"#d2\"><b class=\"missing\">缺失</b>",
            "<mark class=\"missing\" id=\"d2\"><sup>2 缺失</sup>三、完善预案，每年至少组织一次演练。</mark>",
            "本地缺此内容",
            "<mark class=\"altered\" id=\"d1\">",
            "<mark class=\"altered\" id=\"e1\">",
        ] {
            assert!(page.contains(part), "{part}\n{page}");
        }
    }

    #[test]
    fn everything_is_escaped_and_nothing_is_loaded() {
        let page = page(&format!(
            "{SOURCE}\n<img src=x onerror=alert(1)>编者认为这段话不在原文之中。"
        ));
        assert!(
            !page.contains("<img")
                && !page.contains("<script")
                && !page.contains("src=\"")
                && !page.contains("url(")
        );
        assert!(
            page.contains("关于&lt;防汛&gt;的通知")
                && page.contains("a=1&amp;b=2")
                && page.contains("原&quot;题&quot;")
        );
    }

    #[test]
    fn every_line_of_both_sides_is_shown_once() {
        let lines: Vec<String> = (1..60)
            .map(|n| format!("第{n}组负责第{}片区的巡查。", n * 7))
            .collect();
        let source = lines.join("\n");
        let local = source
            .replace("第9组负责第63片区的巡查。\n", "")
            .replace("巡查。\n第20组", "巡查。第20组");
        let page = view(
            &View::default(),
            &source,
            &local,
            &Comparison::of(&source, &local),
        );
        for line in &lines {
            let expected = if line.starts_with("第9组") { 1 } else { 2 };
            assert_eq!(
                page.matches(&format!("{line}<")).count()
                    + page.matches(&format!("{line}第20组")).count()
                    + page.matches(&format!("{line}\n第20组")).count(),
                expected,
                "{line}"
            );
        }
        assert!(page.contains("无差别的"));
    }
}
