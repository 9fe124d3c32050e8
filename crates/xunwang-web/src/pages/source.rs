//! What was seen, as text: the source of a page with the place marked.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use xunwang_app::office::{QueueFilter, evidence_of, finding_view};
use xunwang_domain::facts::PageRegion;
use xunwang_domain::review::FindingLine;

use super::review::id_of;
use crate::error::WebError;
use crate::guard::Login;
use crate::view::{Frame, Told, html};
use crate::web::Web;

/// A text with its place marked (摘录).
pub(crate) struct Excerpt {
    pub(crate) before: String,
    pub(crate) place: String,
    pub(crate) behind: String,
}

/// Characters shown on each side of the place.
const AROUND: usize = 300;

impl Excerpt {
    /// The words between 【 and 】 are the place.
    pub(crate) fn marked(text: &str) -> Self {
        let parts = text
            .split_once('【')
            .and_then(|(before, rest)| Some((before, rest.split_once('】')?)));
        match parts {
            Some((before, (place, behind))) => Self {
                before: before.to_owned(),
                place: place.to_owned(),
                behind: behind.to_owned(),
            },
            None => Self {
                before: text.to_owned(),
                place: String::new(),
                behind: String::new(),
            },
        }
    }
}

/// Where in a source the finding stands: its target as the page writes it, or the wrong words.
pub(crate) fn excerpt_of(line: &FindingLine, source: &str) -> Option<Excerpt> {
    let (start, end) = place_of(line, source)?;
    let before: Vec<char> = source[..start].chars().rev().take(AROUND).collect();
    Some(Excerpt {
        before: before.into_iter().rev().collect(),
        place: source[start..end].to_owned(),
        behind: source[end..].chars().take(AROUND).collect(),
    })
}

fn place_of(line: &FindingLine, source: &str) -> Option<(usize, usize)> {
    let whole = line.target.as_ref().map(ToString::to_string);
    let path = line.target.as_ref().map(|target| target.path().to_owned());
    let name = path
        .as_deref()
        .and_then(|path| path.trim_end_matches('/').rsplit('/').next())
        .filter(|name| name.chars().count() > 3)
        .map(str::to_owned);
    let wrong = line.text.as_ref().map(|text| text.wrong.clone());
    [whole, wrong, path.filter(|path| path.len() > 3), name]
        .into_iter()
        .flatten()
        .filter(|text| !text.is_empty())
        .find_map(|text| {
            let start = source.find(&text)?;
            Some((start, start + text.len()))
        })
}

/// A region in the words of circulars.
pub(crate) fn region_name(region: PageRegion) -> &'static str {
    match region {
        PageRegion::Header => "头部",
        PageRegion::Banner => "头部横幅",
        PageRegion::Carousel => "滚动图片",
        PageRegion::Nav => "导航",
        PageRegion::Floating => "飘窗",
        PageRegion::Channel => "栏目",
        PageRegion::Body => "正文",
        PageRegion::Footer => "底部",
    }
}

#[derive(Template)]
#[template(path = "source.html")]
struct Page {
    frame: Frame,
    id: String,
    site: String,
    message: String,
    record: Option<Shown>,
}

struct Shown {
    url: String,
    date: String,
    file: String,
    digest: String,
    is_sound: bool,
    head: String,
    text: Option<Excerpt>,
}

/// `GET /findings/{finding}/source`
pub(crate) async fn show(
    State(web): State<Web>,
    Login(login): Login,
    Path(id): Path<String>,
    Query(told): Query<Told>,
) -> Result<Response, WebError> {
    let id = id_of(&id)?;
    let view = finding_view(&web.app, &login.caller, id, &QueueFilter::default()).await?;
    let line = &view.finding.line;
    let record = evidence_of(&web.app, &login.caller, id).await?;
    html(&Page {
        frame: Frame::new(&login, "/review", &told),
        id: id.0.to_string(),
        site: line.site_name.clone(),
        message: line.message.clone(),
        record: record.map(|record| Shown {
            text: record.text.map(|text| match place_of(line, &text) {
                Some((start, end)) => Excerpt {
                    before: text[..start].to_owned(),
                    place: text[start..end].to_owned(),
                    behind: text[end..].to_owned(),
                },
                None => Excerpt {
                    before: text,
                    place: String::new(),
                    behind: String::new(),
                },
            }),
            url: record.place.url,
            date: record.date,
            file: format!("{} 第{}字节", record.place.file, record.place.offset),
            digest: record.place.digest,
            is_sound: record.is_sound,
            head: record.head,
        }),
    })
}
