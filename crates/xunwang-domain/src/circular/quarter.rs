//! A quarter of a year (季度), written `2023Q3` in files and “2023年第三季度” in documents.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Months, NaiveDate};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A quarter (季度).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quarter {
    year: i32,
    number: u32,
}

impl Quarter {
    /// The quarter in which a day lies (所在季度).
    pub fn of(day: NaiveDate) -> Self {
        Self {
            year: day.year(),
            number: day.month0() / 3 + 1,
        }
    }

    /// The year, e.g. 2023.
    pub fn year(self) -> i32 {
        self.year
    }

    /// 1 to 4.
    pub fn number(self) -> u32 {
        self.number
    }

    /// “第三季度”, without the year.
    pub fn ordinal(self) -> String {
        let numeral = ["一", "二", "三", "四"]
            .get(self.number.wrapping_sub(1) as usize)
            .copied();
        format!("第{}季度", numeral.unwrap_or_default())
    }

    /// “2023年第三季度”.
    pub fn in_full(self) -> String {
        format!("{}年{}", self.year, self.ordinal())
    }

    /// The quarter after it (下一季度).
    pub fn next(self) -> Self {
        if self.number == 4 {
            Self {
                year: self.year + 1,
                number: 1,
            }
        } else {
            Self {
                number: self.number + 1,
                ..self
            }
        }
    }

    /// The quarter before it (上一季度).
    pub fn previous(self) -> Self {
        if self.number == 1 {
            Self {
                year: self.year - 1,
                number: 4,
            }
        } else {
            Self {
                number: self.number - 1,
                ..self
            }
        }
    }

    /// Its first day.
    pub fn first_day(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.year, (self.number - 1) * 3 + 1, 1).unwrap_or_default()
    }

    /// Its last day.
    pub fn last_day(self) -> NaiveDate {
        let next = self.first_day().checked_add_months(Months::new(3));
        next.and_then(|day| day.pred_opt())
            .unwrap_or_else(|| self.first_day())
    }
}

impl FromStr for Quarter {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parsed = text.split_once('Q').and_then(|(year, number)| {
            let plain = |digits: &str, length: usize| {
                digits.len() == length && digits.bytes().all(|byte| byte.is_ascii_digit())
            };
            if !plain(year, 4) || !plain(number, 1) {
                return None;
            }
            Some(Self {
                year: year.parse().ok()?,
                number: number.parse().ok()?,
            })
        });
        parsed
            .filter(|quarter| (1..=4).contains(&quarter.number) && quarter.year >= 1900)
            .ok_or_else(|| {
                format!(
                    "“{}”不是季度，请写成“年份Q季度号”，例如 2023Q3",
                    text.chars().take(20).collect::<String>()
                )
            })
    }
}

impl fmt::Display for Quarter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}Q{}", self.year, self.number)
    }
}

impl Serialize for Quarter {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Quarter {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::Quarter;

    #[test]
    fn only_the_written_form_is_a_quarter() {
        let quarter: Quarter = "2023Q3".parse().unwrap();
        assert_eq!(quarter.in_full(), "2023年第三季度");
        assert_eq!(quarter.first_day().to_string(), "2023-07-01");
        assert_eq!(quarter.last_day().to_string(), "2023-09-30");
        assert_eq!(
            "2023Q4".parse::<Quarter>().unwrap().last_day().to_string(),
            "2023-12-31"
        );
        assert_eq!(quarter.next().to_string(), "2023Q4");
        assert_eq!(quarter.next().next().to_string(), "2024Q1");
        assert_eq!(quarter.next().next().previous().to_string(), "2023Q4");
        for wrong in [
            "2023Q5",
            "2023Q0",
            "2023q3",
            "23Q3",
            "2023-3",
            "",
            "２０２３Q3",
            "2023Q03",
            "0000Q1",
        ] {
            assert!(wrong.parse::<Quarter>().is_err(), "{wrong}");
        }
    }
}
