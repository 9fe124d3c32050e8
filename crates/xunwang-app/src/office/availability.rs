//! A week of probes as a finding (站点无法访问): one pass over a site says nothing of whether it opens, a week does.

use chrono::{DateTime, TimeDelta, Utc};
use xunwang_domain::finding::{Certainty, DefectObject, FindingKey, Level, RuleCode};
use xunwang_domain::probe::{Availability, DAYS, ProbeMark, Standing};
use xunwang_domain::registry::Site;
use xunwang_domain::review::FindingLine;
use xunwang_domain::standard::{Standard, Trait, monitoring_day};

use super::collect::UnmeasuredItem;
use super::watch::{availability_indicator, veto_of};

const RULE: RuleCode = RuleCode("site-unreachable");

/// What the probes before a monitoring point say.
pub(super) enum Unreachable {
    /// The share of failures meets the veto.
    Finding(Box<FindingLine>),
    /// There are too few to say anything.
    Open(UnmeasuredItem),
    /// It opened often enough.
    Fine,
}

/// Decides by the probes of the week before the monitoring point (rulebook WV2).
pub(super) fn unreachable(
    site: &Site,
    marks: &[ProbeMark],
    as_of: DateTime<Utc>,
    standard: &Standard,
) -> Unreachable {
    let Some(indicator) = availability_indicator(standard) else {
        return Unreachable::Fine;
    };
    let week = Availability::of(marks.iter().copied(), as_of, DAYS);
    let first = monitoring_day(as_of - TimeDelta::days(i64::from(DAYS)) + TimeDelta::seconds(1));
    let span = format!("{first}至{}", monitoring_day(as_of));
    let is_thin = week.thin_days > 0;
    match week.standing(veto_of(standard)) {
        Standing::Veto => Unreachable::Finding(Box::new(FindingLine {
            key: FindingKey::new(RULE, &site.code, DefectObject::Described("site")).to_string(),
            rule: RULE.to_string(),
            indicator: indicator.id.clone(),
            seen: Trait::default(),
            level: Level::Veto,
            certainty: Certainty::Certain,
            site_code: site.code.clone(),
            site_name: site.name.clone(),
            channel: None,
            url: site.home.clone(),
            target: None,
            region: None,
            places: Vec::new(),
            places_total: 0,
            excerpt: String::new(),
            message: format!(
                "{span}测得{}次访问，{}次打不开，占{}；{}",
                week.measured,
                week.down,
                week.percent(),
                taken_out(&week)
            ),
            observed_at: as_of,
            evidence: None,
            text: None,
            first_found: None,
        })),
        Standing::Thin | Standing::Warning if is_thin => Unreachable::Open(UnmeasuredItem {
            rule: RULE.to_string(),
            object: site.home.to_string(),
            reason: format!(
                "{span}只测得{}次访问，{}天不足20次",
                week.measured, week.thin_days
            ),
            indicator: indicator.id.clone(),
        }),
        Standing::Thin | Standing::Warning | Standing::Good => Unreachable::Fine,
    }
}

fn taken_out(week: &Availability) -> String {
    match week.our_outage {
        0 => "没有本方故障".to_owned(),
        count => format!("另有{count}次本方故障已剔除"),
    }
}
