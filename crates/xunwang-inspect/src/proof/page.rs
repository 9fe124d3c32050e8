//! The text with its hits marked (校对页): one self-contained HTML file, no script, nothing loaded from anywhere.

use std::fmt::{self, Write as _};
use std::ops::Range;

use xunwang_domain::finding::Certainty;
use xunwang_text::HitClass;
use xunwang_text::lexicon::Found;

use super::Manuscript;

/// The page of a checked text (生成校对页). Personal data is masked in the text too.
pub fn proof_page(manuscript: &Manuscript, found: &[Found]) -> String {
    let mut out = String::with_capacity(manuscript.text.len() * 2 + 8_000);
    let title = Escaped(&manuscript.name);
    let _ = write!(
        out,
        "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}－校对</title>\n\
         <style>\n{}</style>\n</head>\n<body>\n<header>\n<h1>{title}</h1>\n<p>{}</p>\n",
        include_str!("page.css"),
        summary(found),
    );
    for unread in &manuscript.unread {
        let _ = writeln!(out, "<p class=\"unread\">未检查：{}</p>", Escaped(unread));
    }
    out.push_str("</header>\n<main>\n<article>\n");
    marked(&mut out, &manuscript.text, found);
    out.push_str("</article>\n<aside aria-label=\"问题清单\">\n<h2>问题清单</h2>\n");
    list(&mut out, manuscript, found);
    out.push_str("</aside>\n</main>\n<footer>机器校对只作提示，疑似的由人核定。个人信息已遮盖。</footer>\n</body>\n</html>\n");
    out
}

fn summary(found: &[Found]) -> String {
    let open = found.iter().filter(|found| found.allowed.is_none());
    let (mut certain, mut suspected) = (0, 0);
    for found in open {
        match found.hit.certainty {
            Certainty::Certain => certain += 1,
            Certainty::Suspected => suspected += 1,
        }
    }
    if certain + suspected == 0 {
        return "未发现问题。".to_owned();
    }
    format!(
        "发现 {} 处：确定 {certain} 处，疑似 {suspected} 处。点序号可在正文与清单之间跳转。",
        certain + suspected
    )
}

fn class_word(class: HitClass) -> &'static str {
    match class {
        HitClass::Misstatement => "misstatement",
        HitClass::Wording => "wording",
        HitClass::Typo => "typo",
        HitClass::Form => "form",
        HitClass::Privacy => "privacy",
        HitClass::Spam => "spam",
        HitClass::Reprint => "reprint",
    }
}

/// The text as paragraphs, the hits marked and numbered. A hit inside another is only listed: its mark leads to the
/// outer one.
fn marked(out: &mut String, text: &str, found: &[Found]) {
    let mut marks: Vec<(Range<usize>, usize)> = Vec::new();
    for (number, found) in found.iter().enumerate() {
        let free = marks
            .last()
            .is_none_or(|(last, _)| last.end <= found.hit.span.start);
        if free && !found.hit.span.is_empty() {
            marks.push((found.hit.span.clone(), number));
        }
    }
    let mut marks = marks.into_iter().peekable();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let end = start + line.trim_end_matches(['\n', '\r']).len();
        out.push_str("<p>");
        let mut at = start;
        // A mark over several lines is drawn in the first.
        while let Some((span, number)) = marks.next_if(|(span, _)| span.start < end) {
            let stop = span.end.min(end);
            let hit = &found[number].hit;
            let shown = if hit.class == HitClass::Privacy {
                &hit.wrong
            } else {
                &text[span.start..stop]
            };
            let allowed = if found[number].allowed.is_some() {
                " allowed"
            } else {
                ""
            };
            let _ = write!(
                out,
                "{}<mark id=\"m{n}\" class=\"{}{allowed}\">{}<sup><a href=\"#h{n}\" aria-label=\"第{n}处，见清单\">{n}</a></sup></mark>",
                Escaped(&text[at..span.start]),
                class_word(hit.class),
                Escaped(shown),
                n = number + 1,
            );
            at = stop;
        }
        let _ = writeln!(out, "{}</p>", Escaped(text.get(at..end).unwrap_or_default()));
        start += line.len();
    }
}

fn list(out: &mut String, manuscript: &Manuscript, found: &[Found]) {
    if found.is_empty() {
        out.push_str("<p>没有需要处理的问题。</p>\n");
        return;
    }
    out.push_str("<ol>\n");
    for (number, Found { hit, allowed }) in found.iter().enumerate() {
        let sure = match (allowed, hit.certainty) {
            (Some(reason), _) => format!("已列入例外：{reason}"),
            (None, Certainty::Certain) => "确定".to_owned(),
            (None, Certainty::Suspected) => "疑似".to_owned(),
        };
        let place = manuscript.place_of(hit.span.start);
        let _ = writeln!(
            out,
            "<li id=\"h{n}\"><a href=\"#m{n}\">{n}</a> <span class=\"class\">{}</span>（{}）<br>{}<br><span class=\"place\">{}</span> <span class=\"basis\">依据：{}</span></li>",
            hit.class.label(),
            Escaped(&sure),
            Escaped(&hit.message),
            Escaped(&place),
            Escaped(&hit.basis),
            n = number + 1,
        );
    }
    out.push_str("</ol>\n");
}

/// Text as it may stand in HTML.
struct Escaped<'a>(&'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            match c {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                c if c.is_control() && c != '\t' => f.write_char(' ')?,
                c => f.write_char(c)?,
            }
        }
        Ok(())
    }
}
