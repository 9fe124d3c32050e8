//! Handling rectifications (办理整改): who may do what to which, one or hundreds at once, each step in the record and the trail.

use chrono::NaiveDate;
use xunwang_domain::feedback::calendar::Calendar;
use xunwang_domain::filing::ProofFile;
use xunwang_domain::people::Permission;
use xunwang_domain::rectification::{
    Ledger, Rectification, RectificationId, RectifyAction, RectifyDoer, RectifyMove, RectifyRole, Reply,
    Retest, RetestOutcome, Standing, Timing,
};
use xunwang_ports::Tx;

use super::bulk::Bulk;
use super::feedback_calendar::calendar_of;
use super::filings::check_file;
use super::{App, AppError, Caller};

/// As many are handled with one form.
const MOST_AT_ONCE: usize = 500;
/// Files that go with one answer.
const MOST_PROOF: usize = 10;

/// A rectification as the caller sees it (整改详情).
#[derive(Clone, Debug)]
pub struct RectifyView {
    /// The rectification.
    pub one: Rectification,
    /// Its ledger.
    pub ledger: Option<Ledger>,
    /// What the caller may do now, with the role in which it is done.
    pub actions: Vec<(RectifyAction, RectifyRole)>,
    /// The last day, a day off moved to the next working day.
    pub last_day: NaiveDate,
    /// Does the term run into a year whose holidays are not published?
    pub is_provisional: bool,
    /// Whether there is time left.
    pub timing: Timing,
    /// As what the next circular would tell of it now.
    pub standing: Standing,
    /// Was it answered after its term?
    pub was_late: bool,
}

/// What is to be done, as a form says it (办理请求).
#[derive(Clone, Debug)]
pub enum RectifyWanted {
    /// Answer, with files.
    Answer(NewReply),
    /// A person has looked, and says what was seen.
    LookedByHand(RetestOutcome, String),
    /// Anything that carries all it needs.
    Do(RectifyMove),
}

/// An answer as it is entered (整改情况).
#[derive(Clone, Debug, Default)]
pub struct NewReply {
    /// 整改措施及结果
    pub text: String,
    /// 整改完成日期
    pub done_on: Option<NaiveDate>,
    /// 责任人
    pub person: String,
    /// Names and bytes of files that show it.
    pub files: Vec<(String, Vec<u8>)>,
    /// A file that a sheet names.
    pub named_proof: String,
}

/// A rectification that the caller may see.
///
/// # Errors
/// There is none, or the caller may not see it: which, is not said.
pub async fn rectify_view(app: &App, caller: &Caller, id: RectificationId) -> Result<RectifyView, AppError> {
    let mut tx = app.store.read().await?;
    let one = seen(&mut *tx, caller, id).await?;
    let calendar = calendar_of(&mut *tx).await?;
    let ledger = tx
        .ledgers()
        .await?
        .into_iter()
        .find(|ledger| ledger.paper == one.paper);
    let roles = roles(caller, &one);
    let actions = RectifyAction::ALL
        .into_iter()
        .filter_map(|action| Some((action, role_for(&roles, &one, action)?)))
        .collect();
    let deadline = one.deadline(&calendar);
    Ok(RectifyView {
        actions,
        ledger,
        last_day: deadline.last,
        is_provisional: deadline.is_provisional,
        timing: one.timing(app.now(), &calendar),
        standing: one.standing(app.now(), &calendar),
        was_late: one.was_late(&calendar),
        one,
    })
}

/// Does something to rectifications, all of them or as many as can: how many, and why the others not.
///
/// # Errors
/// None could be done, or the store could not.
pub async fn handle_rectifications(
    app: &App,
    caller: &Caller,
    ids: &[RectificationId],
    wanted: RectifyWanted,
) -> Result<(u64, Vec<String>), AppError> {
    let mut bulk = Bulk::of(ids.len(), MOST_AT_ONCE, ["件", "整改事项"])?;
    let mut tx = app.store.begin().await?;
    let calendar = calendar_of(&mut *tx).await?;
    let step = made(app, &mut *tx, caller, wanted).await?;
    for id in ids {
        let Some(one) = bulk.found(seen(&mut *tx, caller, *id).await)? else {
            continue;
        };
        let name = format!("{}“{}”", one.site_name, one.title);
        let became = step_of(app, &mut *tx, caller, one, step.clone(), &calendar).await;
        bulk.tell(&name, became)?;
    }
    let ended = bulk.end()?;
    tx.commit().await?;
    Ok(ended)
}

/// One step of one rectification, with its trail.
pub(super) async fn step_of(
    app: &App,
    tx: &mut dyn Tx,
    caller: &Caller,
    before: Rectification,
    step: RectifyMove,
    calendar: &Calendar,
) -> Result<(), AppError> {
    let roles = roles(caller, &before);
    let action = step.action();
    // Where none of the roles may, the table says why.
    let role = role_for(&roles, &before, action)
        .or(roles.first().copied())
        .ok_or(AppError::Forbidden)?;
    let doer = RectifyDoer {
        role,
        user: Some(caller.user.id),
        name: caller.user.name.clone(),
        at: app.now(),
    };
    let after = before.after(step, &doer, calendar).map_err(AppError::refused)?;
    tx.put_rectifications(std::slice::from_ref(&after)).await?;
    let object = ("rectification", after.id.0.to_string(), after.site_name.as_str());
    let said = serde_json::json!({"stage": after.stage, "due": after.due, "step": after.steps.last()});
    let was = serde_json::json!({"stage": before.stage, "due": before.due});
    let name = format!("整改{}", action.label());
    tx.record(&caller.event(app, &name, object, (Some(was), Some(said))))
        .await?;
    Ok(())
}

/// What a form says, as a move; files are kept.
async fn made(
    app: &App,
    tx: &mut dyn Tx,
    caller: &Caller,
    wanted: RectifyWanted,
) -> Result<RectifyMove, AppError> {
    match wanted {
        RectifyWanted::Do(step) => Ok(step),
        RectifyWanted::LookedByHand(outcome, seen) => Ok(RectifyMove::Retest(Box::new(Retest {
            run: None,
            outcome,
            fixed: 0,
            open: 0,
            unknown: 0,
            left: Vec::new(),
            reason: seen.trim().to_owned(),
            by: Some((caller.user.id, caller.user.name.clone())),
            at: app.now(),
        }))),
        RectifyWanted::Answer(new) => {
            let mut proof: Vec<ProofFile> = Vec::new();
            if new.files.len() > MOST_PROOF {
                return Err(AppError::Refused(format!(
                    "一次最多附{MOST_PROOF}个文件；请合并后再传"
                )));
            }
            for (name, bytes) in new.files {
                let (file, bytes) = check_file(&name, bytes)?;
                tx.put_proof(&file.sha256, &bytes).await?;
                proof.push(file);
            }
            let short = |text: &str| text.trim().chars().take(100).collect::<String>();
            Ok(RectifyMove::Answer(Box::new(Reply {
                text: new.text.trim().to_owned(),
                done_on: new.done_on,
                person: short(&new.person),
                proof,
                named_proof: short(&new.named_proof),
                by: caller.user.id,
                name: caller.user.name.clone(),
                at: app.now(),
            })))
        }
    }
}

/// A file of an answer.
///
/// # Errors
/// There is none, or the caller may not see it.
pub async fn rectify_file(
    app: &App,
    caller: &Caller,
    id: RectificationId,
    sha256: &str,
) -> Result<(ProofFile, Vec<u8>), AppError> {
    let mut tx = app.store.read().await?;
    let one = seen(&mut *tx, caller, id).await?;
    let mut files = one.replies.iter().flat_map(|reply| &reply.proof);
    let file = files
        .find(|file| file.sha256 == sha256)
        .cloned()
        .ok_or(AppError::NotFound)?;
    let bytes = tx.proof(sha256).await?.ok_or(AppError::NotFound)?;
    Ok((file, bytes))
}

pub(super) async fn seen(
    tx: &mut dyn Tx,
    caller: &Caller,
    id: RectificationId,
) -> Result<Rectification, AppError> {
    let one = tx.rectification(id).await?.ok_or(AppError::NotFound)?;
    if is_visible(caller, &one) {
        Ok(one)
    } else {
        Err(AppError::NotFound)
    }
}

/// May the caller see it: the body's own people and those above, and the office that issued it.
pub(super) fn is_visible(caller: &Caller, one: &Rectification) -> bool {
    let view = Permission::ViewRectifications;
    caller.may(view, one.body) || caller.may(view, one.office)
}

/// As what the caller may act on it, the highest first.
pub(super) fn roles(caller: &Caller, one: &Rectification) -> Vec<RectifyRole> {
    if caller.may(Permission::ManageRectifications, one.office) {
        vec![RectifyRole::Office]
    } else if caller.may(Permission::ManageRectifications, one.body) {
        vec![RectifyRole::Area]
    } else if caller.may(Permission::HandleRectifications, one.body) {
        vec![RectifyRole::Unit]
    } else {
        Vec::new()
    }
}

fn role_for(roles: &[RectifyRole], one: &Rectification, action: RectifyAction) -> Option<RectifyRole> {
    roles.iter().copied().find(|role| one.allows(action, *role))
}
