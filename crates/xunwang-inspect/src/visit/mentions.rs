//! Mentions (提及): which links stand on which pages, as far as their targets were not told yet.
//!
//! Most targets are in order, and nobody asks where they stand. By the time they are told, that is known of most.

use super::frontier::TargetNumber;
use super::link_table::LinkNumber;

/// As many are kept before targets are told: some 400 KB.
const MOST: usize = 1 << 15;

/// A link on a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mention {
    pub(crate) link: LinkNumber,
    /// The link's number on the page.
    pub(crate) index: u32,
    /// The selector of its element.
    pub(crate) selector: u32,
}

/// The mentions of a site, page by page.
#[derive(Debug, Default)]
pub(crate) struct Mentions {
    /// Each page, and the number of mentions before it.
    pages: Vec<(TargetNumber, usize)>,
    all: Vec<Mention>,
}

impl Mentions {
    /// A page begins.
    pub(crate) fn begin(&mut self, page: TargetNumber) {
        self.pages.push((page, self.all.len()));
    }

    pub(crate) fn add(&mut self, mention: Mention) {
        self.all.push(mention);
    }

    /// Is it time to tell the targets?
    pub(crate) fn is_full(&self) -> bool {
        self.all.len() >= MOST
    }

    /// All of them, each with its page.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (TargetNumber, &Mention)> {
        let ends = self.pages.iter().skip(1).map(|&(_, start)| start);
        let ends = ends.chain([self.all.len()]);
        self.pages
            .iter()
            .zip(ends)
            .flat_map(|(&(page, start), end)| self.all[start..end].iter().map(move |mention| (page, mention)))
    }

    /// Forgets all of them.
    pub(crate) fn clear(&mut self) {
        self.pages.clear();
        self.all.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_mention_comes_with_its_page() {
        let mut mentions = Mentions::default();
        for (page, links) in [(3, 2), (5, 0), (4, 1)] {
            mentions.begin(page);
            for index in 0..links {
                mentions.add(Mention {
                    link: page * 10,
                    index,
                    selector: 0,
                });
            }
        }
        let seen: Vec<_> = mentions
            .iter()
            .map(|(page, mention)| (page, mention.link, mention.index))
            .collect();
        assert_eq!(seen, [(3, 30, 0), (3, 30, 1), (4, 40, 0)]);
        mentions.clear();
        assert_eq!(mentions.iter().count(), 0);
    }
}
