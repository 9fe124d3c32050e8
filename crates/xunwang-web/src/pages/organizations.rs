//! The tree of bodies.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use uuid::Uuid;
use xunwang_app::office::{AppError, add_organization, rename_organization};
use xunwang_domain::organization::{OrganizationId, OrganizationKind};
use xunwang_domain::people::Permission;

use super::fields::Fields;
use crate::error::WebError;
use crate::guard::{Login, Seat};
use crate::view::{Frame, Told, html, mendable, refused};
use crate::web::Web;

#[derive(Template)]
#[template(path = "organizations.html")]
struct Page {
    frame: Frame,
    rows: Vec<Row>,
    may_manage: bool,
}

struct Row {
    id: String,
    name: String,
    kind: &'static str,
    depth: usize,
    may_manage: bool,
}

fn page(login: &Seat, frame: Frame) -> Page {
    let caller = &login.caller;
    let mut rows = Vec::new();
    let mut waiting: Vec<_> = caller.tree.root().map(|root| (root, 0)).into_iter().collect();
    while let Some((one, depth)) = waiting.pop() {
        let below = caller.tree.children(one.id);
        waiting.extend(below.into_iter().rev().map(|child| (child, depth + 1)));
        if caller.may(Permission::ViewPeople, one.id) {
            rows.push(Row {
                id: one.id.0.to_string(),
                name: one.name.clone(),
                kind: one.kind.label(),
                depth: depth.min(8),
                may_manage: caller.may(Permission::ManagePeople, one.id),
            });
        }
    }
    Page {
        frame,
        rows,
        may_manage: caller.user.may_somewhere(Permission::ManagePeople),
    }
}

/// `GET /organizations`
pub(crate) async fn list(Login(login): Login, Query(told): Query<Told>) -> Result<Response, WebError> {
    html(&page(&login, Frame::new(&login, "/organizations", &told)))
}

/// `POST /organizations`
pub(crate) async fn add(
    State(web): State<Web>,
    Login(login): Login,
    fields: Fields,
) -> Result<Response, WebError> {
    let kind = match fields.text("kind") {
        "area" => OrganizationKind::Area,
        _ => OrganizationKind::Unit,
    };
    let unknown = || AppError::Refused("请选择上级单位".to_owned());
    let parent = id_of(fields.text("parent"))
        .ok()
        .filter(|id| login.caller.tree.get(*id).is_some());
    let added = match parent.ok_or_else(unknown) {
        Ok(parent) => add_organization(&web.app, &login.caller, parent, kind, fields.text("name")).await,
        Err(error) => Err(error),
    };
    let added = added.map(|_| ());
    answer(&login, added, "body-added")
}

/// `POST /organizations/{organization}`
pub(crate) async fn rename(
    State(web): State<Web>,
    Login(login): Login,
    Path(organization): Path<String>,
    fields: Fields,
) -> Result<Response, WebError> {
    let id = id_of(&organization)?;
    answer(
        &login,
        rename_organization(&web.app, &login.caller, id, fields.text("name")).await,
        "body-renamed",
    )
}

fn answer(login: &Seat, done: Result<(), AppError>, note: &str) -> Result<Response, WebError> {
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/organizations?note={note}")).into_response()),
        Err(error) => refused(&page(
            login,
            Frame::refusing(login, "/organizations", mendable(error)?),
        )),
    }
}

fn id_of(text: &str) -> Result<OrganizationId, AppError> {
    Uuid::parse_str(text)
        .map(OrganizationId)
        .map_err(|_| AppError::NotFound)
}
