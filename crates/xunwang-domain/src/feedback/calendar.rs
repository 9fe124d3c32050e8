//! Working days (工作日) by the yearly notices of the State Council, with the days off moved to and the make-up days worked.
//!
//! Rulebook ZH-13. A year whose notice has not been published says so: its weekends and the holidays that the law fixes by
//! date (《全国年节及纪念日放假办法》, as amended 2024) are taken, and every term that runs into it is provisional.

use std::collections::BTreeMap;

use chrono::{Datelike as _, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

/// The notice of one year (放假安排): days that are not what their weekday says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarYear {
    /// The year.
    pub year: i32,
    /// Addresses of the notices (通知网址); none: not published yet.
    #[serde(default)]
    pub papers: Vec<String>,
    /// The days that the notice names; they may lie in the year before or after.
    #[serde(default)]
    pub days: Vec<CalendarDay>,
}

/// A day of a notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarDay {
    /// 节日名称
    pub name: String,
    /// The day.
    pub date: NaiveDate,
    /// Off (休), or a make-up day that is worked (班).
    #[serde(rename = "isOffDay")]
    pub is_off: bool,
}

/// Why a notice is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// Nothing says where it was published.
    #[error("{0}年放假安排缺少通知的网址；请填写国务院办公厅通知的网址")]
    NoPaper(i32),
    /// No day is named.
    #[error("{0}年放假安排没有任何日期；请填写放假和调休上班的日期")]
    NoDay(i32),
    /// A day far from the year.
    #[error("{0}年放假安排中的{1}不在这一年前后；请核对年份")]
    Far(i32, NaiveDate),
    /// A day stands there twice.
    #[error("{0}年放假安排中{1}出现了两次；请只保留一次")]
    Twice(i32, NaiveDate),
    /// A year that nobody has planned for.
    #[error("年份应在2000年至2100年之间，现为{0}年")]
    Year(i32),
}

impl CalendarYear {
    /// Is the notice published (已公布)?
    pub fn is_published(&self) -> bool {
        !self.papers.is_empty() && !self.days.is_empty()
    }

    /// The first thing that is wrong with a notice that somebody enters (放假安排检查).
    ///
    /// # Errors
    /// No address, no day, a day far from the year or named twice.
    pub fn check(&self) -> Result<(), CalendarError> {
        if !(2000..=2100).contains(&self.year) {
            return Err(CalendarError::Year(self.year));
        }
        if self.papers.iter().all(|paper| paper.trim().is_empty()) {
            return Err(CalendarError::NoPaper(self.year));
        }
        if self.days.is_empty() {
            return Err(CalendarError::NoDay(self.year));
        }
        let mut seen = std::collections::BTreeSet::new();
        for day in &self.days {
            if (day.date.year() - self.year).abs() > 1 {
                return Err(CalendarError::Far(self.year, day.date));
            }
            if !seen.insert(day.date) {
                return Err(CalendarError::Twice(self.year, day.date));
            }
        }
        Ok(())
    }
}

/// All notices that are known (工作日历).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendar {
    years: BTreeMap<i32, CalendarYear>,
    off: BTreeMap<NaiveDate, bool>,
}

impl Calendar {
    /// Puts notices together; a later one of the same year takes the place of the earlier.
    pub fn new(years: impl IntoIterator<Item = CalendarYear>) -> Self {
        let years: BTreeMap<i32, CalendarYear> = years.into_iter().map(|year| (year.year, year)).collect();
        let published = years.values().filter(|year| year.is_published());
        let off = published
            .flat_map(|year| year.days.iter().map(|day| (day.date, day.is_off)))
            .collect();
        Self { years, off }
    }

    /// The notices, by year.
    pub fn years(&self) -> impl DoubleEndedIterator<Item = &CalendarYear> {
        self.years.values()
    }

    /// Is the notice of that year published?
    pub fn is_published(&self, year: i32) -> bool {
        self.years.get(&year).is_some_and(CalendarYear::is_published)
    }

    /// Is the day worked (是否工作日)?
    pub fn is_working(&self, day: NaiveDate) -> bool {
        if let Some(is_off) = self.off.get(&day) {
            return !is_off;
        }
        let is_weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        !is_weekend && (self.is_published(day.year()) || !is_holiday_by_law(day))
    }

    /// The last day of a term of so many working days (期限): the day from which it runs is not counted, days that `skips`
    /// names are not either. Whether it is provisional because it runs into a year without a notice stands beside it.
    pub fn term(
        &self,
        from: NaiveDate,
        working_days: u32,
        skips: impl Fn(NaiveDate) -> bool,
    ) -> (NaiveDate, bool) {
        let (mut day, mut left, mut is_provisional) = (from, working_days, false);
        while left > 0 {
            let Some(next) = day.succ_opt() else { break };
            day = next;
            is_provisional |= !self.is_published(day.year());
            if self.is_working(day) && !skips(day) {
                left -= 1;
            }
        }
        (day, is_provisional)
    }

    /// Working days after `from` up to and with `to` (相隔工作日); 0 where `to` is not later.
    pub fn working_days(&self, from: NaiveDate, to: NaiveDate) -> u32 {
        let days = from.iter_days().skip(1).take_while(|day| *day <= to);
        u32::try_from(days.filter(|day| self.is_working(*day)).count()).unwrap_or(u32::MAX)
    }
}

/// Holidays that the law fixes by the date of the common calendar.
fn is_holiday_by_law(day: NaiveDate) -> bool {
    matches!((day.month(), day.day()), (1, 1) | (5, 1 | 2) | (10, 1..=3))
}
