//! The ledger of rectification as a file: out as a sheet, back filled in; and the notice as a document.

use askama::Template;
use axum::extract::{Multipart, Query, State};
use axum::response::Response;
use xunwang_app::office::{
    LedgerPreview, LedgerState, preview_ledger, rectify_notice, rectify_sheet, take_ledger,
};
use xunwang_report::press::FileKind;

use super::fields::Fields;
use super::files::{XLSX, attachment, content_type};
use super::rectify::{Asked, SECTION};
use super::site_import::sent_file;
use crate::error::WebError;
use crate::guard::Login;
use crate::view::{Frame, Told, answered, html, mendable, refused};
use crate::web::Web;

#[derive(Template)]
#[template(path = "rectify_ledger.html")]
struct Page {
    frame: Frame,
    preview: Option<Preview>,
}

struct Preview {
    file: String,
    mark: String,
    new: usize,
    rows: Vec<Row>,
    errors: Vec<String>,
    total: usize,
}

struct Row {
    row: u32,
    id: String,
    site: String,
    title: String,
    state: &'static str,
    tone: &'static str,
    text: String,
    day: String,
    person: String,
}

/// Rows and errors that a preview shows; the others are counted.
const SHOWN: usize = 500;

fn preview_of(preview: LedgerPreview) -> Preview {
    let errors = preview.errors.unwrap_or_default();
    let is_new = |state: LedgerState| state == LedgerState::New;
    Preview {
        file: preview.file,
        mark: preview.mark,
        new: preview.lines.iter().filter(|line| is_new(line.state)).count(),
        total: errors.total,
        errors: errors
            .errors
            .iter()
            .take(SHOWN)
            .map(ToString::to_string)
            .collect(),
        rows: preview
            .lines
            .into_iter()
            .take(SHOWN)
            .map(|line| Row {
                row: line.row,
                id: line.one.id.0.to_string(),
                site: line.one.site_name,
                title: line.one.title,
                state: line.state.label(),
                tone: match line.state {
                    LedgerState::New => "fine",
                    LedgerState::Known => "plain",
                    LedgerState::Silent => "soon",
                },
                text: line.said.text,
                day: line.said.done_on.map(|day| day.to_string()).unwrap_or_default(),
                person: line.said.person,
            })
            .collect(),
    }
}

/// `GET /rectifications/ledger`
pub(crate) async fn show(Login(login): Login, Query(told): Query<Told>) -> Result<Response, WebError> {
    html(&Page {
        frame: Frame::new(&login, SECTION, &told),
        preview: None,
    })
}

/// `GET /rectifications.xlsx`
pub(crate) async fn sheet(
    State(web): State<Web>,
    Login(login): Login,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let bytes = rectify_sheet(&web.app, &login.caller, &asked.filter()).await?;
    Ok(attachment(&format!("整改台账{}.xlsx", asked.place), XLSX, bytes))
}

/// `GET /rectifications/notice.docx`
pub(crate) async fn notice(
    State(web): State<Web>,
    Login(login): Login,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let bytes = rectify_notice(&web.app, &login.caller, &asked.filter(), FileKind::Docx).await?;
    let name = format!("整改通知书{}{}.docx", asked.place, asked.unit);
    Ok(attachment(&name, content_type("docx"), bytes))
}

/// `POST /rectifications/ledger`
pub(crate) async fn preview(
    State(web): State<Web>,
    Login(login): Login,
    form: Multipart,
) -> Result<Response, WebError> {
    let told = match sent_file(form, "请先选择填好的整改台账（XLSX），再点“上传并预览”").await
    {
        Ok((name, bytes)) => preview_ledger(&web.app, &login.caller, (&name, bytes)).await,
        Err(error) => Err(error),
    };
    match told {
        Ok(told) => {
            let is_wrong = told.errors.is_some();
            let page = Page {
                frame: Frame::new(&login, SECTION, &Told::default()),
                preview: Some(preview_of(told)),
            };
            if is_wrong { refused(&page) } else { html(&page) }
        }
        Err(error) => refused(&Page {
            frame: Frame::refusing(&login, SECTION, mendable(error)?),
            preview: None,
        }),
    }
}

/// `POST /rectifications/ledger/take`
pub(crate) async fn take(
    State(web): State<Web>,
    Login(login): Login,
    form: Fields,
) -> Result<Response, WebError> {
    let done = take_ledger(&web.app, &login.caller, form.text("mark")).await;
    let there = |_| "/rectifications?note=ledger-taken".to_owned();
    let again = async |frame| Ok(Page { frame, preview: None });
    answered((&login, SECTION), done, there, again).await
}
