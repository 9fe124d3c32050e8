//! Findings (线索): one defect at one place, with its evidence.

mod key;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::facts::PageRegion;
use crate::registry::SiteCode;
use crate::standard::Trait;
use crate::targets::Place;
use crate::texts::TextDetail;

pub use key::{DefectObject, FindingKey, normal_address, normal_text};

/// A rule's code (规则编号): a kebab-case name that never changes its meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct RuleCode(pub &'static str);

impl RuleCode {
    /// 其他渠道反映的问题: what people report, and no rule of the crawl has found (product.md, settled questions). It waits for a
    /// person's verdict as every finding does.
    pub const REPORTED: Self = Self("reported");
}

impl std::fmt::Display for RuleCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

/// How grave a finding is (问题级别).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// 单项否决
    Veto,
    /// 扣分
    Deduct,
    /// 提示
    Advice,
}

/// How sure the machine is (机器把握).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// 疑似: listed, does not count until a person confirms.
    Suspected,
    /// 确定
    Certain,
}

/// One defect at one place (线索), a line of findings.jsonl.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Finding {
    /// Follows the defect over time (问题键).
    pub key: FindingKey,
    /// The rule that found it.
    pub rule: RuleCode,
    /// Id of the indicator it counts for, e.g. `WV4-1`; empty where none.
    pub indicator: String,
    /// What the filters of an indicator look at, so that it can be counted under another standard.
    #[serde(skip_serializing_if = "Trait::is_plain")]
    pub seen: Trait,
    /// How grave.
    pub level: Level,
    /// How sure.
    #[serde(rename = "status")]
    pub certainty: Certainty,
    /// 网站标识码
    pub site_code: SiteCode,
    /// 网站名称
    pub site_name: String,
    /// Name of the channel, where it concerns one.
    pub channel: Option<String>,
    /// The page where it stands (the first place in address order).
    pub url: Url,
    /// The broken target, where it concerns one.
    pub target: Option<Url>,
    /// Region of the first place.
    pub region: Option<PageRegion>,
    /// The first 100 places in address order.
    pub places: Vec<Place>,
    /// Number of all places.
    pub places_total: u64,
    /// What stands there.
    pub excerpt: String,
    /// What is wrong, a Chinese sentence.
    pub message: String,
    /// When it was observed.
    pub observed_at: DateTime<Utc>,
    /// The record that shows it.
    pub evidence: Option<EvidenceRef>,
    /// What is wrong in the text, where it concerns one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<TextDetail>,
    /// When an earlier round first found the same problem; `None` where none did, or none was there to compare with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_found: Option<DateTime<Utc>>,
}

/// Where a record of evidence is kept (证据位置).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvidenceRef {
    /// WARC file, relative to the result folder.
    pub file: String,
    /// Byte offset of the gzip member that holds the record.
    pub offset: u64,
    /// The address recorded.
    pub url: String,
    /// `sha256:` and the digest of the payload in base32; empty where no answer came.
    pub digest: String,
}
