//! What a visit saw of its links beside their states (链接事实), and whose the targets are.

use std::collections::HashMap;

use url::Url;
use xunwang_domain::exchange::{TargetClass, TargetState};
use xunwang_domain::registry::Site;
use xunwang_domain::targets::{FragmentFact, LinkFacts, NamedEntry, NamedTarget, Place, TargetFact};

use crate::visit::{Gathered, Places, TargetNumber};

/// The names of the registered sites, by the address of the home page.
pub(crate) struct SiteNames(HashMap<String, String>);

impl SiteNames {
    pub(crate) fn of(sites: &[Site]) -> Self {
        let named = sites.iter().map(|site| (whose(&site.home), site.name.clone()));
        Self(named.collect())
    }
}

/// A home page's address, whatever its scheme and the name of its file.
fn whose(url: &Url) -> String {
    let path = url.path();
    let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
    let file = if file.starts_with("index") || file.starts_with("default") {
        ""
    } else {
        file
    };
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    format!("{}{port}{folder}/{file}", url.host_str().unwrap_or_default())
}

/// Everything that links ask for beside a target that answers.
pub(crate) fn link_facts(gathered: &Gathered, names: &SiteNames) -> LinkFacts {
    let mut facts = LinkFacts {
        adverts: gathered
            .frontier
            .adverts()
            .filter_map(|number| advert(gathered, number))
            .collect(),
        entries: gathered
            .intake
            .asking
            .names
            .iter()
            .map(|(&number, entries)| {
                let url = url_of(gathered, number);
                NamedTarget {
                    site_name: names.0.get(&whose(&url)).cloned(),
                    url,
                    title: gathered
                        .titles
                        .get(&number)
                        .map_or_else(String::new, |title| title.to_string()),
                    names: entries
                        .iter()
                        .map(|(text, places)| NamedEntry {
                            text: text.to_string(),
                            places: places_of(gathered, places),
                            places_total: places.total(),
                        })
                        .collect(),
                }
            })
            .collect(),
        fragments: gathered
            .intake
            .asking
            .fragments
            .iter()
            .flat_map(|(&number, missing)| {
                missing.iter().map(move |(name, places)| {
                    let mut url = url_of(gathered, number);
                    url.set_fragment(Some(name));
                    FragmentFact {
                        url,
                        text: places.text().to_owned(),
                        places: places_of(gathered, places),
                        places_total: places.total(),
                    }
                })
            })
            .collect(),
    };
    facts.adverts.sort_by(|left, right| left.url.cmp(&right.url));
    facts.entries.sort_by(|left, right| left.url.cmp(&right.url));
    facts.fragments.sort_by(|left, right| left.url.cmp(&right.url));
    facts
}

fn advert(gathered: &Gathered, number: TargetNumber) -> Option<TargetFact> {
    let places = gathered.frontier.entry(number).places.as_ref()?;
    Some(TargetFact {
        url: url_of(gathered, number),
        role: gathered.frontier.role(number),
        // An advertisement is one whether it answers or not.
        state: TargetState {
            status: String::new(),
            class: TargetClass::Ok,
        },
        places: places_of(gathered, places),
        places_total: places.total(),
        text: places.text().to_owned(),
        first_seen: gathered.ended_at,
        looks: Vec::new(),
        title: String::new(),
    })
}

/// Places as facts have them.
pub(crate) fn places_of(gathered: &Gathered, places: &Places) -> Vec<Place> {
    places
        .first()
        .iter()
        .map(|place| Place {
            url: url_of(gathered, place.page),
            region: place.region,
            selector: gathered.intake.selectors.text(place.selector).to_owned(),
        })
        .collect()
}

/// The address of a number.
pub(crate) fn url_of(gathered: &Gathered, number: TargetNumber) -> Url {
    Url::parse(&gathered.frontier.entry(number).url).expect("kept as it was parsed")
}
