//! How many were handled in time (办理情况): four bins that add up, and the rates over them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::record::Feedback;
use crate::circular::{FeedbackFacts, Rate};

/// Where a message counts (分类). Each counts once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bin {
    /// 按期办结
    ClosedOnTime,
    /// 超期办结
    ClosedLate,
    /// 在办未到期
    Open,
    /// 逾期未办结
    Overdue,
    /// 日期不全: received or closed on a day that nobody knows; outside every rate.
    Undated,
}

impl Bin {
    /// Every bin.
    pub const ALL: [Self; 5] = [
        Self::ClosedOnTime,
        Self::ClosedLate,
        Self::Open,
        Self::Overdue,
        Self::Undated,
    ];

    /// What it is called.
    pub fn label(self) -> &'static str {
        match self {
            Self::ClosedOnTime => "按期办结",
            Self::ClosedLate => "超期办结",
            Self::Open => "在办未到期",
            Self::Overdue => "逾期未办结",
            Self::Undated => "日期不全",
        }
    }

    /// Its word in addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::ClosedOnTime => "closed_on_time",
            Self::ClosedLate => "closed_late",
            Self::Open => "open",
            Self::Overdue => "overdue",
            Self::Undated => "undated",
        }
    }

    /// The bin of a word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|bin| bin.word() == word)
    }
}

impl Feedback {
    /// Where it counts at that moment (归类).
    ///
    /// One that was closed late and is taken up again is overdue until it is closed again: no reopening makes a rate better.
    /// One that was merged counts as closed when the message is closed that it was merged into.
    pub fn bin(&self, now: DateTime<Utc>) -> Bin {
        let Some(clocks) = self.clocks else {
            return Bin::Undated;
        };
        if self.is_over() {
            let Some(closing) = self.closings.last() else {
                return Bin::Undated;
            };
            return if self.was_late || clocks.close.is_over(closing.at) {
                Bin::ClosedLate
            } else {
                Bin::ClosedOnTime
            };
        }
        if self.was_late || clocks.close.is_over(now) {
            Bin::Overdue
        } else {
            Bin::Open
        }
    }
}

/// How many messages are in each bin (办理情况统计).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// All of them.
    pub received: u64,
    /// 按期办结
    pub closed_on_time: u64,
    /// 超期办结
    pub closed_late: u64,
    /// 在办未到期
    pub open: u64,
    /// 逾期未办结
    pub overdue: u64,
    /// 日期不全
    pub undated: u64,
}

impl Tally {
    /// Counts so many more in a bin.
    pub fn add(&mut self, bin: Bin, count: u64) {
        self.received += count;
        *match bin {
            Bin::ClosedOnTime => &mut self.closed_on_time,
            Bin::ClosedLate => &mut self.closed_late,
            Bin::Open => &mut self.open,
            Bin::Overdue => &mut self.overdue,
            Bin::Undated => &mut self.undated,
        } += count;
    }

    /// Adds what another has counted.
    pub fn merge(&mut self, other: Self) {
        for bin in Bin::ALL {
            self.add(bin, other.of(bin));
        }
    }

    /// How many are in a bin.
    pub fn of(&self, bin: Bin) -> u64 {
        match bin {
            Bin::ClosedOnTime => self.closed_on_time,
            Bin::ClosedLate => self.closed_late,
            Bin::Open => self.open,
            Bin::Overdue => self.overdue,
            Bin::Undated => self.undated,
        }
    }

    /// Closed, in time or not, of those whose dates are known.
    pub fn closed(&self) -> u64 {
        self.closed_on_time + self.closed_late
    }

    /// Closed ÷ received (办结率), of those whose dates are known.
    pub fn closed_rate(&self) -> Rate {
        Rate {
            part: self.closed(),
            whole: self.received - self.undated,
        }
    }

    /// Closed on time ÷ (closed + open overdue) (按期办结率).
    pub fn on_time_rate(&self) -> Rate {
        Rate {
            part: self.closed_on_time,
            whole: self.closed() + self.overdue,
        }
    }

    /// Was every message closed on time (均已按期办理)? Not where there was none, nor where a date is missing.
    pub fn is_all_on_time(&self) -> bool {
        self.received > 0 && self.closed_on_time == self.received
    }

    /// As the circular carries it; those without dates stand outside.
    pub fn facts(&self) -> FeedbackFacts {
        FeedbackFacts {
            received: self.received - self.undated,
            closed_on_time: self.closed_on_time,
            closed_late: self.closed_late,
            open: self.open,
            overdue: self.overdue,
        }
    }
}
