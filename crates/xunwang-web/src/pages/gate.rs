//! The gate before a judgement: what is open, settled by name.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use xunwang_app::office::{AppError, OpenItem, OpenKind, gate, round_view, settle_items};
use xunwang_domain::round::{RoundId, Settled};

use super::fields::Fields;
use super::rounds::id_of;
use crate::error::WebError;
use crate::guard::{Login, Seat};
use crate::moment::minute;
use crate::view::{Frame, Told, html, mendable, refused};
use crate::web::Web;

const SECTION: &str = "/rounds";
/// Items of one kind shown; the count is of all.
const SHOWN: usize = 200;

#[derive(Template)]
#[template(path = "gate.html")]
struct Page {
    frame: Frame,
    round: String,
    title: String,
    groups: Vec<Group>,
    accepted: Vec<(String, &'static str, String, String)>,
    may_manage: bool,
    total: usize,
}

struct Group {
    name: &'static str,
    remedy: &'static str,
    may_look: bool,
    may_leave: bool,
    count: usize,
    rows: Vec<Row>,
}

struct Row {
    mark: String,
    site: String,
    code: String,
    indicator: String,
    object: String,
    reason: String,
    link: String,
}

/// `GET /rounds/{round}/gate`
pub(crate) async fn show(
    State(web): State<Web>,
    Login(login): Login,
    Path(id): Path<String>,
    Query(told): Query<Told>,
) -> Result<Response, WebError> {
    let frame = Frame::new(&login, SECTION, &told);
    html(&page(&web, &login, id_of(&id)?, frame).await?)
}

async fn page(web: &Web, login: &Seat, id: RoundId, frame: Frame) -> Result<Page, WebError> {
    let view = round_view(&web.app, &login.caller, id).await?;
    let gate = gate(&web.app, &login.caller, id).await?;
    let group = |kind: OpenKind| {
        let items: Vec<&OpenItem> = gate.items.iter().filter(|item| item.kind == kind).collect();
        (!items.is_empty()).then(|| Group {
            name: kind.label(),
            remedy: kind.remedy(),
            may_look: kind == OpenKind::Unmeasured,
            may_leave: kind.may_be_accepted(),
            count: items.len(),
            rows: items.iter().take(SHOWN).map(|item| row(id, item)).collect(),
        })
    };
    Ok(Page {
        frame,
        round: id.0.to_string(),
        title: view.round.title(),
        total: gate.items.len(),
        groups: OpenKind::ALL.into_iter().filter_map(group).collect(),
        accepted: gate
            .accepted
            .into_iter()
            .map(|one| {
                let how = match one.settled {
                    Settled::LookedAt => "人工核实无问题",
                    Settled::LeftOpen => "确认从缺",
                };
                let by = format!("{} {}", one.by, minute(one.at));
                (one.item.replace('|', "　"), how, one.reason, by)
            })
            .collect(),
        may_manage: gate.may_manage,
    })
}

fn row(id: RoundId, item: &OpenItem) -> Row {
    let (round, site) = (id.0, &item.site);
    let link = match item.kind {
        OpenKind::Undecided => format!("/rounds/{round}/review?site={site}"),
        OpenKind::Unapproved | OpenKind::Objection => {
            format!("/rounds/{round}/problems/{site}/{}", item.indicator)
        }
        OpenKind::Unchecked => format!("/rounds/{round}/manual/{site}"),
        OpenKind::Removal => format!("/rounds/{round}"),
        OpenKind::NotVisited | OpenKind::NotOpened | OpenKind::Unmeasured => {
            format!("/rounds/{round}/judgement/{site}")
        }
    };
    Row {
        mark: item.mark(),
        site: item.site_name.clone(),
        code: site.to_string(),
        indicator: item.indicator.clone(),
        object: item.object.clone(),
        reason: item.reason.clone(),
        link,
    }
}

/// `POST /rounds/{round}/gate`
pub(crate) async fn settle(
    State(web): State<Web>,
    Login(login): Login,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, WebError> {
    let id = id_of(&id)?;
    round_view(&web.app, &login.caller, id).await?;
    let mut marks: Vec<String> = fields.all("mark").map(str::to_owned).collect();
    if fields.is_ticked("all") {
        // All of the kind, those beyond the page among them: the count was shown.
        let open = gate(&web.app, &login.caller, id).await?.items;
        let all = open.iter().filter(|item| item.kind.label() == fields.text("all"));
        marks = all.map(OpenItem::mark).collect();
        if marks.len().to_string() != fields.text("count") {
            let error = AppError::Refused(format!(
                "未决事项刚刚有变化，现在是{}项；没有办理，请看过再决定",
                marks.len()
            ));
            return again(&web, &login, id, error).await;
        }
    }
    let settled = match fields.text("settled") {
        "looked" => Settled::LookedAt,
        _ => Settled::LeftOpen,
    };
    match settle_items(
        &web.app,
        &login.caller,
        id,
        &marks,
        settled,
        fields.text("reason"),
    )
    .await
    {
        Ok(_) => Ok(Redirect::to(&format!("/rounds/{}/gate?note=settled", id.0)).into_response()),
        Err(error) => again(&web, &login, id, error).await,
    }
}

async fn again(web: &Web, login: &Seat, id: RoundId, error: AppError) -> Result<Response, WebError> {
    let frame = Frame::refusing(login, SECTION, mendable(error)?);
    refused(&page(web, login, id, frame).await?)
}
