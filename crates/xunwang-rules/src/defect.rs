//! From a defect to a finding: key, indicator, level.

use url::Url;
use xunwang_domain::facts::{PageRegion, SiteCase};
use xunwang_domain::finding::{Certainty, Finding, Level, RuleCode};
use xunwang_domain::standard::{IndicatorKind, Standard, Trait};
use xunwang_domain::targets::Place;

use crate::key::key;

/// Places and excerpts beyond these are counted or cut, not kept.
pub(crate) const MOST_PLACES: usize = 100;
const LONGEST_EXCERPT: usize = 200;

/// A defect as a rule sees it (缺陷).
pub(crate) struct Defect<'a> {
    pub(crate) rule: RuleCode,
    /// What the defect is one of, an address or a text: with rule and site it makes the key, so it must outlive the visit.
    /// The key of a rule on channels follows `channel` instead, see [`crate::key`].
    pub(crate) object: &'a str,
    pub(crate) seen: Trait,
    pub(crate) certainty: Certainty,
    pub(crate) channel: Option<&'a str>,
    pub(crate) target: Option<&'a Url>,
    /// In address order; never empty.
    pub(crate) places: Vec<Place>,
    pub(crate) places_total: u64,
    pub(crate) excerpt: &'a str,
    pub(crate) message: String,
}

impl Defect<'_> {
    pub(crate) fn finding(self, case: &SiteCase<'_>, standard: &Standard) -> Finding {
        let indicator = standard.indicator_for(self.rule.0, self.seen);
        let first = self.places.first();
        Finding {
            key: key(self.rule, self.object, self.channel, case),
            rule: self.rule,
            indicator: indicator
                .map(|indicator| indicator.id.clone())
                .unwrap_or_default(),
            seen: self.seen,
            level: match indicator.map(|indicator| indicator.kind) {
                Some(IndicatorKind::Veto) => Level::Veto,
                Some(IndicatorKind::Deduction) => Level::Deduct,
                Some(IndicatorKind::Bonus) | None => Level::Advice,
            },
            certainty: self.certainty,
            site_code: case.site.code.clone(),
            site_name: case.site.name.clone(),
            channel: self.channel.map(str::to_owned),
            url: first.map_or_else(|| case.facts.home.url.clone(), |place| place.url.clone()),
            target: self.target.cloned(),
            region: first.map(|place| place.region),
            places: self.places,
            places_total: self.places_total,
            excerpt: clipped(self.excerpt),
            message: self.message,
            observed_at: case.observed_at,
            evidence: None,
            text: None,
            first_found: None,
        }
    }
}

/// The one place of a defect that concerns a page as a whole.
pub(crate) fn page(url: &Url, region: PageRegion) -> Vec<Place> {
    vec![Place {
        url: url.clone(),
        region,
        selector: String::new(),
    }]
}

fn clipped(text: &str) -> String {
    match text.char_indices().nth(LONGEST_EXCERPT) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
