//! What became of the last circular's problems, for the next one (整改情况入通报): how many were mended, and who is named as
//! 仍未整改.
//!
//! A site is named only where somebody saw that it is not mended: the re-test of its answer, a re-test that the office asked
//! for, or this round, which confirmed the same problem again. What could not be seen is neither mended nor held against it.

use std::collections::BTreeMap;

use xunwang_domain::circular::{CircularFacts, NamedObject, RecheckFacts};
use xunwang_domain::paper::Paper;
use xunwang_domain::rectification::{Rectification, RetestOutcome, Standing};
use xunwang_domain::registry::SiteCode;
use xunwang_ports::{RectifyQuery, Tx};

use super::feedback_calendar::calendar_of;
use super::paper_facts::issued_before;
use super::summary::{RoundSummary, VisitState};
use super::{App, AppError};

/// What became of a site's problems.
#[derive(Default)]
struct SiteLedger {
    object: Option<NamedObject>,
    mended: u64,
    left: u64,
    unclear: u64,
}

/// Puts the figures of the last circular's ledger into the facts, in the place of what the comparison of two rounds says; as
/// it was where there is no ledger.
///
/// # Errors
/// The store could not.
pub(super) async fn put_rectified(
    app: &App,
    tx: &mut dyn Tx,
    paper: &Paper,
    summary: &RoundSummary,
    facts: &mut CircularFacts,
) -> Result<(), AppError> {
    let Some(last) = issued_before(tx, paper).await?.pop() else {
        return Ok(());
    };
    let query = RectifyQuery {
        round: Some(last.round),
        ..RectifyQuery::default()
    };
    let all = tx.rectifications(&query).await?;
    if all.is_empty() {
        return Ok(());
    }
    let calendar = calendar_of(tx).await?;
    let mut sites: BTreeMap<SiteCode, SiteLedger> = BTreeMap::new();
    for one in &all {
        let now = seen_now(summary, one);
        let standing = match (one.standing(app.now(), &calendar), now) {
            // Mended, and there again: the next circular does not call it mended.
            (Standing::Mended, Now::Again) => Standing::NotMended,
            // This round saw the site, and it is no longer there, whatever was answered.
            (Standing::NotMended, Now::Gone) => Standing::Unsettled,
            // Nobody has seen that it is still there.
            (Standing::NotMended, Now::Unseen) if !was_seen(one) => Standing::Unsettled,
            (standing, _) => standing,
        };
        let site = sites.entry(one.problem.site.clone()).or_default();
        match standing {
            Standing::Mended => site.mended += 1,
            Standing::NotMended => site.left += 1,
            Standing::Unsettled => site.unclear += 1,
            Standing::Running | Standing::Withdrawn => continue,
        }
        site.object = Some(named(summary, one));
    }
    let known = |object: &NamedObject| facts.areas.iter().any(|area| area.name == object.area);
    let (mut mended, mut not_mended) = (0, Vec::new());
    let (mut problems, mut problems_mended) = (0, 0);
    for site in sites.into_values() {
        problems += site.mended + site.left + site.unclear;
        problems_mended += site.mended;
        match site.object {
            Some(object) if site.left > 0 && known(&object) => not_mended.push(object),
            Some(_) if site.left == 0 && site.unclear == 0 => mended += 1,
            _ => {}
        }
    }
    facts.recheck = Some(RecheckFacts {
        of: last.quarter,
        objects: mended + not_mended.len() as u64,
        mended,
        not_mended,
        problems,
        problems_mended,
    });
    Ok(())
}

/// What this round says of a problem.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Now {
    /// Confirmed again.
    Again,
    /// The site was inspected, and it was not.
    Gone,
    /// The site was not inspected.
    Unseen,
}

fn seen_now(summary: &RoundSummary, one: &Rectification) -> Now {
    let mut sites = summary.sites.iter().filter(|site| site.roster.counts());
    let Some(site) = sites.find(|site| site.roster.site.site.code == one.problem.site) else {
        return Now::Unseen;
    };
    let is_again = site.problems.iter().any(|problem| {
        problem.key.indicator == one.problem.indicator && problem.confirmed > 0 && !problem.is_lifted
    });
    match site.visit {
        _ if is_again => Now::Again,
        VisitState::Read { .. } => Now::Gone,
        VisitState::NotVisited | VisitState::NotOpened(_) => Now::Unseen,
    }
}

/// Did the last re-test see that it is not mended?
fn was_seen(one: &Rectification) -> bool {
    one.last_retest()
        .is_some_and(|retest| retest.outcome == RetestOutcome::NotFixed)
}

/// The site as this round names it, or as the ledger does.
fn named(summary: &RoundSummary, one: &Rectification) -> NamedObject {
    let mut sites = summary.sites.iter().map(|site| &site.roster.site.site);
    match sites.find(|site| site.code == one.problem.site) {
        Some(site) => NamedObject {
            area: site.area.clone(),
            name: site.name.clone(),
        },
        None => NamedObject {
            area: one.area.clone(),
            name: one.site_name.clone(),
        },
    }
}
