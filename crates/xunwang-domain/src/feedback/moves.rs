//! The table of moves (状态转换表): in which state who may do what, and where it leads. What is not in it is refused.

use serde::{Deserialize, Serialize};

/// How far a message is (办理环节, ZH-09).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FeedbackStage {
    /// 待转办
    Received,
    /// 办理中
    Handling,
    /// 待审核: the area reads the answer.
    Answered,
    /// 终审: the province reads it.
    FinalReview,
    /// 办结
    Closed,
    /// 不予受理
    ClosedRefused,
    /// 并入其他留言
    ClosedMerged,
}

/// What is done to a message (办理动作).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FeedbackAction {
    /// 转办
    HandOver,
    /// 不予受理
    Refuse,
    /// 并入
    Merge,
    /// 提交答复
    Answer,
    /// 退回: to where it came from.
    Return,
    /// 改派: to another body.
    Transfer,
    /// 申请暂停计时
    Pause,
    /// 审核通过
    Approve,
    /// 驳回重办
    SendBack,
    /// 办结
    Close,
    /// 重新办理: the citizen says once that it is not mended, or the province sees that it is not.
    Reopen,
    /// 再次要求重新办理
    ReopenAgain,
}

/// As what somebody acts on a message (办理角色): each message has a province, an area and a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FeedbackRole {
    /// 省级主管: the office that runs the system.
    Province,
    /// 地区或部门
    Area,
    /// 主办单位
    Unit,
    /// 网民
    Citizen,
}

impl FeedbackStage {
    /// Every state.
    pub const ALL: [Self; 7] = [
        Self::Received,
        Self::Handling,
        Self::Answered,
        Self::FinalReview,
        Self::Closed,
        Self::ClosedRefused,
        Self::ClosedMerged,
    ];

    /// What it is called.
    pub fn label(self) -> &'static str {
        match self {
            Self::Received => "待转办",
            Self::Handling => "办理中",
            Self::Answered => "待审核",
            Self::FinalReview => "终审",
            Self::Closed => "办结",
            Self::ClosedRefused => "不予受理",
            Self::ClosedMerged => "已并入",
        }
    }

    /// Its word in files and addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Handling => "handling",
            Self::Answered => "answered",
            Self::FinalReview => "final_review",
            Self::Closed => "closed",
            Self::ClosedRefused => "closed_refused",
            Self::ClosedMerged => "closed_merged",
        }
    }

    /// The state of a word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.word() == word)
    }

    /// Is it over?
    pub fn is_closed(self) -> bool {
        matches!(self, Self::Closed | Self::ClosedRefused | Self::ClosedMerged)
    }
}

impl FeedbackAction {
    /// Every action.
    pub const ALL: [Self; 12] = [
        Self::HandOver,
        Self::Refuse,
        Self::Merge,
        Self::Answer,
        Self::Return,
        Self::Transfer,
        Self::Pause,
        Self::Approve,
        Self::SendBack,
        Self::Close,
        Self::Reopen,
        Self::ReopenAgain,
    ];

    /// What it is called.
    pub fn label(self) -> &'static str {
        match self {
            Self::HandOver => "转办",
            Self::Refuse => "不予受理",
            Self::Merge => "并入其他留言",
            Self::Answer => "提交答复",
            Self::Return => "退回",
            Self::Transfer => "改派",
            Self::Pause => "申请暂停计时",
            Self::Approve => "审核通过",
            Self::SendBack => "驳回重办",
            Self::Close => "终审通过，办结",
            Self::Reopen => "要求重新办理",
            Self::ReopenAgain => "再次要求重新办理",
        }
    }

    /// Its word in files and addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::HandOver => "hand_over",
            Self::Refuse => "refuse",
            Self::Merge => "merge",
            Self::Answer => "answer",
            Self::Return => "return",
            Self::Transfer => "transfer",
            Self::Pause => "pause",
            Self::Approve => "approve",
            Self::SendBack => "send_back",
            Self::Close => "close",
            Self::Reopen => "reopen",
            Self::ReopenAgain => "reopen_again",
        }
    }

    /// The action of a word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.word() == word)
    }
}

impl FeedbackRole {
    /// Every role.
    pub const ALL: [Self; 4] = [Self::Province, Self::Area, Self::Unit, Self::Citizen];

    /// What it is called.
    pub fn label(self) -> &'static str {
        match self {
            Self::Province => "省级主管",
            Self::Area => "地区或部门",
            Self::Unit => "主办单位",
            Self::Citizen => "网民",
        }
    }

    /// Its word in files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Province => "province",
            Self::Area => "area",
            Self::Unit => "unit",
            Self::Citizen => "citizen",
        }
    }
}

/// Where an action leads (下一环节); `None`: it is refused.
///
/// Only the province hands over, refuses, merges and closes. A pause is asked for by whoever has the message and granted
/// (审核通过) or not (驳回) by the province, the message staying where it is. A citizen reopens once.
pub fn next_stage(stage: FeedbackStage, action: FeedbackAction, role: FeedbackRole) -> Option<FeedbackStage> {
    use FeedbackAction as Do;
    use FeedbackRole::{Area, Citizen, Province, Unit};
    use FeedbackStage as At;
    match (stage, action, role) {
        (At::Received, Do::HandOver, Province) => Some(At::Handling),
        (At::Received | At::Handling, Do::Refuse, Province) => Some(At::ClosedRefused),
        (At::Received | At::Handling, Do::Merge, Province) => Some(At::ClosedMerged),
        (At::Handling, Do::Answer, Unit | Area) => Some(At::Answered),
        (At::Handling, Do::Answer, Province) => Some(At::FinalReview),
        (At::Handling, Do::Return, Unit | Area) => Some(At::Received),
        (At::Handling, Do::Transfer, Area | Province) => Some(At::Handling),
        (At::Handling, Do::Pause, Unit | Area | Province) => Some(At::Handling),
        (At::Handling, Do::Approve | Do::SendBack, Province) => Some(At::Handling),
        (At::Answered, Do::Approve, Area | Province) => Some(At::FinalReview),
        (At::Answered, Do::SendBack, Area | Province) => Some(At::Handling),
        (At::FinalReview, Do::Close, Province) => Some(At::Closed),
        (At::FinalReview, Do::SendBack, Province) => Some(At::Handling),
        (At::Closed, Do::Reopen, Citizen | Province) => Some(At::Handling),
        (At::ClosedRefused | At::ClosedMerged, Do::Reopen, Province) => Some(At::Received),
        _ => None,
    }
}

/// The whole table, state by state (全部组合): state, action, role, and where that leads.
pub fn moves() -> impl Iterator<Item = (FeedbackStage, FeedbackAction, FeedbackRole, Option<FeedbackStage>)> {
    FeedbackStage::ALL.into_iter().flat_map(|stage| {
        FeedbackAction::ALL.into_iter().flat_map(move |action| {
            FeedbackRole::ALL
                .into_iter()
                .map(move |role| (stage, action, role, next_stage(stage, action, role)))
        })
    })
}
