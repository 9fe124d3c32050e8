//! The values of a site's report (网站检查报告).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::doubts::Doubts;
use super::{Head, Values};
use crate::circular::{Contradiction, parse};
use crate::judgement::Judgement;

/// What an inspection says of one site (网站检查报告).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SiteReport {
    /// Issuer and date.
    pub head: Head,
    /// The round as documents call it, e.g. 2026年第三季度.
    pub round: String,
    /// First and last day of the inspection sampling (检查采样时间).
    #[serde(deserialize_with = "parse::window")]
    pub window: [NaiveDate; 2],
    /// The site.
    pub site: ReportedSite,
    /// The judgement; none while it is not judged.
    #[serde(default)]
    pub judgement: Option<Judgement>,
    /// Why it could not be measured, or was not judged.
    #[serde(default)]
    pub reason: Option<String>,
    /// Pages read; unknown where it was not visited.
    #[serde(default)]
    pub pages: Option<u64>,
    /// What came of each veto (单项否决指标).
    #[serde(default)]
    pub vetoes: Vec<VetoResult>,
    /// What stands at the head and the foot of the pages (页面标识).
    #[serde(default)]
    pub marks: Vec<Mark>,
    /// The score sheet of a portal (评分).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scored: Option<Scored>,
    /// Confirmed findings by rule (问题清单).
    #[serde(default)]
    pub findings: Vec<FindingGroup>,
    /// Channels with the day of their last item (栏目更新情况).
    #[serde(default)]
    pub channels: Vec<ChannelDays>,
    /// What was not measured, and why (未能检测的内容).
    #[serde(default)]
    pub unmeasured: Vec<Unmeasured>,
}

/// The site that a report is about (网站基本信息).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportedSite {
    /// 网站标识码
    pub code: String,
    /// 网站名称
    pub name: String,
    /// 首页网址
    #[serde(default)]
    pub home: String,
    /// 地区（部门）
    #[serde(default)]
    pub area: String,
    /// 主管单位
    #[serde(default)]
    pub supervisor: String,
    /// 主办单位
    #[serde(default)]
    pub sponsor: String,
    /// 网站类别
    #[serde(default)]
    pub category: String,
}

/// What came of a veto (否决指标检查结果).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VetoResult {
    /// Id of the indicator.
    pub indicator: String,
    /// 指标
    pub title: String,
    /// 评分细则
    #[serde(default)]
    pub wording: String,
    /// The result.
    pub state: VetoState,
    /// Confirmed findings under it.
    pub confirmed: u64,
    /// Why it was not measured, or what is open.
    #[serde(default)]
    pub note: String,
}

/// The result of a veto (否决指标状态).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum VetoState {
    /// 未触及
    Clear,
    /// 触及
    Hit,
    /// 未能检测
    NotMeasured,
}

impl VetoState {
    /// What a document calls it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Clear => "未触及",
            Self::Hit => "触及",
            Self::NotMeasured => "未能检测",
        }
    }
}

/// A mark of the pages (页面标识).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mark {
    /// 标识
    pub name: String,
    /// Is it as it should be? Unknown where it was not measured.
    pub is_right: Option<bool>,
    /// What is wrong, or why it is not known.
    #[serde(default)]
    pub note: String,
}

/// The score of a portal (评分结果).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scored {
    /// Its total as it is printed; none where what is not measured could change it.
    pub total: Option<String>,
    /// How it came to that, a Chinese sentence.
    pub reason: String,
    /// Line by line.
    pub lines: Vec<ScoreRow>,
}

/// A line of the score sheet (评分项).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScoreRow {
    /// 一级指标
    pub group: String,
    /// 二级指标
    pub title: String,
    /// Points of the row, as printed; none where they are not settled.
    pub points: Option<String>,
    /// Points lost or earned, with the sign; none where the row was not measured.
    pub amount: Option<String>,
    /// Why.
    #[serde(default)]
    pub note: String,
}

/// Confirmed findings of one rule (一类问题).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FindingGroup {
    /// Rule code.
    pub rule: String,
    /// Id of the indicator that it counts for; empty where none.
    #[serde(default)]
    pub indicator: String,
    /// What the rule finds.
    pub title: String,
    /// 单项否决, 扣分, 提示
    pub level: String,
    /// Findings.
    pub count: u64,
    /// Places where they stand.
    pub places: u64,
    /// The first of them.
    pub first: Vec<EvidencePlace>,
}

/// Where a finding stands, and where its record is kept (问题位置).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvidencePlace {
    /// The page.
    pub url: String,
    /// What is wrong, a Chinese sentence.
    pub what: String,
    /// The number of the finding, by which its evidence is found (证据编号).
    #[serde(default)]
    pub evidence: String,
}

/// A channel with its days (栏目更新).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChannelDays {
    /// 栏目
    pub name: String,
    /// 栏目类别
    #[serde(default)]
    pub kind: String,
    /// Day of the last item; unknown where none was read.
    #[serde(default, deserialize_with = "parse::optional_date")]
    pub latest: Option<NaiveDate>,
    /// Last day on which it is still in time.
    #[serde(default, deserialize_with = "parse::optional_date")]
    pub until: Option<NaiveDate>,
    /// The result in words.
    pub result: String,
}

/// Something that was not measured (未能检测).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unmeasured {
    /// 指标
    pub indicator: String,
    /// What.
    #[serde(default)]
    pub object: String,
    /// Why.
    pub reason: String,
}

impl Values for SiteReport {
    const NAME: &'static str = "网站检查报告数据";

    fn head(&self) -> &Head {
        &self.head
    }

    fn contradictions(&self) -> Vec<Contradiction> {
        let mut doubts = Doubts::of_head(&self.head);
        doubts.window("window", self.window, &self.head);
        doubts.when(
            self.site.name.trim().is_empty(),
            "site.name",
            "网站名称为空，请填写",
        );
        let hit = self.vetoes.iter().any(|veto| veto.state == VetoState::Hit);
        doubts.when(
            hit && self.judgement == Some(Judgement::Qualified),
            "judgement",
            "触及单项否决指标的网站不能判为合格",
        );
        let says_why = self.reason.as_deref().is_some_and(|why| !why.trim().is_empty());
        doubts.when(
            self.judgement == Some(Judgement::NotMeasured) && !says_why,
            "reason",
            "未能检测的网站须写明原因",
        );
        for (index, veto) in self.vetoes.iter().enumerate() {
            let place = format!("vetoes[{index}]");
            doubts.when(
                veto.state == VetoState::Hit && veto.confirmed == 0,
                place.as_str(),
                "触及指标，却没有认定的问题",
            );
            let silent = veto.state == VetoState::NotMeasured && veto.note.trim().is_empty();
            doubts.when(silent, place, "未能检测的指标须在note写明原因");
        }
        for (index, group) in self.findings.iter().enumerate() {
            let place = format!("findings[{index}]");
            doubts.when(group.count == 0, place.as_str(), "没有问题的一类不必列出");
            let first = group.first.len() as u64;
            doubts.within(
                place,
                (Some(first), "列出的位置"),
                (Some(group.places.max(group.count)), "全部位置"),
            );
        }
        doubts.0
    }
}
