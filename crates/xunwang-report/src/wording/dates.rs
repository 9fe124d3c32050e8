//! Dates as an official text writes them (日期写法): Arabic numerals, no leading zeros, the year only where needed.

use chrono::{Datelike, NaiveDate};
use xunwang_domain::circular::Quarter;

fn month_day(day: NaiveDate) -> String {
    format!("{}月{}日", day.month(), day.day())
}

/// “2023年7月1日至9月15日”, “2023年7月1日” of one day (日期范围).
pub(crate) fn days([first, last]: [NaiveDate; 2]) -> String {
    if first == last {
        full(first)
    } else if first.year() == last.year() {
        format!("{}至{}", full(first), month_day(last))
    } else {
        format!("{}至{}", full(first), full(last))
    }
}

/// “2023年7月1日” (日期).
pub(crate) fn in_full(day: NaiveDate) -> String {
    full(day)
}

fn full(day: NaiveDate) -> String {
    format!("{}年{}", day.year(), month_day(day))
}

/// “7月1日至9月19日”; with the years where the days are not of the quarter's year (时间范围).
pub(crate) fn window([first, last]: [NaiveDate; 2], quarter: Quarter) -> String {
    if first.year() == quarter.year() && last.year() == quarter.year() {
        format!("{}至{}", month_day(first), month_day(last))
    } else if first.year() == last.year() {
        format!("{}至{}", full(first), month_day(last))
    } else {
        format!("{}至{}", full(first), full(last))
    }
}

/// “注：检查采样时间为2023年7月1日至9月15日。” (附件注).
pub(crate) fn sampling_note([first, last]: [NaiveDate; 2]) -> String {
    let last = if first.year() == last.year() {
        month_day(last)
    } else {
        full(last)
    };
    format!("注：检查采样时间为{}至{last}。", full(first))
}

/// “10月20日”, with the year where it is not the year of issue (期限).
pub(crate) fn deadline(day: NaiveDate, issued_on: NaiveDate) -> String {
    if day.year() == issued_on.year() {
        month_day(day)
    } else {
        full(day)
    }
}

/// “去年第四季度、今年第一季度连续”, as seen from a quarter: in whose circulars a problem stood before (既往通报).
pub(crate) fn stood_before(last: Quarter, streak: &[Quarter], now: Quarter) -> String {
    let Some((first, later)) = streak.split_first() else {
        return quarter_before(last, now);
    };
    let mut text = quarter_before(*first, now);
    let mut year = first.year();
    for quarter in later {
        text.push('、');
        text.push_str(&match quarter.year() == year {
            true => quarter.ordinal(),
            false => quarter_before(*quarter, now),
        });
        year = quarter.year();
    }
    text + "连续"
}

/// “今年第一季度”, “去年第四季度”, “2021年第四季度” as seen from a quarter (既往季度).
pub(crate) fn quarter_before(earlier: Quarter, now: Quarter) -> String {
    match now.year() - earlier.year() {
        0 => format!("今年{}", earlier.ordinal()),
        1 => format!("去年{}", earlier.ordinal()),
        _ => earlier.in_full(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_appear_only_where_they_are_needed() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let quarter: Quarter = "2023Q3".parse().unwrap();
        assert_eq!(
            window([day("2023-07-01"), day("2023-09-19")], quarter),
            "7月1日至9月19日"
        );
        assert_eq!(
            window([day("2022-12-21"), day("2023-03-20")], quarter),
            "2022年12月21日至2023年3月20日"
        );
        assert_eq!(
            sampling_note([day("2023-07-01"), day("2023-09-15")]),
            "注：检查采样时间为2023年7月1日至9月15日。"
        );
        assert_eq!(deadline(day("2024-01-19"), day("2023-12-30")), "2024年1月19日");
        assert_eq!(quarter_before("2022Q4".parse().unwrap(), quarter), "去年第四季度");
    }
}
