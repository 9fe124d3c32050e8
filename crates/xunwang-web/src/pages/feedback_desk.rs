//! What belongs to messages as a whole: importing, the holidays, the figures, the export.

use std::sync::Arc;

use askama::Template;
use axum::body::Body;
use axum::extract::{Multipart, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::NaiveDate;
use futures_util::{StreamExt as _, stream};
use serde::Deserialize;
use xunwang_app::office::{
    AppError, FEEDBACK_EXPORT_COLUMNS, FeedbackCluster, FeedbackExport, FeedbackImport, enter_calendar,
    feedback_calendar, feedback_clusters, feedback_summary_file, feedback_tables, import_feedback,
    standing_period,
};
use xunwang_domain::circular::Quarter;
use xunwang_domain::feedback::Tally;
use xunwang_domain::feedback::calendar::{CalendarDay, CalendarYear};
use xunwang_domain::people::Permission;
use xunwang_ports::FeedbackQuery;

use super::feedback::{SECTION, percent};
use super::fields::Fields;
use super::files::{attachment, content_type, csv, csv_lines, kind_of, parts_of};
use crate::error::WebError;
use crate::guard::{Login, Seat};
use crate::view::{Frame, Told, html, mendable, refused};
use crate::web::Web;

#[derive(Template)]
#[template(path = "feedback_import.html")]
struct ImportPage {
    frame: Frame,
    done: Option<FeedbackImport>,
    wrong: Vec<String>,
}

/// `GET /feedback/import`
pub(crate) async fn import_form(Login(login): Login, Query(told): Query<Told>) -> Result<Response, WebError> {
    province(&login)?;
    html(&ImportPage {
        frame: Frame::new(&login, SECTION, &told),
        done: None,
        wrong: Vec::new(),
    })
}

/// `POST /feedback/import`
pub(crate) async fn import(
    State(web): State<Web>,
    Login(login): Login,
    form: Multipart,
) -> Result<Response, WebError> {
    province(&login)?;
    let sent = parts_of(form)
        .await
        .and_then(|(_, file)| file.ok_or_else(|| AppError::Refused("请先选择文件，再点“导入”".to_owned())));
    let done = match sent {
        Ok(file) => import_feedback(&web.app, Some(&login.caller), vec![file]).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(done) => html(&ImportPage {
            frame: Frame::new(&login, SECTION, &Told::default()),
            done: Some(done),
            wrong: Vec::new(),
        }),
        Err(error) => {
            let message = mendable(error)?;
            refused(&ImportPage {
                frame: Frame::refusing(
                    &login,
                    SECTION,
                    "没有写入任何内容；请照下面改正后重新导入。".to_owned(),
                ),
                done: None,
                wrong: message.lines().map(str::to_owned).collect(),
            })
        }
    }
}

#[derive(Template)]
#[template(path = "feedback_calendar.html")]
struct CalendarPage {
    frame: Frame,
    years: Vec<Year>,
    year: String,
    paper: String,
    days: String,
}

struct Year {
    year: i32,
    papers: Vec<String>,
    off: Vec<(String, String)>,
    work: Vec<String>,
}

/// `GET /feedback/calendar`
pub(crate) async fn calendar(
    State(web): State<Web>,
    Login(login): Login,
    Query(told): Query<Told>,
) -> Result<Response, WebError> {
    province(&login)?;
    html(&calendar_page(&web, Frame::new(&login, SECTION, &told)).await?)
}

async fn calendar_page(web: &Web, frame: Frame) -> Result<CalendarPage, WebError> {
    let calendar = feedback_calendar(&web.app).await?;
    let years: Vec<Year> = calendar.years().rev().map(year_of).collect();
    let next = years.first().map_or(2027, |year| year.year + 1);
    Ok(CalendarPage {
        frame,
        years,
        year: next.to_string(),
        paper: String::new(),
        days: String::new(),
    })
}

/// Holidays with their days off in one line each, and the make-up days.
fn year_of(year: &CalendarYear) -> Year {
    let mut off: Vec<(String, Vec<NaiveDate>)> = Vec::new();
    for day in year.days.iter().filter(|day| day.is_off) {
        match off.last_mut().filter(|(name, _)| *name == day.name) {
            Some((_, days)) => days.push(day.date),
            None => off.push((day.name.clone(), vec![day.date])),
        }
    }
    let span = |days: Vec<NaiveDate>| match (days.first(), days.last()) {
        (Some(first), Some(last)) if first != last => format!("{first} 至 {last}，{}天", days.len()),
        (Some(first), _) => first.to_string(),
        _ => String::new(),
    };
    Year {
        year: year.year,
        papers: year.papers.clone(),
        off: off.into_iter().map(|(name, days)| (name, span(days))).collect(),
        work: year
            .days
            .iter()
            .filter(|day| !day.is_off)
            .map(|day| day.date.to_string())
            .collect(),
    }
}

/// `POST /feedback/calendar`
pub(crate) async fn save_calendar(
    State(web): State<Web>,
    Login(login): Login,
    fields: Fields,
) -> Result<Response, WebError> {
    province(&login)?;
    let done = match notice(&fields) {
        Ok(year) => enter_calendar(&web.app, &login.caller, year).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(0) => Ok(Redirect::to("/feedback/calendar?note=saved").into_response()),
        Ok(changed) => {
            let mut frame = Frame::new(&login, SECTION, &Told::default());
            frame.say(format!(
                "已保存，重算了 {changed} 条留言的期限，每条的办理记录里都有说明。"
            ));
            html(&calendar_page(&web, frame).await?)
        }
        Err(error) => {
            let mut page = calendar_page(&web, Frame::refusing(&login, SECTION, mendable(error)?)).await?;
            fields.text("year").clone_into(&mut page.year);
            fields.text("paper").clone_into(&mut page.paper);
            fields.text("days").clone_into(&mut page.days);
            refused(&page)
        }
    }
}

/// A line a day: `2027-02-06 休 春节`, `2027-02-14 班 春节`.
fn notice(fields: &Fields) -> Result<CalendarYear, AppError> {
    let refuse = |message: String| AppError::Refused(message);
    let year = fields
        .text("year")
        .trim()
        .parse()
        .map_err(|_| refuse("年份应为四位数字，例如2027".to_owned()))?;
    let paper = fields.text("paper").trim();
    if !paper.starts_with("http://") && !paper.starts_with("https://") {
        return Err(refuse(
            "请填写国务院办公厅通知的网址，以 http:// 或 https:// 开头".to_owned(),
        ));
    }
    let mut days = Vec::new();
    for (number, line) in fields.text("days").lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let mut parts = line
            .split(|c: char| c.is_whitespace() || c == ',' || c == '，')
            .filter(|part| !part.is_empty());
        let date = parts.next().and_then(|day| day.parse().ok());
        let is_off = match parts.next() {
            Some("休") => Some(true),
            Some("班") => Some(false),
            _ => None,
        };
        let (Some(date), Some(is_off)) = (date, is_off) else {
            return Err(refuse(format!(
                "第{}行“{}”写法不对；应为“2027-02-06 休 春节”或“2027-02-14 班 春节”",
                number + 1,
                line.trim().chars().take(40).collect::<String>()
            )));
        };
        days.push(CalendarDay {
            name: parts.collect::<Vec<_>>().join(" "),
            date,
            is_off,
        });
    }
    days.sort_by_key(|day| day.date);
    Ok(CalendarYear {
        year,
        papers: vec![paper.to_owned()],
        days,
    })
}

#[derive(Template)]
#[template(path = "feedback_figures.html")]
struct FiguresPage {
    frame: Frame,
    from: String,
    to: String,
    all_on_time: bool,
    tables: Vec<(&'static str, Vec<Line>)>,
    clusters: Arc<Vec<FeedbackCluster>>,
    /// How many of them stand on the page.
    shown: usize,
    /// The address that shows them all.
    every: String,
    /// The days of the clusters, in words.
    span: String,
}

/// Clusters on the page, the most messages first; the others where they are asked for.
const CLUSTERS: usize = 50;

impl FiguresPage {
    fn listed(&self) -> &[FeedbackCluster] {
        &self.clusters[..self.shown.min(self.clusters.len())]
    }

    fn has_more(&self) -> bool {
        self.clusters.len() > self.shown
    }
}

struct Line {
    name: String,
    link: String,
    tally: Tally,
    closed: String,
    on_time: String,
}

/// The days of the figures.
#[derive(Deserialize)]
pub(crate) struct Window {
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    /// Whether every cluster is shown.
    #[serde(default)]
    every: String,
}

/// `GET /feedback/figures`
pub(crate) async fn figures(
    State(web): State<Web>,
    Login(login): Login,
    Query(window): Query<Window>,
    Query(told): Query<Told>,
) -> Result<Response, WebError> {
    let day = |text: &str| text.parse::<NaiveDate>().ok();
    let days = (day(&window.from), day(&window.to));
    let tables = feedback_tables(&web.app, &login.caller, days).await?;
    let [first, today] = standing_period(&web.app);
    let period = match days {
        (None, None) => [first, today],
        (Some(from), None) => [from, today.max(from)],
        (None, Some(to)) => [Quarter::of(to).first_day(), to],
        (Some(from), Some(to)) => [from, to.max(from)],
    };
    let clusters = feedback_clusters(&web.app, &login.caller, period).await?;
    let span = match days {
        (None, None) => format!("{}，{}至今天", Quarter::of(today).in_full(), period[0]),
        _ => format!("{}至{}", period[0], period[1]),
    };
    let all_on_time = tables
        .first()
        .and_then(|(_, rows)| rows.first())
        .is_some_and(|row| row.tally.is_all_on_time());
    let line = |row: xunwang_app::office::FiguresRow| Line {
        closed: percent(row.tally.closed_rate()),
        on_time: percent(row.tally.on_time_rate()),
        tally: row.tally,
        name: row.name,
        link: row.link,
    };
    html(&FiguresPage {
        frame: Frame::new(&login, SECTION, &told),
        shown: if window.every.is_empty() {
            CLUSTERS
        } else {
            usize::MAX
        },
        every: format!("/feedback/figures?from={}&to={}&every=1", period[0], period[1]),
        from: window.from,
        to: window.to,
        all_on_time,
        clusters,
        span,
        tables: tables
            .into_iter()
            .map(|(title, rows)| (title, rows.into_iter().map(line).collect()))
            .collect(),
    })
}

/// The days of the summary, and the format of its file.
#[derive(Deserialize)]
pub(crate) struct AskedSummary {
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    format: String,
}

/// `GET /feedback/summary`
pub(crate) async fn summary(
    State(web): State<Web>,
    Login(login): Login,
    Query(asked): Query<AskedSummary>,
) -> Result<Response, WebError> {
    let day = |text: &str| {
        text.parse::<NaiveDate>().map_err(|_| {
            AppError::Refused(format!(
                "日期“{text}”写法不对，应为 2026-09-15 的样子；请先填写起止日期再生成"
            ))
        })
    };
    let window = [day(&asked.from)?, day(&asked.to)?];
    let (kind, ending) = kind_of(&asked.format);
    let bytes = feedback_summary_file(&web.app, &login.caller, window, kind).await?;
    let name = format!("找错留言办理情况（{}至{}）.{ending}", window[0], window[1]);
    Ok(attachment(&name, content_type(ending), bytes))
}

/// `GET /feedback.csv`
pub(crate) async fn export_csv(State(web): State<Web>, Login(login): Login) -> Result<Response, WebError> {
    let export = FeedbackExport::begin(&web.app, Some(&login.caller), FeedbackQuery::default()).await?;
    let head = csv(vec![FEEDBACK_EXPORT_COLUMNS.map(str::to_owned).to_vec()])?;
    let rows = stream::try_unfold(export, |mut export| async move {
        let Some(rows) = export.next().await? else {
            return Ok(None);
        };
        let lines = csv_lines(rows.into_iter().map(Vec::from))?;
        Ok::<_, AppError>(Some((lines, export)))
    });
    let all = stream::once(async { Ok(head) }).chain(rows);
    let body = Body::from_stream(all);
    Ok(attachment("找错留言.csv", "text/csv; charset=utf-8", body))
}

fn province(login: &Seat) -> Result<(), AppError> {
    let root = login.caller.tree.root().map(|root| root.id);
    let is_it = root.is_some_and(|root| login.caller.may(Permission::ImportFeedback, root));
    if is_it { Ok(()) } else { Err(AppError::Forbidden) }
}
