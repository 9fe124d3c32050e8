//! One indicator of a version: what it says, its confirmation, its end.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use xunwang_app::office::{AppError, StandardChange, change_standard, rule_name, standard_version};
use xunwang_domain::standard::{FieldChange, RowChange, VersionState, compare};

use super::fields::Fields;
use super::standards::number_of;
use crate::error::WebError;
use crate::guard::{Login, Seat};
use crate::moment::minute;
use crate::view::{Frame, Told, answered, html};
use crate::web::Web;

#[derive(Template)]
#[template(path = "standard_row.html")]
struct RowPage {
    frame: Frame,
    number: u32,
    state: &'static str,
    id: String,
    title: String,
    confirmed: bool,
    may_edit: bool,
    /// Did the one who looks last change it? Then somebody else confirms.
    is_mine: bool,
    seen: u32,
    edited: String,
    fields: Vec<(&'static str, String)>,
    /// The version that this one was made from, and what is different there; `None`: nothing to compare with.
    base: Option<(u32, &'static str, Vec<FieldChange>)>,
    before: Option<String>,
    after: Option<String>,
}

/// `GET /standards/{version}/rows/{row}`
pub(crate) async fn show(
    State(web): State<Web>,
    Login(login): Login,
    Path((number, id)): Path<(String, String)>,
    Query(told): Query<Told>,
) -> Result<Response, WebError> {
    let frame = Frame::new(&login, "/standards", &told);
    html(&row_page(&web, &login, &number, &id, frame).await?)
}

async fn row_page(
    web: &Web,
    login: &Seat,
    number: &str,
    id: &str,
    frame: Frame,
) -> Result<RowPage, WebError> {
    let view = standard_version(&web.app, &login.caller, number_of(number)?).await?;
    let version = view.version;
    let rows = &version.standard.indicators;
    let at = rows
        .iter()
        .position(|row| row.id == id)
        .ok_or(AppError::NotFound)?;
    let row = &rows[at];
    let base = match version.based_on {
        Some(base) => {
            let base = standard_version(&web.app, &login.caller, base).await?.version;
            let difference = compare(&base.standard, &version.standard);
            let own = difference.rows.into_iter().find(|one| one.row.id == id);
            let (word, changes) = match own.map(|one| one.change) {
                None => ("没有变化", Vec::new()),
                Some(RowChange::Changed(changes)) => ("有修改", changes),
                Some(_) => ("新增", Vec::new()),
            };
            Some((base.number, word, changes))
        }
        None => None,
    };
    let edited = version.rows.get(id).and_then(|trace| trace.edited.as_ref());
    let neighbour = |at: Option<usize>| Some(rows.get(at?)?.id.clone());
    Ok(RowPage {
        frame,
        number: version.number,
        state: version.state.label(),
        id: row.id.clone(),
        title: row.title.clone(),
        confirmed: row.provenance.confirmed,
        may_edit: view.may_edit && version.state == VersionState::Draft,
        is_mine: edited.is_some_and(|(hand, _)| hand.user == Some(login.caller.user.id)),
        seen: version.edits(id),
        edited: edited
            .map(|(hand, at)| format!("{} {}", hand.name, minute(*at)))
            .unwrap_or_default(),
        fields: row.fields_naming(&rule_name),
        base,
        before: neighbour(at.checked_sub(1)),
        after: neighbour(at.checked_add(1)),
    })
}

/// `POST /standards/{version}/rows/{row}/remove`
pub(crate) async fn remove(
    State(web): State<Web>,
    Login(login): Login,
    Path((number, id)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response, WebError> {
    let seen = seen(&fields);
    let change = StandardChange::RemoveRow { id: id.clone(), seen };
    let to = format!("/standards/{number}?note=row-removed");
    answer(&web, &login, (&number, &id), change, &to).await
}

/// `POST /standards/{version}/rows/{row}/confirm`
pub(crate) async fn confirm(
    State(web): State<Web>,
    Login(login): Login,
    Path((number, id)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response, WebError> {
    let change = StandardChange::ConfirmRow {
        id: id.clone(),
        seen: seen(&fields),
        document: fields.text("document").to_owned(),
    };
    let to = format!("/standards/{number}/rows/{id}?note=row-confirmed");
    answer(&web, &login, (&number, &id), change, &to).await
}

/// `POST /standards/{version}/rows/{row}/unconfirm`
pub(crate) async fn unconfirm(
    State(web): State<Web>,
    Login(login): Login,
    Path((number, id)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response, WebError> {
    let seen = seen(&fields);
    let change = StandardChange::UnconfirmRow { id: id.clone(), seen };
    let to = format!("/standards/{number}/rows/{id}?note=row-unconfirmed");
    answer(&web, &login, (&number, &id), change, &to).await
}

async fn answer(
    web: &Web,
    login: &Seat,
    (number, id): (&str, &str),
    change: StandardChange,
    to: &str,
) -> Result<Response, WebError> {
    let done = change_standard(&web.app, &login.caller, number_of(number)?, change).await;
    answered(
        (login, "/standards"),
        done,
        |()| to.to_owned(),
        async |frame| row_page(web, login, number, id, frame).await,
    )
    .await
}

/// The number of changes that a form had seen; without it, none is taken.
pub(super) fn seen(fields: &Fields) -> u32 {
    fields.text("seen").parse().unwrap_or(u32::MAX)
}
