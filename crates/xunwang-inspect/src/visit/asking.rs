//! What links ask of their targets beside being there (链接所指): to be the body that they name, to have a place.

use std::collections::BTreeMap;

use super::frontier::{Frontier, TargetNumber};
use super::page_links::SeenLink;
use super::places::{PlaceRef, Places};

/// As many names and fragments of a site are kept together: some 10 MB.
const MOST_KEPT: usize = 20_000;

/// What a link asks of its target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// To be the body that the link names.
    Name(Box<str>),
    /// To have a place of this name.
    Fragment(Box<str>),
}

/// Places by target and by what is asked of it.
pub(crate) type AskedPlaces = BTreeMap<TargetNumber, BTreeMap<Box<str>, Places>>;

/// All that the links of a site ask.
#[derive(Debug, Default)]
pub(crate) struct Asking {
    /// The names of public bodies by which pages link out of the site.
    pub(crate) names: AskedPlaces,
    /// The places on pages of the site that links ask for.
    pub(crate) fragments: AskedPlaces,
    /// How many of both are kept.
    kept: usize,
}

impl Asking {
    /// Where this is asked of a target; `None` where no more is kept.
    pub(crate) fn places(&mut self, number: TargetNumber, asked: &Asked) -> Option<&mut Places> {
        let (all, key) = match asked {
            Asked::Name(name) => (&mut self.names, name),
            Asked::Fragment(name) => (&mut self.fragments, name),
        };
        let known = all.entry(number).or_default();
        if !known.contains_key(key) {
            if self.kept >= MOST_KEPT {
                return None;
            }
            self.kept += 1;
        }
        Some(known.entry(key.clone()).or_default())
    }
}

/// Notes that a target stands somewhere, and what is asked of it there.
pub(super) fn note(
    frontier: &mut Frontier,
    asking: &mut Asking,
    link: &SeenLink<'_>,
    target: TargetNumber,
    asked: Option<&Asked>,
    mention: (TargetNumber, u32, u32),
) {
    frontier.add_places(target, |frontier, places| {
        add_place(frontier, places, link, mention)
    });
    if let Some(places) = asked.and_then(|asked| asking.places(target, asked)) {
        add_place(frontier, places, link, mention);
    }
}

/// Adds the place of a link: page, number on the page, selector.
pub(super) fn add_place(
    frontier: &Frontier,
    places: &mut Places,
    link: &SeenLink<'_>,
    (page, index, selector): (TargetNumber, u32, u32),
) {
    frontier.add_place_to(places, page, index, |rank| {
        let place = PlaceRef {
            page,
            rank,
            link: index,
            selector,
            region: link.region,
        };
        (place, link.text)
    });
}
