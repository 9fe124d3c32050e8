//! Problems (问题): what the confirmed findings of one site come to under one indicator. Second approval and objections hang
//! on the problem, verdicts on its findings.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::filing::ProofFile;
use crate::people::UserId;
use crate::registry::SiteCode;
use crate::review::FindingId;
use crate::round::RoundId;

/// Which problem (问题标识): a site and an indicator in a round.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ProblemKey {
    /// The round.
    pub round: RoundId,
    /// The site.
    pub site: SiteCode,
    /// Id of the indicator.
    pub indicator: String,
}

/// What was said of a problem as a whole (问题).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Which.
    pub key: ProblemKey,
    /// What the second person said of a veto, the last one last.
    #[serde(default)]
    pub approvals: Vec<Approval>,
    /// What the body that runs the site said.
    #[serde(default)]
    pub objections: Vec<Objection>,
}

/// What a second person says of a veto (第二人审定).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    /// 同意; otherwise 退回: the findings are looked at again.
    pub agreed: bool,
    /// 意见
    pub note: String,
    /// Of which findings: one more or one less, and it is another problem.
    pub of: String,
    /// Who.
    pub by: UserId,
    /// 姓名
    pub name: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// What a body says against a problem (异议反馈).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Objection {
    /// What is wanted.
    pub kind: ObjectionKind,
    /// 理由
    pub text: String,
    /// A file that shows it.
    pub proof: Option<ProofFile>,
    /// Who.
    pub by: UserId,
    /// 姓名
    pub name: String,
    /// When.
    pub at: DateTime<Utc>,
    /// The office's answer.
    pub answer: Option<Answer>,
}

/// What an objection wants (异议类别).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ObjectionKind {
    /// 申诉: it is not so.
    Appeal,
    /// 属实: it is so; nothing waits for an answer.
    Agreed,
    /// 情况说明: it is so for a reason, until a day.
    Explanation {
        /// The last day on which the reason holds.
        until: NaiveDate,
    },
}

/// What the office answers (核实意见).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// 采纳: the problem does not count; otherwise 不予采纳.
    pub accepted: bool,
    /// Of how much that was confirmed: what is confirmed later was not objected to.
    pub of: u64,
    /// 意见
    pub text: String,
    /// 姓名
    pub name: String,
    /// When.
    pub at: DateTime<Utc>,
}

impl Problem {
    /// A problem of which nobody has said anything.
    pub fn new(key: ProblemKey) -> Self {
        Self {
            key,
            approvals: Vec::new(),
            objections: Vec::new(),
        }
    }

    /// Was it approved as it is now, with these very findings?
    pub fn is_approved(&self, findings: &[FindingId]) -> bool {
        self.approvals
            .last()
            .is_some_and(|last| last.agreed && last.of == mark_of(findings))
    }

    /// Does an objection wait for its answer?
    pub fn waits_for_answer(&self) -> bool {
        self.objections.iter().any(Objection::needs_answer)
    }

    /// Was an objection accepted to all of so much that is confirmed now?
    pub fn is_lifted(&self, confirmed: u64) -> bool {
        self.objections.iter().any(|one| {
            one.answer
                .as_ref()
                .is_some_and(|answer| answer.accepted && confirmed <= answer.of)
        })
    }
}

impl Objection {
    /// Does the office have to answer it?
    pub fn needs_answer(&self) -> bool {
        self.answer.is_none() && self.kind != ObjectionKind::Agreed
    }
}

impl ObjectionKind {
    /// What it is called.
    pub fn label(self) -> &'static str {
        match self {
            Self::Appeal => "申诉",
            Self::Agreed => "核实属实",
            Self::Explanation { .. } => "情况说明",
        }
    }
}

/// Tells one set of findings from another, whatever their order.
pub fn mark_of(findings: &[FindingId]) -> String {
    let mut sorted: Vec<_> = findings.iter().map(|id| id.0).collect();
    sorted.sort();
    let mut hasher = Sha256::new();
    for id in sorted {
        hasher.update(id.as_bytes());
    }
    hasher.finalize()[..16]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn an_approval_holds_for_the_findings_that_it_saw() {
        let ids: Vec<_> = (1..4).map(|n| FindingId(Uuid::from_u128(n))).collect();
        let mut problem = Problem::new(ProblemKey {
            round: RoundId(Uuid::nil()),
            site: SiteCode::parse("9901000001").unwrap(),
            indicator: "WV4-1".to_owned(),
        });
        let approval = |agreed| Approval {
            agreed,
            note: String::new(),
            of: mark_of(&ids),
            by: UserId(Uuid::nil()),
            name: "审某".to_owned(),
            at: DateTime::UNIX_EPOCH,
        };
        assert!(!problem.is_approved(&ids));
        problem.approvals.push(approval(true));
        let turned: Vec<_> = ids.iter().rev().copied().collect();
        assert!(problem.is_approved(&turned));
        assert!(!problem.is_approved(&ids[..2]));
        problem.approvals.push(approval(false));
        assert!(!problem.is_approved(&ids));
    }

    #[test]
    fn an_accepted_objection_lifts_what_it_was_about_and_no_more() {
        let mut problem = Problem::new(ProblemKey {
            round: RoundId(Uuid::nil()),
            site: SiteCode::parse("9901000001").unwrap(),
            indicator: "WV4-1".to_owned(),
        });
        let answer = |accepted| Answer {
            accepted,
            of: 5,
            text: String::new(),
            name: "王某".to_owned(),
            at: DateTime::UNIX_EPOCH,
        };
        problem.objections.push(Objection {
            kind: ObjectionKind::Appeal,
            text: "不是这样".to_owned(),
            proof: None,
            by: UserId(Uuid::nil()),
            name: "云某".to_owned(),
            at: DateTime::UNIX_EPOCH,
            answer: None,
        });
        assert!(problem.waits_for_answer() && !problem.is_lifted(5));
        problem.objections[0].answer = Some(answer(true));
        assert!(problem.is_lifted(5) && problem.is_lifted(4) && !problem.is_lifted(6));
        problem.objections[0].answer = Some(answer(false));
        assert!(!problem.is_lifted(5));
    }
}
