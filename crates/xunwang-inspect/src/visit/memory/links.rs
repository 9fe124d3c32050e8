//! The links of an article as they are kept (网页链接存档): their text stands once a site.

use serde::{Deserialize, Serialize};
use xunwang_domain::strings::Strings;

use crate::visit::link_table::LinkRows;
use crate::visit::page_links::NumberedLink;

/// The links of an article, in the order of the page.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct KeptPage {
    pub(crate) links: Vec<NumberedLink>,
    /// Those without a number.
    pub(crate) own: LinkRows,
}

/// What the numbers in a memory file stand for, or more of it: they go on from row to row (链接词表).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Words {
    /// The origin that addresses are read against.
    pub(crate) origin: String,
    pub(crate) links: LinkRows,
    pub(crate) selectors: Strings,
}

impl Words {
    /// Adds what comes behind it.
    pub(super) fn extend(&mut self, more: &Self) {
        self.origin.clone_from(&more.origin);
        for (link, part) in more.links.from(0) {
            self.links.add(&link, part);
        }
        for selector in more.selectors.iter() {
            self.selectors.push(selector);
        }
    }
}

impl KeptPage {
    /// Do words have all its numbers?
    pub(crate) fn is_in(&self, words: &Words) -> bool {
        let (links, selectors) = (words.links.len(), words.selectors.len());
        let own = self.links.iter().filter(|link| link.link().is_none());
        own.count() <= self.own.len()
            && self.links.iter().all(|link| {
                link.link().is_none_or(|number| (number as usize) < links)
                    && link
                        .selector()
                        .is_some_and(|number| (number as usize) < selectors)
            })
    }
}
