//! The page of a message as it was kept: what was asked, what came back, and its source.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use uuid::Uuid;
use xunwang_app::office::{AppError, Record, feedback_look};
use xunwang_domain::feedback::LookId;

use super::feedback::SECTION;
use super::feedback_behind::{LookRow, look_row};
use super::feedback_one::id_of;
use crate::error::WebError;
use crate::guard::Login;
use crate::view::{Frame, Told, html};
use crate::web::Web;

#[derive(Template)]
#[template(path = "feedback_look.html")]
struct Page {
    frame: Frame,
    id: String,
    look: LookRow,
    record: Record,
}

/// `GET /feedback/{feedback}/looks/{look}`
pub(crate) async fn show(
    State(web): State<Web>,
    Login(login): Login,
    Path((id, look)): Path<(String, String)>,
    Query(told): Query<Told>,
) -> Result<Response, WebError> {
    let id = id_of(&id)?;
    let look = Uuid::parse_str(&look)
        .map(LookId)
        .map_err(|_| AppError::NotFound)?;
    let (look, record) = feedback_look(&web.app, &login.caller, id, look).await?;
    html(&Page {
        frame: Frame::new(&login, SECTION, &told),
        id: id.0.to_string(),
        look: look_row(&look),
        record,
    })
}
