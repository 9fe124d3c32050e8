//! The truth about a fleet (清单): every finding that is expected, and everything that must not be reported.

use serde::{Deserialize, Serialize};

use crate::FleetOptions;

/// What was planted (缺陷清单).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// From what the fleet was made.
    pub options: FleetOptions,
    /// One entry a site of the register.
    pub sites: Vec<SiteTruth>,
    /// Every finding that an inspection must report.
    pub expected: Vec<Expected>,
    /// What looks like a defect and is none.
    pub baits: Vec<Bait>,
    /// Findings that follow from what was planted and may be reported, but need not.
    #[serde(default)]
    pub tolerated: Vec<Expected>,
    /// What the page of every channel shows.
    #[serde(default)]
    pub channels: Vec<ChannelTruth>,
}

/// How a site must be judged (应有判定).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Judgement {
    /// 合格.
    Qualified,
    /// 不合格: at least one veto.
    Unqualified,
    /// 未能检测.
    NotMeasured,
}

/// A site as it really is (站点实况).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteTruth {
    /// 网站标识码 of the register.
    pub site_code: String,
    /// 网站名称.
    pub site_name: String,
    /// 地区或部门.
    pub area: String,
    /// 首页网址.
    pub home: String,
    /// Name of the template.
    pub template: String,
    /// Name of the charset of its pages.
    pub charset: String,
    /// Number of HTML pages that can be reached.
    pub pages: usize,
    /// How the site must be judged by the measurable vetoes.
    pub judgement: Judgement,
    /// Ids of the vetoes of 国办秘函〔2019〕19号 (rulebook §1.2): WV3, WV4-1, WV4-3.
    pub vetoes: Vec<String>,
    /// Why the site cannot be measured: `refused`, `challenge-412`, `challenge-521`.
    pub not_measured_reason: Option<String>,
}

/// What a channel's page really shows (栏目实况).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelTruth {
    /// 网站标识码.
    pub site_code: String,
    /// 栏目网址.
    pub url: String,
    /// The word of channels.csv with which the column `reason` begins.
    pub state: String,
}

/// One finding that must be reported (应有线索).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expected {
    /// Rule code of product.md.
    pub rule: String,
    /// 网站标识码.
    pub site_code: String,
    /// The broken address, for rules of links, images and attachments.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// Address of the channel, for rules of channels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// Pages that carry it. For marks: all pages without the mark; an entry that ends in `*` stands for
    /// all addresses that begin so.
    #[serde(default)]
    pub places: Vec<String>,
    /// Region of the page in which it stands, where it was planted in one region.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// How it was planted, e.g. `404`, `redirect-loop`, `srcset`, `old-address`.
    pub kind: String,
}

/// Something that must not be reported (诱饵).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bait {
    /// 网站标识码.
    pub site_code: String,
    /// What it is, e.g. `in-comment`, `head-405`, `on-limit-day`.
    pub kind: String,
    /// Target, channel or page that must not be reported.
    pub url: String,
    /// Pages that carry it, where it stands on single pages.
    #[serde(default)]
    pub places: Vec<String>,
}
