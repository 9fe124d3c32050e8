//! Judgements (判定): what the findings of a site come to under a standard.

use serde::{Deserialize, Serialize};

use crate::registry::SiteCode;

/// The result for one site (判定结论).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Judgement {
    /// 合格
    Qualified,
    /// 不合格
    Unqualified,
    /// 未能检测: outside the denominator of every rate.
    NotMeasured,
}

impl Judgement {
    /// The word of sites.csv.
    pub fn label(self) -> &'static str {
        match self {
            Self::Qualified => "qualified",
            Self::Unqualified => "unqualified",
            Self::NotMeasured => "not_measured",
        }
    }

    /// The Chinese word, as documents say it.
    pub fn chinese(self) -> &'static str {
        match self {
            Self::Qualified => "合格",
            Self::Unqualified => "不合格",
            Self::NotMeasured => "未能检测",
        }
    }
}

/// The judgement of one site (网站判定), with its grounds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteJudgement {
    /// 网站标识码
    pub site_code: SiteCode,
    /// The result.
    pub judgement: Judgement,
    /// Ids of the vetoes that were hit, in the order of the standard.
    pub vetoes: Vec<String>,
    /// Why it could not be measured, a Chinese sentence; only with [`Judgement::NotMeasured`].
    pub not_measured_reason: Option<String>,
}

/// What a site of a round was judged, and what that rests on (网站判定结果).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JudgedSite {
    /// The judgement.
    pub site: SiteJudgement,
    /// What counted, indicator by indicator.
    pub counts: Vec<IndicatorCount>,
}

/// What counted for one indicator of a site (指标计数).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndicatorCount {
    /// Id of the indicator.
    pub indicator: String,
    /// Defects that people confirmed.
    pub confirmed: u64,
    /// Is that enough for its veto?
    pub is_met: bool,
    /// Did a second person approve it, or is none needed?
    pub approved: bool,
    /// What is open and could count.
    pub open: u64,
}
