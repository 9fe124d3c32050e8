//! Opening, changing and closing sites and accounts (开设、变更、临时下线、关停、注销): what must be done, with which proof, before the
//! register says so.
//!
//! Rulebook §2.1: G-04 and G-05 opening, G-06 change, G-07 temporary offline, G-09 closing; §4 for accounts, see
//! [`crate::account`]. What is filed about says itself which filings fit it and what becomes of it: [`Filed`].

mod sites;
mod steps;
#[cfg(test)]
mod tests;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use url::Url;
use uuid::Uuid;

use crate::account::{AccountCode, Permit};
use crate::registry::SiteCode;

pub use steps::{FilingKind, Step};

/// The number of a filing (办件编号).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FilingId(pub Uuid);

/// What a filing is about (办件对象).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FilingObject {
    /// 网站
    Site(SiteCode),
    /// 政务新媒体账号
    Account(AccountCode),
}

/// Something of the register that filings open, change and close (可办件的台账项).
pub trait Filed: Clone {
    /// What it is called in sentences: 网站, 账号.
    const NOUN: &'static str;
    /// Which one it is.
    fn object(&self) -> FilingObject;
    /// The word of its state.
    fn state(&self) -> &'static str;
    /// May it be filed now?
    fn fits(&self, kind: FilingKind) -> bool;
    /// Does anything in what is wanted speak against it? `earlier` are the other filings of the same object.
    ///
    /// # Errors
    /// What does.
    fn check(&self, filing: &Filing, earlier: &[Filing]) -> Result<(), FilingError>;
    /// What it is once every step is done.
    ///
    /// # Errors
    /// What is still missing beside the steps, as days that have not gone by.
    fn after(&self, filing: &Filing, today: NaiveDate) -> Result<Self, FilingError>;
}

/// A file that proves a step (凭证).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProofFile {
    /// The name it was sent under.
    pub name: String,
    /// SHA-256, hexadecimal.
    pub sha256: String,
    /// Bytes.
    pub length: u64,
}

/// A step that was done (已办步骤).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepDone {
    /// Which.
    pub word: String,
    /// 文号、编号、网址或说明
    pub text: String,
    /// The day on which it was done.
    pub on: NaiveDate,
    /// The file that proves it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<ProofFile>,
    /// When it was entered.
    pub at: DateTime<Utc>,
    /// Who entered it.
    pub by: String,
}

/// How far a filing is (办件状态).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FilingState {
    /// 办理中
    Open,
    /// 已办结: the register has been changed.
    Completed,
    /// 已撤回: nothing was changed.
    Withdrawn,
}

impl FilingState {
    /// What it is called.
    pub fn label(self) -> &'static str {
        match self {
            Self::Open => "办理中",
            Self::Completed => "已办结",
            Self::Withdrawn => "已撤回",
        }
    }
}

/// What a change makes of a site or an account (变更内容).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    /// 网站名称, 账号名称
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// 首页网址, 账号链接
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub home: Option<Url>,
    /// 平台账号
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handle: Option<String>,
    /// 认证主体
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certified: Option<String>,
    /// 同平台多号理由
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permit: Option<Permit>,
    /// The first day on which a suspended site is away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    /// The last one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
}

/// A filing (办件).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filing {
    /// 办件编号
    pub id: FilingId,
    /// The site or account.
    #[serde(flatten)]
    pub object: FilingObject,
    /// What is filed.
    pub kind: FilingKind,
    /// 事由
    pub reason: String,
    /// What it makes of it.
    pub wanted: Wanted,
    /// How far it is.
    pub state: FilingState,
    /// What was done, in the order of the steps.
    pub done: Vec<StepDone>,
    /// When it began.
    pub begun_at: DateTime<Utc>,
    /// Who began it.
    pub begun_by: String,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<DateTime<Utc>>,
}

/// Why a filing cannot be begun, gone on with or completed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FilingError {
    /// It is in a state for which there is no such filing: what it is, its state, the filing.
    #[error("{0}现为“{1}”，不能办理{kind}", kind = .2.label())]
    State(&'static str, &'static str, FilingKind),
    /// Another one is going on.
    #[error("还有未办结的办件，请先办结或撤回")]
    Busy,
    /// Nothing would change.
    #[error("请填写要变更的内容，并与现在的不同")]
    Nothing,
    /// The days of a suspension are missing or in the wrong order.
    #[error("请填写临时下线的起止日期，止不早于起")]
    Days,
    /// A suspension is too long.
    #[error("临时下线最多30天，现为{0}天；确需更长的应办理关停")]
    TooLong(i64),
    /// It was suspended in that year already.
    #[error("{0}年已临时下线过一次；每年至多一次")]
    Twice(i32),
    /// Ended already.
    #[error("办件已结束，不能再改")]
    Ended,
    /// No such step.
    #[error("这类办件没有这一步")]
    NoStep,
    /// The words are missing.
    #[error("请填写“{0}”的文号、编号、网址或说明（500字以内）")]
    NoText(&'static str),
    /// The file is missing.
    #[error("“{0}”需要上传凭证（{1}）")]
    NoFile(&'static str, &'static str),
    /// A day that has not come.
    #[error("办理日期不能晚于今天")]
    Future,
    /// Steps are missing.
    #[error("还有步骤没有办：{0}")]
    Missing(String),
    /// The notice has not stood long enough.
    #[error("关停公告自{0}起，须满30天，最早{1}可以办结")]
    Notice(NaiveDate, NaiveDate),
    /// The platform is said to have removed an account before it was asked to.
    #[error("平台完成注销的日期{1}早于提交注销申请的日期{0}，请核对")]
    RemovedBefore(NaiveDate, NaiveDate),
    /// The account was seen after the day of the proof that it is gone.
    #[error(
        "凭证说明{0}平台已完成注销，但{1}还看到了这个账号，不能办结；请重新核对，更正“平台已完成注销”这一步"
    )]
    SeenAfter(NaiveDate, NaiveDate),
}

impl Filing {
    /// Begins one. `earlier` are the other filings of the same object.
    ///
    /// # Errors
    /// Why it cannot be begun.
    pub fn begin<T: Filed>(self, what: &T, earlier: &[Self]) -> Result<Self, FilingError> {
        self.must_fit(what)?;
        if earlier.iter().any(|other| other.state == FilingState::Open) {
            return Err(FilingError::Busy);
        }
        what.check(&self, earlier)?;
        Ok(self)
    }

    /// What is to be done, in order.
    pub fn steps(&self) -> &'static [Step] {
        self.kind.steps(&self.object)
    }

    /// The step of a word.
    pub fn step(&self, word: &str) -> Option<&'static Step> {
        self.steps().iter().find(|step| step.word == word)
    }

    /// What was done of a step.
    pub fn done(&self, word: &str) -> Option<&StepDone> {
        self.done.iter().find(|done| done.word == word)
    }

    /// The steps that are still to be done.
    pub fn missing(&self) -> Vec<&'static Step> {
        let steps = self.steps().iter();
        steps.filter(|step| self.done(step.word).is_none()).collect()
    }

    /// Enters a step as done, or corrects it; a file that was there stays where none is given.
    ///
    /// # Errors
    /// Why it is refused.
    pub fn enter(mut self, mut done: StepDone, today: NaiveDate) -> Result<Self, FilingError> {
        if self.state != FilingState::Open {
            return Err(FilingError::Ended);
        }
        let step = self.step(&done.word).ok_or(FilingError::NoStep)?;
        done.text = done.text.trim().to_owned();
        if done.text.is_empty() || done.text.chars().count() > 500 {
            return Err(FilingError::NoText(step.title));
        }
        if done.on > today {
            return Err(FilingError::Future);
        }
        done.file = done.file.or_else(|| self.done(step.word)?.file.clone());
        if step.needs_file && done.file.is_none() {
            return Err(FilingError::NoFile(step.title, step.proof));
        }
        self.done.retain(|other| other.word != done.word);
        self.done.push(done);
        let steps = self.steps();
        let place = |done: &StepDone| steps.iter().position(|step| step.word == done.word);
        self.done.sort_by_key(place);
        Ok(self)
    }

    /// Completes it: what it is about, as the register shall say from now on.
    ///
    /// # Errors
    /// What is still missing.
    pub fn complete<T: Filed>(
        mut self,
        what: &T,
        at: DateTime<Utc>,
        today: NaiveDate,
    ) -> Result<(Self, T), FilingError> {
        if self.state != FilingState::Open {
            return Err(FilingError::Ended);
        }
        self.must_fit(what)?;
        let missing: Vec<_> = self.missing().into_iter().map(|step| step.title).collect();
        if !missing.is_empty() {
            return Err(FilingError::Missing(missing.join("、")));
        }
        let after = what.after(&self, today)?;
        self.state = FilingState::Completed;
        self.ended_at = Some(at);
        Ok((self, after))
    }

    fn must_fit<T: Filed>(&self, what: &T) -> Result<(), FilingError> {
        if what.object() == self.object && what.fits(self.kind) {
            Ok(())
        } else {
            Err(FilingError::State(T::NOUN, what.state(), self.kind))
        }
    }

    /// Withdraws it: nothing has changed.
    ///
    /// # Errors
    /// It has ended.
    pub fn withdraw(mut self, at: DateTime<Utc>) -> Result<Self, FilingError> {
        if self.state != FilingState::Open {
            return Err(FilingError::Ended);
        }
        self.state = FilingState::Withdrawn;
        self.ended_at = Some(at);
        Ok(self)
    }
}
