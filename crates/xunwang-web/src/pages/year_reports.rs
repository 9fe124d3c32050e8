//! What an office reports of a year (年度报表、考核台账), drawn from its issued circulars.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;
use uuid::Uuid;
use xunwang_app::office::{AppError, IssuedYear, YearReport, issued_years, work_year, year_report};
use xunwang_domain::organization::OrganizationId;

use super::files::{attachment, content_type, kind_of};
use super::papers::SECTION;
use super::rounds::site_of;
use crate::error::WebError;
use crate::guard::Login;
use crate::view::{Frame, Told, html};
use crate::web::Web;

#[derive(Template)]
#[template(path = "year_reports.html")]
struct Page {
    frame: Frame,
    office: String,
    name: String,
    years: Vec<IssuedYear>,
    reports: [(&'static str, &'static str); 2],
    formats: [&'static str; 5],
}

/// The reports with their words.
const REPORTS: [(&str, &str); 2] = [("supervision", "监管年度报表"), ("assessment", "年度考核台账")];

/// Which report, as what.
#[derive(Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    report: String,
    #[serde(default)]
    year: u16,
    #[serde(default)]
    format: String,
}

/// `GET /papers/yearly/{organization}`
pub(crate) async fn list(
    State(web): State<Web>,
    Login(login): Login,
    Path(id): Path<String>,
    Query(told): Query<Told>,
) -> Result<Response, WebError> {
    let office = office_of(&id)?;
    let (name, years) = issued_years(&web.app, &login.caller, office).await?;
    html(&Page {
        frame: Frame::new(&login, SECTION, &told),
        office: office.0.to_string(),
        name,
        years,
        reports: REPORTS,
        formats: ["docx", "pdf", "html", "xlsx", "json"],
    })
}

/// `GET /papers/yearly/{organization}/file`
pub(crate) async fn file(
    State(web): State<Web>,
    Login(login): Login,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let what = match asked.report.as_str() {
        "assessment" => YearReport::Assessment,
        _ => YearReport::Supervision,
    };
    let (kind, ending) = kind_of(&asked.format);
    let office = office_of(&id)?;
    let bytes = year_report(&web.app, &login.caller, office, (what, asked.year), kind).await?;
    let title = REPORTS[usize::from(what == YearReport::Assessment)].1;
    let name = format!("{}年{title}.{ending}", asked.year);
    Ok(attachment(&name, content_type(ending), bytes))
}

/// Of which year, and the format of its file.
#[derive(Deserialize)]
pub(crate) struct AskedWork {
    year: u16,
    #[serde(default)]
    format: String,
}

/// `GET /sites/{code}/work-year`
pub(crate) async fn work(
    State(web): State<Web>,
    Login(login): Login,
    Path(code): Path<String>,
    Query(asked): Query<AskedWork>,
) -> Result<Response, WebError> {
    let code = site_of(&code)?;
    let (kind, ending) = kind_of(&asked.format);
    let bytes = work_year(&web.app, &login.caller, &code, asked.year, kind).await?;
    let name = format!("{code}{}年工作年度报表.{ending}", asked.year);
    Ok(attachment(&name, content_type(ending), bytes))
}

fn office_of(text: &str) -> Result<OrganizationId, AppError> {
    let id: Uuid = text.parse().map_err(|_| AppError::NotFound)?;
    Ok(OrganizationId(id))
}
