//! Settings of the whole office: whether the public form is open.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use http::HeaderMap;
use xunwang_app::office::AppError;
use xunwang_app::office::citizen::{is_form_open, switch_form};
use xunwang_domain::people::Permission;

use super::fields::Fields;
use super::public_site::PublicSite;
use crate::error::WebError;
use crate::guard::{Login, Seat};
use crate::view::{Frame, Told, answered, html};
use crate::web::Web;

const SECTION: &str = "/settings";

#[derive(Template)]
#[template(path = "settings.html")]
struct Page {
    frame: Frame,
    is_open: bool,
    /// The address of the form.
    form: String,
}

async fn page(web: &Web, asked: &HeaderMap, frame: Frame) -> Result<Page, WebError> {
    let site = PublicSite::of(web, asked).await?;
    Ok(Page {
        frame,
        is_open: is_form_open(&web.app).await?,
        form: format!("{}/report", site.base),
    })
}

/// The settings are of the whole office, so is the right to see them.
fn must(login: &Seat) -> Result<(), AppError> {
    let caller = &login.caller;
    let root = caller.tree.root().ok_or(AppError::NotFound)?;
    if caller.may(Permission::EditSettings, root.id) {
        Ok(())
    } else {
        Err(AppError::Forbidden)
    }
}

/// `GET /settings`
pub(crate) async fn show(
    State(web): State<Web>,
    Login(login): Login,
    asked: HeaderMap,
    Query(told): Query<Told>,
) -> Result<Response, WebError> {
    must(&login)?;
    html(&page(&web, &asked, Frame::new(&login, SECTION, &told)).await?)
}

/// `POST /settings/public-form`
pub(crate) async fn public_form(
    State(web): State<Web>,
    Login(login): Login,
    asked: HeaderMap,
    fields: Fields,
) -> Result<Response, WebError> {
    let is_open = fields.text("open") == "1";
    let done = switch_form(&web.app, &login.caller, is_open).await;
    let there = |()| {
        format!(
            "{SECTION}?note={}",
            if is_open { "form-open" } else { "form-closed" }
        )
    };
    answered((&login, SECTION), done, there, async |frame| {
        page(&web, &asked, frame).await
    })
    .await
}
