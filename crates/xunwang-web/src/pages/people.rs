//! People and their rights.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::{HeaderMap, header};
use uuid::Uuid;
use xunwang_app::office::{
    AppError, NewUser, Person, UserChange, add_user, change_user, give_link, people, person, set_disabled,
    unlock,
};
use xunwang_domain::organization::OrganizationId;
use xunwang_domain::people::{Grant, Permission, Role, UserId};

use super::fields::Fields;
use crate::error::WebError;
use crate::guard::{Login, Seat};
use crate::moment::minute;
use crate::view::{Frame, Told, html, mendable, refused};
use crate::web::Web;

#[derive(Template)]
#[template(path = "people.html")]
struct ListPage {
    frame: Frame,
    rows: Vec<Row>,
    may_manage: bool,
}

struct Row {
    id: String,
    account: String,
    name: String,
    body: String,
    grants: Vec<String>,
    state: &'static str,
    last_seen: String,
}

#[derive(Template)]
#[template(path = "person.html")]
struct PersonPage {
    frame: Frame,
    /// Empty for somebody new.
    id: String,
    account: String,
    name: String,
    body: String,
    grants: Vec<(String, String)>,
    roles: Vec<(&'static str, &'static str, &'static str)>,
    bodies: Vec<String>,
    may_manage: bool,
    is_self: bool,
    disabled: bool,
    locked_until: String,
    has_password: bool,
    has_totp: bool,
    last_seen: String,
}

#[derive(Template)]
#[template(path = "person_link.html")]
struct LinkPage {
    frame: Frame,
    id: String,
    name: String,
    account: String,
    link: String,
}

/// `GET /people`
pub(crate) async fn list(
    State(web): State<Web>,
    Login(login): Login,
    Query(told): Query<Told>,
) -> Result<Response, WebError> {
    let tree = &login.caller.tree;
    let now = web.app.now();
    let rows = people(&web.app, &login.caller)
        .await?
        .into_iter()
        .map(|person| Row {
            id: person.user.id.0.to_string(),
            body: tree.full_name(person.user.organization),
            grants: person
                .user
                .grants
                .iter()
                .map(|grant| format!("{}（{}）", grant.role.label(), tree.full_name(grant.organization)))
                .collect(),
            state: match &person {
                it if it.user.disabled => "停用",
                it if it.state.lockout.is_locked(now) => "锁定",
                it if !it.state.has_password => "未设密码",
                _ => "正常",
            },
            last_seen: person.state.seen_at.map_or_else(|| "—".to_owned(), minute),
            account: person.user.account,
            name: person.user.name,
        });
    html(&ListPage {
        rows: rows.collect(),
        may_manage: login.caller.user.may_somewhere(Permission::ManagePeople),
        frame: Frame::new(&login, "/people", &told),
    })
}

/// `GET /people/new`
pub(crate) async fn blank(Login(login): Login, Query(told): Query<Told>) -> Result<Response, WebError> {
    let frame = Frame::new(&login, "/people", &told);
    html(&form(&login, frame, None))
}

/// `GET /people/{user}`
pub(crate) async fn show(
    State(web): State<Web>,
    Login(login): Login,
    Path(user): Path<String>,
    Query(told): Query<Told>,
) -> Result<Response, WebError> {
    let person = person(&web.app, &login.caller, id_of(&user)?).await?;
    let frame = Frame::new(&login, "/people", &told);
    let mut page = form(&login, frame, Some(&person));
    page.locked_until = match person.state.lockout.until {
        Some(until) if person.state.lockout.is_locked(web.app.now()) => minute(until),
        _ => String::new(),
    };
    html(&page)
}

/// `POST /people`
pub(crate) async fn add(
    State(web): State<Web>,
    Login(login): Login,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, WebError> {
    let added = match change(&login, &fields) {
        Ok(change) => {
            let new = NewUser {
                account: fields.text("account").to_owned(),
                change,
            };
            add_user(&web.app, &login.caller, &new).await
        }
        Err(error) => Err(error),
    };
    match added {
        Ok((id, secret)) => show_link(&web, &login, &headers, id, &secret).await,
        Err(error) => {
            let mut page = form(&login, Frame::refusing(&login, "/people", mendable(error)?), None);
            page.fill(&fields);
            refused(&page)
        }
    }
}

/// `POST /people/{user}`
pub(crate) async fn save(
    State(web): State<Web>,
    Login(login): Login,
    Path(user): Path<String>,
    fields: Fields,
) -> Result<Response, WebError> {
    let id = id_of(&user)?;
    let known = person(&web.app, &login.caller, id).await?;
    let saved = match change(&login, &fields) {
        Ok(change) => change_user(&web.app, &login.caller, id, &change).await,
        Err(error) => Err(error),
    };
    match saved {
        Ok(()) => Ok(back(&user, "saved")),
        Err(error) => {
            let frame = Frame::refusing(&login, "/people", mendable(error)?);
            let mut page = form(&login, frame, Some(&known));
            page.fill(&fields);
            refused(&page)
        }
    }
}

/// `POST /people/{user}/disable`
pub(crate) async fn disable(
    State(web): State<Web>,
    Login(login): Login,
    Path(user): Path<String>,
) -> Result<Response, WebError> {
    set_disabled(&web.app, &login.caller, id_of(&user)?, true).await?;
    Ok(back(&user, "disabled"))
}

/// `POST /people/{user}/enable`
pub(crate) async fn enable(
    State(web): State<Web>,
    Login(login): Login,
    Path(user): Path<String>,
) -> Result<Response, WebError> {
    set_disabled(&web.app, &login.caller, id_of(&user)?, false).await?;
    Ok(back(&user, "enabled"))
}

/// `POST /people/{user}/link`
pub(crate) async fn give_link_page(
    State(web): State<Web>,
    Login(login): Login,
    headers: HeaderMap,
    Path(user): Path<String>,
) -> Result<Response, WebError> {
    let id = id_of(&user)?;
    let secret = give_link(&web.app, &login.caller, id).await?;
    show_link(&web, &login, &headers, id, &secret).await
}

/// `POST /people/{user}/unlock`
pub(crate) async fn unlock_person(
    State(web): State<Web>,
    Login(login): Login,
    Path(user): Path<String>,
    fields: Fields,
) -> Result<Response, WebError> {
    let without_totp = fields.is_ticked("totp");
    unlock(&web.app, &login.caller, id_of(&user)?, without_totp).await?;
    Ok(back(&user, if without_totp { "totp-gone" } else { "unlocked" }))
}

/// The link is shown once, in the answer itself, and stands in no address.
async fn show_link(
    web: &Web,
    login: &Seat,
    headers: &HeaderMap,
    id: UserId,
    secret: &str,
) -> Result<Response, WebError> {
    let person = person(&web.app, &login.caller, id).await?;
    html(&LinkPage {
        frame: Frame::new(login, "/people", &Told::default()),
        id: id.0.to_string(),
        name: person.user.name,
        account: person.user.account,
        link: link_of(web, headers, secret),
    })
}

/// The whole address of a link, as the browser has named us.
pub(super) fn link_of(web: &Web, headers: &HeaderMap, secret: &str) -> String {
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .unwrap_or_default();
    let scheme = if web.settings.behind_proxy {
        "https"
    } else {
        "http"
    };
    format!("{scheme}://{host}/password/{secret}")
}

fn back(user: &str, note: &str) -> Response {
    Redirect::to(&format!("/people/{user}?note={note}")).into_response()
}

fn id_of(text: &str) -> Result<UserId, AppError> {
    Uuid::parse_str(text).map(UserId).map_err(|_| AppError::NotFound)
}

/// The bodies that the caller manages, by their full names.
fn bodies(login: &Seat) -> BTreeMap<String, OrganizationId> {
    let caller = &login.caller;
    let all = caller
        .tree
        .iter()
        .filter(|one| caller.may(Permission::ManagePeople, one.id));
    all.map(|one| (caller.tree.full_name(one.id), one.id)).collect()
}

/// What a form says of a user.
fn change(login: &Seat, fields: &Fields) -> Result<UserChange, AppError> {
    let bodies = bodies(login);
    let body = |name: &str| {
        let unknown = || {
            AppError::Refused(format!(
                "没有名为“{}”的单位，或不在您的管理范围内；请从列表中选择",
                name.trim()
            ))
        };
        bodies.get(name.trim()).copied().ok_or_else(unknown)
    };
    let mut grants = BTreeSet::new();
    for (role, branch) in fields.all("role").zip(fields.all("branch")) {
        match (Role::of_word(role), branch.trim()) {
            (None, "") => {}
            (None, _) => {
                return Err(AppError::Refused(format!(
                    "请为负责范围“{}”选择角色",
                    branch.trim()
                )));
            }
            (Some(role), "") => {
                return Err(AppError::Refused(format!(
                    "请为角色“{}”填写负责范围",
                    role.label()
                )));
            }
            (Some(role), branch) => {
                grants.insert(Grant {
                    role,
                    organization: body(branch)?,
                });
            }
        }
    }
    if grants.is_empty() {
        return Err(AppError::Refused("请至少选择一个角色及其负责范围".to_owned()));
    }
    Ok(UserChange {
        name: fields.text("name").to_owned(),
        organization: body(fields.text("body"))?,
        grants,
    })
}

fn form(login: &Seat, frame: Frame, known: Option<&Person>) -> PersonPage {
    let tree = &login.caller.tree;
    let user = known.map(|person| &person.user);
    let grants = user
        .map(|user| user.grants.iter().collect::<Vec<_>>())
        .unwrap_or_default();
    PersonPage {
        frame,
        id: user.map(|user| user.id.0.to_string()).unwrap_or_default(),
        account: user.map(|user| user.account.clone()).unwrap_or_default(),
        name: user.map(|user| user.name.clone()).unwrap_or_default(),
        body: user
            .map(|user| tree.full_name(user.organization))
            .unwrap_or_default(),
        grants: grants
            .into_iter()
            .map(|grant| (grant.role.word().to_owned(), tree.full_name(grant.organization)))
            .chain([(String::new(), String::new())])
            .collect(),
        roles: Role::ALL
            .map(|role| (role.word(), role.label(), role.purpose()))
            .to_vec(),
        bodies: bodies(login).into_keys().collect(),
        may_manage: login.caller.user.may_somewhere(Permission::ManagePeople),
        is_self: user.is_some_and(|user| user.id == login.caller.user.id),
        disabled: user.is_some_and(|user| user.disabled),
        locked_until: String::new(),
        has_password: known.is_some_and(|person| person.state.has_password),
        has_totp: known.is_some_and(|person| person.state.has_totp),
        last_seen: known
            .and_then(|person| person.state.seen_at)
            .map_or_else(|| "—".to_owned(), minute),
    }
}

impl PersonPage {
    /// Shows what was just written, so that nothing is typed twice.
    fn fill(&mut self, fields: &Fields) {
        if self.id.is_empty() {
            fields.text("account").clone_into(&mut self.account);
        }
        fields.text("name").clone_into(&mut self.name);
        fields.text("body").clone_into(&mut self.body);
        let written = fields.all("role").zip(fields.all("branch"));
        self.grants = written
            .map(|(role, branch)| (role.to_owned(), branch.to_owned()))
            .collect();
    }
}
