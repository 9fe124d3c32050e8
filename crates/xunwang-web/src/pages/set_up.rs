//! The first run.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::request::Parts;
use serde::Deserialize;
use xunwang_app::office::{SetUp, needs_set_up, set_up};

use super::fields::Fields;
use crate::error::WebError;
use crate::view::{html, mendable, refused};
use crate::web::Web;

#[derive(Template)]
#[template(path = "setup.html")]
struct Page<'a> {
    token: &'a str,
    office: &'a str,
    name: &'a str,
    account: &'a str,
    refusal: String,
}

#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    token: String,
}

/// `GET /setup`
pub(crate) async fn show(State(web): State<Web>, Query(asked): Query<Asked>) -> Result<Response, WebError> {
    if !needs_set_up(&web.app).await? {
        return Ok(Redirect::to("/login").into_response());
    }
    html(&Page {
        token: &asked.token,
        office: "",
        name: "",
        account: "",
        refusal: String::new(),
    })
}

/// `POST /setup`
pub(crate) async fn save(State(web): State<Web>, parts: Parts, fields: Fields) -> Result<Response, WebError> {
    let given = SetUp {
        office: fields.text("office").to_owned(),
        name: fields.text("name").to_owned(),
        account: fields.text("account").to_owned(),
        password: fields.text("password").to_owned(),
        address: web.address(&parts),
    };
    let token = fields.text("token");
    let refusal = if given.password == fields.text("again") {
        match set_up(&web.app, token, &given).await {
            Ok(()) => return Ok(Redirect::to("/login?note=ready").into_response()),
            Err(error) => mendable(error)?,
        }
    } else {
        "两次输入的密码不一样，请重新输入".to_owned()
    };
    refused(&Page {
        token,
        office: &given.office,
        name: &given.name,
        account: &given.account,
        refusal,
    })
}
