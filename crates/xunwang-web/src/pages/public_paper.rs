//! A public circular: the issued text, the attachments that the office chose, and the file where all of it is public.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, HeaderValue, header};
use xunwang_app::office::{AppError, PublicEdition, public_edition, public_pdf};
use xunwang_report::document::{Block, Cell, Span};

use super::paper::id_of;
use super::public_list::HTML;
use super::public_site::{PublicSite, or_missing, source_of};
use crate::cached::cached;
use crate::error::WebError;
use crate::moment::minute;
use crate::web::Web;

#[derive(Template)]
#[template(path = "public_paper.html")]
struct Page {
    site: PublicSite,
    id: String,
    edition: PublicEdition,
    pieces: Vec<Piece>,
    tables: Vec<Sheet>,
    lead: String,
    published: String,
    source: String,
    has_data: bool,
}

/// A piece of the text.
enum Piece {
    Heading(u8, String),
    Words(String),
    /// Caption, what it shows in words, and the drawing; empty where there is none.
    Chart(String, String, String),
}

/// A table with its head.
struct Sheet {
    number: usize,
    title: String,
    subtitle: String,
    note: String,
    heads: Vec<String>,
    /// Whether it is the total, and its cells: words, and whether they are a number.
    rows: Vec<(bool, Vec<(String, bool)>)>,
}

fn pieces(edition: &PublicEdition) -> Vec<Piece> {
    let mut drawings = edition.drawings.iter();
    let piece = |block: &Block| match block {
        Block::Heading { level, text } => Piece::Heading(*level, text.clone()),
        Block::Paragraph(spans) => Piece::Words(spans.iter().map(Span::shown).collect()),
        Block::Chart(chart) => {
            let drawing = drawings.next().cloned().unwrap_or_default();
            Piece::Chart(chart.caption(), chart.alternative(), drawing)
        }
        // No text that goes to the public has a table within: theirs are attachments. Its words would stand here.
        Block::Table(inset) => Piece::Words(inset.plain_text()),
    };
    edition.document.blocks.iter().map(piece).collect()
}

fn tables(edition: &PublicEdition) -> Vec<Sheet> {
    let attachments = edition.document.attachments.iter();
    let sheet = attachments.map(|attachment| {
        let table = &attachment.table;
        let cell = |cell: &Cell| (cell.shown(), !matches!(cell, Cell::Text(_)));
        let row = |(place, cells): (usize, &Vec<Cell>)| {
            let is_total = table.has_total && place + 1 == table.rows.len();
            (is_total, cells.iter().map(cell).collect())
        };
        Sheet {
            number: attachment.number,
            title: attachment.title.clone(),
            subtitle: attachment.subtitle.clone(),
            note: attachment.note.clone().unwrap_or_default(),
            heads: table.columns.iter().map(|column| column.head.clone()).collect(),
            rows: table.rows.iter().enumerate().map(row).collect(),
        }
    });
    sheet.collect()
}

/// `GET /open/{paper}`
pub(crate) async fn show(
    State(web): State<Web>,
    asked: HeaderMap,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    let site = PublicSite::of(&web, &asked).await?;
    let (site, edition) = match or_missing(site, found(&web, &id).await) {
        Ok(found) => found,
        Err(missing) => return Ok(*missing),
    };
    let paper = &edition.paper;
    let changed_at = paper.changed_at;
    let page = Page {
        site,
        id: paper.id.0.to_string(),
        pieces: pieces(&edition),
        tables: tables(&edition),
        lead: edition.document.lead(),
        published: minute(paper.published_at),
        source: source_of(&paper.issuer, &paper.title, &paper.number),
        has_data: !edition.counts().is_empty(),
        edition,
    };
    let html = page
        .render()
        .map_err(|error| AppError::Refused(format!("页面生成失败：{error}")))?;
    Ok(cached(&asked, HTML, html.into_bytes(), Some(changed_at)))
}

/// The edition of the number that an address carries.
pub(super) async fn found(web: &Web, id: &str) -> Result<PublicEdition, AppError> {
    public_edition(&web.app, id_of(id)?).await
}

/// `GET /open/{paper}/circular.pdf`
pub(crate) async fn pdf(
    State(web): State<Web>,
    asked: HeaderMap,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    let site = PublicSite::of(&web, &asked).await?;
    let file = match id_of(&id) {
        Ok(id) => public_pdf(&web.app, id).await,
        Err(error) => Err(error),
    };
    match or_missing(site, file) {
        Ok((_, file)) => {
            let name = HeaderValue::from_static("inline; filename=\"circular.pdf\"");
            let answer = cached(&asked, "application/pdf", file, None);
            Ok(([(header::CONTENT_DISPOSITION, name)], answer).into_response())
        }
        Err(missing) => Ok(*missing),
    }
}
