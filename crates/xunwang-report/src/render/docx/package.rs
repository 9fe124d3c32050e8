//! The package (DOCX打包): its parts in a fixed order, charts as picture parts.

use std::io::{Cursor, Write as _};

use quick_xml::escape::escape;
use zip::write::SimpleFileOptions;

use super::super::RenderError;
use super::super::raster::png;
use super::body::{Numbers, body};
use super::numbering::numbering;
use super::parts::{CONTENT_TYPES, PACKAGE_RELATIONS, SETTINGS, core, fonts, footer, header, relations};
use super::styles::styles;
use crate::charts::{Chart, svg};
use crate::document::{Block, Document, Edition, PROVISIONAL_MARK};

/// The document as DOCX in the form of GB/T 9704, with real styles (生成DOCX).
///
/// # Errors
/// Only what the packing refuses.
pub fn docx(document: &Document) -> Result<Vec<u8>, RenderError> {
    let mark = (document.edition == Edition::Provisional).then_some(PROVISIONAL_MARK);
    let charts: Vec<&Chart> = document
        .blocks
        .iter()
        .filter_map(|block| match block {
            Block::Chart(chart) => Some(chart),
            _ => None,
        })
        .collect();
    let text = |name: &str, text: String| (name.to_owned(), text.into_bytes());
    let mut parts = vec![
        text("[Content_Types].xml", CONTENT_TYPES.to_owned()),
        text("_rels/.rels", PACKAGE_RELATIONS.to_owned()),
        text("docProps/core.xml", core(document)),
        text("word/document.xml", body(document, Numbers::Listed)),
        text("word/_rels/document.xml.rels", relations(&charts)),
        text("word/styles.xml", styles()),
        text("word/numbering.xml", numbering()),
        text("word/settings.xml", SETTINGS.to_owned()),
        text("word/fontTable.xml", fonts()),
        text("word/header1.xml", header(mark)),
        text("word/footer1.xml", footer("right")),
        text("word/footer2.xml", footer("left")),
    ];
    let drawn = pictures(document)?.into_iter();
    parts.extend(drawn.map(|(number, ending, bytes)| (format!("word/media/chart{number}.{ending}"), bytes)));
    packed(parts)
}

/// A picture of a chart: the chart's number, the ending of its kind, its bytes.
type Picture = (usize, &'static str, Vec<u8>);

/// The charts of a document as pictures, each twice.
pub(super) fn pictures(document: &Document) -> Result<Vec<Picture>, RenderError> {
    let mut pictures = Vec::new();
    for block in &document.blocks {
        if let Block::Chart(chart) = block {
            pictures.push((chart.number, "png", png(chart)?));
            pictures.push((chart.number, "svg", svg(chart).into_bytes()));
        }
    }
    Ok(pictures)
}

/// A package of these parts, in their order.
pub(super) fn packed(parts: Vec<(String, Vec<u8>)>) -> Result<Vec<u8>, RenderError> {
    let mut package = zip::ZipWriter::new(Cursor::new(Vec::new()));
    // The time of the entries is the format's fixed zero: same document, same bytes.
    let options = SimpleFileOptions::default().last_modified_time(zip::DateTime::default());
    let refused = |error: &dyn std::fmt::Display| RenderError::new("DOCX", error);
    for (name, bytes) in parts {
        package
            .start_file(name, options)
            .map_err(|error| refused(&error))?;
        package.write_all(&bytes).map_err(|error| refused(&error))?;
    }
    Ok(package.finish().map_err(|error| refused(&error))?.into_inner())
}

/// Text that XML 1.0 can carry, escaped.
pub(crate) fn xml(text: &str) -> String {
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
