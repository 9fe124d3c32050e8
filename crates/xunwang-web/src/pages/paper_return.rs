//! An edited draft comes back: what it changes, side by side, and its taking over.

use askama::Template;
use axum::extract::{Multipart, Path, State};
use axum::response::Response;
use xunwang_app::office::{ReturnPreview, preview_return, take_return};
use xunwang_report::draft::{Change, TakenAs};

use super::fields::Fields;
use super::paper::{answer, id_of};
use super::papers::SECTION;
use super::site_import::sent_file;
use crate::error::WebError;
use crate::guard::Login;
use crate::view::{Frame, Told, html};
use crate::web::Web;

#[derive(Template)]
#[template(path = "paper_return.html")]
struct Page {
    frame: Frame,
    id: String,
    title: String,
    file: String,
    sent: u32,
    version: u32,
    mark: String,
    taken: usize,
    rows: Vec<Row>,
    tracked: usize,
    boxes: usize,
    comments: Vec<(String, String)>,
}

struct Row {
    taken: &'static str,
    tone: &'static str,
    before: Vec<(bool, String)>,
    after: Vec<(bool, String)>,
    note: String,
}

fn row(change: &Change) -> Row {
    let [before, after] = match change.taken {
        TakenAs::Moved => [
            vec![(false, change.before.clone())],
            vec![(false, "（移到这里）".to_owned())],
        ],
        _ => change.parts(),
    };
    let mut notes = Vec::new();
    if !change.note.is_empty() {
        notes.push(change.note.clone());
    }
    if !change.by_hand.is_empty() {
        let numbers = change.by_hand.join("”“");
        notes.push(format!("“{numbers}”没有数据出处，接收后须写明来源"));
    }
    Row {
        taken: change.taken.label(),
        tone: match change.taken {
            TakenAs::NotTaken => "soon",
            TakenAs::Removed => "fails",
            _ => "fine",
        },
        before,
        after,
        note: notes.join("；"),
    }
}

fn page(preview: ReturnPreview, frame: Frame) -> Page {
    let taken = preview
        .changes
        .iter()
        .filter(|one| one.taken != TakenAs::NotTaken);
    Page {
        frame,
        id: preview.paper.id.0.to_string(),
        title: preview.paper.head.title,
        version: preview.paper.version,
        file: preview.file,
        sent: preview.sent,
        mark: preview.mark,
        taken: taken.count(),
        rows: preview.changes.iter().map(row).collect(),
        tracked: preview.tracked,
        boxes: preview.boxes,
        comments: preview.comments,
    }
}

/// `POST /papers/{paper}/return`
pub(crate) async fn show(
    State(web): State<Web>,
    Login(login): Login,
    Path(id): Path<String>,
    form: Multipart,
) -> Result<Response, WebError> {
    let id = id_of(&id)?;
    let preview = match sent_file(form, "请先选择改好的 DOCX 底稿，再点“上传改稿并预览”").await
    {
        Ok((name, bytes)) => preview_return(&web.app, &login.caller, id, (&name, bytes)).await,
        Err(error) => Err(error),
    };
    match preview {
        Ok(preview) => html(&page(preview, Frame::new(&login, SECTION, &Told::default()))),
        Err(error) => answer(&web, &login, id, Err(error), ("", "")).await,
    }
}

/// `POST /papers/{paper}/return/take`
pub(crate) async fn take(
    State(web): State<Web>,
    Login(login): Login,
    Path(id): Path<String>,
    form: Fields,
) -> Result<Response, WebError> {
    let id = id_of(&id)?;
    let done = take_return(&web.app, &login.caller, id, form.text("mark")).await;
    answer(&web, &login, id, done, ("return-taken", "")).await
}
