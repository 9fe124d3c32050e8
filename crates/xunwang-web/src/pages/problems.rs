//! Problems: the second person's approval, the body's objection, the office's answer.

use askama::Template;
use axum::extract::{Multipart, Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use xunwang_app::office::{
    AppError, NewObjection, ProblemRow, ProblemView, answer as answer_to, approve as approve_it,
    object as object_to, objection_proof, problem_rounds, problem_view, problems,
};
use xunwang_domain::people::Permission;
use xunwang_domain::problem::{Objection, ObjectionKind, ProblemKey, mark_of};
use xunwang_domain::round::{Round, end_of_day};

use super::fields::Fields;
use super::files::{download, parts_of};
use super::queue::level_of;
use super::rounds::{id_of, site_of, tone_of};
use crate::error::WebError;
use crate::guard::{Login, Seat};
use crate::moment::minute;
use crate::table::{Cell, Chosen, Column, Table, words};
use crate::view::{Frame, Told, html, mendable, refused};
use crate::web::Web;

const SECTION: &str = "/problems";

/// `GET /problems`: those of the latest round whose problems the caller may see.
pub(crate) async fn latest(
    State(web): State<Web>,
    Login(login): Login,
    Query(told): Query<Told>,
) -> Result<Response, WebError> {
    let all = problem_rounds(&web.app, &login.caller).await?;
    let chosen = all.iter().find(|round| Some(round.id) == login.round);
    match chosen.or(all.first()) {
        Some(round) => Ok(Redirect::to(&format!("/rounds/{}/problems", round.id.0)).into_response()),
        None => html(&NothingPage {
            frame: Frame::new(&login, SECTION, &told),
        }),
    }
}

#[derive(Template)]
#[template(path = "problems_nothing.html")]
struct NothingPage {
    frame: Frame,
}

#[derive(Template)]
#[template(path = "problems.html")]
struct ListPage {
    frame: Frame,
    round: String,
    title: String,
    stage: &'static str,
    tone: &'static str,
    /// The indicator that the list is narrowed to, and the way back.
    narrowed: Option<(String, String)>,
    table: Table,
    is_office: bool,
    may_manage: bool,
    term: String,
}

/// A line of the list; late where the body was asked and has not replied in time.
struct Listed {
    problem: ProblemRow,
    is_late: bool,
}

/// The columns of the list.
const COLUMNS: [Column<Listed>; 5] = [
    words("site", "网站", |one| {
        let key = &one.problem.key;
        let link = format!("/rounds/{}/problems/{}/{}", key.round.0, key.site, key.indicator);
        Cell::Link(one.problem.site_name.clone(), link)
    }),
    words("indicator", "指标", |one| Cell::Text(one.problem.title.clone())),
    words("level", "级别", |one: &Listed| {
        let (level, tone) = level_of(one.problem.level);
        Cell::State(tone, level.to_owned())
    })
    .by(|one| one.problem.level as u64),
    words("confirmed", "认定线索", |one: &Listed| {
        Cell::Number(one.problem.confirmed.to_string())
    })
    .by(|one| one.problem.confirmed),
    words("state", "状态", |one| {
        let (state, tone) = state_of(&one.problem, one.is_late);
        Cell::State(tone, state.to_owned())
    }),
];

fn state_of(one: &ProblemRow, is_late: bool) -> (&'static str, &'static str) {
    if one.waits_for_answer {
        ("异议待答复", "soon")
    } else if one.is_lifted {
        ("异议已采纳，不计", "plain")
    } else if is_late && !one.is_replied {
        ("逾期未回复", "soon")
    } else if one.is_met && one.is_approved {
        ("已审定，不合格", "fails")
    } else if one.is_met {
        ("达到否决标准，待审定", "soon")
    } else {
        ("已认定", "plain")
    }
}

/// What the list is narrowed to, as it stands in the address.
#[derive(Deserialize)]
pub(crate) struct Asked {
    /// The number of an indicator.
    #[serde(default)]
    indicator: String,
}

/// `GET /rounds/{round}/problems`
pub(crate) async fn list(
    State(web): State<Web>,
    Login(login): Login,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    Query(told): Query<Told>,
) -> Result<Response, WebError> {
    let (round, mut rows) = problems(&web.app, &login.caller, id_of(&id)?).await?;
    let of_indicator = rows.iter().find(|row| row.key.indicator == asked.indicator);
    let narrowed = of_indicator.map(|row| row.title.clone());
    if narrowed.is_some() {
        rows.retain(|row| row.key.indicator == asked.indicator);
    }
    let chosen = Chosen::of(login.chooser.uri());
    let is_office = login.caller.user.may_somewhere(Permission::ViewRounds);
    let is_late = is_office && round.must_be_under_review().is_ok() && is_late(&round, web.app.now());
    let rows = rows
        .into_iter()
        .map(|problem| Listed { problem, is_late })
        .collect();
    html(&ListPage {
        frame: Frame::new(&login, SECTION, &told),
        round: round.id.0.to_string(),
        title: round.title(),
        stage: round.stage.label(),
        tone: tone_of(round.stage),
        narrowed: narrowed.map(|title| (title, chosen.without("indicator"))),
        table: Table::new("问题列表", &chosen, &COLUMNS, rows),
        may_manage: login.caller.may(Permission::ManageRounds, round.organization),
        is_office,
        term: round
            .objections
            .map(|term| format!("请于 {} 前反馈异议", term.until))
            .unwrap_or_default(),
    })
}

/// Is the term for replies over?
fn is_late(round: &Round, at: DateTime<Utc>) -> bool {
    let end = round.objections.as_ref().and_then(|term| end_of_day(term.until));
    end.is_some_and(|end| end < at)
}

#[derive(Template)]
#[template(path = "problem.html")]
struct Page {
    frame: Frame,
    path: String,
    round: String,
    round_title: String,
    site: String,
    code: String,
    indicator: String,
    title: String,
    wording: String,
    level: &'static str,
    tone: &'static str,
    is_met: bool,
    confirmed: u64,
    findings: Vec<(String, String, String)>,
    approvals: Vec<String>,
    objections: Vec<Said>,
    may_approve: bool,
    may_object: bool,
    may_answer: bool,
    is_office: bool,
    mark: String,
}

struct Said {
    needs_answer: bool,
    kind: String,
    text: String,
    by: String,
    proof: Option<(String, String)>,
    answer: Option<(&'static str, &'static str, String, String)>,
}

/// `GET /rounds/{round}/problems/{code}/{indicator}`
pub(crate) async fn show(
    State(web): State<Web>,
    Login(login): Login,
    Path(parts): Path<(String, String, String)>,
    Query(told): Query<Told>,
) -> Result<Response, WebError> {
    let key = key_of(parts)?;
    let view = problem_view(&web.app, &login.caller, &key).await?;
    html(&page(&login, view, Frame::new(&login, SECTION, &told)))
}

fn key_of((round, site, indicator): (String, String, String)) -> Result<ProblemKey, AppError> {
    Ok(ProblemKey {
        round: id_of(&round)?,
        site: site_of(&site)?,
        indicator,
    })
}

fn path_of(key: &ProblemKey) -> String {
    format!("/rounds/{}/problems/{}/{}", key.round.0, key.site, key.indicator)
}

fn page(login: &Seat, view: ProblemView, frame: Frame) -> Page {
    let (level, tone) = level_of(view.level);
    let key = &view.problem.key;
    let path = path_of(key);
    let is_office = login.caller.user.may_somewhere(Permission::ViewRounds);
    let late = |one: &Objection| {
        if is_late(&view.round, one.at) {
            "（逾期回复）"
        } else {
            ""
        }
    };
    let said = |number: usize, one: &Objection| Said {
        needs_answer: one.needs_answer(),
        kind: match one.kind {
            ObjectionKind::Appeal | ObjectionKind::Agreed => {
                format!("{}{}", one.kind.label(), late(one))
            }
            ObjectionKind::Explanation { until } => format!("{}（至{until}）", one.kind.label()),
        },
        text: one.text.clone(),
        by: format!("{} {}", one.name, minute(one.at)),
        proof: one
            .proof
            .as_ref()
            .map(|file| (format!("{path}/proofs/{number}"), file.name.clone())),
        answer: one.answer.as_ref().map(|answer| {
            let (word, tone) = if answer.accepted {
                ("采纳", "fine")
            } else {
                ("不予采纳", "fails")
            };
            (
                word,
                tone,
                answer.text.clone(),
                format!("{} {}", answer.name, minute(answer.at)),
            )
        }),
    };
    Page {
        frame,
        round: key.round.0.to_string(),
        round_title: view.round.title(),
        site: view.site_name,
        code: key.site.to_string(),
        indicator: key.indicator.clone(),
        title: view.title,
        wording: view.wording,
        level,
        tone,
        is_met: view.is_met,
        confirmed: view.count,
        findings: view
            .findings
            .iter()
            .map(|one| {
                let link = if is_office {
                    format!("/findings/{}", one.id.0)
                } else {
                    String::new()
                };
                let place = one.line.target.as_ref().unwrap_or(&one.line.url);
                (link, one.line.message.clone(), place.to_string())
            })
            .collect(),
        approvals: view
            .problem
            .approvals
            .iter()
            .map(|one| {
                let word = if one.agreed { "同意" } else { "退回" };
                format!("{} {} {word}　{}", minute(one.at), one.name, one.note)
            })
            .collect(),
        objections: view
            .problem
            .objections
            .iter()
            .enumerate()
            .map(|(number, one)| said(number, one))
            .collect(),
        may_approve: view.may_approve,
        may_object: view.may_object,
        may_answer: view.may_answer,
        is_office,
        mark: mark_of(&view.confirmed),
        path,
    }
}

/// `POST /rounds/{round}/problems/{code}/{indicator}/approve`
pub(crate) async fn approve(
    State(web): State<Web>,
    Login(login): Login,
    Path(parts): Path<(String, String, String)>,
    fields: Fields,
) -> Result<Response, WebError> {
    let key = key_of(parts)?;
    let agreed = fields.text("agreed") == "yes";
    let (note, seen) = (fields.text("note"), fields.text("mark"));
    let done = approve_it(&web.app, &login.caller, &key, agreed, note, seen).await;
    let told = if agreed { "approved" } else { "sent-back" };
    answered(&web, &login, &key, done, told).await
}

/// `POST /rounds/{round}/problems/{code}/{indicator}/object`
pub(crate) async fn object(
    State(web): State<Web>,
    Login(login): Login,
    Path(parts): Path<(String, String, String)>,
    form: Multipart,
) -> Result<Response, WebError> {
    let key = key_of(parts)?;
    problem_view(&web.app, &login.caller, &key).await?;
    let done = match objection(form).await {
        Ok(new) => object_to(&web.app, &login.caller, &key, new).await,
        Err(error) => Err(error),
    };
    answered(&web, &login, &key, done, "objected").await
}

async fn objection(form: Multipart) -> Result<NewObjection, AppError> {
    let (fields, file) = parts_of(form).await?;
    let text = |name: &str| fields.get(name).map_or("", String::as_str).trim();
    let until = match text("kind") {
        "appeal" => None,
        "explanation" => Some(
            text("until")
                .parse()
                .map_err(|_| AppError::Refused("情况说明须填写有效期，写成 2026-12-31 的样子".to_owned()))?,
        ),
        _ => return Err(AppError::Refused("请选择申诉或情况说明".to_owned())),
    };
    Ok(NewObjection {
        until,
        text: text("text").to_owned(),
        file,
    })
}

/// `POST /rounds/{round}/problems/{code}/{indicator}/answer`
pub(crate) async fn answer(
    State(web): State<Web>,
    Login(login): Login,
    Path(parts): Path<(String, String, String)>,
    fields: Fields,
) -> Result<Response, WebError> {
    let key = key_of(parts)?;
    problem_view(&web.app, &login.caller, &key).await?;
    let accepted = fields.text("accepted") == "yes";
    let done = answer_to(&web.app, &login.caller, &key, accepted, fields.text("text")).await;
    answered(&web, &login, &key, done, "answered").await
}

/// `GET /rounds/{round}/problems/{code}/{indicator}/proofs/{number}`
pub(crate) async fn proof(
    State(web): State<Web>,
    Login(login): Login,
    Path((round, site, indicator, number)): Path<(String, String, String, String)>,
) -> Result<Response, WebError> {
    let key = key_of((round, site, indicator))?;
    let number = number.parse().map_err(|_| AppError::NotFound)?;
    let (file, bytes) = objection_proof(&web.app, &login.caller, &key, number).await?;
    Ok(download(&file, bytes))
}

async fn answered(
    web: &Web,
    login: &Seat,
    key: &ProblemKey,
    done: Result<(), AppError>,
    note: &str,
) -> Result<Response, WebError> {
    match done {
        Ok(()) if note == "sent-back" => {
            // What was sent back is no problem for the time being.
            let path = format!("/rounds/{}/problems?note={note}", key.round.0);
            Ok(Redirect::to(&path).into_response())
        }
        Ok(()) => Ok(Redirect::to(&format!("{}?note={note}", path_of(key))).into_response()),
        Err(error) => {
            let frame = Frame::refusing(login, SECTION, mendable(error)?);
            let view = problem_view(&web.app, &login.caller, key).await?;
            refused(&page(login, view, frame))
        }
    }
}
