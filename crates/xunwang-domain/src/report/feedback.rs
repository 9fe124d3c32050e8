//! The values of the summary of error reports (“我为政府网站找错”留言办理情况).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::doubts::Doubts;
use super::{Head, Values};
use crate::circular::{Contradiction, parse};

/// How the error reports of a window were handled (找错办理情况).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeedbackSummary {
    /// Issuer and date.
    pub head: Head,
    /// First and last day of receipt (留言统计时间).
    #[serde(deserialize_with = "parse::window")]
    pub window: [NaiveDate; 2],
    /// Area by area, in the official order.
    pub areas: Vec<FeedbackArea>,
    /// Reports of the same thing, the most frequent first (集中反映的问题).
    #[serde(default)]
    pub clusters: Vec<FeedbackCluster>,
}

/// The error reports about the sites of one area (地区留言办理情况).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeedbackArea {
    /// 地区（部门）
    pub name: String,
    /// All that were received.
    pub received: u64,
    /// Closed within the term.
    pub closed_on_time: u64,
    /// Closed after the term.
    pub closed_late: u64,
    /// Not closed, not yet due.
    pub open: u64,
    /// Not closed and past the term.
    pub overdue: u64,
}

/// Error reports about the same thing (集中反映的问题).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeedbackCluster {
    /// 网站名称
    pub site: String,
    /// What they report.
    pub what: String,
    /// How many.
    pub count: u64,
}

impl Values for FeedbackSummary {
    const NAME: &'static str = "找错办理情况数据";

    fn head(&self) -> &Head {
        &self.head
    }

    fn contradictions(&self) -> Vec<Contradiction> {
        let mut doubts = Doubts::of_head(&self.head);
        doubts.window("window", self.window, &self.head);
        doubts.unique("areas", "name", self.areas.iter().map(|one| one.name.as_str()));
        let mut received = 0_u64;
        for (index, one) in self.areas.iter().enumerate() {
            let sum = [one.closed_on_time, one.closed_late, one.open, one.overdue]
                .into_iter()
                .fold(0, u64::saturating_add);
            doubts.when(
                sum != one.received,
                format!("areas[{index}]"),
                format!(
                    "按期办结、超期办结、在办未到期、逾期未办结之和为{sum}，收到{}",
                    one.received
                ),
            );
            received = received.saturating_add(one.received);
        }
        for (index, cluster) in self.clusters.iter().enumerate() {
            doubts.within(
                format!("clusters[{index}].count"),
                (Some(cluster.count), "集中反映的留言"),
                (Some(received), "收到的留言"),
            );
        }
        doubts.0
    }
}
