//! The values of an area's report (地区检查报告): its sites, those that failed and why, against the round before.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::doubts::Doubts;
use super::{Head, Values};
use crate::circular::{Contradiction, parse};
use crate::judgement::Judgement;

/// What an inspection says of the sites of one area (地区检查报告).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AreaReport {
    /// Issuer and date.
    pub head: Head,
    /// The round as documents call it.
    pub round: String,
    /// First and last day of the inspection sampling (检查采样时间).
    #[serde(deserialize_with = "parse::window")]
    pub window: [NaiveDate; 2],
    /// 地区（部门）
    pub area: String,
    /// Its sites in the order of the roster.
    pub sites: Vec<AreaSite>,
    /// Classes of problems, the most frequent first.
    #[serde(default)]
    pub classes: Vec<ProblemClass>,
    /// The round before, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub earlier: Option<EarlierRound>,
}

/// A site of the area (网站).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AreaSite {
    /// 网站标识码
    pub code: String,
    /// 网站名称
    pub name: String,
    /// 主办单位
    #[serde(default)]
    pub sponsor: String,
    /// The judgement; none while it is not judged.
    pub judgement: Option<Judgement>,
    /// Why it failed, or could not be measured.
    #[serde(default)]
    pub reasons: Vec<String>,
    /// Confirmed findings; unknown where it was not measured.
    #[serde(default)]
    pub findings: Option<u64>,
    /// What it was judged in the round before.
    #[serde(default)]
    pub earlier: Option<Judgement>,
}

/// Findings of one class (问题类别).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProblemClass {
    /// 类别
    pub name: String,
    /// Confirmed findings.
    pub findings: u64,
    /// Sites that have any.
    pub sites: u64,
}

/// The area in the round before (上轮检查).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EarlierRound {
    /// The round as documents call it.
    pub round: String,
    /// Sites inspected.
    pub checked: u64,
    /// Those that failed.
    pub failed: u64,
}

impl Values for AreaReport {
    const NAME: &'static str = "地区检查报告数据";

    fn head(&self) -> &Head {
        &self.head
    }

    fn contradictions(&self) -> Vec<Contradiction> {
        let mut doubts = Doubts::of_head(&self.head);
        doubts.window("window", self.window, &self.head);
        doubts.when(self.area.trim().is_empty(), "area", "地区为空，请填写");
        doubts.unique("sites", "code", self.sites.iter().map(|site| site.code.as_str()));
        for (index, site) in self.sites.iter().enumerate() {
            let must_say = matches!(
                site.judgement,
                Some(Judgement::Unqualified | Judgement::NotMeasured)
            );
            doubts.when(
                must_say && site.reasons.iter().all(|why| why.trim().is_empty()),
                format!("sites[{index}].reasons"),
                "不合格或未能检测的网站须写明原因",
            );
        }
        let sites = self.sites.len() as u64;
        for (index, class) in self.classes.iter().enumerate() {
            let place = format!("classes[{index}]");
            doubts.within(
                place.as_str(),
                (Some(class.sites), "涉及网站"),
                (Some(sites), "全部网站"),
            );
            doubts.within(
                place,
                (Some(class.sites), "涉及网站"),
                (Some(class.findings), "问题"),
            );
        }
        if let Some(earlier) = &self.earlier {
            doubts.within(
                "earlier",
                (Some(earlier.failed), "不合格"),
                (Some(earlier.checked), "检查数"),
            );
        }
        doubts.0
    }
}
