//! Checks by hand (人工检查): what only a person can judge, as a list for each site, drawn with a recorded seed.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::filing::ProofFile;
use crate::people::UserId;
use crate::registry::{Site, SiteCode};
use crate::review::FindingId;
use crate::round::RoundId;
use crate::standard::{Automation, Hundredths, Indicator, Measure, Standard};

/// An indicator that somebody looks at on a site (人工检查项).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManualCheck {
    /// The round.
    pub round: RoundId,
    /// The site.
    pub site: SiteCode,
    /// Id of the indicator.
    pub indicator: String,
    /// What was found, the last one last.
    #[serde(default)]
    pub results: Vec<ManualResult>,
}

/// What somebody saw (检查结果).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManualResult {
    /// Whether it is met.
    pub outcome: ManualOutcome,
    /// The page on which it was seen.
    #[serde(default)]
    pub address: String,
    /// Points lost, or earned where it is a bonus; only where the indicator is scored.
    #[serde(default)]
    pub points: Option<Hundredths>,
    /// 说明
    pub note: String,
    /// 截图
    #[serde(default)]
    pub picture: Option<ProofFile>,
    /// Who.
    pub by: UserId,
    /// 姓名
    pub name: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// What a look by hand says (检查结论).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ManualOutcome {
    /// 未发现问题
    Good,
    /// 发现问题
    Bad,
    /// 不适用
    NotApplicable,
    /// 看不清: not measured.
    Unclear,
}

impl ManualOutcome {
    /// Every outcome.
    pub const ALL: [Self; 4] = [Self::Good, Self::Bad, Self::NotApplicable, Self::Unclear];

    /// What it is called.
    pub fn label(self) -> &'static str {
        match self {
            Self::Good => "未发现问题",
            Self::Bad => "发现问题",
            Self::NotApplicable => "不适用",
            Self::Unclear => "无法判断",
        }
    }

    /// The word under which a form sends it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Bad => "bad",
            Self::NotApplicable => "not_applicable",
            Self::Unclear => "unclear",
        }
    }

    /// The outcome of a word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }
}

impl ManualCheck {
    /// The number under which what was seen by hand is approved like a finding; another result is another one.
    pub fn as_finding(&self) -> FindingId {
        let count = self.results.len();
        FindingId::new(
            self.round,
            &format!("manual {} {} {count}", self.site, self.indicator),
        )
    }

    /// The last picture that came with a result.
    pub fn picture(&self) -> Option<&ProofFile> {
        self.results.iter().rev().find_map(|one| one.picture.as_ref())
    }

    /// The result in force.
    pub fn last(&self) -> Option<&ManualResult> {
        self.results.last()
    }
}

/// Must a person look at this indicator on its sites (须人工检查)? Where a person decides, or where none of the rules that it
/// counts is there to see anything.
pub fn is_manual(indicator: &Indicator, is_rule: impl Fn(&str) -> bool) -> bool {
    let blind = match &indicator.measure {
        Measure::Manual => true,
        measure => measure
            .counted()
            .is_some_and(|counted| counted.iter().all(|one| !is_rule(&one.rule))),
    };
    blind || indicator.automation == Automation::Manual
}

/// Draws the checks by hand (人工检查清单): of the sites to which an indicator applies so many in a hundred, rounded up, those
/// whose SHA-256 of `seed:indicator:code` is smallest.
pub fn draw_checks<'a>(
    round: RoundId,
    sites: impl IntoIterator<Item = &'a Site> + Clone,
    standard: &Standard,
    is_rule: impl Fn(&str) -> bool + Copy,
    (percent, seed): (u32, u64),
) -> Vec<ManualCheck> {
    let mut checks = Vec::new();
    for indicator in standard.indicators.iter().filter(|one| is_manual(one, is_rule)) {
        let mut ranked: Vec<_> = sites
            .clone()
            .into_iter()
            .filter(|site| indicator.applies_to(site))
            .map(|site| {
                let rank = Sha256::digest(format!("{seed}:{}:{}", indicator.id, site.code));
                (rank, &site.code)
            })
            .collect();
        ranked.sort();
        let wanted = (ranked.len() * percent as usize).div_ceil(100);
        checks.extend(ranked.into_iter().take(wanted).map(|(_, site)| ManualCheck {
            round,
            site: site.clone(),
            indicator: indicator.id.clone(),
            results: Vec::new(),
        }));
    }
    checks
}
