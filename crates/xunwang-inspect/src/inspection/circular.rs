//! From the outcomes of the sites to the facts of the circular (通报数据).

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use xunwang_domain::circular::{
    AreaFacts, AreaKind, CircularFacts, CityListStyle, FeedbackFacts, ProblemFacts, ProblemObject, Quarter,
    Repeat,
};
use xunwang_domain::judgement::Judgement;
use xunwang_domain::registry::Site;

use super::outcome::{SiteOutcome, SiteProblem};

/// What an inspection knows besides its sites (通报其他数据).
#[derive(Clone, Debug)]
pub struct CircularInput<'a> {
    /// The monitoring point's day, Chinese time: the date of the draft.
    pub issued_on: NaiveDate,
    /// First and last day of the sampling.
    pub sampling_window: [NaiveDate; 2],
    /// Given facts: figures of messages and accounts, title, issuer; their figures of sites are not used.
    pub given: Option<&'a CircularFacts>,
}

/// Days from a circular to the report on rectification, as the reference circular gives (09-21 → 10-20).
const RECTIFY_WITHIN: Days = Days::new(29);

/// The facts of the circular: site figures from the outcomes, the rest as given.
pub fn circular_facts(sites: &[Site], outcomes: &[SiteOutcome], input: &CircularInput<'_>) -> CircularFacts {
    let mut facts = input.given.cloned().unwrap_or_else(|| blank_facts(input));
    facts.sampling_window = input.sampling_window;
    facts
        .problems
        .retain(|problem| problem.object != ProblemObject::Site);
    // A streak ends with this quarter's counts, which are not the given ones.
    facts.praise.retain(|praise| praise.streak.is_empty());
    for area in &mut facts.areas {
        (area.sites_running, area.sites_checked, area.sites_failed) = (0, 0, 0);
    }
    let mut places: BTreeMap<String, usize> = (0..)
        .zip(&facts.areas)
        .map(|(index, area)| (area.name.clone(), index))
        .collect();
    for index in official_order(sites) {
        let site = &sites[index];
        places.entry(site.area.clone()).or_insert_with(|| {
            facts.areas.push(AreaFacts {
                name: site.area.clone(),
                kind: kind_of(&site.area),
                ..no_area()
            });
            facts.areas.len() - 1
        });
    }
    if input.given.is_none() {
        // Cities by code, then departments as they stand in the register.
        facts.areas.sort_by_key(|area| area.kind == AreaKind::Department);
        places = (0..)
            .zip(&facts.areas)
            .map(|(index, area)| (area.name.clone(), index))
            .collect();
    }
    for (site, outcome) in sites.iter().zip(outcomes) {
        let area = &mut facts.areas[places[&site.area]];
        area.sites_running += 1;
        match outcome.judgement.judgement {
            Judgement::NotMeasured => continue,
            Judgement::Qualified => {}
            Judgement::Unqualified => area.sites_failed += 1,
        }
        area.sites_checked += 1;
        facts.problems.extend(problems_of(site, outcome));
    }
    facts
}

/// Cities stand in the order of the smallest 标识码 of their sites.
pub fn official_order(sites: &[Site]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..sites.len()).collect();
    order.sort_by_key(|&index| {
        let site = &sites[index];
        let department = kind_of(&site.area) == AreaKind::Department;
        (
            department,
            if department {
                (index, "")
            } else {
                (0, site.code.as_str())
            },
        )
    });
    order
}

/// 市, 州, 盟 and 地区 below a province are cities; every other name is a department's.
pub fn kind_of(area: &str) -> AreaKind {
    let city = ["市", "州", "盟", "地区", "县", "区"]
        .iter()
        .any(|ending| area.ends_with(ending));
    if city {
        AreaKind::City
    } else {
        AreaKind::Department
    }
}

/// What makes a site fail, one line for all that is new and one for all that stood in the same circulars before: nothing is
/// called a repeat that is none.
fn problems_of(site: &Site, outcome: &SiteOutcome) -> Vec<ProblemFacts> {
    if outcome.judgement.judgement != Judgement::Unqualified {
        return Vec::new();
    }
    let mut told: Vec<(&Option<Repeat>, Vec<&SiteProblem>)> = Vec::new();
    for problem in outcome.problems.iter().filter(|problem| problem.failing) {
        match told.iter_mut().find(|(repeat, _)| **repeat == problem.repeat) {
            Some((_, own)) => own.push(problem),
            None => told.push((&problem.repeat, vec![problem])),
        }
    }
    let line = |(repeat, own): (&Option<Repeat>, Vec<&SiteProblem>)| {
        let text: Vec<&str> = own.iter().map(|problem| problem.text.as_str()).collect();
        ProblemFacts {
            object: ProblemObject::Site,
            area: site.area.clone(),
            name: site.name.clone(),
            unit: site.sponsor.clone(),
            platform: String::new(),
            failing: true,
            named: true,
            rule: own[0].rule.clone(),
            text: text.join("，"),
            repeat_of: repeat.as_ref().map(|repeat| repeat.last),
            streak: repeat
                .as_ref()
                .map_or_else(Vec::new, |repeat| repeat.streak.clone()),
        }
    };
    told.into_iter().map(line).collect()
}

fn blank_facts(input: &CircularInput<'_>) -> CircularFacts {
    let quarter = Quarter::of(input.issued_on);
    CircularFacts {
        title: format!("关于{}政府网站检查情况的通报", quarter.in_full()),
        issuer: "（发文机关）".to_owned(),
        number: None,
        quarter,
        issued_on: input.issued_on,
        rectify_by: input.issued_on.checked_add_days(RECTIFY_WITHIN),
        sampling_window: input.sampling_window,
        message_window: None,
        rate_decimals: 1,
        city_list_style: CityListStyle::Leading,
        areas: Vec::new(),
        feedback: None::<FeedbackFacts>,
        problems: Vec::new(),
        recheck: None,
        reminders: None,
        unregistered: Vec::new(),
        praise: Vec::new(),
        sites_sampled: false,
        charts: Vec::new(),
        history: Vec::new(),
        tiles: Vec::new(),
        columns: Vec::new(),
        imprint: None,
    }
}

/// An area of which nothing is known yet.
pub fn no_area() -> AreaFacts {
    AreaFacts {
        name: String::new(),
        kind: AreaKind::City,
        sites_running: 0,
        sites_checked: 0,
        sites_failed: 0,
        accounts_running: 0,
        accounts_checked: 0,
        accounts_failed: 0,
        platforms: BTreeMap::new(),
    }
}
