//! PDF/A-2a through typst (版式文件): the document goes in as data, so no text can act as markup.

use std::sync::{Arc, LazyLock};

use chrono::Datelike;
use serde::Serialize;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use super::RenderError;
use super::title::{signature_insets, title_lines};
use crate::document::{Block, Document, Edition, PROVISIONAL_MARK};

const TEMPLATE: &str = include_str!("circular.typ");
const SERIF: &[u8] = include_bytes!("../../fonts/NotoSerifSC-Regular.otf");
const SANS: &[u8] = include_bytes!("../../fonts/NotoSansSC-Regular.otf");

/// The document as PDF/A-2a: tagged, with bookmarks, dated on the day of issue (生成PDF).
///
/// # Errors
/// What the typesetter refuses. A character that no embedded font has is printed as 〓 and named by
/// [`missing_characters`].
pub fn pdf(document: &Document) -> Result<Vec<u8>, RenderError> {
    let data = serde_json::to_vec(&view(document)).map_err(|error| RenderError::new("PDF", error))?;
    let paper = Paper {
        template: Source::new(file("circular.typ")?, TEMPLATE.to_owned()),
        data: Bytes::new(data),
    };
    let typeset = typst::compile::<PagedDocument>(&paper)
        .output
        .map_err(|errors| said(&errors))?;
    let options = PdfOptions {
        creator: Smart::Custom(Some("Xunwang 巡网".to_owned())),
        standards: PdfStandards::new(&[PdfStandard::A_2a])
            .map_err(|error| RenderError::new("PDF", error.message()))?,
        ..PdfOptions::default()
    };
    let bytes = typst_pdf::pdf(&typeset, &options).map_err(|errors| said(&errors));
    // Typst remembers what it typeset; a server that renders for weeks must not.
    typst::comemo::evict(2);
    bytes
}

fn said(errors: &[SourceDiagnostic]) -> RenderError {
    let list: Vec<&str> = errors
        .iter()
        .map(|error| error.message.as_str())
        .take(5)
        .collect();
    RenderError::new("PDF", list.join("；"))
}

fn file(name: &str) -> Result<FileId, RenderError> {
    let path = VirtualPath::new(name).map_err(|_| RenderError::new("PDF", name))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

/// The fonts are the embedded ones and no other.
static FONTS: LazyLock<(LazyHash<FontBook>, Vec<Font>)> = LazyLock::new(|| {
    let fonts: Vec<Font> = [SERIF, SANS]
        .into_iter()
        .flat_map(|data| Font::iter(Bytes::new(data)))
        .collect();
    (LazyHash::new(FontBook::from_fonts(&fonts)), fonts)
});

static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));

/// All that the typesetter can see: the template, the data, the fonts.
struct Paper {
    template: Source,
    data: Bytes,
}

impl World for Paper {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &FONTS.0
    }

    fn main(&self) -> FileId {
        self.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.template.id() {
            Ok(self.template.clone())
        } else {
            Err(FileError::AccessDenied)
        }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.template.id() {
            Err(FileError::AccessDenied)
        } else {
            Ok(self.data.clone())
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.1.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

/// The characters of the document that no embedded font has (字库缺字); the PDF prints 〓 for each.
pub fn missing_characters(document: &Document) -> Vec<char> {
    let mut missing: Vec<char> = document
        .plain_text()
        .chars()
        .filter(|letter| *letter != '\n' && drawable(*letter) == Some(MISSING))
        .collect();
    missing.sort_unstable();
    missing.dedup();
    missing.retain(|letter| *letter != MISSING);
    missing
}

/// The printer's mark for a character that the fount lacks (阙字号).
const MISSING: char = '〓';

/// What is drawn for a character: itself, a blank, the mark of a missing one, or nothing for invisible ones.
fn drawable(letter: char) -> Option<char> {
    match letter {
        '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' => None,
        '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{E0000}'..='\u{E0FFF}' | '\u{AD}' => None,
        _ if letter.is_control() || letter.is_whitespace() && letter != '\u{3000}' => Some(' '),
        _ if FONTS
            .1
            .iter()
            .any(|font| font.info().coverage.contains(u32::from(letter))) =>
        {
            Some(letter)
        }
        _ => Some(MISSING),
    }
}

fn drawn(text: &str) -> String {
    text.chars().filter_map(drawable).collect()
}

#[derive(Serialize)]
struct View {
    mark: Option<&'static str>,
    title: String,
    title_lines: Vec<String>,
    number: Option<String>,
    salutation: String,
    blocks: Vec<BlockView>,
    signature: String,
    date: String,
    insets: (f64, f64),
    year: i32,
    month: u32,
    day: u32,
    attachments: Vec<AttachmentView>,
}

#[derive(Serialize)]
struct BlockView {
    level: u8,
    text: String,
}

#[derive(Serialize)]
struct AttachmentView {
    label: String,
    number: usize,
    title: String,
    title_lines: Vec<String>,
    subtitle: String,
    landscape: bool,
    widths: Vec<u32>,
    centred: Vec<bool>,
    heads: Vec<Arc<str>>,
    rows: Vec<Vec<String>>,
    has_total: bool,
    note: Option<String>,
}

fn view(document: &Document) -> View {
    let block = |block: &Block| match block {
        Block::Heading { level, text } => BlockView {
            level: *level,
            text: drawn(text),
        },
        Block::Paragraph(spans) => BlockView {
            level: 0,
            text: spans.iter().map(|span| drawn(span.shown())).collect(),
        },
    };
    let date = document.printed_date();
    View {
        mark: (document.edition == Edition::Provisional).then_some(PROVISIONAL_MARK),
        title: drawn(&document.title),
        title_lines: title_lines(&drawn(&document.title), 20.0),
        number: document.number.as_deref().map(drawn),
        salutation: drawn(&document.salutation),
        blocks: document.blocks.iter().map(block).collect(),
        signature: drawn(&document.signature),
        insets: signature_insets(&document.signature, &date),
        date,
        year: document.issued_on.year(),
        month: document.issued_on.month(),
        day: document.issued_on.day(),
        attachments: document
            .attachments
            .iter()
            .map(|attachment| AttachmentView {
                label: attachment.label(),
                number: attachment.number,
                title: attachment.title.clone(),
                title_lines: title_lines(&attachment.title, 20.0),
                subtitle: attachment.subtitle.clone(),
                landscape: attachment.table.landscape,
                widths: attachment
                    .table
                    .columns
                    .iter()
                    .map(|column| column.width)
                    .collect(),
                centred: attachment
                    .table
                    .columns
                    .iter()
                    .map(|column| column.centred)
                    .collect(),
                heads: attachment
                    .table
                    .columns
                    .iter()
                    .map(|column| drawn(&column.head).into())
                    .collect(),
                rows: attachment
                    .table
                    .rows
                    .iter()
                    .map(|row| row.iter().map(|cell| drawn(&cell.shown())).collect())
                    .collect(),
                has_total: attachment.table.has_total,
                note: attachment.note.clone(),
            })
            .collect(),
    }
}
