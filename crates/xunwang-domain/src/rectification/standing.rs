//! How a rectification stands at a moment (整改状况): in time or not, and as what the next circular tells of it.

use chrono::{DateTime, NaiveDate, Utc};

use super::moves::{RectifyAction, RectifyStage};
use super::record::{Rectification, RectifyStep};
use super::retest::RetestOutcome;
use crate::feedback::calendar::Calendar;
use crate::feedback::{Deadline, day_of};

/// Whether there is time left (时限状态), in working days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Timing {
    /// 逾期: so many working days ago, at least one day.
    Overdue(u32),
    /// 今天到期
    Today,
    /// 还剩: today not counted, the last day counted.
    Left(u32),
    /// 不再计时: the unit has answered, or it is over.
    Stopped,
}

/// As what the next circular tells of it (通报口径).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// 已整改: accepted or closed.
    Mended,
    /// 仍未整改: the term is over and nothing was answered, or what was answered is not so.
    NotMended,
    /// 已反馈未审定: answered; not looked at again yet, or not to be seen, or not accepted yet. Also what was seen to be mended
    /// though nobody has answered.
    Unsettled,
    /// 未到期
    Running,
    /// 已撤销: counts nowhere.
    Withdrawn,
}

impl Timing {
    /// In words: `还剩 3 个工作日`.
    pub fn words(self) -> String {
        match self {
            Self::Overdue(days) => format!("逾期 {days} 个工作日"),
            Self::Today => "今天到期".to_owned(),
            Self::Left(days) => format!("还剩 {days} 个工作日"),
            Self::Stopped => String::new(),
        }
    }
}

impl Standing {
    /// What it is called.
    pub fn label(self) -> &'static str {
        match self {
            Self::Mended => "已整改",
            Self::NotMended => "仍未整改",
            Self::Unsettled => "已反馈未审定",
            Self::Running => "未到期",
            Self::Withdrawn => "已撤销",
        }
    }
}

/// The end of a term whose last day was set: where it is a day off, the next working day (期限顺延，《民法典》第二百零三条).
pub fn deadline_of(day: NaiveDate, calendar: &Calendar) -> Deadline {
    use chrono::Datelike as _;
    let mut is_provisional = false;
    let last = day.iter_days().take(60).find(|day| {
        is_provisional |= !calendar.is_published(day.year());
        calendar.is_working(*day)
    });
    Deadline {
        last: last.unwrap_or(day),
        is_provisional,
    }
}

impl Rectification {
    /// The end of its term.
    pub fn deadline(&self, calendar: &Calendar) -> Deadline {
        deadline_of(self.due, calendar)
    }

    /// Whether there is time left.
    pub fn timing(&self, now: DateTime<Utc>, calendar: &Calendar) -> Timing {
        if !self.stage.is_with_unit() {
            return Timing::Stopped;
        }
        let (last, today) = (self.deadline(calendar).last, day_of(now));
        match today.cmp(&last) {
            std::cmp::Ordering::Less => Timing::Left(calendar.working_days(today, last)),
            std::cmp::Ordering::Equal => Timing::Today,
            // Over on a Friday, it is late on the Saturday too.
            std::cmp::Ordering::Greater => Timing::Overdue(calendar.working_days(last, today).max(1)),
        }
    }

    /// Was the first answer sent after the term that was in force at the end?
    pub fn was_late(&self, calendar: &Calendar) -> bool {
        let deadline = self.deadline(calendar);
        self.replies
            .first()
            .is_some_and(|reply| deadline.is_over(reply.at))
    }

    /// Did the last re-test see that it is mended, though nobody has answered, and nobody sent it back since?
    fn is_seen_mended(&self) -> bool {
        let is_back =
            |step: &RectifyStep| matches!(step.action, Some(RectifyAction::Return | RectifyAction::Reopen));
        let back = self.steps.iter().rev().find(|step| is_back(step));
        self.last_retest().is_some_and(|retest| {
            retest.outcome == RetestOutcome::Fixed && back.is_none_or(|back| retest.at > back.at)
        })
    }

    /// As what the next circular tells of it.
    pub fn standing(&self, now: DateTime<Utc>, calendar: &Calendar) -> Standing {
        let is_over = self.deadline(calendar).is_over(now);
        match self.stage {
            RectifyStage::Accepted | RectifyStage::Closed => Standing::Mended,
            RectifyStage::Withdrawn => Standing::Withdrawn,
            RectifyStage::Issued | RectifyStage::Signed | RectifyStage::Returned if is_over => {
                match self.is_seen_mended() {
                    true => Standing::Unsettled,
                    false => Standing::NotMended,
                }
            }
            RectifyStage::Issued | RectifyStage::Signed | RectifyStage::Returned => Standing::Running,
            RectifyStage::Answered | RectifyStage::Retested => {
                let outcome = self.retest_of_reply().map(|retest| retest.outcome);
                match outcome {
                    Some(RetestOutcome::NotFixed) if is_over => Standing::NotMended,
                    _ => Standing::Unsettled,
                }
            }
        }
    }
}
