//! DOCX (可编辑文本): WordprocessingML written by hand, packed with zip.
//!
//! docx-rs 0.4 cannot write `w:tblHeader` (repeated table heads), and its sections know no odd and even footers;
//! both are the standard's, so the few parts of the package are written here, one string each.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use quick_xml::escape::escape;
use zip::write::SimpleFileOptions;

use super::RenderError;
use super::docx_parts::{
    CONTENT_TYPES, DOCUMENT_RELATIONS, PACKAGE_RELATIONS, SETTINGS, core, fonts, footer, header, styles,
};
use super::title::{signature_insets, title_lines};
use crate::document::{Attachment, Block, Cell, Document, Edition, PROVISIONAL_MARK};

/// The document as DOCX in the form of GB/T 9704, with real styles (生成DOCX).
///
/// # Errors
/// Only what the packing refuses.
pub fn docx(document: &Document) -> Result<Vec<u8>, RenderError> {
    let mark = (document.edition == Edition::Provisional).then_some(PROVISIONAL_MARK);
    let parts = [
        ("[Content_Types].xml", CONTENT_TYPES.to_owned()),
        ("_rels/.rels", PACKAGE_RELATIONS.to_owned()),
        ("docProps/core.xml", core(document)),
        ("word/document.xml", body(document)),
        ("word/_rels/document.xml.rels", DOCUMENT_RELATIONS.to_owned()),
        ("word/styles.xml", styles()),
        ("word/settings.xml", SETTINGS.to_owned()),
        ("word/fontTable.xml", fonts()),
        ("word/header1.xml", header(mark)),
        ("word/footer1.xml", footer("right")),
        ("word/footer2.xml", footer("left")),
    ];
    let mut package = zip::ZipWriter::new(Cursor::new(Vec::new()));
    // The time of the entries is the format's fixed zero: same document, same bytes.
    let options = SimpleFileOptions::default().last_modified_time(zip::DateTime::default());
    for (name, text) in parts {
        package
            .start_file(name, options)
            .map_err(|error| RenderError::new("DOCX", error))?;
        package
            .write_all(text.as_bytes())
            .map_err(|error| RenderError::new("DOCX", error))?;
    }
    let packed = package
        .finish()
        .map_err(|error| RenderError::new("DOCX", error))?;
    Ok(packed.into_inner())
}

/// Text that XML 1.0 can carry, escaped.
pub(super) fn xml(text: &str) -> String {
    let allowed: String = text
        .chars()
        .map(|letter| {
            if letter.is_control() || matches!(letter, '\u{FFFE}' | '\u{FFFF}') {
                ' '
            } else {
                letter
            }
        })
        .collect();
    escape(allowed.as_str()).into_owned()
}

fn run(text: &str) -> String {
    format!("<w:r><w:t xml:space=\"preserve\">{}</w:t></w:r>", xml(text))
}

fn paragraph(style: &str, more: &str, runs: &str) -> String {
    format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/>{more}</w:pPr>{runs}</w:p>")
}

fn broken_lines(text: &str) -> String {
    let lines: Vec<String> = title_lines(text, 20.0)
        .iter()
        .map(|line| format!("<w:t xml:space=\"preserve\">{}</w:t>", xml(line)))
        .collect();
    format!("<w:r>{}</w:r>", lines.join("<w:br/>"))
}

fn body(document: &Document) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
         <w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
         xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><w:body>",
    );
    let blank = paragraph("Flush", "", "");
    out.push_str(&paragraph("Title", "", &broken_lines(&document.title)));
    if let Some(number) = &document.number {
        out.push_str(&paragraph("Centred", "", &run(number)));
    }
    out.push_str(&blank);
    out.push_str(&paragraph("Flush", "", &run(&document.salutation)));
    for block in &document.blocks {
        out.push_str(&match block {
            Block::Heading { level, text } => paragraph(&format!("Heading{level}"), "", &run(text)),
            Block::Paragraph(spans) => {
                let runs: String = spans.iter().map(|span| run(span.shown())).collect();
                paragraph("BodyText", "", &runs)
            }
        });
    }
    // What closes the document stays together: a signature alone on a page is bad form.
    let kept_blank = paragraph("Flush", "<w:keepNext/>", "");
    out.push_str(&blank);
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
    out.push_str(&section(landscape));
    out.push_str("</w:body></w:document>");
    out
}

/// A4 with the margins of GB/T 9704: 37, 26, 35, 28 mm, and 22 lines of 28 characters.
fn section(landscape: bool) -> String {
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

fn sheet(out: &mut String, attachment: &Attachment) {
    let table = &attachment.table;
    out.push_str(&paragraph("AttachmentLabel", "", &run(&attachment.label())));
    out.push_str(&paragraph("Flush", "", ""));
    out.push_str(&paragraph(
        "AttachmentTitle",
        "",
        &broken_lines(&attachment.title),
    ));
    out.push_str(&paragraph("Centred", "", &run(&attachment.subtitle)));
    if table.rows.is_empty() {
        out.push_str(&paragraph("Centred", "", &run("（无）")));
    } else {
        let usable = if table.landscape { 12756 } else { 8845 };
        let sum: u32 = table
            .columns
            .iter()
            .map(|column| column.width)
            .sum::<u32>()
            .max(1);
        let widths: Vec<u32> = table
            .columns
            .iter()
            .map(|column| usable * column.width / sum)
            .collect();
        let _ = write!(
            out,
            "<w:tbl><w:tblPr><w:tblStyle w:val=\"Grid\"/><w:tblW w:w=\"{}\" w:type=\"dxa\"/><w:jc w:val=\"center\"/>\
             <w:tblLayout w:type=\"fixed\"/><w:tblLook w:firstRow=\"1\" w:lastRow=\"{}\"/><w:tblCaption w:val=\"{}\"/></w:tblPr><w:tblGrid>",
            widths.iter().sum::<u32>(),
            u8::from(table.has_total),
            xml(&attachment.title)
        );
        for width in &widths {
            let _ = write!(out, "<w:gridCol w:w=\"{width}\"/>");
        }
        out.push_str("</w:tblGrid><w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>");
        for (column, width) in table.columns.iter().zip(&widths) {
            cell(out, "TableHead", *width, true, &column.head);
        }
        out.push_str("</w:tr>");
        for (index, row) in table.rows.iter().enumerate() {
            let total = table.has_total && index + 1 == table.rows.len();
            out.push_str("<w:tr><w:trPr><w:cantSplit/></w:trPr>");
            for ((content, column), width) in row.iter().zip(&table.columns).zip(&widths) {
                let style = if total { "TableHead" } else { "TableText" };
                cell(out, style, *width, column.centred, &Cell::shown(content));
            }
            out.push_str("</w:tr>");
        }
        out.push_str("</w:tbl>");
    }
    if let Some(note) = &attachment.note {
        out.push_str(&paragraph("TableNote", "", &run(note)));
    }
}

fn cell(out: &mut String, style: &str, width: u32, centred: bool, text: &str) {
    let align = if centred {
        "<w:jc w:val=\"center\"/>"
    } else {
        "<w:jc w:val=\"left\"/>"
    };
    let content = paragraph(style, align, &run(text));
    let _ = write!(
        out,
        "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/><w:vAlign w:val=\"center\"/></w:tcPr>{content}</w:tc>"
    );
}
