//! The links of a page are taken in (链接归并): each address once, each place counted.

use std::collections::BTreeMap;

use url::Url;
use xunwang_domain::facts::{PageFacts, PageRegion};
use xunwang_domain::links::{LinkFact, LinkKind};
use xunwang_extract::resolve;

use super::context::InspectSettings;
use super::files::FileLink;
use super::frontier::{Frontier, TargetNumber};
use super::places::{PlaceRef, Places, Rank, Selectors};
use super::written::WrittenLinks;

/// Takes in the links of a site's pages.
pub(crate) struct LinkIntake {
    origin: String,
    /// Most links of a page stand on other pages too, written alike: their addresses are worked out once.
    written: WrittenLinks,
    pub(crate) selectors: Selectors,
    /// The names of public bodies by which pages link out of the site.
    pub(crate) names: BTreeMap<TargetNumber, BTreeMap<Box<str>, Places>>,
    /// The places on pages of the site that links ask for.
    pub(crate) fragments: BTreeMap<TargetNumber, BTreeMap<Box<str>, Places>>,
    /// How many of both are kept.
    kept: usize,
    wants_names: bool,
    wants_fragments: bool,
}

/// As many names and fragments of a site are kept together: some 10 MB.
const MOST_KEPT: usize = 20_000;

impl LinkIntake {
    pub(crate) fn new(home: &Url, settings: &InspectSettings) -> Self {
        Self {
            origin: home.origin().ascii_serialization(),
            written: WrittenLinks::default(),
            selectors: Selectors::default(),
            names: BTreeMap::new(),
            fragments: BTreeMap::new(),
            kept: 0,
            wants_names: settings.compares_names(),
            wants_fragments: settings.looks_for_fragments(),
        }
    }

    /// Takes in every link of a page.
    pub(crate) fn take_in(&mut self, frontier: &mut Frontier, page: TargetNumber, facts: &PageFacts) {
        let is_known_origin = facts
            .base
            .as_str()
            .strip_prefix(&self.origin)
            .is_some_and(|rest| rest.starts_with('/'));
        if is_known_origin {
            self.written.begin_page(facts.base.path());
        }
        for (index, link) in (0u32..).zip(facts.links.iter()) {
            if link.href.starts_with('#') {
                self.note_own_fragment(frontier, page, index, &link, facts);
                continue;
            }
            let mut find = || resolve(&facts.base, link.href).and_then(|url| frontier.add_link(&url));
            let number = if is_known_origin {
                self.written.number_of(link.href, find)
            } else {
                find()
            };
            let Some(number) = number else { continue };
            frontier.add_reference(number, link.kind);
            if page == Frontier::HOME && link.region == PageRegion::Nav {
                frontier.add_to_navigation(number);
            }
            if link.kind == LinkKind::Anchor {
                self.note_name_or_fragment(frontier, page, index, &link, facts, number);
            }
            let selectors = &mut self.selectors;
            frontier.add_place(number, page, index, |rank| {
                (place_of(&link, facts, selectors, (page, rank, index)), link.text)
            });
        }
    }

    /// Takes in the links of a file to download, which count as standing in a page's body.
    pub(crate) fn take_in_file(&mut self, frontier: &mut Frontier, file: TargetNumber, links: &[FileLink]) {
        for (index, link) in (0u32..).zip(links) {
            let Some(number) = Url::parse(&link.target)
                .ok()
                .and_then(|url| frontier.add_link(&url))
            else {
                continue;
            };
            frontier.add_reference(number, LinkKind::Anchor);
            let selectors = &mut self.selectors;
            frontier.add_place(number, file, index, |rank| {
                let place = PlaceRef {
                    page: file,
                    rank,
                    link: index,
                    selector: selectors.number_of(&link.place),
                    region: PageRegion::Body,
                };
                (place, &*link.text)
            });
        }
    }

    /// Keeps a link from the text of a page to a place on the same page. What stands elsewhere mostly switches between
    /// parts of the page and leads nowhere; so does what has no text.
    fn note_own_fragment(
        &mut self,
        frontier: &Frontier,
        page: TargetNumber,
        index: u32,
        link: &LinkFact<'_>,
        facts: &PageFacts,
    ) {
        let in_text =
            link.kind == LinkKind::Anchor && link.region == PageRegion::Body && !link.text.is_empty();
        // Under another base address a fragment alone leads to another page.
        let is_own = in_text && facts.base.as_str() == &*frontier.entry(page).url;
        if let Some(name) = fragment(link.href).filter(|_| self.wants_fragments && is_own) {
            self.note(frontier, page, index, link, facts, (page, Asked::Fragment(name)));
        }
    }

    /// Keeps what is asked of a target beside its being there: to be the body that the link names, to have a place of
    /// that name.
    fn note_name_or_fragment(
        &mut self,
        frontier: &Frontier,
        page: TargetNumber,
        index: u32,
        link: &LinkFact<'_>,
        facts: &PageFacts,
        number: TargetNumber,
    ) {
        let asked = if frontier.is_outside(number) {
            (self.wants_names && xunwang_rules::names_body(link.text)).then_some(Asked::Name(link.text))
        } else {
            let wanted = fragment(link.href).filter(|_| self.wants_fragments);
            wanted.map(Asked::Fragment)
        };
        if let Some(asked) = asked {
            self.note(frontier, page, index, link, facts, (number, asked));
        }
    }

    fn note(
        &mut self,
        frontier: &Frontier,
        page: TargetNumber,
        index: u32,
        link: &LinkFact<'_>,
        facts: &PageFacts,
        (number, asked): (TargetNumber, Asked<'_>),
    ) {
        let (all, key) = match asked {
            Asked::Name(name) => (&mut self.names, name),
            Asked::Fragment(name) => (&mut self.fragments, name),
        };
        let known = all.entry(number).or_default();
        let places = match known.get_mut(key) {
            Some(places) => places,
            None if self.kept >= MOST_KEPT => return,
            None => {
                self.kept += 1;
                known.entry(key.into()).or_default()
            }
        };
        let selectors = &mut self.selectors;
        frontier.add_place_to(places, page, index, |rank| {
            (place_of(link, facts, selectors, (page, rank, index)), link.text)
        });
    }
}

/// The place where a link of a page stands.
fn place_of(
    link: &LinkFact<'_>,
    facts: &PageFacts,
    selectors: &mut Selectors,
    (page, rank, index): (TargetNumber, Rank, u32),
) -> PlaceRef {
    PlaceRef {
        page,
        rank,
        link: index,
        selector: selectors.number_of_element(&facts.elements, link.element),
        region: link.region,
    }
}

/// What a link asks of its target beside its being there.
enum Asked<'a> {
    Name(&'a str),
    Fragment(&'a str),
}

/// The place on a page that an address asks for (页内位置); none for what a script or a browser reads in a way of
/// its own: routes, settings, text fragments, the top.
fn fragment(href: &str) -> Option<&str> {
    let (_, fragment) = href.split_once('#')?;
    let plain = !fragment.is_empty()
        && !fragment.starts_with(['/', '!', ':'])
        && !fragment.contains(['%', '=', '&', '?', '/', '#', ' '])
        && !fragment.eq_ignore_ascii_case("top");
    plain.then_some(fragment)
}
