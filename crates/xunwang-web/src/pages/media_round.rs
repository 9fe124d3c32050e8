//! The accounts of a round (新媒体检查结果): the inspection asked for, the list, decisions on one or dozens at once.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;
use xunwang_app::office::{
    AppError, MEDIA_PAGE, MediaResultFilter, MediaResults, accept_unmeasured, ask_media_run, decide_media,
    media_results,
};
use xunwang_domain::account::{AccountCode, AccountResult, AccountStanding, AccountWord};
use xunwang_domain::people::Permission;
use xunwang_domain::round::{RoundId, RoundScope, RoundStage};

use super::fields::Fields;
use super::media_account::code_of;
use super::rounds::id_of;
use crate::error::WebError;
use crate::guard::{Login, Seat};
use crate::moment::minute;
use crate::view::{Frame, Told, answered, html, mendable, refused};
use crate::web::Web;

/// The section of the frame.
pub(super) const SECTION: &str = "/rounds";

#[derive(Template)]
#[template(path = "media_round.html")]
struct Page {
    frame: Frame,
    round: String,
    title: String,
    facts: Vec<(&'static str, String)>,
    is_asked: bool,
    is_running: bool,
    is_open: bool,
    /// Word, name, number and tone of each standing.
    bins: Vec<(&'static str, &'static str, u64, &'static str)>,
    platforms: Vec<(String, u64)>,
    asked: Asked,
    rows: Vec<Row>,
    total: u64,
    page: u64,
    pages: u64,
    link: String,
    query: String,
    unmeasured: u64,
    accepted: String,
    actions: Vec<(&'static str, &'static str)>,
    may_manage: bool,
}

struct Row {
    code: String,
    link: String,
    name: String,
    platform: String,
    area: String,
    sponsor: String,
    why: String,
    standing: &'static str,
    tone: &'static str,
    is_named: bool,
}

/// What the list is narrowed to.
#[derive(Clone, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    standing: String,
    #[serde(default)]
    platform: String,
    #[serde(default)]
    words: String,
    #[serde(default)]
    page: u64,
}

impl Asked {
    fn filter(&self) -> MediaResultFilter {
        MediaResultFilter {
            standing: AccountStanding::of_word(&self.standing),
            platform: self.platform.chars().take(60).collect(),
            text: self.words.chars().take(60).collect(),
            page: self.page.max(1),
        }
    }

    /// The part of the address that narrows the list, without the page.
    fn query(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let own = [
            ("standing", &self.standing),
            ("platform", &self.platform),
            ("words", &self.words),
        ];
        for (name, value) in own.into_iter().filter(|(_, value)| !value.is_empty()) {
            query.append_pair(name, value);
        }
        query.finish()
    }
}

/// Where the accounts of a round are listed.
fn address_of(round: RoundId) -> String {
    format!("/rounds/{}/media", round.0)
}

/// Where a result is shown; the number of an account may hold any letters.
pub(super) fn result_address(round: RoundId, code: &AccountCode) -> String {
    let code: String = form_urlencoded::byte_serialize(code.as_str().as_bytes()).collect();
    format!("{}/{code}", address_of(round))
}

/// How a standing looks.
pub(super) fn tone_of(standing: AccountStanding) -> &'static str {
    match standing {
        AccountStanding::Open | AccountStanding::Unapproved => "soon",
        AccountStanding::Failed => "fails",
        AccountStanding::NotMeasured => "plain",
        AccountStanding::Passed => "fine",
    }
}

/// `GET /rounds/{round}/media`
pub(crate) async fn list(
    State(web): State<Web>,
    Login(login): Login,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    Query(told): Query<Told>,
) -> Result<Response, WebError> {
    let frame = Frame::new(&login, SECTION, &told);
    html(&page(&web, &login, id_of(&id)?, asked, frame).await?)
}

async fn page(web: &Web, login: &Seat, id: RoundId, asked: Asked, frame: Frame) -> Result<Page, WebError> {
    let found = media_results(&web.app, &login.caller, id, &asked.filter()).await?;
    let MediaResults { round, run, .. } = &found;
    let mut facts = Vec::new();
    if let Some(run) = run {
        facts.push(("范围", run.scope.label()));
        facts.push(("发起", format!("{}，{}", run.asked_by, minute(run.asked_at))));
        if let Some(at) = run.as_of {
            facts.push(("监测时间点", minute(at)));
        }
        if let Some(at) = run.finished_at {
            facts.push(("完成", minute(at)));
        }
    }
    let count = |standing| {
        let mut counts = found.counts.iter();
        counts
            .find(|(one, _)| *one == standing)
            .map_or(0, |(_, count)| *count)
    };
    let may = |permission| login.caller.user.may_somewhere(permission);
    let words = [
        (AccountWord::Confirm, Permission::ReviewFindings),
        (AccountWord::Dismiss, Permission::ReviewFindings),
        (AccountWord::Approve, Permission::ApproveVetoes),
        (AccountWord::Return, Permission::ApproveVetoes),
        (AccountWord::Name, Permission::ManageRounds),
        (AccountWord::Unname, Permission::ManageRounds),
    ];
    let is_open = round.stage != RoundStage::Judged;
    let link = address_of(id);
    let query = asked.query();
    Ok(Page {
        frame,
        round: id.0.to_string(),
        title: round.title(),
        is_asked: run.is_some(),
        is_running: run.as_ref().is_some_and(|run| run.finished_at.is_none()),
        is_open,
        bins: AccountStanding::ALL
            .map(|one| (one.word(), one.label(), count(one), tone_of(one)))
            .to_vec(),
        unmeasured: count(AccountStanding::NotMeasured),
        accepted: run
            .as_ref()
            .and_then(|run| run.accepted.as_ref())
            .map(|it| {
                format!(
                    "{}确认{}个从缺（{}）：{}",
                    it.by,
                    it.count,
                    minute(it.at),
                    it.reason
                )
            })
            .unwrap_or_default(),
        actions: words
            .into_iter()
            .filter(|(_, permission)| is_open && may(*permission))
            .map(|(word, _)| (word.word(), word.label()))
            .collect(),
        rows: found.rows.iter().map(|one| row(id, one)).collect(),
        total: found.total,
        page: asked.page.max(1),
        pages: found.total.div_ceil(MEDIA_PAGE).max(1),
        link: format!("{link}?{query}"),
        query: if query.is_empty() {
            query
        } else {
            format!("?{query}")
        },
        may_manage: found.may_manage,
        platforms: found.platforms,
        facts,
        asked,
    })
}

fn row(round: RoundId, one: &AccountResult) -> Row {
    let account = &one.account;
    let standing = one.standing();
    Row {
        code: account.code.to_string(),
        link: result_address(round, &account.code),
        name: account.name.clone(),
        platform: account.platform.label().to_owned(),
        area: account.area.clone(),
        sponsor: account.sponsor.clone(),
        why: why_of(one),
        standing: standing.label(),
        tone: tone_of(standing),
        is_named: one.is_named(),
    }
}

/// What the machine and people saw, in a line.
fn why_of(one: &AccountResult) -> String {
    let seen = one.defects.iter().map(|defect| defect.message.as_str());
    let found = one.found.iter().map(|found| found.text.as_str());
    let reason = one.reason.as_deref().filter(|_| one.found.is_empty());
    let all: Vec<&str> = reason.into_iter().chain(found).chain(seen).collect();
    all.join("；")
}

/// `POST /rounds/{round}/media`: asks for the inspection.
pub(crate) async fn ask(
    State(web): State<Web>,
    Login(login): Login,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, WebError> {
    let id = id_of(&id)?;
    let done = match scope_of(&fields) {
        Ok(scope) => ask_media_run(&web.app, &login.caller, id, scope).await,
        Err(error) => Err(error),
    };
    let there = |()| format!("{}?note=media-asked", address_of(id));
    let again = async |frame| page(&web, &login, id, Asked::default(), frame).await;
    answered((&login, SECTION), done, there, again).await
}

fn scope_of(fields: &Fields) -> Result<RoundScope, AppError> {
    let number = |name: &str, message: &str| {
        fields
            .text(name)
            .trim()
            .parse()
            .map_err(|_| AppError::Refused(message.to_owned()))
    };
    match fields.text("scope") {
        "full" => Ok(RoundScope::Full),
        "sample" => Ok(RoundScope::Sample {
            percent: u32::try_from(number("percent", "请填写抽查比例，1至100的整数")?).unwrap_or(u32::MAX),
            seed: number("seed", "请填写随机种子，一个非负整数，例如检查日期20260930")?,
        }),
        _ => Err(AppError::Refused("请选择全部检查还是抽查".to_owned())),
    }
}

/// `POST /rounds/{round}/media/bulk`
pub(crate) async fn bulk(
    State(web): State<Web>,
    Login(login): Login,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    fields: Fields,
) -> Result<Response, WebError> {
    let id = id_of(&id)?;
    let codes: Vec<AccountCode> = fields.all("id").filter_map(|code| code_of(code).ok()).collect();
    let done = match AccountWord::of_word(fields.text("action")) {
        Some(word) => decide_media(&web.app, &login.caller, id, &codes, word, fields.text("note")).await,
        None => Err(AppError::Refused("请选择要办理的动作".to_owned())),
    };
    match done {
        Ok((done, failed)) => {
            let mut frame = Frame::new(&login, SECTION, &Told::default());
            let mut text = format!("已办理 {done} 个账号。");
            if !failed.is_empty() {
                text.push_str(&format!("有 {} 个没有办理：{}", failed.len(), failed.join("；")));
            }
            frame.say(text);
            html(&page(&web, &login, id, asked, frame).await?)
        }
        Err(error) => {
            let frame = Frame::refusing(&login, SECTION, mendable(error)?);
            refused(&page(&web, &login, id, asked, frame).await?)
        }
    }
}

/// `POST /rounds/{round}/media/accept`: somebody answers for what stays unmeasured.
pub(crate) async fn accept(
    State(web): State<Web>,
    Login(login): Login,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, WebError> {
    let id = id_of(&id)?;
    let shown = fields.text("count").parse().unwrap_or(0);
    let done = accept_unmeasured(&web.app, &login.caller, id, shown, fields.text("reason")).await;
    let there = |()| format!("{}?note=media-accepted", address_of(id));
    let again = async |frame| page(&web, &login, id, Asked::default(), frame).await;
    answered((&login, SECTION), done, there, again).await
}
