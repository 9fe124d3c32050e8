//! How parts two and three of a standard come to a score (计分): full marks, the two borders, and SC-09.

use serde::{Deserialize, Serialize};

use super::{Hundredths, Threshold};

/// Full marks and borders of the score (计分办法), rulebook SC-04, SC-06, SC-07.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scoring {
    /// Full marks of part two (扣分满分), e.g. 100.
    pub deduction: Hundredths,
    /// Most points of part three (加分上限), e.g. 30.
    pub bonus: Hundredths,
    /// The scores of part two that fail (不合格线), e.g. 低于60.
    pub fails: Threshold,
    /// The scores of part two that open part three (加分线), e.g. 高于80.
    pub bonus_from: Threshold,
    /// What bodies of the State Council without 对外服务职能 skip.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub without_service: Option<WithoutService>,
}

/// What bodies of the State Council that do not serve the public skip (无对外服务职能的国务院部门), rulebook SC-09.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WithoutService {
    /// The 一级指标 whose rows are skipped, e.g. 办事服务.
    pub skips: String,
    /// Full marks of what is left, e.g. 75: the score is multiplied by full marks ÷ this, e.g. 4/3.
    pub deduction: Hundredths,
}
