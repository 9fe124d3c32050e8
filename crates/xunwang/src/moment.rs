//! Days and moments as the command line gives them, in Chinese time (日期与时刻).

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, TimeDelta, Utc};

/// Chinese time: eight hours ahead, the whole year.
fn chinese_time() -> FixedOffset {
    FixedOffset::east_opt(8 * 3600).expect("eight hours are an offset")
}

/// The Chinese day of a moment.
pub(crate) fn chinese_day(moment: DateTime<Utc>) -> NaiveDate {
    moment.with_timezone(&chinese_time()).date_naive()
}

/// DATE of the contract: `YYYY-MM-DD` means 24:00 of that day, that is its last moment; else RFC 3339.
pub(crate) fn parse_moment(text: &str) -> Result<DateTime<Utc>, String> {
    if let Ok(day) = text.parse::<NaiveDate>() {
        let midnight = day
            .and_time(NaiveTime::MIN)
            .and_local_timezone(chinese_time())
            .single();
        let end = midnight
            .and_then(|begin| begin.checked_add_signed(TimeDelta::days(1) - TimeDelta::microseconds(1)));
        return end
            .map(|end| end.to_utc())
            .ok_or_else(|| format!("日期 {text} 超出范围"));
    }
    DateTime::parse_from_rfc3339(text)
        .map(|moment| moment.to_utc())
        .map_err(|_| "应为 2023-09-15 这样的日期，或 2023-09-15T17:00:00+08:00 这样的时刻".to_owned())
}

/// A day, `YYYY-MM-DD`.
pub(crate) fn parse_day(text: &str) -> Result<NaiveDate, String> {
    text.parse().map_err(|_| "应为 2023-09-15 这样的日期".to_owned())
}
