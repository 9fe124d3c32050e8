//! A printed figure (数字) and what it is computed from. The key in the HTML is the path back to the rows.

pub(crate) mod formula;
mod key;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use xunwang_domain::circular::{
    AreaFacts, AreaKind, CircularFacts, PlatformFacts, ProblemFacts, ProblemObject, Rate,
};

/// A figure as printed, with its source (数字及其来源).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figured {
    /// What it is computed from.
    pub source: Figure,
    /// Its exact value.
    pub value: Value,
    /// Its printed form.
    pub shown: String,
}

/// An exact value (值).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Value {
    /// A number of things.
    Count(u64),
    /// A fraction, printed in percent.
    Rate(Rate),
    /// A difference of two printed rates (百分点), in units of their last decimal; printed without its sign.
    Points(i64),
}

/// What a figure is computed from (来源).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Figure {
    /// A count of one area, or of all where `area` is none.
    Count {
        /// Index into `areas`.
        area: Option<usize>,
        /// Which count.
        of: Counted,
    },
    /// A pass rate of one area, or of all.
    PassRate {
        /// Index into `areas`.
        area: Option<usize>,
        /// Sites or accounts.
        of: Inspected,
    },
    /// Share of the objects in operation that were inspected (检查比例).
    CheckedShare(Inspected),
    /// The same of one area.
    AreaShare {
        /// Index into `areas`.
        area: usize,
        /// Sites or accounts.
        of: Inspected,
    },
    /// Accounts in operation on one platform, in one area or all.
    Platform {
        /// Index into `areas`.
        area: Option<usize>,
        /// The platform.
        name: String,
    },
    /// Pass rate of the accounts on one platform, of all areas (分平台合格率).
    PlatformRate {
        /// The platform.
        name: String,
    },
    /// Pass rate of an earlier quarter (既往合格率).
    PastRate {
        /// Index into `history`.
        quarter: usize,
        /// Sites or accounts.
        of: Inspected,
    },
    /// On-time rate of an earlier quarter (既往按期办结率).
    PastOnTime {
        /// Index into `history`.
        quarter: usize,
    },
    /// Pass rate now less that of the quarter before, both as printed (较上季度变化).
    RateChange(Inspected),
    /// Cities whose inspected sites all passed.
    QualifiedCities,
    /// A number of error reports.
    Feedback(FeedbackPart),
    /// Closed ÷ received (办结率).
    ClosedRate,
    /// Closed on time ÷ (closed + open overdue) (按期办结率).
    OnTimeRate,
    /// Objects re-checked, mended, not mended: 0, 1, 2.
    Recheck(RecheckPart),
    /// Problems mended ÷ problems on the ledger whose term is over.
    RectifyRate,
    /// Reminders sent.
    RemindersSent,
    /// Reminders whose problem is mended.
    RemindersMended,
    /// Mended ÷ sent.
    ReminderRate,
    /// Accounts that run without being registered.
    Unregistered,
    /// Distinct objects among the problems at these places of the facts.
    Objects(Vec<usize>),
    /// Quarters running without anything that failed, of the areas praised at these places: the shortest (连续合格季度数).
    Streak(Vec<usize>),
    /// What a formula over the document's own values comes to (算式).
    Formula(String),
}

/// Sites or accounts (检查对象).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Inspected {
    /// Websites.
    Sites,
    /// Accounts.
    Accounts,
}

/// A count of an area (数量).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Counted {
    /// In operation.
    Running(Inspected),
    /// Inspected.
    Checked(Inspected),
    /// In operation, not inspected.
    Unmeasured(Inspected),
    /// Inspected and passed.
    Passed(Inspected),
    /// Inspected and failed.
    Failed(Inspected),
}

/// A number of error reports (留言数).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FeedbackPart {
    /// Received.
    Received,
    /// Closed, in time or not.
    Closed,
    /// Closed after the term.
    ClosedLate,
    /// Not closed, not yet due.
    Open,
    /// Not closed, past the term.
    Overdue,
}

/// A number of the re-check (复查数).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RecheckPart {
    /// Re-checked.
    Objects,
    /// Found mended.
    Mended,
    /// Found not mended.
    NotMended,
    /// Problems on the ledger whose term is over.
    Problems,
    /// Those mended.
    ProblemsMended,
}

impl Figure {
    /// The figure computed from the facts (计算).
    pub fn of(self, facts: &CircularFacts) -> Figured {
        let value = self.value(facts);
        self.shown_as(value, facts.rate_decimals)
    }

    /// The figure computed from the values of another document (按文稿数据计算); none where it is not known.
    pub(crate) fn of_values(self, values: &serde_json::Value, decimals: u8) -> Option<Figured> {
        let Self::Formula(formula) = &self else {
            return None;
        };
        let value = formula::value_of(formula, values)?;
        Some(self.shown_as(value, decimals))
    }

    fn shown_as(self, value: Value, decimals: u8) -> Figured {
        let shown = match value {
            Value::Count(number) => number.to_string(),
            Value::Rate(rate) => rate.percent(decimals),
            Value::Points(points) => in_points(points.unsigned_abs(), decimals),
        };
        Figured {
            source: self,
            value,
            shown,
        }
    }

    fn value(&self, facts: &CircularFacts) -> Value {
        let over = |area: Option<usize>, count: &dyn Fn(&AreaFacts) -> u64| match area {
            Some(index) => facts.areas.get(index).map_or(0, count),
            None => facts.total(count),
        };
        let feedback = |part| facts.feedback.map_or(0, |feedback| part_of(feedback, part));
        match self {
            Self::Count { area, of } => Value::Count(over(*area, &|area| of.in_area(area))),
            Self::PassRate { area, of } => Value::Rate(Rate {
                part: over(*area, &|area| Counted::Passed(*of).in_area(area)),
                whole: over(*area, &|area| Counted::Checked(*of).in_area(area)),
            }),
            Self::CheckedShare(of) => Value::Rate(Rate {
                part: over(None, &|area| Counted::Checked(*of).in_area(area)),
                whole: over(None, &|area| Counted::Running(*of).in_area(area)),
            }),
            Self::AreaShare { area, of } => Value::Rate(Rate {
                part: over(Some(*area), &|area| Counted::Checked(*of).in_area(area)),
                whole: over(Some(*area), &|area| Counted::Running(*of).in_area(area)),
            }),
            Self::PlatformRate { name } => {
                let of_platform = |count: fn(&PlatformFacts) -> u64| {
                    facts.total(|area| area.platforms.get(name).map_or(0, count))
                };
                Value::Rate(Rate::passed(
                    of_platform(|split| split.checked),
                    of_platform(|split| split.failed),
                ))
            }
            Self::PastRate { quarter, of } => {
                Value::Rate(facts.history.get(*quarter).map_or(NO_RATE, |past| match of {
                    Inspected::Sites => past.site_rate(),
                    Inspected::Accounts => past.account_rate(),
                }))
            }
            Self::PastOnTime { quarter } => {
                let feedback = facts.history.get(*quarter).and_then(|past| past.feedback);
                Value::Rate(feedback.map_or(NO_RATE, |feedback| feedback.on_time_rate()))
            }
            Self::Platform { area, name } => Value::Count(over(*area, &|area| {
                area.platforms.get(name).map_or(0, |split| split.running)
            })),
            Self::RateChange(of) => Value::Points(rate_change(facts, *of).unwrap_or_default()),
            Self::QualifiedCities => {
                Value::Count(facts.areas.iter().filter(|area| is_qualified(area)).count() as u64)
            }
            Self::Feedback(part) => Value::Count(feedback(*part)),
            Self::ClosedRate => Value::Rate(Rate {
                part: feedback(FeedbackPart::Closed),
                whole: feedback(FeedbackPart::Received),
            }),
            Self::OnTimeRate => {
                Value::Rate(facts.feedback.map_or(NO_RATE, |feedback| feedback.on_time_rate()))
            }
            Self::Recheck(part) => Value::Count(facts.recheck.as_ref().map_or(0, |recheck| match part {
                RecheckPart::Objects => recheck.objects,
                RecheckPart::Mended => recheck.mended,
                RecheckPart::NotMended => recheck.not_mended.len() as u64,
                RecheckPart::Problems => recheck.problems,
                RecheckPart::ProblemsMended => recheck.problems_mended,
            })),
            Self::RectifyRate => Value::Rate(facts.recheck.as_ref().map_or(NO_RATE, |recheck| Rate {
                part: recheck.problems_mended,
                whole: recheck.problems,
            })),
            Self::RemindersSent => Value::Count(facts.reminders.map_or(0, |reminders| reminders.sent)),
            Self::RemindersMended => Value::Count(facts.reminders.map_or(0, |reminders| reminders.mended)),
            Self::ReminderRate => Value::Rate(facts.reminders.map_or(NO_RATE, |r| Rate {
                part: r.mended,
                whole: r.sent,
            })),
            Self::Unregistered => Value::Count(facts.unregistered.len() as u64),
            Self::Formula(formula) => serde_json::to_value(facts)
                .ok()
                .and_then(|values| formula::value_of(formula, &values))
                .unwrap_or(Value::Rate(NO_RATE)),
            Self::Streak(places) => {
                let lengths = places
                    .iter()
                    .map(|place| facts.praise.get(*place).map_or(0, |praise| praise.streak.len()));
                Value::Count(lengths.min().unwrap_or_default() as u64)
            }
            Self::Objects(places) => {
                let objects: BTreeSet<_> = places
                    .iter()
                    .filter_map(|place| {
                        facts
                            .problems
                            .get(*place)
                            .map(|problem| object_of(*place, problem))
                    })
                    .collect();
                Value::Count(objects.len() as u64)
            }
        }
    }
}

/// The change of a pass rate against the quarter before, where `history` ends with that quarter and both are known.
///
/// Both are taken as printed: 98.9% and 99.1% differ by 0.2, whatever stands behind the decimals.
pub(crate) fn rate_change(facts: &CircularFacts, of: Inspected) -> Option<i64> {
    let before = facts
        .history
        .last()
        .filter(|past| past.quarter.next() == facts.quarter)?;
    let (before, now) = match of {
        Inspected::Sites => (before.site_rate(), facts.site_rate()),
        Inspected::Accounts => (before.account_rate(), facts.account_rate()),
    };
    let printed = |rate: Rate| i64::try_from(rate.rounded(facts.rate_decimals)?).ok();
    Some(printed(now)? - printed(before)?)
}

/// “0.2” of two tenths; whole points have no decimals.
fn in_points(points: u64, decimals: u8) -> String {
    let unit = 10_u64.pow(u32::from(decimals.min(6)));
    if points.is_multiple_of(unit) {
        return (points / unit).to_string();
    }
    format!(
        "{}.{:0width$}",
        points / unit,
        points % unit,
        width = usize::from(decimals.min(6))
    )
}

/// Nothing to divide by: printed as “—”.
const NO_RATE: Rate = Rate { part: 0, whole: 0 };

/// What makes two problems be of the same object (同一对象): kind, area, name, platform; a nameless one stands alone.
pub(crate) type ObjectKey<'a> = (ProblemObject, &'a str, &'a str, &'a str, usize);

/// The key of a problem's object.
pub(crate) fn object_of(place: usize, problem: &ProblemFacts) -> ObjectKey<'_> {
    let alone = if problem.name.is_empty() { place + 1 } else { 0 };
    (
        problem.object,
        &problem.area,
        &problem.name,
        &problem.platform,
        alone,
    )
}

/// A city that was inspected and has no failing site (合格率达100%的地市).
pub(crate) fn is_qualified(area: &AreaFacts) -> bool {
    area.kind == AreaKind::City && Rate::passed(area.sites_checked, area.sites_failed).is_all()
}

fn part_of(feedback: xunwang_domain::circular::FeedbackFacts, part: FeedbackPart) -> u64 {
    match part {
        FeedbackPart::Received => feedback.received,
        FeedbackPart::Closed => feedback.closed(),
        FeedbackPart::ClosedLate => feedback.closed_late,
        FeedbackPart::Open => feedback.open,
        FeedbackPart::Overdue => feedback.overdue,
    }
}

impl Counted {
    fn in_area(self, area: &AreaFacts) -> u64 {
        let (running, checked, failed) = match self.inspected() {
            Inspected::Sites => (area.sites_running, area.sites_checked, area.sites_failed),
            Inspected::Accounts => (area.accounts_running, area.accounts_checked, area.accounts_failed),
        };
        match self {
            Self::Running(_) => running,
            Self::Checked(_) => checked,
            Self::Unmeasured(_) => running.saturating_sub(checked),
            Self::Passed(_) => checked.saturating_sub(failed),
            Self::Failed(_) => failed,
        }
    }

    fn inspected(self) -> Inspected {
        match self {
            Self::Running(of)
            | Self::Checked(of)
            | Self::Unmeasured(of)
            | Self::Passed(of)
            | Self::Failed(of) => of,
        }
    }
}
