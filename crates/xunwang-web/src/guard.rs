//! The guard before every page (门卫): who may come in, and whether a form was really sent from one of our pages.

use std::ops::Deref;

use axum::body::{Body, to_bytes};
use axum::extract::{FromRequestParts, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use http::request::Parts;
use http::{HeaderMap, Method, StatusCode, header};
use xunwang_app::office::{AppError, LoggedIn, needs_set_up, session_of};
use xunwang_domain::login::SessionStage;
use xunwang_domain::round::RoundId;

use crate::error::{WebError, page};
use crate::routes::Access;
use crate::scope::{Chooser, Scope, better_address};
use crate::web::Web;

/// Forms are no longer than this; files come as multipart and have a limit of their own.
const LONGEST_FORM: usize = 64 * 1024;

/// Lets a request pass to its page, or says why not.
pub(crate) async fn guard(
    State((web, access)): State<(Web, Access)>,
    request: Request,
    next: Next,
) -> Result<Response, WebError> {
    if access == Access::Asset {
        return Ok(next.run(request).await);
    }
    let (mut parts, body) = request.into_parts();
    let changes = parts.method == Method::POST;
    if changes && !is_from_here(&parts.headers) {
        return Ok(forged());
    }
    if access != Access::SetUp && needs_set_up(&web.app).await? {
        return Ok(Redirect::to("/setup").into_response());
    }
    if matches!(access, Access::SetUp | Access::Anybody) {
        return Ok(next.run(Request::from_parts(parts, body)).await);
    }
    let address = web.address(&parts);
    let login = match web.settings.secret(&parts.headers) {
        Some(secret) => session_of(&web.app, &secret, &address).await?,
        None => None,
    };
    let Some(mut login) = login.filter(|login| login.session.stage == SessionStage::Full) else {
        return Ok(to_login(&parts));
    };
    let before = Scope::of_page_before(&parts.headers);
    if !changes
        && opens_page(&parts.headers)
        && let Some(address) = better_address(&parts.uri, &before)
    {
        return Ok(Redirect::to(&address).into_response());
    }
    let body = if changes {
        match with_token(&parts, body, &login.session.csrf).await {
            Ok(body) => body,
            Err(refusal) => return Ok(refusal),
        }
    } else {
        body
    };
    if let Access::Needs(permission) = access
        && !login.caller.user.may_somewhere(permission)
    {
        return Err(AppError::Forbidden.into());
    }
    let scope = Scope::of(&parts.uri).or(&before);
    login.caller.area = scope.area().filter(|&area| login.caller.tree.get(area).is_some());
    let chooser = Chooser::of(&web.app, &login, &scope, parts.uri.clone()).await?;
    parts.extensions.insert(Seat {
        login,
        chooser,
        round: scope.round(),
    });
    Ok(next.run(Request::from_parts(parts, body)).await)
}

/// After logging in the browser goes on where it wanted to, if that was a page of ours.
fn to_login(parts: &Parts) -> Response {
    if parts.method != Method::GET {
        return Redirect::to("/login?note=ended").into_response();
    }
    let wanted = parts.uri.path_and_query().map_or("/", |it| it.as_str());
    let next: String = form_urlencoded::byte_serialize(wanted.as_bytes()).collect();
    Redirect::to(&format!("/login?next={next}")).into_response()
}

/// Browsers say where a form comes from; what does not say so is no browser of ours.
fn is_from_here(headers: &HeaderMap) -> bool {
    let text = |name| {
        headers
            .get(name)
            .and_then(|value: &http::HeaderValue| value.to_str().ok())
    };
    if text(header::HeaderName::from_static("sec-fetch-site")).is_some_and(|site| site != "same-origin") {
        return false;
    }
    let source = text(header::ORIGIN).or_else(|| text(header::REFERER));
    let host = source
        .and_then(|source| source.parse::<http::Uri>().ok())
        .and_then(|uri| {
            let authority = uri.authority()?;
            Some(authority.as_str().to_owned())
        });
    host.is_some() && host.as_deref() == text(header::HOST)
}

/// The form must bring the session's token: in a field, or in the address where a file is sent.
async fn with_token(parts: &Parts, body: Body, token: &str) -> Result<Body, Response> {
    let holds = |bytes: &[u8]| {
        let mut fields = form_urlencoded::parse(bytes);
        fields.any(|(name, value)| name == "csrf" && is_same(value.as_bytes(), token.as_bytes()))
    };
    if parts.uri.query().is_some_and(|query| holds(query.as_bytes())) {
        return Ok(body);
    }
    let too_long = |_| {
        page(
            StatusCode::PAYLOAD_TOO_LARGE,
            "内容太长",
            "表单内容超过64 KB，没有保存。请删减后再提交。",
        )
    };
    let bytes = to_bytes(body, LONGEST_FORM).await.map_err(too_long)?;
    if holds(&bytes) {
        Ok(Body::from(bytes))
    } else {
        Err(forged())
    }
}

/// Takes the same time wherever they differ.
fn is_same(left: &[u8], right: &[u8]) -> bool {
    left.len() == right.len() && left.iter().zip(right).fold(0, |all, (a, b)| all | a ^ b) == 0
}

fn forged() -> Response {
    page(
        StatusCode::FORBIDDEN,
        "没有办理",
        "这个请求不是从本系统的页面发出的，或者页面已过期，因此没有执行。请回到原来的页面刷新后再提交。",
    )
}

/// Does the browser open a page? Not a picture, nor a part of a page that is brought up to date.
fn opens_page(headers: &HeaderMap) -> bool {
    let accepts = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    accepts.is_some_and(|kinds| kinds.contains("text/html")) && !headers.contains_key("hx-request")
}

/// Who is logged in, and what they have chosen to look at (在座).
#[derive(Clone)]
pub(crate) struct Seat {
    login: LoggedIn,
    /// What else can be chosen.
    pub(crate) chooser: Chooser,
    /// The round chosen.
    pub(crate) round: Option<RoundId>,
}

impl Deref for Seat {
    type Target = LoggedIn;

    fn deref(&self) -> &LoggedIn {
        &self.login
    }
}

/// Who is logged in, as the guard has found.
pub(crate) struct Login(pub(crate) Seat);

impl<S: Send + Sync> FromRequestParts<S> for Login {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, WebError> {
        let login = parts.extensions.get::<Seat>().cloned();
        login.map(Self).ok_or(WebError(AppError::Forbidden))
    }
}
