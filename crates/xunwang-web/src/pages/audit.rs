//! The trail of changes.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;
use serde_json::Value;
use xunwang_app::office::{TrailCheck, check_trail, trail};
use xunwang_domain::audit::AuditEntry;
use xunwang_domain::organization::Organizations;

use crate::error::WebError;
use crate::guard::{Login, Seat};
use crate::moment::second;
use crate::view::{Frame, Told, html};
use crate::web::Web;

/// Entries on a page.
const SIZE: u32 = 50;

#[derive(Template)]
#[template(path = "audit.html")]
struct Page {
    frame: Frame,
    rows: Vec<Row>,
    total: u64,
    earlier: Option<u64>,
    check: Option<TrailCheck>,
}

struct Row {
    number: u64,
    at: String,
    who: String,
    address: String,
    action: String,
    object: String,
    changes: Vec<(String, String, String)>,
}

#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    upto: u64,
}

/// `GET /audit`
pub(crate) async fn list(
    State(web): State<Web>,
    Login(login): Login,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    page(&web, &login, asked.upto, None).await
}

/// `GET /audit/check`
pub(crate) async fn check(State(web): State<Web>, Login(login): Login) -> Result<Response, WebError> {
    let check = check_trail(&web.app, &login.caller).await?;
    page(&web, &login, 0, Some(check)).await
}

async fn page(web: &Web, login: &Seat, upto: u64, check: Option<TrailCheck>) -> Result<Response, WebError> {
    let trail = trail(&web.app, &login.caller, upto, SIZE).await?;
    let first = trail.entries.last().map_or(0, |entry| entry.number);
    let tree = &login.caller.tree;
    html(&Page {
        rows: trail.entries.iter().map(|entry| row(entry, tree)).collect(),
        total: trail.total,
        earlier: (first > 1).then(|| first - 1),
        check,
        frame: Frame::new(login, "/audit", &Told::default()),
    })
}

fn row(entry: &AuditEntry, tree: &Organizations) -> Row {
    let Ok(event) = entry.event() else {
        return Row {
            number: entry.number,
            at: String::new(),
            who: String::new(),
            address: String::new(),
            action: "内容无法读取".to_owned(),
            object: entry.content.chars().take(200).collect(),
            changes: Vec::new(),
        };
    };
    Row {
        number: entry.number,
        at: second(event.at),
        who: event.actor.name,
        address: event.actor.address,
        action: event.action,
        object: event.title,
        changes: changes(event.before.as_ref(), event.after.as_ref())
            .into_iter()
            .map(|(field, old, new)| (label(&field), readable(&old, tree), readable(&new, tree)))
            .collect(),
    }
}

/// What a stored field is called on the pages.
fn label(field: &str) -> String {
    const LABELS: [(&str, &str); 17] = [
        ("account", "登录名"),
        ("disabled", "停用"),
        ("grants", "职责"),
        ("id", "编号"),
        ("kind", "类别"),
        ("name", "名称"),
        ("organization", "所属单位"),
        ("parent", "上级单位"),
        ("site.area", "地区或部门"),
        ("site.category", "网站类别"),
        ("site.channels", "栏目"),
        ("site.code", "网站标识码"),
        ("site.home", "首页网址"),
        ("site.name", "网站名称"),
        ("site.sponsor", "主办单位"),
        ("site.status", "运行状态"),
        ("site.supervisor", "主管单位"),
    ];
    let known = LABELS.iter().find(|(own, _)| *own == field);
    known.map_or(field, |(_, label)| label).to_owned()
}

/// The number of a body is shown by its name, wherever it stands; other words stay.
fn readable(text: &str, tree: &Organizations) -> String {
    let mut shown = text.to_owned();
    for one in tree.iter() {
        let id = one.id.0.to_string();
        if shown.contains(&id) {
            shown = shown.replace(&id, &tree.full_name(one.id));
        }
    }
    shown
}

/// The fields that differ, as they are stored.
fn changes(before: Option<&Value>, after: Option<&Value>) -> Vec<(String, String, String)> {
    let (mut old, mut new) = (Vec::new(), Vec::new());
    flatten("", before.unwrap_or(&Value::Null), &mut old);
    flatten("", after.unwrap_or(&Value::Null), &mut new);
    let text = |fields: &[(String, String)], name: &str| {
        let found = fields.iter().find(|(own, _)| own == name);
        found.map_or_else(|| "—".to_owned(), |(_, text)| text.clone())
    };
    let mut names: Vec<&String> = old.iter().chain(&new).map(|(name, _)| name).collect();
    names.sort();
    names.dedup();
    names
        .into_iter()
        .map(|name| (name.clone(), text(&old, name), text(&new, name)))
        .filter(|(_, old, new)| old != new)
        .collect()
}

fn flatten(path: &str, value: &Value, out: &mut Vec<(String, String)>) {
    match value {
        Value::Null => {}
        Value::Object(fields) => {
            for (name, inner) in fields {
                let path = if path.is_empty() {
                    name.clone()
                } else {
                    format!("{path}.{name}")
                };
                flatten(&path, inner, out);
            }
        }
        Value::String(text) => out.push((path.to_owned(), text.clone())),
        other => out.push((path.to_owned(), other.to_string())),
    }
}
