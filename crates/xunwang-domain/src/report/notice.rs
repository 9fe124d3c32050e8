//! The values of a notice of rectification (整改通知书).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::doubts::Doubts;
use super::{Head, Values};
use crate::circular::{Contradiction, parse};

/// What one unit or one area has to put right, and by when (整改通知书).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    /// Issuer, number and date.
    pub head: Head,
    /// The round as documents call it.
    pub round: String,
    /// To whom it goes (主送机关).
    pub recipient: String,
    /// Last day for the report on rectification (整改报送期限).
    #[serde(deserialize_with = "parse::date")]
    pub deadline: NaiveDate,
    /// The confirmed problems, site by site.
    pub problems: Vec<NoticeProblem>,
}

/// A confirmed problem (问题).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticeProblem {
    /// 网站标识码
    pub code: String,
    /// 网站名称
    pub site: String,
    /// 主办单位
    #[serde(default)]
    pub sponsor: String,
    /// The page.
    #[serde(default)]
    pub url: String,
    /// What is wrong.
    pub what: String,
    /// The words of the indicator (检查指标原文).
    #[serde(default)]
    pub basis: String,
    /// Does it make the site fail?
    #[serde(default)]
    pub failing: bool,
    /// Places where it stands.
    #[serde(default = "one")]
    pub places: u64,
    /// 证据编号
    #[serde(default)]
    pub evidence: String,
}

fn one() -> u64 {
    1
}

impl Values for Notice {
    const NAME: &'static str = "整改通知书数据";

    fn head(&self) -> &Head {
        &self.head
    }

    fn contradictions(&self) -> Vec<Contradiction> {
        let mut doubts = Doubts::of_letter(&self.head, &self.recipient);
        doubts.when(
            self.deadline <= self.head.issued_on,
            "deadline",
            format!(
                "整改报送期限{}不晚于成文日期{}",
                self.deadline, self.head.issued_on
            ),
        );
        doubts.when(
            self.problems.is_empty(),
            "problems",
            "没有需要整改的问题，不必发整改通知书",
        );
        for (index, problem) in self.problems.iter().enumerate() {
            let place = |field: &str| format!("problems[{index}].{field}");
            let is_code = |letter: char| letter.is_ascii_alphanumeric();
            doubts.when(
                problem.code.is_empty() || !problem.code.chars().all(is_code),
                place("code"),
                "网站标识码应为字母和数字",
            );
            doubts.when(
                problem.site.trim().is_empty(),
                place("site"),
                "网站名称为空，请填写",
            );
            doubts.when(
                problem.what.trim().is_empty(),
                place("what"),
                "没有写明问题，请填写",
            );
        }
        doubts.0
    }
}
