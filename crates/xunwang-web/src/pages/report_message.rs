//! A message by its code: how far it is, the answer, and once the way to say that it is not mended.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use http::StatusCode;
use http::request::Parts;
use xunwang_app::office::AppError;
use xunwang_app::office::citizen::{Asking, PublicMessage, public_message, reopen_message};
use xunwang_domain::feedback::FeedbackStage;

use super::fields::Fields;
use super::public_list::field;
use super::public_site::PublicSite;
use super::report_gate::let_in;
use crate::error::WebError;
use crate::moment::minute;
use crate::view::{html, mendable, refused};
use crate::web::Web;

#[derive(Template)]
#[template(path = "report_message.html")]
struct Page {
    site: PublicSite,
    message: PublicMessage,
    /// It was sent just now.
    is_new: bool,
    state: &'static str,
    class: &'static str,
    received: String,
    closed: String,
    reopened: Option<(String, String)>,
    reason: String,
    refusal: String,
}

#[derive(Template)]
#[template(path = "report_query.html")]
struct Query {
    site: PublicSite,
    code: String,
    is_missing: bool,
}

/// The state in plain words, and how it is marked.
fn in_words(stage: FeedbackStage) -> (&'static str, &'static str) {
    match stage {
        FeedbackStage::Received => ("已收到，等待转给责任单位", "plain"),
        FeedbackStage::Handling => ("责任单位正在办理", "plain"),
        FeedbackStage::Answered | FeedbackStage::FinalReview => ("责任单位已提交答复，正在审核", "plain"),
        FeedbackStage::Closed => ("已办结", "fine"),
        FeedbackStage::ClosedRefused => ("不予受理", "soon"),
        FeedbackStage::ClosedMerged => ("与其他留言合并办理", "plain"),
    }
}

impl Page {
    fn of(site: PublicSite, message: PublicMessage, is_new: bool, reason: String, refusal: String) -> Self {
        let (state, class) = in_words(message.stage);
        Self {
            site,
            is_new,
            state,
            class,
            received: message.received_at.map(minute).unwrap_or_default(),
            closed: message.closed_at.map(minute).unwrap_or_default(),
            reopened: message.reopened.clone().map(|(at, reason)| (minute(at), reason)),
            reason,
            refusal,
            message,
        }
    }

    /// The day in words: `2026年12月1日`.
    fn due(&self) -> Option<String> {
        self.message
            .due
            .map(|due| due.last.format("%Y年%-m月%-d日").to_string())
    }
}

/// `GET /report/query?code=…`
pub(crate) async fn query(State(web): State<Web>, parts: Parts) -> Result<Response, WebError> {
    let site = match let_in(&web, &parts, Asking::Page).await {
        Ok(visitor) => visitor.site,
        Err(no) => return Ok(*no),
    };
    let code = field(parts.uri.query(), "code", 40);
    let code: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
    if code.is_empty() {
        let is_missing = false;
        return html(&Query {
            site,
            code,
            is_missing,
        });
    }
    Ok(Redirect::to(&format!("/report/{}", code.to_ascii_lowercase())).into_response())
}

/// `GET /report/{code}`
pub(crate) async fn show(
    State(web): State<Web>,
    Path(code): Path<String>,
    parts: Parts,
) -> Result<Response, WebError> {
    let site = match let_in(&web, &parts, Asking::LookUp).await {
        Ok(visitor) => visitor.site,
        Err(no) => return Ok(*no),
    };
    let is_new = !field(parts.uri.query(), "new", 1).is_empty();
    match public_message(&web.app, &code).await {
        Ok(message) => html(&Page::of(site, message, is_new, String::new(), String::new())),
        Err(AppError::NotFound) => Ok(missing(site, code)),
        Err(error) => Err(error.into()),
    }
}

/// The same whatever the code looks like.
fn missing(site: PublicSite, code: String) -> Response {
    let code = code.chars().take(40).collect();
    let is_missing = true;
    let page = Query {
        site,
        code,
        is_missing,
    };
    (StatusCode::NOT_FOUND, Html(page.render().unwrap_or_default())).into_response()
}

/// `POST /report/{code}/reopen`
pub(crate) async fn reopen(
    State(web): State<Web>,
    Path(code): Path<String>,
    parts: Parts,
    fields: Fields,
) -> Result<Response, WebError> {
    let site = match let_in(&web, &parts, Asking::LookUp).await {
        Ok(visitor) => visitor.site,
        Err(no) => return Ok(*no),
    };
    let reason = fields.text("reason");
    let error = match reopen_message(&web.app, &code, reason).await {
        Ok(()) => return Ok(Redirect::to(&format!("/report/{}", code.trim())).into_response()),
        Err(AppError::NotFound) => return Ok(missing(site, code)),
        Err(error) => mendable(error)?,
    };
    let message = public_message(&web.app, &code).await?;
    refused(&Page::of(site, message, false, reason.to_owned(), error))
}
