//! Thresholds (阈值) in the words of the document, with exact decimals.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::registry::half_width;

/// A number with two exact decimals (百分位定点数), e.g. points (分值): `0.1` is ten hundredths.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hundredths(pub i64);

/// How a threshold compares (比较方式), rulebook SC-13.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// 超过(含): the number itself counts.
    AtLeast,
    /// 高于: the number itself does not count.
    Above,
    /// 少于, 低于: the number itself does not count.
    Below,
}

/// A threshold in the words of the document (阈值), e.g. `超过(含)5`, `少于5`, `低于60`, `高于80`, `超过(含)5%`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Threshold {
    /// How it compares.
    pub comparison: Comparison,
    /// The number.
    pub number: Hundredths,
}

impl Hundredths {
    /// A whole number.
    pub fn whole(number: u32) -> Self {
        Self(i64::from(number) * 100)
    }

    /// Reads a number of at most two decimals.
    pub fn parse(text: &str) -> Option<Self> {
        let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |part: &str, longest| {
            (1..=longest).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
        };
        if !digits(whole, 9) || !digits(decimals, 2) {
            return None;
        }
        let scale = if decimals.len() == 1 { 10 } else { 1 };
        Some(Self(
            whole.parse::<i64>().ok()? * 100 + decimals.parse::<i64>().ok()? * scale,
        ))
    }
}

impl std::fmt::Display for Hundredths {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, rest) = (self.0.unsigned_abs() / 100, self.0.unsigned_abs() % 100);
        match rest {
            0 => write!(f, "{sign}{whole}"),
            _ if rest % 10 == 0 => write!(f, "{sign}{whole}.{}", rest / 10),
            _ => write!(f, "{sign}{whole}.{rest:02}"),
        }
    }
}

impl Threshold {
    /// Reads a threshold; `以上` after the number includes it, as `超过(含)` does.
    pub fn parse(text: &str) -> Option<Self> {
        let text: String = text
            .chars()
            .map(half_width)
            .filter(|c| !c.is_whitespace())
            .collect();
        let text = text.strip_suffix('%').unwrap_or(&text);
        let words = [
            ("超过(含)", Comparison::AtLeast),
            ("高于", Comparison::Above),
            ("少于", Comparison::Below),
            ("低于", Comparison::Below),
        ];
        let worded = words
            .iter()
            .find_map(|(word, comparison)| Some((text.strip_prefix(word)?, *comparison)));
        let (number, comparison) =
            worded.or_else(|| Some((text.strip_suffix("以上")?, Comparison::AtLeast)))?;
        Some(Self {
            comparison,
            number: Hundredths::parse(number)?,
        })
    }

    /// Is it met by this number?
    pub fn is_met_by(self, number: Hundredths) -> bool {
        match self.comparison {
            Comparison::AtLeast => number >= self.number,
            Comparison::Above => number > self.number,
            Comparison::Below => number < self.number,
        }
    }
}

impl Threshold {
    /// Is it met by the percentage that `part` is of `whole`, without rounding? Never by a part of nothing.
    pub fn is_met_by_share(self, part: u64, whole: u64) -> bool {
        // The number counts hundredths of a percent.
        let (share, limit) = (
            i128::from(part) * 10_000,
            i128::from(self.number.0) * i128::from(whole),
        );
        whole > 0
            && match self.comparison {
                Comparison::AtLeast => share >= limit,
                Comparison::Above => share > limit,
                Comparison::Below => share < limit,
            }
    }
}

impl std::fmt::Display for Threshold {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let word = match self.comparison {
            Comparison::AtLeast => "超过(含)",
            Comparison::Above => "高于",
            Comparison::Below => "低于",
        };
        write!(f, "{word}{}", self.number)
    }
}

impl Serialize for Hundredths {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Serialize for Threshold {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Hundredths {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let wrong = || format!("分值“{text}”看不懂，请加引号并写成至多两位小数，如 \"0.01\"");
        Self::parse(&text).ok_or_else(|| D::Error::custom(wrong()))
    }
}

impl<'de> Deserialize<'de> for Threshold {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let wrong = || format!("阈值“{text}”看不懂，请写成 超过(含)5、少于5、低于60 或 高于80");
        Self::parse(&text).ok_or_else(|| D::Error::custom(wrong()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_comparison_include_or_exclude_the_number() {
        // rulebook SC-13, with the boundary numbers of SC-06, SC-07 and WV4-1.
        for (words, number, met) in [
            ("超过(含)5", "5", true),
            ("超过（含）5", "4", false),
            ("超过（含）5%", "4.99", false),
            ("少于5", "5", false),
            ("少于5", "4", true),
            ("低于60", "60", false),
            ("低于60", "59.99", true),
            ("高于80", "80", false),
            ("高于80", "80.01", true),
            ("20以上", "20", true),
        ] {
            let threshold = Threshold::parse(words).unwrap();
            assert_eq!(
                threshold.is_met_by(Hundredths::parse(number).unwrap()),
                met,
                "{words} {number}"
            );
        }
        for wrong in ["5", "超过5", "大约5", "超过(含)五", "高于", "超过(含)5.001"] {
            assert_eq!(Threshold::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn points_are_exact() {
        for (text, hundredths, printed) in [
            ("0.1", 10, "0.1"),
            ("0.01", 1, "0.01"),
            ("5", 500, "5"),
            ("2.50", 250, "2.5"),
        ] {
            let points = Hundredths::parse(text).unwrap();
            assert_eq!((points.0, points.to_string().as_str()), (hundredths, printed));
        }
        assert_eq!(
            (0..10).map(|_| Hundredths::parse("0.1").unwrap().0).sum::<i64>(),
            Hundredths::whole(1).0
        );
    }
}
