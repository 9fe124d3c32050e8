//! Decisions (结论): on one finding or on all that a decision reaches, and their undoing.

use uuid::Uuid;
use xunwang_domain::people::Permission;
use xunwang_domain::review::{FindingId, Review, RoundFinding, Verdict};
use xunwang_domain::round::Round;
use xunwang_ports::{FindingQuery, Tx};
use xunwang_rules::is_confidential;

use super::caller::value;
use super::review::{blank, decidable, sites_of};
use super::{App, AppError, Caller};

/// What a decision settles beside the finding itself (批量范围).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Only this one.
    One,
    /// 同一对象: the same target or the same words, at all sites that the caller may decide on.
    Object,
    /// 同一模板
    Template,
    /// 同一网站、同一规则
    Site,
}

/// A decision as it is entered.
#[derive(Clone, Debug)]
pub struct Decision {
    /// The verdict.
    pub verdict: Verdict,
    /// 理由
    pub reason: String,
    /// 备注
    pub note: String,
    /// How many reviews of the finding its author has seen.
    pub version: u32,
    /// What else it settles.
    pub reach: Reach,
    /// How many others were shown to be reached.
    pub expected: u64,
}

/// What a decision did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// Findings settled, the one itself included.
    pub count: u64,
    /// Their common number, where there are several.
    pub batch: Option<Uuid>,
}

/// Several findings at once are no more than this.
const MOST_AT_ONCE: u32 = 5000;
/// Longest note, in characters.
const LONGEST_NOTE: usize = 500;

/// Decides on a finding, and on all that the decision reaches, in one transaction.
///
/// # Errors
/// The caller may not; somebody else was faster; or more or fewer than were shown would be settled.
pub async fn decide(
    app: &App,
    caller: &Caller,
    id: FindingId,
    decision: Decision,
) -> Result<Decided, AppError> {
    if decision.note.chars().count() > LONGEST_NOTE || decision.reason.chars().count() > LONGEST_NOTE {
        return Err(AppError::refused("备注不能超过500字"));
    }
    if decision.verdict == Verdict::Dismissed && decision.reason.trim().is_empty() {
        return Err(AppError::refused("排除须选择理由"));
    }
    let mut tx = app.store.begin().await?;
    let (round, mut finding) = decidable(&mut *tx, caller, id).await?;
    let mut all = Vec::new();
    if let Some(query) = others(app, &mut *tx, caller, &round, &finding, decision.reach).await? {
        all = tx.findings(&query, MOST_AT_ONCE + 1).await?;
        all.retain(|one| one.id != finding.id);
        if all.len() as u64 != decision.expected {
            return Err(AppError::refused(format!(
                "待办数量已变：页面显示另有{}条，现在是{}条。没有办理，请刷新后再决定",
                decision.expected,
                all.len()
            )));
        }
        if all.len() > MOST_AT_ONCE as usize {
            return Err(AppError::refused(format!(
                "一次最多办理{MOST_AT_ONCE}条；请先按规则或网站筛选"
            )));
        }
    }
    let batch = (!all.is_empty()).then(|| app.new_id());
    let review = Review {
        verdict: Some(decision.verdict),
        reason: decision.reason.trim().to_owned(),
        note: decision.note.trim().to_owned(),
        by: caller.user.id,
        name: caller.user.name.clone(),
        at: app.now(),
        batch,
    };
    finding
        .say(review.clone(), decision.version)
        .map_err(AppError::refused)?;
    tx.put_reviews(&finding).await?;
    for other in &mut all {
        let version = other.version();
        other.say(review.clone(), version).map_err(AppError::refused)?;
        tx.put_reviews(other).await?;
    }
    let count = 1 + all.len() as u64;
    let action = match count {
        1 => format!("复核线索：{}", decision.verdict.label()),
        several => format!("批量复核{several}条线索：{}", decision.verdict.label()),
    };
    record(app, &mut *tx, caller, &action, &finding, Some(&review)).await?;
    tx.commit().await?;
    Ok(Decided { count, batch })
}

/// Takes back the caller's own last decision on a finding, with all that it settled.
///
/// # Errors
/// The last word is not the caller's, or the round is no longer under review.
pub async fn undo(app: &App, caller: &Caller, id: FindingId) -> Result<u64, AppError> {
    let mut tx = app.store.begin().await?;
    let (round, finding) = decidable(&mut *tx, caller, id).await?;
    let own = |one: &RoundFinding| one.current().is_some_and(|last| last.by == caller.user.id);
    if !own(&finding) {
        return Err(AppError::refused("最近的结论不是您作的，不能撤销；可以另作结论"));
    }
    let batch = finding.current().and_then(|last| last.batch);
    let mut all = vec![finding.clone()];
    if batch.is_some() {
        let query = FindingQuery {
            rule: Some(finding.line.rule.clone()),
            verdict: Some(finding.verdict()),
            ..blank(round.id)
        };
        let mut others = tx.findings(&query, u32::MAX).await?;
        others.retain(|one| {
            one.id != finding.id && own(one) && one.current().is_some_and(|last| last.batch == batch)
        });
        all.extend(others);
    }
    let review = Review {
        verdict: None,
        reason: String::new(),
        note: String::new(),
        by: caller.user.id,
        name: caller.user.name.clone(),
        at: app.now(),
        batch,
    };
    for one in &mut all {
        let version = one.version();
        one.say(review.clone(), version).map_err(AppError::refused)?;
        tx.put_reviews(one).await?;
    }
    let action = format!("撤销复核结论（{}条）", all.len());
    record(app, &mut *tx, caller, &action, &finding, None).await?;
    tx.commit().await?;
    Ok(all.len() as u64)
}

/// What a decision of this reach would settle: only what waits for one. `None` where it reaches nothing else.
pub(super) async fn others(
    app: &App,
    tx: &mut dyn Tx,
    caller: &Caller,
    round: &Round,
    finding: &RoundFinding,
    reach: Reach,
) -> Result<Option<FindingQuery>, AppError> {
    let line = &finding.line;
    let mut sites = sites_of(app, tx, caller, Permission::ReviewFindings, round).await?;
    if is_confidential(&line.rule)
        && let Some(named_for) = sites_of(app, tx, caller, Permission::ViewConfidential, round).await?
    {
        sites = Some(match sites {
            Some(own) => own.into_iter().filter(|one| named_for.contains(one)).collect(),
            None => named_for,
        });
    }
    let mut query = FindingQuery {
        sites,
        verdict: Some(None),
        rule: Some(line.rule.clone()),
        ..blank(round.id)
    };
    match reach {
        Reach::One => return Ok(None),
        Reach::Object => {
            let group = line.object_group();
            if group.is_empty() {
                return Ok(None);
            }
            query.object_group = Some(group);
        }
        Reach::Template => query.template_group = Some(line.template_group()),
        Reach::Site => {
            let own = query.sites.is_none_or(|sites| sites.contains(&line.site_code));
            query.sites = Some(own.then(|| line.site_code.clone()).into_iter().collect());
        }
    }
    Ok(Some(query))
}

async fn record(
    app: &App,
    tx: &mut dyn Tx,
    caller: &Caller,
    action: &str,
    finding: &RoundFinding,
    after: Option<&Review>,
) -> Result<(), AppError> {
    let object = (
        "finding",
        finding.id.0.to_string(),
        finding.line.site_name.as_str(),
    );
    // The trail is read by others than who may see what was noted of a dangerous find.
    let is_withheld = is_confidential(&finding.line.rule);
    let told = |review: &Review| {
        let note = if is_withheld { "" } else { &review.note };
        value(&Review {
            note: note.to_owned(),
            ..review.clone()
        })
    };
    let before = finding.reviews.iter().rev().nth(1);
    let change = (before.and_then(told), after.and_then(told));
    tx.record(&caller.event(app, action, object, change)).await?;
    Ok(())
}
