//! What the rules on channels share: which indicator counts one, and how a finding of one looks.

use xunwang_domain::exchange::TargetClass;
use xunwang_domain::facts::{ChannelFacts, PageRegion, SiteCase};
use xunwang_domain::finding::{Certainty, Finding, RuleCode};
use xunwang_domain::standard::{Standard, Trait};

use crate::defect::{Defect, page};
use crate::report::NotMeasured;

pub(super) fn finding(
    rule: RuleCode,
    channel: &ChannelFacts,
    certainty: Certainty,
    message: String,
    case: &SiteCase<'_>,
    standard: &Standard,
) -> Finding {
    let defect = Defect {
        rule,
        object: channel.url.as_str(),
        seen: traits(channel),
        certainty,
        channel: Some(&channel.name),
        target: None,
        places: page(&channel.url, PageRegion::Channel),
        places_total: 1,
        excerpt: channel.latest.as_ref().map_or("", |latest| &latest.text),
        message,
    };
    defect.finding(case, standard)
}

/// The entry for a channel that could not be measured, with the indicator that stays open because of it. None does for
/// a page that is gone: that it is dead has been measured, and the finding of the dead link stands for it.
pub(super) fn not_measured(
    rule: RuleCode,
    channel: &ChannelFacts,
    reason: String,
    case: &SiteCase<'_>,
    standard: &Standard,
) -> NotMeasured {
    let is_dead = case
        .targets
        .iter()
        .any(|target| target.url == channel.url && target.state.class == TargetClass::Broken);
    let indicator = standard
        .indicator_for(rule.0, traits(channel))
        .filter(|_| !is_dead);
    NotMeasured {
        rule,
        object: channel.url.to_string(),
        reason,
        indicator: indicator
            .map(|indicator| indicator.id.clone())
            .unwrap_or_default(),
    }
}

fn traits(channel: &ChannelFacts) -> Trait {
    Trait {
        channel: Some(channel.kind),
        first_level: channel.first_level,
        home: false,
    }
}
