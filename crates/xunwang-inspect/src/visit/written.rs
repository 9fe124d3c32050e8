//! Links as they are written (链接原文), and the address that each leads to.
//!
//! The pages of a template carry the same links in the same order. So each written link remembers the one that came
//! after it the last time, and that one is tried first: one comparison of text lying side by side instead of a search.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashMap, HashTable};

use super::frontier::TargetNumber;

/// As many are remembered; beyond that everything is forgotten and learnt again.
const REMEMBERED: usize = 1 << 15;
/// The folder of what is written alike wherever it stands: `/…`, `http://…`.
const ANYWHERE: u32 = 0;
const NONE: u32 = u32::MAX;

/// The links of one site, as written on pages of one origin.
#[derive(Default)]
pub(crate) struct WrittenLinks {
    links: Vec<Written>,
    texts: String,
    index: HashTable<u32>,
    hasher: DefaultHashBuilder,
    folders: HashMap<Box<str>, u32>,
    /// Folder and address of the page that is being read.
    page: (u32, u32),
    /// The link before; none at the beginning of a page.
    last: Option<u32>,
    /// The first link of the page before.
    first: u32,
}

struct Written {
    folder: u32,
    start: u32,
    length: u32,
    number: Option<TargetNumber>,
    /// The link that followed the last time.
    next: u32,
}

impl WrittenLinks {
    /// A page begins; `path` is that of its base address.
    pub(crate) fn begin_page(&mut self, path: &str) {
        if self.links.len() >= REMEMBERED || self.folders.len() >= REMEMBERED {
            *self = Self::default();
        }
        let folder = &path[..=path.rfind('/').unwrap_or(0)];
        self.page = (self.folder(folder), self.folder(path));
        self.last = None;
    }

    fn folder(&mut self, path: &str) -> u32 {
        if let Some(&known) = self.folders.get(path) {
            return known;
        }
        let number = self.folders.len() as u32 + ANYWHERE + 1;
        self.folders.insert(path.into(), number);
        number
    }

    /// The target of a link of the page; `find` is asked where it is not remembered.
    pub(crate) fn number_of(
        &mut self,
        href: &str,
        find: impl FnOnce() -> Option<TargetNumber>,
    ) -> Option<TargetNumber> {
        let folder = match href.as_bytes() {
            // A fragment leads nowhere, and nothing is known sooner.
            [] | [b'#', ..] => return None,
            [b'/', ..] => ANYWHERE,
            [b'?', ..] => self.page.1,
            bytes if bytes.starts_with(b"http://") || bytes.starts_with(b"https://") => ANYWHERE,
            _ => self.page.0,
        };
        let expected = match self.last {
            Some(last) => self.links[last as usize].next,
            None => self.first,
        };
        let index = if self.is(expected, folder, href) {
            expected
        } else {
            let index = self.index_of(folder, href, find);
            match self.last {
                Some(last) => self.links[last as usize].next = index,
                None => self.first = index,
            }
            index
        };
        self.last = Some(index);
        self.links[index as usize].number
    }

    fn is(&self, index: u32, folder: u32, href: &str) -> bool {
        self.links
            .get(index as usize)
            .is_some_and(|link| link.folder == folder && link.text(&self.texts) == href)
    }

    fn index_of(&mut self, folder: u32, href: &str, find: impl FnOnce() -> Option<TargetNumber>) -> u32 {
        let hash = self.hasher.hash_one((folder, href));
        if let Some(&known) = self.index.find(hash, |&index| self.is(index, folder, href)) {
            return known;
        }
        let index = self.links.len() as u32;
        self.links.push(Written {
            folder,
            start: self.texts.len() as u32,
            length: href.len() as u32,
            number: find(),
            next: NONE,
        });
        self.texts.push_str(href);
        let (links, texts, hasher) = (&self.links, &self.texts, &self.hasher);
        self.index.insert_unique(hash, index, |&index| {
            let link = &links[index as usize];
            hasher.hash_one((link.folder, link.text(texts)))
        });
        index
    }
}

impl Written {
    fn text<'texts>(&self, texts: &'texts str) -> &'texts str {
        &texts[self.start as usize..][..self.length as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What each link of two pages leads to, by a resolver that counts.
    fn numbers(pages: &[(&str, &[&str])]) -> (Vec<Vec<Option<u32>>>, u32) {
        let mut written = WrittenLinks::default();
        let mut asked = 0;
        let numbers = pages
            .iter()
            .map(|(path, links)| {
                written.begin_page(path);
                links
                    .iter()
                    .map(|href| {
                        written.number_of(href, || {
                            asked += 1;
                            Some(asked)
                        })
                    })
                    .collect()
            })
            .collect();
        (numbers, asked)
    }

    #[test]
    fn what_is_written_alike_is_asked_once_and_a_folder_makes_a_difference() {
        let (found, asked) = numbers(&[
            ("/a/1.html", &["/", "2.html", "http://b.example/", "?p=1", "#top"]),
            ("/a/2.html", &["/", "2.html", "http://b.example/", "?p=1", ""]),
            ("/c/1.html", &["/", "2.html", "2.html", "http://b.example/"]),
            ("/a/1.html", &["2.html", "/", "?p=1"]),
        ]);
        assert_eq!(found[0], [Some(1), Some(2), Some(3), Some(4), None]);
        assert_eq!(found[1], [Some(1), Some(2), Some(3), Some(5), None]);
        assert_eq!(found[2], [Some(1), Some(6), Some(6), Some(3)]);
        assert_eq!(found[3], [Some(2), Some(1), Some(4)]);
        assert_eq!(asked, 6);
    }

    #[test]
    fn what_is_forgotten_is_asked_again() {
        let many: Vec<String> = (0..=REMEMBERED).map(|number| format!("/{number}")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        let (found, _) = numbers(&[("/", &many), ("/", &["/0"])]);
        assert_eq!(found[1], [Some(REMEMBERED as u32 + 2)]);
    }
}
