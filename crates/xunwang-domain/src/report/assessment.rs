//! The values of the year's ledger of assessment (年度考核台账; rulebook AK-03 to AK-06).

use serde::{Deserialize, Serialize};

use super::doubts::Doubts;
use super::{Head, Values};
use crate::circular::Contradiction;

/// What will count at the year's assessment, area by area (年度考核台账).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assessment {
    /// Issuer and date.
    pub head: Head,
    /// The year.
    pub year: u16,
    /// Whether the handling of messages was counted (留言办理是否统计); otherwise its columns are left open, and are no zero.
    #[serde(default = "counted")]
    pub messages_counted: bool,
    /// Area by area, in the official order.
    pub areas: Vec<AssessmentArea>,
}

fn counted() -> bool {
    true
}

/// An area with what counts against it (地区考核台账).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssessmentArea {
    /// 地区（部门）
    pub name: String,
    /// Whether all its sites stand on one shared platform (+5, AK-06); unknown where nobody has said.
    #[serde(default)]
    pub one_platform: Option<bool>,
    /// What counts against it, each with its cause.
    #[serde(default)]
    pub deductions: Vec<Deduction>,
}

/// Something that counts against an area (扣分事项).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deduction {
    /// Why.
    pub cause: Cause,
    /// What it is: the site and round, the number of the message.
    pub what: String,
    /// The points that the office lays down, for other causes only.
    #[serde(default)]
    pub points: Option<u64>,
}

/// Why something counts (扣分原因).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// A site or account that failed because of a severe misstatement (AK-03): several are a veto.
    SevereError,
    /// A site that failed for another reason (AK-04): so many are a veto; the number is not published.
    SiteFailed,
    /// An error report that was not closed (AK-05): 3 points each.
    MessageOpen,
    /// An error report that was closed later than a month (AK-05): 2 points each.
    MessageLate,
    /// What the office has laid down itself.
    Other,
}

impl Cause {
    /// What a document calls it.
    pub fn label(self) -> &'static str {
        match self {
            Self::SevereError => "严重表述错误不合格",
            Self::SiteFailed => "其他原因不合格",
            Self::MessageOpen => "留言未办结",
            Self::MessageLate => "留言超过一个月办结",
            Self::Other => "其他扣分",
        }
    }
}

impl Values for Assessment {
    const NAME: &'static str = "年度考核台账数据";

    fn head(&self) -> &Head {
        &self.head
    }

    fn contradictions(&self) -> Vec<Contradiction> {
        let mut doubts = Doubts::of_year(&self.head, self.year);
        doubts.unique("areas", "name", self.areas.iter().map(|one| one.name.as_str()));
        for (index, area) in self.areas.iter().enumerate() {
            for (place, one) in area.deductions.iter().enumerate() {
                let place = format!("areas[{index}].deductions[{place}]");
                doubts.when(
                    one.what.trim().is_empty(),
                    format!("{place}.what"),
                    "没有写明事项，请填写",
                );
                let is_of_messages = matches!(one.cause, Cause::MessageOpen | Cause::MessageLate);
                doubts.when(
                    is_of_messages && !self.messages_counted,
                    format!("{place}.cause"),
                    "写明留言办理没有统计（messages_counted），却列有留言扣分，请改成一致",
                );
                let is_other = one.cause == Cause::Other;
                doubts.when(
                    one.points.is_some() != is_other,
                    format!("{place}.points"),
                    "分值只填在其他扣分（other）上，且必须填写；其余按指标计分",
                );
            }
        }
        doubts.0
    }
}
