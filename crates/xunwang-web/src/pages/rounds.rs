//! Rounds: opened, collected, put to the bodies.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use chrono::{Days, NaiveDate};
use http::{HeaderName, HeaderValue};
use uuid::Uuid;
use xunwang_app::office::{
    AppError, CollectionProgress, RoundView, SiteSummary, VisitState, ask_addition, ask_objections,
    ask_removal, begin_collection, gate, round_view, rounds, settle_change, standing_of,
};
use xunwang_domain::people::Permission;
use xunwang_domain::probe::hour_of;
use xunwang_domain::registry::SiteCode;
use xunwang_domain::round::{RosterChange, Round, RoundId, RoundStage};

use super::fields::Fields;
use crate::error::WebError;
use crate::guard::{Login, Seat};
use crate::moment::minute;
use crate::view::{Frame, Told, answered, html};
use crate::web::Web;

const SECTION: &str = "/rounds";

#[derive(Template)]
#[template(path = "rounds.html")]
struct ListPage {
    frame: Frame,
    rows: Vec<Row>,
    may_open: bool,
}

struct Row {
    id: String,
    title: String,
    branch: String,
    stage: &'static str,
    tone: &'static str,
    scope: String,
    window: String,
    issue_on: NaiveDate,
    by: String,
    made: String,
}

/// `GET /rounds`
pub(crate) async fn list(
    State(web): State<Web>,
    Login(login): Login,
    Query(told): Query<Told>,
) -> Result<Response, WebError> {
    let caller = &login.caller;
    let row = |round: Round| Row {
        id: round.id.0.to_string(),
        title: round.title(),
        branch: caller.tree.full_name(round.organization),
        stage: round.stage.label(),
        tone: tone_of(round.stage),
        scope: round.scope.label(),
        window: span(round.dates.window),
        issue_on: round.dates.issue_on,
        made: minute(round.made_at),
        by: round.made_by,
    };
    let rows = rounds(&web.app, caller).await?.into_iter().map(row).collect();
    html(&ListPage {
        rows,
        may_open: caller.user.may_somewhere(Permission::ManageRounds),
        frame: Frame::new(&login, SECTION, &told),
    })
}

pub(crate) fn tone_of(stage: RoundStage) -> &'static str {
    match stage {
        RoundStage::Planned => "plain",
        RoundStage::Collecting | RoundStage::Reviewing => "soon",
        RoundStage::Judged => "fine",
    }
}

fn span([first, last]: [NaiveDate; 2]) -> String {
    format!("{first} 至 {last}")
}

#[derive(Template)]
#[template(path = "round.html")]
struct Page {
    frame: Frame,
    id: String,
    title: String,
    stage: RoundStage,
    tone: &'static str,
    facts: Vec<(&'static str, String)>,
    live: Live,
    roster: Vec<SiteRow>,
    total: usize,
    shown: usize,
    may_manage: bool,
    open: usize,
    objections: String,
    proposed: String,
}

struct SiteRow {
    code: String,
    name: String,
    area: String,
    why: &'static str,
    state: &'static str,
    tone: &'static str,
    detail: String,
    change: String,
    may_settle: bool,
    may_withdraw: bool,
    may_ask: bool,
}

/// The part of the page that is fetched again while a collection goes on.
#[derive(Template)]
#[template(path = "round_live.html")]
struct Live {
    id: String,
    is_collecting: bool,
    done: u64,
    sites: u64,
    percent: u64,
    figures: String,
    left: String,
    counts: Vec<(&'static str, usize)>,
}

impl Live {
    fn of(view: &RoundView) -> Self {
        let progress = view.progress;
        let counts = standing_of(&view.sites);
        let sites = progress.map_or(0, |it| it.sites);
        let done = progress.map_or(0, |it| it.done);
        let figures = |it: CollectionProgress| {
            let mut text = format!("{}个网页，{}次请求", it.pages, it.requests);
            if it.waiting > 0 {
                text.push_str(&format!("，{}个网站等待复查", it.waiting));
            }
            text
        };
        Self {
            id: view.round.id.0.to_string(),
            is_collecting: view.round.stage == RoundStage::Collecting,
            done,
            sites,
            percent: (done * 100).checked_div(sites).unwrap_or(0),
            figures: progress.map(figures).unwrap_or_default(),
            left: progress
                .and_then(|it| it.seconds_left)
                .map(in_words)
                .unwrap_or_default(),
            counts: counts.into_iter().collect(),
        }
    }
}

/// `2小时10分`
pub(super) fn in_words(seconds: u64) -> String {
    match seconds {
        0..60 => "不到1分钟".to_owned(),
        60..3600 => format!("{}分钟", seconds.div_ceil(60)),
        _ => format!("{}小时{}分", seconds / 3600, seconds % 3600 / 60),
    }
}

/// Sites shown on the page of a round; the gate and the judgement list all.
const SHOWN: usize = 100;

/// `GET /rounds/{round}`
pub(crate) async fn show(
    State(web): State<Web>,
    Login(login): Login,
    Path(id): Path<String>,
    Query(told): Query<Told>,
) -> Result<Response, WebError> {
    let frame = Frame::new(&login, SECTION, &told);
    html(&page(&web, &login, id_of(&id)?, frame).await?)
}

async fn page(web: &Web, login: &Seat, id: RoundId, frame: Frame) -> Result<Page, WebError> {
    let view = round_view(&web.app, &login.caller, id).await?;
    let open = match view.round.stage {
        RoundStage::Reviewing => gate(&web.app, &login.caller, id).await?.items.len(),
        _ => 0,
    };
    let round = &view.round;
    let today = hour_of(web.app.now()).0;
    let site = |one: &Arc<SiteSummary>| {
        let (state, tone, detail) = state_of(one);
        let site = &one.roster.site.site;
        let change = one.roster.addition.as_ref().map(|it| ("增补", it));
        let change = one.roster.removal.as_ref().map(|it| ("核减", it)).or(change);
        let is_own = |it: &RosterChange| it.asked_by.0 == login.caller.user.id;
        let pending = one.roster.pending().filter(|_| one.change_is_open());
        let may_change = view.may_manage && round.stage != RoundStage::Judged;
        SiteRow {
            code: site.code.to_string(),
            name: site.name.clone(),
            area: site.area.clone(),
            why: one.roster.why.label(),
            state,
            tone,
            detail,
            change: change
                .map(|(what, it)| {
                    let end = it.granted.as_ref().map(|(name, _)| format!("，{name} 审核"));
                    format!(
                        "{} 申请{what}：{}{}",
                        it.asked_by.1,
                        it.reason,
                        end.unwrap_or_default()
                    )
                })
                .unwrap_or_default(),
            may_settle: may_change && pending.is_some_and(|it| !is_own(it)),
            may_withdraw: may_change && pending.is_some_and(is_own),
            may_ask: may_change && change.is_none(),
        }
    };
    let mut facts = vec![
        (
            "检查范围",
            format!("{}（{}个网站）", round.scope.label(), view.sites.len()),
        ),
        ("统计口径日", round.dates.roster_day.to_string()),
        ("检查采样时间", span(round.dates.window)),
        ("留言统计时间", span(round.dates.message_window)),
        ("通报印发日期", round.dates.issue_on.to_string()),
        ("检查指标", format!("第{}版：{}", round.standard, view.standard)),
        ("新建", format!("{} {}", round.made_by, minute(round.made_at))),
    ];
    let moments = [
        ("监测时间点", round.as_of),
        ("采集完成", round.collected_at),
        ("判定", round.judged.as_ref().map(|it| it.at)),
    ];
    facts.extend(
        moments
            .into_iter()
            .filter_map(|(name, at)| Some((name, minute(at?)))),
    );
    Ok(Page {
        frame,
        id: round.id.0.to_string(),
        title: format!("{}检查", round.title()),
        stage: round.stage,
        tone: tone_of(round.stage),
        facts,
        live: Live::of(&view),
        roster: view.sites.iter().take(SHOWN).map(site).collect(),
        total: view.sites.len(),
        shown: view.sites.len().min(SHOWN),
        may_manage: view.may_manage,
        open,
        objections: round
            .objections
            .as_ref()
            .map(|term| format!("{} {} 发出，{} 截止", term.by, minute(term.from), term.until))
            .unwrap_or_default(),
        proposed: today.checked_add_days(Days::new(5)).unwrap_or(today).to_string(),
    })
}

fn state_of(one: &SiteSummary) -> (&'static str, &'static str, String) {
    if !one.roster.counts() {
        return ("不计入", "plain", String::new());
    }
    let word = one.visit.label();
    match &one.visit {
        VisitState::NotVisited => (word, "plain", String::new()),
        VisitState::NotOpened(why) => (word, "fails", why.clone()),
        VisitState::Read { pages, links } => (word, "fine", format!("{pages}个网页，{links}个网址")),
    }
}

/// `GET /rounds/{round}/progress`: the live part alone.
pub(crate) async fn progress(
    State(web): State<Web>,
    Login(login): Login,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    let view = round_view(&web.app, &login.caller, id_of(&id)?).await?;
    let mut answer = html(&Live::of(&view))?;
    if view.round.stage != RoundStage::Collecting {
        // The rest of the page has changed too.
        let refresh = HeaderName::from_static("hx-refresh");
        answer
            .headers_mut()
            .insert(refresh, HeaderValue::from_static("true"));
    }
    Ok(answer)
}

/// `POST /rounds/{round}/collect`
pub(crate) async fn collect(
    State(web): State<Web>,
    Login(login): Login,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    let id = id_of(&id)?;
    let done = begin_collection(&web.app, &login.caller, id).await;
    answer(&web, &login, id, done, "round-begun").await
}

/// `POST /rounds/{round}/objections`
pub(crate) async fn objections(
    State(web): State<Web>,
    Login(login): Login,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, WebError> {
    let id = id_of(&id)?;
    round_view(&web.app, &login.caller, id).await?;
    let done = match fields.text("until").parse() {
        Ok(until) => ask_objections(&web.app, &login.caller, id, until).await,
        Err(_) => Err(AppError::Refused(
            "请填写反馈截止日，写成 2023-09-15 的样子".to_owned(),
        )),
    };
    answer(&web, &login, id, done, "objections-asked").await
}

/// `POST /rounds/{round}/additions`
pub(crate) async fn add(
    State(web): State<Web>,
    Login(login): Login,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, WebError> {
    let id = id_of(&id)?;
    round_view(&web.app, &login.caller, id).await?;
    let done = match SiteCode::parse(fields.text("code")) {
        Ok(site) => ask_addition(&web.app, &login.caller, id, &site, fields.text("reason")).await,
        Err(error) => Err(AppError::Refused(error.to_string())),
    };
    answer(&web, &login, id, done, "removal-asked").await
}

/// `POST /rounds/{round}/removals/{code}`
pub(crate) async fn remove(
    State(web): State<Web>,
    Login(login): Login,
    Path((id, code)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response, WebError> {
    let (id, site) = (id_of(&id)?, site_of(&code)?);
    round_view(&web.app, &login.caller, id).await?;
    let done = ask_removal(&web.app, &login.caller, id, &site, fields.text("reason")).await;
    answer(&web, &login, id, done, "removal-asked").await
}

/// `POST /rounds/{round}/removals/{code}/settle`
pub(crate) async fn settle(
    State(web): State<Web>,
    Login(login): Login,
    Path((id, code)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response, WebError> {
    let (id, site) = (id_of(&id)?, site_of(&code)?);
    let granted = fields.text("granted") == "yes";
    let done = settle_change(&web.app, &login.caller, id, &site, granted).await;
    answer(&web, &login, id, done, "removal-settled").await
}

async fn answer(
    web: &Web,
    login: &Seat,
    id: RoundId,
    done: Result<(), AppError>,
    note: &str,
) -> Result<Response, WebError> {
    let there = |()| format!("/rounds/{}?note={note}", id.0);
    answered((login, SECTION), done, there, async |frame| {
        page(web, login, id, frame).await
    })
    .await
}

pub(crate) fn id_of(text: &str) -> Result<RoundId, AppError> {
    Uuid::parse_str(text).map(RoundId).map_err(|_| AppError::NotFound)
}

pub(crate) fn site_of(text: &str) -> Result<SiteCode, AppError> {
    SiteCode::parse(text).map_err(|_| AppError::NotFound)
}
