//! Opening the ledger of rectification (建立整改台账): from the confirmed problems of a round whose circular was issued.

use std::collections::HashMap;

use chrono::NaiveDate;
use xunwang_domain::feedback::day_of;
use xunwang_domain::paper::{Paper, PaperId, PaperStage};
use xunwang_domain::people::{Actor, Permission, UserId};
use xunwang_domain::rectification::{
    Escalation, Ledger, Rectification, RectificationId, RectifyRole, RectifyStage, RectifyStep, Rung,
    deadline_of,
};
use xunwang_domain::review::{RoundFinding, Verdict};
use xunwang_domain::round::Round;
use xunwang_ports::{FindingQuery, RectifyQuery, Tx};
use xunwang_rules::is_confidential;

use super::caller::value;
use super::feedback_calendar::calendar_of;
use super::paper_facts::issued_circulars;
use super::problems::ProblemRow;
use super::review::blank;
use super::summary::{RoundSummary, SiteSummary, summary};
use super::{App, AppError, Caller};

/// Confirmed findings that are read of a site.
const READ: u32 = 20_000;
/// Sentences and places that a rectification names.
const NAMED: usize = 5;
/// As a rule a circular gives a month; this is proposed where it names no day (circulars.md: 28 and 29 days).
const USUAL_TERM: u32 = 20;
/// A ledger's term is no longer than this, in days.
const LONGEST_TERM: i64 = 366;

/// A circular that has no ledger yet (可建台账的通报).
#[derive(Clone, Debug)]
pub struct LedgerToOpen {
    /// The issued circular.
    pub paper: Paper,
    /// The day that is proposed: the circular's own, or so many working days after its issue.
    pub due: NaiveDate,
}

/// The circulars whose ledger the caller may open and that have none.
///
/// # Errors
/// The store could not.
pub async fn ledgers_to_open(app: &App, caller: &Caller) -> Result<Vec<LedgerToOpen>, AppError> {
    let mut tx = app.store.read().await?;
    let ledgers = tx.ledgers().await?;
    let calendar = calendar_of(&mut *tx).await?;
    let mut offices: Vec<_> = tx.papers().await?.into_iter().map(|it| it.organization).collect();
    offices.sort();
    offices.dedup();
    offices.retain(|office| caller.may(Permission::ManageRectifications, *office));
    let mut open = Vec::new();
    for office in offices {
        for paper in issued_circulars(&mut *tx, office).await?.into_iter().rev() {
            let is_open = |ledger: &Ledger| ledger.round == paper.round;
            if !ledgers.iter().any(is_open) {
                let (usual, _) = calendar.term(paper.head.issued_on, USUAL_TERM, |_| false);
                let due = paper.head.rectify_by.unwrap_or(usual);
                open.push(LedgerToOpen { paper, due });
            }
        }
    }
    Ok(open)
}

/// Opens the ledger of an issued circular: one rectification a confirmed problem. Opened once more, it takes up what was
/// confirmed since, and changes nothing else. How many were added.
///
/// # Errors
/// The caller may not; the circular was not issued, or was corrected by another; or the day does not fit.
pub async fn open_ledger(app: &App, caller: &Caller, id: PaperId, due: NaiveDate) -> Result<usize, AppError> {
    let mut tx = app.store.begin().await?;
    let (paper, _) = tx.paper(id).await?.ok_or(AppError::NotFound)?;
    if !caller.may(Permission::ViewPapers, paper.organization) {
        return Err(AppError::NotFound);
    }
    caller.must(Permission::ManageRectifications, paper.organization)?;
    if paper.stage != PaperStage::Issued {
        return Err(AppError::refused("通报还没有印发；印发以后才能建立整改台账"));
    }
    let current = issued_circulars(&mut *tx, paper.organization).await?;
    let known = tx
        .ledgers()
        .await?
        .into_iter()
        .find(|ledger| ledger.round == paper.round);
    if known.is_none() && current.iter().all(|it| it.id != id) {
        return Err(AppError::refused(
            "这份通报已由另一份更正；请用更正后的通报建立整改台账",
        ));
    }
    let round = tx.round(paper.round).await?.ok_or(AppError::NotFound)?;
    let ledger = match known {
        Some(ledger) => ledger,
        None => {
            let calendar = calendar_of(&mut *tx).await?;
            let last = deadline_of(due, &calendar).last;
            let today = day_of(app.now());
            if last <= paper.head.issued_on || last < today || (due - today).num_days() > LONGEST_TERM {
                return Err(AppError::Refused(format!(
                    "整改期限{due}应在成文日期{}以后、不早于今天、一年以内；请重新填写",
                    paper.head.issued_on
                )));
            }
            let ledger = new_ledger(app, caller, &paper, due);
            tx.put_ledger(&ledger).await?;
            ledger
        }
    };
    let added = add_problems(
        app,
        &mut *tx,
        (caller.user.id, &caller.user.name),
        &ledger,
        &round,
    )
    .await?;
    let object = (
        "rectify-ledger",
        ledger.paper.0.to_string(),
        paper.head.title.as_str(),
    );
    let said = serde_json::json!({"due": ledger.due, "added": added});
    tx.record(&caller.event(app, "建立整改台账", object, (None, value(&said))))
        .await?;
    tx.commit().await?;
    Ok(added)
}

fn new_ledger(app: &App, caller: &Caller, paper: &Paper, due: NaiveDate) -> Ledger {
    Ledger {
        paper: paper.id,
        round: paper.round,
        office: paper.organization,
        quarter: paper.quarter,
        number: paper.head.number.clone(),
        issued_on: paper.head.issued_on,
        due,
        opened_at: app.now(),
        opened_by: caller.user.name.clone(),
    }
}

/// Puts every confirmed problem of the round into the ledger that is not in it.
async fn add_problems(
    app: &App,
    tx: &mut dyn Tx,
    by: (UserId, &str),
    ledger: &Ledger,
    round: &Round,
) -> Result<usize, AppError> {
    let query = RectifyQuery {
        round: Some(round.id),
        ..RectifyQuery::default()
    };
    let known: Vec<RectificationId> = tx
        .rectifications(&query)
        .await?
        .iter()
        .map(|one| one.id)
        .collect();
    let summary = summary(app, tx, round.id).await?;
    let mut new = Vec::new();
    for one in summary.sites.iter().filter(|one| one.roster.counts()) {
        let is_new = |problem: &&ProblemRow| {
            problem.confirmed > 0
                && !problem.is_lifted
                && !known.contains(&RectificationId::new(&problem.key))
        };
        let problems: Vec<&ProblemRow> = one.problems.iter().filter(is_new).collect();
        if problems.is_empty() {
            continue;
        }
        let found = confirmed_of(tx, round, one).await?;
        for problem in problems {
            let own = found
                .get(&problem.key.indicator)
                .map(Vec::as_slice)
                .unwrap_or_default();
            new.push(rectification(app, by, (ledger, &summary), one, problem, own));
        }
    }
    tx.put_rectifications(&new).await?;
    Ok(new.len())
}

async fn confirmed_of(
    tx: &mut dyn Tx,
    round: &Round,
    one: &SiteSummary,
) -> Result<HashMap<String, Vec<RoundFinding>>, AppError> {
    let query = FindingQuery {
        sites: Some(vec![one.roster.site.site.code.clone()]),
        verdict: Some(Some(Verdict::Confirmed)),
        ..blank(round.id)
    };
    let mut found: HashMap<String, Vec<RoundFinding>> = HashMap::new();
    for finding in tx.findings(&query, READ).await? {
        found
            .entry(finding.line.indicator.clone())
            .or_default()
            .push(finding);
    }
    Ok(found)
}

fn rectification(
    app: &App,
    (by, name): (UserId, &str),
    (ledger, summary): (&Ledger, &RoundSummary),
    one: &SiteSummary,
    problem: &ProblemRow,
    findings: &[RoundFinding],
) -> Rectification {
    let site = &one.roster.site.site;
    let indicator = summary.standard.indicator(&problem.key.indicator);
    let (what, places) = told(&problem.title, findings);
    let at = app.now();
    Rectification {
        id: RectificationId::new(&problem.key),
        problem: problem.key.clone(),
        paper: ledger.paper,
        office: ledger.office,
        body: one.roster.site.organization,
        quarter: ledger.quarter,
        area: site.area.clone(),
        site_name: site.name.clone(),
        sponsor: site.sponsor.clone(),
        title: problem.title.clone(),
        basis: indicator.map_or_else(String::new, |it| it.wording.clone()),
        is_veto: problem.is_met,
        what,
        places,
        findings: problem.confirmed,
        stage: RectifyStage::Issued,
        due: ledger.due,
        first_due: ledger.due,
        replies: Vec::new(),
        retests: Vec::new(),
        retest_asked: None,
        extensions: Vec::new(),
        // It stands in an issued circular: that rung was reached.
        rungs: vec![Escalation {
            rung: Rung::Circular,
            note: ledger.number.clone().unwrap_or_default(),
            by,
            name: name.to_owned(),
            at,
        }],
        elsewhere: Vec::new(),
        steps: vec![RectifyStep {
            action: None,
            role: RectifyRole::Office,
            to: RectifyStage::Issued,
            note: format!("整改期限{}", ledger.due),
            by: Some(by),
            name: name.to_owned(),
            at,
        }],
    }
}

/// What is wrong and where. Dangerous finds are told to named persons only: here by the name of the indicator alone.
fn told(title: &str, findings: &[RoundFinding]) -> (String, Vec<String>) {
    let open = findings
        .iter()
        .filter(|finding| !is_confidential(&finding.line.rule));
    let (mut messages, mut places): (Vec<&str>, Vec<String>) = (Vec::new(), Vec::new());
    for finding in open.clone() {
        let line = &finding.line;
        if messages.len() < NAMED && !messages.contains(&line.message.as_str()) {
            messages.push(&line.message);
        }
        let place = line.url.to_string();
        if places.len() < NAMED && !places.contains(&place) {
            places.push(place);
        }
    }
    let count = open.count();
    let what = match messages.as_slice() {
        [] => title.to_owned(),
        [only] => (*only).to_owned(),
        several if several.len() < count => format!("{title}{count}处，如：{}", several.join("；")),
        several => several.join("；"),
    };
    (what, places)
}

/// The machine as it stands in the trail.
pub(super) fn machine() -> Actor {
    Actor {
        user: None,
        name: "程序复查".to_owned(),
        address: String::new(),
    }
}
