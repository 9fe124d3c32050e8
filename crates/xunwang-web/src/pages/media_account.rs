//! One new-media account: what is registered, what was seen and by whom, its history, and the forms by which people add what they saw.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Multipart, Path, Query, State};
use axum::response::Response;
use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, Utc};
use serde::Deserialize;
use xunwang_app::office::{
    AppError, MediaView, NewCheck, NewReport, check_account, filings, look_file, media_view, report_post,
};
use xunwang_domain::account::{
    AccountCode, IdentitySeen, MediaStatus, MenuEntry, ObservationOutcome, OverlapKind,
};
use xunwang_domain::exchange::TargetClass;
use xunwang_domain::filing::FilingObject;
use xunwang_domain::probe::hour_of;

use super::files::{SentFile, download, parts_of};
use super::media::{SECTION, media_address};
use super::media_source::{self, SourceForm, SourceRow};
use crate::error::WebError;
use crate::guard::{Login, Seat};
use crate::moment::{end_of, minute};
use crate::view::{Frame, Told, answered, html};
use crate::web::Web;

/// Days before the term ends from which on a warning is shown.
const WARNED: i64 = 4;

#[derive(Template)]
#[template(path = "media_account.html")]
struct Page {
    frame: Frame,
    link: String,
    code: String,
    name: String,
    platform: String,
    body: String,
    address: String,
    /// The day that is shown; empty: today.
    on: String,
    fields: Vec<(&'static str, String)>,
    /// Tone and words of how near the term is.
    term: Option<(&'static str, String)>,
    beside: Vec<Beside>,
    looks: Vec<Look>,
    posts: Vec<Post>,
    history: Vec<Version>,
    filings: Vec<(String, &'static str, &'static str, String)>,
    /// Name, address, tone and words of each entry.
    menu: Vec<(String, String, &'static str, String)>,
    sources: Vec<SourceRow>,
    source_forms: Vec<SourceForm>,
    may_edit: bool,
    may_report: bool,
    may_check: bool,
    now: String,
}

struct Beside {
    text: &'static str,
    /// Address and name.
    others: Vec<(String, String)>,
    hidden: usize,
}

struct Look {
    at: String,
    source: String,
    outcome: String,
    tone: &'static str,
    sees_all: bool,
    identity: &'static str,
    identity_tone: &'static str,
    differences: Vec<String>,
    interaction: &'static str,
    note: String,
    by: String,
    /// Address and name of the screenshot.
    file: Option<(String, String)>,
}

struct Post {
    at: String,
    title: String,
    address: String,
    source: String,
    state: String,
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

/// `GET /media/{account}`
pub(crate) async fn show(
    State(web): State<Web>,
    Login(login): Login,
    Path(code): Path<String>,
    Query(on): Query<On>,
    Query(told): Query<Told>,
) -> Result<Response, WebError> {
    let frame = Frame::new(&login, SECTION, &told);
    html(&page(&web, &login, &code_of(&code)?, on.on, frame).await?)
}

async fn page(
    web: &Web,
    login: &Seat,
    code: &AccountCode,
    on: String,
    frame: Frame,
) -> Result<Page, WebError> {
    let day = (!on.is_empty())
        .then(|| on.parse::<NaiveDate>())
        .transpose()
        .map_err(|_| AppError::Refused(format!("日期“{on}”写法不对，应为 2023-09-15 的样子")))?;
    let standard = web.standard().await?;
    let view = media_view(&web.app, &login.caller, code, day.and_then(end_of), &standard).await?;
    let object = FilingObject::Account(code.clone());
    let own = filings(&web.app, &login.caller, Some(&object)).await?;
    let now = web.app.now();
    let mut page = page_of(login, view, on, frame, now);
    page.filings = own
        .into_iter()
        .map(|one| {
            let filing = one.filing;
            let (kind, state) = (filing.kind.label(), filing.state.label());
            (filing.id.0.to_string(), kind, state, minute(filing.begun_at))
        })
        .collect();
    Ok(page)
}

fn page_of(login: &Seat, view: MediaView, on: String, frame: Frame, now: DateTime<Utc>) -> Page {
    let account = &view.account.account;
    let link = media_address(&account.code);
    let is_now = on.is_empty();
    let oldest = view.history.len();
    let history = view.history.iter().enumerate();
    let history = history.map(|(number, (version, changes))| Version {
        at: minute(version.from),
        by: version.by.clone(),
        changes: changes
            .iter()
            .map(|it| (it.field, it.before.clone(), it.after.clone()))
            .collect(),
        is_first: number + 1 == oldest,
    });
    let beside = view.beside.iter().map(|it| Beside {
        text: match it.kind {
            OverlapKind::Twice => "与下列账号是同一个平台ID，疑为重复登记",
            OverlapKind::SeveralOfBody => "主办单位在这个平台上还有账号，没有登记理由",
        },
        others: it
            .others
            .iter()
            .map(|(code, name)| (media_address(code), format!("{name}（{code}）")))
            .collect(),
        hidden: it.hidden,
    });
    let looks = view.looks.iter().map(|(look, verdict, differences)| Look {
        at: minute(look.at),
        source: look.source.clone(),
        outcome: look.outcome.reason().unwrap_or_else(|| "成功".to_owned()),
        tone: match look.outcome {
            ObservationOutcome::Seen => "fine",
            _ => "plain",
        },
        sees_all: look.sees_all,
        identity: verdict.label(),
        identity_tone: if verdict.counts() { "plain" } else { "fails" },
        differences: differences
            .iter()
            .map(|it| format!("{}：登记“{}”，看到“{}”", it.field, it.registered, it.seen))
            .collect(),
        interaction: match look.interaction {
            Some(true) => "有",
            Some(false) => "无",
            None => "—",
        },
        note: look.note.clone(),
        by: look.by.clone(),
        file: look
            .proof
            .as_ref()
            .map(|file| (format!("{link}/files/{}", file.sha256), file.name.clone())),
    });
    let posts = view.posts.iter().map(|kept| Post {
        at: minute(kept.post.published_at),
        title: match kept.post.title.is_empty() {
            true => "（没有标题）".to_owned(),
            false => kept.post.title.clone(),
        },
        address: kept.post.address.clone(),
        source: kept.source.clone(),
        state: match (kept.post.deleted, kept.edited_at) {
            (true, _) => "已删除".to_owned(),
            (false, Some(at)) => format!("{}发现有改动", minute(at)),
            (false, None) => String::new(),
        },
    });
    Page {
        frame,
        code: account.code.to_string(),
        name: account.name.clone(),
        platform: account.platform.label().to_owned(),
        body: login.caller.tree.full_name(view.account.organization),
        address: account
            .address
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
        fields: account.fields().to_vec(),
        term: is_now.then(|| term_of(&view, now)).flatten(),
        beside: beside.collect(),
        looks: looks.collect(),
        posts: posts.collect(),
        history: history.collect(),
        filings: Vec::new(),
        menu: view.menu.iter().map(menu_row).collect(),
        sources: media_source::rows(&view.sources, now),
        source_forms: match view.may_report && is_now {
            true => media_source::forms(account, &view.sources),
            false => Vec::new(),
        },
        may_edit: view.may_edit,
        may_report: view.may_report && is_now && account.status == MediaStatus::Running,
        may_check: view.may_check && is_now,
        now: minute(now).replace(' ', "T"),
        link,
        on,
    }
}

/// An entry of the menu, with what was found behind it.
fn menu_row((entry, at): &(MenuEntry, Option<DateTime<Utc>>)) -> (String, String, &'static str, String) {
    let (tone, text) = match (&entry.state, at) {
        (Some(state), Some(at)) => match state.class {
            TargetClass::Broken => ("fails", format!("打不开（{}，{}）", state.status, minute(*at))),
            TargetClass::NotMeasured => ("plain", "没有看成".to_owned()),
            _ => ("fine", format!("能打开（{}）", minute(*at))),
        },
        _ if entry.address.is_empty() => ("plain", "小程序、自动回复等，请在手机上查看".to_owned()),
        _ => ("plain", "还没有访问".to_owned()),
    };
    let is_web = entry.address.starts_with("http://") || entry.address.starts_with("https://");
    let address = if is_web {
        entry.address.clone()
    } else {
        String::new()
    };
    (entry.name.clone(), address, tone, text)
}

/// How near the term is. It warns and judges nothing: a post that was not seen may be there.
fn term_of(view: &MediaView, now: DateTime<Utc>) -> Option<(&'static str, String)> {
    if view.account.account.status != MediaStatus::Running {
        return None;
    }
    let Some(until) = view.in_time_until else {
        return Some(("plain", "还没有看到过发布内容，更新情况未能检测".to_owned()));
    };
    let left = (until - hour_of(now).0).num_days();
    Some(match left {
        _ if left < 0 => (
            "soon",
            format!(
                "看到的最近发布已超过更新期限{}天；如有更新，请报送一篇的链接",
                -left
            ),
        ),
        _ if left <= WARNED => ("soon", format!("再没有更新，{until}后超过更新期限，还剩{left}天")),
        _ => ("fine", format!("更新期限到{until}")),
    })
}

/// `POST /media/{account}/posts`: the body reports a post.
pub(crate) async fn report(
    State(web): State<Web>,
    Login(login): Login,
    Path(code): Path<String>,
    form: Multipart,
) -> Result<Response, WebError> {
    let code = code_of(&code)?;
    must(&web, &login, &code, |view| view.may_report).await?;
    let done = match parts_of(form).await.and_then(reported) {
        Ok(new) => report_post(&web.app, &login.caller, &code, new).await,
        Err(error) => Err(error),
    };
    answer(&web, &login, &code, done, "post-reported").await
}

fn reported((fields, file): (HashMap<String, String>, Option<SentFile>)) -> Result<NewReport, AppError> {
    let text = |name: &str| fields.get(name).map_or("", String::as_str).to_owned();
    let published_at = moment_of(&text("at"))?;
    Ok(NewReport {
        title: text("title"),
        address: text("address"),
        published_at: published_at.ok_or_else(|| AppError::Refused("请填写发布时间".to_owned()))?,
        file,
    })
}

/// `POST /media/{account}/checks`: a reviewer says what was there.
pub(crate) async fn check(
    State(web): State<Web>,
    Login(login): Login,
    Path(code): Path<String>,
    form: Multipart,
) -> Result<Response, WebError> {
    let code = code_of(&code)?;
    must(&web, &login, &code, |view| view.may_check).await?;
    let done = match parts_of(form).await.and_then(checked) {
        Ok(new) => check_account(&web.app, &login.caller, &code, new).await,
        Err(error) => Err(error),
    };
    answer(&web, &login, &code, done, "account-checked").await
}

fn checked((fields, file): (HashMap<String, String>, Option<SentFile>)) -> Result<NewCheck, AppError> {
    let text = |name: &str| fields.get(name).map_or("", String::as_str).trim().to_owned();
    let shown = |name: &str| Some(text(name)).filter(|text| !text.is_empty());
    let outcome = match text("outcome").as_str() {
        "seen" => ObservationOutcome::Seen,
        "hidden" => ObservationOutcome::Hidden,
        "failed" => ObservationOutcome::Failed {
            reason: "打不开账号主页".to_owned(),
        },
        _ => return Err(AppError::Refused("请选择核查结果".to_owned())),
    };
    let newest = moment_of(&text("at"))?.map(|at| (text("title"), at));
    Ok(NewCheck {
        outcome,
        newest,
        sees_all: shown("all").is_some(),
        seen: IdentitySeen {
            permanent: shown("permanent"),
            handle: shown("handle"),
            name: shown("name"),
            certified: shown("certified"),
        },
        interaction: match text("interaction").as_str() {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        },
        note: text("note"),
        file,
    })
}

/// A moment as a browser sends it, in Chinese time; `None` where nothing is written.
fn moment_of(text: &str) -> Result<Option<DateTime<Utc>>, AppError> {
    let text = text.trim().replace('T', " ");
    if text.is_empty() {
        return Ok(None);
    }
    let forms = ["%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S"];
    let read = forms
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(&text, form).ok());
    let at = read.and_then(|at| at.and_utc().checked_sub_signed(TimeDelta::hours(8)));
    at.map(Some)
        .ok_or_else(|| AppError::Refused(format!("时间“{text}”写法不对，应为 2023-09-15 09:40 的样子")))
}

/// Who may not is not told what is wrong with the form.
pub(super) async fn must(
    web: &Web,
    login: &Seat,
    code: &AccountCode,
    allowed: impl Fn(&MediaView) -> bool,
) -> Result<(), WebError> {
    let standard = web.standard().await?;
    let view = media_view(&web.app, &login.caller, code, None, &standard).await?;
    match allowed(&view) {
        true => Ok(()),
        false => Err(AppError::Forbidden.into()),
    }
}

pub(super) async fn answer(
    web: &Web,
    login: &Seat,
    code: &AccountCode,
    done: Result<(), AppError>,
    note: &str,
) -> Result<Response, WebError> {
    let there = |()| format!("{}?note={note}", media_address(code));
    answered((login, SECTION), done, there, async |frame| {
        page(web, login, code, String::new(), frame).await
    })
    .await
}

/// `GET /media/{account}/files/{sha256}`: the screenshot of a look.
pub(crate) async fn screenshot(
    State(web): State<Web>,
    Login(login): Login,
    Path((code, sha256)): Path<(String, String)>,
) -> Result<Response, WebError> {
    let (file, bytes) = look_file(&web.app, &login.caller, &code_of(&code)?, &sha256).await?;
    Ok(download(&file, bytes))
}

pub(super) fn code_of(text: &str) -> Result<AccountCode, AppError> {
    AccountCode::parse(text).map_err(|_| AppError::NotFound)
}
