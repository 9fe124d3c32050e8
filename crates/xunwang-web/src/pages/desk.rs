//! The work-desk (工作台): what there is, by area and state.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use xunwang_app::office::{RegisterFilter, Todo, register_sites, todos};
use xunwang_domain::people::Permission;
use xunwang_domain::registry::SiteStatus;

use crate::error::WebError;
use crate::guard::Login;
use crate::view::{Frame, Told, html};
use crate::web::Web;

#[derive(Template)]
#[template(path = "desk.html")]
struct Page {
    frame: Frame,
    todos: Vec<Todo>,
    total: usize,
    states: Vec<(&'static str, usize)>,
    areas: Vec<Area>,
    may_import: bool,
    may_manage: bool,
}

/// A place or department, with the sites of each state.
struct Area {
    name: String,
    link: String,
    running: usize,
    others: usize,
}

/// `GET /`
pub(crate) async fn show(
    State(web): State<Web>,
    Login(login): Login,
    Query(told): Query<Told>,
) -> Result<Response, WebError> {
    let caller = &login.caller;
    let (sites, total) = register_sites(&web.app, caller, &RegisterFilter::default()).await?;
    let mut areas: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut states: BTreeMap<&str, usize> = BTreeMap::new();
    for one in &sites {
        let status = one.site.status;
        *states.entry(status.label()).or_default() += 1;
        let (running, others) = areas.entry(&one.site.area).or_default();
        *(if status == SiteStatus::Running {
            running
        } else {
            others
        }) += 1;
    }
    let link = |name: &str| {
        let root = caller.tree.root().map(|root| root.id);
        let mut areas = root
            .map(|root| caller.tree.children(root))
            .unwrap_or_default()
            .into_iter();
        let area = areas.find(|one| one.name == name);
        area.map_or_else(
            || "/sites".to_owned(),
            |one| format!("/sites?branch={}", one.id.0),
        )
    };
    html(&Page {
        todos: todos(&web.app, caller).await?,
        total,
        states: states.into_iter().collect(),
        areas: areas
            .into_iter()
            .map(|(name, (running, others))| Area {
                link: link(name),
                name: name.to_owned(),
                running,
                others,
            })
            .collect(),
        may_import: caller.user.may_somewhere(Permission::EditRegister),
        may_manage: caller.user.may_somewhere(Permission::ManagePeople),
        frame: Frame::new(&login, "/", &told),
    })
}
