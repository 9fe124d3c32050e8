//! The week of the accounts: what each body should see to, as a page and as a spreadsheet.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;
use xunwang_app::office::{AppError, MediaWeek, WeekLine, media_week};
use xunwang_domain::account::MediaStatus;
use xunwang_sheet::SheetRows;

use super::media::{SECTION, media_address};
use super::sites::file;
use crate::error::WebError;
use crate::guard::Login;
use crate::view::{Frame, Told, html};
use crate::web::Web;

/// 新媒体周报, as it stands in a header.
const NAME: &str = "%E6%96%B0%E5%AA%92%E4%BD%93%E5%91%A8%E6%8A%A5";
/// Rows of the page.
const SHOWN: usize = 200;

#[derive(Deserialize)]
pub(crate) struct Asked {
    /// Are those without warnings shown too?
    #[serde(default)]
    all: String,
}

#[derive(Template)]
#[template(path = "media_week.html")]
struct Page {
    frame: Frame,
    first: String,
    last: String,
    total: usize,
    warned: usize,
    grave: usize,
    is_all: bool,
    rows: Vec<Row>,
    more: usize,
}

struct Row {
    link: String,
    name: String,
    platform: String,
    sponsor: String,
    newest: String,
    days: String,
    posts: u64,
    /// Tone and words.
    warnings: Vec<(&'static str, String)>,
}

/// `GET /media/week`
pub(crate) async fn show(
    State(web): State<Web>,
    Login(login): Login,
    Query(asked): Query<Asked>,
    Query(told): Query<Told>,
) -> Result<Response, WebError> {
    let standard = web.standard().await?;
    let week = media_week(&web.app, &login.caller, &standard).await?;
    let is_all = !asked.all.is_empty();
    let shown = || {
        week.lines
            .iter()
            .filter(|line| is_all || !line.warnings.is_empty())
    };
    html(&Page {
        frame: Frame::new(&login, SECTION, &told),
        first: week.days[0].to_string(),
        last: week.days[1].to_string(),
        total: week
            .lines
            .iter()
            .filter(|line| line.one.account.status == MediaStatus::Running)
            .count(),
        warned: week.lines.iter().filter(|line| !line.warnings.is_empty()).count(),
        grave: week
            .lines
            .iter()
            .filter(|line| line.warnings.iter().any(|it| it.is_grave))
            .count(),
        is_all,
        more: shown().count().saturating_sub(SHOWN),
        rows: shown().take(SHOWN).map(row).collect(),
    })
}

fn row(line: &WeekLine) -> Row {
    let account = &line.one.account;
    let tone = |is_grave: bool| if is_grave { "fails" } else { "soon" };
    Row {
        link: media_address(&account.code),
        name: account.name.clone(),
        platform: account.platform.label().to_owned(),
        sponsor: account.sponsor.clone(),
        newest: line.newest.map(|day| day.to_string()).unwrap_or_default(),
        days: line.days.map_or_else(|| "—".to_owned(), |days| days.to_string()),
        posts: line.posts,
        warnings: line
            .warnings
            .iter()
            .map(|it| (tone(it.is_grave), it.text.clone()))
            .collect(),
    }
}

/// `GET /media/week.xlsx`: all of them.
pub(crate) async fn export(State(web): State<Web>, Login(login): Login) -> Result<Response, WebError> {
    let standard = web.standard().await?;
    let week = media_week(&web.app, &login.caller, &standard).await?;
    let rows = sheet(&week);
    let sheet = SheetRows {
        name: "新媒体周报",
        rows: &rows,
    };
    let bytes =
        xunwang_sheet::write(&[sheet]).map_err(|error| AppError::Refused(format!("导出失败：{error}")))?;
    Ok(file(bytes, super::files::XLSX, NAME, "xlsx"))
}

fn sheet(week: &MediaWeek) -> Vec<Vec<String>> {
    let head = [
        "账号编号",
        "账号名称",
        "平台",
        "地区或部门",
        "主办单位",
        "看到的最近发布",
        "距今天数",
        "七天内发布",
        "需要处理",
    ];
    let row = |line: &WeekLine| {
        let account = &line.one.account;
        let warnings: Vec<&str> = line.warnings.iter().map(|it| it.text.as_str()).collect();
        vec![
            account.code.to_string(),
            account.name.clone(),
            account.platform.label().to_owned(),
            account.area.clone(),
            account.sponsor.clone(),
            line.newest.map(|day| day.to_string()).unwrap_or_default(),
            line.days.map(|days| days.to_string()).unwrap_or_default(),
            line.posts.to_string(),
            warnings.join("；"),
        ]
    };
    let head = head.map(str::to_owned).to_vec();
    std::iter::once(head).chain(week.lines.iter().map(row)).collect()
}
