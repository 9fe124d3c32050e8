//! The published results: what was closed, with the answer, by site, kind and words.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use http::request::Parts;
use xunwang_app::office::citizen::{Asking, PublicResults, public_results};
use xunwang_domain::feedback::FeedbackKind;
use xunwang_ports::ResultQuery;

use super::public_list::field;
use super::public_site::PublicSite;
use super::report_gate::let_in;
use crate::error::WebError;
use crate::view::html;
use crate::web::Web;

/// Results on a page.
const PAGE: u64 = 20;
/// Words that are looked for.
const MOST_WORDS: usize = 4;

#[derive(Template)]
#[template(path = "report_results.html")]
struct Page {
    site: PublicSite,
    site_words: String,
    words: String,
    kinds: Vec<(u16, &'static str, bool)>,
    results: PublicResults,
    page: u64,
    pages: u64,
    /// The fields of the search, for the links to other pages.
    asked: String,
    is_narrowed: bool,
}

/// `GET /report/results`
pub(crate) async fn show(State(web): State<Web>, parts: Parts) -> Result<Response, WebError> {
    let site = match let_in(&web, &parts, Asking::Page).await {
        Ok(visitor) => visitor.site,
        Err(no) => return Ok(*no),
    };
    let query = parts.uri.query();
    let [site_words, words, kind] =
        [("site", 50), ("q", 50), ("kind", 3)].map(|(name, most)| field(query, name, most));
    let kind = kind.parse().ok().map(FeedbackKind);
    let page = field(query, "page", 4).parse::<u64>().unwrap_or(1).max(1);
    let asked = ResultQuery {
        site: Some(site_words.clone()).filter(|site| !site.is_empty()),
        kind,
        words: words
            .split_whitespace()
            .take(MOST_WORDS)
            .map(str::to_owned)
            .collect(),
    };
    let results = public_results(&web.app, &asked, ((page - 1) * PAGE, PAGE)).await?;
    let mut fields = form_urlencoded::Serializer::new(String::new());
    fields.append_pair("site", &site_words).append_pair("q", &words);
    if let Some(kind) = kind {
        fields.append_pair("kind", &kind.0.to_string());
    }
    html(&Page {
        site,
        is_narrowed: asked != ResultQuery::default(),
        kinds: FeedbackKind::all()
            .map(|one| (one.0, one.label(), kind == Some(one)))
            .collect(),
        page,
        pages: results.total.div_ceil(PAGE).max(1),
        asked: fields.finish(),
        site_words,
        words,
        results,
    })
}
