//! Filters of the register that a person keeps under a name.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use uuid::Uuid;
use xunwang_app::office::{remove_view, save_view};
use xunwang_domain::saved_view::ViewId;

use super::fields::Fields;
use super::sites::{Asked, refuse};
use crate::error::WebError;
use crate::guard::Login;
use crate::view::mendable;
use crate::web::Web;

/// `POST /sites/views`
pub(crate) async fn save(
    State(web): State<Web>,
    Login(login): Login,
    fields: Fields,
) -> Result<Response, WebError> {
    let asked = Asked::of(&fields);
    let (query, shared) = (asked.query(), fields.is_ticked("shared"));
    match save_view(&web.app, &login.caller, fields.text("name"), &query, shared).await {
        Ok(()) => Ok(Redirect::to(&format!("/sites?{query}&note=saved")).into_response()),
        Err(error) => refuse(&web, &login, asked, mendable(error)?).await,
    }
}

/// `POST /sites/views/remove`
pub(crate) async fn remove(
    State(web): State<Web>,
    Login(login): Login,
    fields: Fields,
) -> Result<Response, WebError> {
    let id = Uuid::parse_str(fields.text("view")).unwrap_or_default();
    match remove_view(&web.app, &login.caller, ViewId(id)).await {
        Ok(()) => Ok(Redirect::to("/sites?note=view-gone").into_response()),
        Err(error) => refuse(&web, &login, Asked::default(), mendable(error)?).await,
    }
}
