//! How a figure's source is written (来源标记): in `data-ref` of the HTML and in messages.

use std::fmt;

use super::{Counted, FeedbackPart, Figure, Inspected, RecheckPart};

impl Figure {
    /// The figure of a key, of those that are of the whole and not of an area or of single problems (按来源取数).
    pub(crate) fn of_key(key: &str) -> Option<Self> {
        let area = None;
        let of_objects = [Inspected::Sites, Inspected::Accounts]
            .into_iter()
            .flat_map(|of| {
                [
                    Self::Count {
                        area,
                        of: Counted::Running(of),
                    },
                    Self::Count {
                        area,
                        of: Counted::Checked(of),
                    },
                    Self::Count {
                        area,
                        of: Counted::Unmeasured(of),
                    },
                    Self::Count {
                        area,
                        of: Counted::Passed(of),
                    },
                    Self::Count {
                        area,
                        of: Counted::Failed(of),
                    },
                    Self::PassRate { area, of },
                    Self::CheckedShare(of),
                    Self::RateChange(of),
                ]
            });
        let others = [
            Self::QualifiedCities,
            Self::Feedback(FeedbackPart::Received),
            Self::Feedback(FeedbackPart::Closed),
            Self::Feedback(FeedbackPart::ClosedLate),
            Self::Feedback(FeedbackPart::Open),
            Self::Feedback(FeedbackPart::Overdue),
            Self::ClosedRate,
            Self::OnTimeRate,
            Self::Recheck(RecheckPart::Objects),
            Self::Recheck(RecheckPart::Mended),
            Self::Recheck(RecheckPart::NotMended),
            Self::Recheck(RecheckPart::Problems),
            Self::Recheck(RecheckPart::ProblemsMended),
            Self::RectifyRate,
            Self::RemindersSent,
            Self::RemindersMended,
            Self::ReminderRate,
            Self::Unregistered,
        ];
        of_objects.chain(others).find(|figure| figure.to_string() == key)
    }
}

/// The reference key of HTML and messages, e.g. `areas[3].sites.failed`.
impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at =
            |area: &Option<usize>| area.map_or_else(|| "areas".to_owned(), |index| format!("areas[{index}]"));
        match self {
            Self::Count { area, of } => {
                let count = match of {
                    Counted::Running(_) => "running",
                    Counted::Checked(_) => "checked",
                    Counted::Unmeasured(_) => "unmeasured",
                    Counted::Passed(_) => "passed",
                    Counted::Failed(_) => "failed",
                };
                write!(f, "{}.{}.{count}", at(area), of.inspected())
            }
            Self::PassRate { area, of } => write!(f, "{}.{of}.pass_rate", at(area)),
            Self::CheckedShare(of) => write!(f, "areas.{of}.checked_share"),
            Self::Platform { area, name } => write!(f, "{}.platforms.{name}.running", at(area)),
            Self::AreaShare { area, of } => write!(f, "areas[{area}].{of}.checked_share"),
            Self::PlatformRate { name } => write!(f, "areas.platforms.{name}.pass_rate"),
            Self::PastRate { quarter, of } => write!(f, "history[{quarter}].{of}.pass_rate"),
            Self::PastOnTime { quarter } => write!(f, "history[{quarter}].feedback.on_time_rate"),
            Self::RateChange(of) => write!(f, "areas.{of}.pass_rate_change"),
            Self::QualifiedCities => f.write_str("areas.cities_all_passed"),
            Self::Feedback(part) => f.write_str(match part {
                FeedbackPart::Received => "feedback.received",
                FeedbackPart::Closed => "feedback.closed",
                FeedbackPart::ClosedLate => "feedback.closed_late",
                FeedbackPart::Open => "feedback.open",
                FeedbackPart::Overdue => "feedback.overdue",
            }),
            Self::ClosedRate => f.write_str("feedback.closed_rate"),
            Self::OnTimeRate => f.write_str("feedback.on_time_rate"),
            Self::Recheck(part) => f.write_str(match part {
                RecheckPart::Objects => "recheck.objects",
                RecheckPart::Mended => "recheck.mended",
                RecheckPart::NotMended => "recheck.not_mended",
                RecheckPart::Problems => "recheck.problems",
                RecheckPart::ProblemsMended => "recheck.problems_mended",
            }),
            Self::RectifyRate => f.write_str("recheck.rate"),
            Self::RemindersSent => f.write_str("reminders.sent"),
            Self::RemindersMended => f.write_str("reminders.mended"),
            Self::ReminderRate => f.write_str("reminders.rate"),
            Self::Unregistered => f.write_str("unregistered"),
            Self::Formula(formula) => f.write_str(formula),
            Self::Objects(places) => write!(f, "problems[{}].objects", listed(places)),
            Self::Streak(places) => write!(f, "praise[{}].streak", listed(places)),
        }
    }
}

fn listed(places: &[usize]) -> String {
    places.iter().map(usize::to_string).collect::<Vec<_>>().join(",")
}

impl fmt::Display for Inspected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sites => "sites",
            Self::Accounts => "accounts",
        })
    }
}
