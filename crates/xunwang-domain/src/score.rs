//! The score sheet (评分表): what parts two and three of a standard come to for a portal, line by line (rulebook §1.1).

mod points;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::judgement::Judgement;
use crate::standard::{Hundredths, IndicatorKind, Trait};

pub use points::Score;

/// The rows of a standard that are scored (计分范围).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rows {
    /// 已确认: for official judgements.
    Confirmed,
    /// 全部: for a preview, which says that it is one.
    All,
}

/// A defect that counts (计分问题).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScoredDefect {
    /// The rule's code.
    pub rule: String,
    /// What the filters of an indicator look at.
    pub seen: Trait,
    /// The finding's key; the same key costs points once, whatever the rows.
    pub key: String,
}

/// A sample that was drawn and looked at (抽查结果).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Draw {
    /// Number looked at: fewer than wanted, where there are no more.
    pub drawn: u32,
    /// How many of them are defective.
    pub defective: u32,
}

/// What a person has decided of a row (人工评分); it stands instead of what the machine counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManualScore {
    /// Points lost, or earned where the row is a bonus.
    pub points: Hundredths,
    /// Why, and by whom.
    pub note: String,
}

/// What is known of a site, by the ids of indicators (评分依据).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScoreInput {
    /// Vetoes that were hit: then nothing is scored (SC-05).
    pub vetoes: Vec<String>,
    /// Confirmed defects.
    pub defects: BTreeMap<String, Vec<ScoredDefect>>,
    /// Samples, and for shares: number of all and of the defective ones.
    pub draws: BTreeMap<String, Draw>,
    /// What people have decided.
    pub manual: BTreeMap<String, ManualScore>,
    /// Rows that could not be measured, with the reason.
    pub not_measured: BTreeMap<String, String>,
}

/// How a line came to its points (计分方式).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineStanding {
    /// 按问题计分
    Counted,
    /// 人工评分
    Manual,
    /// 未评: nobody has measured or decided it.
    NotMeasured,
    /// 分值未定: the row has no points, so nothing is counted.
    NoPoints,
    /// 不适用: skipped under SC-09.
    Skipped,
}

/// A line of the sheet (评分项).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScoreLine {
    /// Id of the indicator.
    pub indicator: String,
    /// 一级指标
    pub group: String,
    /// 二级指标
    pub title: String,
    /// Deduction or bonus.
    pub kind: IndicatorKind,
    /// Has the row been confirmed?
    pub confirmed: bool,
    /// Points of the row.
    pub points: Option<Hundredths>,
    /// How it came to its points.
    pub standing: LineStanding,
    /// Keys of the defects that were counted.
    pub defects: Vec<String>,
    /// Points lost, or earned where it is a bonus.
    pub amount: Hundredths,
    /// Did the points of the row hold more back (SC-08)?
    pub capped: bool,
    /// Why, a Chinese sentence.
    pub explanation: String,
}

/// Whether part three is scored (加分阶段).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BonusStage {
    /// 进入
    Open,
    /// 不进入
    Closed,
    /// 未定: rows that were not measured could decide it.
    Undecided,
}

/// The score sheet of a portal (评分表).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScoreSheet {
    /// Id of the standard.
    pub standard: String,
    /// Which rows were scored; [`Rows::All`] is a preview and never a judgement.
    pub rows: Rows,
    /// The lines, in the order of the standard; those of part three only where it is open.
    pub lines: Vec<ScoreLine>,
    /// Full marks of part two for this site: 100, or 75 under SC-09.
    pub full: Hundredths,
    /// Score of part two out of `full`.
    pub deducted: Score,
    /// The same out of full marks (SC-09: × 4/3), exact.
    pub part_two: Score,
    /// Is part three scored?
    pub bonus_stage: BonusStage,
    /// Why, a Chinese sentence.
    pub bonus_reason: String,
    /// Points of part three, within its limit.
    pub bonus: Hundredths,
    /// Part two and part three together; `None` where what is not measured could change it.
    pub total: Option<Score>,
    /// By part two alone: below the border is unqualified; not measured where that is not certain.
    pub verdict: Judgement,
    /// Why, a Chinese sentence.
    pub reason: String,
    /// What the sheet leaves out or does not know, Chinese sentences.
    pub reservations: Vec<String>,
}
