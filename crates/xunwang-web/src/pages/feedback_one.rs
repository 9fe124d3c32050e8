//! One message: what was reported, what was done, and what can be done now.

use askama::Template;
use axum::extract::{Multipart, Path, Query, State};
use axum::response::Response;
use uuid::Uuid;
use xunwang_app::office::{
    AnswerText, AppError, FeedbackView, FeedbackWanted, draft_answer, feedback_calendar, feedback_file,
    feedback_view, handle_feedback, private_text, recheck_answer, send_answer, urge_feedback,
};
use xunwang_domain::feedback::{
    Answer, FeedbackAction, FeedbackId, FeedbackMove, Outcome, RefusalKind, status_label,
};
use xunwang_domain::organization::OrganizationId;

use super::feedback::{SECTION, due_of};
use super::feedback_behind::Behind;
use super::fields::Fields;
use super::files::{download, parts_of};
use crate::error::WebError;
use crate::guard::{Login, Seat};
use crate::moment::minute;
use crate::view::{Frame, Told, answered, html};
use crate::web::Web;

#[derive(Template)]
#[template(path = "feedback_one.html")]
pub(super) struct Page {
    frame: Frame,
    view: FeedbackView,
    id: String,
    due: String,
    tone: &'static str,
    facts: Vec<(&'static str, String)>,
    mirror: Vec<(&'static str, String)>,
    answers: Vec<Version>,
    steps: Vec<StepRow>,
    refusals: Vec<(&'static str, &'static str)>,
    private: Option<String>,
    urged: String,
    is_pause: bool,
    pause: String,
    link: String,
    behind: Behind,
}

struct Version {
    number: usize,
    title: String,
    answer: Answer,
    at: String,
}

struct StepRow {
    what: String,
    note: String,
    who: String,
    to: &'static str,
    at: String,
}

impl Page {
    /// May the unit be urged now?
    fn can_urge(&self) -> bool {
        let mut roles = self.view.roles.iter();
        roles.any(|role| self.view.feedback.may_urge(*role))
    }

    fn can(&self, word: &str) -> bool {
        self.view.actions.iter().any(|(action, _)| action.word() == word)
    }
}

/// `GET /feedback/{feedback}`
pub(crate) async fn show(
    State(web): State<Web>,
    Login(login): Login,
    Path(id): Path<String>,
    Query(told): Query<Told>,
) -> Result<Response, WebError> {
    let frame = Frame::new(&login, SECTION, &told);
    html(&page(&web, &login, id_of(&id)?, frame).await?)
}

pub(super) async fn page(web: &Web, login: &Seat, id: FeedbackId, frame: Frame) -> Result<Page, WebError> {
    let view = feedback_view(&web.app, &login.caller, id).await?;
    let calendar = feedback_calendar(&web.app).await?;
    let one = &view.feedback;
    let (due, tone) = due_of(one, &calendar, web.app.now());
    let name = |body: OrganizationId| login.caller.tree.full_name(body);
    let mut facts = vec![
        ("来源", one.source.label().to_owned()),
        ("问题类型", one.kind.label().to_owned()),
        ("环节", one.stage.label().to_owned()),
    ];
    if let Some(body) = view.body {
        facts.push(("网站的主办单位", name(body)));
    }
    if let Some(holder) = one.holder {
        facts.push(("办理单位", name(holder)));
    }
    if let Some(at) = one.received_at {
        facts.push(("收到", minute(at)));
    }
    if let Some(clocks) = one.clocks {
        let day = |deadline: xunwang_domain::feedback::Deadline| {
            let note = if deadline.is_provisional {
                "（期限暂定）"
            } else {
                ""
            };
            format!("{} 24时{note}", deadline.last)
        };
        facts.push(("转办期限", day(clocks.hand_over)));
        facts.push(("办结期限", day(clocks.close)));
    } else {
        facts.push(("期限", "收到日期不明，不计期限".to_owned()));
    }
    let urged = one.urges.last().map(|urge| {
        let to = urge.to.map(&name).unwrap_or_default();
        let at = minute(urge.at);
        let count = one.urges.len();
        format!("已催办{count}次。{at} {}催办{to}：{}", urge.by.1, urge.text)
    });
    let pause = one
        .pending_pause()
        .map(|asked| format!("{} 申请暂停计时至{}：{}", asked.by.1, asked.days.to, asked.reason));
    Ok(Page {
        frame,
        behind: Behind::read(web, login, id).await?,
        id: one.id.0.to_string(),
        due,
        tone,
        facts,
        mirror: mirror_of(&view),
        answers: one.answers.iter().enumerate().rev().map(version).collect(),
        steps: one.steps.iter().rev().map(step_row).collect(),
        refusals: RefusalKind::ALL
            .map(|kind| (refusal_word(kind), kind.label()))
            .to_vec(),
        private: None,
        urged: urged.unwrap_or_default(),
        is_pause: pause.is_some(),
        pause: pause.unwrap_or_default(),
        link: if one.address.starts_with("http://") || one.address.starts_with("https://") {
            one.address.clone()
        } else {
            String::new()
        },
        view,
    })
}

fn mirror_of(view: &FeedbackView) -> Vec<(&'static str, String)> {
    let Some(mirror) = &view.feedback.mirror else {
        return Vec::new();
    };
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let rows = vec![
        ("办理状态", status_label(&mirror.status).to_owned()),
        ("办理单位", mirror.unit.clone()),
        ("办理日期", day(mirror.closed_on)),
        ("公布日期", day(mirror.published_on)),
        ("办理结果", mirror.answer.clone()),
        ("驳回原因", mirror.refused_for.clone()),
    ];
    let mut rows: Vec<_> = rows.into_iter().filter(|(_, text)| !text.is_empty()).collect();
    for earlier in mirror.earlier.iter().rev() {
        rows.push((
            "以前的记录",
            format!("{}：{}", status_label(&earlier.status), earlier.answer),
        ));
    }
    rows
}

fn version((at, answer): (usize, &Answer)) -> Version {
    Version {
        number: at + 1,
        title: answer.outcome.label().to_owned(),
        at: minute(answer.at),
        answer: answer.clone(),
    }
}

fn step_row(step: &xunwang_domain::feedback::WrittenStep) -> StepRow {
    StepRow {
        what: match step.action {
            Some(action) => action.label(),
            // The program changes something; whoever urges does so in a role.
            None if step.role.is_some() => "催办",
            None => "变化",
        }
        .to_owned(),
        note: step.note.clone(),
        who: match step.role {
            Some(role) => format!("{}（{}）", step.name, role.label()),
            None => step.name.clone(),
        },
        to: step.to.label(),
        at: minute(step.at),
    }
}

fn refusal_word(kind: RefusalKind) -> &'static str {
    match kind {
        RefusalKind::NotGovernment => "not_government",
        RefusalKind::Duplicate => "duplicate",
        RefusalKind::Insufficient => "insufficient",
        RefusalKind::OutOfScope => "out_of_scope",
    }
}

/// `POST /feedback/{feedback}/steps/{action}`
pub(crate) async fn act(
    State(web): State<Web>,
    Login(login): Login,
    Path((id, action)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response, WebError> {
    let id = id_of(&id)?;
    // Who may not see it is not told what is wrong with the form.
    feedback_view(&web.app, &login.caller, id).await?;
    let done = match wanted(&action, &fields) {
        Ok(wanted) => handle_feedback(&web.app, &login.caller, &[id], &wanted)
            .await
            .map(|_| ()),
        Err(error) => Err(error),
    };
    answer(&web, &login, id, done, "paper-moved").await
}

fn wanted(action: &str, fields: &Fields) -> Result<FeedbackWanted, AppError> {
    let reason = fields.text("reason").to_owned();
    let body = Uuid::parse_str(fields.text("to")).ok().map(OrganizationId);
    let action = FeedbackAction::of_word(action).ok_or(AppError::NotFound)?;
    let step = match action {
        FeedbackAction::HandOver => return Ok(FeedbackWanted::HandOver(body, reason)),
        FeedbackAction::Merge => return Ok(FeedbackWanted::Merge(fields.text("number").to_owned())),
        FeedbackAction::Refuse => FeedbackMove::Refuse {
            kind: RefusalKind::ALL
                .into_iter()
                .find(|kind| refusal_word(*kind) == fields.text("kind"))
                .ok_or_else(|| AppError::Refused("请选择不予受理的原因".to_owned()))?,
            reason,
        },
        FeedbackAction::Return => FeedbackMove::Return { reason },
        FeedbackAction::Transfer => FeedbackMove::Transfer {
            to: body.ok_or_else(|| AppError::Refused("请选择改派给谁".to_owned()))?,
            reason,
        },
        FeedbackAction::Pause => FeedbackMove::Pause {
            to: fields
                .text("until")
                .parse()
                .map_err(|_| AppError::Refused("请填写暂停到哪一天".to_owned()))?,
            reason,
        },
        FeedbackAction::Approve => FeedbackMove::Approve { note: reason },
        FeedbackAction::SendBack => FeedbackMove::SendBack { reason },
        FeedbackAction::Close => FeedbackMove::Close { note: reason },
        FeedbackAction::Reopen => FeedbackMove::Reopen { reason },
        FeedbackAction::Answer | FeedbackAction::ReopenAgain => return Err(AppError::NotFound),
    };
    Ok(FeedbackWanted::Do(step))
}

/// `POST /feedback/{feedback}/urge`
pub(crate) async fn urge(
    State(web): State<Web>,
    Login(login): Login,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, WebError> {
    let id = id_of(&id)?;
    let done = urge_feedback(&web.app, &login.caller, &[id], fields.text("text")).await;
    answer(&web, &login, id, done.map(|_| ()), "urged").await
}

/// `POST /feedback/{feedback}/draft`
pub(crate) async fn draft(
    State(web): State<Web>,
    Login(login): Login,
    Path(id): Path<String>,
    form: Multipart,
) -> Result<Response, WebError> {
    let id = id_of(&id)?;
    feedback_view(&web.app, &login.caller, id).await?;
    let done = match parts_of(form).await {
        Ok((fields, file)) => {
            let text = |name: &str| fields.get(name).cloned().unwrap_or_default();
            let answer = AnswerText {
                outcome: match text("outcome").as_str() {
                    "not_defect" => Outcome::NotDefect,
                    _ => Outcome::Mended,
                },
                text: text("text"),
                reason: text("reason"),
                file,
            };
            draft_answer(&web.app, &login.caller, id, answer).await
        }
        Err(error) => Err(error),
    };
    answer(&web, &login, id, done, "saved").await
}

/// `POST /feedback/{feedback}/send`
pub(crate) async fn send(
    State(web): State<Web>,
    Login(login): Login,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    let id = id_of(&id)?;
    let done = send_answer(&web.app, &login.caller, id).await;
    answer(&web, &login, id, done, "paper-moved").await
}

/// `POST /feedback/{feedback}/check`: the page is fetched again.
pub(crate) async fn check(
    State(web): State<Web>,
    Login(login): Login,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    let id = id_of(&id)?;
    let done = recheck_answer(&web.app, &login.caller, id).await;
    answer(&web, &login, id, done, "saved").await
}

/// `POST /feedback/{feedback}/private`: each look at the text as it was written stands in the trail.
pub(crate) async fn private(
    State(web): State<Web>,
    Login(login): Login,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    let id = id_of(&id)?;
    match private_text(&web.app, &login.caller, id).await {
        Ok(text) => {
            let mut page = page(&web, &login, id, Frame::new(&login, SECTION, &Told::default())).await?;
            page.private = Some(text);
            html(&page)
        }
        Err(error) => answer(&web, &login, id, Err(error), "").await,
    }
}

/// `GET /feedback/{feedback}/files/{sha256}`
pub(crate) async fn file(
    State(web): State<Web>,
    Login(login): Login,
    Path((id, sha256)): Path<(String, String)>,
) -> Result<Response, WebError> {
    let (file, bytes) = feedback_file(&web.app, &login.caller, id_of(&id)?, &sha256).await?;
    Ok(download(&file, bytes))
}

async fn answer(
    web: &Web,
    login: &Seat,
    id: FeedbackId,
    done: Result<(), AppError>,
    note: &str,
) -> Result<Response, WebError> {
    answered(
        (login, SECTION),
        done,
        |()| format!("/feedback/{}?note={note}", id.0),
        async |frame| page(web, login, id, frame).await,
    )
    .await
}

pub(super) fn id_of(text: &str) -> Result<FeedbackId, AppError> {
    Uuid::parse_str(text)
        .map(FeedbackId)
        .map_err(|_| AppError::NotFound)
}
