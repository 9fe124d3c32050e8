//! The places where a target stands (出现位置): all counted, the first hundred in crawl order kept, so that the home page
//! and the channels come before the deep archive.

use std::cmp::Ordering;

use indexmap::IndexSet;
use xunwang_domain::facts::PageRegion;

use super::frontier::TargetNumber;

/// As many places of a target are kept.
const KEPT: usize = 100;
/// The turn of a page that had none, because an address that redirects to it was answered by it.
pub(crate) const NO_TURN: u32 = u32::MAX;

/// One place, in numbers (出现位置).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PlaceRef {
    /// The page.
    pub(crate) page: TargetNumber,
    /// The page's turn in the crawl.
    pub(crate) turn: u32,
    /// The link's number on the page.
    pub(crate) link: u32,
    /// The element, a number of [`Selectors`].
    pub(crate) selector: u32,
    /// Where on the page.
    pub(crate) region: PageRegion,
}

/// The places of one target.
#[derive(Clone, Debug, Default)]
pub(crate) struct Places {
    first: Vec<PlaceRef>,
    total: u64,
    text: Box<str>,
}

impl Places {
    /// Counts a place; where it is one of the first, `make` is asked for it and for its link text.
    ///
    /// `compare` compares the address of a kept place's page with the address of the new one's, which decides where
    /// both had no turn.
    pub(crate) fn add<'text>(
        &mut self,
        page: TargetNumber,
        turn: u32,
        link: u32,
        compare: impl Fn(TargetNumber) -> Ordering,
        make: impl FnOnce() -> (PlaceRef, &'text str),
    ) {
        self.total += 1;
        let before = |other: &PlaceRef| {
            if other.page == page {
                other.link < link
            } else if other.turn == turn {
                compare(other.page).is_lt()
            } else {
                other.turn < turn
            }
        };
        // Pages come nearly in order: the new place is mostly the last one.
        let index = if self.first.last().is_none_or(before) {
            if self.first.len() == KEPT {
                return;
            }
            self.first.len()
        } else {
            self.first.partition_point(before)
        };
        let (place, text) = make();
        self.first.insert(index, place);
        self.first.truncate(KEPT);
        if index == 0 {
            self.text = text.into();
        }
    }

    /// The first places, in crawl order.
    pub(crate) fn first(&self) -> &[PlaceRef] {
        &self.first
    }

    /// The number of all.
    pub(crate) fn total(&self) -> u64 {
        self.total
    }

    /// Link text of the first place.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }
}

/// The selectors of a site, each kept once: the pages of a template share them.
#[derive(Debug, Default)]
pub(crate) struct Selectors(IndexSet<Box<str>, hashbrown::DefaultHashBuilder>);

impl Selectors {
    /// The number of a selector.
    pub(crate) fn number_of(&mut self, selector: &str) -> u32 {
        let index = self
            .0
            .get_index_of(selector)
            .unwrap_or_else(|| self.0.insert_full(selector.into()).0);
        u32::try_from(index).unwrap_or(u32::MAX)
    }

    /// The selector of a number.
    pub(crate) fn text(&self, number: u32) -> &str {
        self.0.get_index(number as usize).map_or("", |text| text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_hundred_in_crawl_order_are_kept_in_whatever_order_they_come() {
        let add_all = |pages: &mut dyn Iterator<Item = u32>| {
            let mut places = Places::default();
            for page in pages {
                // The last quarter of the pages had no turn: their addresses decide.
                let turn = if page < 75 { page } else { NO_TURN };
                let place = PlaceRef {
                    page,
                    turn,
                    link: 0,
                    selector: 0,
                    region: PageRegion::Body,
                };
                places.add(page, turn, 0, |other| other.cmp(&page), || (place, "文字"));
            }
            (
                places.first.iter().map(|place| place.page).collect::<Vec<_>>(),
                places.total,
            )
        };
        let expected = ((0..100).collect::<Vec<_>>(), 1000);
        assert_eq!(add_all(&mut (0..1000)), expected);
        assert_eq!(add_all(&mut (0..1000).rev()), expected);
        assert_eq!(add_all(&mut (0..1000).map(|page| page * 7 % 1000)), expected);
    }
}
