//! Answers that others may keep (缓存): each is asked for again, and sent again only where it has changed. What is withdrawn
//! is gone at once, because nobody shows a kept answer without asking.

use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use sha2::{Digest as _, Sha256};

/// The answer of this kind, or that what the browser keeps still holds.
///
/// Whether it holds is told by its digest alone: a page also changes when something is withdrawn, and then no date grows.
pub(crate) fn cached(
    asked: &HeaderMap,
    kind: &'static str,
    body: Vec<u8>,
    changed_at: Option<DateTime<Utc>>,
) -> Response {
    let digest: String = Sha256::digest(&body)
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let tag = format!("\"{digest}\"");
    let mut headers = HeaderMap::new();
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("public, no-cache"),
    );
    let changed_at = changed_at.map(|at| at.format("%a, %d %b %Y %H:%M:%S GMT").to_string());
    for (name, value) in [
        (header::ETAG, Some(tag.clone())),
        (header::LAST_MODIFIED, changed_at),
    ] {
        if let Some(value) = value.and_then(|value| HeaderValue::try_from(value).ok()) {
            headers.insert(name, value);
        }
    }
    if holds(asked, &tag) {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    (headers, body).into_response()
}

/// Does the browser keep an answer of this tag?
fn holds(asked: &HeaderMap, tag: &str) -> bool {
    let lines = asked.get_all(header::IF_NONE_MATCH).iter();
    let mut tags = lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(','))
        .map(str::trim);
    tags.any(|one| one == "*" || one.strip_prefix("W/").unwrap_or(one) == tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_holds_until_the_body_is_another() {
        let answer = |asked: &HeaderMap, body: &str| cached(asked, "text/plain", body.into(), None);
        let first = answer(&HeaderMap::new(), "一");
        assert_eq!(first.status(), StatusCode::OK);
        let tag = first.headers()[header::ETAG].to_str().unwrap().to_owned();
        for (kept, body, status) in [
            (tag.clone(), "一", StatusCode::NOT_MODIFIED),
            (format!("\"x\", W/{tag}"), "一", StatusCode::NOT_MODIFIED),
            ("*".to_owned(), "一", StatusCode::NOT_MODIFIED),
            (tag, "二", StatusCode::OK),
            ("\"x\"".to_owned(), "一", StatusCode::OK),
        ] {
            let mut asked = HeaderMap::new();
            asked.insert(header::IF_NONE_MATCH, kept.parse().unwrap());
            assert_eq!(answer(&asked, body).status(), status, "{kept} {body}");
        }
    }
}
