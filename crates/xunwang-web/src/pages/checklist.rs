//! The checklists of a round: a sheet for each city, its reply coming back.

use askama::Template;
use axum::extract::{Multipart, Path, Query, State};
use axum::response::Response;
use serde::Deserialize;
use xunwang_app::office::{
    ChecklistArea, Checklists, RepliesPreview, ReplyState, checklist_sheet, checklists, preview_replies,
    take_replies,
};
use xunwang_domain::round::RoundId;

use super::fields::Fields;
use super::files::{XLSX, attachment};
use super::rounds::id_of;
use super::site_import::sent_file;
use crate::error::WebError;
use crate::guard::{Login, Seat};
use crate::view::{Frame, Told, answered, html, mendable, refused};
use crate::web::Web;

const SECTION: &str = "/problems";

#[derive(Template)]
#[template(path = "checklist.html")]
struct Page {
    frame: Frame,
    round: String,
    title: String,
    term: String,
    is_late: bool,
    is_open: bool,
    areas: Vec<(ChecklistArea, String)>,
    preview: Option<Preview>,
}

struct Preview {
    file: String,
    mark: String,
    new: usize,
    rows: Vec<Row>,
    errors: Vec<String>,
    total: usize,
}

struct Row {
    row: u32,
    site: String,
    title: String,
    state: &'static str,
    tone: &'static str,
    kind: &'static str,
    text: String,
    by: String,
}

/// Rows and errors that a preview shows; the others are counted.
const SHOWN: usize = 500;

fn page(of: Checklists, frame: Frame) -> Page {
    let link = |area: &str| form_urlencoded::byte_serialize(area.as_bytes()).collect();
    Page {
        frame,
        round: of.round.id.0.to_string(),
        title: of.round.title(),
        term: of
            .round
            .objections
            .as_ref()
            .map(|term| term.until.to_string())
            .unwrap_or_default(),
        is_late: of.is_late,
        is_open: of.round.must_be_under_review().is_ok(),
        areas: of
            .areas
            .into_iter()
            .map(|area| (area.clone(), link(&area.area)))
            .collect(),
        preview: None,
    }
}

fn preview_of(preview: RepliesPreview) -> Preview {
    let errors = preview.errors.unwrap_or_default();
    Preview {
        file: preview.file,
        mark: preview.mark,
        new: preview
            .lines
            .iter()
            .filter(|line| line.state == ReplyState::New)
            .count(),
        total: errors.total,
        errors: errors
            .errors
            .iter()
            .take(SHOWN)
            .map(ToString::to_string)
            .collect(),
        rows: preview
            .lines
            .into_iter()
            .take(SHOWN)
            .map(|line| Row {
                row: line.row,
                site: line.site_name,
                title: line.title,
                state: line.state.label(),
                tone: match line.state {
                    ReplyState::New => "fine",
                    ReplyState::Known => "plain",
                    ReplyState::Silent => "soon",
                },
                kind: line.said.as_ref().map_or("—", |said| said.kind.label()),
                by: line
                    .said
                    .as_ref()
                    .map_or_else(String::new, |said| said.name.clone()),
                text: line.said.map_or_else(String::new, |said| said.text),
            })
            .collect(),
    }
}

async fn shown(web: &Web, login: &Seat, id: RoundId, frame: Frame) -> Result<Page, WebError> {
    Ok(page(checklists(&web.app, &login.caller, id).await?, frame))
}

/// `GET /rounds/{round}/checklist`
pub(crate) async fn show(
    State(web): State<Web>,
    Login(login): Login,
    Path(id): Path<String>,
    Query(told): Query<Told>,
) -> Result<Response, WebError> {
    let frame = Frame::new(&login, SECTION, &told);
    html(&shown(&web, &login, id_of(&id)?, frame).await?)
}

#[derive(Deserialize)]
pub(crate) struct Of {
    #[serde(default)]
    area: String,
}

/// `GET /rounds/{round}/checklist.xlsx`
pub(crate) async fn sheet(
    State(web): State<Web>,
    Login(login): Login,
    Path(id): Path<String>,
    Query(of): Query<Of>,
) -> Result<Response, WebError> {
    let bytes = checklist_sheet(&web.app, &login.caller, id_of(&id)?, &of.area).await?;
    Ok(attachment(&format!("核实清单{}.xlsx", of.area), XLSX, bytes))
}

/// `POST /rounds/{round}/checklist`
pub(crate) async fn preview(
    State(web): State<Web>,
    Login(login): Login,
    Path(id): Path<String>,
    form: Multipart,
) -> Result<Response, WebError> {
    let id = id_of(&id)?;
    let mut page = shown(&web, &login, id, Frame::new(&login, SECTION, &Told::default())).await?;
    let told = match sent_file(form, "请先选择填好的核实清单（XLSX），再点“上传并预览”").await
    {
        Ok((name, bytes)) => preview_replies(&web.app, &login.caller, id, (&name, bytes)).await,
        Err(error) => Err(error),
    };
    match told {
        Ok(told) => {
            let is_wrong = told.errors.is_some();
            page.preview = Some(preview_of(told));
            if is_wrong { refused(&page) } else { html(&page) }
        }
        Err(error) => {
            page.frame = Frame::refusing(&login, SECTION, mendable(error)?);
            refused(&page)
        }
    }
}

/// `POST /rounds/{round}/checklist/take`
pub(crate) async fn take(
    State(web): State<Web>,
    Login(login): Login,
    Path(id): Path<String>,
    form: Fields,
) -> Result<Response, WebError> {
    let id = id_of(&id)?;
    let done = take_replies(&web.app, &login.caller, id, form.text("mark")).await;
    let there = |_| format!("/rounds/{}/checklist?note=replies-taken", id.0);
    let again = async |frame| shown(&web, &login, id, frame).await;
    answered((&login, SECTION), done, there, again).await
}
