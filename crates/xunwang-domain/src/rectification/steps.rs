//! What people do to a rectification (办理): each step may be refused, and then nothing has changed.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::ladder::{Escalation, Rung};
use super::moves::{RectifyAction, RectifyRole, RectifyStage, next_rectify_stage};
use super::record::{Elsewhere, Extension, Rectification, RectifyStep, Reply};
use super::retest::{Retest, RetestOutcome};
use super::standing::deadline_of;
use crate::feedback::calendar::Calendar;
use crate::feedback::day_of;
use crate::people::UserId;

/// A term is extended by no more than this, in days.
const LONGEST_EXTENSION: i64 = 90;
/// Longest reason, in characters.
const LONGEST_REASON: usize = 500;
/// Longest answer, in characters.
pub const LONGEST_REPLY: usize = 2_000;
/// Places that a unit is asked to check too.
const MOST_ELSEWHERE: usize = 500;

/// Who acts, and when (办理人).
#[derive(Clone, Debug)]
pub struct RectifyDoer {
    /// As what.
    pub role: RectifyRole,
    /// Who; the machine has no account.
    pub user: Option<UserId>,
    /// 姓名
    pub name: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// An action with what belongs to it (办理动作及内容).
#[derive(Clone, Debug)]
pub enum RectifyMove {
    /// 签收
    Sign,
    /// 反馈整改情况
    Answer(Box<Reply>),
    /// 要求复查
    AskRetest,
    /// 复查: by the machine, or by a person where the machine cannot.
    Retest(Box<Retest>),
    /// 审核通过
    Accept {
        /// 意见
        note: String,
    },
    /// 退回整改
    Return {
        /// 理由
        reason: String,
        /// A new last day; otherwise the term stays as it is.
        until: Option<NaiveDate>,
    },
    /// 销号
    Close {
        /// 意见
        note: String,
    },
    /// 重新整改
    Reopen {
        /// 理由
        reason: String,
        /// The new last day.
        until: NaiveDate,
    },
    /// 撤销
    Withdraw {
        /// 理由
        reason: String,
    },
    /// 申请延期
    Extend {
        /// The new last day.
        until: NaiveDate,
        /// 理由
        reason: String,
    },
    /// 同意延期
    Grant {
        /// 意见
        note: String,
    },
    /// 不同意延期
    Refuse {
        /// 理由
        reason: String,
    },
    /// 督促
    Escalate {
        /// Which rung.
        rung: Rung,
        /// 文号或说明
        note: String,
    },
    /// 举一反三
    AskToCheck(Vec<Elsewhere>),
}

/// Why a step is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RectifyError {
    /// The table of moves does not have it.
    #[error("整改现为“{}”，{}不能“{}”；请刷新页面后再试", .0.label(), .2.label(), .1.label())]
    Table(RectifyStage, RectifyAction, RectifyRole),
    /// The reason is missing or too long.
    #[error("请写明理由（2至{LONGEST_REASON}字）")]
    Reason,
    /// The answer is missing or too long.
    #[error("请填写整改措施及结果（2至{LONGEST_REPLY}字）")]
    Text,
    /// It says to have been done later than now.
    #[error("整改完成日期{0}在今天以后；请核对")]
    Future(NaiveDate),
    /// Two people are needed.
    #[error("{0}和{1}不能是同一人；请由另一人办理")]
    SamePerson(&'static str, &'static str),
    /// It was not looked at again since it was answered.
    #[error("反馈以后还没有复查；请等复查结果，或由一人人工复查并登记结果")]
    NotRetested,
    /// It was answered anew while the machine was looking.
    #[error("复查开始以后又有新的反馈；请等下一次复查")]
    Overtaken,
    /// It was looked at again, and is not mended.
    #[error("复查结果是“未整改”，不能通过；请退回整改，确属误判的由一人人工复查并登记结果")]
    NotFixed,
    /// It was looked at again, and could not be seen.
    #[error("未能复查（{0}），不能通过；请再次复查，或由一人人工复查并登记结果")]
    Unseen(String),
    /// Nobody has asked for more time.
    #[error("没有待批准的延期申请")]
    NoExtension,
    /// Somebody has asked already.
    #[error("已有一份待批准的延期申请，请等候批准")]
    ExtensionAsked,
    /// The day is wrong.
    #[error("新的期限应在现在的期限{0}以后、{LONGEST_EXTENSION}天以内")]
    ExtensionDay(NaiveDate),
    /// It is too late for that.
    #[error("整改期限{0}已过，不能再申请延期")]
    ExtensionLate(NaiveDate),
    /// Somebody else than the office sets a term.
    #[error("只有发文单位能改整改期限；请不填新的期限，或由主办单位申请延期")]
    OnlyOffice,
    /// A new term ends before today.
    #[error("新的期限{0}应在今天以后、{LONGEST_EXTENSION}天以内")]
    Past(NaiveDate),
    /// A rung is left out, and nothing says why.
    #[error("上一级督促还没有用过；越级督促须写明理由")]
    Skips,
    /// Nothing to check was named.
    #[error("没有选中要举一反三的位置，或已超过{MOST_ELSEWHERE}处；请重新选择")]
    Nothing,
    /// What a person saw is missing.
    #[error("人工复查须写明怎样复查、看到什么（2至{LONGEST_REASON}字），由登录的人员登记")]
    Unsaid,
}

impl RectifyMove {
    /// Which action it is.
    pub fn action(&self) -> RectifyAction {
        match self {
            Self::Sign => RectifyAction::Sign,
            Self::Answer(_) => RectifyAction::Answer,
            Self::AskRetest => RectifyAction::AskRetest,
            Self::Retest(_) => RectifyAction::Retest,
            Self::Accept { .. } => RectifyAction::Accept,
            Self::Return { .. } => RectifyAction::Return,
            Self::Close { .. } => RectifyAction::Close,
            Self::Reopen { .. } => RectifyAction::Reopen,
            Self::Withdraw { .. } => RectifyAction::Withdraw,
            Self::Extend { .. } => RectifyAction::Extend,
            Self::Grant { .. } => RectifyAction::Grant,
            Self::Refuse { .. } => RectifyAction::Refuse,
            Self::Escalate { .. } => RectifyAction::Escalate,
            Self::AskToCheck(_) => RectifyAction::AskToCheck,
        }
    }

    fn note(&self) -> &str {
        match self {
            Self::Accept { note } | Self::Close { note } | Self::Grant { note } => note,
            Self::Escalate { note, .. } => note,
            Self::Return { reason, .. }
            | Self::Reopen { reason, .. }
            | Self::Withdraw { reason }
            | Self::Extend { reason, .. }
            | Self::Refuse { reason } => reason,
            Self::Sign | Self::Answer(_) | Self::AskRetest | Self::Retest(_) | Self::AskToCheck(_) => "",
        }
    }

    /// Must a reason be given?
    fn needs_reason(&self) -> bool {
        matches!(
            self,
            Self::Return { .. }
                | Self::Reopen { .. }
                | Self::Withdraw { .. }
                | Self::Extend { .. }
                | Self::Refuse { .. }
        )
    }
}

impl Rectification {
    /// May it be done now by somebody in that role (可办动作)? What belongs to it is checked when it is done.
    pub fn allows(&self, action: RectifyAction, role: RectifyRole) -> bool {
        let is_asked = self.pending_extension().is_some();
        next_rectify_stage(self.stage, action, role).is_some()
            && match action {
                RectifyAction::Extend => !is_asked,
                RectifyAction::Grant | RectifyAction::Refuse => is_asked,
                _ => true,
            }
    }

    /// The rectification after a step (办理一步).
    ///
    /// # Errors
    /// Why it is refused.
    pub fn after(
        &self,
        step: RectifyMove,
        doer: &RectifyDoer,
        calendar: &Calendar,
    ) -> Result<Self, RectifyError> {
        let action = step.action();
        let to = next_rectify_stage(self.stage, action, doer.role)
            .ok_or(RectifyError::Table(self.stage, action, doer.role))?;
        let mut note = step.note().trim().to_owned();
        let length = note.chars().count();
        if length > LONGEST_REASON || (step.needs_reason() && length < 2) {
            return Err(RectifyError::Reason);
        }
        let mut after = self.clone();
        if let Some(said) = after.do_step(step, &note, doer, calendar)? {
            note = said;
        }
        if !to.is_with_unit() {
            // Whoever has answered needs no more time.
            after.decide_extension(false, doer);
        }
        after.stage = to;
        after.steps.push(RectifyStep {
            action: Some(action),
            role: doer.role,
            to,
            note,
            by: doer.user,
            name: doer.name.clone(),
            at: doer.at,
        });
        Ok(after)
    }

    /// What a step changes but for the state; what the record says of it, where that is not the note.
    fn do_step(
        &mut self,
        step: RectifyMove,
        note: &str,
        doer: &RectifyDoer,
        calendar: &Calendar,
    ) -> Result<Option<String>, RectifyError> {
        match step {
            RectifyMove::Sign => {}
            RectifyMove::Answer(reply) => {
                sound(&reply, doer)?;
                self.replies.push(*reply);
            }
            RectifyMove::AskRetest => self.retest_asked = Some(doer.at),
            RectifyMove::Retest(retest) => return self.retest(*retest, doer).map(Some),
            RectifyMove::Accept { .. } => self.accept(doer)?,
            RectifyMove::Return { until, .. } => {
                if let Some(until) = until {
                    if doer.role != RectifyRole::Office {
                        return Err(RectifyError::OnlyOffice);
                    }
                    self.due = ahead(until, doer)?;
                    return Ok(Some(format!("{note}（期限改为{until}）")));
                }
            }
            RectifyMove::Close { .. } => self.not_the_writer(doer, "销号人")?,
            RectifyMove::Reopen { until, .. } => {
                self.due = ahead(until, doer)?;
                return Ok(Some(format!("{note}（期限改为{until}）")));
            }
            RectifyMove::Withdraw { .. } => {}
            RectifyMove::Extend { until, .. } => {
                self.ask_extension(until, note, doer, calendar)?;
                return Ok(Some(format!("延至{until}：{note}")));
            }
            RectifyMove::Grant { .. } => {
                let asked = self.pending_extension().ok_or(RectifyError::NoExtension)?;
                if Some(asked.by) == doer.user {
                    return Err(RectifyError::SamePerson("申请人", "批准人"));
                }
                self.due = asked.until;
                self.decide_extension(true, doer);
                return Ok(Some(format!("延至{}{}", self.due, after_colon(note))));
            }
            RectifyMove::Refuse { .. } => {
                if !self.decide_extension(false, doer) {
                    return Err(RectifyError::NoExtension);
                }
            }
            RectifyMove::Escalate { rung, .. } => {
                if rung.skips(self.highest_rung()) && note.chars().count() < 2 {
                    return Err(RectifyError::Skips);
                }
                self.rungs.push(Escalation {
                    rung,
                    note: note.to_owned(),
                    by: doer.user.ok_or(RectifyError::Reason)?,
                    name: doer.name.clone(),
                    at: doer.at,
                });
                return Ok(Some(format!("{}{}", rung.label(), after_colon(note))));
            }
            RectifyMove::AskToCheck(places) => {
                let known = self.elsewhere.len();
                for place in places {
                    if !self.elsewhere.contains(&place) {
                        self.elsewhere.push(place);
                    }
                }
                if self.elsewhere.len() == known || self.elsewhere.len() > MOST_ELSEWHERE {
                    return Err(RectifyError::Nothing);
                }
                return Ok(Some(format!("请一并检查{}处", self.elsewhere.len() - known)));
            }
        }
        Ok(None)
    }

    fn retest(&mut self, retest: Retest, doer: &RectifyDoer) -> Result<String, RectifyError> {
        let is_machine = doer.role == RectifyRole::Machine;
        if is_machine {
            if self.reply().is_some_and(|reply| reply.at > retest.at) {
                return Err(RectifyError::Overtaken);
            }
            let asked = self.retest_asked.filter(|asked| *asked > retest.at);
            self.retest_asked = asked;
        } else {
            let said = retest.reason.trim().chars().count();
            let is_theirs = retest.by.as_ref().map(|by| by.0) == doer.user && retest.by.is_some();
            if !(2..=LONGEST_REASON).contains(&said) || !is_theirs || retest.run.is_some() {
                return Err(RectifyError::Unsaid);
            }
            let writer = self.reply().map(|reply| reply.by);
            if writer.is_some() && writer == doer.user {
                return Err(RectifyError::SamePerson("反馈人", "复查人"));
            }
            self.retest_asked = None;
        }
        let who = if is_machine { "" } else { "人工复查：" };
        let note = format!("{who}{}{}", retest.outcome.label(), after_colon(&retest.reason));
        self.retests.push(retest);
        Ok(note)
    }

    fn accept(&self, doer: &RectifyDoer) -> Result<(), RectifyError> {
        let retest = self.retest_of_reply().ok_or(RectifyError::NotRetested)?;
        match retest.outcome {
            RetestOutcome::Fixed => {}
            RetestOutcome::NotFixed => return Err(RectifyError::NotFixed),
            RetestOutcome::NotRetested => return Err(RectifyError::Unseen(retest.reason.clone())),
        }
        if retest.by.is_some() && retest.by.as_ref().map(|by| by.0) == doer.user {
            return Err(RectifyError::SamePerson("复查人", "审核人"));
        }
        self.not_the_writer(doer, "审核人")
    }

    fn not_the_writer(&self, doer: &RectifyDoer, as_what: &'static str) -> Result<(), RectifyError> {
        // The table leads here through an answer only; without one nothing is accepted or closed all the same.
        let reply = self.reply().ok_or(RectifyError::NotRetested)?;
        if Some(reply.by) == doer.user {
            return Err(RectifyError::SamePerson("反馈人", as_what));
        }
        Ok(())
    }

    fn ask_extension(
        &mut self,
        until: NaiveDate,
        reason: &str,
        doer: &RectifyDoer,
        calendar: &Calendar,
    ) -> Result<(), RectifyError> {
        if self.pending_extension().is_some() {
            return Err(RectifyError::ExtensionAsked);
        }
        let deadline = deadline_of(self.due, calendar);
        if deadline.is_over(doer.at) {
            return Err(RectifyError::ExtensionLate(deadline.last));
        }
        if until <= deadline.last || until > deadline.last + TimeDelta::days(LONGEST_EXTENSION) {
            return Err(RectifyError::ExtensionDay(deadline.last));
        }
        self.extensions.push(Extension {
            until,
            reason: reason.to_owned(),
            by: doer.user.ok_or(RectifyError::Reason)?,
            name: doer.name.clone(),
            at: doer.at,
            granted: None,
            decided_by: None,
            decided_at: None,
        });
        Ok(())
    }

    fn decide_extension(&mut self, granted: bool, doer: &RectifyDoer) -> bool {
        let pending = self.extensions.iter_mut().find(|one| one.granted.is_none());
        let Some(asked) = pending else { return false };
        asked.granted = Some(granted);
        asked.decided_by = doer.user.map(|user| (user, doer.name.clone()));
        asked.decided_at = Some(doer.at);
        true
    }
}

fn sound(reply: &Reply, doer: &RectifyDoer) -> Result<(), RectifyError> {
    if !(2..=LONGEST_REPLY).contains(&reply.text.trim().chars().count()) {
        return Err(RectifyError::Text);
    }
    match reply.done_on {
        Some(day) if day > day_of(doer.at) => Err(RectifyError::Future(day)),
        _ => Ok(()),
    }
}

fn ahead(until: NaiveDate, doer: &RectifyDoer) -> Result<NaiveDate, RectifyError> {
    let today = day_of(doer.at);
    if until <= today || until > today + TimeDelta::days(LONGEST_EXTENSION) {
        return Err(RectifyError::Past(until));
    }
    Ok(until)
}

fn after_colon(note: &str) -> String {
    if note.is_empty() {
        String::new()
    } else {
        format!("：{note}")
    }
}
