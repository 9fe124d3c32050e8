//! Times as officers read them: Chinese time, to the minute.

use chrono::{DateTime, FixedOffset, NaiveDate, TimeZone as _, Utc};

fn china() -> FixedOffset {
    FixedOffset::east_opt(8 * 3600).expect("eight hours")
}

/// `2023-09-15 09:40`
pub(crate) fn minute(at: DateTime<Utc>) -> String {
    at.with_timezone(&china()).format("%Y-%m-%d %H:%M").to_string()
}

/// `2023-09-15 09:40:12`
pub(crate) fn second(at: DateTime<Utc>) -> String {
    at.with_timezone(&china()).format("%Y-%m-%d %H:%M:%S").to_string()
}

/// The end of a day, Chinese time.
pub(crate) fn end_of(day: NaiveDate) -> Option<DateTime<Utc>> {
    let midnight = day.succ_opt()?.and_hms_opt(0, 0, 0)?;
    let end = china().from_local_datetime(&midnight).single()?;
    Some(end.to_utc() - chrono::TimeDelta::microseconds(1))
}
