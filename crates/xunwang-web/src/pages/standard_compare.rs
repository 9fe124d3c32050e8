//! Two versions of the standard side by side.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;
use xunwang_app::office::{AppError, standard_versions};
use xunwang_domain::standard::{FieldChange, RowChange, StandardVersion, compare};

use crate::error::WebError;
use crate::guard::Login;
use crate::view::{Frame, Told, html};
use crate::web::Web;

#[derive(Template)]
#[template(path = "standard_compare.html")]
struct Page {
    frame: Frame,
    versions: Vec<(u32, String)>,
    from: u32,
    to: u32,
    head: Vec<FieldChange>,
    rows: Vec<Row>,
    counts: [usize; 3],
}

struct Row {
    id: String,
    title: String,
    wording: String,
    word: &'static str,
    tone: &'static str,
    changes: Vec<FieldChange>,
}

#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
}

/// `GET /standards/compare?from=1&to=2`: without numbers the latest version and the one that it was made from.
pub(crate) async fn show(
    State(web): State<Web>,
    Login(login): Login,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let versions = standard_versions(&web.app, &login.caller).await?;
    let named = |text: &str| -> Result<Option<&StandardVersion>, AppError> {
        if text.is_empty() {
            return Ok(None);
        }
        let found = versions.iter().find(|version| version.number.to_string() == text);
        found.map(Some).ok_or(AppError::NotFound)
    };
    let to = named(&asked.to)?.or(versions.first()).ok_or(AppError::NotFound)?;
    let base = || {
        versions
            .iter()
            .find(|version| Some(version.number) == to.based_on)
    };
    let from = named(&asked.from)?.or_else(base).unwrap_or(to);
    let difference = compare(&from.standard, &to.standard);
    let rows: Vec<Row> = difference
        .rows
        .into_iter()
        .map(|one| {
            let (word, tone, changes) = match one.change {
                RowChange::Added => ("新增", "fine", Vec::new()),
                RowChange::Removed => ("删去", "fails", Vec::new()),
                RowChange::Changed(changes) => ("修改", "soon", changes),
            };
            Row {
                id: one.row.id,
                title: one.row.title,
                wording: one.row.wording,
                word,
                tone,
                changes,
            }
        })
        .collect();
    html(&Page {
        frame: Frame::new(&login, "/standards", &Told::default()),
        from: from.number,
        to: to.number,
        head: difference.head,
        counts: ["新增", "删去", "修改"].map(|word| rows.iter().filter(|row| row.word == word).count()),
        rows,
        versions: versions
            .iter()
            .map(|version| (version.number, version.state.label().to_owned()))
            .collect(),
    })
}
