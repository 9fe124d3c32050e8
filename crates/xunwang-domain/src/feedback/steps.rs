//! What people do to a message (办理): each step may be refused, and then nothing has changed.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::calendar::Calendar;
use super::clock::{Pause, Terms, day_of};
use super::kind::{Outcome, RefusalKind};
use super::moves::{FeedbackAction, FeedbackRole, FeedbackStage, next_stage};
use super::record::{Answer, Closing, Feedback, FeedbackId, PauseRequest, Reopening, WrittenStep};
use crate::organization::OrganizationId;
use crate::people::UserId;

/// A pause is no longer than this, in days.
const LONGEST_PAUSE: i64 = 60;
/// Longest reason, in characters.
const LONGEST_REASON: usize = 500;
/// Longest answer, in characters.
const LONGEST_ANSWER: usize = 5_000;

/// Who acts on a message, and when (办理人).
#[derive(Clone, Debug)]
pub struct Doer {
    /// As what.
    pub role: FeedbackRole,
    /// Who; a citizen has no account.
    pub user: Option<UserId>,
    /// 姓名
    pub name: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// An action with what belongs to it (办理动作及内容).
#[derive(Clone, Debug)]
pub enum FeedbackMove {
    /// 转办
    HandOver {
        /// To whom.
        to: OrganizationId,
        /// 说明
        note: String,
    },
    /// 不予受理
    Refuse {
        /// Why.
        kind: RefusalKind,
        /// 理由
        reason: String,
    },
    /// 并入其他留言
    Merge {
        /// Into which.
        into: FeedbackId,
        /// It is closed already; this one then is too.
        is_closed: bool,
    },
    /// 提交答复
    Answer(Box<Answer>),
    /// 退回
    Return {
        /// 理由
        reason: String,
    },
    /// 改派
    Transfer {
        /// To whom.
        to: OrganizationId,
        /// 理由
        reason: String,
    },
    /// 申请暂停计时
    Pause {
        /// The last day of it; it begins on the day on which it is asked for.
        to: NaiveDate,
        /// 理由
        reason: String,
    },
    /// 审核通过
    Approve {
        /// 意见
        note: String,
    },
    /// 驳回重办
    SendBack {
        /// 理由
        reason: String,
    },
    /// 办结
    Close {
        /// 意见
        note: String,
    },
    /// 要求重新办理
    Reopen {
        /// 理由
        reason: String,
    },
}

/// Why a step is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FeedbackError {
    /// The table of moves does not have it.
    #[error("留言现为“{}”，{}不能“{}”；请刷新页面后再试", .0.label(), .2.label(), .1.label())]
    Table(FeedbackStage, FeedbackAction, FeedbackRole),
    /// The citizen has reopened it already.
    #[error("这条留言已要求重新办理过一次；如仍未解决，请提交新的留言")]
    Again,
    /// The reason is missing or too long.
    #[error("请写明理由（2至{LONGEST_REASON}字）")]
    Reason,
    /// The answer is missing or too long.
    #[error("请填写答复内容（{LONGEST_ANSWER}字以内）")]
    Text,
    /// That it is no defect needs showing.
    #[error("“经核实不属于问题”的答复须写明理由，并附佐证材料（截图、文件或重新抓取的网页）")]
    NoEvidence,
    /// Two people are needed.
    #[error("{0}和{1}不能是同一人；请由另一人办理")]
    SamePerson(&'static str, &'static str),
    /// Nobody has asked to stop the clock.
    #[error("没有待批准的暂停申请")]
    NoPause,
    /// Somebody has asked already.
    #[error("已有一份待批准的暂停申请，请等候批准")]
    PauseAsked,
    /// The days of the pause are wrong.
    #[error("暂停计时的最后一天应在今天以后{LONGEST_PAUSE}天以内")]
    PauseDays,
    /// It is too late for that.
    #[error("办结期限已过，不能再暂停计时")]
    PauseLate,
    /// It would be merged into itself.
    #[error("不能并入这条留言自身")]
    IntoItself,
}

impl FeedbackMove {
    /// Which action it is.
    pub fn action(&self) -> FeedbackAction {
        match self {
            Self::HandOver { .. } => FeedbackAction::HandOver,
            Self::Refuse { .. } => FeedbackAction::Refuse,
            Self::Merge { .. } => FeedbackAction::Merge,
            Self::Answer(_) => FeedbackAction::Answer,
            Self::Return { .. } => FeedbackAction::Return,
            Self::Transfer { .. } => FeedbackAction::Transfer,
            Self::Pause { .. } => FeedbackAction::Pause,
            Self::Approve { .. } => FeedbackAction::Approve,
            Self::SendBack { .. } => FeedbackAction::SendBack,
            Self::Close { .. } => FeedbackAction::Close,
            Self::Reopen { .. } => FeedbackAction::Reopen,
        }
    }

    fn note(&self) -> &str {
        match self {
            Self::HandOver { note, .. } | Self::Approve { note } | Self::Close { note } => note,
            Self::Refuse { reason, .. }
            | Self::Return { reason }
            | Self::Transfer { reason, .. }
            | Self::Pause { reason, .. }
            | Self::SendBack { reason }
            | Self::Reopen { reason } => reason,
            Self::Merge { .. } | Self::Answer(_) => "",
        }
    }

    /// Must a reason be given?
    fn needs_reason(&self) -> bool {
        !matches!(
            self,
            Self::HandOver { .. }
                | Self::Approve { .. }
                | Self::Close { .. }
                | Self::Merge { .. }
                | Self::Answer(_)
        )
    }
}

impl Feedback {
    /// What the action is called in the table for that role: a citizen who asks once more asks again.
    fn action_of(&self, step: &FeedbackMove, role: FeedbackRole) -> FeedbackAction {
        let has_asked = self.reopenings.iter().any(|reopening| reopening.role == role);
        match step.action() {
            FeedbackAction::Reopen if role == FeedbackRole::Citizen && has_asked => {
                FeedbackAction::ReopenAgain
            }
            action => action,
        }
    }

    /// May it be done now by somebody in that role (可办动作)? What belongs to it is checked when it is done.
    pub fn allows(&self, action: FeedbackAction, role: FeedbackRole) -> bool {
        let decides_pause = self.stage == FeedbackStage::Handling
            && matches!(action, FeedbackAction::Approve | FeedbackAction::SendBack);
        next_stage(self.stage, action, role).is_some()
            && (!decides_pause || self.pending_pause().is_some())
            && !(action == FeedbackAction::Pause && self.pending_pause().is_some())
            && !(action == FeedbackAction::Reopen
                && role == FeedbackRole::Citizen
                && self.reopenings.iter().any(|reopening| reopening.role == role))
    }

    /// The message after a step (办理一步).
    ///
    /// # Errors
    /// Why it is refused.
    pub fn after(
        &self,
        step: FeedbackMove,
        doer: &Doer,
        terms: Terms,
        calendar: &Calendar,
    ) -> Result<Self, FeedbackError> {
        let action = self.action_of(&step, doer.role);
        let Some(to) = next_stage(self.stage, action, doer.role) else {
            return Err(match action {
                FeedbackAction::ReopenAgain if self.stage == FeedbackStage::Closed => FeedbackError::Again,
                _ => FeedbackError::Table(self.stage, action, doer.role),
            });
        };
        let note = step.note().trim().to_owned();
        let length = note.chars().count();
        if length > LONGEST_REASON || (step.needs_reason() && length < 2) {
            return Err(FeedbackError::Reason);
        }
        let mut after = self.clone();
        after.do_step(step, &note, doer)?;
        if to != FeedbackStage::Handling {
            // Whoever answers no longer waits for time.
            after.decide_pause(false, doer);
        }
        after.stage = to;
        if to.is_closed() && !after.is_national() && to != FeedbackStage::ClosedMerged {
            after.closings.push(Closing {
                at: doer.at,
                stage: to,
            });
        }
        after.steps.push(WrittenStep {
            action: Some(action),
            role: Some(doer.role),
            to,
            holder: after.holder,
            note,
            by: doer.user,
            name: doer.name.clone(),
            at: doer.at,
        });
        after.set_clocks(terms, calendar);
        Ok(after)
    }

    /// What a step changes but for the state.
    fn do_step(&mut self, step: FeedbackMove, note: &str, doer: &Doer) -> Result<(), FeedbackError> {
        match step {
            FeedbackMove::HandOver { to, .. } => {
                self.handed_over_at.get_or_insert(doer.at);
                self.holder = Some(to);
            }
            FeedbackMove::Transfer { to, .. } => self.holder = Some(to),
            FeedbackMove::Return { .. } => self.holder = None,
            FeedbackMove::Refuse { kind, .. } => self.refusal = Some((kind, note.to_owned())),
            FeedbackMove::Merge { into, is_closed } => {
                if into == self.id {
                    return Err(FeedbackError::IntoItself);
                }
                self.merged_into = Some(into);
                if is_closed {
                    self.close_with_other(doer.at);
                }
            }
            FeedbackMove::Answer(answer) => {
                sound(&answer)?;
                self.answers.push(*answer);
            }
            FeedbackMove::Pause { to, .. } => self.ask_pause(to, note, doer)?,
            FeedbackMove::Approve { .. } => self.approve(doer)?,
            FeedbackMove::SendBack { .. } => {
                if self.stage == FeedbackStage::Handling && !self.decide_pause(false, doer) {
                    return Err(FeedbackError::NoPause);
                }
            }
            FeedbackMove::Close { .. } => self.not_the_writer(doer, "终审人")?,
            FeedbackMove::Reopen { .. } => self.reopen(note, doer),
        }
        Ok(())
    }

    /// Closed together with the message that it was merged into (随主件办结).
    pub fn close_with_other(&mut self, at: DateTime<Utc>) {
        if !self.is_national() {
            let stage = FeedbackStage::ClosedMerged;
            self.closings.push(Closing { at, stage });
        }
    }

    fn ask_pause(&mut self, to: NaiveDate, reason: &str, doer: &Doer) -> Result<(), FeedbackError> {
        if self.pending_pause().is_some() {
            return Err(FeedbackError::PauseAsked);
        }
        let from = day_of(doer.at);
        if to <= from || to - from > TimeDelta::days(LONGEST_PAUSE) {
            return Err(FeedbackError::PauseDays);
        }
        if self.clocks.is_some_and(|clocks| clocks.close.is_over(doer.at)) {
            return Err(FeedbackError::PauseLate);
        }
        let Some(user) = doer.user else {
            return Err(FeedbackError::NoPause);
        };
        self.pauses.push(PauseRequest {
            days: Pause { from, to },
            reason: reason.to_owned(),
            by: (user, doer.name.clone()),
            at: doer.at,
            granted: None,
            decided_by: None,
        });
        Ok(())
    }

    fn approve(&mut self, doer: &Doer) -> Result<(), FeedbackError> {
        if self.stage == FeedbackStage::Answered {
            return self.not_the_writer(doer, "审核人");
        }
        let asked = self.pending_pause().ok_or(FeedbackError::NoPause)?;
        if Some(asked.by.0) == doer.user {
            return Err(FeedbackError::SamePerson("申请人", "批准人"));
        }
        // Time that is over does not come back.
        if self.clocks.is_some_and(|clocks| clocks.close.is_over(doer.at)) {
            return Err(FeedbackError::PauseLate);
        }
        self.decide_pause(true, doer);
        Ok(())
    }

    fn decide_pause(&mut self, granted: bool, doer: &Doer) -> bool {
        let pending = self.pauses.iter_mut().find(|pause| pause.granted.is_none());
        let Some(pause) = pending else { return false };
        pause.granted = Some(granted);
        pause.decided_by = doer.user.map(|user| (user, doer.name.clone()));
        true
    }

    fn not_the_writer(&self, doer: &Doer, as_what: &'static str) -> Result<(), FeedbackError> {
        // The table leads here through an answer only; a message without one is not closed all the same.
        let answer = self.answer().ok_or(FeedbackError::Text)?;
        let writers = [Some(answer.drafted_by.0), Some(answer.sent_by.0)];
        if writers.contains(&doer.user) {
            return Err(FeedbackError::SamePerson("答复人", as_what));
        }
        Ok(())
    }

    fn reopen(&mut self, reason: &str, doer: &Doer) {
        if self.stage == FeedbackStage::Closed {
            self.reopenings.push(Reopening {
                role: doer.role,
                reason: reason.to_owned(),
                at: doer.at,
            });
            return;
        }
        // It was refused or merged by mistake: as if that had not been, but for the record of it.
        self.closings.pop();
        self.holder = None;
        self.refusal = None;
        self.merged_into = None;
    }
}

fn sound(answer: &Answer) -> Result<(), FeedbackError> {
    let length = answer.text.trim().chars().count();
    if length == 0 || length > LONGEST_ANSWER {
        return Err(FeedbackError::Text);
    }
    let shown = answer.reason.trim().chars().count() >= 2 && !answer.evidence.is_empty();
    if answer.outcome == Outcome::NotDefect && !shown {
        return Err(FeedbackError::NoEvidence);
    }
    Ok(())
}
