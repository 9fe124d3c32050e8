//! The links of a page are taken in (链接归并): each address once, each place counted.

use hashbrown::HashMap;
use url::Url;
use xunwang_domain::facts::PageFacts;
use xunwang_extract::resolve;

use super::frontier::{Frontier, TargetNumber};
use super::places::{PlaceRef, Selectors};

/// Most links of a page stand on other pages too, written alike: their addresses are worked out once.
const REMEMBERED: usize = 1 << 15;

/// Takes in the links of a site's pages.
pub(crate) struct LinkIntake {
    origin: String,
    /// What a link as written leads to; the key of a relative one begins with its page's folder.
    numbers: HashMap<Box<str>, Option<TargetNumber>>,
    pub(crate) selectors: Selectors,
}

impl LinkIntake {
    pub(crate) fn new(home: &Url) -> Self {
        let origin = home.origin().ascii_serialization();
        Self {
            origin,
            numbers: HashMap::new(),
            selectors: Selectors::default(),
        }
    }

    /// Takes in every link of a page.
    pub(crate) fn take_in(&mut self, frontier: &mut Frontier, page: TargetNumber, facts: &PageFacts) {
        let known_origin = facts
            .base
            .as_str()
            .strip_prefix(&self.origin)
            .is_some_and(|rest| rest.starts_with('/'));
        let path = facts.base.path();
        let folder = &path[..=path.rfind('/').unwrap_or(0)];
        let mut key = String::new();
        for (index, link) in (0u32..).zip(&facts.links) {
            key.clear();
            match link.href.as_bytes().first() {
                Some(b'/') => {}
                Some(b'?' | b'#') | None => key.extend([path, "\n"]),
                Some(_) => key.extend([folder, "\n"]),
            }
            key.push_str(&link.href);
            let known = if known_origin {
                self.numbers.get(key.as_str()).copied()
            } else {
                None
            };
            let number = known.unwrap_or_else(|| {
                let number = resolve(&facts.base, &link.href).and_then(|url| frontier.add_link(&url));
                if known_origin {
                    if self.numbers.len() == REMEMBERED {
                        self.numbers.clear();
                    }
                    self.numbers.insert(key.as_str().into(), number);
                }
                number
            });
            let Some(number) = number else { continue };
            frontier.add_reference(number, link.kind);
            let selectors = &mut self.selectors;
            frontier.add_place(number, page, index, || {
                let selector = selectors.number_of(&facts.selector(link.element));
                (
                    PlaceRef {
                        page,
                        link: index,
                        selector,
                        region: link.region,
                    },
                    &link.text,
                )
            });
        }
    }
}
