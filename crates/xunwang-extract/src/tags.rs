//! The tags of the national scheme over a whole site (页面标签): which pages must carry which, and how many lack them.

use std::collections::BTreeSet;

use url::Url;
use xunwang_domain::facts::{ChannelFacts, DateSignal, PageFacts, PageKind};
use xunwang_domain::tags::{TagFacts, TagGroup};

use crate::site::SiteFold;

/// First pages of a group that are named.
const MOST_FIRST_PAGES: usize = 100;

/// Counts the tags of the pages that are seen one by one; those of channels are read off at the end, when it is known
/// which pages are channels.
#[derive(Debug, Default)]
pub(crate) struct TagFold {
    site: Tally,
    article: Tally,
}

impl TagFold {
    /// Takes in a page. One without header and footer (a window, a frame, a redirection) or whose contents come by script
    /// is none that a visitor knows as a page of the site, and what only reads like an article need not be one: it must
    /// print a date.
    pub(crate) fn observe(&mut self, url: &Url, facts: &PageFacts) {
        if facts.frame == 0 || facts.needs_script {
            return;
        }
        self.site.add(url, present(facts, TagGroup::Site), TagGroup::Site);
        let is_dated = facts
            .published
            .as_ref()
            .is_some_and(|published| published.signal != DateSignal::Url);
        if facts.kind == PageKind::Article && is_dated {
            self.article
                .add(url, present(facts, TagGroup::Article), TagGroup::Article);
        }
    }

    /// Concludes for the channels that the site turned out to have.
    pub(crate) fn conclude(&self, channels: &[ChannelFacts], fold: &SiteFold) -> Vec<TagFacts> {
        let mut column = Tally::default();
        for channel in channels.iter().filter(|channel| channel.not_measured.is_none()) {
            let section = fold.sections.get(&fold.key_of(&channel.url));
            if let Some(section) = section.filter(|section| !section.needs_script) {
                column.add(&channel.url, section.column_tags, TagGroup::Column);
            }
        }
        [
            (TagGroup::Site, &self.site),
            (TagGroup::Column, &column),
            (TagGroup::Article, &self.article),
        ]
        .into_iter()
        .filter(|(_, tally)| tally.pages > 0)
        .map(|(group, tally)| tally.facts(group))
        .collect()
    }
}

/// The required tags of a group that a page carries with a value, a bit each in the order of the scheme.
pub(crate) fn present(facts: &PageFacts, group: TagGroup) -> u8 {
    let mut bits = 0;
    for (name, value) in &facts.metas {
        let place = group.tags().iter().position(|tag| tag == name);
        if let Some(place) = place.filter(|_| !value.is_empty()) {
            bits |= 1 << place;
        }
    }
    bits
}

#[derive(Debug, Default)]
struct Tally {
    pages: u64,
    lacking_pages: u64,
    /// Number of pages that lack each tag, in the order of the scheme; no group has more.
    lacking: [u64; 4],
    first_pages: BTreeSet<Box<str>>,
}

impl Tally {
    fn add(&mut self, url: &Url, present: u8, group: TagGroup) {
        self.pages += 1;
        let all = group.tags().len();
        if usize::try_from(present.count_ones()) == Ok(all) {
            return;
        }
        self.lacking_pages += 1;
        for (place, lacking) in self.lacking.iter_mut().enumerate().take(all) {
            *lacking += u64::from(present & (1 << place) == 0);
        }
        let address = url.as_str();
        let full = self.first_pages.len() >= MOST_FIRST_PAGES;
        if !full || self.first_pages.last().is_some_and(|last| address < &**last) {
            self.first_pages.insert(address.into());
            if self.first_pages.len() > MOST_FIRST_PAGES {
                self.first_pages.pop_last();
            }
        }
    }

    fn facts(&self, group: TagGroup) -> TagFacts {
        let lacking = group.tags().iter().copied().zip(self.lacking);
        TagFacts {
            group,
            pages: self.pages,
            lacking_pages: self.lacking_pages,
            lacking: lacking.filter(|(_, pages)| *pages > 0).collect(),
            first_pages: self
                .first_pages
                .iter()
                .filter_map(|url| Url::parse(url).ok())
                .collect(),
        }
    }
}
