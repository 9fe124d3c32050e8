//! The rules that a fleet can test, with what is asked of each (规则目标).

use serde::{Deserialize, Serialize};

/// How far a rule is trusted (规则类别).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleClass {
    /// 自动: what it says for certain counts at once.
    Automatic,
    /// 辅助: a person decides.
    Assisted,
}

impl RuleClass {
    /// Least recall and least precision.
    pub fn goal(self) -> (f64, f64) {
        match self {
            Self::Automatic => (0.98, 0.99),
            Self::Assisted => (0.95, 0.85),
        }
    }

    /// The word of reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Automatic => "automatic",
            Self::Assisted => "assisted",
        }
    }
}

/// How a finding is recognised as one of those planted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Matching {
    /// By the broken address, without its fragment.
    Target,
    /// By the address without its fragment, and a page that refers to it.
    Fragment,
    /// By the channel.
    Channel,
    /// By the pages on which it stands, most of which must be those planted.
    Pages,
    /// By any address that the finding names: one of several entries or copies stands for all.
    AnyAddress,
    /// By the site.
    Site,
}

use Matching::{AnyAddress, Channel, Fragment, Pages, Site, Target};
use RuleClass::{Assisted, Automatic};

/// Findings of other rules are left out of account.
pub(crate) const RULES: [(&str, RuleClass, Matching); 35] = [
    ("homepage-stale", Automatic, Site),
    ("channel-stale", Automatic, Channel),
    ("channel-blank", Automatic, Channel),
    ("date-missing", Automatic, Channel),
    ("updates-bulk", Assisted, Channel),
    ("channel-mismatch", Assisted, Channel),
    ("link-dead", Automatic, Target),
    ("image-dead", Automatic, Target),
    ("attachment-dead", Automatic, Target),
    ("fragment-dead", Automatic, Fragment),
    ("link-soft-404", Assisted, Target),
    ("link-hijacked", Assisted, Target),
    ("link-advert", Assisted, Target),
    ("link-mismatch", Assisted, AnyAddress),
    ("article-duplicate", Assisted, AnyAddress),
    ("article-redated", Assisted, AnyAddress),
    ("site-name-missing", Automatic, Pages),
    ("report-entry-missing", Automatic, Pages),
    ("report-entry-wrong", Automatic, Pages),
    ("site-code-missing", Automatic, Pages),
    ("site-code-wrong", Automatic, Pages),
    ("icp-missing", Automatic, Pages),
    ("police-record-missing", Automatic, Pages),
    ("sponsor-missing", Automatic, Pages),
    ("party-mark-missing", Automatic, Pages),
    ("meta-missing", Automatic, Pages),
    ("form-irregular", Assisted, Pages),
    ("misstatement-severe", Assisted, Pages),
    ("wording-irregular", Assisted, Pages),
    ("typo", Assisted, Pages),
    ("privacy-leak", Assisted, Pages),
    ("text-injected", Assisted, Pages),
    ("reprint-incomplete", Assisted, Pages),
    ("domain-irregular", Automatic, Site),
    ("certificate-invalid", Automatic, Site),
];

/// Class and matching of a rule, none for a rule that no fleet tests.
pub(crate) fn rule(code: &str) -> Option<(RuleClass, Matching)> {
    RULES
        .iter()
        .find(|(known, ..)| *known == code)
        .map(|(_, class, matching)| (*class, *matching))
}
