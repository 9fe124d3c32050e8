//! One rectification: what was asked, what was answered, what was found, and what can be done now.

use askama::Template;
use axum::extract::{Multipart, Path, Query, State};
use axum::response::Response;
use chrono::NaiveDate;
use uuid::Uuid;
use xunwang_app::office::{
    AppError, NewReply, RectifyView, RectifyWanted, handle_rectifications, rectify_file, rectify_view,
};
use xunwang_domain::rectification::{
    Escalation, Extension, RectificationId, RectifyAction, RectifyMove, RectifyStep, Reply, Retest,
    RetestOutcome, Rung,
};

use super::fields::Fields;
use super::files::{download, parts_of};
use super::rectify::{SECTION, outcome_tone, time_of};
use crate::error::WebError;
use crate::guard::{Login, Seat};
use crate::moment::minute;
use crate::view::{Frame, Told, answered, html};
use crate::web::Web;

#[derive(Template)]
#[template(path = "rectify_one.html")]
struct Page {
    frame: Frame,
    view: RectifyView,
    id: String,
    time: String,
    tone: &'static str,
    facts: Vec<(&'static str, String)>,
    places: Vec<(String, bool)>,
    replies: Vec<Version>,
    retests: Vec<RetestRow>,
    extensions: Vec<ExtensionRow>,
    rungs: Vec<RungRow>,
    all_rungs: Vec<(&'static str, &'static str)>,
    steps: Vec<StepRow>,
    pending: String,
}

struct Version {
    number: usize,
    reply: Reply,
    at: String,
}

struct RetestRow {
    retest: Retest,
    label: &'static str,
    tone: &'static str,
    at: String,
    who: String,
    left: Vec<Left>,
}

struct Left {
    what: String,
    url: String,
    label: &'static str,
    tone: &'static str,
    reason: String,
}

struct ExtensionRow {
    asked: Extension,
    at: String,
    label: &'static str,
}

struct RungRow {
    label: &'static str,
    note: String,
    who: String,
    at: String,
}

struct StepRow {
    what: &'static str,
    note: String,
    who: String,
    to: &'static str,
    at: String,
}

impl Page {
    fn can(&self, word: &str) -> bool {
        self.view.actions.iter().any(|(action, _)| action.word() == word)
    }
}

/// `GET /rectifications/{rectification}`
pub(crate) async fn show(
    State(web): State<Web>,
    Login(login): Login,
    Path(id): Path<String>,
    Query(told): Query<Told>,
) -> Result<Response, WebError> {
    let frame = Frame::new(&login, SECTION, &told);
    html(&page(&web, &login, id_of(&id)?, frame).await?)
}

async fn page(web: &Web, login: &Seat, id: RectificationId, frame: Frame) -> Result<Page, WebError> {
    let view = rectify_view(&web.app, &login.caller, id).await?;
    let one = &view.one;
    let (time, tone) = time_of(view.timing, view.standing);
    let pending = one
        .pending_extension()
        .map(|asked| format!("{} 申请延期至{}：{}", asked.name, asked.until, asked.reason));
    Ok(Page {
        frame,
        id: one.id.0.to_string(),
        time,
        tone,
        facts: facts_of(&view),
        places: one
            .places
            .iter()
            .map(|place| {
                let is_link = place.starts_with("http://") || place.starts_with("https://");
                (place.clone(), is_link)
            })
            .collect(),
        replies: one.replies.iter().enumerate().rev().map(version).collect(),
        retests: one.retests.iter().rev().map(retest_row).collect(),
        extensions: one.extensions.iter().rev().map(extension_row).collect(),
        rungs: one.rungs.iter().map(rung_row).collect(),
        all_rungs: Rung::ALL.map(|rung| (rung.word(), rung.label())).to_vec(),
        steps: one.steps.iter().rev().map(step_row).collect(),
        pending: pending.unwrap_or_default(),
        view,
    })
}

fn facts_of(view: &RectifyView) -> Vec<(&'static str, String)> {
    let one = &view.one;
    let mut last = format!("{} 24时", view.last_day);
    if view.is_provisional {
        last.push_str("（这一年的放假安排还没有公布，期限暂定）");
    }
    if one.due != one.first_due {
        last.push_str(&format!("（原定{}）", one.first_due));
    }
    let ledger = view.ledger.as_ref();
    let number = ledger
        .and_then(|ledger| ledger.number.clone())
        .unwrap_or_default();
    let mut facts = vec![
        ("通报", format!("{} {number}", one.quarter.in_full())),
        ("地区或部门", one.area.clone()),
        ("主办单位", one.sponsor.clone()),
        ("指标", one.title.clone()),
        ("指标原文", one.basis.clone()),
        ("线索数", one.findings.to_string()),
        ("环节", one.stage.label().to_owned()),
        ("整改期限", last),
    ];
    if view.was_late {
        facts.push(("反馈", "逾期反馈".to_owned()));
    }
    facts.retain(|(_, text)| !text.trim().is_empty());
    facts
}

fn version((at, reply): (usize, &Reply)) -> Version {
    Version {
        number: at + 1,
        at: minute(reply.at),
        reply: reply.clone(),
    }
}

fn retest_row(retest: &Retest) -> RetestRow {
    let left = retest.left.iter().map(|one| Left {
        what: one.what.clone(),
        url: one.url.clone(),
        label: one.outcome.label(),
        tone: outcome_tone(one.outcome),
        reason: one.reason.clone(),
    });
    RetestRow {
        label: retest.outcome.label(),
        tone: outcome_tone(retest.outcome),
        at: minute(retest.at),
        who: match &retest.by {
            Some((_, name)) => format!("{name} 人工复查"),
            None => "程序复查".to_owned(),
        },
        left: left.collect(),
        retest: retest.clone(),
    }
}

fn extension_row(asked: &Extension) -> ExtensionRow {
    ExtensionRow {
        at: minute(asked.at),
        label: match (asked.granted, &asked.decided_by) {
            (None, _) => "待批准",
            (Some(true), _) => "同意",
            (Some(false), _) => "未获延期",
        },
        asked: asked.clone(),
    }
}

fn rung_row(rung: &Escalation) -> RungRow {
    RungRow {
        label: rung.rung.label(),
        note: rung.note.clone(),
        who: rung.name.clone(),
        at: minute(rung.at),
    }
}

fn step_row(step: &RectifyStep) -> StepRow {
    StepRow {
        what: step.action.map_or("列入整改台账", RectifyAction::label),
        note: step.note.clone(),
        who: match step.by {
            Some(_) => format!("{}（{}）", step.name, step.role.label()),
            None => step.name.clone(),
        },
        to: step.to.label(),
        at: minute(step.at),
    }
}

/// `POST /rectifications/{rectification}/answer`
pub(crate) async fn answer(
    State(web): State<Web>,
    Login(login): Login,
    Path(id): Path<String>,
    form: Multipart,
) -> Result<Response, WebError> {
    let id = id_of(&id)?;
    rectify_view(&web.app, &login.caller, id).await?;
    let done = match parts_of(form).await {
        Ok((fields, file)) => {
            let text = |name: &str| fields.get(name).cloned().unwrap_or_default();
            let new = NewReply {
                text: text("text"),
                done_on: text("done_on").parse().ok(),
                person: text("person"),
                files: file.into_iter().collect(),
                named_proof: String::new(),
            };
            let wanted = RectifyWanted::Answer(new);
            handle_rectifications(&web.app, &login.caller, &[id], wanted).await
        }
        Err(error) => Err(error),
    };
    told(&web, &login, id, done.map(|_| ()), "rectify-answered").await
}

/// `POST /rectifications/{rectification}/steps/{action}`
pub(crate) async fn act(
    State(web): State<Web>,
    Login(login): Login,
    Path((id, action)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response, WebError> {
    let id = id_of(&id)?;
    // Who may not see it is not told what is wrong with the form.
    rectify_view(&web.app, &login.caller, id).await?;
    let note = match action.as_str() {
        "ask_retest" => "retest-asked",
        _ => "paper-moved",
    };
    let done = match wanted(&action, &fields) {
        Ok(wanted) => handle_rectifications(&web.app, &login.caller, &[id], wanted)
            .await
            .map(|_| ()),
        Err(error) => Err(error),
    };
    told(&web, &login, id, done, note).await
}

fn wanted(action: &str, fields: &Fields) -> Result<RectifyWanted, AppError> {
    let reason = fields.text("reason").to_owned();
    let until: Option<NaiveDate> = fields.text("until").parse().ok();
    let day = || until.ok_or_else(|| AppError::Refused("请填写新的期限".to_owned()));
    let action = RectifyAction::of_word(action).ok_or(AppError::NotFound)?;
    let step = match action {
        RectifyAction::Sign => RectifyMove::Sign,
        RectifyAction::AskRetest => RectifyMove::AskRetest,
        RectifyAction::Retest => {
            let outcome = RetestOutcome::of_word(fields.text("outcome"))
                .ok_or_else(|| AppError::Refused("请选择人工复查的结果".to_owned()))?;
            return Ok(RectifyWanted::LookedByHand(outcome, reason));
        }
        RectifyAction::Accept => RectifyMove::Accept { note: reason },
        RectifyAction::Return => RectifyMove::Return { reason, until },
        RectifyAction::Close => RectifyMove::Close { note: reason },
        RectifyAction::Reopen => RectifyMove::Reopen {
            until: day()?,
            reason,
        },
        RectifyAction::Withdraw => RectifyMove::Withdraw { reason },
        RectifyAction::Extend => RectifyMove::Extend {
            until: day()?,
            reason,
        },
        RectifyAction::Grant => RectifyMove::Grant { note: reason },
        RectifyAction::Refuse => RectifyMove::Refuse { reason },
        RectifyAction::Escalate => RectifyMove::Escalate {
            rung: Rung::of_word(fields.text("rung"))
                .ok_or_else(|| AppError::Refused("请选择督促方式".to_owned()))?,
            note: reason,
        },
        // These have forms of their own.
        RectifyAction::Answer | RectifyAction::AskToCheck => return Err(AppError::NotFound),
    };
    Ok(RectifyWanted::Do(step))
}

/// `GET /rectifications/{rectification}/files/{sha256}`
pub(crate) async fn file(
    State(web): State<Web>,
    Login(login): Login,
    Path((id, sha256)): Path<(String, String)>,
) -> Result<Response, WebError> {
    let (file, bytes) = rectify_file(&web.app, &login.caller, id_of(&id)?, &sha256).await?;
    Ok(download(&file, bytes))
}

async fn told(
    web: &Web,
    login: &Seat,
    id: RectificationId,
    done: Result<(), AppError>,
    note: &str,
) -> Result<Response, WebError> {
    answered(
        (login, SECTION),
        done,
        |()| format!("/rectifications/{}?note={note}", id.0),
        async |frame| page(web, login, id, frame).await,
    )
    .await
}

pub(super) fn id_of(text: &str) -> Result<RectificationId, AppError> {
    Uuid::parse_str(text)
        .map(RectificationId)
        .map_err(|_| AppError::NotFound)
}
