//! What an office may add to its circular (可选内容): charts, earlier quarters, columns of the tables, the imprint.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{FeedbackFacts, Quarter, Rate, parse};

/// A chart that the circular may carry (图示).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChartKind {
    /// Pass rates over the quarters of `history` and this one (合格率走势).
    PassRate,
    /// The pass rate of the sites of each city as a map of tiles (各市合格率方格图).
    Cities,
    /// How many objects have a problem of each class (问题分类).
    Problems,
    /// On-time rates of error reports over the quarters (按期办结率走势).
    OnTime,
}

/// The figures of an earlier quarter (既往季度), for the charts over time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HistoryFacts {
    /// The quarter.
    pub quarter: Quarter,
    /// Sites inspected.
    #[serde(default)]
    pub sites_checked: u64,
    /// Inspected sites that failed.
    #[serde(default)]
    pub sites_failed: u64,
    /// Accounts inspected.
    #[serde(default)]
    pub accounts_checked: u64,
    /// Inspected accounts that failed.
    #[serde(default)]
    pub accounts_failed: u64,
    /// Its error reports by outcome.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feedback: Option<FeedbackFacts>,
}

impl HistoryFacts {
    /// Pass rate of its sites (网站合格率).
    pub fn site_rate(&self) -> Rate {
        Rate::passed(self.sites_checked, self.sites_failed)
    }

    /// Pass rate of its accounts (政务新媒体合格率).
    pub fn account_rate(&self) -> Rate {
        Rate::passed(self.accounts_checked, self.accounts_failed)
    }
}

impl FeedbackFacts {
    /// Closed, in time or not (办结数).
    pub fn closed(&self) -> u64 {
        self.closed_on_time.saturating_add(self.closed_late)
    }

    /// Closed on time ÷ (closed + open overdue) (按期办结率): what is not yet due counts nowhere.
    pub fn on_time_rate(&self) -> Rate {
        Rate {
            part: self.closed_on_time,
            whole: self.closed().saturating_add(self.overdue),
        }
    }
}

/// A column of the tables of counts (检查情况表的列), in the order in which the office wants them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CountColumn {
    /// In operation (在运行数).
    Running,
    /// Inspected (检查数).
    Checked,
    /// Inspected ÷ in operation (检查比例).
    Share,
    /// In operation, not inspected (未检查数).
    Unmeasured,
    /// Inspected and passed (合格数).
    Passed,
    /// Inspected and failed (不合格数).
    Failed,
    /// Pass rate (合格率).
    Rate,
    /// Accounts in operation, a column a platform (分平台).
    Platforms,
}

/// The imprint at the foot of the last page (版记, GB/T 9704 7.4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImprintFacts {
    /// To whom copies go (抄送机关), in order; none where no copies go.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub copies_to: Vec<String>,
    /// Who prints and sends it (印发机关); the issuer where it is left out.
    #[serde(default, deserialize_with = "parse::text_or_null")]
    pub printed_by: String,
    /// When (印发日期); the date of issue where it is left out.
    #[serde(default, deserialize_with = "parse::optional_date")]
    pub printed_on: Option<NaiveDate>,
}
