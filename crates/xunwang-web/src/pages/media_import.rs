//! Importing a register of new-media accounts: upload, preview, confirm.

use askama::Template;
use axum::extract::{Multipart, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use xunwang_app::office::{MediaPreview, import_media, preview_media};

use super::fields::Fields;
use super::media::SECTION;
use super::site_import::sent_file;
use crate::error::WebError;
use crate::guard::Login;
use crate::view::{Frame, Told, html, mendable, refused};
use crate::web::Web;

/// Rows of each kind that a preview shows; the others are counted.
const SHOWN: usize = 100;

#[derive(Template)]
#[template(path = "media_import.html")]
struct Page {
    frame: Frame,
    preview: Option<MediaPreview>,
    /// What was done: added, changed, unchanged.
    done: Option<(usize, usize, usize)>,
}

#[derive(serde::Deserialize)]
pub(crate) struct Done {
    added: Option<usize>,
    #[serde(default)]
    changed: usize,
    #[serde(default)]
    unchanged: usize,
}

/// `GET /media/import`
pub(crate) async fn show(
    Login(login): Login,
    Query(done): Query<Done>,
    Query(told): Query<Told>,
) -> Result<Response, WebError> {
    html(&Page {
        frame: Frame::new(&login, SECTION, &told),
        preview: None,
        done: done.added.map(|added| (added, done.changed, done.unchanged)),
    })
}

/// `POST /media/import`
pub(crate) async fn preview_file(
    State(web): State<Web>,
    Login(login): Login,
    form: Multipart,
) -> Result<Response, WebError> {
    let refuse = |message: String| Page {
        frame: Frame::refusing(&login, SECTION, message),
        preview: None,
        done: None,
    };
    let sent = sent_file(form, "请先选择账号台账（XLSX、XLS 或 CSV），再点“上传并预览”").await;
    let (name, bytes) = match sent {
        Ok(sent) => sent,
        Err(error) => return refused(&refuse(mendable(error)?)),
    };
    match preview_media(&web.app, &login.caller, &name, bytes).await {
        Ok(preview) => {
            let is_wrong = preview.errors.is_some() || !preview.foreign.is_empty();
            let page = Page {
                frame: Frame::new(&login, SECTION, &Told::default()),
                preview: Some(preview),
                done: None,
            };
            match is_wrong {
                true => refused(&page),
                false => html(&page),
            }
        }
        Err(error) => refused(&refuse(mendable(error)?)),
    }
}

/// `POST /media/import/confirm`
pub(crate) async fn confirm(
    State(web): State<Web>,
    Login(login): Login,
    fields: Fields,
) -> Result<Response, WebError> {
    match import_media(&web.app, &login.caller, fields.text("mark")).await {
        Ok(done) => {
            let (added, changed, unchanged) = (done.added, done.changed, done.unchanged);
            let there = format!("/media/import?added={added}&changed={changed}&unchanged={unchanged}");
            Ok(Redirect::to(&there).into_response())
        }
        Err(error) => refused(&Page {
            frame: Frame::refusing(&login, SECTION, mendable(error)?),
            preview: None,
            done: None,
        }),
    }
}
