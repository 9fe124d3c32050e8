//! An attachment (附件): label, title, table with a repeated head, note.

use std::fmt::Write as _;

use super::body::{paragraph, run, titled};
use super::package::xml;
use crate::document::{Attachment, Cell, Inset, Table};

pub(super) fn sheet(out: &mut String, attachment: &Attachment) {
    let table = &attachment.table;
    out.push_str(&paragraph("AttachmentLabel", "", &run(&attachment.label())));
    out.push_str(&paragraph("Flush", "", ""));
    out.push_str(&titled("AttachmentTitle", &attachment.title));
    out.push_str(&paragraph("Centred", "", &run(&attachment.subtitle)));
    if table.rows.is_empty() {
        out.push_str(&paragraph("Centred", "", &run("（无）")));
    } else {
        grid(out, table, &attachment.title);
    }
    if let Some(note) = &attachment.note {
        out.push_str(&paragraph("TableNote", "", &run(note)));
    }
}

/// A table within the text: its caption above, its note below.
pub(super) fn inset(inset: &Inset) -> String {
    let mut out = paragraph("Caption", "<w:keepNext/>", &run(&inset.caption()));
    grid(&mut out, &inset.table, &inset.title);
    // Without a paragraph between them Word would make one table of two.
    let note = inset.note.as_deref().unwrap_or_default();
    out.push_str(&paragraph("TableNote", "", &run(note)));
    out
}

fn grid(out: &mut String, table: &Table, title: &str) {
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
        xml(title)
    );
    for width in &widths {
        let _ = write!(out, "<w:gridCol w:w=\"{width}\"/>");
    }
    out.push_str("</w:tblGrid><w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>");
    for (column, width) in table.columns.iter().zip(&widths) {
        cell(out, "TableHead", (*width, "<w:keepNext/>"), true, &column.head);
    }
    out.push_str("</w:tr>");
    for (index, row) in table.rows.iter().enumerate() {
        let total = table.has_total && index + 1 == table.rows.len();
        // The total never stands alone on a new page: the row above goes with it.
        let kept = if table.has_total && index + 2 == table.rows.len() {
            "<w:keepNext/>"
        } else {
            ""
        };
        out.push_str("<w:tr><w:trPr><w:cantSplit/></w:trPr>");
        for ((content, column), width) in row.iter().zip(&table.columns).zip(&widths) {
            let style = if total { "TableHead" } else { "TableText" };
            cell(out, style, (*width, kept), column.centred, &Cell::shown(content));
        }
        out.push_str("</w:tr>");
    }
    out.push_str("</w:tbl>");
}

fn cell(out: &mut String, style: &str, (width, kept): (u32, &str), centred: bool, text: &str) {
    let align = if centred {
        "<w:jc w:val=\"center\"/>"
    } else {
        "<w:jc w:val=\"left\"/>"
    };
    let content = paragraph(style, &format!("{kept}{align}"), &run(text));
    let _ = write!(
        out,
        "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/><w:vAlign w:val=\"center\"/></w:tcPr>{content}</w:tc>"
    );
}
