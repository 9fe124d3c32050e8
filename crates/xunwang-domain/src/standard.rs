//! The standard (检查指标): the versioned table of indicators that findings are counted by.
//!
//! A rule is code, an indicator is data: which rules it counts, from how many on, over which window, veto or points.
//! So a changed threshold is a changed row and never a release (rulebook §0.3).

mod compare;
mod faults;
mod scoring;
mod term;
mod threshold;
mod version;
mod words;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::registry::{ChannelKind, Site, SiteCategory};

pub use compare::{Difference, FieldChange, RowChange, RowDifference, compare};
pub use scoring::{Scoring, WithoutService};
pub use term::{Term, Terms, monitoring_day};
pub use threshold::{Comparison, Hundredths, Threshold};
pub use version::{Hand, Head, RowTrace, StandardVersion, VersionError, VersionState};

/// One edition of the national indicators (检查指标), e.g. that of 国办秘函〔2019〕19号.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Standard {
    /// Its name in files and in run.json, e.g. `guobanmihan-2019-19`.
    pub id: String,
    /// Title (标题).
    pub title: String,
    /// The document that sets it (依据文件), with its number.
    pub document: String,
    /// First day of effect.
    pub effective_from: NaiveDate,
    /// Last day of effect; `None` while it is in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective_to: Option<NaiveDate>,
    /// Update terms (更新期限) of the home page and of the kinds of channel.
    pub terms: Terms,
    /// How parts two and three come to a score (计分); a standard without it only vetoes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scoring: Option<Scoring>,
    /// The indicators (指标), in the order of the document; of two that fit, the first counts.
    #[serde(rename = "indicator")]
    pub indicators: Vec<Indicator>,
}

/// A row of a standard (指标).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    /// Its number within the standard, e.g. `WV4-1`; it never changes its meaning.
    pub id: String,
    /// The head above it (一级指标), e.g. 办事服务; vetoes have none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub group: String,
    /// Name of the group it belongs to (二级指标), e.g. 栏目不更新.
    pub title: String,
    /// The condition in words (评分细则).
    pub wording: String,
    /// Veto, deduction or bonus.
    pub kind: IndicatorKind,
    /// Who decides it.
    pub automation: Automation,
    /// The sites it applies to.
    #[serde(default)]
    pub scope: Scope,
    /// The period before the monitoring point that it looks at, where it has one of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<Term>,
    /// Points of the row (分值); deductions never exceed them (rulebook SC-08). A veto has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub points: Option<Hundredths>,
    /// How findings become the result.
    pub measure: Measure,
    /// Where it comes from and who confirmed it.
    pub provenance: Provenance,
}

/// What an indicator does to the result (指标性质).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IndicatorKind {
    /// 单项否决
    Veto,
    /// 扣分
    Deduction,
    /// 加分
    Bonus,
}

/// Who decides an indicator (自动化程度), rulebook §0.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Automation {
    /// 自动: the machine decides.
    #[serde(rename = "F")]
    Automatic,
    /// 人机结合: the machine proposes, a person confirms.
    #[serde(rename = "S")]
    Assisted,
    /// 人工: a person alone.
    #[serde(rename = "H")]
    Manual,
}

/// The sites an indicator applies to (适用范围).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// 全部政府网站
    #[default]
    All,
    /// 政府门户网站: parts two and three (rulebook SC-03).
    Portal,
    /// 有对外服务职能的单位 (rulebook WV6-n).
    PublicService,
    /// 政务新媒体: accounts and no site (rulebook §1.3).
    Account,
}

/// How findings become a result (计算方式). The grammar is closed: a new indicator is one of these.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "by", deny_unknown_fields)]
pub enum Measure {
    /// The number of defects together meets the threshold (数量), e.g. 超过(含)5.
    Count {
        /// What is counted.
        of: Vec<Counted>,
        /// From how many on.
        threshold: Threshold,
    },
    /// The defective part of all in percent meets the threshold (比例), e.g. 超过(含)5 %.
    Share {
        /// What is counted.
        of: Vec<Counted>,
        /// From which percentage on.
        threshold: Threshold,
    },
    /// There are so few that every one being defective is enough (全部), e.g. fewer than five and all of them.
    Every {
        /// What is counted.
        of: Vec<Counted>,
        /// The number of all for which this row is meant, e.g. 少于5.
        total: Threshold,
    },
    /// Each defect costs or earns points (逐个计分), down to the floor of the row.
    Each {
        /// What is counted, with the points of each.
        of: Vec<Counted>,
    },
    /// So many are drawn at random; each defective one costs points (抽查).
    Sampled {
        /// Number drawn.
        sample: u32,
        /// What is counted, with the points of each.
        of: Vec<Counted>,
    },
    /// A person decides (人工认定).
    Manual,
}

/// The findings of one rule that a measure counts (计数对象), with its filters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counted {
    /// The rule's code.
    pub rule: String,
    /// Kinds of channel (栏目类别); empty for any.
    #[serde(
        default,
        skip_serializing_if = "Vec::is_empty",
        serialize_with = "term::channel_labels",
        deserialize_with = "term::channel_kinds"
    )]
    pub channels: Vec<ChannelKind>,
    /// Only channels of the first level (一级栏目)?
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_level: Option<bool>,
    /// Only what the home page carries (`true`), or does not (`false`)?
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub home: Option<bool>,
    /// Points of each, where the measure gives points.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub points: Option<Hundredths>,
}

/// Where an indicator comes from (依据与确认人).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provenance {
    /// The sources, by their keys in the rule book.
    pub source: String,
    /// How sure the source is, e.g. `A`, `B`, `M2` (rulebook §0.1).
    pub confidence: String,
    /// Has it been confirmed? Unconfirmed rows may be shown, never used for a judgement.
    pub confirmed: bool,
    /// Who confirmed it; a confirmed row names it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub confirmed_by: String,
    /// The day on which the office confirmed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirmed_on: Option<NaiveDate>,
    /// The document that it was confirmed by (核对文件): number, title, page.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub document: String,
}

/// What a filter of [`Counted`] looks at (计数特征).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trait {
    /// The kind of the channel, where the defect is one of a channel.
    pub channel: Option<ChannelKind>,
    /// Is that channel one of the first level?
    pub first_level: bool,
    /// Does the home page carry it?
    pub home: bool,
}

impl Trait {
    /// Is there nothing for a filter to look at?
    pub fn is_plain(&self) -> bool {
        *self == Self::default()
    }
}

impl Standard {
    /// The indicator that counts a defect found by a rule: the first that fits; `None` where none does.
    pub fn indicator_for(&self, rule: &str, seen: Trait) -> Option<&Indicator> {
        self.indicators
            .iter()
            .find(|indicator| indicator.counts(rule, seen).is_some())
    }

    /// The indicator of that id.
    pub fn indicator(&self, id: &str) -> Option<&Indicator> {
        self.indicators.iter().find(|indicator| indicator.id == id)
    }
}

impl Indicator {
    /// The entry of its measure under which a defect falls.
    pub fn counts(&self, rule: &str, seen: Trait) -> Option<&Counted> {
        self.measure
            .counted()?
            .iter()
            .find(|counted| counted.fits(rule, seen))
    }

    /// Does it apply to this site?
    pub fn applies_to(&self, site: &Site) -> bool {
        match self.scope {
            Scope::All => true,
            Scope::Portal => site.category == SiteCategory::Portal,
            Scope::PublicService => site.public_service,
            Scope::Account => false,
        }
    }
}

impl Measure {
    /// What it counts; `None` where a person decides.
    pub fn counted(&self) -> Option<&[Counted]> {
        match self {
            Self::Count { of, .. }
            | Self::Share { of, .. }
            | Self::Every { of, .. }
            | Self::Each { of }
            | Self::Sampled { of, .. } => Some(of),
            Self::Manual => None,
        }
    }
}

impl Counted {
    /// Does it count a defect of that rule with these traits?
    pub fn fits(&self, rule: &str, seen: Trait) -> bool {
        self.rule == rule
            && (self.channels.is_empty() || seen.channel.is_some_and(|kind| self.channels.contains(&kind)))
            && self.first_level.is_none_or(|wanted| wanted == seen.first_level)
            && self.home.is_none_or(|wanted| wanted == seen.home)
    }
}
