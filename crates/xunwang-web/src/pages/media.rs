//! New-media accounts: the list, exports, how long nothing was seen.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;
use xunwang_app::office::{AppError, MediaFilter, MediaLine, Silence, media_list};
use xunwang_domain::account::{AccountCode, MediaAccount, MediaStatus, Platform};
use xunwang_domain::people::Permission;
use xunwang_sheet::SheetRows;

use super::files::csv;
use super::sites::file;
use crate::error::WebError;
use crate::guard::{Login, Seat};
use crate::moment::minute;
use crate::table::{Cell, Chosen, Column, Table, words};
use crate::view::{Frame, Told, html};
use crate::web::Web;

/// The section of the frame.
pub(super) const SECTION: &str = "/media";
/// 新媒体台账, as it stands in a header.
const NAME: &str = "%E6%96%B0%E5%AA%92%E4%BD%93%E5%8F%B0%E8%B4%A6";

/// Where an account is shown; its code may hold any letters.
pub(super) fn media_address(code: &AccountCode) -> String {
    let code: String = form_urlencoded::byte_serialize(code.as_str().as_bytes()).collect();
    format!("/media/{code}")
}

/// What the address says of the list.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    platform: String,
    #[serde(default)]
    unit: String,
    #[serde(default)]
    status: String,
    #[serde(default)]
    silence: String,
}

/// Days that can be asked for: warnings come before two weeks are over.
const SILENCES: [(&str, &str); 6] = [
    ("7", "7天以上没有看到更新"),
    ("10", "10天以上没有看到更新"),
    ("14", "14天以上没有看到更新"),
    ("30", "30天以上没有看到更新"),
    ("90", "90天以上没有看到更新"),
    ("unseen", "从未看到发布内容"),
];

impl Asked {
    fn filter(&self) -> MediaFilter {
        let known = SILENCES.iter().any(|(word, _)| *word == self.silence);
        MediaFilter {
            text: self.q.chars().take(100).collect(),
            platform: Platform::parse(&self.platform),
            status: MediaStatus::parse(&self.status),
            unit: self.unit.trim().chars().take(100).collect(),
            silence: match self.silence.parse() {
                Ok(days) if known => Some(Silence::Days(days)),
                _ if known => Some(Silence::Unseen),
                _ => None,
            },
        }
    }

    /// The address of the same list, with one part of it changed.
    fn with(&self, name: &str, value: &str) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let own = [
            ("q", &self.q),
            ("platform", &self.platform),
            ("unit", &self.unit),
            ("status", &self.status),
            ("silence", &self.silence),
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
#[template(path = "media.html")]
struct ListPage {
    frame: Frame,
    asked: Asked,
    table: Table,
    found: usize,
    total: usize,
    chips: Vec<(String, String)>,
    /// Name and number of each platform that has accounts.
    platforms: Vec<(String, usize)>,
    states: [&'static str; 4],
    silences: [(&'static str, &'static str); 6],
    export: String,
    may_import: bool,
    may_check: bool,
}

/// The columns of the list.
const COLUMNS: [Column<MediaLine>; 14] = [
    words("code", "账号编号", |line| {
        let code = &line.one.account.code;
        Cell::Code(code.to_string(), media_address(code))
    }),
    words("name", "账号名称", |line| text(&line.one.account.name)),
    words("platform", "平台", |line| {
        text(line.one.account.platform.label())
    }),
    words("place", "地区或部门", |line| text(&line.one.account.area)),
    words("sponsor", "主办单位", |line| text(&line.one.account.sponsor)),
    words("supervisor", "主管单位", |line: &MediaLine| {
        text(&line.one.account.supervisor)
    })
    .unusual(),
    words("permanent", "平台ID", |line: &MediaLine| {
        text(&line.one.account.permanent)
    })
    .unusual(),
    words("handle", "平台账号", |line: &MediaLine| {
        text(&line.one.account.handle)
    })
    .unusual(),
    words("certified", "认证主体", |line: &MediaLine| {
        text(&line.one.account.certified)
    })
    .unusual(),
    words("opened", "开设日期", |line: &MediaLine| {
        let opened = line.one.account.opened_on;
        Cell::Text(opened.map(|day| day.to_string()).unwrap_or_default())
    })
    .unusual(),
    words("status", "状态", |line| {
        let status = line.one.account.status;
        let tone = if status == MediaStatus::Running {
            "fine"
        } else {
            "plain"
        };
        Cell::State(tone, status.label().to_owned())
    }),
    words("newest", "看到的最近发布", |line: &MediaLine| {
        let newest = line.newest.as_ref();
        Cell::Text(newest.map(|(at, _)| minute(*at)).unwrap_or_default())
    })
    .by(|line| {
        let newest = line.newest.as_ref();
        newest.map_or(0, |(at, _)| at.timestamp().unsigned_abs())
    }),
    words("source", "来源", |line: &MediaLine| {
        let newest = line.newest.as_ref();
        Cell::Text(newest.map(|(_, source)| source.clone()).unwrap_or_default())
    })
    .unusual(),
    // Those of which nothing was seen come last: they are not the most silent.
    words("days", "距今天数", |line: &MediaLine| {
        Cell::Number(line.days.map_or_else(|| "—".to_owned(), |days| days.to_string()))
    })
    .by(|line| line.days.map_or(0, |days| days.unsigned_abs() + 1)),
];

fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

/// `GET /media`
pub(crate) async fn list(
    State(web): State<Web>,
    Login(login): Login,
    Query(asked): Query<Asked>,
    Query(told): Query<Told>,
) -> Result<Response, WebError> {
    let filter = asked.filter();
    let found = media_list(&web.app, &login.caller, &filter).await?;
    let chosen = Chosen::of(login.chooser.uri());
    let silence = SILENCES.iter().find(|(word, _)| *word == asked.silence);
    let chips = [
        ("q", format!("含“{}”", asked.q), !asked.q.trim().is_empty()),
        ("platform", asked.platform.clone(), filter.platform.is_some()),
        ("unit", format!("单位含“{}”", asked.unit), !filter.unit.is_empty()),
        ("status", asked.status.clone(), filter.status.is_some()),
        (
            "silence",
            silence.map(|(_, name)| (*name).to_owned()).unwrap_or_default(),
            silence.is_some(),
        ),
    ];
    html(&ListPage {
        frame: Frame::new(&login, SECTION, &told),
        chips: chips
            .into_iter()
            .filter(|(.., is_set)| *is_set)
            .map(|(key, text, _)| (text, asked.with(key, "")))
            .collect(),
        platforms: found
            .platforms
            .iter()
            .map(|(platform, count)| (platform.label().to_owned(), *count))
            .collect(),
        states: MediaStatus::ALL.map(MediaStatus::label),
        silences: SILENCES,
        export: chosen.query(),
        found: found.accounts.len(),
        total: found.total,
        table: Table::new("账号列表", &chosen, &COLUMNS, found.accounts),
        may_import: login.caller.user.may_somewhere(Permission::EditRegister),
        may_check: login.caller.user.may_somewhere(Permission::CheckAccounts),
        asked,
    })
}

/// `GET /media.csv`: what the list shows, all pages of it.
pub(crate) async fn export_csv(
    State(web): State<Web>,
    Login(login): Login,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let bytes = csv(table(&web, &login, &asked).await?)?;
    Ok(file(bytes, "text/csv; charset=utf-8", NAME, "csv"))
}

/// `GET /media.xlsx`
pub(crate) async fn export_xlsx(
    State(web): State<Web>,
    Login(login): Login,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let rows = table(&web, &login, &asked).await?;
    let sheet = SheetRows {
        name: "新媒体台账",
        rows: &rows,
    };
    let bytes =
        xunwang_sheet::write(&[sheet]).map_err(|error| AppError::Refused(format!("导出失败：{error}")))?;
    Ok(file(bytes, super::files::XLSX, NAME, "xlsx"))
}

/// The columns that were chosen, in the order that was chosen; all that an import reads where none were.
async fn table(web: &Web, login: &Seat, asked: &Asked) -> Result<Vec<Vec<String>>, WebError> {
    let found = media_list(&web.app, &login.caller, &asked.filter()).await?;
    let chosen = Chosen::of(login.chooser.uri());
    let lines = chosen.sort(&COLUMNS, found.accounts);
    if !chosen.has_columns() {
        let rows = lines
            .iter()
            .map(|line| line.one.account.fields().map(|(_, text)| text).to_vec());
        let head = MediaAccount::COLUMNS.map(str::to_owned).to_vec();
        return Ok(std::iter::once(head).chain(rows).collect());
    }
    let columns = chosen.columns(&COLUMNS);
    let head = columns.iter().map(|column| column.name.to_owned()).collect();
    let row = |line: &MediaLine| columns.iter().map(|column| (column.cell)(line).text()).collect();
    Ok(std::iter::once(head).chain(lines.iter().map(row)).collect())
}
