//! What a fleet is made from.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The look and the words of a fleet (站群样式). Rules tuned on one are tested on the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Style {
    /// 示例省: six templates, the fleet of `xunwang demo`.
    Demo,
    /// 范例省: four other templates, other places and channel names.
    Second,
    /// 试验省: small sites of six markup styles, full of planted defects of every rule.
    Evaluation,
}

/// From what a fleet follows, byte for byte (站群选项).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FleetOptions {
    /// Another seed gives other articles, defects and marks.
    pub seed: u64,
    /// Number of sites in the register, at least 1: first the 21 city portals, then departments and counties.
    pub sites: usize,
    /// HTML pages a site on average, at least 40; a portal has more, a department fewer.
    pub pages_per_site: usize,
    /// The monitoring point (监测时间点) from which freshness is counted.
    pub as_of: NaiveDate,
    /// Templates and words.
    pub style: Style,
    /// Whether defects are planted. Without, the fleet is clean and only holds the baits.
    pub defects: bool,
}

impl FleetOptions {
    /// The fleet of `xunwang demo`: 40 sites, about 2,400 pages.
    pub fn demo(as_of: NaiveDate) -> Self {
        Self {
            seed: 20_230_921,
            sites: 40,
            pages_per_site: 62,
            as_of,
            style: Style::Demo,
            defects: true,
        }
    }

    /// The fleet on which precision and recall are measured (评测站群): 120 small sites; three seeds hold at
    /// least 100 defects for each automatic rule.
    pub fn evaluation(as_of: NaiveDate, seed: u64) -> Self {
        Self {
            seed,
            sites: 120,
            pages_per_site: 40,
            as_of,
            style: Style::Evaluation,
            defects: true,
        }
    }

    /// The fleet on which rules are tested that were tuned on the first.
    pub fn second(as_of: NaiveDate) -> Self {
        Self {
            seed: 77,
            sites: 40,
            pages_per_site: 62,
            as_of,
            style: Style::Second,
            defects: true,
        }
    }
}

/// The kind of a channel, in the words of the register (栏目类别).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ChannelKind {
    /// 动态要闻: 14 days.
    #[serde(rename = "动态要闻")]
    News,
    /// 通知公告: 6 months.
    #[serde(rename = "通知公告")]
    Announcement,
    /// 政策文件: 6 months.
    #[serde(rename = "政策文件")]
    Document,
    /// 人事规划: 1 year.
    #[serde(rename = "人事规划")]
    Personnel,
    /// 政策解读: 6 months.
    #[serde(rename = "政策解读")]
    Interpretation,
    /// 互动: no term.
    #[serde(rename = "互动")]
    Interaction,
    /// 其他: no term.
    #[serde(rename = "其他")]
    Other,
}

impl ChannelKind {
    /// The word in the register's 栏目 sheet.
    pub fn word(self) -> &'static str {
        match self {
            Self::News => "动态要闻",
            Self::Announcement => "通知公告",
            Self::Document => "政策文件",
            Self::Personnel => "人事规划",
            Self::Interpretation => "政策解读",
            Self::Interaction => "互动",
            Self::Other => "其他",
        }
    }

    /// The last day in time (期限内最早一天), none for kinds without a term (product.md, Settled questions: Dates).
    pub fn limit(self, as_of: NaiveDate) -> Option<NaiveDate> {
        let months = |count| as_of.checked_sub_months(chrono::Months::new(count));
        match self {
            Self::News => as_of.checked_sub_days(chrono::Days::new(14)),
            Self::Announcement | Self::Document | Self::Interpretation => months(6),
            Self::Personnel => months(12),
            Self::Interaction | Self::Other => None,
        }
    }

    /// Whether a stale channel of this kind counts towards the veto WV4-1.
    pub(crate) fn counts_for_veto(self) -> bool {
        matches!(self, Self::News | Self::Announcement | Self::Document)
    }
}
