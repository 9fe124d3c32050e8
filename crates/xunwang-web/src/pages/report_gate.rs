//! What every page of the public form asks first: whether this network may ask now, then whether the form is open at all.

use askama::Template;
use axum::response::{Html, IntoResponse as _, Response};
use http::request::Parts;
use http::{HeaderValue, StatusCode, header};
use xunwang_app::office::citizen::{Asking, Network, is_form_open};

use super::public_site::PublicSite;
use crate::error::{WebError, page};
use crate::web::Web;

/// Whoever asks (访客).
pub(super) struct Visitor {
    /// From where.
    pub(super) network: Network,
    /// Whose page it is.
    pub(super) site: PublicSite,
}

#[derive(Template)]
#[template(path = "report_closed.html")]
struct Closed {
    site: PublicSite,
}

/// Lets somebody in, or says why not.
pub(super) async fn let_in(web: &Web, parts: &Parts, asking: Asking) -> Result<Visitor, Box<Response>> {
    let network = may_ask(web, parts, asking).await?;
    let failed = |error: WebError| Box::new(error.into_response());
    let site = PublicSite::of(web, &parts.headers).await.map_err(failed)?;
    match is_form_open(&web.app).await {
        Ok(true) => Ok(Visitor { network, site }),
        Ok(false) => {
            let page = Closed { site }.render().unwrap_or_default();
            Err(Box::new((StatusCode::NOT_FOUND, Html(page)).into_response()))
        }
        Err(error) => Err(failed(error.into())),
    }
}

/// The network that a request came from, where it may ask now. Nothing else has been done by then.
pub(super) async fn may_ask(web: &Web, parts: &Parts, asking: Asking) -> Result<Network, Box<Response>> {
    let network = Network::of(&web.address(parts));
    match web.app.may_ask(asking, network) {
        Ok(()) => Ok(network),
        Err(seconds) => {
            web.app.slow_down().await;
            Err(Box::new(later(seconds)))
        }
    }
}

/// Not now.
fn later(seconds: u32) -> Response {
    let message = format!(
        "您所在的网络短时间内的请求太多，请{}后再试。已填写的内容没有丢失：返回上一页即可看到。",
        in_words(seconds)
    );
    let answer = page(StatusCode::TOO_MANY_REQUESTS, "请稍后再试", &message);
    with_retry(answer, seconds)
}

/// The same answer, saying when to come back.
pub(super) fn with_retry(mut answer: Response, seconds: u32) -> Response {
    *answer.status_mut() = StatusCode::TOO_MANY_REQUESTS;
    let headers = answer.headers_mut();
    headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    answer
}

/// `40秒`, `3分钟`
pub(super) fn in_words(seconds: u32) -> String {
    if seconds < 60 {
        format!("{seconds}秒")
    } else {
        format!("{}分钟", seconds.div_ceil(60))
    }
}
