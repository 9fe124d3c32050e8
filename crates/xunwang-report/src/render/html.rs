//! HTML (公开网页): one self-contained, accessible page without script; every figure carries its source in `data-ref`.

use std::fmt::Write as _;

use super::RenderError;
use super::xml as text;
use crate::charts::{Chart, svg};
use crate::document::{Attachment, Block, Cell, Document, Edition, Inset, PROVISIONAL_MARK, Span, Table};
use crate::figure::Figured;

const STYLE: &str = include_str!("circular.css");

/// The document as one public page (生成网页).
///
/// # Errors
/// None today; the signature is that of all renderers.
pub fn html(document: &Document) -> Result<Vec<u8>, RenderError> {
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
         <meta name=\"ArticleTitle\" content=\"{title}\">\n<meta name=\"PubDate\" content=\"{date}\">\n\
         <meta name=\"ContentSource\" content=\"{issuer}\">\n\
         <meta name=\"Description\" content=\"{description}\">\n<style>\n{STYLE}</style>\n</head>\n<body>\n",
        title = text(&document.title),
        date = document.issued_on,
        issuer = text(&document.signature),
        description = text(&document.lead()),
    );
    if document.edition == Edition::Provisional {
        let _ = writeln!(out, "<p class=\"mark\" role=\"note\">{PROVISIONAL_MARK}</p>");
    }
    let _ = write!(out, "<main>\n<article>\n<h1>{}</h1>\n", text(&document.title));
    if let Some(number) = &document.number {
        let _ = writeln!(out, "<p class=\"number\">{}</p>", text(number));
    }
    if !document.salutation.is_empty() {
        let _ = writeln!(out, "<p class=\"salutation\">{}</p>", text(&document.salutation));
    }
    for block in &document.blocks {
        match block {
            Block::Heading { level, text: words } => {
                let level = level + 1;
                let _ = writeln!(out, "<h{level}>{}</h{level}>", text(words));
            }
            Block::Paragraph(spans) => {
                let words: String = spans
                    .iter()
                    .map(|span| match span {
                        Span::Text(words) => text(words),
                        Span::Figure(figure) => figured(figure),
                    })
                    .collect();
                let _ = writeln!(out, "<p>{words}</p>");
            }
            Block::Chart(chart) => picture(&mut out, chart),
            Block::Table(table) => inset(&mut out, table),
        }
    }
    contents(&mut out, document);
    let _ = write!(
        out,
        "<p class=\"signature\">{}<br><time datetime=\"{}\">{}</time></p>\n</article>\n",
        text(&document.signature),
        document.issued_on,
        document.printed_date()
    );
    for attachment in &document.attachments {
        sheet(&mut out, attachment);
    }
    if let Some(imprint) = &document.imprint {
        out.push_str("<footer class=\"imprint\">\n");
        if let Some(copies) = &imprint.copies_to {
            let _ = writeln!(out, "<p>抄送：{}</p>", text(copies));
        }
        let _ = writeln!(
            out,
            "<p class=\"printed\"><span>{}</span> <span>{}</span></p>\n</footer>",
            text(&imprint.printed_by),
            text(&imprint.printed_on)
        );
    }
    out.push_str("</main>\n</body>\n</html>\n");
    Ok(out.into_bytes())
}

/// A chart with its words: those who see it read the caption, the others the description.
fn picture(out: &mut String, chart: &Chart) {
    let number = chart.number;
    let drawing = svg(chart);
    let (head, shapes) = drawing.split_once('>').unwrap_or((&drawing, ""));
    let _ = writeln!(
        out,
        "<figure class=\"chart\">\n{head} role=\"img\" aria-labelledby=\"c{number} d{number}\">{shapes}\n\
         <figcaption id=\"c{number}\">{}</figcaption>\n<p class=\"unseen\" id=\"d{number}\">{}</p>\n</figure>",
        text(&chart.caption()),
        text(&chart.alternative())
    );
}

fn figured(figure: &Figured) -> String {
    format!(
        "<span class=\"figure\" data-ref=\"{}\">{}</span>",
        text(&figure.source.to_string()),
        text(&figure.shown)
    )
}

fn contents(out: &mut String, document: &Document) {
    if document.attachments.is_empty() {
        return;
    }
    out.push_str("<nav class=\"attachments\" aria-label=\"附件\">\n<p>附件：</p>\n<ol>\n");
    for attachment in &document.attachments {
        let _ = writeln!(
            out,
            "<li><a href=\"#a{}\">{}</a></li>",
            attachment.number,
            text(&attachment.title)
        );
    }
    out.push_str("</ol>\n</nav>\n");
}

fn sheet(out: &mut String, attachment: &Attachment) {
    let number = attachment.number;
    let table = &attachment.table;
    let _ = write!(
        out,
        "<section class=\"attachment\" id=\"a{number}\" aria-labelledby=\"t{number}\">\n<p class=\"label\">{}</p>\n<h2 id=\"t{number}\">{}</h2>\n",
        attachment.label(),
        text(&attachment.title)
    );
    if table.rows.is_empty() {
        let _ = writeln!(
            out,
            "<p class=\"subtitle\">{}</p>\n<p class=\"none\">（无）</p>",
            text(&attachment.subtitle)
        );
    } else {
        let (label, titled) = (format!("附件{number}的表格"), format!("t{number}"));
        grid(out, table, (&label, Some(&titled)), &attachment.subtitle);
    }
    if let Some(note) = &attachment.note {
        let _ = writeln!(out, "<p class=\"note\">{}</p>", text(note));
    }
    out.push_str("</section>\n");
}

/// A table within the text.
fn inset(out: &mut String, inset: &Inset) {
    grid(out, &inset.table, (&inset.label(), None), &inset.caption());
    if let Some(note) = &inset.note {
        let _ = writeln!(out, "<p class=\"note\">{}</p>", text(note));
    }
}

/// A table in its region, which scrolls where it is too wide; `label` names the region.
fn grid(out: &mut String, table: &Table, (label, titled): (&str, Option<&str>), caption: &str) {
    let titled = titled.map_or_else(String::new, |id| format!(" aria-labelledby=\"{id}\""));
    // A region that scrolls must be reachable by the keyboard.
    let _ = write!(
        out,
        "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"{}\">\n<table{titled}>\n<caption>{}</caption>\n<thead><tr>",
        text(label),
        text(caption)
    );
    for column in &table.columns {
        let _ = write!(out, "<th scope=\"col\">{}</th>", text(&column.head));
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for (index, row) in table.rows.iter().enumerate() {
        let total = table.has_total && index + 1 == table.rows.len();
        out.push_str(if total { "<tr class=\"total\">" } else { "<tr>" });
        for (place, (cell, column)) in row.iter().zip(&table.columns).enumerate() {
            let class = match cell {
                Cell::Figure(_) | Cell::Ordinal(_) => " class=\"number\"",
                Cell::Text(_) if column.centred => " class=\"centred\"",
                Cell::Text(_) => "",
            };
            let content = match cell {
                Cell::Figure(figure) => figured(figure),
                other => text(&other.shown()),
            };
            // The second column names what the row is about.
            let _ = if place == 1 {
                write!(out, "<th scope=\"row\">{content}</th>")
            } else {
                write!(out, "<td{class}>{content}</td>")
            };
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody>\n</table>\n</div>\n");
}
