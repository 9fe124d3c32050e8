//! Opening, changing and closing sites (开设、变更、临时下线、关停): what must be done, with which proof, before the register says so.
//!
//! Rulebook §2.1: G-04 and G-05 opening, G-06 change, G-07 temporary offline, G-09 closing.

mod steps;
#[cfg(test)]
mod tests;

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use url::Url;
use uuid::Uuid;

use crate::registry::{Site, SiteCode, SiteStatus};

pub use steps::{FilingKind, Step};

/// The number of a filing (办件编号).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FilingId(pub Uuid);

/// A suspension lasts no longer, in days (G-07).
const LONGEST_SUSPENSION: i64 = 30;
/// A site that closes says so for as long, in days (G-09).
const NOTICE: u64 = 30;

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

/// What a change makes of a site (变更内容).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    /// 网站名称
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// 首页网址
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub home: Option<Url>,
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
    /// The site.
    pub site: SiteCode,
    /// What is filed.
    pub kind: FilingKind,
    /// 事由
    pub reason: String,
    /// What it makes of the site.
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
    /// The site is in a state for which there is no such filing.
    #[error("网站现为“{}”，不能办理{}", .0.label(), .1.label())]
    State(SiteStatus, FilingKind),
    /// Another one is going on.
    #[error("这个网站还有未办结的办件，请先办结或撤回")]
    Busy,
    /// Nothing would change.
    #[error("请填写要变更的网站名称或首页网址，并与现在的不同")]
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
}

impl Filing {
    /// Begins one. `earlier` are the other filings of the site.
    ///
    /// # Errors
    /// Why it cannot be begun.
    pub fn begin(self, site: &Site, earlier: &[Self]) -> Result<Self, FilingError> {
        if !self.kind.fits(site.status) {
            return Err(FilingError::State(site.status, self.kind));
        }
        if earlier.iter().any(|other| other.state == FilingState::Open) {
            return Err(FilingError::Busy);
        }
        let wanted = &self.wanted;
        if self.kind == FilingKind::Change {
            let name_changes = wanted.name.as_ref().is_some_and(|name| *name != site.name);
            let home_changes = wanted.home.as_ref().is_some_and(|home| *home != site.home);
            if !name_changes && !home_changes {
                return Err(FilingError::Nothing);
            }
        }
        if self.kind == FilingKind::Suspension {
            let (Some(from), Some(to)) = (wanted.from, wanted.to) else {
                return Err(FilingError::Days);
            };
            let days = (to - from).num_days() + 1;
            if days < 1 {
                return Err(FilingError::Days);
            }
            if days > LONGEST_SUSPENSION {
                return Err(FilingError::TooLong(days));
            }
            let is_of_year = |other: &Self| {
                other.kind == FilingKind::Suspension
                    && other.state == FilingState::Completed
                    && other.wanted.from.is_some_and(|day| day.year() == from.year())
            };
            if earlier.iter().any(is_of_year) {
                return Err(FilingError::Twice(from.year()));
            }
        }
        Ok(self)
    }

    /// The step of a word.
    pub fn step(&self, word: &str) -> Option<&'static Step> {
        self.kind.steps().iter().find(|step| step.word == word)
    }

    /// What was done of a step.
    pub fn done(&self, word: &str) -> Option<&StepDone> {
        self.done.iter().find(|done| done.word == word)
    }

    /// The steps that are still to be done.
    pub fn missing(&self) -> Vec<&'static Step> {
        let steps = self.kind.steps().iter();
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
        let place = |done: &StepDone| self.kind.steps().iter().position(|step| step.word == done.word);
        self.done.sort_by_key(place);
        Ok(self)
    }

    /// Completes it: the site as the register shall say from now on.
    ///
    /// # Errors
    /// What is still missing.
    pub fn complete(
        mut self,
        site: &Site,
        at: DateTime<Utc>,
        today: NaiveDate,
    ) -> Result<(Self, Site), FilingError> {
        if self.state != FilingState::Open {
            return Err(FilingError::Ended);
        }
        if !self.kind.fits(site.status) {
            return Err(FilingError::State(site.status, self.kind));
        }
        let missing: Vec<_> = self.missing().into_iter().map(|step| step.title).collect();
        if !missing.is_empty() {
            return Err(FilingError::Missing(missing.join("、")));
        }
        if let (FilingKind::Retirement, Some(notice)) = (self.kind, self.done("notice")) {
            let earliest = notice.on + Days::new(NOTICE);
            if today < earliest {
                return Err(FilingError::Notice(notice.on, earliest));
            }
        }
        let mut site = site.clone();
        match self.kind {
            FilingKind::Opening | FilingKind::Resumption => site.status = SiteStatus::Running,
            FilingKind::Suspension => site.status = SiteStatus::Suspended,
            FilingKind::Retirement => site.status = SiteStatus::Retired,
            FilingKind::Change => {}
        }
        if self.kind == FilingKind::Change {
            site.name = self.wanted.name.clone().unwrap_or(site.name);
            site.home = self.wanted.home.clone().unwrap_or(site.home);
        }
        self.state = FilingState::Completed;
        self.ended_at = Some(at);
        Ok((self, site))
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
