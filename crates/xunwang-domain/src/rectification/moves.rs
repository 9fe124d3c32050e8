//! The table of moves (整改流转表): in which state who may do what, and where it leads. What is not in it is refused.

use serde::{Deserialize, Serialize};

/// How far a rectification is (整改环节).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RectifyStage {
    /// 待签收: the notice is out.
    Issued,
    /// 整改中: the unit has signed for it.
    Signed,
    /// 已反馈: the unit says that it is put right; the machine has not looked yet.
    Answered,
    /// 待审核: the machine has looked again.
    Retested,
    /// 退回整改: what was answered was not enough.
    Returned,
    /// 待销号: accepted.
    Accepted,
    /// 已销号
    Closed,
    /// 已撤销: it should not have been on the ledger.
    Withdrawn,
}

/// What is done to a rectification (整改动作).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RectifyAction {
    /// 签收
    Sign,
    /// 反馈整改情况
    Answer,
    /// 要求复查
    AskRetest,
    /// 复查
    Retest,
    /// 审核通过
    Accept,
    /// 退回整改
    Return,
    /// 销号
    Close,
    /// 重新整改: it is broken again, or was closed or withdrawn by mistake.
    Reopen,
    /// 撤销
    Withdraw,
    /// 申请延期
    Extend,
    /// 同意延期
    Grant,
    /// 不同意延期
    Refuse,
    /// 督促: a rung of the ladder.
    Escalate,
    /// 举一反三: the unit is asked to check other places too.
    AskToCheck,
}

/// As what somebody acts (整改角色): each rectification has an office that issued it, an area and a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RectifyRole {
    /// 发文单位: the office whose circular it was.
    Office,
    /// 地区或部门
    Area,
    /// 主办单位
    Unit,
    /// 程序: the machine that looks again.
    Machine,
}

impl RectifyStage {
    /// Every state.
    pub const ALL: [Self; 8] = [
        Self::Issued,
        Self::Signed,
        Self::Answered,
        Self::Retested,
        Self::Returned,
        Self::Accepted,
        Self::Closed,
        Self::Withdrawn,
    ];

    /// What it is called.
    pub fn label(self) -> &'static str {
        match self {
            Self::Issued => "待签收",
            Self::Signed => "整改中",
            Self::Answered => "待复查",
            Self::Retested => "待审核",
            Self::Returned => "退回整改",
            Self::Accepted => "待销号",
            Self::Closed => "已销号",
            Self::Withdrawn => "已撤销",
        }
    }

    /// Its word in files and addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::Issued => "issued",
            Self::Signed => "signed",
            Self::Answered => "answered",
            Self::Retested => "retested",
            Self::Returned => "returned",
            Self::Accepted => "accepted",
            Self::Closed => "closed",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The state of a word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.word() == word)
    }

    /// Is nothing more expected of anybody?
    pub fn is_over(self) -> bool {
        matches!(self, Self::Closed | Self::Withdrawn)
    }

    /// Is it the unit's turn?
    pub fn is_with_unit(self) -> bool {
        matches!(self, Self::Issued | Self::Signed | Self::Returned)
    }
}

impl RectifyAction {
    /// Every action.
    pub const ALL: [Self; 14] = [
        Self::Sign,
        Self::Answer,
        Self::AskRetest,
        Self::Retest,
        Self::Accept,
        Self::Return,
        Self::Close,
        Self::Reopen,
        Self::Withdraw,
        Self::Extend,
        Self::Grant,
        Self::Refuse,
        Self::Escalate,
        Self::AskToCheck,
    ];

    /// What it is called.
    pub fn label(self) -> &'static str {
        match self {
            Self::Sign => "签收",
            Self::Answer => "反馈整改情况",
            Self::AskRetest => "要求复查",
            Self::Retest => "复查",
            Self::Accept => "审核通过",
            Self::Return => "退回整改",
            Self::Close => "销号",
            Self::Reopen => "重新整改",
            Self::Withdraw => "撤销",
            Self::Extend => "申请延期",
            Self::Grant => "同意延期",
            Self::Refuse => "不同意延期",
            Self::Escalate => "督促",
            Self::AskToCheck => "要求举一反三",
        }
    }

    /// Its word in files and addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::Sign => "sign",
            Self::Answer => "answer",
            Self::AskRetest => "ask_retest",
            Self::Retest => "retest",
            Self::Accept => "accept",
            Self::Return => "return",
            Self::Close => "close",
            Self::Reopen => "reopen",
            Self::Withdraw => "withdraw",
            Self::Extend => "extend",
            Self::Grant => "grant",
            Self::Refuse => "refuse",
            Self::Escalate => "escalate",
            Self::AskToCheck => "ask_to_check",
        }
    }

    /// The action of a word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.word() == word)
    }
}

impl RectifyRole {
    /// Every role.
    pub const ALL: [Self; 4] = [Self::Office, Self::Area, Self::Unit, Self::Machine];

    /// What it is called.
    pub fn label(self) -> &'static str {
        match self {
            Self::Office => "发文单位",
            Self::Area => "地区或部门",
            Self::Unit => "主办单位",
            Self::Machine => "程序",
        }
    }

    /// Its word in files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Office => "office",
            Self::Area => "area",
            Self::Unit => "unit",
            Self::Machine => "machine",
        }
    }
}

/// Where an action leads (下一环节); `None`: it is refused.
///
/// Units and areas answer, and the office enters what came to it on paper; areas and the office accept or send back, only the office closes (销号) and decides on time. The
/// machine looks again whenever it is asked to; a person of the office may where the machine cannot. What is with the unit
/// stays there however often it is looked at.
pub fn next_rectify_stage(
    stage: RectifyStage,
    action: RectifyAction,
    role: RectifyRole,
) -> Option<RectifyStage> {
    use RectifyAction as Do;
    use RectifyRole::{Area, Machine, Office, Unit};
    use RectifyStage as At;
    match (stage, action, role) {
        (At::Issued, Do::Sign, Unit | Area | Office) => Some(At::Signed),
        (At::Issued | At::Signed | At::Returned | At::Answered, Do::Answer, Unit | Area | Office) => {
            Some(At::Answered)
        }
        (At::Answered | At::Retested | At::Accepted, Do::Retest, Machine | Office) => Some(At::Retested),
        (At::Issued | At::Signed | At::Returned, Do::Retest, Machine | Office) => Some(stage),
        (At::Retested, Do::Accept, Area | Office) => Some(At::Accepted),
        (At::Answered | At::Retested | At::Accepted, Do::Return, Area | Office) => Some(At::Returned),
        (At::Accepted, Do::Close, Office) => Some(At::Closed),
        (At::Closed | At::Withdrawn, Do::Reopen, Office) => Some(At::Returned),
        (At::Issued | At::Signed | At::Returned, Do::Extend, Unit | Area) => Some(stage),
        (At::Issued | At::Signed | At::Returned, Do::Grant | Do::Refuse, Office) => Some(stage),
        (At::Closed | At::Withdrawn, _, _) => None,
        (_, Do::Withdraw, Office) => Some(At::Withdrawn),
        (_, Do::AskRetest | Do::Escalate | Do::AskToCheck, Area | Office) => Some(stage),
        _ => None,
    }
}

/// The whole table, state by state (全部组合): state, action, role, and where that leads.
pub fn rectify_moves()
-> impl Iterator<Item = (RectifyStage, RectifyAction, RectifyRole, Option<RectifyStage>)> {
    RectifyStage::ALL.into_iter().flat_map(|stage| {
        RectifyAction::ALL.into_iter().flat_map(move |action| {
            RectifyRole::ALL
                .into_iter()
                .map(move |role| (stage, action, role, next_rectify_stage(stage, action, role)))
        })
    })
}
