//! Terms (期限): a number of days, or of calendar months whose last day is clamped.

use chrono::{DateTime, Days, FixedOffset, Months, NaiveDate, TimeDelta, Utc};
use serde::ser::SerializeMap as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::registry::{ChannelKind, half_width};

/// A period before the monitoring point (期限), written `14天`, `2周`, `6个月` or `1年`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Term {
    /// So many days.
    Days(u32),
    /// So many calendar months.
    Months(u32),
}

/// The row of accounts among the terms.
const ACCOUNT: &str = "政务新媒体";

/// Update terms (更新期限): of the home page, and of each kind of channel that has one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Of the home page (首页).
    pub home: Term,
    /// Of accounts (政务新媒体), where there is one.
    pub account: Option<Term>,
    channels: Vec<(ChannelKind, Term)>,
}

impl Terms {
    /// Terms of the home page and of kinds of channel; of two for one kind, the first counts.
    pub fn new(home: Term, mut channels: Vec<(ChannelKind, Term)>) -> Self {
        channels.sort_by_key(|(kind, _)| *kind);
        channels.dedup_by_key(|(kind, _)| *kind);
        Self {
            home,
            account: None,
            channels,
        }
    }

    /// The same with a term of accounts.
    #[must_use]
    pub fn with_account(self, account: Option<Term>) -> Self {
        Self { account, ..self }
    }

    /// The term of a kind of channel, where it has one.
    pub fn of_kind(&self, kind: ChannelKind) -> Option<Term> {
        let found = self.channels.iter().find(|(other, _)| *other == kind);
        found.map(|(_, term)| *term)
    }

    /// The term that a channel has to keep: that of its kind, else its own (登记的更新期限, in days), else none.
    pub fn of_channel(&self, kind: ChannelKind, own_days: Option<u32>) -> Option<Term> {
        self.of_kind(kind).or(own_days.map(Term::Days))
    }
}

impl Term {
    /// Reads a term; full-width digits and white space are accepted.
    pub fn parse(text: &str) -> Option<Self> {
        let text: String = text
            .chars()
            .map(half_width)
            .filter(|c| !c.is_whitespace())
            .collect();
        let end = text.find(|c: char| !c.is_ascii_digit())?;
        let number: u32 = text[..end]
            .parse()
            .ok()
            .filter(|number| (1..=36_500).contains(number))?;
        match &text[end..] {
            "天" | "日" => Some(Self::Days(number)),
            "周" => Some(Self::Days(number * 7)),
            "个月" | "月" => Some(Self::Months(number)),
            "年" => Some(Self::Months(number * 12)),
            _ => None,
        }
    }

    /// The first day that is still in time (期限起始日) at a monitoring day: `08-31` less six months is the last day
    /// of February.
    pub fn first_day(self, monitored: NaiveDate) -> NaiveDate {
        let first = match self {
            Self::Days(days) => monitored.checked_sub_days(Days::new(days.into())),
            Self::Months(months) => monitored.checked_sub_months(Months::new(months)),
        };
        first.unwrap_or(NaiveDate::MIN)
    }

    /// The last monitoring day at which what is dated so is still in time (期限截止日).
    pub fn last_day(self, dated: NaiveDate) -> NaiveDate {
        let last = match self {
            Self::Days(days) => dated.checked_add_days(Days::new(days.into())),
            Self::Months(months) => dated.checked_add_months(Months::new(months)),
        };
        // After a short month some days more are clamped to the same first day.
        let mut last = last.unwrap_or(NaiveDate::MAX);
        while let Some(next) = last.succ_opt().filter(|&next| self.first_day(next) <= dated) {
            last = next;
        }
        last
    }
}

impl std::fmt::Display for Term {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match *self {
            Self::Days(days) => write!(f, "{days}天"),
            Self::Months(months) if months % 12 == 0 => write!(f, "{}年", months / 12),
            Self::Months(months) => write!(f, "{months}个月"),
        }
    }
}

/// The last day that a monitoring point covers (监测日), in Chinese time: an instant of 24:00 closes the day that ends
/// there and does not open the next.
pub fn monitoring_day(as_of: DateTime<Utc>) -> NaiveDate {
    let chinese_time = FixedOffset::east_opt(8 * 3600).expect("eight hours are a valid offset");
    let covered = as_of
        .checked_sub_signed(TimeDelta::nanoseconds(1))
        .unwrap_or(as_of);
    covered.with_timezone(&chinese_time).date_naive()
}

impl Serialize for Term {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Serialize for Terms {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut rows = serializer.serialize_map(None)?;
        rows.serialize_entry("首页", &self.home)?;
        for kind in ChannelKind::ALL {
            if let Some(term) = self.of_kind(kind) {
                rows.serialize_entry(kind.label(), &term)?;
            }
        }
        if let Some(term) = &self.account {
            rows.serialize_entry(ACCOUNT, term)?;
        }
        rows.end()
    }
}

impl<'de> Deserialize<'de> for Term {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        term(&String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

impl<'de> Deserialize<'de> for Terms {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let rows = std::collections::BTreeMap::<String, String>::deserialize(deserializer)?;
        let (mut home, mut account) = (None, None);
        let mut channels = Vec::new();
        for (name, text) in &rows {
            let term = term(text).map_err(D::Error::custom)?;
            if name == "首页" {
                home = Some(term);
            } else if name == ACCOUNT {
                account = Some(term);
            } else {
                channels.push((channel_kind(name).map_err(D::Error::custom)?, term));
            }
        }
        let home = home.ok_or_else(|| D::Error::custom("更新期限缺少“首页”一行，请补上"))?;
        Ok(Self::new(home, channels).with_account(account))
    }
}

pub(super) fn channel_labels<S: Serializer>(kinds: &[ChannelKind], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(kinds.iter().map(|kind| kind.label()))
}

pub(super) fn channel_kinds<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<ChannelKind>, D::Error> {
    let labels = Vec::<String>::deserialize(deserializer)?;
    labels
        .iter()
        .map(|label| channel_kind(label).map_err(D::Error::custom))
        .collect()
}

fn term(text: &str) -> Result<Term, String> {
    Term::parse(text).ok_or_else(|| format!("期限“{text}”看不懂，请写成 14天、2周、6个月 或 1年"))
}

fn channel_kind(label: &str) -> Result<ChannelKind, String> {
    ChannelKind::from_label(label).ok_or_else(|| {
        format!("不认识的栏目类别“{label}”，应为 动态要闻、通知公告、政策文件、人事规划、政策解读、互动、其他 之一")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn calendar_months_clamp_to_the_last_day() {
        let half_a_year = Term::parse("6个月").unwrap();
        for (monitored, first) in [
            ("2023-08-31", "2023-02-28"),
            ("2024-08-31", "2024-02-29"),
            ("2023-09-15", "2023-03-15"),
            ("2023-03-31", "2022-09-30"),
        ] {
            assert_eq!(half_a_year.first_day(day(monitored)), day(first), "{monitored}");
        }
        assert_eq!(
            Term::parse("２周").unwrap().first_day(day("2023-09-15")),
            day("2023-09-01")
        );
        assert_eq!(
            Term::parse("1年").unwrap().first_day(day("2024-02-29")),
            day("2023-02-28")
        );
    }

    #[test]
    fn the_last_day_in_time_is_the_one_before_the_first_that_is_late() {
        for term in ["14天", "6个月", "1年", "1个月"] {
            let term = Term::parse(term).unwrap();
            for dated in [
                "2023-02-28",
                "2024-02-29",
                "2023-08-31",
                "2023-11-30",
                "2023-12-31",
            ] {
                let dated = day(dated);
                let last = term.last_day(dated);
                assert!(term.first_day(last) <= dated, "{term} {dated} {last}");
                assert!(
                    term.first_day(last.succ_opt().unwrap()) > dated,
                    "{term} {dated} {last}"
                );
            }
        }
    }

    #[test]
    fn terms_are_written_as_people_write_them() {
        for (text, printed) in [
            ("14天", "14天"),
            ("2 周", "14天"),
            ("6个月", "6个月"),
            ("12个月", "1年"),
        ] {
            assert_eq!(Term::parse(text).unwrap().to_string(), printed);
        }
        for wrong in ["", "14", "天", "0天", "两周", "14小时", "99999999999天", "-3天"] {
            assert_eq!(Term::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn midnight_belongs_to_the_day_that_it_ends() {
        for (instant, monitored) in [
            (
                "2023-09-15T24:00:00+08:00".replace("15T24", "16T00"),
                "2023-09-15",
            ),
            ("2023-09-15T23:59:59+08:00".to_owned(), "2023-09-15"),
            ("2023-09-15T00:00:01+08:00".to_owned(), "2023-09-15"),
            ("2023-09-14T20:00:00Z".to_owned(), "2023-09-15"),
        ] {
            let instant = DateTime::parse_from_rfc3339(&instant).unwrap().to_utc();
            assert_eq!(monitoring_day(instant), day(monitored), "{instant}");
        }
    }
}
