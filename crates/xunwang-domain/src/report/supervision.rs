//! The values of the yearly report of supervision (政府网站监管年度报表, 国办函〔2018〕12号; rulebook SV-06).

use serde::{Deserialize, Serialize};

use super::doubts::Doubts;
use super::{Head, Values};
use crate::circular::Contradiction;

/// What the office did in a year (监管年度报表). What is not known is left open for the office to fill in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SupervisionYear {
    /// Issuer and date.
    pub head: Head,
    /// The year.
    pub year: u16,
    /// Sites in operation at its end (年末在运行网站数).
    #[serde(default)]
    pub running: Option<u64>,
    /// Sites opened (新开设).
    #[serde(default)]
    pub opened: Option<u64>,
    /// Sites merged into others (整合迁移).
    #[serde(default)]
    pub merged: Option<u64>,
    /// Sites closed (关停).
    #[serde(default)]
    pub closed: Option<u64>,
    /// The inspections (网站抽查).
    #[serde(default)]
    pub quarters: Vec<QuarterInspection>,
    /// Safety checks made (安全检查次数).
    #[serde(default)]
    pub safety_checks: Option<u64>,
    /// Faults found by them (发现安全问题).
    #[serde(default)]
    pub safety_faults: Option<u64>,
    /// Of these mended (完成整改).
    #[serde(default)]
    pub safety_mended: Option<u64>,
    /// Error reports received (收到找错留言).
    #[serde(default)]
    pub messages_received: Option<u64>,
    /// Closed, in time or not (办结).
    #[serde(default)]
    pub messages_closed: Option<u64>,
    /// Closed in time (按期办结).
    #[serde(default)]
    pub messages_on_time: Option<u64>,
    /// Counterfeit sites found (发现假冒政府网站).
    #[serde(default)]
    pub fakes_found: Option<u64>,
    /// Of these handled (处置).
    #[serde(default)]
    pub fakes_handled: Option<u64>,
    /// Trainings held (培训次数).
    #[serde(default)]
    pub trainings: Option<u64>,
    /// People trained (培训人次).
    #[serde(default)]
    pub trained: Option<u64>,
    /// People called to account (问责人次).
    #[serde(default)]
    pub accountability: Accountability,
}

/// The inspection of one quarter (季度抽查).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuarterInspection {
    /// 1 to 4.
    pub quarter: u64,
    /// Sites in operation.
    #[serde(default)]
    pub running: Option<u64>,
    /// Sites inspected.
    #[serde(default)]
    pub checked: Option<u64>,
    /// Those that failed.
    #[serde(default)]
    pub failed: Option<u64>,
}

/// People called to account, by kind (问责人次).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accountability {
    /// 约谈
    #[serde(default)]
    pub talked_to: Option<u64>,
    /// 书面检查
    #[serde(default)]
    pub written: Option<u64>,
    /// 通报批评
    #[serde(default)]
    pub criticised: Option<u64>,
    /// 警告及以上处分
    #[serde(default)]
    pub punished: Option<u64>,
    /// 调离或免职
    #[serde(default)]
    pub removed: Option<u64>,
}

impl Values for SupervisionYear {
    const NAME: &'static str = "监管年度报表数据";

    fn head(&self) -> &Head {
        &self.head
    }

    fn contradictions(&self) -> Vec<Contradiction> {
        let mut doubts = Doubts::of_year(&self.head, self.year);
        let mut known = Vec::new();
        for (index, one) in self.quarters.iter().enumerate() {
            let place = format!("quarters[{index}]");
            doubts.when(
                !(1..=4).contains(&one.quarter) || known.contains(&one.quarter),
                format!("{place}.quarter"),
                "季度应为1至4，每季一行",
            );
            known.push(one.quarter);
            doubts.within(place.as_str(), (one.checked, "检查数"), (one.running, "在运行数"));
            doubts.within(place, (one.failed, "不合格数"), (one.checked, "检查数"));
        }
        for (place, part, whole) in [
            (
                "safety_mended",
                (self.safety_mended, "完成整改"),
                (self.safety_faults, "发现安全问题"),
            ),
            (
                "messages_closed",
                (self.messages_closed, "办结"),
                (self.messages_received, "收到留言"),
            ),
            (
                "messages_on_time",
                (self.messages_on_time, "按期办结"),
                (self.messages_closed, "办结"),
            ),
            (
                "fakes_handled",
                (self.fakes_handled, "处置假冒网站"),
                (self.fakes_found, "发现假冒网站"),
            ),
        ] {
            doubts.within(place, part, whole);
        }
        doubts.0
    }
}
