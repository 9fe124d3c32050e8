//! Accounts for many operators at once: choose or upload, preview, make.

use askama::Template;
use axum::extract::{Multipart, Query, State};
use axum::response::Response;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use http::HeaderMap;
use serde::Deserialize;
use uuid::Uuid;
use xunwang_app::office::{
    AccountsPreview, AppError, MOST_ACCOUNTS, Opened, bodies_without_operator, open_accounts,
    propose_accounts, propose_accounts_of_sheet,
};
use xunwang_domain::organization::OrganizationId;
use xunwang_domain::people::Permission;
use xunwang_sheet::SheetRows;

use super::fields::Fields;
use super::people::link_of;
use super::site_import::sent_file;
use crate::error::WebError;
use crate::guard::{Login, Seat};
use crate::view::{Frame, Told, html, mendable, refused};
use crate::web::Web;

/// Errors that are shown; the others are counted.
const SHOWN: usize = 100;

#[derive(Template)]
#[template(path = "accounts.html")]
struct Page {
    frame: Frame,
    branches: Vec<(String, String)>,
    branch: String,
    /// Number and full name.
    bodies: Vec<(String, String)>,
    all: usize,
    preview: Option<Preview>,
}

struct Preview {
    told: AccountsPreview,
    /// Account, name, body.
    rows: Vec<(String, String, String)>,
}

#[derive(Template)]
#[template(path = "accounts_opened.html")]
struct OpenedPage {
    frame: Frame,
    /// Account, name, body, link.
    rows: Vec<[String; 4]>,
    /// The same as a file, in the page itself: it is kept nowhere.
    file: String,
}

/// What the address says.
#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    branch: String,
}

/// `GET /people/accounts`
pub(crate) async fn show(
    State(web): State<Web>,
    Login(login): Login,
    Query(asked): Query<Asked>,
    Query(told): Query<Told>,
) -> Result<Response, WebError> {
    let frame = Frame::new(&login, "/people", &told);
    html(&page(&web, &login, &asked.branch, frame).await?)
}

async fn page(web: &Web, login: &Seat, branch: &str, frame: Frame) -> Result<Page, WebError> {
    let caller = &login.caller;
    let chosen = Uuid::parse_str(branch).ok().map(OrganizationId);
    let bodies = bodies_without_operator(&web.app, caller, chosen).await?;
    let root = caller.tree.root().map(|root| root.id);
    let areas = root.map(|root| caller.tree.children(root)).unwrap_or_default();
    let manages = |id| caller.may(Permission::ManagePeople, id);
    Ok(Page {
        frame,
        branches: areas
            .into_iter()
            .filter(|one| manages(one.id))
            .map(|one| (one.id.0.to_string(), one.name.clone()))
            .collect(),
        branch: chosen.map(|id| id.0.to_string()).unwrap_or_default(),
        all: bodies.len(),
        bodies: bodies
            .into_iter()
            .take(MOST_ACCOUNTS)
            .map(|(name, id)| (id.0.to_string(), name))
            .collect(),
        preview: None,
    })
}

/// `POST /people/accounts/preview`: of the bodies that are ticked.
pub(crate) async fn preview_bodies(
    State(web): State<Web>,
    Login(login): Login,
    fields: Fields,
) -> Result<Response, WebError> {
    let ids = fields
        .all("body")
        .map(|id| Uuid::parse_str(id).map(OrganizationId));
    let bodies: Result<Vec<_>, _> = ids.collect();
    let bodies = bodies.map_err(|_| AppError::NotFound)?;
    let told = propose_accounts(&web.app, &login.caller, &bodies).await;
    answer(&web, &login, fields.text("branch"), told).await
}

/// `POST /people/accounts/sheet`
pub(crate) async fn preview_sheet(
    State(web): State<Web>,
    Login(login): Login,
    form: Multipart,
) -> Result<Response, WebError> {
    let none = "请先选择人员表（XLSX、XLS 或 CSV），再点“上传并预览”";
    let told = match sent_file(form, none).await {
        Ok((name, bytes)) => propose_accounts_of_sheet(&web.app, &login.caller, &name, bytes).await,
        Err(error) => Err(error),
    };
    answer(&web, &login, "", told).await
}

async fn answer(
    web: &Web,
    login: &Seat,
    branch: &str,
    told: Result<AccountsPreview, AppError>,
) -> Result<Response, WebError> {
    let told = match told {
        Ok(told) => told,
        Err(error) => {
            let frame = Frame::refusing(login, "/people", mendable(error)?);
            return refused(&page(web, login, branch, frame).await?);
        }
    };
    let frame = Frame::new(login, "/people", &Told::default());
    let mut page = page(web, login, branch, frame).await?;
    let tree = &login.caller.tree;
    let rows = told.proposed.iter().map(|one| {
        let body = tree.full_name(one.organization);
        (one.account.clone(), one.name.clone(), body)
    });
    let rows = rows.collect();
    let is_wrong = told.errors.is_some();
    page.preview = Some(Preview { told, rows });
    if is_wrong { refused(&page) } else { html(&page) }
}

/// `POST /people/accounts`: the links stand in the answer itself, and nowhere else.
pub(crate) async fn open(
    State(web): State<Web>,
    Login(login): Login,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, WebError> {
    let opened = match open_accounts(&web.app, &login.caller, fields.text("mark")).await {
        Ok(opened) => opened,
        Err(error) => return answer(&web, &login, "", Err(error)).await,
    };
    let row = |one: Opened| {
        let body = login.caller.tree.full_name(one.user.organization);
        let link = link_of(&web, &headers, &one.secret);
        [one.user.account, one.user.name, body, link]
    };
    let rows: Vec<_> = opened.into_iter().map(row).collect();
    let head = ["登录名", "姓名", "单位", "设密码链接（只能用一次，三天内有效）"];
    let table: Vec<Vec<String>> = std::iter::once(head.map(str::to_owned).to_vec())
        .chain(rows.iter().map(|row| row.to_vec()))
        .collect();
    let sheet = SheetRows {
        name: "设密码链接",
        rows: &table,
    };
    // A table that cannot be written is no reason to lose the links: they stand in the page.
    let file = xunwang_sheet::write(&[sheet]).map(|bytes| BASE64_STANDARD.encode(bytes));
    html(&OpenedPage {
        frame: Frame::new(&login, "/people", &Told::default()),
        rows,
        file: file.unwrap_or_default(),
    })
}

/// `GET /people/accounts/sheet.xlsx`: a sheet to fill in.
pub(crate) async fn blank_sheet(Login(_): Login) -> Result<Response, WebError> {
    let rows = [["姓名", "登录名", "单位"].map(str::to_owned).to_vec()];
    let sheet = SheetRows {
        name: "人员",
        rows: &rows,
    };
    let bytes =
        xunwang_sheet::write(&[sheet]).map_err(|error| AppError::Refused(format!("导出失败：{error}")))?;
    Ok(super::sites::file(
        bytes,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "%E4%BA%BA%E5%91%98%E8%A1%A8",
        "xlsx",
    ))
}
