//! A message as whoever has its code sees it (凭查询码查看), and the one time it may be taken up again.

use chrono::{DateTime, Utc};
use xunwang_domain::feedback::{
    Answer, Deadline, Doer, Feedback, FeedbackAction, FeedbackError, FeedbackMove, FeedbackRole,
    FeedbackSource, FeedbackStage,
};
use xunwang_domain::people::Actor;
use xunwang_ports::{FeedbackEntry, Tx};
use xunwang_text::privacy::mask;

use super::super::caller::{event, value};
use super::super::{App, AppError};
use super::switch::must_be_open;
use super::terms::terms_and_calendar;

/// Shortest reason for taking it up again, in characters.
const SHORTEST_REASON: usize = 5;

/// A message (留言) as the citizen sees it; its texts are masked once more.
#[derive(Clone, Debug)]
pub struct PublicMessage {
    /// 查询码
    pub number: String,
    /// 网站名称; empty: of no registered site.
    pub site_name: String,
    /// 问题类型
    pub kind: &'static str,
    /// 问题网址
    pub address: String,
    /// 问题描述
    pub text: String,
    /// Pictures that came with it.
    pub pictures: usize,
    /// When it was received.
    pub received_at: Option<DateTime<Utc>>,
    /// How far it is.
    pub stage: FeedbackStage,
    /// By when an answer can be expected, while it is open.
    pub due: Option<Deadline>,
    /// Is that over?
    pub is_late: bool,
    /// When it was closed.
    pub closed_at: Option<DateTime<Utc>>,
    /// The answer with which it was last closed.
    pub answer: Option<PublicAnswer>,
    /// Why it was not accepted.
    pub refusal: Option<(&'static str, String)>,
    /// It is handled together with an earlier one.
    pub is_merged: bool,
    /// When and why the citizen wanted it taken up again.
    pub reopened: Option<(DateTime<Utc>, String)>,
    /// May the citizen want that now?
    pub may_reopen: bool,
}

/// An answer (答复).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicAnswer {
    /// 办理结论
    pub outcome: &'static str,
    /// 答复内容
    pub text: String,
    /// Why it is no defect, where it is none.
    pub reason: String,
}

impl PublicAnswer {
    pub(super) fn of(answer: &Answer) -> Self {
        Self {
            outcome: answer.outcome.label(),
            text: mask(&answer.text),
            reason: mask(&answer.reason),
        }
    }
}

/// The message of a code.
///
/// # Errors
/// There is none, or the form is closed: one cannot be told from the other.
pub async fn public_message(app: &App, code: &str) -> Result<PublicMessage, AppError> {
    let mut tx = app.store.read().await?;
    must_be_open(&mut *tx).await?;
    let (feedback, _) = of_code(&mut *tx, code).await?;
    let into = match feedback.merged_into {
        Some(into) => tx.feedback(into).await?.map(|(into, _)| into),
        None => None,
    };
    Ok(shown(&feedback, into.as_ref(), app.now()))
}

fn shown(own: &Feedback, into: Option<&Feedback>, now: DateTime<Utc>) -> PublicMessage {
    // Merged, it goes the way of the other; who may have the other taken up again is another question.
    let told = into.unwrap_or(own);
    let is_over = told.is_over();
    let closing = told
        .closings
        .last()
        .filter(|closing| closing.stage == FeedbackStage::Closed);
    let answer = closing.and_then(|closing| told.answers.iter().rev().find(|answer| answer.at <= closing.at));
    let own_reopening = own.reopenings.iter().find(|it| it.role == FeedbackRole::Citizen);
    let due = told.clocks.map(|clocks| clocks.close).filter(|_| !is_over);
    PublicMessage {
        number: own.number.clone(),
        site_name: own.site_name.clone(),
        kind: own.kind.label(),
        address: mask(&own.address),
        text: mask(&own.text),
        pictures: own.pictures.len(),
        received_at: own.received_at,
        stage: told.stage,
        due,
        is_late: due.is_some_and(|due| due.is_over(now)),
        closed_at: is_over
            .then(|| told.closings.last().map(|closing| closing.at))
            .flatten(),
        answer: answer.map(PublicAnswer::of),
        refusal: told
            .refusal
            .as_ref()
            .map(|(kind, reason)| (kind.label(), mask(reason))),
        is_merged: into.is_some(),
        reopened: own_reopening.map(|it| (it.at, mask(&it.reason))),
        may_reopen: own.allows(FeedbackAction::Reopen, FeedbackRole::Citizen),
    }
}

/// Takes a closed message up again, once, because it is not mended (问题仍未解决).
///
/// # Errors
/// There is none of that code, it is not closed, it was taken up again already, or the reason says too little.
pub async fn reopen_message(app: &App, code: &str, reason: &str) -> Result<(), AppError> {
    let mut tx = app.store.begin().await?;
    must_be_open(&mut *tx).await?;
    let (before, body) = of_code(&mut *tx, code).await?;
    let reason = reason.trim();
    if reason.chars().count() < SHORTEST_REASON {
        return Err(AppError::refused("请写明哪里仍未解决，5至500字"));
    }
    let doer = Doer {
        role: FeedbackRole::Citizen,
        user: None,
        name: FeedbackRole::Citizen.label().to_owned(),
        at: app.now(),
    };
    let masked = mask(reason);
    let (terms, calendar) = terms_and_calendar(&mut *tx).await?;
    let step = FeedbackMove::Reopen {
        reason: masked.clone(),
    };
    let after = before
        .after(step, &doer, terms, &calendar)
        .map_err(|error| match error {
            FeedbackError::Reason => AppError::refused("请写明哪里仍未解决，5至500字"),
            FeedbackError::Table(..) => {
                AppError::refused("这条留言现在不能要求重新办理；请刷新页面看办理情况")
            }
            other => AppError::refused(other),
        })?;
    if masked != reason {
        let kept = tx
            .private(before.id)
            .await?
            .unwrap_or_else(|| before.text.clone());
        tx.put_private(before.id, &format!("{kept}\n要求重新办理：{reason}"))
            .await?;
    }
    let states = [&before, &after].map(|it| value(&it.stage));
    let [was, is] = states;
    let actor = Actor {
        user: None,
        name: doer.name.clone(),
        address: String::new(),
    };
    let object = ("留言", before.number.clone(), before.site_name.as_str());
    tx.record(&event(
        app,
        actor,
        FeedbackAction::Reopen.label(),
        object,
        (was, is),
    ))
    .await?;
    tx.put_feedback(&[(after, body)]).await?;
    Ok(tx.commit().await?)
}

/// The message of a code: eight digits and eight hexadecimal ones, of a message that was received here.
async fn of_code(tx: &mut dyn Tx, code: &str) -> Result<FeedbackEntry, AppError> {
    let code = code.trim().to_ascii_lowercase();
    let is_code = code.len() == 16
        && code.bytes().take(8).all(|byte| byte.is_ascii_digit())
        && code.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !is_code {
        return Err(AppError::NotFound);
    }
    let found = tx.feedback_of(&[&code]).await?.remove(&code);
    let own = found.filter(|(feedback, _)| feedback.source != FeedbackSource::National);
    own.ok_or(AppError::NotFound)
}
