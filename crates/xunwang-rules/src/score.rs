//! Parts two and three of a standard for a portal (评分): what is confirmed in, the score sheet out (rulebook §1.1).

mod line;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use xunwang_domain::judgement::Judgement;
use xunwang_domain::registry::{Site, SiteCategory};
use xunwang_domain::score::{BonusStage, LineStanding, Rows, Score, ScoreInput, ScoreLine, ScoreSheet};
use xunwang_domain::standard::{Hundredths, Indicator, IndicatorKind, Scoring, Standard};

use line::line;

/// Scores a portal (评分); `None` where parts two and three do not apply: it is no portal (SC-03), a veto was hit (SC-05),
/// or the standard does not score.
///
/// Official are confirmed rows only. What was not measured leaves the result open unless it could not change it: a part
/// two that stays at 60 or more even if all of it were lost is qualified, one that is below without it is not. A preview
/// takes all rows that have points, counts what is not measured as not lost, and says so.
pub fn score(site: &Site, counts: &ScoreInput, standard: &Standard, rows: Rows) -> Option<ScoreSheet> {
    let scoring = standard.scoring.as_ref()?;
    if site.category != SiteCategory::Portal || !counts.vetoes.is_empty() {
        return None;
    }
    let skipped = scoring
        .without_service
        .as_ref()
        .filter(|_| site.code.as_str().starts_with("BM") && !site.public_service);
    let full = skipped.map_or(scoring.deduction, |rest| rest.deduction);
    let mut once = BTreeSet::new();
    let mut part = |kind: IndicatorKind| -> Vec<ScoreLine> {
        let wanted = |row: &&Indicator| {
            row.kind == kind && row.applies_to(site) && (rows == Rows::All || row.provenance.confirmed)
        };
        let of_part = standard.indicators.iter().filter(wanted);
        of_part
            .map(|row| {
                let is_skipped = skipped.is_some_and(|rest| rest.skips == row.group);
                line(row, counts, is_skipped, &mut once)
            })
            .collect()
    };
    let mut lines = part(IndicatorKind::Deduction);
    let mut reservations = Vec::new();
    let lost = sum(&lines, |line| line.amount);
    let listed = sum(&lines, |line| line.points.unwrap_or_default());
    let open = sum(&lines, |line| match line.standing {
        LineStanding::NotMeasured => line.points.unwrap_or_default(),
        _ => Hundredths(0),
    });
    // What no row accounts for is as open as what nobody measured.
    let missing = Hundredths((full.0 - listed.0).max(0));
    reserve(&mut reservations, &lines, "扣分", rows);
    if missing.0 > 0 {
        reservations.push(format!(
            "扣分指标分值合计{listed}分，满分{full}分，还有{missing}分没有对应的指标"
        ));
    }
    if listed > full {
        reservations.push(format!("扣分指标分值合计{listed}分，超过满分{full}分"));
    }
    let best = Hundredths((full.0 - lost.0).max(0));
    let worst = match rows {
        Rows::Confirmed if listed > full => Hundredths(0),
        Rows::Confirmed => Hundredths((best.0 - open.0 - missing.0).max(0)),
        Rows::All => best,
    };
    let scaled = |points: Hundredths| Score::from(points).scaled(scoring.deduction, full);
    let (part_two, at_worst) = (scaled(best)?, scaled(worst)?);
    let (bonus_stage, bonus_reason) = bonus_stage(part_two, at_worst, scoring);
    let mut bonus = Hundredths(0);
    if bonus_stage == BonusStage::Open {
        let earned = part(IndicatorKind::Bonus);
        let points = sum(&earned, |line| line.amount);
        bonus = points.min(scoring.bonus);
        if points > scoring.bonus {
            reservations.push(format!("加分合计{points}分，按上限计{}分", scoring.bonus));
        }
        if earned.is_empty() {
            reservations.push("没有可用的加分指标，加分未评".to_owned());
        }
        reserve(&mut reservations, &earned, "加分", rows);
        lines.extend(earned);
    }
    let (verdict, reason) = verdict(part_two, at_worst, scoring);
    let is_open = lines
        .iter()
        .any(|line| line.standing == LineStanding::NotMeasured)
        || worst < best
        || bonus_stage == BonusStage::Undecided
        || (bonus_stage == BonusStage::Open && lines.iter().all(|line| line.kind != IndicatorKind::Bonus));
    let total = part_two.plus(bonus)?;
    Some(ScoreSheet {
        standard: standard.id.clone(),
        rows,
        lines,
        full,
        deducted: best.into(),
        part_two,
        bonus_stage,
        bonus_reason,
        bonus,
        total: (rows == Rows::All || !is_open).then_some(total),
        verdict,
        reason,
        reservations,
    })
}

fn sum(lines: &[ScoreLine], points: impl Fn(&ScoreLine) -> Hundredths) -> Hundredths {
    let counted = lines.iter().filter(|line| line.standing != LineStanding::Skipped);
    let points = counted.map(|line| points(line).0);
    Hundredths(points.fold(0, i64::saturating_add))
}

/// SC-07: strictly above the border.
fn bonus_stage(best: Score, worst: Score, scoring: &Scoring) -> (BonusStage, String) {
    let border = scoring.bonus_from;
    match (best.meets(border), worst.meets(border)) {
        (true, true) => (
            BonusStage::Open,
            format!("第二部分得分{best}，{border}，进入加分阶段"),
        ),
        (false, _) => (
            BonusStage::Closed,
            format!("第二部分得分{best}，未{border}，不进入加分阶段"),
        ),
        (true, false) => (
            BonusStage::Undecided,
            format!("第二部分得分在{worst}到{best}之间，是否{border}须待未评的指标评定"),
        ),
    }
}

/// SC-06: 60 passes, 59.99 does not.
fn verdict(best: Score, worst: Score, scoring: &Scoring) -> (Judgement, String) {
    let border = scoring.fails;
    match (best.meets(border), worst.meets(border)) {
        (true, _) => (
            Judgement::Unqualified,
            format!("第二部分得分{best}，{border}，不合格"),
        ),
        (false, false) => (
            Judgement::Qualified,
            format!("第二部分得分{best}，不{border}，合格"),
        ),
        (false, true) => (
            Judgement::NotMeasured,
            format!("第二部分得分在{worst}到{best}之间，是否{border}须待未评的指标评定"),
        ),
    }
}

/// Says which rows are left out, and which are used without having been confirmed.
fn reserve(reservations: &mut Vec<String>, lines: &[ScoreLine], part: &str, rows: Rows) {
    let ids = |wanted: &dyn Fn(&ScoreLine) -> bool| {
        let found = lines.iter().filter(|line| wanted(line));
        let ids: Vec<&str> = found.map(|line| line.indicator.as_str()).collect();
        (!ids.is_empty()).then(|| ids.join("、"))
    };
    if rows == Rows::All
        && let Some(ids) = ids(&|line| !line.confirmed)
    {
        reservations.push(format!("预览：以下{part}指标未经确认，不得用于正式评定：{ids}"));
    }
    if let Some(ids) = ids(&|line| line.standing == LineStanding::NoPoints) {
        reservations.push(format!("以下{part}指标没有分值，一律不计：{ids}"));
    }
    if let Some(ids) = ids(&|line| line.standing == LineStanding::NotMeasured) {
        reservations.push(format!("以下{part}指标未评，未计入：{ids}"));
    }
}
