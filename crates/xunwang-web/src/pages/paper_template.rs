//! The office's own DOCX template: put in, taken away.

use axum::extract::{Multipart, Path, State};
use axum::response::Response;
use xunwang_app::office::{put_template, remove_template};

use super::fields::Fields;
use super::paper::{answer, id_of};
use super::site_import::sent_file;
use crate::error::WebError;
use crate::guard::Login;
use crate::web::Web;

/// `POST /papers/{paper}/template`
pub(crate) async fn put(
    State(web): State<Web>,
    Login(login): Login,
    Path(id): Path<String>,
    form: Multipart,
) -> Result<Response, WebError> {
    let id = id_of(&id)?;
    let done = match sent_file(form, "请先选择模板（DOCX），再点“上传模板”").await {
        Ok((name, bytes)) => put_template(&web.app, &login.caller, id, (&name, bytes)).await,
        Err(error) => Err(error),
    };
    answer(&web, &login, id, done, ("template-kept", "")).await
}

/// `POST /papers/{paper}/template/remove`
pub(crate) async fn remove(
    State(web): State<Web>,
    Login(login): Login,
    Path(id): Path<String>,
    _: Fields,
) -> Result<Response, WebError> {
    let id = id_of(&id)?;
    let done = remove_template(&web.app, &login.caller, id).await;
    answer(&web, &login, id, done, ("saved", "")).await
}
