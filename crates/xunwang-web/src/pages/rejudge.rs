//! A round under another version of the standard, beside what it was judged.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;
use xunwang_app::office::rejudge as judge_again;
use xunwang_domain::judgement::JudgedSite;

use super::judgement::tone_of;
use super::rounds::id_of;
use crate::error::WebError;
use crate::guard::Login;
use crate::view::{Frame, Told, html};
use crate::web::Web;

#[derive(Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    version: String,
}

#[derive(Template)]
#[template(path = "rejudge.html")]
struct Page {
    frame: Frame,
    round: String,
    title: String,
    standard: u32,
    versions: Vec<(u32, String, bool)>,
    is_compared: bool,
    rows: Vec<Row>,
    alike: usize,
    reservations: Vec<String>,
}

struct Row {
    code: String,
    name: String,
    before: Side,
    after: Side,
}

struct Side {
    word: &'static str,
    tone: &'static str,
    why: String,
}

impl From<&JudgedSite> for Side {
    fn from(one: &JudgedSite) -> Self {
        Self {
            word: one.site.judgement.chinese(),
            tone: tone_of(one.site.judgement),
            why: match &one.site.not_measured_reason {
                Some(reason) => reason.clone(),
                None => one.site.vetoes.join("、"),
            },
        }
    }
}

/// `GET /rounds/{round}/rejudge?version=N`
pub(crate) async fn show(
    State(web): State<Web>,
    Login(login): Login,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    Query(told): Query<Told>,
) -> Result<Response, WebError> {
    let version = asked.version.parse().ok();
    let result = judge_again(&web.app, &login.caller, id_of(&id)?, version).await?;
    html(&Page {
        frame: Frame::new(&login, "/rounds", &told),
        round: result.round.id.0.to_string(),
        title: result.round.title(),
        standard: result.round.standard,
        versions: result
            .versions
            .iter()
            .map(|one| {
                let name = format!("第{}版（{}）", one.number, one.state.label());
                (one.number, name, Some(one.number) == version)
            })
            .collect(),
        is_compared: result.other.is_some(),
        rows: result
            .changed
            .iter()
            .map(|(site, before, after)| Row {
                code: site.site.code.to_string(),
                name: site.site.name.clone(),
                before: before.into(),
                after: after.into(),
            })
            .collect(),
        alike: result.alike,
        reservations: result.reservations,
    })
}
