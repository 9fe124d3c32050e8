//! The links of a page are taken in (链接归并): each address once, each place counted.

use url::Url;
use xunwang_domain::facts::PageFacts;
use xunwang_extract::resolve;

use super::frontier::{Frontier, TargetNumber};
use super::places::{PlaceRef, Selectors};
use super::written::WrittenLinks;

/// Takes in the links of a site's pages.
pub(crate) struct LinkIntake {
    origin: String,
    /// Most links of a page stand on other pages too, written alike: their addresses are worked out once.
    written: WrittenLinks,
    pub(crate) selectors: Selectors,
    /// The selector being put together.
    selector: String,
}

impl LinkIntake {
    pub(crate) fn new(home: &Url) -> Self {
        Self {
            origin: home.origin().ascii_serialization(),
            written: WrittenLinks::default(),
            selectors: Selectors::default(),
            selector: String::new(),
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
            let mut find = || resolve(&facts.base, link.href).and_then(|url| frontier.add_link(&url));
            let number = if is_known_origin {
                self.written.number_of(link.href, find)
            } else {
                find()
            };
            let Some(number) = number else { continue };
            frontier.add_reference(number, link.kind);
            let (selectors, selector) = (&mut self.selectors, &mut self.selector);
            frontier.add_place(number, page, index, |rank| {
                selector.clear();
                facts.elements.write_selector(link.element, selector);
                let selector = selectors.number_of(selector);
                (
                    PlaceRef {
                        page,
                        rank,
                        link: index,
                        selector,
                        region: link.region,
                    },
                    link.text,
                )
            });
        }
    }
}
