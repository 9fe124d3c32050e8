//! Points as exact fractions (SC-10): nothing is rounded but what is shown.

use std::cmp::Ordering;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::standard::{Comparison, Hundredths, Threshold};

/// Points, exact (得分): × 4/3 gives thirds. Written as `244/3`, shown with at most two decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Score {
    numerator: i64,
    /// Above 0, without a divisor in common with the numerator.
    denominator: i64,
}

impl Score {
    /// `numerator` ÷ `denominator`; `None` where that is nothing: by 0, or too large.
    pub fn ratio(numerator: i64, denominator: i64) -> Option<Self> {
        Self::reduced(numerator.into(), denominator.into())
    }

    fn reduced(numerator: i128, denominator: i128) -> Option<Self> {
        let (mut a, mut b) = (numerator.unsigned_abs(), denominator.unsigned_abs());
        while b != 0 {
            (a, b) = (b, a % b);
        }
        let divisor = i128::try_from(a).ok().filter(|divisor| *divisor != 0)?;
        let sign = denominator.signum();
        let denominator = i64::try_from(denominator / divisor * sign).ok()?;
        (denominator > 0).then_some(())?;
        Some(Self {
            numerator: i64::try_from(numerator / divisor * sign).ok()?,
            denominator,
        })
    }

    /// Multiplied by `to` ÷ `from`; `None` where `from` is 0 or the result is too large.
    pub fn scaled(self, to: Hundredths, from: Hundredths) -> Option<Self> {
        Self::reduced(
            i128::from(self.numerator) * i128::from(to.0),
            i128::from(self.denominator) * i128::from(from.0),
        )
    }

    /// With so many points more; `None` where the result is too large.
    pub fn plus(self, points: Hundredths) -> Option<Self> {
        let sum = i128::from(self.numerator) * 100 + i128::from(points.0) * i128::from(self.denominator);
        Self::reduced(sum, i128::from(self.denominator) * 100)
    }

    /// Is the threshold met, without rounding?
    pub fn meets(self, threshold: Threshold) -> bool {
        let order = self.cmp(&Self::from(threshold.number));
        match threshold.comparison {
            Comparison::AtLeast => order.is_ge(),
            Comparison::Above => order.is_gt(),
            Comparison::Below => order.is_lt(),
        }
    }
}

impl From<Hundredths> for Score {
    fn from(points: Hundredths) -> Self {
        Self::reduced(points.0.into(), 100).expect("no points are too many for their own type")
    }
}

impl Ord for Score {
    fn cmp(&self, other: &Self) -> Ordering {
        let left = i128::from(self.numerator) * i128::from(other.denominator);
        left.cmp(&(i128::from(other.numerator) * i128::from(self.denominator)))
    }
}

impl PartialOrd for Score {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Half a hundredth is rounded away from 0.
impl std::fmt::Display for Score {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let denominator = i128::from(self.denominator);
        let doubled = i128::from(self.numerator.unsigned_abs()) * 200 + denominator;
        let hundredths = i64::try_from(doubled / (2 * denominator)).unwrap_or(i64::MAX);
        Hundredths(hundredths * self.numerator.signum()).fmt(f)
    }
}

impl Serialize for Score {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{}/{}", self.numerator, self.denominator))
    }
}

impl<'de> Deserialize<'de> for Score {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let parsed = text.split_once('/').and_then(|(numerator, denominator)| {
            Self::ratio(numerator.parse().ok()?, denominator.parse().ok()?)
        });
        parsed.ok_or_else(|| D::Error::custom(format!("得分“{text}”看不懂，应为 244/3 的样子")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn score(numerator: i64, denominator: i64) -> Score {
        Score::ratio(numerator, denominator).unwrap()
    }

    #[test]
    fn thirds_are_exact_and_only_what_is_shown_is_rounded() {
        let full = |points| (Hundredths::whole(points), Hundredths::whole(75));
        let (to, from) = full(100);
        for (part, shown, above_80, below_60) in [
            (60, "80", false, false),
            (61, "81.33", true, false),
            (44, "58.67", false, true),
            (45, "60", false, false),
        ] {
            let scaled = score(part, 1).scaled(to, from).unwrap();
            assert_eq!(scaled.to_string(), shown);
            assert_eq!(
                scaled.meets(Threshold::parse("高于80").unwrap()),
                above_80,
                "{part}"
            );
            assert_eq!(
                scaled.meets(Threshold::parse("低于60").unwrap()),
                below_60,
                "{part}"
            );
        }
        // 80.0033… is shown as 80, and is above it.
        let just = score(24_001, 300);
        assert_eq!(just.to_string(), "80");
        assert!(just.meets(Threshold::parse("高于80").unwrap()));
        assert_eq!(score(1, 3).plus(Hundredths(50)).unwrap(), score(5, 6));
    }

    #[test]
    fn a_score_is_kept_as_it_is_and_nonsense_is_refused() {
        let third = score(244, 3);
        let json = serde_json::to_string(&third).unwrap();
        assert_eq!(json, "\"244/3\"");
        assert_eq!(serde_json::from_str::<Score>(&json).unwrap(), third);
        for wrong in [
            "\"1/0\"",
            "\"0/0\"",
            "\"1\"",
            "\"a/b\"",
            "\"99999999999999999999/1\"",
        ] {
            assert!(serde_json::from_str::<Score>(wrong).is_err(), "{wrong}");
        }
        assert_eq!(score(-4, -6), score(2, 3));
        assert_eq!(score(i64::MIN, 1).scaled(Hundredths(2), Hundredths(1)), None);
        assert_eq!(score(-1, 3).to_string(), "-0.33");
    }
}
