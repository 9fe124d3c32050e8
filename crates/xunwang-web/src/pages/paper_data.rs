//! The data of a circular: what stands above and below its text, figures from elsewhere, who is named, what a number counts, and
//! earlier versions.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Multipart, Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::NaiveDate;
use serde::Deserialize;
use xunwang_app::office::{
    AppError, AreaStreak, BehindRow, PaperView, area_streaks, change_head, decide_naming, give_facts,
    paper_at, paper_versions, paper_view, restore_version, rows_behind, rule_title, site_codes,
};
use xunwang_domain::circular::{CityListStyle, FeedbackFacts, ProblemObject};
use xunwang_domain::feedback::Tally;
use xunwang_domain::paper::PaperHead;
use xunwang_report::document::Block;

use super::fields::Fields;
use super::files::parts_of;
use super::paper::{answer, id_of, version_of};
use super::paper_form::{FormFields, form_of};
use super::papers::SECTION;
use super::rounds::site_of;
use crate::error::WebError;
use crate::guard::Login;
use crate::moment::minute;
use crate::view::{Frame, Told, html};
use crate::web::Web;

/// Problems on a page.
const SHOWN: usize = 50;

#[derive(Template)]
#[template(path = "paper_data.html")]
struct Page {
    frame: Frame,
    id: String,
    title: String,
    version: u32,
    may_draft: bool,
    head: PaperHead,
    /// The messages of the database.
    counted: Tally,
    counts: [(&'static str, &'static str, String); 5],
    styles: [(&'static str, &'static str, bool); 3],
    form: FormFields,
    has_given: bool,
    areas: Vec<(String, [u64; 6])>,
    streaks: Arc<Vec<AreaStreak>>,
    problems: Vec<ProblemLine>,
    total: usize,
    at: usize,
    pages: usize,
    versions: Vec<(u32, String)>,
}

struct ProblemLine {
    site: String,
    code: String,
    area: String,
    rule: String,
    title: String,
    text: String,
    failing: bool,
    named: bool,
    why: String,
    /// Of others with the same problem that are not named.
    unnamed_alike: usize,
}

const STYLES: [(&str, &str, CityListStyle); 3] = [
    (
        "leading",
        "列前三个，如“青川市、云岭市、江口市等17个市”",
        CityListStyle::Leading,
    ),
    ("all", "全部列出", CityListStyle::All),
    ("except", "除某市外其余各市", CityListStyle::Except),
];

async fn page(
    web: &Web,
    view: PaperView,
    frame: Frame,
    (versions, streaks): (Vec<(u32, String)>, Arc<Vec<AreaStreak>>),
    at: Option<usize>,
) -> Result<Page, WebError> {
    let mut unnamed: BTreeMap<&str, usize> = BTreeMap::new();
    let of_sites = || {
        let problems = view.facts.problems.iter();
        problems.filter(|problem| problem.object == ProblemObject::Site)
    };
    for problem in of_sites().filter(|problem| !problem.named) {
        *unnamed.entry(&problem.rule).or_default() += 1;
    }
    let codes = site_codes(&web.app, &view).await?;
    let mut problems: Vec<_> = of_sites()
        .map(|problem| {
            let code = codes.get(&(problem.area.clone(), problem.name.clone()));
            let said = code.and_then(|code| view.paper.naming_of(code, &problem.rule));
            ProblemLine {
                site: problem.name.clone(),
                area: problem.area.clone(),
                title: rule_title(&problem.rule).to_owned(),
                rule: problem.rule.clone(),
                text: problem.text.clone(),
                failing: problem.failing,
                named: problem.named,
                why: said.map_or_else(String::new, |said| format!("{}（{}）", said.reason, said.by)),
                unnamed_alike: unnamed.get(problem.rule.as_str()).copied().unwrap_or_default(),
                code: code.map(ToString::to_string).unwrap_or_default(),
            }
        })
        .collect();
    let total = problems.len();
    problems.sort_by_key(|problem| (!problem.failing, !problem.named, problem.rule.clone()));
    let pages = total.div_ceil(SHOWN).max(1);
    let at = at.unwrap_or(1).clamp(1, pages);
    problems = problems.split_off((at - 1) * SHOWN);
    problems.truncate(SHOWN);
    let feedback = view.paper.head.feedback;
    let count = |get: fn(&FeedbackFacts) -> u64| {
        feedback
            .as_ref()
            .map_or_else(String::new, |it| get(it).to_string())
    };
    let head = view.paper.head.clone();
    Ok(Page {
        frame,
        id: view.paper.id.0.to_string(),
        title: head.title.clone(),
        version: view.paper.version,
        may_draft: view.may_draft,
        counts: [
            ("received", "收到", count(|it| it.received)),
            ("closed_on_time", "按期办结", count(|it| it.closed_on_time)),
            ("closed_late", "超期办结", count(|it| it.closed_late)),
            ("open", "在办未到期", count(|it| it.open)),
            ("overdue", "逾期未办结", count(|it| it.overdue)),
        ],
        styles: STYLES.map(|(word, label, style)| (word, label, style == head.city_list_style)),
        form: FormFields::of(&head.form),
        counted: view.messages.tally,
        has_given: view.paper.given.is_some(),
        areas: view
            .facts
            .areas
            .iter()
            .map(|area| {
                let counts = [
                    area.sites_running,
                    area.sites_checked,
                    area.sites_failed,
                    area.accounts_running,
                    area.accounts_checked,
                    area.accounts_failed,
                ];
                (area.name.clone(), counts)
            })
            .collect(),
        head,
        streaks,
        problems,
        total,
        at,
        pages,
        versions,
    })
}

/// Which page of the problems.
#[derive(Deserialize)]
pub(crate) struct Wanted {
    problems: Option<usize>,
}

/// `GET /papers/{paper}/data`
pub(crate) async fn show(
    State(web): State<Web>,
    Login(login): Login,
    Path(id): Path<String>,
    Query(told): Query<Told>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, WebError> {
    let id = id_of(&id)?;
    let view = paper_view(&web.app, &login.caller, id).await?;
    let versions = paper_versions(&web.app, &login.caller, id).await?;
    let versions = versions
        .into_iter()
        .map(|one| (one.number, format!("{} {} {}", minute(one.at), one.by, one.what)));
    let frame = Frame::new(&login, SECTION, &told);
    let streaks = area_streaks(&web.app, &view).await?;
    html(&page(&web, view, frame, (versions.collect(), streaks), wanted.problems).await?)
}

/// `POST /papers/{paper}/head`
pub(crate) async fn head(
    State(web): State<Web>,
    Login(login): Login,
    Path(id): Path<String>,
    form: Fields,
) -> Result<Response, WebError> {
    let id = id_of(&id)?;
    let done = match head_of(&form) {
        Ok(head) => change_head(&web.app, &login.caller, id, version_of(&form), head).await,
        Err(error) => Err(error),
    };
    answer(&web, &login, id, done, ("saved", "")).await
}

fn head_of(form: &Fields) -> Result<PaperHead, AppError> {
    let day = |name: &str, label: &str| -> Result<NaiveDate, AppError> {
        let text = form.text(name).trim();
        text.parse()
            .map_err(|_| AppError::Refused(format!("{label}“{text}”写法不对，应为 2023-09-15 的样子")))
    };
    let number = |name: &str, label: &str| -> Result<u64, AppError> {
        let text = form.text(name).trim();
        text.parse()
            .map_err(|_| AppError::Refused(format!("{label}“{text}”应为数字；没有留言数据时五项都留空")))
    };
    let names = ["received", "closed_on_time", "closed_late", "open", "overdue"];
    let has_feedback = names.iter().any(|name| !form.text(name).trim().is_empty());
    let feedback = has_feedback
        .then(|| -> Result<FeedbackFacts, AppError> {
            Ok(FeedbackFacts {
                received: number("received", "收到")?,
                closed_on_time: number("closed_on_time", "按期办结")?,
                closed_late: number("closed_late", "超期办结")?,
                open: number("open", "在办未到期")?,
                overdue: number("overdue", "逾期未办结")?,
            })
        })
        .transpose()?;
    let decimals = form.text("rate_decimals");
    let style = STYLES
        .iter()
        .find(|(word, ..)| *word == form.text("city_list_style"));
    Ok(PaperHead {
        title: form.text("title").trim().to_owned(),
        issuer: form.text("issuer").trim().to_owned(),
        number: None,
        issued_on: day("issued_on", "成文日期")?,
        rectify_by: (!form.text("rectify_by").trim().is_empty())
            .then(|| day("rectify_by", "整改报送期限"))
            .transpose()?,
        message_window: [
            day("message_from", "留言统计起始日")?,
            day("message_to", "留言统计截止日")?,
        ],
        feedback,
        feedback_reason: form.text("feedback_reason").trim().to_owned(),
        rate_decimals: decimals
            .parse()
            .map_err(|_| AppError::Refused(format!("小数位数“{decimals}”应为0至4")))?,
        city_list_style: style.map_or(CityListStyle::Leading, |(.., style)| *style),
        form: form_of(form)?,
    })
}

/// `POST /papers/{paper}/facts`
pub(crate) async fn facts(
    State(web): State<Web>,
    Login(login): Login,
    Path(id): Path<String>,
    form: Multipart,
) -> Result<Response, WebError> {
    let id = id_of(&id)?;
    let done = match parts_of(form).await {
        Ok((fields, Some((_, bytes)))) => {
            let shown = fields.get("version").and_then(|text| text.parse().ok());
            give_facts(&web.app, &login.caller, id, shown.unwrap_or_default(), &bytes).await
        }
        Ok((_, None)) => Err(AppError::Refused("请选择数据文件（FACTS.json）".to_owned())),
        Err(error) => Err(error),
    };
    answer(&web, &login, id, done, ("saved", "")).await
}

/// `POST /papers/{paper}/naming`
pub(crate) async fn naming(
    State(web): State<Web>,
    Login(login): Login,
    Path(id): Path<String>,
    form: Fields,
) -> Result<Response, WebError> {
    let id = id_of(&id)?;
    let done = match site_of(form.text("code")) {
        Ok(code) => {
            let wanted = (
                &code,
                form.text("rule"),
                form.text("do") == "name",
                form.text("reason"),
            );
            decide_naming(&web.app, &login.caller, id, version_of(&form), wanted).await
        }
        Err(_) => Err(AppError::Refused("请选择网站".to_owned())),
    };
    answer(&web, &login, id, done, ("saved", "")).await
}

#[derive(Template)]
#[template(path = "paper_rows.html")]
struct RowsPage {
    frame: Frame,
    id: String,
    title: String,
    shown: String,
    how: String,
    rows: Vec<BehindRow>,
    total: usize,
}

#[derive(Deserialize)]
pub(crate) struct AskedFigure {
    #[serde(default)]
    figure: String,
}

/// `GET /papers/{paper}/rows`
pub(crate) async fn rows(
    State(web): State<Web>,
    Login(login): Login,
    Path(id): Path<String>,
    Query(asked): Query<AskedFigure>,
    Query(told): Query<Told>,
) -> Result<Response, WebError> {
    let id = id_of(&id)?;
    if asked.figure.is_empty() {
        paper_view(&web.app, &login.caller, id).await?;
        return Ok(Redirect::to(&format!("/papers/{}", id.0)).into_response());
    }
    let mut found = rows_behind(&web.app, &login.caller, id, &asked.figure).await?;
    let total = found.rows.len();
    found.rows.truncate(1000);
    html(&RowsPage {
        frame: Frame::new(&login, SECTION, &told),
        id: id.0.to_string(),
        title: found.view.paper.head.title,
        shown: found.shown,
        how: found.how,
        rows: found.rows,
        total,
    })
}

#[derive(Template)]
#[template(path = "paper_version.html")]
struct VersionPage {
    frame: Frame,
    id: String,
    title: String,
    number: u32,
    version: u32,
    may_draft: bool,
    blocks: Vec<(u8, String)>,
}

/// `GET /papers/{paper}/versions/{version}`
pub(crate) async fn version(
    State(web): State<Web>,
    Login(login): Login,
    Path((id, number)): Path<(String, String)>,
    Query(told): Query<Told>,
) -> Result<Response, WebError> {
    let id = id_of(&id)?;
    let number = number.parse().map_err(|_| AppError::NotFound)?;
    let document = paper_at(&web.app, &login.caller, id, number).await?;
    let view = paper_view(&web.app, &login.caller, id).await?;
    let block = |block: &Block| match block {
        Block::Heading { level, text } => (*level, text.clone()),
        Block::Paragraph(spans) => (0, spans.iter().map(|span| span.shown()).collect()),
        Block::Chart(chart) => (0, format!("（图{} {}）", chart.number, chart.title)),
        Block::Table(inset) => (0, format!("（表{} {}）", inset.number, inset.title)),
    };
    html(&VersionPage {
        frame: Frame::new(&login, SECTION, &told),
        id: id.0.to_string(),
        title: document.title.clone(),
        number,
        version: view.paper.version,
        may_draft: view.may_draft,
        blocks: document.blocks.iter().map(block).collect(),
    })
}

/// `POST /papers/{paper}/versions/{version}`
pub(crate) async fn restore(
    State(web): State<Web>,
    Login(login): Login,
    Path((id, number)): Path<(String, String)>,
    form: Fields,
) -> Result<Response, WebError> {
    let id = id_of(&id)?;
    let done = match number.parse() {
        Ok(number) => restore_version(&web.app, &login.caller, id, version_of(&form), number).await,
        Err(_) => Err(AppError::NotFound),
    };
    answer(&web, &login, id, done, ("saved", "")).await
}
