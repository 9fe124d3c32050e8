//! The accounts that a circular tells of (通报中的政务新媒体): counted and named as two people decided, with what was not measured
//! outside the denominator.

use std::collections::BTreeMap;

use xunwang_domain::account::{AccountResult, AccountStanding, MediaRun};
use xunwang_domain::circular::{
    AreaFacts, AreaKind, CircularFacts, PlatformFacts, ProblemFacts, ProblemObject, UnregisteredFacts,
};
use xunwang_domain::finding::{Certainty, Level};
use xunwang_domain::round::RoundId;
use xunwang_ports::{MediaResultQuery, Tx};

use super::AppError;
use super::paper_facts::BY_HAND;
use crate::inspection::{kind_of, no_area};

/// The inspection of a round's accounts with its results; nothing where none was made.
pub(super) async fn inspected_accounts(
    tx: &mut dyn Tx,
    round: RoundId,
) -> Result<Option<(MediaRun, Vec<AccountResult>)>, AppError> {
    let Some(run) = tx.media_run(round).await?.filter(|run| run.finished_at.is_some()) else {
        return Ok(None);
    };
    let results = tx
        .media_results(&MediaResultQuery::of(round), (0, u64::MAX))
        .await?;
    Ok(Some((run, results)))
}

/// Puts the figures and the failing accounts of a round into the facts, in the place of what the data file says.
pub(super) fn put_accounts(run: &MediaRun, results: &[AccountResult], facts: &mut CircularFacts) {
    facts
        .problems
        .retain(|problem| problem.object != ProblemObject::Account);
    for area in &mut facts.areas {
        (area.accounts_running, area.accounts_checked, area.accounts_failed) = (0, 0, 0);
        area.platforms.clear();
    }
    for (area, platforms) in &run.running {
        let area = area_of(facts, area);
        for (platform, count) in platforms {
            area.accounts_running += count;
            platform_of(area, platform).running = *count;
        }
    }
    for one in results {
        let area = area_of(facts, &one.account.area);
        let standing = one.standing();
        let is_checked = matches!(standing, AccountStanding::Passed | AccountStanding::Failed);
        let is_failed = standing == AccountStanding::Failed;
        area.accounts_checked += u64::from(is_checked);
        area.accounts_failed += u64::from(is_failed);
        let own = platform_of(area, one.account.platform.label());
        own.checked += u64::from(is_checked);
        own.failed += u64::from(is_failed);
        if is_failed {
            facts.problems.extend(problems_of(one));
        }
    }
}

/// Puts what was confirmed to run without being registered into the facts, beside what the data file says.
pub(super) fn put_unregistered(confirmed: Vec<UnregisteredFacts>, facts: &mut CircularFacts) {
    for one in confirmed {
        area_of(facts, &one.area);
        let is_told = facts
            .unregistered
            .iter()
            .any(|told| (&told.name, &told.platform) == (&one.name, &one.platform));
        if !is_told {
            facts.unregistered.push(one);
        }
    }
}

fn area_of<'a>(facts: &'a mut CircularFacts, name: &str) -> &'a mut AreaFacts {
    let known = facts.areas.iter().position(|area| area.name == name);
    let place = known.unwrap_or_else(|| {
        let new = AreaFacts {
            name: name.to_owned(),
            kind: kind_of(name),
            ..no_area()
        };
        // Behind the last of its kind: cities stand before departments.
        let mut all = facts.areas.iter();
        let place = all
            .rposition(|area| area.kind == AreaKind::City || area.kind == new.kind)
            .map_or(0, |last| last + 1);
        facts.areas.insert(place, new);
        place
    });
    &mut facts.areas[place]
}

fn platform_of<'a>(area: &'a mut AreaFacts, platform: &str) -> &'a mut PlatformFacts {
    area.platforms
        .entry(platform.to_owned())
        .or_insert(PlatformFacts {
            running: 0,
            checked: 0,
            failed: 0,
        })
}

/// What made it fail, in the controlled wording of its rule, or in the words of whoever found it.
fn problems_of(one: &AccountResult) -> Vec<ProblemFacts> {
    let account = &one.account;
    let problem = |rule: &str, text: &str| ProblemFacts {
        object: ProblemObject::Account,
        area: account.area.clone(),
        name: account.name.clone(),
        unit: account.sponsor.clone(),
        platform: account.platform.label().to_owned(),
        failing: true,
        named: one.is_named(),
        rule: rule.to_owned(),
        text: text.to_owned(),
        repeat_of: None,
        streak: Vec::new(),
    };
    let counted = one.defects.iter().filter(|defect| {
        defect.level == Level::Veto
            && defect.certainty == Certainty::Certain
            && one.vetoes.contains(&defect.indicator)
    });
    let mut by_rule: BTreeMap<&str, ProblemFacts> = BTreeMap::new();
    for defect in counted {
        by_rule
            .entry(&defect.rule)
            .or_insert_with(|| problem(&defect.rule, ""));
    }
    // What a rule suspected and a person confirmed is told in the controlled words of the rule.
    let found = one.found.iter().map(|found| match found.rule.as_str() {
        "" => problem(BY_HAND, &found.text),
        rule => problem(rule, ""),
    });
    by_rule.into_values().chain(found).collect()
}

/// The results behind the figures, one a line (账号检查结果清单).
pub(super) fn account_lines(results: &[AccountResult]) -> Vec<u8> {
    let mut lines = Vec::new();
    for one in results {
        let account = &one.account;
        let line = serde_json::json!({
            "account_id": account.code, "account_name": account.name, "platform": account.platform.label(),
            "area": account.area, "sponsor": account.sponsor, "standing": one.standing().word(),
            "vetoes": one.all_vetoes(), "not_measured_reason": one.reason, "as_of": one.as_of,
            "defects": one.defects, "found": one.found.iter().map(|found| (&found.rule, found.proof.as_ref().map(|file| &file.sha256))).collect::<Vec<_>>(),
            "remarks": one.remarks.iter().map(|said| (said.word.word(), &said.name, said.at)).collect::<Vec<_>>(),
        });
        lines.extend(line.to_string().into_bytes());
        lines.push(b'\n');
    }
    lines
}
