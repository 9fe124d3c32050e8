//! What sorts of mistakes stand in texts (文字问题).

use serde::{Deserialize, Serialize};

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
