//! 举一反三: where else in the fleet the same broken target, the same wrong words or the same missing mark stands, by the newest
//! visit of each site; and asking the units to check it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use xunwang_domain::patrol::{Patrol, PatrolKind};
use xunwang_domain::people::Permission;
use xunwang_domain::rectification::{Elsewhere, Rectification, RectificationId, RectifyMove};
use xunwang_domain::registry::SiteCode;
use xunwang_domain::review::{FindingLine, Verdict};
use xunwang_domain::round::RoundId;
use xunwang_domain::visit::RowKind;
use xunwang_ports::{Folder, RectifyQuery, StoreError, Tx};
use xunwang_rules::is_confidential;

use super::feedback_calendar::calendar_of;
use super::rectify_handle::{seen, step_of};
use super::rectify_retest::confirmed_of;
use super::review::blank;
use super::{App, AppError, Caller};
use crate::visit::FLEET;

/// Places that are listed.
const MOST: usize = 500;
/// Findings of a round that are read for it.
const READ: u32 = 20_000;

/// Where else the same stands (举一反三清单).
#[derive(Clone, Debug)]
pub struct ElsewhereList {
    /// The rectification.
    pub one: Rectification,
    /// When the sites were last seen.
    pub seen_at: Option<DateTime<Utc>>,
    /// The places, by site.
    pub places: Vec<Elsewhere>,
    /// Were there more than are listed?
    pub is_cut: bool,
}

/// What was seen last of all sites: a round, or a patrol of the whole sites that came after it.
enum Newest {
    Round(RoundId, DateTime<Utc>),
    Patrol(Patrol),
}

/// Where else the same stands.
///
/// # Errors
/// There is no such rectification, or the caller does not manage it.
pub async fn rectify_elsewhere(
    app: &App,
    caller: &Caller,
    id: RectificationId,
) -> Result<ElsewhereList, AppError> {
    let mut tx = app.store.read().await?;
    let one = seen(&mut *tx, caller, id).await?;
    managed(caller, &one)?;
    let mut objects: BTreeSet<String> = BTreeSet::new();
    for finding in confirmed_of(&mut *tx, &one).await? {
        // Dangerous finds are told to named persons only.
        if !is_confidential(&finding.line.rule) {
            objects.insert(object_of(&finding.line));
        }
    }
    objects.remove("");
    let newest = newest(&mut *tx).await?;
    let reached: BTreeSet<SiteCode> = tx
        .sites()
        .await?
        .into_iter()
        .filter(|site| caller.may(Permission::ManageRectifications, site.organization))
        .map(|site| site.site.code)
        .collect();
    let mut lines = Vec::new();
    let seen_at = match newest {
        _ if objects.is_empty() => None,
        None => None,
        Some(Newest::Round(round, at)) => {
            lines = of_round(&mut *tx, round, &objects).await?;
            Some(at)
        }
        Some(Newest::Patrol(patrol)) => {
            lines = of_patrol(app, &patrol, &objects).await?;
            Some(patrol.begun_at)
        }
    };
    let mut places: Vec<Elsewhere> = lines
        .into_iter()
        .filter(|line| line.site_code != one.problem.site && reached.contains(&line.site_code))
        .map(|line| Elsewhere {
            site_code: line.site_code.to_string(),
            site_name: line.site_name,
            url: line.url.to_string(),
            what: line.message,
        })
        .collect();
    places.sort();
    places.dedup();
    let is_cut = places.len() > MOST;
    places.truncate(MOST);
    Ok(ElsewhereList {
        one,
        seen_at,
        places,
        is_cut,
    })
}

/// Asks the units to check these places: with the notice of their own site, where the ledger has one that is open; else with
/// the one at hand, for the area to hand on. How many rectifications were added to.
///
/// # Errors
/// There is no such rectification, the caller does not manage it, or nothing was chosen.
pub async fn ask_to_check(
    app: &App,
    caller: &Caller,
    id: RectificationId,
    chosen: &[String],
) -> Result<usize, AppError> {
    let list = rectify_elsewhere(app, caller, id).await?;
    let mut tx = app.store.begin().await?;
    let one = seen(&mut *tx, caller, id).await?;
    let query = RectifyQuery {
        paper: Some(one.paper),
        ..RectifyQuery::default()
    };
    let ledger = tx.rectifications(&query).await?;
    let mut wanted: BTreeMap<RectificationId, Vec<Elsewhere>> = BTreeMap::new();
    for place in list
        .places
        .into_iter()
        .filter(|place| chosen.contains(&place.url))
    {
        let own = ledger
            .iter()
            .find(|other| other.problem.site.as_str() == place.site_code && !other.stage.is_over());
        let at = own.map_or(one.id, |own| own.id);
        let target = ledger.iter().find(|other| other.id == at);
        if target.is_none_or(|target| !target.elsewhere.contains(&place)) {
            wanted.entry(at).or_default().push(place);
        }
    }
    if wanted.is_empty() {
        return Err(AppError::refused("没有选中新的位置；已要求检查的不再重复"));
    }
    let calendar = calendar_of(&mut *tx).await?;
    let count = wanted.len();
    for (at, places) in wanted {
        let target = seen(&mut *tx, caller, at).await?;
        let step = RectifyMove::AskToCheck(places);
        step_of(app, &mut *tx, caller, target, step, &calendar).await?;
    }
    tx.commit().await?;
    Ok(count)
}

fn managed(caller: &Caller, one: &Rectification) -> Result<(), AppError> {
    let manages = Permission::ManageRectifications;
    if caller.may(manages, one.office) || caller.may(manages, one.body) {
        Ok(())
    } else {
        Err(AppError::Forbidden)
    }
}

/// What makes two findings the same defect at different sites: the broken target, the wrong words, the mark that is missing.
fn object_of(line: &FindingLine) -> String {
    let object = line.object_group();
    let is_mark =
        line.channel.is_none() && (line.rule.ends_with("-missing") || line.rule.ends_with("-wrong"));
    if object.is_empty() && is_mark {
        return format!("{} ", line.rule);
    }
    object
}

async fn newest(tx: &mut dyn Tx) -> Result<Option<Newest>, AppError> {
    let rounds = tx.rounds().await?.into_iter();
    let round = rounds
        .filter(|round| round.collected_at.is_some())
        .filter_map(|round| Some((round.as_of?, round.id)))
        .max_by_key(|(at, _)| *at);
    let patrols = tx.patrols().await?.into_iter();
    let patrol = patrols
        .filter(|patrol| patrol.id.kind == PatrolKind::Full && patrol.finished_at.is_some())
        .max_by_key(|patrol| patrol.begun_at);
    Ok(match (round, patrol) {
        (Some((at, _)), Some(patrol)) if patrol.begun_at > at => Some(Newest::Patrol(patrol)),
        (Some((at, round)), _) => Some(Newest::Round(round, at)),
        (None, Some(patrol)) => Some(Newest::Patrol(patrol)),
        (None, None) => None,
    })
}

/// Those of a round that nobody dismissed.
async fn of_round(
    tx: &mut dyn Tx,
    round: RoundId,
    objects: &BTreeSet<String>,
) -> Result<Vec<FindingLine>, AppError> {
    let mut lines = Vec::new();
    for object in objects {
        let (rule, is_mark) = match object.strip_suffix(' ') {
            Some(rule) => (Some(rule.to_owned()), true),
            None => (None, false),
        };
        let query = xunwang_ports::FindingQuery {
            object_group: (!is_mark).then(|| object.clone()),
            rule,
            ..blank(round)
        };
        let found = tx.findings(&query, READ).await?;
        let kept = found
            .into_iter()
            .filter(|one| one.verdict() != Some(Verdict::Dismissed));
        lines.extend(kept.map(|one| one.line));
    }
    Ok(lines)
}

async fn of_patrol(
    app: &App,
    patrol: &Patrol,
    objects: &BTreeSet<String>,
) -> Result<Vec<FindingLine>, AppError> {
    let folder = app.folders.store(Folder::Patrol(patrol.id)).await?;
    let mut tx = folder.read().await?;
    let mut lines = Vec::new();
    for visit in tx.visits().await?.iter().filter(|visit| visit.number != FLEET) {
        for row in tx.rows(visit.number, RowKind::Finding).await? {
            let line: FindingLine = serde_json::from_str(&row)
                .map_err(|error| StoreError::Inconsistent(format!("巡查结果不能读取：{error}")))?;
            if objects.contains(&object_of(&line)) {
                lines.push(line);
            }
        }
    }
    Ok(lines)
}
