//! What the rules on texts share: the class of a hit decides which of them speaks; a person decides on all of them.

use xunwang_domain::facts::SiteCase;
use xunwang_domain::finding::{Certainty, Finding, RuleCode};
use xunwang_domain::standard::{Standard, Trait};
use xunwang_domain::texts::{HitClass, TextFact};

use crate::defect::{Defect, MOST_PLACES};
use crate::report::{NotMeasured, RuleReport};
use crate::rules::standing::{channel_at, is_home, page_name, region_name};

/// Findings for all mistakes of a class.
pub(super) fn check(rule: RuleCode, class: HitClass, case: &SiteCase<'_>, standard: &Standard) -> RuleReport {
    let mut report = RuleReport::default();
    let open = |object: String, reason: String| NotMeasured {
        rule,
        object,
        reason,
        indicator: String::new(),
    };
    let home = case.facts.home.url.to_string();
    let Some(texts) = case.texts else {
        report
            .not_measured
            .push(open(home, "按设置没有检查文字".to_owned()));
        return report;
    };
    let of_class = texts.found.iter().filter(|fact| fact.hit.detail.class == class);
    report
        .findings
        .extend(of_class.filter_map(|fact| finding(rule, fact, case, standard)));
    let left_out = texts.left_out.iter().filter(|(other, _)| *other == class);
    report.not_measured.extend(left_out.map(|(_, number)| {
        let reason = format!("{}过多，另有{number}条没有列出", class.label());
        open(home.clone(), reason)
    }));
    report
}

/// The finding on a mistake; none where it stands nowhere.
fn finding(rule: RuleCode, fact: &TextFact, case: &SiteCase<'_>, standard: &Standard) -> Option<Finding> {
    let hit = &fact.hit;
    let places = &fact.places;
    let shown = places
        .iter()
        .find(|place| is_home(case, &place.url))
        .or(places.first())?;
    let channel = channel_at(case, &shown.url);
    let place = if fact.in_file {
        format!("附件{}", shown.selector)
    } else {
        let page = page_name(case, &shown.url, channel);
        let region = match shown.selector.as_str() {
            "title" => "网页标题",
            _ => region_name(shown.region, channel),
        };
        format!("{page}{region}")
    };
    let several = match fact.places_total {
        0 | 1 => String::new(),
        total => format!("等{total}处"),
    };
    let defect = Defect {
        rule,
        object: &format!("text {:016x}", hit.mark),
        seen: Trait {
            home: is_home(case, &shown.url),
            ..Trait::default()
        },
        certainty: Certainty::Suspected,
        channel,
        target: None,
        places: places.iter().take(MOST_PLACES).cloned().collect(),
        places_total: fact.places_total,
        excerpt: &hit.excerpt,
        message: format!("{place}{several}：{}", hit.message),
    };
    let mut finding = defect.finding(case, standard);
    finding.text = Some(hit.detail.clone());
    Some(finding)
}
