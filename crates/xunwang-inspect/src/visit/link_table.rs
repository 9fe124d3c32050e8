//! The links of a site, each kept once (链接表): the pages of a template carry the same ones, and what they lead to is
//! worked out once.

use std::hash::{BuildHasher, Hasher};

use hashbrown::{DefaultHashBuilder, HashTable};
use serde::{Deserialize, Serialize};
use xunwang_domain::facts::PageRegion;
use xunwang_domain::links::LinkKind;
use xunwang_domain::strings::Strings;

use super::asking::Asked;
use super::frontier::TargetNumber;
use super::page_links::{Against, SeenLink};

/// As many links of a site are kept: some 10 MB. Others are worked out wherever they stand.
pub(super) const MOST_LINKS: usize = 1 << 16;

/// They have as many bytes of text together; one link may have as many as it likes.
const MOST_BYTES: usize = 16 << 20;

/// Number of a link in its site's table.
pub(crate) type LinkNumber = u32;

/// Links of one origin as they are written (链接表), by number.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct LinkRows {
    rows: Vec<LinkRow>,
    /// Of each link the address, the part of its page's address that it is read against, and the text, in one.
    texts: Strings,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
struct LinkRow {
    kind: LinkKind,
    region: PageRegion,
    /// Where the address ends, and where the part of the page's.
    ends: (u32, u32),
}

/// The links of a site, and what is known of them.
#[derive(Debug, Default)]
pub(crate) struct LinkTable {
    links: LinkRows,
    keys: Vec<LinkKey>,
    index: HashTable<LinkNumber>,
    hasher: DefaultHashBuilder,
    known: Vec<Known>,
    asked: Vec<Asked>,
    bytes: usize,
    /// The link that was asked for last: mostly the next one follows it, as it did on the page where both were new.
    last: LinkNumber,
}

/// What a link is known by (链接指纹): hashes of what it leads to and of what it says, under a seed of the process's own. A page
/// has a hundred links that stood on the page before, and what it takes to compare their texts is mostly waiting for the memory
/// that holds them. That different ones have the same hash is less likely than a fault of that memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct LinkKey {
    target: u64,
    text: u64,
}

impl LinkKey {
    fn hash(self) -> u64 {
        self.target ^ self.text.rotate_left(32)
    }
}

/// What is known of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Known {
    /// It was not seen yet in this visit.
    Unseen,
    /// It leads nowhere.
    Nowhere,
    /// It leads to a place on the page on which it stands.
    Here,
    /// It leads to this target.
    To(TargetNumber),
    /// It leads to this target, and asks more of it than to be there: what has this number.
    Asking(TargetNumber, u32),
}

impl LinkRows {
    pub(crate) fn add(&mut self, link: &SeenLink<'_>, part: &str) {
        let href = link.href.len() as u32;
        self.rows.push(LinkRow {
            kind: link.kind,
            region: link.region,
            ends: (href, href + part.len() as u32),
        });
        self.texts.push_with(|out| {
            for text in [link.href, part, link.text] {
                out.push_str(text);
            }
        });
    }

    /// A link and the part of its page's address that it is read against.
    pub(crate) fn get(&self, number: LinkNumber) -> Option<(SeenLink<'_>, &str)> {
        let row = self.rows.get(number as usize)?;
        let text = self.texts.get(number as usize)?;
        let (href, part) = (row.ends.0 as usize, row.ends.1 as usize);
        let link = SeenLink {
            href: text.get(..href)?,
            kind: row.kind,
            region: row.region,
            text: text.get(part..)?,
        };
        Some((link, text.get(href..part)?))
    }

    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Those from a number on.
    pub(crate) fn from(&self, first: usize) -> impl Iterator<Item = (SeenLink<'_>, &str)> {
        (first..self.len()).filter_map(|number| self.get(number as LinkNumber))
    }
}

impl LinkTable {
    /// Begins with the links that an earlier round knew, under their numbers.
    pub(crate) fn beginning_with(links: &LinkRows) -> Self {
        let mut table = Self::default();
        for (link, part) in links.from(0) {
            let key = table.key(&link, part);
            table.insert(key, &link, part);
        }
        table
    }

    pub(crate) fn links(&self) -> &LinkRows {
        &self.links
    }

    /// The number of a link on a page whose base address has this path; `None` where no more are kept.
    pub(crate) fn number_of(&mut self, link: &SeenLink<'_>, path: &str) -> Option<LinkNumber> {
        let part = Against::of(link.href).part(path);
        let key = self.key(link, part);
        let next = self.last.wrapping_add(1);
        let number = if self.keys.get(next as usize) == Some(&key) {
            next
        } else {
            self.find_or_insert(key, link, part)?
        };
        self.last = number;
        Some(number)
    }

    fn find_or_insert(&mut self, key: LinkKey, link: &SeenLink<'_>, part: &str) -> Option<LinkNumber> {
        let is_same = |&number: &LinkNumber| self.keys[number as usize] == key;
        match self.index.find(key.hash(), is_same) {
            Some(&number) => Some(number),
            None => {
                let is_full = self.links.len() >= MOST_LINKS || self.bytes >= MOST_BYTES;
                (!is_full).then(|| self.insert(key, link, part))
            }
        }
    }

    /// What is known of a link.
    pub(crate) fn known(&self, number: LinkNumber) -> Known {
        self.known.get(number as usize).copied().unwrap_or(Known::Nowhere)
    }

    /// Notes what a link leads to, and what it asks of that.
    pub(crate) fn settle(
        &mut self,
        number: LinkNumber,
        (target, asked): (Option<TargetNumber>, Option<Asked>),
    ) -> Known {
        let leads_here = || {
            self.links
                .get(number)
                .is_some_and(|(link, _)| link.own_fragment().is_some())
        };
        let known = match (target, asked) {
            (None, _) if leads_here() => Known::Here,
            (None, _) => Known::Nowhere,
            (Some(target), None) => Known::To(target),
            (Some(target), Some(asked)) => {
                self.asked.push(asked);
                Known::Asking(target, self.asked.len() as u32 - 1)
            }
        };
        if let Some(place) = self.known.get_mut(number as usize) {
            *place = known;
        }
        known
    }

    /// What links ask of their targets, by its number.
    pub(crate) fn asked(&self, number: u32) -> &Asked {
        &self.asked[number as usize]
    }

    #[inline]
    fn key(&self, link: &SeenLink<'_>, part: &str) -> LinkKey {
        let mut target = self.hasher.build_hasher();
        target.write(link.href.as_bytes());
        target.write(part.as_bytes());
        target.write_u64((link.href.len() as u64) << 16 | (link.kind as u64) << 8 | link.region as u64);
        let mut text = self.hasher.build_hasher();
        text.write(link.text.as_bytes());
        text.write_u64(link.text.len() as u64);
        LinkKey {
            target: target.finish(),
            text: text.finish(),
        }
    }

    fn insert(&mut self, key: LinkKey, link: &SeenLink<'_>, part: &str) -> LinkNumber {
        let number = self.links.len() as LinkNumber;
        self.links.add(link, part);
        self.bytes += link.href.len() + part.len() + link.text.len();
        self.keys.push(key);
        self.known.push(Known::Unseen);
        self.index
            .insert_unique(key.hash(), number, |&number| self.keys[number as usize].hash());
        number
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link<'page>(href: &'page str, text: &'page str) -> SeenLink<'page> {
        SeenLink {
            href,
            kind: LinkKind::Anchor,
            region: PageRegion::Nav,
            text,
        }
    }

    #[test]
    fn what_is_written_alike_is_one_link_and_a_folder_makes_a_difference() {
        let mut table = LinkTable::default();
        let mut numbers = |path: &str| {
            let all = ["/", "2.html", "http://b.example/", "?p=1", "#top"];
            all.map(|href| table.number_of(&link(href, "页"), path).unwrap())
        };
        assert_eq!(numbers("/a/1.html"), [0, 1, 2, 3, 4]);
        assert_eq!(numbers("/a/2.html"), [0, 1, 2, 5, 4]);
        assert_eq!(numbers("/c/1.html"), [0, 6, 2, 7, 4]);
        let other = SeenLink {
            region: PageRegion::Body,
            ..link("/", "页")
        };
        assert_eq!(table.number_of(&other, "/"), Some(8));
        assert_eq!(table.number_of(&link("/", "首页"), "/"), Some(9));
        assert_eq!(table.number_of(&other, "/x/"), Some(8));
    }

    #[test]
    fn numbers_of_an_earlier_round_stay_and_nothing_is_known_of_them() {
        let mut earlier = LinkTable::default();
        let (first, second) = (link("/a", "甲"), link("b", "乙"));
        earlier.number_of(&first, "/");
        earlier.number_of(&second, "/c/");
        earlier.settle(1, (Some(7), None));
        let mut table = LinkTable::beginning_with(earlier.links());
        assert_eq!(table.number_of(&second, "/c/d"), Some(1));
        assert_eq!(table.number_of(&second, "/d/"), Some(2));
        assert_eq!((earlier.known(1), table.known(1)), (Known::To(7), Known::Unseen));
    }

    #[test]
    fn beyond_the_limit_no_more_are_kept() {
        let mut table = LinkTable::default();
        for number in 0..MOST_LINKS {
            assert!(table.number_of(&link(&format!("/{number}"), ""), "/").is_some());
        }
        assert_eq!(table.number_of(&link("/more", ""), "/"), None);
        assert_eq!(table.number_of(&link("/5", ""), "/"), Some(5));

        let mut table = LinkTable::default();
        for number in 0..3 {
            let long = format!("/{number}{}", "x".repeat(MOST_BYTES / 2));
            assert_eq!(table.number_of(&link(&long, ""), "/").is_some(), number < 2);
        }
    }
}
