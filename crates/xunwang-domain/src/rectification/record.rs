//! A rectification with all that happened to it. What was written stays: answers, re-tests, extensions, rungs and steps are only
//! ever added.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::ladder::{Escalation, Rung};
use super::moves::{RectifyAction, RectifyRole, RectifyStage};
use super::retest::Retest;
use crate::circular::Quarter;
use crate::filing::ProofFile;
use crate::organization::OrganizationId;
use crate::paper::PaperId;
use crate::people::UserId;
use crate::problem::ProblemKey;
use crate::round::RoundId;

/// The number of a rectification (整改编号): it follows from the problem, so that a ledger that is opened twice is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RectificationId(pub Uuid);

impl RectificationId {
    /// The number of the rectification of this problem.
    pub fn new(key: &ProblemKey) -> Self {
        let digest = Sha256::digest(format!("整改\n{}\n{}\n{}", key.round.0, key.site, key.indicator));
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest[..16]);
        Self(uuid::Builder::from_custom_bytes(bytes).into_uuid())
    }
}

/// The ledger of one circular (整改台账): opened once, with the day by which all of it is to be put right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ledger {
    /// The issued circular.
    pub paper: PaperId,
    /// Its round.
    pub round: RoundId,
    /// The office that issued it.
    pub office: OrganizationId,
    /// 季度
    pub quarter: Quarter,
    /// 发文字号, where it has one.
    #[serde(default)]
    pub number: Option<String>,
    /// 成文日期
    pub issued_on: NaiveDate,
    /// 整改期限, as it was set; a day off is moved to the next working day.
    pub due: NaiveDate,
    /// When it was opened.
    pub opened_at: DateTime<Utc>,
    /// Who opened it.
    pub opened_by: String,
}

/// A version of the unit's answer (整改情况); a later one does not replace it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// 整改措施及结果
    pub text: String,
    /// 整改完成日期, as the unit gives it.
    #[serde(default)]
    pub done_on: Option<NaiveDate>,
    /// 责任人
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub person: String,
    /// 佐证材料
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub proof: Vec<ProofFile>,
    /// Where it came in a ledger sheet, the file named there as proof (随台账报送的材料).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub named_proof: String,
    /// Who sent it.
    pub by: UserId,
    /// 姓名
    pub name: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// That somebody asked for more time (延期申请).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extension {
    /// The new day.
    pub until: NaiveDate,
    /// 理由
    pub reason: String,
    /// Who asked.
    pub by: UserId,
    /// 姓名
    pub name: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Granted, refused, or not yet decided; what was answered meanwhile needs no more time.
    #[serde(default)]
    pub granted: Option<bool>,
    /// 批准人
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<(UserId, String)>,
    /// When it was decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_at: Option<DateTime<Utc>>,
}

/// Where else the same stands (举一反三): the unit is asked to check it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Elsewhere {
    /// 网站标识码
    pub site_code: String,
    /// 网站名称
    pub site_name: String,
    /// The page.
    pub url: String,
    /// What stands there.
    pub what: String,
}

/// A step as it stands in the record (办理记录).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RectifyStep {
    /// What was done; none: the ledger was opened.
    #[serde(default)]
    pub action: Option<RectifyAction>,
    /// As what.
    pub role: RectifyRole,
    /// The state that it led to.
    pub to: RectifyStage,
    /// 理由或说明
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Who; none: the program.
    #[serde(default)]
    pub by: Option<UserId>,
    /// 姓名
    pub name: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// A confirmed problem under rectification (整改任务).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rectification {
    /// 整改编号
    pub id: RectificationId,
    /// The problem.
    pub problem: ProblemKey,
    /// The circular that named it.
    pub paper: PaperId,
    /// The office that issued it.
    pub office: OrganizationId,
    /// The body that runs the site.
    pub body: OrganizationId,
    /// 季度
    pub quarter: Quarter,
    /// 地区或部门
    pub area: String,
    /// 网站名称
    pub site_name: String,
    /// 主办单位
    pub sponsor: String,
    /// Name of the indicator (指标).
    pub title: String,
    /// The condition in words (指标原文).
    pub basis: String,
    /// Did it make the site fail (单项否决)?
    pub is_veto: bool,
    /// What is wrong, in one sentence; of dangerous finds the indicator's name alone.
    pub what: String,
    /// The first places.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<String>,
    /// How much was confirmed.
    pub findings: u64,
    /// How far it is.
    pub stage: RectifyStage,
    /// 整改期限, as it is now; a day off is moved to the next working day.
    pub due: NaiveDate,
    /// 整改期限, as it was set first.
    pub first_due: NaiveDate,
    /// Every version of the answer, the latest last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub replies: Vec<Reply>,
    /// Every re-test, the latest last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub retests: Vec<Retest>,
    /// When somebody last asked to look again, and it was not done yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retest_asked: Option<DateTime<Utc>>,
    /// Every request for more time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub extensions: Vec<Extension>,
    /// Every rung of the ladder that was reached.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rungs: Vec<Escalation>,
    /// What the unit is asked to check too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub elsewhere: Vec<Elsewhere>,
    /// What was done, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<RectifyStep>,
}

impl Rectification {
    /// The answer as it is now.
    pub fn reply(&self) -> Option<&Reply> {
        self.replies.last()
    }

    /// The last re-test, whatever was answered since.
    pub fn last_retest(&self) -> Option<&Retest> {
        self.retests.last()
    }

    /// The last re-test, where it was made after the last answer: it says how the answer stands.
    pub fn retest_of_reply(&self) -> Option<&Retest> {
        let reply = self.reply()?;
        self.last_retest().filter(|retest| retest.at >= reply.at)
    }

    /// The request for more time that nobody has decided on.
    pub fn pending_extension(&self) -> Option<&Extension> {
        self.extensions.iter().find(|one| one.granted.is_none())
    }

    /// The highest rung reached.
    pub fn highest_rung(&self) -> Option<Rung> {
        self.rungs.iter().map(|one| one.rung).max()
    }

    /// Is it to be looked at again: it was answered, or somebody asked for it (待复查)?
    pub fn waits_for_retest(&self) -> bool {
        !self.stage.is_over() && (self.stage == RectifyStage::Answered || self.retest_asked.is_some())
    }

    /// How many things were done: whoever acts on it says how many of them were seen.
    pub fn version(&self) -> u32 {
        u32::try_from(self.steps.len()).unwrap_or(u32::MAX)
    }
}
