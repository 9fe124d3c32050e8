//! A rate as an exact fraction (合格率): printed figures never pass through floating point.

use serde::{Deserialize, Serialize};

/// Part of a whole (比率), e.g. 524 of 529.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rate {
    /// The part.
    pub part: u64,
    /// The whole; 0 means that there is no rate.
    pub whole: u64,
}

impl Rate {
    /// Pass rate (合格率) = (checked − failed) ÷ checked (circulars.md §6).
    pub fn passed(checked: u64, failed: u64) -> Self {
        Self {
            part: checked.saturating_sub(failed),
            whole: checked,
        }
    }

    /// The rate in percent, rounded half up (四舍五入), e.g. `99.1%`; `—` where nothing was checked.
    ///
    /// A result of exactly 100 or 0 is printed without decimals, as the real circulars do. Whether a printed
    /// 100% is really all of the whole is told by [`Rate::rounds_to_all`].
    pub fn percent(self, decimals: u8) -> String {
        let Some(scaled) = self.rounded(decimals) else {
            return "—".to_owned();
        };
        let unit = 10_u128.pow(u32::from(decimals.min(6)));
        if scaled == 0 || scaled == 100 * unit {
            return format!("{}%", scaled / unit);
        }
        match decimals.min(6) {
            0 => format!("{scaled}%"),
            places => format!(
                "{}.{:0width$}%",
                scaled / unit,
                scaled % unit,
                width = usize::from(places)
            ),
        }
    }

    /// Whether rounding turns a part that is not the whole into 100% (四舍五入为100%但并非全部).
    pub fn rounds_to_all(self, decimals: u8) -> bool {
        self.part < self.whole
            && self.rounded(decimals) == Some(100 * 10_u128.pow(u32::from(decimals.min(6))))
    }

    /// Whether there is a whole and the part is all of it (全部合格).
    pub fn is_all(self) -> bool {
        self.whole > 0 && self.part == self.whole
    }

    /// The printed percent × 10^decimals, rounded half up (四舍五入后的数); none where there is no whole.
    pub fn rounded(self, decimals: u8) -> Option<u128> {
        if self.whole == 0 {
            return None;
        }
        let unit = 10_u128.pow(u32::from(decimals.min(6)));
        let doubled = u128::from(self.part) * 200 * unit + u128::from(self.whole);
        Some(doubled / (2 * u128::from(self.whole)))
    }
}

#[cfg(test)]
mod tests {
    use super::Rate;

    #[test]
    fn published_rates_are_reproduced() {
        // rulebook §7.3 and circulars.md §6: checked, failed, decimals, printed.
        for (checked, failed, decimals, printed) in [
            (529, 5, 1, "99.1%"),
            (529, 5, 2, "99.05%"),
            (3177, 6, 1, "99.8%"),
            (515, 6, 2, "98.83%"),
            (511, 4, 2, "99.22%"),
            (2821, 8, 2, "99.72%"),
            (510, 1, 2, "99.80%"),
            (122, 9, 2, "92.62%"),
            (286, 5, 1, "98.3%"),
            (134, 8, 1, "94.0%"),
            (712, 0, 1, "100%"),
            (12, 12, 2, "0%"),
            (0, 0, 1, "—"),
            (8, 7, 0, "13%"),
            (1000, 995, 0, "1%"),
            (1000, 996, 0, "0%"),
        ] {
            assert_eq!(
                Rate::passed(checked, failed).percent(decimals),
                printed,
                "{checked} {failed}"
            );
        }
    }

    #[test]
    fn a_rounded_hundred_is_told_from_a_real_one() {
        let almost = Rate::passed(3177, 1);
        assert_eq!(almost.percent(1), "100%");
        assert!(almost.rounds_to_all(1) && !almost.rounds_to_all(2) && !almost.is_all());
        assert!(!Rate::passed(3177, 0).rounds_to_all(1) && Rate::passed(3177, 0).is_all());
        assert!(!Rate::passed(u64::MAX, 1).is_all(), "no overflow either");
    }
}
