//! The clocks of a message (时限): hand-over and closing, both from receipt, in working days.

use chrono::{DateTime, FixedOffset, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::calendar::Calendar;

/// How long may it take (办理时限设置), in working days from receipt (ZH-03, ZH-04).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// Until it is handed over (转办).
    pub hand_over: u32,
    /// Until it is closed (办结).
    pub close: u32,
}

impl Default for Terms {
    fn default() -> Self {
        Self {
            hand_over: 1,
            close: 3,
        }
    }
}

/// Days on which the closing clock stands still (暂停计时), both counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
}

impl Pause {
    /// Does the clock stand still on that day?
    pub fn holds(self, day: NaiveDate) -> bool {
        (self.from..=self.to).contains(&day)
    }
}

/// The end of a term (期限).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Deadline {
    /// Its last working day; the term ends at 24:00 of it, Chinese time.
    pub last: NaiveDate,
    /// It runs into a year whose holidays are not published (期限暂定).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_provisional: bool,
}

impl Deadline {
    /// The moment at which it is over: 00:00 of the day after, Chinese time.
    pub fn end(self) -> DateTime<Utc> {
        let next = self.last.succ_opt().unwrap_or(self.last);
        start_of(next)
    }

    /// Is it over at that moment?
    pub fn is_over(self, now: DateTime<Utc>) -> bool {
        now >= self.end()
    }
}

/// Both terms of a message (两个期限).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clocks {
    /// 转办期限
    pub hand_over: Deadline,
    /// 办结期限
    pub close: Deadline,
}

/// Which clock (时限种类).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Clock {
    /// 转办
    HandOver,
    /// 办结
    Close,
}

impl Clock {
    /// What is due.
    pub fn label(self) -> &'static str {
        match self {
            Self::HandOver => "转办",
            Self::Close => "办结",
        }
    }
}

impl Clocks {
    /// The terms of what was received on that day (计算期限). Pauses stop the closing clock only.
    pub fn of(received: NaiveDate, terms: Terms, pauses: &[Pause], calendar: &Calendar) -> Self {
        let deadline = |(last, is_provisional)| Deadline { last, is_provisional };
        let is_paused = |day| pauses.iter().any(|pause| pause.holds(day));
        Self {
            hand_over: deadline(calendar.term(received, terms.hand_over, |_| false)),
            close: deadline(calendar.term(received, terms.close, is_paused)),
        }
    }
}

/// Chinese time, the whole year (东八区).
pub(super) fn chinese_time() -> FixedOffset {
    FixedOffset::east_opt(8 * 3600).unwrap_or_else(|| unreachable!("eight hours are an offset"))
}

/// The day of a moment in China (北京时间的日期).
pub fn day_of(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&chinese_time()).date_naive()
}

/// The moment at which a day begins in China (北京时间零点).
pub fn start_of(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(chrono::NaiveTime::MIN).and_utc() - TimeDelta::hours(8)
}
