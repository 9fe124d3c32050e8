//! Streaks of success (连续合格): in how many quarters running nothing of an area failed, as the circulars printed it.

use serde::{Deserialize, Serialize};

use super::{CircularFacts, Quarter};

/// A quarter in which nothing of an area failed (全部合格的一个季度).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StreakQuarter {
    /// The quarter.
    pub quarter: Quarter,
    /// The number of its circular (发文字号); none of the circular that tells of the streak.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Sites inspected, which are all that ran.
    pub sites: u64,
    /// Accounts inspected, which are all that ran; 0 where none did.
    #[serde(default)]
    pub accounts: u64,
}

/// The streak of an area up to the quarter of a circular (一个地区的连续合格).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Streak {
    /// A name of `areas`.
    pub area: String,
    /// Its quarters, the oldest first; empty where something failed or was left out in this one.
    pub quarters: Vec<StreakQuarter>,
    /// Why it reaches no further back, a Chinese phrase.
    pub ended_by: String,
}

impl Streak {
    /// Counts back from the circular of `facts` over the earlier ones, the oldest first (倒推).
    ///
    /// A quarter without a circular ends it: what nobody printed, nobody can praise.
    pub fn of(area: &str, facts: &CircularFacts, earlier: &[CircularFacts]) -> Self {
        let mut quarters = Vec::new();
        let mut wanted = facts.quarter;
        let mut circulars = std::iter::once(facts).chain(earlier.iter().rev());
        let ended_by = loop {
            let Some(circular) = circulars.next().filter(|one| one.quarter == wanted) else {
                break format!("{}没有印发的通报", wanted.in_full());
            };
            match circular.all_passed(area) {
                Ok(mut quarter) => {
                    if wanted == facts.quarter {
                        quarter.number = None;
                    }
                    quarters.push(quarter);
                }
                Err(reason) => break reason,
            }
            wanted = wanted.previous();
        };
        quarters.reverse();
        Self {
            area: area.to_owned(),
            quarters,
            ended_by,
        }
    }
}

impl CircularFacts {
    /// Did all objects of an area pass, with none left out (是否全部合格)?
    ///
    /// # Errors
    /// Why it cannot be said, a Chinese phrase: there are none, some failed, or some were not measured.
    pub fn all_passed(&self, area: &str) -> Result<StreakQuarter, String> {
        let when = self.quarter.in_full();
        let Some(area) = self.areas.iter().find(|one| one.name == area) else {
            return Err(format!("{when}的通报中没有这个地区"));
        };
        if area.sites_running == 0 {
            return Err(format!("{when}没有在运行的网站"));
        }
        for (object, running, checked, failed) in [
            ("网站", area.sites_running, area.sites_checked, area.sites_failed),
            (
                "政务新媒体",
                area.accounts_running,
                area.accounts_checked,
                area.accounts_failed,
            ),
        ] {
            if failed > 0 {
                return Err(format!("{when}有{failed}个{object}不合格"));
            }
            if checked < running {
                return Err(format!("{when}有{}个{object}没有检测", running - checked));
            }
        }
        Ok(StreakQuarter {
            quarter: self.quarter,
            number: self.number.clone(),
            sites: area.sites_checked,
            accounts: area.accounts_checked,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One area in one quarter: sites and accounts as running, checked, failed.
    fn circular(quarter: &str, [sites, accounts]: [[u64; 3]; 2]) -> CircularFacts {
        let quarter: Quarter = quarter.parse().unwrap();
        let day = quarter.last_day();
        let json = serde_json::json!({
            "title": "通报", "issuer": "示例省人民政府办公厅", "number": format!("示办函〔{}〕{}号", quarter.year(), quarter.number()),
            "quarter": quarter, "issued_on": day, "sampling_window": [quarter.first_day(), day],
            "areas": [{
                "name": "青川市", "kind": "city",
                "sites_running": sites[0], "sites_checked": sites[1], "sites_failed": sites[2],
                "accounts_running": accounts[0], "accounts_checked": accounts[1], "accounts_failed": accounts[2],
            }],
            "problems": [],
        });
        CircularFacts::from_json(json.to_string().as_bytes()).unwrap()
    }

    const WELL: [[u64; 3]; 2] = [[3, 3, 0], [0, 0, 0]];

    fn streak(now: &CircularFacts, earlier: &[CircularFacts]) -> (usize, String) {
        let streak = Streak::of("青川市", now, earlier);
        (streak.quarters.len(), streak.ended_by)
    }

    #[test]
    fn a_streak_reaches_back_over_new_year_and_ends_at_the_first_gap() {
        let now = circular("2026Q2", WELL);
        let earlier = ["2025Q2", "2025Q4", "2026Q1"].map(|quarter| circular(quarter, WELL));
        assert_eq!(
            streak(&now, &earlier),
            (3, "2025年第三季度没有印发的通报".to_owned())
        );
        assert_eq!(streak(&now, &[]), (1, "2026年第一季度没有印发的通报".to_owned()));
        let told = Streak::of("青川市", &now, &earlier).quarters;
        assert_eq!(told[0].number.as_deref(), Some("示办函〔2025〕4号"));
        assert_eq!((told[2].quarter, &told[2].number), (now.quarter, &None));
    }

    #[test]
    fn what_failed_was_left_out_or_is_not_there_ends_a_streak() {
        let now = circular("2026Q2", WELL);
        for (before, says) in [
            ([[3, 3, 1], [0, 0, 0]], "1个网站不合格"),
            ([[3, 2, 0], [0, 0, 0]], "1个网站没有检测"),
            ([[0, 0, 0], [4, 4, 0]], "没有在运行的网站"),
            ([[3, 3, 0], [4, 4, 2]], "2个政务新媒体不合格"),
            ([[3, 3, 0], [4, 1, 0]], "3个政务新媒体没有检测"),
        ] {
            let (length, why) = streak(&now, &[circular("2026Q1", before)]);
            assert!(length == 1 && why.contains(says), "{why}");
        }
        let elsewhere = Streak::of("云岭市", &now, &[]);
        assert!(elsewhere.quarters.is_empty() && elsewhere.ended_by.contains("没有这个地区"));
    }
}
