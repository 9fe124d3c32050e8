//! The values of a digest (监管日报、周报、月报): availability, warnings, what is new or mended, messages that fall due.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::doubts::Doubts;
use super::{Head, Values};
use crate::circular::{Contradiction, parse};
use crate::patrol::Nearness;

/// What happened on a day, in a week or a month (日报、周报、月报).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Digest {
    /// Issuer and date.
    pub head: Head,
    /// Day, week or month.
    pub kind: DigestKind,
    /// First and last day.
    #[serde(deserialize_with = "parse::window")]
    pub window: [NaiveDate; 2],
    /// The visits of the home pages, area by area (可用性).
    #[serde(default)]
    pub probes: Vec<AreaProbes>,
    /// Sites near a veto, the nearest first (预警).
    #[serde(default)]
    pub risks: Vec<RiskLine>,
    /// Defects that were not there before; unknown where nothing could be compared.
    #[serde(default)]
    pub new: Option<u64>,
    /// Defects that are not there any more.
    #[serde(default)]
    pub mended: Option<u64>,
    /// Error reports that fall due or are overdue; absent where none are kept (临期留言).
    #[serde(default)]
    pub messages: Option<Vec<DueMessage>>,
}

/// How much time a digest is about (期间).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DigestKind {
    /// 日报
    Day,
    /// 周报
    Week,
    /// 月报
    Month,
}

impl DigestKind {
    /// What it is called.
    pub fn label(self) -> &'static str {
        match self {
            Self::Day => "日报",
            Self::Week => "周报",
            Self::Month => "月报",
        }
    }
}

/// The visits of the home pages of an area (可用性).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AreaProbes {
    /// 地区（部门）
    pub area: String,
    /// Sites in operation.
    pub sites: u64,
    /// Visits that opened or did not.
    pub measured: u64,
    /// Visits that did not open.
    pub down: u64,
    /// Visits that could not be measured, our own outages among them.
    #[serde(default)]
    pub not_measured: u64,
    /// Sites with a visit that did not open.
    #[serde(default)]
    pub sites_down: u64,
}

/// A site near a veto (预警网站).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RiskLine {
    /// 地区（部门）
    #[serde(default)]
    pub area: String,
    /// 网站名称
    pub site: String,
    /// 指标
    pub indicator: String,
    /// How near it is.
    pub nearness: Nearness,
    /// What is the matter.
    pub what: String,
}

/// An error report that falls due (临期留言).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DueMessage {
    /// 编号
    pub number: String,
    /// 网站名称
    #[serde(default)]
    pub site: String,
    /// Day of receipt.
    #[serde(deserialize_with = "parse::date")]
    pub received_on: NaiveDate,
    /// Last day for closing it.
    #[serde(deserialize_with = "parse::date")]
    pub due_on: NaiveDate,
    /// Where it stands, in words.
    pub state: String,
}

impl Values for Digest {
    const NAME: &'static str = "日报、周报、月报数据";

    fn head(&self) -> &Head {
        &self.head
    }

    fn contradictions(&self) -> Vec<Contradiction> {
        let mut doubts = Doubts::of_head(&self.head);
        doubts.window("window", self.window, &self.head);
        let [first, last] = self.window;
        let days = (last - first).num_days() + 1;
        let is_right = match self.kind {
            DigestKind::Day => days == 1,
            DigestKind::Week => days <= 7,
            DigestKind::Month => days <= 31,
        };
        doubts.when(
            first <= last && !is_right,
            "window",
            format!("{}不能有{days}天", self.kind.label()),
        );
        doubts.unique("probes", "area", self.probes.iter().map(|one| one.area.as_str()));
        for (index, one) in self.probes.iter().enumerate() {
            let place = format!("probes[{index}]");
            let measured = (Some(one.measured), "有效访问");
            doubts.within(place.as_str(), (Some(one.down), "未能打开的访问"), measured);
            doubts.within(
                place.as_str(),
                (Some(one.sites_down), "有访问失败的网站"),
                (Some(one.sites), "在运行网站"),
            );
            doubts.within(
                place,
                (Some(one.sites_down), "有访问失败的网站"),
                (Some(one.down), "未能打开的访问"),
            );
        }
        for (index, message) in self.messages.iter().flatten().enumerate() {
            doubts.when(
                message.due_on < message.received_on,
                format!("messages[{index}].due_on"),
                "办结期限早于收到日期",
            );
        }
        doubts.0
    }
}
