//! The register: list, export, one site.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use http::header;
use serde::Deserialize;
use xunwang_app::office::{
    AppError, RegisterFilter, SiteView, filings, last_home_look, register_sites, saved_views, site_patrol,
    site_view, strip,
};
use xunwang_domain::filing::FilingObject;
use xunwang_domain::mismatch::HomeLook;
use xunwang_domain::people::Permission;
use xunwang_domain::register::{RegisteredSite, fields};
use xunwang_domain::registry::{SiteCategory, SiteCode, SiteStatus};
use xunwang_sheet::SheetRows;

use crate::error::WebError;
use crate::guard::{Login, Seat};
use crate::moment::{end_of, minute};
use crate::table::{Cell, Chosen, Column, Table, words};
use crate::view::{Frame, Told, html, refused};
use crate::web::Web;

use super::fields::Fields;
use super::files::csv;
use super::patrols::Patrolled;
use super::watch::Week;

/// 网站名录, as it stands in a header.
const NAME: &str = "%E7%BD%91%E7%AB%99%E5%90%8D%E5%BD%95";

/// What the address says of the list.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default, alias = "branch")]
    area: String,
    #[serde(default)]
    category: String,
    #[serde(default)]
    status: String,
}

impl Asked {
    /// The filter that a form brings.
    pub(super) fn of(fields: &Fields) -> Self {
        let text = |name: &str| fields.text(name).chars().take(100).collect();
        Self {
            q: text("q"),
            area: text("area"),
            category: text("category"),
            status: text("status"),
        }
    }

    /// The filter as it stands in the address.
    pub(super) fn query(&self) -> String {
        self.with("", "")
    }

    fn filter(&self) -> RegisterFilter {
        RegisterFilter {
            text: self.q.chars().take(100).collect(),
            category: SiteCategory::from_label(&self.category),
            status: SiteStatus::from_label(&self.status),
        }
    }

    /// The address of the same list, with one part of it changed.
    fn with(&self, name: &str, value: &str) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let own = [
            ("q", &self.q),
            ("area", &self.area),
            ("category", &self.category),
            ("status", &self.status),
        ];
        for (key, old) in own {
            let value = if key == name { value } else { old.as_str() };
            if !value.is_empty() {
                query.append_pair(key, value);
            }
        }
        query.finish()
    }
}

#[derive(Template)]
#[template(path = "sites.html")]
struct ListPage {
    frame: Frame,
    asked: Asked,
    table: Table,
    found: usize,
    total: usize,
    chips: Vec<(String, String)>,
    categories: [&'static str; 3],
    states: [&'static str; 5],
    export: String,
    may_import: bool,
    views: Vec<View>,
    /// Is there a filter that the person has not saved yet?
    may_save: bool,
}

/// A saved filter.
struct View {
    id: String,
    name: String,
    query: String,
    is_own: bool,
    shared: bool,
    is_open: bool,
}

/// The columns of the list.
const COLUMNS: [Column<RegisteredSite>; 10] = [
    words("code", "网站标识码", |one| {
        let code = one.site.code.to_string();
        let link = format!("/sites/{code}");
        Cell::Code(code, link)
    }),
    words("name", "网站名称", |one| Cell::Text(one.site.name.clone())),
    words("place", "地区或部门", |one| {
        Cell::Text(one.site.area.clone())
    }),
    words("supervisor", "主管单位", |one: &RegisteredSite| {
        Cell::Text(one.site.supervisor.clone())
    })
    .unusual(),
    words("sponsor", "主办单位", |one| {
        Cell::Text(one.site.sponsor.clone())
    }),
    words("category", "网站类别", |one| {
        Cell::Text(one.site.category.label().to_owned())
    }),
    words("status", "运行状态", |one| {
        let is_running = one.site.status == SiteStatus::Running;
        let tone = if is_running { "fine" } else { "plain" };
        Cell::State(tone, one.site.status.label().to_owned())
    }),
    words("service", "对外服务", |one: &RegisteredSite| {
        Cell::Text(if one.site.public_service { "是" } else { "否" }.to_owned())
    })
    .unusual(),
    words("channels", "登记栏目", |one: &RegisteredSite| {
        Cell::Number(one.site.channels.len().to_string())
    })
    .by(|one| one.site.channels.len() as u64),
    words("home", "首页网址", |one| {
        Cell::Address(one.site.home.to_string())
    }),
];

/// `GET /sites`
pub(crate) async fn list(
    State(web): State<Web>,
    Login(login): Login,
    Query(asked): Query<Asked>,
    Query(told): Query<Told>,
) -> Result<Response, WebError> {
    let frame = Frame::new(&login, "/sites", &told);
    html(&list_page(&web, &login, asked, frame).await?)
}

/// The list, saying why something was refused.
pub(super) async fn refuse(
    web: &Web,
    login: &Seat,
    asked: Asked,
    message: String,
) -> Result<Response, WebError> {
    let frame = Frame::refusing(login, "/sites", message);
    refused(&list_page(web, login, asked, frame).await?)
}

async fn list_page(web: &Web, login: &Seat, asked: Asked, frame: Frame) -> Result<ListPage, WebError> {
    let caller = &login.caller;
    let filter = asked.filter();
    let (sites, total) = register_sites(&web.app, caller, &filter).await?;
    let chosen = Chosen::on(login.chooser.uri(), "/sites", &asked.query());
    let chips = [
        ("q", format!("含“{}”", asked.q)),
        ("category", asked.category.clone()),
        ("status", asked.status.clone()),
    ];
    let is_set = |key: &str| match key {
        "q" => !asked.q.trim().is_empty(),
        "category" => filter.category.is_some(),
        _ => filter.status.is_some(),
    };
    let query = asked.query();
    let views = saved_views(&web.app, caller).await?.into_iter().map(|view| View {
        id: view.id.0.to_string(),
        is_own: view.owner == caller.user.id,
        is_open: view.query == query,
        name: view.name,
        query: view.query,
        shared: view.shared,
    });
    let views: Vec<_> = views.collect();
    Ok(ListPage {
        frame,
        may_save: !query.is_empty() && !views.iter().any(|view| view.is_open && view.is_own),
        views,
        chips: chips
            .into_iter()
            .filter(|(key, _)| is_set(key))
            .map(|(key, text)| (text, asked.with(key, "")))
            .collect(),
        categories: [
            SiteCategory::Portal,
            SiteCategory::Department,
            SiteCategory::Other,
        ]
        .map(SiteCategory::label),
        states: [
            SiteStatus::Opening,
            SiteStatus::Running,
            SiteStatus::Suspended,
            SiteStatus::Retired,
            SiteStatus::Cancelled,
        ]
        .map(SiteStatus::label),
        export: chosen.query(),
        found: sites.len(),
        table: Table::new("网站列表", &chosen, &COLUMNS, sites),
        total,
        may_import: caller.user.may_somewhere(Permission::EditRegister),
        asked,
    })
}

/// `GET /sites.csv`: what the list shows, all pages of it.
pub(crate) async fn export_csv(
    State(web): State<Web>,
    Login(login): Login,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let rows = table(&web, &login, &asked).await?;
    let bytes = csv(rows)?;
    Ok(file(bytes, "text/csv; charset=utf-8", NAME, "csv"))
}

/// `GET /sites.xlsx`
pub(crate) async fn export_xlsx(
    State(web): State<Web>,
    Login(login): Login,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let rows = table(&web, &login, &asked).await?;
    let sheet = SheetRows {
        name: "网站名录",
        rows: &rows,
    };
    let bytes =
        xunwang_sheet::write(&[sheet]).map_err(|error| AppError::Refused(format!("导出失败：{error}")))?;
    Ok(file(
        bytes,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        NAME,
        "xlsx",
    ))
}

/// The columns that were chosen, in the order that was chosen; all that an import reads where none were.
async fn table(web: &Web, login: &Seat, asked: &Asked) -> Result<Vec<Vec<String>>, WebError> {
    let (sites, _) = register_sites(&web.app, &login.caller, &asked.filter()).await?;
    let chosen = Chosen::of(login.chooser.uri());
    let sites = chosen.sort(&COLUMNS, sites);
    let is_imported = |column: &&Column<RegisteredSite>| column.word != "channels";
    let columns: Vec<_> = match chosen.has_columns() {
        true => chosen.columns(&COLUMNS),
        false => COLUMNS.iter().filter(is_imported).collect(),
    };
    let head = columns.iter().map(|column| column.name.to_owned()).collect();
    let row = |one: &RegisteredSite| columns.iter().map(|column| (column.cell)(one).text()).collect();
    Ok(std::iter::once(head).chain(sites.iter().map(row)).collect())
}

/// A file to keep, under this name (percent-encoded).
pub(super) fn file(bytes: Vec<u8>, kind: &'static str, name: &str, ending: &str) -> Response {
    let name = format!("attachment; filename=\"sites.{ending}\"; filename*=UTF-8''{name}.{ending}");
    (
        [
            (header::CONTENT_TYPE, kind.to_owned()),
            (header::CONTENT_DISPOSITION, name),
        ],
        bytes,
    )
        .into_response()
}

#[derive(Template)]
#[template(path = "site.html")]
struct SitePage {
    frame: Frame,
    code: String,
    name: String,
    home: String,
    body: String,
    /// The day that is shown; empty: today.
    on: String,
    fields: Vec<(&'static str, String)>,
    channels: Vec<(String, String, &'static str, String)>,
    history: Vec<Version>,
    /// Its probes; none of a site that is not running, nor of a past day.
    week: Option<Week>,
    /// What its home page showed last.
    seen: Vec<(&'static str, String)>,
    /// What the last patrols showed; none of a site that is not running, nor of a past day.
    patrol: Option<Patrolled>,
    may_edit: bool,
    /// Number, kind, state and beginning of its filings.
    filings: Vec<(String, &'static str, &'static str, String)>,
}

struct Version {
    at: String,
    by: String,
    changes: Vec<(&'static str, String, String)>,
    is_first: bool,
}

#[derive(Deserialize)]
pub(crate) struct On {
    #[serde(default)]
    on: String,
}

/// `GET /sites/{code}`
pub(crate) async fn show(
    State(web): State<Web>,
    Login(login): Login,
    Path(code): Path<String>,
    Query(on): Query<On>,
    Query(told): Query<Told>,
) -> Result<Response, WebError> {
    let code = SiteCode::parse(&code).map_err(|_| AppError::NotFound)?;
    let day = (!on.on.is_empty())
        .then(|| on.on.parse::<NaiveDate>())
        .transpose()
        .map_err(|_| AppError::Refused(format!("日期“{}”写法不对，应为 2023-09-15 的样子", on.on)))?;
    let view = site_view(&web.app, &login.caller, &code, day.and_then(end_of)).await?;
    let is_watched = on.on.is_empty() && view.site.site.status == SiteStatus::Running;
    let week = match is_watched {
        true => Some(strip(&web.app, &code, &*web.standard().await?).await?.into()),
        false => None,
    };
    let own = filings(&web.app, &login.caller, Some(&FilingObject::Site(code.clone()))).await?;
    let mut page = site_page(&login, view, week, on.on, &told);
    if is_watched && let Some(look) = last_home_look(&web.app, &code).await? {
        page.seen = shown(&look);
    }
    if is_watched && let Some((seen, weeks)) = site_patrol(&web.app, &code).await? {
        page.patrol = Some(Patrolled::new(&seen, &weeks, web.app.now()));
    }
    page.filings = own
        .into_iter()
        .map(|one| {
            let filing = one.filing;
            let (kind, state) = (filing.kind.label(), filing.state.label());
            (filing.id.0.to_string(), kind, state, minute(filing.begun_at))
        })
        .collect();
    html(&page)
}

/// The marks of a home page as it printed them.
fn shown(look: &HomeLook) -> Vec<(&'static str, String)> {
    let codes: Vec<&str> = look.codes.iter().map(SiteCode::as_str).collect();
    vec![
        ("查看时间", minute(look.at)),
        ("结果", look.state.label().to_owned()),
        ("网页标题", look.title.clone()),
        ("网站名称（SiteName 标签）", look.site_name.clone()),
        ("印出的标识码", codes.join("、")),
        ("最后到达的网址", look.url.to_string()),
    ]
}

fn site_page(login: &Seat, view: SiteView, week: Option<Week>, on: String, told: &Told) -> SitePage {
    let site = &view.site.site;
    let channel = |one: &xunwang_domain::registry::DeclaredChannel| {
        let term = one
            .term_days
            .map_or_else(|| "—".to_owned(), |days| format!("{days}天"));
        (one.name.clone(), one.url.to_string(), one.kind.label(), term)
    };
    let oldest = view.history.len();
    let history = view
        .history
        .iter()
        .enumerate()
        .map(|(number, (version, changes))| Version {
            at: minute(version.from),
            by: version.by.clone(),
            changes: changes
                .iter()
                .map(|it| (it.field, it.before.clone(), it.after.clone()))
                .collect(),
            is_first: number + 1 == oldest,
        });
    SitePage {
        frame: Frame::new(login, "/sites", told),
        code: site.code.to_string(),
        name: site.name.clone(),
        home: site.home.to_string(),
        body: login.caller.tree.full_name(view.site.organization),
        fields: fields(site)
            .into_iter()
            .filter(|(name, _)| *name != "栏目")
            .collect(),
        channels: site.channels.iter().map(channel).collect(),
        history: history.collect(),
        week,
        patrol: None,
        seen: Vec::new(),
        may_edit: view.may_edit,
        filings: Vec::new(),
        on,
    }
}
