//! The register against reality, and a national export beside both.

use askama::Template;
use axum::extract::{Multipart, Query, State};
use axum::response::Response;
use serde::Deserialize;
use xunwang_app::office::{
    AppError, Comparison, MismatchLine, compare_export, explain_mismatch, register_mismatches,
};
use xunwang_domain::filing::FilingKind;
use xunwang_domain::mismatch::{Mismatch, MismatchKind};
use xunwang_domain::people::Permission;
use xunwang_domain::registry::{SiteCode, SiteStatus};

use super::fields::Fields;
use crate::error::WebError;
use crate::guard::{Login, Seat};
use crate::moment::minute;
use crate::view::{Frame, Told, answered, html, mendable, refused};
use crate::web::Web;

/// Lines on a page.
const SIZE: usize = 50;
/// Rows of each kind that a comparison shows; the others are counted.
const SHOWN: usize = 200;

#[derive(Template)]
#[template(path = "mismatches.html")]
struct Page {
    frame: Frame,
    /// Word, name and number of each kind.
    counts: Vec<(&'static str, &'static str, usize)>,
    total: usize,
    chosen: String,
    rows: Vec<Row>,
    page: usize,
    pages: usize,
    /// What was explained, and holds.
    explained: Vec<Explained>,
    may_compare: bool,
    until: String,
}

struct Row {
    code: String,
    name: String,
    kind: &'static str,
    word: &'static str,
    registered: String,
    seen: String,
    evidence: String,
    may_edit: bool,
    /// Where it is put right: address and what it is called.
    filing: String,
    action: &'static str,
}

struct Explained {
    code: String,
    name: String,
    kind: &'static str,
    seen: String,
    reason: String,
    by: String,
}

#[derive(Template)]
#[template(path = "mismatches_compared.html")]
struct ComparedPage {
    frame: Frame,
    told: Comparison,
}

/// What the address says.
#[derive(Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    page: String,
}

/// `GET /mismatches`
pub(crate) async fn show(
    State(web): State<Web>,
    Login(login): Login,
    Query(asked): Query<Asked>,
    Query(told): Query<Told>,
) -> Result<Response, WebError> {
    let frame = Frame::new(&login, "/sites", &told);
    html(&page(&web, &login, &asked, frame).await?)
}

async fn page(web: &Web, login: &Seat, asked: &Asked, frame: Frame) -> Result<Page, WebError> {
    let lines = register_mismatches(&web.app, &login.caller).await?;
    let (explained, open): (Vec<_>, Vec<_>) = lines.into_iter().partition(|line| line.note.is_some());
    let count = |kind| open.iter().filter(|line| line.mismatch.kind == kind).count();
    let counts = MismatchKind::ALL.map(|kind| (kind.word(), kind.label(), count(kind)));
    let chosen = MismatchKind::of_word(&asked.kind);
    let total = open.len();
    let wanted = |line: &MismatchLine| chosen.is_none_or(|kind| kind == line.mismatch.kind);
    let rows: Vec<_> = open.into_iter().filter(wanted).collect();
    let pages = rows.len().div_ceil(SIZE).max(1);
    let number = asked.page.parse::<usize>().unwrap_or(1).clamp(1, pages);
    let year = web.app.now() + chrono::TimeDelta::days(90);
    Ok(Page {
        frame,
        counts: counts.into_iter().filter(|(_, _, count)| *count > 0).collect(),
        total,
        chosen: chosen.map_or("", MismatchKind::word).to_owned(),
        rows: rows
            .into_iter()
            .skip((number - 1) * SIZE)
            .take(SIZE)
            .map(Row::from)
            .collect(),
        page: number,
        pages,
        explained: explained
            .into_iter()
            .take(SHOWN)
            .filter_map(explained_row)
            .collect(),
        may_compare: login.caller.user.may_somewhere(Permission::EditRegister),
        until: minute(year)[..10].to_owned(),
    })
}

impl From<MismatchLine> for Row {
    fn from(line: MismatchLine) -> Self {
        let (one, site) = (line.mismatch, line.site.site);
        let (kind, action) = remedy(&one, site.status);
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("kind", kind.word());
        match one.kind {
            MismatchKind::Renamed => drop(query.append_pair("name", &one.seen)),
            MismatchKind::Moved => drop(query.append_pair("home", &one.seen)),
            _ => {}
        }
        query.append_pair("reason", &format!("台账核对：{}，{}", one.kind.label(), one.seen));
        Self {
            filing: format!("/sites/{}/filings/new?{}", site.code, query.finish()),
            action,
            evidence: one.between.map_or_else(
                || "台账登记".to_owned(),
                |(first, last)| format!("{} 至 {}", minute(first), minute(last)),
            ),
            code: site.code.to_string(),
            name: site.name,
            kind: one.kind.label(),
            word: one.kind.word(),
            registered: one.registered,
            seen: one.seen,
            may_edit: line.may_edit,
        }
    }
}

/// The filing that puts it right.
fn remedy(one: &Mismatch, status: SiteStatus) -> (FilingKind, &'static str) {
    match one.kind {
        MismatchKind::Unreachable => (FilingKind::Suspension, "发起临时下线"),
        MismatchKind::StillAnswers if status == SiteStatus::Suspended => (FilingKind::Resumption, "发起恢复"),
        MismatchKind::SeveralOfBody => (FilingKind::Retirement, "发起关停"),
        _ => (FilingKind::Change, "发起变更"),
    }
}

fn explained_row(line: MismatchLine) -> Option<Explained> {
    let note = line.note?;
    Some(Explained {
        code: line.site.site.code.to_string(),
        name: line.site.site.name,
        kind: note.kind.label(),
        seen: note.seen,
        reason: note.reason,
        by: format!("{}，{}，有效期至 {}", note.by, minute(note.at), note.until),
    })
}

/// `POST /mismatches/explain`
pub(crate) async fn explain(
    State(web): State<Web>,
    Login(login): Login,
    fields: Fields,
) -> Result<Response, WebError> {
    let done = explanation(&web, &login, &fields).await;
    let there = |()| "/mismatches?note=explained".to_owned();
    answered((&login, "/sites"), done, there, async |frame| {
        page(&web, &login, &Asked::default(), frame).await
    })
    .await
}

async fn explanation(web: &Web, login: &Seat, fields: &Fields) -> Result<(), AppError> {
    let incomplete = || AppError::Refused("请在要说明的一行填写原因和有效期，再提交".to_owned());
    let code = SiteCode::parse(fields.text("site")).map_err(|_| incomplete())?;
    let kind = MismatchKind::of_word(fields.text("kind")).ok_or_else(incomplete)?;
    let until = fields.text("until").parse().map_err(|_| incomplete())?;
    explain_mismatch(
        &web.app,
        &login.caller,
        (&code, kind),
        fields.text("reason"),
        until,
    )
    .await
}

/// `POST /mismatches/compare`
pub(crate) async fn compare(
    State(web): State<Web>,
    Login(login): Login,
    form: Multipart,
) -> Result<Response, WebError> {
    let told = match super::site_import::sent_file(form, "请先选择导出的表格，再点“比对”").await
    {
        Ok((name, bytes)) => compare_export(&web.app, &login.caller, &name, bytes).await,
        Err(error) => Err(error),
    };
    match told {
        Ok(told) => {
            let is_wrong = told.errors.is_some();
            let page = ComparedPage {
                frame: Frame::new(&login, "/sites", &Told::default()),
                told,
            };
            if is_wrong { refused(&page) } else { html(&page) }
        }
        Err(error) => {
            let frame = Frame::refusing(&login, "/sites", mendable(error)?);
            refused(&page(&web, &login, &Asked::default(), frame).await?)
        }
    }
}
