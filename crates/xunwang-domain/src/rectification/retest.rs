//! What was found when a problem was looked at again (复查): fixed, not fixed, or not re-tested, with the reason.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::record::RectificationId;
use crate::people::UserId;
use crate::review::FindingId;
use crate::round::RoundId;

/// The number of a run of re-tests (复查批次编号).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RetestId(pub Uuid);

/// A run of re-tests (复查批次): what is looked at again in one pass. Frozen when it begins, so that a killed run goes on as it
/// was begun.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RetestRun {
    /// 复查批次编号
    pub id: RetestId,
    /// The round whose problems they are: its standard decides.
    pub round: RoundId,
    /// Which rectifications.
    pub of: Vec<RectificationId>,
    /// When it was begun: the monitoring point of its rules.
    pub begun_at: DateTime<Utc>,
    /// When everything was taken over.
    #[serde(default)]
    pub finished_at: Option<DateTime<Utc>>,
}

/// What came of looking again (复查结果).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RetestOutcome {
    /// 已整改
    Fixed,
    /// 未整改
    NotFixed,
    /// 未能复查: it could not be seen whether it is mended. Never the same as not fixed.
    NotRetested,
}

/// A finding of the problem that was not found to be mended (未消除的线索).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RetestedFinding {
    /// Which.
    pub finding: FindingId,
    /// What is wrong.
    pub what: String,
    /// Where.
    pub url: String,
    /// Not fixed, or not re-tested.
    pub outcome: RetestOutcome,
    /// Why it could not be seen; empty where it could.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

/// One re-test (复查记录); a later one does not replace it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retest {
    /// The machine's run; none where a person looked.
    #[serde(default)]
    pub run: Option<RetestId>,
    /// 复查结果
    pub outcome: RetestOutcome,
    /// Findings that are mended.
    #[serde(default)]
    pub fixed: u64,
    /// Findings that are not.
    #[serde(default)]
    pub open: u64,
    /// Findings of which nobody knows.
    #[serde(default)]
    pub unknown: u64,
    /// The first of those that are not mended or not known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left: Vec<RetestedFinding>,
    /// Why it could not be seen, or what the person saw.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// The person who looked where the machine cannot (人工复查).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<(UserId, String)>,
    /// When.
    pub at: DateTime<Utc>,
}

/// As many findings are named in a record of a re-test.
const NAMED: usize = 20;

impl RetestOutcome {
    /// What it is called.
    pub fn label(self) -> &'static str {
        match self {
            Self::Fixed => "已整改",
            Self::NotFixed => "未整改",
            Self::NotRetested => "未能复查",
        }
    }

    /// Its word in files and addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::Fixed => "fixed",
            Self::NotFixed => "not_fixed",
            Self::NotRetested => "not_retested",
        }
    }

    /// The outcome of a word.
    pub fn of_word(word: &str) -> Option<Self> {
        [Self::Fixed, Self::NotFixed, Self::NotRetested]
            .into_iter()
            .find(|one| one.word() == word)
    }
}

impl Retest {
    /// What a run says of a problem, from what it says of its findings (由线索得出结果): one that is not mended, and the problem
    /// is not; one that could not be seen, and nobody knows.
    pub fn of_findings(run: RetestId, fixed: u64, left: Vec<RetestedFinding>, at: DateTime<Utc>) -> Self {
        let count = |outcome| left.iter().filter(|one| one.outcome == outcome).count() as u64;
        let [open, unknown] = [RetestOutcome::NotFixed, RetestOutcome::NotRetested].map(count);
        let outcome = match (open, unknown, fixed) {
            (1.., _, _) => RetestOutcome::NotFixed,
            (0, 1.., _) | (0, 0, 0) => RetestOutcome::NotRetested,
            (0, 0, _) => RetestOutcome::Fixed,
        };
        let mut reasons: Vec<&str> = Vec::new();
        for one in left.iter().filter(|one| !one.reason.is_empty()) {
            if reasons.len() < 3 && !reasons.contains(&one.reason.as_str()) {
                reasons.push(&one.reason);
            }
        }
        let mut reason = reasons.join("；");
        if outcome == RetestOutcome::NotRetested && reason.is_empty() {
            reason.push_str("没有可由程序复查的线索，须人工复查");
        }
        let mut left = left;
        left.sort_by_key(|one| one.outcome);
        left.truncate(NAMED);
        Self {
            run: Some(run),
            outcome,
            fixed,
            open,
            unknown,
            left,
            reason,
            by: None,
            at,
        }
    }
}
