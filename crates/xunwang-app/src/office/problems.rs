//! Problems (问题): what was confirmed of a site, put to a second person and to the body that runs it.

use chrono::NaiveDate;
use xunwang_domain::filing::ProofFile;
use xunwang_domain::finding::Level;
use xunwang_domain::organization::OrganizationId;
use xunwang_domain::people::{Permission, UserId};
use xunwang_domain::problem::{Answer, Approval, Objection, ObjectionKind, Problem, ProblemKey, mark_of};
use xunwang_domain::review::{FindingId, Review, RoundFinding, Verdict};
use xunwang_domain::round::{Round, RoundId, end_of_day};
use xunwang_domain::score::Rows;
use xunwang_domain::standard::IndicatorKind;
use xunwang_ports::{FindingQuery, Tx};

use super::caller::value;
use super::confidential::{may_see, shown};
use super::filings::check_file;
use super::review::blank;
use super::rounds::touches;
use super::standing::Grounds;
use super::summary::summary;
use super::{App, AppError, Caller};

/// A problem with what stands behind it (问题详情).
#[derive(Clone, Debug)]
pub struct ProblemView {
    /// The round.
    pub round: Round,
    /// 网站名称
    pub site_name: String,
    /// The branch that runs the site.
    pub organization: OrganizationId,
    /// What was said of it.
    pub problem: Problem,
    /// Name of the indicator.
    pub title: String,
    /// The condition in words.
    pub wording: String,
    /// How grave.
    pub level: Level,
    /// What was confirmed.
    pub findings: Vec<RoundFinding>,
    /// How much was confirmed, checks by hand among it; nothing where an objection was accepted.
    pub count: u64,
    /// How much was confirmed, whatever was objected.
    pub all: u64,
    /// What was confirmed of a veto, by number, checks by hand among it.
    pub confirmed: Vec<FindingId>,
    /// Is it a veto whose condition is met?
    pub is_met: bool,
    /// May the caller approve it? Not who has confirmed something of it, nor from whom something of it is withheld.
    pub may_approve: bool,
    /// May the caller object?
    pub may_object: bool,
    /// May the caller answer?
    pub may_answer: bool,
}

/// A line of the list of problems.
#[derive(Clone, Debug)]
pub struct ProblemRow {
    /// Which.
    pub key: ProblemKey,
    /// 网站名称
    pub site_name: String,
    /// Name of the indicator.
    pub title: String,
    /// How grave.
    pub level: Level,
    /// How much was confirmed.
    pub confirmed: u64,
    /// Is it a veto whose condition is met?
    pub is_met: bool,
    /// Was it approved as it is now?
    pub is_approved: bool,
    /// Does an objection wait for an answer?
    pub waits_for_answer: bool,
    /// Was an objection accepted?
    pub is_lifted: bool,
    /// Has the body that runs the site said anything of it?
    pub is_replied: bool,
}

/// An objection as it is entered.
#[derive(Clone, Debug)]
pub struct NewObjection {
    /// The last day on which a reason holds; none for an appeal.
    pub until: Option<NaiveDate>,
    /// 理由
    pub text: String,
    /// Name and bytes of a file.
    pub file: Option<(String, Vec<u8>)>,
}

/// The problems of a round at sites that the caller may see, the gravest first. Bodies see them once they were asked.
///
/// # Errors
/// There is no such round, or the caller may not see it.
pub async fn problems(app: &App, caller: &Caller, id: RoundId) -> Result<(Round, Vec<ProblemRow>), AppError> {
    let mut tx = app.store.read().await?;
    let round = open_to(&mut *tx, caller, id).await?;
    let summary = summary(app, &mut *tx, id).await?;
    let own = summary
        .sites
        .iter()
        .filter(|one| caller.sees(Permission::ViewProblems, one.roster.site.organization));
    let mut rows: Vec<ProblemRow> = own.flat_map(|one| one.problems.iter().cloned()).collect();
    rows.sort_by_key(|row| (!row.is_met, row.level));
    Ok((round, rows))
}

pub(super) fn level_of(kind: IndicatorKind) -> Level {
    match kind {
        IndicatorKind::Veto => Level::Veto,
        IndicatorKind::Deduction => Level::Deduct,
        IndicatorKind::Bonus => Level::Advice,
    }
}

/// A round whose problems the caller may see: bodies only once they were asked.
pub(super) async fn open_to(tx: &mut dyn Tx, caller: &Caller, id: RoundId) -> Result<Round, AppError> {
    let round = tx.round(id).await?.ok_or(AppError::NotFound)?;
    if is_open_to(caller, &round) {
        Ok(round)
    } else {
        Err(AppError::NotFound)
    }
}

fn is_open_to(caller: &Caller, round: &Round) -> bool {
    touches(caller, Permission::ViewRounds, round)
        || (round.objections.is_some() && touches(caller, Permission::ViewProblems, round))
}

/// The rounds whose problems the caller may see, the latest first.
///
/// # Errors
/// The store could not.
pub async fn problem_rounds(app: &App, caller: &Caller) -> Result<Vec<Round>, AppError> {
    let mut rounds = app.store.read().await?.rounds().await?;
    rounds.retain(|round| is_open_to(caller, round));
    Ok(rounds)
}

/// One problem.
///
/// # Errors
/// There is none, or the caller may not see it.
pub async fn problem_view(app: &App, caller: &Caller, key: &ProblemKey) -> Result<ProblemView, AppError> {
    let mut tx = app.store.read().await?;
    view(app, &mut *tx, caller, key).await
}

async fn view(
    app: &App,
    tx: &mut dyn Tx,
    caller: &Caller,
    key: &ProblemKey,
) -> Result<ProblemView, AppError> {
    let round = open_to(tx, caller, key.round).await?;
    let grounds = Grounds::read(tx, key.round, Some(&key.site)).await?;
    let row = grounds.roster.first().ok_or(AppError::NotFound)?;
    let organization = row.site.site.organization;
    if !caller.may(Permission::ViewProblems, organization) {
        return Err(AppError::NotFound);
    }
    let indicator = grounds
        .standard
        .indicator(&key.indicator)
        .ok_or(AppError::NotFound)?;
    let confirmed = grounds.confirmed(&key.site, &key.indicator);
    let problem = grounds.problem_or_new(&key.site, &key.indicator);
    let count = grounds.confirmed_count(&key.site, &key.indicator);
    if count == 0 && problem.objections.is_empty() {
        return Err(AppError::NotFound);
    }
    let query = FindingQuery {
        sites: Some(vec![key.site.clone()]),
        indicator: Some(key.indicator.clone()),
        verdict: Some(Some(Verdict::Confirmed)),
        ..blank(key.round)
    };
    let findings = tx.findings(&query, 200).await?;
    let is_withheld = findings
        .iter()
        .any(|one| !may_see(caller, &one.line.rule, organization));
    let checks = grounds.checks(&key.site).iter();
    let by_hand = checks.filter(|check| check.indicator == key.indicator);
    let authors: Vec<UserId> = findings
        .iter()
        .filter_map(|one| one.current().map(|last| last.by))
        .chain(by_hand.filter_map(|check| check.last().map(|last| last.by)))
        .collect();
    let under_review = round.must_be_under_review().is_ok();
    let is_met = grounds
        .met_vetoes(row, Rows::Confirmed)
        .iter()
        .any(|(id, _)| *id == key.indicator);
    let in_time = round
        .objections
        .as_ref()
        .is_some_and(|term| end_of_day(term.until).is_some_and(|end| app.now() <= end));
    Ok(ProblemView {
        site_name: row.site.site.site.name.clone(),
        organization,
        title: indicator.title.clone(),
        wording: indicator.wording.clone(),
        level: level_of(indicator.kind),
        may_approve: under_review
            && is_met
            && caller.may(Permission::ApproveVetoes, organization)
            && !is_withheld
            && !authors.contains(&caller.user.id),
        may_object: under_review
            && in_time
            && !problem.waits_for_answer()
            && caller.may(Permission::RaiseObjections, organization),
        may_answer: under_review
            && problem.waits_for_answer()
            && caller.may(Permission::ManageRounds, organization),
        is_met,
        findings: findings
            .into_iter()
            .map(|one| shown(caller, one, organization))
            .collect(),
        count,
        all: grounds.all_confirmed(&key.site, &key.indicator),
        confirmed,
        problem,
        round,
    })
}

/// Approves a veto, or sends it back to those who review. `seen` is the mark of what was shown.
///
/// # Errors
/// The caller may not, or has confirmed part of it; or it is another problem by now.
pub async fn approve(
    app: &App,
    caller: &Caller,
    key: &ProblemKey,
    agreed: bool,
    note: &str,
    seen: &str,
) -> Result<(), AppError> {
    let note = note.trim();
    if !agreed && note.is_empty() {
        return Err(AppError::refused("退回须写明意见，供复核员重看"));
    }
    let mut tx = app.store.begin().await?;
    let view = view(app, &mut *tx, caller, key).await?;
    caller.must(Permission::ApproveVetoes, view.organization)?;
    view.round.must_be_under_review().map_err(AppError::refused)?;
    if !view.is_met {
        return Err(AppError::refused("这个问题没有达到单项否决的标准，不需要审定"));
    }
    if !view.may_approve {
        return Err(AppError::refused(
            "您认定了其中的线索，或不是其中敏感线索的指定人员；单项否决须由看得到全部线索的另一人审定",
        ));
    }
    let of = mark_of(&view.confirmed);
    if of != seen {
        return Err(AppError::refused(
            "认定的线索刚刚有变化，没有办理；请看过现在的线索再审定",
        ));
    }
    let before = view.problem.clone();
    let mut after = view.problem;
    after.approvals.push(Approval {
        agreed,
        note: note.to_owned(),
        of,
        by: caller.user.id,
        name: caller.user.name.clone(),
        at: app.now(),
    });
    tx.put_problem(&after).await?;
    if !agreed {
        // Sent back: they wait for a verdict again, with the reason beside them.
        let query = FindingQuery {
            sites: Some(vec![key.site.clone()]),
            indicator: Some(key.indicator.clone()),
            verdict: Some(Some(Verdict::Confirmed)),
            ..blank(key.round)
        };
        for mut finding in tx.findings(&query, u32::MAX).await? {
            let version = finding.version();
            let review = Review {
                verdict: Some(Verdict::Doubtful),
                reason: "审定退回".to_owned(),
                note: note.to_owned(),
                by: caller.user.id,
                name: caller.user.name.clone(),
                at: app.now(),
                batch: None,
            };
            finding.say(review, version).map_err(AppError::refused)?;
            tx.put_reviews(&finding).await?;
        }
    }
    let action = if agreed {
        "审定单项否决"
    } else {
        "退回单项否决"
    };
    record(app, &mut *tx, caller, action, (&before, &after), &view.site_name).await?;
    tx.commit().await?;
    Ok(())
}

/// Objects to a problem, or explains it until a day.
///
/// # Errors
/// The caller may not, the time for it is over, or the file is of no kind that is taken.
pub async fn object(app: &App, caller: &Caller, key: &ProblemKey, new: NewObjection) -> Result<(), AppError> {
    let text = new.text.trim();
    if text.is_empty() || text.chars().count() > 2000 {
        return Err(AppError::refused("请写明理由（2000字以内）"));
    }
    let file = new
        .file
        .map(|(name, bytes)| check_file(&name, bytes))
        .transpose()?;
    let mut tx = app.store.begin().await?;
    let view = view(app, &mut *tx, caller, key).await?;
    caller.must(Permission::RaiseObjections, view.organization)?;
    if !view.may_object {
        return Err(AppError::refused(
            "现在不能提出异议：反馈期限已过，或上一次异议还没有答复",
        ));
    }
    if new
        .until
        .is_some_and(|until| end_of_day(until).is_none_or(|end| end <= app.now()))
    {
        return Err(AppError::refused("情况说明的有效期应在今天以后"));
    }
    let before = view.problem.clone();
    let mut after = view.problem;
    after.objections.push(Objection {
        kind: new
            .until
            .map_or(ObjectionKind::Appeal, |until| ObjectionKind::Explanation {
                until,
            }),
        text: text.to_owned(),
        proof: file.as_ref().map(|(file, _)| file.clone()),
        by: caller.user.id,
        name: caller.user.name.clone(),
        at: app.now(),
        answer: None,
    });
    if let Some((file, bytes)) = file {
        tx.put_proof(&file.sha256, &bytes).await?;
    }
    tx.put_problem(&after).await?;
    record(
        app,
        &mut *tx,
        caller,
        "提出异议",
        (&before, &after),
        &view.site_name,
    )
    .await?;
    tx.commit().await?;
    Ok(())
}

/// Answers the objection that waits.
///
/// # Errors
/// The caller may not, nothing is said, or none waits.
pub async fn answer(
    app: &App,
    caller: &Caller,
    key: &ProblemKey,
    accepted: bool,
    text: &str,
) -> Result<(), AppError> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > 2000 {
        return Err(AppError::refused("请写明核实意见（2000字以内）"));
    }
    let mut tx = app.store.begin().await?;
    let view = view(app, &mut *tx, caller, key).await?;
    caller.must(Permission::ManageRounds, view.organization)?;
    view.round.must_be_under_review().map_err(AppError::refused)?;
    let of = view.all;
    let before = view.problem.clone();
    let mut after = view.problem;
    let Some(waiting) = after.objections.iter_mut().find(|one| one.needs_answer()) else {
        return Err(AppError::refused("没有待答复的异议；可能已由他人答复"));
    };
    waiting.answer = Some(Answer {
        accepted,
        of,
        text: text.to_owned(),
        name: caller.user.name.clone(),
        at: app.now(),
    });
    tx.put_problem(&after).await?;
    let action = if accepted {
        "采纳异议"
    } else {
        "不予采纳异议"
    };
    record(app, &mut *tx, caller, action, (&before, &after), &view.site_name).await?;
    tx.commit().await?;
    Ok(())
}

/// The file that came with an objection, by its place among them.
///
/// # Errors
/// There is none, or the caller may not see it.
pub async fn objection_proof(
    app: &App,
    caller: &Caller,
    key: &ProblemKey,
    number: usize,
) -> Result<(ProofFile, Vec<u8>), AppError> {
    let view = problem_view(app, caller, key).await?;
    let file = view
        .problem
        .objections
        .get(number)
        .and_then(|one| one.proof.clone());
    let file = file.ok_or(AppError::NotFound)?;
    let bytes = app.store.read().await?.proof(&file.sha256).await?;
    bytes.map(|bytes| (file, bytes)).ok_or(AppError::NotFound)
}

pub(super) async fn record(
    app: &App,
    tx: &mut dyn Tx,
    caller: &Caller,
    action: &str,
    (before, after): (&Problem, &Problem),
    title: &str,
) -> Result<(), AppError> {
    let key = &after.key;
    let object = (
        "problem",
        format!("{} {} {}", key.round.0, key.site, key.indicator),
        title,
    );
    tx.record(&caller.event(app, action, object, (value(before), value(after))))
        .await?;
    Ok(())
}
