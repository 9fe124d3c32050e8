//! Circulars on their way: the list, and the beginning of one.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use xunwang_app::office::{AppError, begin_paper, papers, rounds_to_draft};
use xunwang_domain::paper::{Paper, PaperStage};

use super::fields::Fields;
use super::rounds::id_of;
use crate::error::WebError;
use crate::guard::{Login, Seat};
use crate::moment::minute;
use crate::view::{Frame, Told, html, mendable, refused};
use crate::web::Web;

pub(super) const SECTION: &str = "/papers";

#[derive(Template)]
#[template(path = "papers.html")]
struct Page {
    frame: Frame,
    rows: Vec<Row>,
    rounds: Vec<(String, String)>,
    /// Offices that have issued a circular: their reports of a year.
    yearly: Vec<(String, String)>,
}

struct Row {
    id: String,
    title: String,
    number: String,
    stage: &'static str,
    tone: &'static str,
    quarter: String,
    by: String,
    last: String,
    public: &'static str,
}

pub(super) fn tone_of(stage: PaperStage) -> &'static str {
    match stage {
        PaperStage::Drafting | PaperStage::Checking | PaperStage::Signing => "soon",
        PaperStage::Issued => "fine",
        PaperStage::Dropped => "plain",
    }
}

impl From<Paper> for Row {
    fn from(paper: Paper) -> Self {
        let last = paper.steps.last();
        Self {
            id: paper.id.0.to_string(),
            number: paper.head.number.unwrap_or_else(|| "—".to_owned()),
            stage: paper.stage.label(),
            tone: tone_of(paper.stage),
            quarter: paper.quarter.in_full(),
            last: last.map_or_else(
                || minute(paper.made_at),
                |step| format!("{} {}", minute(step.at), step.name),
            ),
            public: match &paper.seal {
                Some(seal) if seal.is_public => "已公开",
                Some(_) => "未公开",
                None => "—",
            },
            title: paper.head.title,
            by: paper.made_name,
        }
    }
}

async fn page(web: &Web, login: &Seat, frame: Frame) -> Result<Page, WebError> {
    let rows = papers(&web.app, &login.caller).await?;
    let rounds = rounds_to_draft(&web.app, &login.caller).await?;
    let issuers: BTreeSet<_> = rows
        .iter()
        .filter(|paper| paper.stage == PaperStage::Issued)
        .map(|paper| paper.organization)
        .collect();
    let yearly = issuers.into_iter().filter_map(|id| {
        let body = login.caller.tree.get(id)?;
        Some((id.0.to_string(), body.name.clone()))
    });
    Ok(Page {
        frame,
        yearly: yearly.collect(),
        rows: rows.into_iter().map(Into::into).collect(),
        rounds: rounds
            .into_iter()
            .map(|round| (round.id.0.to_string(), round.title()))
            .collect(),
    })
}

/// `GET /papers`
pub(crate) async fn list(
    State(web): State<Web>,
    Login(login): Login,
    Query(told): Query<Told>,
) -> Result<Response, WebError> {
    let frame = Frame::new(&login, SECTION, &told);
    html(&page(&web, &login, frame).await?)
}

/// `POST /papers`
pub(crate) async fn begin(
    State(web): State<Web>,
    Login(login): Login,
    form: Fields,
) -> Result<Response, WebError> {
    let done = match id_of(form.text("round")) {
        Ok(round) => begin_paper(&web.app, &login.caller, round).await,
        Err(_) => Err(AppError::Refused("请选择要起草通报的检查轮次".to_owned())),
    };
    match done {
        Ok(id) => Ok(Redirect::to(&format!("/papers/{}?note=paper-begun", id.0)).into_response()),
        Err(error) => {
            let frame = Frame::refusing(&login, SECTION, mendable(error)?);
            refused(&page(&web, &login, frame).await?)
        }
    }
}
