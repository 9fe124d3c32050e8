//! One line of the score sheet: what an indicator costs or earns, never more than its own points (SC-08).

use std::collections::BTreeSet;

use xunwang_domain::finding::RuleCode;
use xunwang_domain::score::{Draw, LineStanding, ScoreInput, ScoreLine, ScoredDefect};
use xunwang_domain::standard::{Counted, Hundredths, Indicator, IndicatorKind, Measure};

use crate::registry::rule;

/// What a measure comes to.
struct Outcome {
    standing: LineStanding,
    points: Hundredths,
    defects: Vec<String>,
    words: String,
}

/// The line of an indicator. `once` holds the keys that have cost points already: none costs twice (D-S1).
pub(super) fn line<'a>(
    row: &Indicator,
    input: &'a ScoreInput,
    is_skipped: bool,
    once: &mut BTreeSet<&'a str>,
) -> ScoreLine {
    let outcome = match row.points {
        _ if is_skipped => nothing(LineStanding::Skipped, "无对外服务职能的国务院部门，不计这一项"),
        None => nothing(LineStanding::NoPoints, "这一行没有分值，不计"),
        Some(_) => outcome(row, input, once),
    };
    let most = row.points.unwrap_or_default();
    let amount = outcome.points.min(most).max(Hundredths(0));
    let capped = outcome.points > amount;
    let verb = verb(row.kind);
    let counts = matches!(outcome.standing, LineStanding::Counted | LineStanding::Manual);
    let mut explanation = outcome.words;
    if counts && capped {
        explanation = format!(
            "{explanation}，合计{}分，按本项分值{verb}{amount}分",
            outcome.points
        );
    } else if counts {
        explanation = format!("{explanation}，{verb}{amount}分");
    }
    ScoreLine {
        indicator: row.id.clone(),
        group: row.group.clone(),
        title: row.title.clone(),
        kind: row.kind,
        confirmed: row.provenance.confirmed,
        points: row.points,
        standing: outcome.standing,
        defects: outcome.defects,
        amount,
        capped,
        explanation,
    }
}

fn verb(kind: IndicatorKind) -> &'static str {
    if kind == IndicatorKind::Bonus {
        "加"
    } else {
        "扣"
    }
}

fn nothing(standing: LineStanding, words: impl Into<String>) -> Outcome {
    Outcome {
        standing,
        points: Hundredths(0),
        defects: Vec::new(),
        words: words.into(),
    }
}

fn outcome<'a>(row: &Indicator, input: &'a ScoreInput, once: &mut BTreeSet<&'a str>) -> Outcome {
    if let Some(manual) = input.manual.get(&row.id) {
        return Outcome {
            points: manual.points,
            ..nothing(LineStanding::Manual, format!("人工评定：{}", manual.note))
        };
    }
    if let Some(reason) = input.not_measured.get(&row.id) {
        return nothing(LineStanding::NotMeasured, format!("未评：{reason}"));
    }
    let found = input.defects.get(&row.id).map_or(&[][..], Vec::as_slice);
    // What people reported has no price of its own: it costs what a person says.
    let reported = found.iter().filter(|defect| defect.rule == RuleCode::REPORTED.0);
    let reported = reported.count();
    if reported > 0 {
        let words = format!("未评：认定了其他渠道反映的问题{reported}个，扣几分须由人评定");
        return nothing(LineStanding::NotMeasured, words);
    }
    let Some(counted) = row.measure.counted() else {
        return nothing(LineStanding::NotMeasured, "未评：须由人评定");
    };
    let draw = input.draws.get(&row.id).copied();
    let unseen = counted.iter().find(|one| rule(&one.rule).is_none());
    let is_given = |code: &str| draw.is_some() || found.iter().any(|defect| defect.rule == code);
    if let Some(unseen) = unseen.filter(|unseen| !is_given(&unseen.rule)) {
        return nothing(
            LineStanding::NotMeasured,
            format!("未评：机器尚不检查 {}，须由人评定", unseen.rule),
        );
    }
    let tally = Tally::of(counted, found, once);
    match (&row.measure, draw) {
        (Measure::Each { .. }, _) => tally.priced(String::new()),
        (Measure::Sampled { sample, .. }, Some(draw)) => sampled(counted, tally, *sample, draw),
        (Measure::Count { threshold, .. }, _) => {
            let count = u32::try_from(tally.keys.len()).unwrap_or(u32::MAX);
            tally.whole(
                row,
                threshold.is_met_by(Hundredths::whole(count)),
                threshold.to_string(),
            )
        }
        (Measure::Share { threshold, .. }, Some(Draw { drawn, defective })) => {
            let is_met = threshold.is_met_by_share(defective.into(), drawn.into());
            tally.whole(row, is_met, format!("{drawn}个中有{defective}个，{threshold}%"))
        }
        (Measure::Every { total, .. }, Some(Draw { drawn, defective })) => {
            let is_met = drawn > 0 && defective >= drawn && total.is_met_by(Hundredths::whole(drawn));
            tally.whole(row, is_met, format!("共{drawn}个，{defective}个存在问题"))
        }
        (_, None) => nothing(LineStanding::NotMeasured, "未评：没有抽查或统计的总数"),
        (Measure::Manual, _) => nothing(LineStanding::NotMeasured, "未评：须由人评定"),
    }
}

/// Defects that count for a row, each once.
#[derive(Default)]
struct Tally {
    keys: Vec<String>,
    points: Hundredths,
    /// Cost points in an earlier row already.
    elsewhere: usize,
    /// No entry of the row counts them.
    outside: usize,
}

impl Tally {
    fn of<'a>(counted: &[Counted], found: &'a [ScoredDefect], once: &mut BTreeSet<&'a str>) -> Self {
        let mut tally = Self::default();
        let mut own = BTreeSet::new();
        for defect in found {
            let Some(entry) = counted.iter().find(|one| one.fits(&defect.rule, defect.seen)) else {
                tally.outside += 1;
                continue;
            };
            if !own.insert(defect.key.as_str()) {
                continue;
            }
            if !once.insert(&defect.key) {
                tally.elsewhere += 1;
                continue;
            }
            tally.keys.push(defect.key.clone());
            let points = entry.points.unwrap_or_default();
            tally.points = Hundredths(tally.points.0.saturating_add(points.0));
        }
        tally
    }

    fn words(&self, before: String) -> String {
        let mut words = format!("{before}问题{}个", self.keys.len());
        if self.elsewhere > 0 {
            words.push_str(&format!("，另有{}个已按其他指标计分，不重复计", self.elsewhere));
        }
        if self.outside > 0 {
            words.push_str(&format!("，另有{}个不属于本项的计数对象，未计", self.outside));
        }
        words
    }

    /// Each costs its own points.
    fn priced(self, before: String) -> Outcome {
        Outcome {
            words: self.words(before),
            standing: LineStanding::Counted,
            points: self.points,
            defects: self.keys,
        }
    }

    /// All points of the row, or none.
    fn whole(self, row: &Indicator, is_met: bool, limit: String) -> Outcome {
        let word = if is_met { "达到" } else { "未达到" };
        Outcome {
            words: format!("{}，{word}条件（{limit}）", self.words(String::new())),
            standing: LineStanding::Counted,
            points: if is_met {
                row.points.unwrap_or_default()
            } else {
                Hundredths(0)
            },
            defects: self.keys,
        }
    }
}

/// A sample: by the defects found in it, or, where only their number is known, by that.
fn sampled(counted: &[Counted], tally: Tally, sample: u32, draw: Draw) -> Outcome {
    let short = if draw.drawn < sample {
        format!("应抽查{sample}个，实有{}个，", draw.drawn)
    } else {
        format!("抽查{}个，", draw.drawn)
    };
    if !tally.keys.is_empty() || tally.elsewhere > 0 || draw.defective == 0 {
        return tally.priced(short);
    }
    // Only the number is known: it has one price, or none.
    let prices: BTreeSet<_> = counted.iter().map(|one| one.points).collect();
    match prices.first().copied().flatten().filter(|_| prices.len() == 1) {
        Some(points) => Outcome {
            points: Hundredths(points.0.saturating_mul(draw.defective.into())),
            ..nothing(
                LineStanding::Counted,
                format!("{short}其中{}个存在问题，每个{points}分", draw.defective),
            )
        },
        None => nothing(
            LineStanding::NotMeasured,
            format!(
                "未评：{short}其中{}个存在问题，各是哪种问题没有记录",
                draw.defective
            ),
        ),
    }
}
