//! What sorts of mistakes stand in texts (文字问题).

use serde::{Deserialize, Serialize};
use url::Url;

use crate::facts::PageRegion;
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
    /// 转载内容缺失: what only the comparison with a source finds.
    Reprint,
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
            Self::Reprint => "转载内容缺失",
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
            Self::Reprint => "reprint-incomplete",
        }
    }
}

/// A mistake on a page or in a file of a site (文字线索). Personal data is masked in every field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextHit {
    /// Tells it from the others of its site, and is the same wherever and whenever the same words stand there.
    pub mark: u64,
    /// What is wrong, what should stand there, and by what it was found.
    pub detail: TextDetail,
    /// What is wrong and what to do, one Chinese sentence without its full stop.
    pub message: String,
    /// The words around, with the mistake between 【 and 】.
    pub excerpt: String,
    /// Where on the page; of a file, the body.
    pub region: PageRegion,
    /// The element, or the place in a file, such as `第3页`.
    pub place: String,
}

/// What is wrong in a text (文字问题明细), as findings.jsonl gives it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextDetail {
    /// What sort of mistake.
    pub class: HitClass,
    /// What stands there; personal data masked.
    pub wrong: String,
    /// What should stand there, the likeliest first; empty where that cannot be said.
    pub right: Vec<String>,
    /// The check or the entry of a lexicon that found it, e.g. `lexicon:seed-terms/人民代表大人`.
    pub basis: String,
    /// What that is and in which version, e.g. `词库“重要名称和提法误写”2026-11-26版`.
    pub source: String,
}

/// What was found in the texts of a site (网站文字事实).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TextFacts {
    /// The mistakes, by class, first place and mark.
    pub found: Vec<TextFact>,
    /// How many more mistakes of a class there are than are kept.
    pub left_out: Vec<(HitClass, u64)>,
    /// Number of documents with which reprints were compared.
    pub originals: u64,
    /// Files that could not be read, with the reason, by address.
    pub unread: Vec<(Url, String)>,
}

/// One mistake with its places (文字问题).
#[derive(Clone, Debug, PartialEq)]
pub struct TextFact {
    /// As it stands at the first place.
    pub hit: TextHit,
    /// Does it stand in a file to download?
    pub in_file: bool,
    /// The first 100 places in address order.
    pub places: Vec<Place>,
    /// Number of all places.
    pub places_total: u64,
}
