//! Hits (命中): what every check of a text hands on.

use std::ops::Range;

use serde::{Deserialize, Serialize};
use xunwang_domain::finding::{Certainty, RuleCode};

/// What sort of mistake a hit is (错误类别); the words of `class` in the lines of `xunwang proof`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HitClass {
    /// 严重表述错误
    Misstatement,
    /// 不规范表述
    Wording,
    /// 错别字
    Typo,
    /// 格式错误: numbers, punctuation, form.
    Form,
    /// 个人信息
    Privacy,
    /// 植入的垃圾信息
    Spam,
}

impl HitClass {
    /// The Chinese name, as messages say it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Misstatement => "严重表述错误",
            Self::Wording => "不规范表述",
            Self::Typo => "错别字",
            Self::Form => "格式错误",
            Self::Privacy => "个人信息",
            Self::Spam => "垃圾信息",
        }
    }

    /// The rule that reports hits of this class on a site.
    pub fn rule(self) -> RuleCode {
        RuleCode(match self {
            Self::Misstatement => "misstatement-severe",
            Self::Wording => "wording-irregular",
            Self::Typo => "typo",
            Self::Form => "form-irregular",
            Self::Privacy => "privacy-leak",
            Self::Spam => "text-injected",
        })
    }
}

/// One place of a text at which a check found something wrong (命中).
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// Bytes of the text, from and to character boundaries.
    pub span: Range<usize>,
    /// What stands there; personal data masked (`138****1234`).
    pub wrong: String,
    /// What should stand there, the likeliest first; empty where that cannot be said.
    pub right: Vec<String>,
    /// What sort of mistake.
    pub class: HitClass,
    /// Which check or which entry of which lexicon found it (依据), e.g. `lexicon:seed/1024`, `form:date`; a person can look
    /// it up.
    pub basis: String,
    /// How sure, 0 to 1: hits of one basis are ordered by it.
    pub score: f32,
    /// Does it count without a person?
    pub certainty: Certainty,
    /// What is wrong and what to do, one Chinese sentence; personal data masked.
    pub message: String,
}
