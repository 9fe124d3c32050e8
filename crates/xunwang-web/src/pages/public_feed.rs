//! The feed of the public page: Atom 1.0 (RFC 4287), the newest circulars with the beginning of their texts.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chrono::{DateTime, SecondsFormat, Utc};
use http::HeaderMap;
use xunwang_app::office::{AppError, public_leads};

use super::public_site::{PublicSite, source_of};
use crate::cached::cached;
use crate::error::WebError;
use crate::web::Web;

/// Entries of the feed.
const MOST: usize = 50;

#[derive(Template)]
#[template(path = "public_feed.xml")]
struct Feed {
    site: PublicSite,
    updated: String,
    entries: Vec<Entry>,
}

struct Entry {
    id: String,
    title: String,
    issuer: String,
    published: String,
    updated: String,
    summary: String,
    rights: String,
}

/// `GET /open/feed.atom`
pub(crate) async fn show(State(web): State<Web>, asked: HeaderMap) -> Result<Response, WebError> {
    let mut site = PublicSite::of(&web, &asked).await?;
    site.office = allowed(&site.office);
    let papers = public_leads(&web.app, MOST).await?;
    let updated = papers.iter().map(|(paper, _)| paper.changed_at).max();
    let entries = papers.into_iter().map(|(paper, lead)| Entry {
        id: paper.id.0.to_string(),
        title: allowed(&paper.title),
        issuer: allowed(&paper.issuer),
        published: moment(paper.issued_at),
        updated: moment(paper.changed_at),
        summary: allowed(&lead),
        rights: allowed(&source_of(&paper.issuer, &paper.title, &paper.number)),
    });
    let feed = Feed {
        site,
        // A feed must say when it changed; one without entries never did.
        updated: moment(updated.unwrap_or(DateTime::UNIX_EPOCH)),
        entries: entries.collect(),
    };
    let xml = feed
        .render()
        .map_err(|error| AppError::Refused(format!("订阅生成失败：{error}")))?;
    let kind = "application/atom+xml; charset=utf-8";
    Ok(cached(&asked, kind, xml.into_bytes(), updated))
}

fn moment(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// The text without the characters that XML 1.0 has no way to write.
fn allowed(text: &str) -> String {
    let is_allowed = |c: &char| match c {
        '\t' | '\n' | '\r' => true,
        '\u{fffe}' | '\u{ffff}' => false,
        c => *c >= ' ',
    };
    text.chars().filter(is_allowed).collect()
}
