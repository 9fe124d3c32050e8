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
use super::fonts::{FONTS, drawn};
use super::title::{closes_together, signature_insets, title_lines};
use crate::charts::svg;
use crate::document::{Block, Document, Edition, Imprint, Inset, PROVISIONAL_MARK, Span, Table};

const TEMPLATE: &str = include_str!("circular.typ");

/// The document as PDF/A-2a: tagged, with bookmarks, dated on the day of issue (生成PDF).
///
/// # Errors
/// What the typesetter refuses. A character that no embedded font has is printed as 〓 and named by
/// [`super::missing_characters`].
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

#[derive(Serialize)]
struct View {
    mark: Option<&'static str>,
    title: String,
    title_lines: Vec<String>,
    number: Option<String>,
    salutation: String,
    blocks: Vec<BlockView>,
    /// The paragraph that must not be parted from the signature.
    last: Vec<BlockView>,
    signature: String,
    date: String,
    insets: (f64, f64),
    year: i32,
    month: u32,
    day: u32,
    attachments: Vec<AttachmentView>,
    imprint: Option<Imprint>,
}

#[derive(Serialize, Default)]
struct BlockView {
    level: u8,
    text: String,
    chart: Option<ChartView>,
    table: Option<InsetView>,
}

#[derive(Serialize)]
struct ChartView {
    svg: String,
    alternative: String,
    caption: String,
}

#[derive(Serialize)]
struct AttachmentView {
    label: String,
    number: usize,
    title: String,
    title_lines: Vec<String>,
    subtitle: String,
    landscape: bool,
    #[serde(flatten)]
    grid: GridView,
    note: Option<String>,
}

#[derive(Serialize)]
struct InsetView {
    caption: String,
    #[serde(flatten)]
    grid: GridView,
    note: Option<String>,
}

#[derive(Serialize)]
struct GridView {
    widths: Vec<u32>,
    centred: Vec<bool>,
    heads: Vec<Arc<str>>,
    rows: Vec<Vec<String>>,
    has_total: bool,
}

fn grid(table: &Table) -> GridView {
    let columns = || table.columns.iter();
    let row = |row: &Vec<crate::document::Cell>| row.iter().map(|cell| drawn(&cell.shown())).collect();
    GridView {
        widths: columns().map(|column| column.width).collect(),
        centred: columns().map(|column| column.centred).collect(),
        heads: columns().map(|column| drawn(&column.head).into()).collect(),
        rows: table.rows.iter().map(row).collect(),
        has_total: table.has_total,
    }
}

fn inset(inset: &Inset) -> InsetView {
    InsetView {
        caption: drawn(&inset.caption()),
        grid: grid(&inset.table),
        note: inset.note.as_deref().map(drawn),
    }
}

fn view(document: &Document) -> View {
    let mut blocks: Vec<BlockView> = document.blocks.iter().map(block).collect();
    let last = if closes_together(&document.blocks) {
        blocks.split_off(blocks.len() - 1)
    } else {
        Vec::new()
    };
    let date = document.printed_date();
    View {
        mark: (document.edition == Edition::Provisional).then_some(PROVISIONAL_MARK),
        title: drawn(&document.title),
        title_lines: title_lines(&drawn(&document.title), 20.0),
        number: document.number.as_deref().map(drawn),
        salutation: drawn(&document.salutation),
        blocks,
        last,
        imprint: document.imprint.as_ref().map(|imprint| Imprint {
            copies_to: imprint.copies_to.as_deref().map(drawn),
            printed_by: drawn(&imprint.printed_by),
            printed_on: imprint.printed_on.clone(),
        }),
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
                title: drawn(&attachment.title),
                title_lines: title_lines(&drawn(&attachment.title), 20.0),
                subtitle: drawn(&attachment.subtitle),
                landscape: attachment.table.landscape,
                grid: grid(&attachment.table),
                note: attachment.note.as_deref().map(drawn),
            })
            .collect(),
    }
}

fn block(block: &Block) -> BlockView {
    match block {
        Block::Heading { level, text } => BlockView {
            level: *level,
            text: drawn(text),
            ..BlockView::default()
        },
        Block::Table(table) => BlockView {
            table: Some(inset(table)),
            ..BlockView::default()
        },
        Block::Paragraph(spans) => BlockView {
            text: spans.iter().map(Span::shown).map(drawn).collect(),
            ..BlockView::default()
        },
        Block::Chart(chart) => {
            let chart = chart.with_labels(drawn);
            BlockView {
                chart: Some(ChartView {
                    svg: svg(&chart),
                    alternative: chart.alternative(),
                    caption: chart.caption(),
                }),
                ..BlockView::default()
            }
        }
    }
}
