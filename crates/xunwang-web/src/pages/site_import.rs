//! Importing a register: upload, preview, confirm.

use askama::Template;
use axum::extract::{Multipart, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use xunwang_app::office::{AppError, ImportPreview, import, preview};

use super::fields::Fields;
use crate::error::WebError;
use crate::guard::Login;
use crate::view::{Frame, Told, html, mendable, refused};
use crate::web::Web;

/// Rows of each kind that a preview shows; the others are counted.
const SHOWN: usize = 100;

#[derive(Template)]
#[template(path = "import.html")]
struct Page {
    frame: Frame,
    preview: Option<ImportPreview>,
}

#[derive(Template)]
#[template(path = "imported.html")]
struct DonePage {
    frame: Frame,
    added: usize,
    changed: usize,
}

/// `GET /import`
pub(crate) async fn show(Login(login): Login, Query(told): Query<Told>) -> Result<Response, WebError> {
    html(&Page {
        frame: Frame::new(&login, "/sites", &told),
        preview: None,
    })
}

/// `POST /import`
pub(crate) async fn preview_file(
    State(web): State<Web>,
    Login(login): Login,
    form: Multipart,
) -> Result<Response, WebError> {
    let refuse = |message: String| Page {
        frame: Frame::refusing(&login, "/sites", message),
        preview: None,
    };
    let sent = sent_file(form, "请先选择台账文件（XLSX、XLS 或 CSV），再点“上传并预览”").await;
    let (name, bytes) = match sent {
        Ok(sent) => sent,
        Err(error) => return refused(&refuse(mendable(error)?)),
    };
    match preview(&web.app, &login.caller, &name, bytes).await {
        Ok(preview) => {
            let page = Page {
                frame: Frame::new(&login, "/sites", &Told::default()),
                preview: Some(preview),
            };
            if page
                .preview
                .as_ref()
                .is_some_and(|it| it.errors.is_some() || !it.foreign.is_empty())
            {
                refused(&page)
            } else {
                html(&page)
            }
        }
        Err(error) => refused(&refuse(mendable(error)?)),
    }
}

/// Name and bytes of the file that a form brings; `none` is said where it brings none.
pub(super) async fn sent_file(mut form: Multipart, none: &str) -> Result<(String, Vec<u8>), AppError> {
    let broken = |_| AppError::Refused("文件没有传完，或者超过20 MB；没有办理。请检查后重新上传".to_owned());
    while let Some(field) = form.next_field().await.map_err(broken)? {
        if field.name() == Some("file") {
            let name = field.file_name().unwrap_or_default().to_owned();
            let bytes = field.bytes().await.map_err(broken)?;
            if name.is_empty() || bytes.is_empty() {
                break;
            }
            return Ok((name, bytes.to_vec()));
        }
    }
    Err(AppError::Refused(none.to_owned()))
}

/// `POST /import/confirm`
pub(crate) async fn confirm(
    State(web): State<Web>,
    Login(login): Login,
    fields: Fields,
) -> Result<Response, WebError> {
    match import(&web.app, &login.caller, fields.text("mark")).await {
        Ok((added, changed)) => {
            Ok(Redirect::to(&format!("/import/done?added={added}&changed={changed}")).into_response())
        }
        Err(error) => {
            let message = mendable(error)?;
            refused(&Page {
                frame: Frame::refusing(&login, "/sites", message),
                preview: None,
            })
        }
    }
}

#[derive(serde::Deserialize)]
pub(crate) struct Done {
    #[serde(default)]
    added: usize,
    #[serde(default)]
    changed: usize,
}

/// `GET /import/done`
pub(crate) async fn done(Login(login): Login, Query(done): Query<Done>) -> Result<Response, WebError> {
    html(&DonePage {
        frame: Frame::new(&login, "/sites", &Told::default()),
        added: done.added,
        changed: done.changed,
    })
}
