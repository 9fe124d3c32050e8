//! Handling messages (办理留言): who may do what to which, one or dozens at once, each step in the record and in the trail.

use chrono::TimeDelta;
use xunwang_domain::feedback::calendar::Calendar;
use xunwang_domain::feedback::{
    Answer, Attachment, Doer, Draft, Feedback, FeedbackAction, FeedbackId, FeedbackMove, FeedbackRole,
    FeedbackStage, Outcome, Terms,
};
use xunwang_domain::organization::OrganizationId;
use xunwang_domain::people::{Actor, Permission, User};
use xunwang_ports::{FeedbackEntry, FeedbackOrder, FeedbackQuery, Tx};

use super::bulk::Bulk;
use super::caller::{event, value};
use super::feedback_calendar::calendar_of;
use super::feedback_check::words_checked;
use super::filings::check_file;
use super::{App, AppError, Caller};

/// A message as the caller sees it (留言详情).
#[derive(Clone, Debug)]
pub struct FeedbackView {
    /// The message.
    pub feedback: Feedback,
    /// The body that answers for its site.
    pub body: Option<OrganizationId>,
    /// As what the caller may act on it, the highest first.
    pub roles: Vec<FeedbackRole>,
    /// What the caller may do now, with the role in which it is done.
    pub actions: Vec<(FeedbackAction, FeedbackRole)>,
    /// Bodies to which it may be handed over or transferred, by full name.
    pub targets: Vec<(OrganizationId, String)>,
    /// Those merged into it.
    pub merged: Vec<Feedback>,
    /// Is the text as it was written kept still?
    pub has_private: bool,
}

/// A message that the caller may see.
///
/// # Errors
/// There is none, or the caller may not see it: which, is not said.
pub async fn feedback_view(app: &App, caller: &Caller, id: FeedbackId) -> Result<FeedbackView, AppError> {
    let mut tx = app.store.read().await?;
    let (feedback, body) = seen(&mut *tx, caller, id).await?;
    let roles = roles(caller, &feedback, body);
    let actions = FeedbackAction::ALL
        .into_iter()
        .filter_map(|action| Some((action, role_for(&roles, &feedback, action)?)))
        .collect::<Vec<_>>();
    let gives_on = |(action, _): &(FeedbackAction, FeedbackRole)| {
        matches!(action, FeedbackAction::HandOver | FeedbackAction::Transfer)
    };
    let targets = if actions.iter().any(gives_on) {
        let mut targets: Vec<_> = caller
            .tree
            .iter()
            .filter(|one| one.parent.is_some() && caller.may(Permission::ManageFeedback, one.id))
            .map(|one| (one.id, caller.tree.full_name(one.id)))
            .collect();
        targets.sort_by(|a, b| a.1.cmp(&b.1));
        targets
    } else {
        Vec::new()
    };
    let query = FeedbackQuery {
        merged_into: Some(id),
        ..FeedbackQuery::default()
    };
    let merged = tx
        .feedbacks(&query, FeedbackOrder::Latest, (0, 100), app.now())
        .await?;
    Ok(FeedbackView {
        merged: merged.into_iter().map(|(one, _)| one).collect(),
        has_private: tx.private(id).await?.is_some(),
        feedback,
        body,
        roles,
        actions,
        targets,
    })
}

/// What is to be done, as a form says it (办理请求).
#[derive(Clone, Debug)]
pub enum Wanted {
    /// Hand over; nobody named: to the body of the site.
    HandOver(Option<OrganizationId>, String),
    /// Merge into the message of this number.
    Merge(String),
    /// Anything that carries all it needs.
    Do(FeedbackMove),
}

/// Does something to messages, all of them or as many as can (办理): how many, and why the others not, by number.
///
/// # Errors
/// None could be done, or the store could not.
pub async fn handle_feedback(
    app: &App,
    caller: &Caller,
    ids: &[FeedbackId],
    wanted: &Wanted,
) -> Result<(u64, Vec<String>), AppError> {
    let mut tx = app.store.begin().await?;
    let calendar = calendar_of(&mut *tx).await?;
    let mut bulk = Bulk::of(ids.len(), MOST_AT_ONCE, ["条", "留言"])?;
    for id in ids {
        let Some(entry) = bulk.found(seen(&mut *tx, caller, *id).await)? else {
            continue;
        };
        let number = entry.0.number.clone();
        let became = step(app, &mut *tx, caller, entry, wanted, &calendar).await;
        bulk.tell(&number, became)?;
    }
    let ended = bulk.end()?;
    tx.commit().await?;
    Ok(ended)
}

/// As many are handled with one form.
pub(super) const MOST_AT_ONCE: usize = 200;

async fn step(
    app: &App,
    tx: &mut dyn Tx,
    caller: &Caller,
    (before, body): FeedbackEntry,
    wanted: &Wanted,
    calendar: &Calendar,
) -> Result<(), AppError> {
    let step = match wanted {
        Wanted::HandOver(to, note) => {
            let to = to
                .or(body)
                .ok_or_else(|| AppError::refused("这个网站不在台账里，不知道转给谁；请选择办理单位"))?;
            FeedbackMove::HandOver {
                to,
                note: note.clone(),
            }
        }
        Wanted::Merge(number) => {
            let found = tx.feedback_of(&[number.trim()]).await?.into_values().next();
            let (other, _) =
                found.ok_or_else(|| AppError::refused("没有这个编号的留言；请核对要并入的编号"))?;
            if other.stage == FeedbackStage::ClosedMerged || other.stage == FeedbackStage::ClosedRefused {
                return Err(AppError::refused(
                    "那条留言自身已并入其他留言或不予受理；请并入在办或已办结的留言",
                ));
            }
            FeedbackMove::Merge {
                into: other.id,
                is_closed: other.is_over(),
            }
        }
        Wanted::Do(step) => step.clone(),
    };
    let roles = roles(caller, &before, body);
    let action = step.action();
    if roles.is_empty() {
        return Err(AppError::Forbidden);
    }
    // Where none of the roles may, the table says why.
    let may = role_for(&roles, &before, action);
    let role = may.unwrap_or(roles[0]);
    if let FeedbackMove::HandOver { to, .. } | FeedbackMove::Transfer { to, .. } = &step {
        let is_reached = caller.tree.get(*to).is_some_and(|one| one.parent.is_some());
        if may.is_some() && (!is_reached || !caller.may(Permission::ManageFeedback, *to)) {
            return Err(AppError::refused("请在负责范围内选择办理单位"));
        }
    }
    let doer = Doer {
        role,
        user: Some(caller.user.id),
        name: caller.user.name.clone(),
        at: app.now(),
    };
    let mut after = before
        .after(step, &doer, Terms::default(), calendar)
        .map_err(AppError::refused)?;
    if action == FeedbackAction::Answer {
        after.draft = None;
    }
    tx.put_feedback(&[(after.clone(), body)]).await?;
    if after.is_over() && !before.is_over() {
        close_merged(tx, &after, &doer, calendar).await?;
    }
    let object = ("feedback", after.number.clone(), after.site_name.as_str());
    let said = serde_json::json!({"stage": after.stage, "step": after.steps.last()});
    let was = serde_json::json!({"stage": before.stage});
    tx.record(&caller.event(
        app,
        &format!("留言{}", action.label()),
        object,
        (Some(was), Some(said)),
    ))
    .await?;
    Ok(())
}

/// What was merged into a message is closed with it.
async fn close_merged(
    tx: &mut dyn Tx,
    main: &Feedback,
    doer: &Doer,
    calendar: &Calendar,
) -> Result<(), AppError> {
    let query = FeedbackQuery {
        merged_into: Some(main.id),
        ..FeedbackQuery::default()
    };
    let merged = tx
        .feedbacks(&query, FeedbackOrder::Latest, (0, 10_000), doer.at)
        .await?;
    let mut closed = Vec::new();
    for (mut one, body) in merged {
        if !one.is_over() {
            one.close_with_other(doer.at);
            one.set_clocks(Terms::default(), calendar);
            closed.push((one, body));
        }
    }
    tx.put_feedback(&closed).await?;
    Ok(())
}

/// What an answer holds as it is written (答复草稿).
#[derive(Clone, Debug)]
pub struct AnswerText {
    /// 办理结论
    pub outcome: Outcome,
    /// 答复内容
    pub text: String,
    /// Why it is no defect.
    pub reason: String,
    /// Name and bytes of a file that shows it.
    pub file: Option<(String, Vec<u8>)>,
}

/// Keeps the draft of an answer (保存答复草稿); files add up.
///
/// # Errors
/// The caller may not answer it, it is not being handled, or the file is of no kind that is taken.
pub async fn draft_answer(
    app: &App,
    caller: &Caller,
    id: FeedbackId,
    answer: AnswerText,
) -> Result<(), AppError> {
    let mut tx = app.store.begin().await?;
    let (mut one, body) = answerable(&mut *tx, caller, id).await?;
    let file = answer
        .file
        .map(|(name, bytes)| check_file(&name, bytes))
        .transpose()?;
    let mut evidence = one.draft.take().map(|draft| draft.evidence).unwrap_or_default();
    if let Some((file, bytes)) = file {
        tx.put_proof(&file.sha256, &bytes).await?;
        evidence.push(Attachment {
            file,
            note: String::new(),
        });
    }
    one.draft = Some(Draft {
        outcome: answer.outcome,
        text: answer.text.trim().chars().take(5_000).collect(),
        reason: answer.reason.trim().chars().take(500).collect(),
        evidence,
        by: (caller.user.id, caller.user.name.clone()),
        at: app.now(),
    });
    let object = ("feedback", one.number.clone(), one.site_name.as_str());
    tx.record(&caller.event(app, "起草留言答复", object, (None, value(&one.draft))))
        .await?;
    tx.put_feedback(&[(one, body)]).await?;
    tx.commit().await?;
    Ok(())
}

/// Sends the draft up as the unit's answer (审核并提交答复): by another person than the one who wrote it, where the unit has one.
///
/// # Errors
/// There is no draft, the same person wrote it and another could send it, or the answer is refused.
pub async fn send_answer(app: &App, caller: &Caller, id: FeedbackId) -> Result<(), AppError> {
    let mut tx = app.store.begin().await?;
    let (one, body) = answerable(&mut *tx, caller, id).await?;
    let draft = one
        .draft
        .clone()
        .ok_or_else(|| AppError::refused("还没有答复草稿；请先填写答复并保存"))?;
    if draft.by.0 == caller.user.id {
        let users = tx.users().await?;
        let may_too = |user: &User| {
            let holder = one.holder.or(body);
            user.id != caller.user.id
                && holder.is_some_and(|holder| {
                    user.may(Permission::HandleFeedback, holder, &caller.tree)
                        && user.may(Permission::ManageFeedback, holder, &caller.tree)
                            == caller.may(Permission::ManageFeedback, holder)
                })
        };
        if users.iter().any(may_too) {
            return Err(AppError::refused(
                "答复须由本单位另一人审核后提交；请拟稿人以外的人打开本页提交",
            ));
        }
    }
    let mut answer = Answer {
        outcome: draft.outcome,
        text: draft.text,
        reason: draft.reason,
        evidence: draft.evidence,
        drafted_by: draft.by,
        sent_by: (caller.user.id, caller.user.name.clone()),
        at: app.now(),
        opinions: Vec::new(),
    };
    answer.opinions = words_checked(app, &mut *tx, &one, body, &answer).await?;
    let calendar = calendar_of(&mut *tx).await?;
    let wanted = Wanted::Do(FeedbackMove::Answer(Box::new(answer)));
    step(app, &mut *tx, caller, (one, body), &wanted, &calendar).await?;
    tx.commit().await?;
    Ok(())
}

/// The text as the citizen wrote it (查看原文): each look stands in the trail.
///
/// # Errors
/// The caller has nothing to do with the message, or the text is no longer kept.
pub async fn private_text(app: &App, caller: &Caller, id: FeedbackId) -> Result<String, AppError> {
    let mut tx = app.store.begin().await?;
    let (one, body) = seen(&mut *tx, caller, id).await?;
    if roles(caller, &one, body).is_empty() {
        return Err(AppError::Forbidden);
    }
    let text = tx
        .private(id)
        .await?
        .ok_or_else(|| AppError::refused("原文中的个人信息已按规定删除，只保留遮蔽后的内容"))?;
    let object = ("feedback", one.number.clone(), one.site_name.as_str());
    tx.record(&caller.event(app, "查看留言原文", object, (None, None)))
        .await?;
    tx.commit().await?;
    Ok(text)
}

/// Contacts of a message are kept for six months after it was closed.
const PRIVATE_DAYS: i64 = 183;

/// Forgets the texts as they were written of messages closed long ago (删除留言中的个人信息).
pub(super) async fn forget_private(app: &App) -> Result<u64, AppError> {
    let mut tx = app.store.begin().await?;
    let count = tx
        .forget_private(app.now() - TimeDelta::days(PRIVATE_DAYS))
        .await?;
    if count > 0 {
        let actor = Actor {
            user: None,
            name: "监测".to_owned(),
            address: String::new(),
        };
        let object = ("feedback", String::new(), "网民留言");
        tx.record(&event(
            app,
            actor,
            "删除留言中的个人信息",
            object,
            (None, value(&count)),
        ))
        .await?;
        tx.commit().await?;
    }
    Ok(count)
}

/// A file of an answer or a picture of the message.
///
/// # Errors
/// There is none, or the caller may not see it.
pub async fn feedback_file(
    app: &App,
    caller: &Caller,
    id: FeedbackId,
    sha256: &str,
) -> Result<(xunwang_domain::filing::ProofFile, Vec<u8>), AppError> {
    let mut tx = app.store.read().await?;
    let (one, _) = seen(&mut *tx, caller, id).await?;
    let answers = one.answers.iter().flat_map(|answer| &answer.evidence);
    let drafted = one.draft.iter().flat_map(|draft| &draft.evidence);
    let mut all = one.pictures.iter().chain(answers).chain(drafted);
    let file = all
        .find(|one| one.file.sha256 == sha256)
        .map(|one| one.file.clone())
        .ok_or(AppError::NotFound)?;
    let bytes = tx.proof(sha256).await?.ok_or(AppError::NotFound)?;
    Ok((file, bytes))
}

async fn answerable(tx: &mut dyn Tx, caller: &Caller, id: FeedbackId) -> Result<FeedbackEntry, AppError> {
    let (one, body) = seen(tx, caller, id).await?;
    let roles = roles(caller, &one, body);
    if roles.is_empty() {
        return Err(AppError::Forbidden);
    }
    if role_for(&roles, &one, FeedbackAction::Answer).is_none() {
        let message = format!("留言现为“{}”，不能答复；请刷新页面", one.stage.label());
        return Err(AppError::Refused(message));
    }
    Ok((one, body))
}

pub(super) async fn seen(
    tx: &mut dyn Tx,
    caller: &Caller,
    id: FeedbackId,
) -> Result<FeedbackEntry, AppError> {
    let (one, body) = tx.feedback(id).await?.ok_or(AppError::NotFound)?;
    let root = caller.tree.root().map(|root| root.id);
    let mut places = [body, one.holder, root].into_iter().flatten();
    if places.any(|place| caller.may(Permission::ViewFeedback, place)) {
        Ok((one, body))
    } else {
        Err(AppError::NotFound)
    }
}

/// As what the caller may act on a message, the highest first.
pub(super) fn roles(caller: &Caller, one: &Feedback, body: Option<OrganizationId>) -> Vec<FeedbackRole> {
    let root = caller.tree.root().map(|root| root.id);
    let mut roles = Vec::new();
    if root.is_some_and(|root| caller.may(Permission::ManageFeedback, root)) {
        roles.push(FeedbackRole::Province);
    } else if let Some(place) = one.holder.or(body) {
        if caller.may(Permission::ManageFeedback, place) {
            roles.push(FeedbackRole::Area);
        } else if caller.may(Permission::HandleFeedback, place) {
            roles.push(FeedbackRole::Unit);
        }
    }
    roles
}

/// The caller must be one who may act on the message.
pub(super) fn must_handle(
    caller: &Caller,
    one: &Feedback,
    body: Option<OrganizationId>,
) -> Result<(), AppError> {
    if roles(caller, one, body).is_empty() {
        return Err(AppError::Forbidden);
    }
    Ok(())
}

fn role_for(roles: &[FeedbackRole], one: &Feedback, action: FeedbackAction) -> Option<FeedbackRole> {
    roles.iter().copied().find(|role| one.allows(action, *role))
}
