//! What stands wrong in the texts of a site (文字问题), as rules look at it.

use serde::{Deserialize, Serialize};

use crate::finding::Certainty;
use crate::targets::Place;

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

    /// Code of the rule that reports hits of this class on a site.
    pub fn rule(self) -> &'static str {
        match self {
            Self::Misstatement => "misstatement-severe",
            Self::Wording => "wording-irregular",
            Self::Typo => "typo",
            Self::Form => "form-irregular",
            Self::Privacy => "privacy-leak",
            Self::Spam => "text-injected",
        }
    }
}

/// One mistake with all the places of a site at which it stands (文字问题): the same words, found by the same check.
#[derive(Clone, Debug, PartialEq)]
pub struct TextFact {
    /// What sort of mistake.
    pub class: HitClass,
    /// What stands there; personal data masked.
    pub wrong: String,
    /// What should stand there, the likeliest first.
    pub right: Vec<String>,
    /// Which check or entry found it (依据).
    pub basis: String,
    /// Does it count without a person?
    pub certainty: Certainty,
    /// What is wrong and what to do.
    pub message: String,
    /// The line around the first place, personal data masked.
    pub excerpt: String,
    /// The first 100 places in address order.
    pub places: Vec<Place>,
    /// Number of all places.
    pub places_total: u64,
}
