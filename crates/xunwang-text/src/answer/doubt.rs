//! What may be doubted in an answer (答复疑点).

use serde::{Deserialize, Serialize};

/// Codes of the kinds of problem (问题类型, rulebook ZR-04).
pub mod problem {
    /// 内容无法访问
    pub const INACCESSIBLE: u8 = 0;
    /// 信息不更新
    pub const NOT_UPDATED: u8 = 1;
    /// 内容不准确
    pub const INACCURATE: u8 = 2;
    /// 咨询留言不回复
    pub const UNANSWERED: u8 = 3;
    /// 错别字
    pub const TYPO: u8 = 4;
    /// 虚假伪造内容
    pub const FALSE: u8 = 5;
    /// 其他
    pub const OTHER: u8 = 6;
    /// 功能无法使用
    pub const BROKEN: u8 = 10;
}

/// How a message is to be closed (办理结论).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The problem is real and mended (属实已改).
    Fixed,
    /// Not a defect (不属于问题).
    NotDefect,
    /// Not accepted (不予受理).
    NotAccepted,
}

/// What is doubted (疑点种类), in the order in which doubts are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DoubtKind {
    /// The quoted wrong text is still on the page (错误文字仍在).
    StillThere,
    /// The page complained about still cannot be opened (仍无法访问).
    StillDead,
    /// An address that the answer names cannot be opened (答复所给网址打不开).
    NamedDead,
    /// The page has nothing newer than the message (仍未更新).
    NotUpdated,
    /// The answer says changed, and the page is as it was (页面没有变化).
    Unchanged,
    /// The words of the answer say otherwise than the outcome (结论与答复不符).
    Contradiction,
    /// No answer at all (没有答复).
    Empty,
    /// Thanks and greetings only (只有客套).
    ThanksOnly,
    /// “Not a defect” or “not accepted” without a reason (未说明理由).
    NoReason,
    /// A promise without a date, or assurances without a result (空泛表述).
    EmptyPhrase,
    /// The same words as an earlier answer to another message (雷同答复).
    Copied,
    /// Shorter than the question deserves (过于简短).
    TooShort,
    /// Does not say which page or which words it is about (未指明内容).
    NoReference,
}

/// How much a doubt weighs (疑点分量).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// 建议退回
    Return,
    /// 提请注意
    Notice,
}

/// One reason to look twice at an answer (答复疑点). Texts are masked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerDoubt {
    /// What is doubted.
    pub kind: DoubtKind,
    /// How much it weighs.
    pub weight: Weight,
    /// The reason as a Chinese sentence, with the place quoted.
    pub message: String,
    /// The page at receipt, or the earlier answer, where it is evidence.
    pub before: Option<String>,
    /// The page now, where it is evidence.
    pub after: Option<String>,
}

impl AnswerDoubt {
    /// A doubt without evidence other than the words.
    pub fn new(kind: DoubtKind, weight: Weight, message: impl Into<String>) -> Self {
        Self {
            kind,
            weight,
            message: message.into(),
            before: None,
            after: None,
        }
    }
}
