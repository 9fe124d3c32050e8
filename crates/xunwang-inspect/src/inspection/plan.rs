//! What was decided before a round began (检查计划): frozen with it, so that it can be judged and verified later.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use xunwang_domain::circular::CircularFacts;
use xunwang_domain::exceptions::Exception;
use xunwang_domain::finding::RuleCode;
use xunwang_domain::registry::Site;

use super::earlier::EarlierRound;
use super::retest::AskedSite;
use crate::visit::TextBasis;

/// The plan of a round (检查计划).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// The roster (检查名单): every running site of the register, in its order.
    pub sites: Vec<Site>,
    /// Registered sites outside the roster, code and state.
    pub outside_roster: Vec<(String, String)>,
    /// The exception list (例外清单).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exceptions: Vec<Exception>,
    /// What the reading of the register noted.
    pub notes: Vec<String>,
    /// The monitoring point; `None`: the moment at which the round began.
    pub as_of: Option<DateTime<Utc>>,
    /// The sampling window, Chinese days, where it was given.
    pub window: [Option<NaiveDate>; 2],
    /// Id of the standard.
    pub standard: String,
    /// Rules, where only some are wanted.
    pub only: Option<Vec<String>>,
    /// By what texts are checked; `None`: they are not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub texts: Option<TextBasis>,
    /// Pages a site at most.
    pub max_pages: u64,
    /// Is robots.txt obeyed?
    pub obey_robots: bool,
    /// Facts of messages and accounts, where given.
    pub given: Option<CircularFacts>,
    /// The round with which this one is compared, where one is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<EarlierRound>,
    /// The findings that are looked at again, where that is all that is to be done; other sites are not visited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retest: Option<Vec<AskedSite>>,
}

impl Plan {
    /// The plan as JSON.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("plain values serialize")
    }

    /// The rules, where only some are wanted; what is no rule is left out.
    pub fn only_codes(&self) -> Option<Vec<RuleCode>> {
        let codes = self.only.as_ref()?.iter();
        Some(codes.filter_map(|code| xunwang_rules::rule_code(code)).collect())
    }

    /// Tells two rounds apart: register, and every setting that decides results.
    pub fn fingerprint(&self) -> String {
        let digest = Sha256::digest(self.to_json());
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}
