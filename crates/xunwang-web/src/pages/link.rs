//! A link by which a person sets a password.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;
use http::request::Parts;
use xunwang_app::office::{link_user, set_password};

use super::fields::Fields;
use crate::error::{WebError, page};
use crate::view::{html, mendable, refused};
use crate::web::Web;

#[derive(Template)]
#[template(path = "password.html")]
struct Page<'a> {
    name: &'a str,
    account: &'a str,
    refusal: String,
}

fn gone() -> Response {
    page(
        StatusCode::GONE,
        "链接已失效",
        "设密码的链接只能用一次，三天内有效。请联系管理员重新生成。",
    )
}

/// `GET /password/{secret}`
pub(crate) async fn show(State(web): State<Web>, Path(secret): Path<String>) -> Result<Response, WebError> {
    let Some(user) = link_user(&web.app, &secret).await? else {
        return Ok(gone());
    };
    html(&Page {
        name: &user.name,
        account: &user.account,
        refusal: String::new(),
    })
}

/// `POST /password/{secret}`
pub(crate) async fn save(
    State(web): State<Web>,
    Path(secret): Path<String>,
    parts: Parts,
    fields: Fields,
) -> Result<Response, WebError> {
    let Some(user) = link_user(&web.app, &secret).await? else {
        return Ok(gone());
    };
    let password = fields.text("password");
    let refusal = if password == fields.text("again") {
        match set_password(&web.app, &secret, password, &web.address(&parts)).await {
            Ok(()) => return Ok(Redirect::to("/login?note=set").into_response()),
            Err(error) => mendable(error)?,
        }
    } else {
        "两次输入的密码不一样，请重新输入".to_owned()
    };
    refused(&Page {
        name: &user.name,
        account: &user.account,
        refusal,
    })
}
