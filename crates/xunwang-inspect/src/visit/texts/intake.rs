//! The hits of a site's pages are taken in (文字归并): the same words are one mistake, each place of them is counted.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;
use url::Url;
use xunwang_domain::facts::PageRegion;
use xunwang_domain::texts::{HitClass, TextHit};

use super::PageTexts;
use crate::visit::frontier::{Frontier, TargetNumber};
use crate::visit::places::{PlaceRef, Places, Selectors};

/// Mistakes of a class that are kept for a site: some 2 MB.
const MOST_KEPT: usize = 500;
/// Mistakes beyond those that are told from one another, to be counted.
const MOST_COUNTED: usize = 100_000;
/// Files that could not be read and are named.
const MOST_UNREAD: usize = 200;

/// What the texts of a site have shown so far.
#[derive(Default)]
pub(crate) struct TextIntake {
    kept: BTreeMap<(HitClass, u64), Mistake>,
    left_out: BTreeMap<HitClass, LeftOut>,
    unread: BTreeMap<TargetNumber, String>,
}

/// A mistake with its places.
pub(crate) struct Mistake {
    /// As it stands at the first place.
    pub(crate) hit: TextHit,
    pub(crate) in_file: bool,
    pub(crate) places: Places,
}

#[derive(Default)]
struct LeftOut {
    marks: FxHashSet<u64>,
    /// Of pages with more hits than are kept of a page; nobody knows which.
    unknown: u64,
}

impl TextIntake {
    /// Takes in the hits of a page, or of a file to download.
    pub(crate) fn take_in(
        &mut self,
        frontier: &Frontier,
        selectors: &mut Selectors,
        page: TargetNumber,
        texts: PageTexts,
        in_file: bool,
    ) {
        if let (1.., Some(last)) = (texts.more, texts.hits.last()) {
            let left_out = self.left_out.entry(last.detail.class).or_default();
            left_out.unknown += u64::from(texts.more);
        }
        for (index, hit) in (0u32..).zip(texts.hits) {
            let key = (hit.detail.class, hit.mark);
            if !self.has_room(key) {
                continue;
            }
            let mistake = self.kept.entry(key).or_insert_with(|| Mistake {
                hit: hit.clone(),
                in_file,
                places: Places::default(),
            });
            frontier.add_place_to(&mut mistake.places, page, index, |rank| {
                let place = PlaceRef {
                    page,
                    rank,
                    link: index,
                    selector: selectors.number_of(&hit.place),
                    region: if in_file { PageRegion::Body } else { hit.region },
                };
                (place, "")
            });
            let first = mistake.places.first().first();
            if first.is_some_and(|first| (first.page, first.link) == (page, index)) {
                (mistake.hit, mistake.in_file) = (hit, in_file);
            }
        }
    }

    /// Keeps in mind that a file could not be read.
    pub(crate) fn note_unread(&mut self, file: TargetNumber, reason: String) {
        self.unread.insert(file, reason);
    }

    /// Is a mistake among those that are kept? Of too many those with the smallest marks stay, so that what is left out
    /// does not depend on which page came first.
    fn has_room(&mut self, key: (HitClass, u64)) -> bool {
        if self.kept.contains_key(&key) {
            return true;
        }
        let class = (key.0, 0)..=(key.0, u64::MAX);
        if self.kept.range(class.clone()).count() < MOST_KEPT {
            return true;
        }
        let largest = self.kept.range(class).next_back().map(|(key, _)| *key);
        let out = match largest {
            Some(largest) if key < largest => {
                self.kept.remove(&largest);
                largest
            }
            _ => key,
        };
        let marks = &mut self.left_out.entry(key.0).or_default().marks;
        if marks.len() < MOST_COUNTED {
            marks.insert(out.1);
        }
        out != key
    }

    /// The mistakes that are kept.
    pub(crate) fn mistakes(&self) -> impl Iterator<Item = &Mistake> {
        self.kept.values()
    }

    /// How many more of a class there are.
    pub(crate) fn left_out(&self) -> Vec<(HitClass, u64)> {
        let number = |left_out: &LeftOut| left_out.marks.len() as u64 + left_out.unknown;
        self.left_out
            .iter()
            .map(|(class, left_out)| (*class, number(left_out)))
            .collect()
    }

    /// The files that could not be read, by address.
    pub(crate) fn unread(&self, address: impl Fn(TargetNumber) -> Url) -> Vec<(Url, String)> {
        let mut unread: Vec<(Url, String)> = self
            .unread
            .iter()
            .map(|(file, reason)| (address(*file), reason.clone()))
            .collect();
        unread.sort();
        unread.truncate(MOST_UNREAD);
        unread
    }
}
