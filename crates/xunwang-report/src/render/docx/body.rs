//! The running text (DOCX正文): title, sections, closing, then the attachments and the imprint, each in its section.

use super::super::title::{closes_together, signature_insets, title_lines};
use super::numbering::Counter;
use super::package::xml;
use super::picture::picture;
use super::table::{inset, sheet};
use crate::document::{Block, Document, Imprint};

pub(super) fn run(text: &str) -> String {
    format!("<w:r><w:t xml:space=\"preserve\">{}</w:t></w:r>", xml(text))
}

pub(super) fn paragraph(style: &str, more: &str, runs: &str) -> String {
    format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/>{more}</w:pPr>{runs}</w:p>")
}

/// A title in its lines, in the middle of whole lines of the grid, as in the PDF.
pub(super) fn titled(style: &str, text: &str) -> String {
    const LINE: usize = 680;
    const GRID: usize = 579;
    let lines: Vec<String> = title_lines(text, 20.0)
        .iter()
        .map(|line| format!("<w:t xml:space=\"preserve\">{}</w:t>", xml(line)))
        .collect();
    let height = lines.len() * LINE;
    let around = (height.div_ceil(GRID) * GRID - height) / 2;
    let spacing = format!(
        "<w:spacing w:before=\"{around}\" w:after=\"{around}\" w:line=\"{LINE}\" w:lineRule=\"exact\"/>"
    );
    paragraph(style, &spacing, &format!("<w:r>{}</w:r>", lines.join("<w:br/>")))
}

/// How headings get their numbers (标题编号方式).
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Numbers {
    /// A list gives them.
    Listed,
    /// They are typed: in a foreign document nobody knows what lists its styles belong to.
    Typed,
}

pub(super) fn body(document: &Document, numbers: Numbers) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
         <w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
         xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" \
         xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" \
         xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" \
         xmlns:pic=\"http://schemas.openxmlformats.org/drawingml/2006/picture\" \
         xmlns:asvg=\"http://schemas.microsoft.com/office/drawing/2016/SVG/main\"><w:body>",
    );
    let blank = paragraph("Flush", "", "");
    out.push_str(&titled("Title", &document.title));
    if let Some(number) = &document.number {
        out.push_str(&paragraph("Centred", "", &run(number)));
    }
    out.push_str(&blank);
    if !document.salutation.is_empty() {
        out.push_str(&paragraph("Flush", "", &run(&document.salutation)));
    }
    let mut counter = Counter::default();
    let kept_last = closes_together(&document.blocks);
    for (index, block) in document.blocks.iter().enumerate() {
        let is_last = index + 1 == document.blocks.len();
        out.push_str(&match block {
            Block::Heading { level, text } => {
                let style = format!("Heading{level}");
                let unnumbered = counter.unnumbered(*level, text);
                match unnumbered.filter(|_| numbers == Numbers::Listed) {
                    Some(words) => paragraph(&style, "", &run(words)),
                    None => paragraph(&style, "<w:numPr><w:numId w:val=\"0\"/></w:numPr>", &run(text)),
                }
            }
            Block::Paragraph(spans) => {
                let runs: String = spans.iter().map(|span| run(span.shown())).collect();
                let kept = match (is_last, kept_last) {
                    (true, true) => "<w:keepNext/><w:keepLines/>",
                    (true, false) => "<w:keepNext/>",
                    _ => "",
                };
                paragraph("BodyText", kept, &runs)
            }
            Block::Chart(chart) => picture(chart),
            Block::Table(table) => inset(table),
        });
    }
    // What closes the document stays together, and with the last paragraph: a page with the signature alone is bad form.
    let kept_blank = paragraph("Flush", "<w:keepNext/>", "");
    if !document.attachments.is_empty() {
        out.push_str(&kept_blank);
    }
    let only = document.attachments.len() == 1;
    for (index, attachment) in document.attachments.iter().enumerate() {
        let number = if only {
            String::new()
        } else {
            format!("{}.", attachment.number)
        };
        let (lead, left) = if index == 0 { ("附件：", 200) } else { ("", 500) };
        let hanging = if index == 0 { 350 } else { 50 };
        let indent = format!(
            "<w:keepNext/><w:ind w:leftChars=\"{}\" w:left=\"{}\" w:hangingChars=\"{hanging}\" w:hanging=\"{}\"/>",
            left + hanging,
            (left + hanging) * 315 / 100,
            hanging * 315 / 100
        );
        out.push_str(&paragraph(
            "Flush",
            &indent,
            &run(&format!("{lead}{number}{}", attachment.title)),
        ));
    }
    out.push_str(&kept_blank);
    out.push_str(&kept_blank);
    let date = document.printed_date();
    let (name_inset, date_inset) = signature_insets(&document.signature, &date);
    let right = |inset: f64| format!("<w:ind w:right=\"{:.0}\"/><w:jc w:val=\"right\"/>", inset * 315.0);
    let above = format!("<w:keepNext/>{}", right(name_inset));
    out.push_str(&paragraph("Flush", &above, &run(&document.signature)));
    // A section ends with the properties of its own pages, in its last paragraph; the last one's close the body.
    let own_end = if document.attachments.is_empty() {
        String::new()
    } else {
        section(false)
    };
    out.push_str(&paragraph(
        "Flush",
        &format!("{}{own_end}", right(date_inset)),
        &run(&date),
    ));
    let mut landscape = false;
    for (index, attachment) in document.attachments.iter().enumerate() {
        if index > 0 {
            out.push_str(&paragraph("SectionEnd", &section(landscape), ""));
        }
        sheet(&mut out, attachment);
        landscape = attachment.table.landscape;
    }
    if let Some(imprint) = &document.imprint {
        if landscape {
            out.push_str(&paragraph("SectionEnd", &section(landscape), ""));
            landscape = false;
        }
        out.push_str(&foot(imprint));
    }
    out.push_str(&section(landscape));
    out.push_str("</w:body></w:document>");
    out
}

/// The imprint: a floating table at the foot of the last page, its first and last rule thicker (GW-12). Programs that do
/// not know floating tables (LibreOffice before 7.6) leave it where the text ends, ruled all the same.
fn foot(imprint: &Imprint) -> String {
    let rule = |side: &str, eighths: u8| {
        format!("<w:{side} w:val=\"single\" w:sz=\"{eighths}\" w:space=\"0\" w:color=\"000000\"/>")
    };
    let row = |content: String| {
        format!(
            "<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr><w:tcW w:w=\"8845\" w:type=\"dxa\"/></w:tcPr>{content}</w:tc></w:tr>"
        )
    };
    let mut out = format!(
        "<w:tbl><w:tblPr><w:tblpPr w:leftFromText=\"0\" w:rightFromText=\"0\" w:vertAnchor=\"margin\" w:horzAnchor=\"margin\" \
         w:tblpXSpec=\"center\" w:tblpYSpec=\"bottom\"/><w:tblW w:w=\"8845\" w:type=\"dxa\"/><w:tblBorders>{}{}{}</w:tblBorders>\
         <w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid><w:gridCol w:w=\"8845\"/></w:tblGrid>",
        rule("top", 8),
        rule("bottom", 8),
        rule("insideH", 6)
    );
    if let Some(copies) = &imprint.copies_to {
        let hanging = "<w:ind w:left=\"1040\" w:right=\"200\" w:hanging=\"840\"/>";
        out.push_str(&row(paragraph(
            "Imprint",
            hanging,
            &run(&format!("抄送：{copies}")),
        )));
    }
    // The date stands at a tab one character from the right edge.
    let tab = "<w:tabs><w:tab w:val=\"right\" w:pos=\"8485\"/></w:tabs>";
    let runs = run(&imprint.printed_by) + "<w:r><w:tab/></w:r>" + &run(&imprint.printed_on);
    out.push_str(&row(paragraph("Imprint", tab, &runs)));
    out.push_str("</w:tbl>");
    out + &paragraph("SectionEnd", "", "")
}

/// A4 with the margins of GB/T 9704: 37, 26, 35, 28 mm, and 22 lines of 28 characters.
pub(super) fn section(landscape: bool) -> String {
    let page = if landscape {
        "<w:pgSz w:w=\"16838\" w:h=\"11906\" w:orient=\"landscape\"/>\
         <w:pgMar w:top=\"1587\" w:right=\"2098\" w:bottom=\"1474\" w:left=\"1984\" w:header=\"851\" w:footer=\"850\" w:gutter=\"0\"/>"
    } else {
        "<w:pgSz w:w=\"11906\" w:h=\"16838\"/>\
         <w:pgMar w:top=\"2098\" w:right=\"1474\" w:bottom=\"1984\" w:left=\"1587\" w:header=\"1134\" w:footer=\"1304\" w:gutter=\"0\"/>"
    };
    format!(
        "<w:sectPr><w:headerReference w:type=\"default\" r:id=\"rId4\"/><w:headerReference w:type=\"even\" r:id=\"rId4\"/>\
         <w:footerReference w:type=\"default\" r:id=\"rId5\"/><w:footerReference w:type=\"even\" r:id=\"rId6\"/>\
         <w:type w:val=\"nextPage\"/>{page}<w:docGrid w:type=\"lines\" w:linePitch=\"579\"/></w:sectPr>"
    )
}
