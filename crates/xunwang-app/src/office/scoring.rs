//! The score sheet of a portal in a round (评分): what people confirmed, by indicator.

use xunwang_domain::manual::ManualOutcome;
use xunwang_domain::people::Permission;
use xunwang_domain::registry::SiteCode;
use xunwang_domain::review::Verdict;
use xunwang_domain::round::RoundId;
use xunwang_domain::score::{ManualScore, Rows, ScoreInput, ScoreSheet, ScoredDefect};
use xunwang_domain::standard::{Hundredths, IndicatorKind};
use xunwang_ports::{FindingQuery, RosterRow, Tx};

use super::review::blank;
use super::rounds::visible;
use super::standing::Grounds;
use super::{App, AppError, Caller};

/// Findings of one portal that are counted at most.
const MOST: u32 = 20_000;

/// What parts two and three come to; `None` where they do not apply.
///
/// # Errors
/// There is no such site in the round, or the caller may not see it.
pub async fn score_sheet(
    app: &App,
    caller: &Caller,
    id: RoundId,
    site: &SiteCode,
    rows: Rows,
) -> Result<Option<ScoreSheet>, AppError> {
    let mut tx = app.store.read().await?;
    visible(&mut *tx, caller, id).await?;
    let grounds = Grounds::read(&mut *tx, id, Some(site)).await?;
    let row = grounds.roster.first().ok_or(AppError::NotFound)?;
    if !caller.may(Permission::ViewRounds, row.site.site.organization) {
        return Err(AppError::NotFound);
    }
    sheet_of(&mut *tx, &grounds, row, rows).await
}

/// The same, for whoever has been let see the site.
pub(super) async fn sheet_of(
    tx: &mut dyn Tx,
    grounds: &Grounds,
    row: &RosterRow,
    rows: Rows,
) -> Result<Option<ScoreSheet>, AppError> {
    let (site, id) = (&row.site.site.site.code, grounds.round.id);
    let mut input = ScoreInput {
        vetoes: grounds.judge(row, rows)?.site.vetoes,
        ..ScoreInput::default()
    };
    let query = FindingQuery {
        sites: Some(vec![site.clone()]),
        verdict: Some(Some(Verdict::Confirmed)),
        ..blank(id)
    };
    for finding in tx.findings(&query, MOST).await? {
        let line = finding.line;
        let lifted = grounds.confirmed_count(site, &line.indicator) == 0;
        if line.indicator.is_empty() || lifted {
            continue;
        }
        input
            .defects
            .entry(line.indicator)
            .or_default()
            .push(ScoredDefect {
                rule: line.rule,
                seen: line.seen,
                key: line.key,
            });
    }
    for item in grounds.unmeasured(row)? {
        input.not_measured.insert(item.indicator, item.reason);
    }
    for check in grounds.checks(site) {
        let Some(last) = check.last() else { continue };
        let points = match last.outcome {
            ManualOutcome::Good => Some(last.points.unwrap_or(Hundredths(0))),
            ManualOutcome::Bad => last.points,
            ManualOutcome::NotApplicable | ManualOutcome::Unclear => None,
        };
        let is_scored = grounds
            .standard
            .indicator(&check.indicator)
            .is_some_and(|row| row.kind != IndicatorKind::Veto);
        if let Some(points) = points.filter(|_| is_scored) {
            let note = format!("{}：{}", last.name, last.note);
            input
                .manual
                .insert(check.indicator.clone(), ManualScore { points, note });
        }
    }
    Ok(xunwang_rules::score(
        &row.site.site.site,
        &input,
        &grounds.standard,
        rows,
    ))
}
