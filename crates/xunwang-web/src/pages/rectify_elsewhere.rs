//! 举一反三: where else the same stands, and asking the units to check it.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use xunwang_app::office::{ElsewhereList, ask_to_check, rectify_elsewhere};
use xunwang_domain::rectification::RectificationId;

use super::fields::Fields;
use super::rectify::SECTION;
use super::rectify_one::id_of;
use crate::error::WebError;
use crate::guard::{Login, Seat};
use crate::moment::minute;
use crate::view::{Frame, Told, answered, html};
use crate::web::Web;

#[derive(Template)]
#[template(path = "rectify_elsewhere.html")]
struct Page {
    frame: Frame,
    id: String,
    seen_at: String,
    list: ElsewhereList,
}

async fn page(web: &Web, login: &Seat, id: RectificationId, frame: Frame) -> Result<Page, WebError> {
    let list = rectify_elsewhere(&web.app, &login.caller, id).await?;
    Ok(Page {
        frame,
        id: id.0.to_string(),
        seen_at: list.seen_at.map(minute).unwrap_or_default(),
        list,
    })
}

/// `GET /rectifications/{rectification}/elsewhere`
pub(crate) async fn show(
    State(web): State<Web>,
    Login(login): Login,
    Path(id): Path<String>,
    Query(told): Query<Told>,
) -> Result<Response, WebError> {
    let frame = Frame::new(&login, SECTION, &told);
    html(&page(&web, &login, id_of(&id)?, frame).await?)
}

/// `POST /rectifications/{rectification}/elsewhere`
pub(crate) async fn ask(
    State(web): State<Web>,
    Login(login): Login,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, WebError> {
    let id = id_of(&id)?;
    rectify_elsewhere(&web.app, &login.caller, id).await?;
    let chosen: Vec<String> = fields.all("url").map(str::to_owned).collect();
    let done = ask_to_check(&web.app, &login.caller, id, &chosen).await;
    answered(
        (&login, SECTION),
        done,
        |_| format!("/rectifications/{}?note=check-asked", id.0),
        async |frame| page(&web, &login, id, frame).await,
    )
    .await
}
