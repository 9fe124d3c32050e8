//! The public list of circulars: by year, the latest first, searched by words.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use chrono::Datelike as _;
use http::HeaderMap;
use xunwang_app::office::{AppError, PublicPaper, public_papers};

use super::public_site::PublicSite;
use crate::cached::cached;
use crate::error::WebError;
use crate::web::Web;

/// Circulars on one page; older ones are reached by their year.
const MOST: usize = 200;

pub(super) const HTML: &str = "text/html; charset=utf-8";

#[derive(Template)]
#[template(path = "public_list.html")]
struct Page {
    site: PublicSite,
    question: String,
    year: Option<i32>,
    years: Vec<(i32, bool)>,
    groups: Vec<(i32, Vec<PublicPaper>)>,
    found: usize,
    shown: usize,
    total: usize,
}

/// The first field of a name, its first `most` characters: an address may carry anything, also a name twice.
pub(super) fn field(query: Option<&str>, name: &str, most: usize) -> String {
    let mut fields = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
    let found = fields.find(|(own, _)| own == name);
    let plain = |(_, value): (_, std::borrow::Cow<'_, str>)| {
        let value = value.chars().filter(|c| !c.is_control()).take(most);
        value.collect::<String>().trim().to_owned()
    };
    found.map_or_else(String::new, plain)
}

fn grouped(papers: Vec<PublicPaper>) -> Vec<(i32, Vec<PublicPaper>)> {
    let mut groups: Vec<(i32, Vec<PublicPaper>)> = Vec::new();
    for paper in papers {
        let year = paper.issued_on.year();
        match groups.last_mut() {
            Some((last, members)) if *last == year => members.push(paper),
            _ => groups.push((year, vec![paper])),
        }
    }
    groups
}

/// `GET /open`
pub(crate) async fn show(
    State(web): State<Web>,
    asked: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, WebError> {
    let site = PublicSite::of(&web, &asked).await?;
    let question = field(query.as_deref(), "q", 50);
    let year = field(query.as_deref(), "year", 50).parse::<i32>().ok();
    let all = public_papers(&web.app, "").await?;
    let years: BTreeSet<i32> = all.iter().map(|paper| paper.issued_on.year()).collect();
    let total = all.len();
    let changed_at = all.iter().map(|paper| paper.changed_at).max();
    let mut papers = match question.as_str() {
        "" => all,
        words => public_papers(&web.app, words).await?,
    };
    papers.retain(|paper| year.is_none_or(|year| paper.issued_on.year() == year));
    let found = papers.len();
    papers.truncate(MOST);
    let page = Page {
        site,
        question,
        year,
        years: years
            .into_iter()
            .rev()
            .map(|one| (one, year == Some(one)))
            .collect(),
        shown: papers.len(),
        groups: grouped(papers),
        found,
        total,
    };
    let html = page
        .render()
        .map_err(|error| AppError::Refused(format!("页面生成失败：{error}")))?;
    Ok(cached(&asked, HTML, html.into_bytes(), changed_at))
}
