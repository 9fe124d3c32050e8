//! A message (网民留言) with all that happened to it. What was written stays: answers and steps are only ever added.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::calendar::Calendar;
use super::clock::{Clock, Clocks, Deadline, Pause, Terms, day_of};
use super::kind::{FeedbackKind, Outcome, RefusalKind};
use super::mirror::Mirror;
use super::moves::{FeedbackAction, FeedbackRole, FeedbackStage};
use crate::filing::ProofFile;
use crate::organization::OrganizationId;
use crate::people::UserId;

/// The number under which a message is kept (内部编号).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FeedbackId(pub Uuid);

/// Where a message came from (来源).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FeedbackSource {
    /// 国家平台: mirrored; there it is answered and closed.
    National,
    /// 本系统的公开表单
    Form,
    /// 人工登记: by letter, by telephone, from another office.
    Manual,
}

impl FeedbackSource {
    /// What it is called.
    pub fn label(self) -> &'static str {
        match self {
            Self::National => "国家平台",
            Self::Form => "网上提交",
            Self::Manual => "人工登记",
        }
    }
}

/// A picture or a file that belongs to a message (附件).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// The file.
    pub file: ProofFile,
    /// What it shows (说明).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// A version of the answer (答复版本); a later one does not replace it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// 办理结论
    pub outcome: Outcome,
    /// 答复内容
    pub text: String,
    /// Why it is no defect (理由), where it is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// What shows it (佐证材料).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Attachment>,
    /// Who wrote it (拟稿人).
    pub drafted_by: (UserId, String),
    /// Who sent it up (审核人); where nobody else of the unit could, the writer.
    pub sent_by: (UserId, String),
    /// When it was sent up.
    pub at: DateTime<Utc>,
    /// What the machine said of it then (机器核对).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub opinions: Vec<Opinion>,
}

/// An answer that is being written (答复草稿); it is no version yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// 办理结论
    pub outcome: Outcome,
    /// 答复内容
    pub text: String,
    /// Why it is no defect, where it is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// What shows it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Attachment>,
    /// Who wrote it last.
    pub by: (UserId, String),
    /// When.
    pub at: DateTime<Utc>,
}

/// Something that the machine noticed about an answer (机器核对意见), for the reviewer; it decides nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opinion {
    /// The word of its kind.
    pub word: String,
    /// Does it speak for sending the answer back, for it, or could it not be found out (`None`)?
    pub is_doubt: Option<bool>,
    /// A Chinese sentence.
    pub text: String,
    /// Digests of the fetched page before and after, where there are any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<String>,
    /// What the page showed when the message came (受理时所见), masked.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub before: String,
    /// What it showed when the answer was checked (核对时所见), masked.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub after: String,
}

/// That somebody asked to stop the clock (暂停申请).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PauseRequest {
    /// The days.
    pub days: Pause,
    /// 理由
    pub reason: String,
    /// Who asked.
    pub by: (UserId, String),
    /// When.
    pub at: DateTime<Utc>,
    /// Granted, refused, or not yet decided.
    #[serde(default)]
    pub granted: Option<bool>,
    /// Who decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<(UserId, String)>,
}

/// That a message was closed (办结).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closing {
    /// When.
    pub at: DateTime<Utc>,
    /// As what.
    pub stage: FeedbackStage,
}

/// That a closed message was taken up again (重新办理).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reopening {
    /// By whom.
    pub role: FeedbackRole,
    /// Why.
    pub reason: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// That the responsible unit was urged (催办): it moves nothing, and stays with the message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Urge {
    /// As what.
    pub role: FeedbackRole,
    /// Who was urged; none: of no registered site.
    #[serde(default)]
    pub to: Option<OrganizationId>,
    /// What was said (催办意见).
    pub text: String,
    /// Who urged.
    pub by: (UserId, String),
    /// When.
    pub at: DateTime<Utc>,
}

/// A step as it stands in the record (办理记录).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrittenStep {
    /// What was done; none: the program or an import changed something that is no move.
    #[serde(default)]
    pub action: Option<FeedbackAction>,
    /// As what.
    #[serde(default)]
    pub role: Option<FeedbackRole>,
    /// The state that it led to.
    pub to: FeedbackStage,
    /// Who has it from then on.
    #[serde(default)]
    pub holder: Option<OrganizationId>,
    /// 理由或说明
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Who.
    #[serde(default)]
    pub by: Option<UserId>,
    /// 姓名
    pub name: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// A message (网民留言). Its texts are without personal data: what was hidden is kept elsewhere, and not for long.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feedback {
    /// 内部编号
    pub id: FeedbackId,
    /// 编号: the citizen's code, or the platform's number.
    pub number: String,
    /// Where it came from.
    pub source: FeedbackSource,
    /// 网站标识码, in its canonical spelling where it has one; empty: of no registered site.
    #[serde(default)]
    pub site_code: String,
    /// 网站名称
    #[serde(default)]
    pub site_name: String,
    /// 问题类型
    pub kind: FeedbackKind,
    /// 问题网址
    #[serde(default)]
    pub address: String,
    /// 问题描述
    #[serde(default)]
    pub text: String,
    /// Pictures (图片).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pictures: Vec<Attachment>,
    /// When it was received; a file that knows the day only gives the first moment of it. `None`: not known.
    #[serde(default)]
    pub received_at: Option<DateTime<Utc>>,
    /// How far it is.
    pub stage: FeedbackStage,
    /// Who has it; none: the province.
    #[serde(default)]
    pub holder: Option<OrganizationId>,
    /// Both terms; none where the day of receipt is not known.
    #[serde(default)]
    pub clocks: Option<Clocks>,
    /// An earlier closing, before it was taken up again, was late.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub was_late: bool,
    /// When it was first handed over.
    #[serde(default)]
    pub handed_over_at: Option<DateTime<Utc>>,
    /// Every closing, the latest last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub closings: Vec<Closing>,
    /// The answer that is being written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draft: Option<Draft>,
    /// Every version of the answer, the latest last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<Answer>,
    /// Every request to stop the clock.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pauses: Vec<PauseRequest>,
    /// Every reopening of a closed message: the citizen's, and the province's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reopenings: Vec<Reopening>,
    /// Every time that the responsible unit was urged.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub urges: Vec<Urge>,
    /// Why it was not accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refusal: Option<(RefusalKind, String)>,
    /// The message that it was merged into.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merged_into: Option<FeedbackId>,
    /// What the national platform says of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mirror: Option<Mirror>,
    /// What was done, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<WrittenStep>,
}

impl Feedback {
    /// A message of which nothing is known yet but its number and where it came from (空白留言).
    pub fn blank(id: FeedbackId, number: String, source: FeedbackSource) -> Self {
        Self {
            id,
            number,
            source,
            site_code: String::new(),
            site_name: String::new(),
            kind: FeedbackKind::OTHER,
            address: String::new(),
            text: String::new(),
            pictures: Vec::new(),
            received_at: None,
            stage: FeedbackStage::Received,
            holder: None,
            clocks: None,
            was_late: false,
            handed_over_at: None,
            closings: Vec::new(),
            draft: None,
            answers: Vec::new(),
            pauses: Vec::new(),
            reopenings: Vec::new(),
            urges: Vec::new(),
            refusal: None,
            merged_into: None,
            mirror: None,
            steps: Vec::new(),
        }
    }

    /// The day of receipt in China (收到日期).
    pub fn received_on(&self) -> Option<NaiveDate> {
        self.received_at.map(day_of)
    }

    /// The day by which statistics sort it (统计日期): of receipt, where unknown of publication.
    pub fn counted_on(&self) -> Option<NaiveDate> {
        self.received_on().or_else(|| self.mirror.as_ref()?.published_on)
    }

    /// The days on which the closing clock stands still.
    pub fn granted_pauses(&self) -> Vec<Pause> {
        let granted = self.pauses.iter().filter(|pause| pause.granted == Some(true));
        granted.map(|pause| pause.days).collect()
    }

    /// The request that nobody has decided on.
    pub fn pending_pause(&self) -> Option<&PauseRequest> {
        self.pauses.iter().find(|pause| pause.granted.is_none())
    }

    /// The answer as it is now.
    pub fn answer(&self) -> Option<&Answer> {
        self.answers.last()
    }

    /// Works its terms out again (重算期限); whether one has changed.
    ///
    /// A message that was closed and taken up again has a new term from that day; that it was late before stays.
    pub fn set_clocks(&mut self, terms: Terms, calendar: &Calendar) -> bool {
        let before = (self.clocks, self.was_late);
        let pauses = self.granted_pauses();
        let of = |day| Clocks::of(day, terms, &pauses, calendar);
        self.clocks = self.received_on().map(of);
        self.was_late = false;
        let mut clocks = self.clocks;
        for (closing, reopening) in self.closings.iter().zip(&self.reopenings) {
            self.was_late |= clocks.is_some_and(|clocks| clocks.close.is_over(closing.at));
            clocks = Some(of(day_of(reopening.at)));
        }
        if let (Some(mine), Some(latest)) = (self.clocks.as_mut(), clocks) {
            mine.close = latest.close;
        }
        before != (self.clocks, self.was_late)
    }

    /// The earliest pending clock (当前时限): until it is handed over that of the hand-over, then that of the closing.
    pub fn leading_clock(&self) -> Option<(Clock, Deadline)> {
        let clocks = self.clocks.filter(|_| !self.is_over())?;
        if self.stage == FeedbackStage::Received && self.handed_over_at.is_none() {
            return Some((Clock::HandOver, clocks.hand_over.min(clocks.close)));
        }
        Some((Clock::Close, clocks.close))
    }

    /// Is it closed, by whoever keeps its ledger (是否办结)?
    pub fn is_over(&self) -> bool {
        match &self.mirror {
            Some(mirror) if self.is_national() => mirror.stage().is_some_and(FeedbackStage::is_closed),
            _ => self.stage.is_closed() && self.closings.len() > self.reopenings.len(),
        }
    }

    /// Is the national platform the ledger of it?
    pub fn is_national(&self) -> bool {
        self.source == FeedbackSource::National
    }
}
