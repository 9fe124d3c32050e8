//! A round under another version of the standard (换版重判): what its judgements would be, beside what they are.

use xunwang_domain::judgement::JudgedSite;
use xunwang_domain::people::Permission;
use xunwang_domain::register::RegisteredSite;
use xunwang_domain::round::{Round, RoundId};
use xunwang_domain::score::Rows;
use xunwang_domain::standard::{StandardVersion, VersionState};

use super::rounds::visible;
use super::standing::Grounds;
use super::summary::summary;
use super::{App, AppError, Caller};

/// A round under two versions (换版对比).
#[derive(Clone, Debug)]
pub struct Rejudgement {
    /// The round.
    pub round: Round,
    /// Versions that are not drafts, the latest first.
    pub versions: Vec<StandardVersion>,
    /// The other version; `None` where none was asked for.
    pub other: Option<StandardVersion>,
    /// Sites that are judged otherwise: as they are, and as they would be.
    pub changed: Vec<(RegisteredSite, JudgedSite, JudgedSite)>,
    /// How many are judged alike.
    pub alike: usize,
    /// What the comparison cannot say, Chinese sentences.
    pub reservations: Vec<String>,
}

/// Judges what was confirmed by another version. Nothing is kept, and nothing has to be fetched again: a finding keeps what the
/// filters of an indicator look at.
///
/// # Errors
/// There is no such round or version, or the caller may not see it.
pub async fn rejudge(
    app: &App,
    caller: &Caller,
    id: RoundId,
    version: Option<u32>,
) -> Result<Rejudgement, AppError> {
    let mut tx = app.store.read().await?;
    let round = visible(&mut *tx, caller, id).await?;
    let mut versions = tx.standard_versions().await?;
    versions.retain(|one| one.state != VersionState::Withdrawn);
    let other = match version {
        Some(number) => Some(tx.standard_version(number).await?.ok_or(AppError::NotFound)?),
        None => None,
    };
    let mut result = Rejudgement {
        changed: Vec::new(),
        alike: 0,
        reservations: Vec::new(),
        versions,
        other,
        round,
    };
    let Some(other) = &result.other else {
        return Ok(result);
    };
    let now = summary(app, &mut *tx, id).await?;
    if now.standard.terms != other.standard.terms {
        result.reservations.push(
            "两版的更新期限不同：栏目和首页是否更新不及时，按原来的期限认定，未按新的期限重算".to_owned(),
        );
    }
    let grounds = Grounds::read(&mut *tx, id, None).await?;
    let seen = tx.seen_counts(id).await?;
    let grounds = grounds.under(other.standard.clone(), &seen);
    for (row, one) in grounds.roster.iter().zip(&now.sites) {
        if !row.site.counts() || !caller.sees(Permission::ViewRounds, row.site.site.organization) {
            continue;
        }
        let would_be = grounds.judge(row, Rows::Confirmed)?;
        if would_be.site == one.judged.site {
            result.alike += 1;
        } else {
            result
                .changed
                .push((row.site.site.clone(), one.judged.clone(), would_be));
        }
    }
    result
        .reservations
        .push("按现有的认定试算，不问第二人审定；不改变已作的判定".to_owned());
    Ok(result)
}
