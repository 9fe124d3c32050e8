//! Logging in and out.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use http::request::Parts;
use http::{HeaderMap, StatusCode, header};
use serde::Deserialize;
use xunwang_app::office::{self, Attempt, LoginRefusal};

use super::fields::Fields;
use crate::error::WebError;
use crate::guard::Login;
use crate::view::{html, refused};
use crate::web::Web;

#[derive(Template)]
#[template(path = "login.html")]
struct Page<'a> {
    next: &'a str,
    account: &'a str,
    note: &'a str,
    refusal: String,
}

#[derive(Template)]
#[template(path = "login_code.html")]
struct CodePage<'a> {
    next: &'a str,
    refusal: String,
}

#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    next: String,
    #[serde(default)]
    note: String,
}

/// Where to go after logging in: a page of ours, never somebody else's.
fn ours(next: &str) -> &str {
    let plain = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains(['\\', '\r', '\n', '\t'])
        && !next.starts_with("/login")
        && !next.starts_with("/logout");
    if plain { next } else { "/" }
}

/// `GET /login`
pub(crate) async fn show(Query(asked): Query<Asked>) -> Result<Response, WebError> {
    let note = match asked.note.as_str() {
        "ready" => "系统已设置好，请用刚才的登录名和密码登录。",
        "ended" => "登录已结束，刚才的操作没有保存。请重新登录后再试。",
        "left" => "已退出。",
        "set" => "密码已设置，请登录。",
        _ => "",
    };
    html(&Page {
        next: ours(&asked.next),
        account: "",
        note,
        refusal: String::new(),
    })
}

/// `POST /login`
pub(crate) async fn enter(
    State(web): State<Web>,
    parts: Parts,
    fields: Fields,
) -> Result<Response, WebError> {
    let agent = parts
        .headers
        .get(header::USER_AGENT)
        .and_then(|value| value.to_str().ok());
    let attempt = Attempt {
        account: fields.text("account").to_owned(),
        password: fields.text("password").to_owned(),
        address: web.address(&parts),
        agent: agent.unwrap_or_default().to_owned(),
    };
    let next = ours(fields.text("next"));
    match office::log_in(&web.app, &attempt).await {
        Ok(entered) => {
            let path = match entered.awaits_code {
                true => format!(
                    "/login/code?next={}",
                    form_urlencoded::byte_serialize(next.as_bytes()).collect::<String>()
                ),
                false => next.to_owned(),
            };
            let cookie = [(header::SET_COOKIE, web.settings.set_cookie(&entered.secret))];
            Ok((AppendHeaders(cookie), Redirect::to(&path)).into_response())
        }
        Err(LoginRefusal::App(error)) => Err(error.into()),
        Err(refusal) => {
            let mut page = refused(&Page {
                next,
                account: &attempt.account,
                note: "",
                refusal: refusal.to_string(),
            })?;
            if matches!(refusal, LoginRefusal::TooMany) {
                *page.status_mut() = StatusCode::TOO_MANY_REQUESTS;
            }
            Ok(page)
        }
    }
}

/// `GET /login/code`
pub(crate) async fn show_code(Query(asked): Query<Asked>) -> Result<Response, WebError> {
    html(&CodePage {
        next: ours(&asked.next),
        refusal: String::new(),
    })
}

/// `POST /login/code`
pub(crate) async fn enter_code(
    State(web): State<Web>,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, WebError> {
    let next = ours(fields.text("next"));
    let secret = web.settings.secret(&headers).unwrap_or_default();
    match office::enter_code(&web.app, &secret, fields.text("code")).await {
        Ok(entered) => {
            let cookie = [(header::SET_COOKIE, web.settings.set_cookie(&entered.secret))];
            Ok((AppendHeaders(cookie), Redirect::to(next)).into_response())
        }
        Err(LoginRefusal::App(error)) => Err(error.into()),
        Err(refusal) => refused(&CodePage {
            next,
            refusal: refusal.to_string(),
        }),
    }
}

/// `POST /logout`
pub(crate) async fn leave(State(web): State<Web>, Login(login): Login) -> Result<Response, WebError> {
    office::log_out(&web.app, &login).await?;
    let cookie = [(header::SET_COOKIE, web.settings.clear_cookie())];
    Ok((AppendHeaders(cookie), Redirect::to("/login?note=left")).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_logging_in_nobody_is_sent_elsewhere() {
        assert_eq!(ours("/sites?page=2"), "/sites?page=2");
        for wrong in [
            "",
            "https://evil.example/",
            "//evil.example",
            "/\\evil.example",
            "javascript:alert(1)",
            "/login",
            "/a\r\nSet-Cookie: b",
        ] {
            assert_eq!(ours(wrong), "/", "{wrong}");
        }
    }
}
