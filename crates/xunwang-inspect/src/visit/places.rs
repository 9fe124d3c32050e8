//! The places where a target stands (出现位置): all counted, the first hundred in address order kept.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::hash::BuildHasher;
use std::num::NonZeroU128;

use indexmap::IndexSet;
use rustc_hash::FxBuildHasher;
use xunwang_domain::elements::Ways;
use xunwang_domain::facts::PageRegion;
use xunwang_domain::strings::Strings;

use super::frontier::TargetNumber;

/// As many ways to elements are remembered.
const MOST_WAYS: usize = 1 << 15;
/// As many places of a target are kept.
const KEPT: usize = 100;

/// One place, in numbers (出现位置).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PlaceRef {
    /// The page.
    pub(crate) page: TargetNumber,
    /// How the page's address begins.
    pub(crate) rank: Rank,
    /// The link's number on the page.
    pub(crate) link: u32,
    /// The element, a number of [`Selectors`].
    pub(crate) selector: u32,
    /// Where on the page.
    pub(crate) region: PageRegion,
}

/// How an address begins (地址次序): most comparisons of addresses are decided by it, without a look at the addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rank(Option<NonZeroU128>);

impl Rank {
    /// The rank of an address; ranks are compared between addresses of one origin only, others have none.
    pub(crate) fn of(address: &str, origin: &str) -> Self {
        let rest = address.strip_prefix(origin).unwrap_or_default().as_bytes();
        let mut first = [0; 16];
        let length = rest.len().min(first.len());
        first[..length].copy_from_slice(&rest[..length]);
        Self(NonZeroU128::new(u128::from_be_bytes(first)))
    }

    /// The order of the addresses, where the ranks tell.
    fn compare(self, other: Self) -> Option<Ordering> {
        let order = self.0?.cmp(&other.0?);
        (order != Ordering::Equal).then_some(order)
    }
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
    /// `compare` compares the address of a kept place's page with the address of the new one's, where the ranks do not
    /// tell.
    pub(crate) fn add<'text>(
        &mut self,
        page: TargetNumber,
        rank: Rank,
        link: u32,
        compare: impl Fn(TargetNumber) -> Ordering,
        make: impl FnOnce() -> (PlaceRef, &'text str),
    ) {
        self.total += 1;
        let before = |other: &PlaceRef| {
            if other.page == page {
                other.link < link
            } else {
                other
                    .rank
                    .compare(rank)
                    .unwrap_or_else(|| compare(other.page))
                    .is_lt()
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

    /// The first places, in address order.
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
pub(crate) struct Selectors {
    known: IndexSet<Box<str>, hashbrown::DefaultHashBuilder>,
    /// Those of elements, by their ways.
    by_way: HashMap<u64, u32, FxBuildHasher>,
    /// The selector being put together.
    written: String,
}

impl Selectors {
    /// The number of a selector.
    pub(crate) fn number_of(&mut self, selector: &str) -> u32 {
        let index = self
            .known
            .get_index_of(selector)
            .unwrap_or_else(|| self.known.insert_full(selector.into()).0);
        u32::try_from(index).unwrap_or(u32::MAX)
    }

    /// The number of the selector of an element.
    pub(crate) fn number_of_element(&mut self, ways: &mut Ways<'_, impl BuildHasher>, element: u32) -> u32 {
        let way = ways.of(element);
        if let Some(&known) = self.by_way.get(&way) {
            return known;
        }
        let mut written = std::mem::take(&mut self.written);
        written.clear();
        ways.elements().write_selector(element, &mut written);
        let number = self.number_of(&written);
        self.written = written;
        if self.by_way.len() >= MOST_WAYS {
            self.by_way.clear();
        }
        self.by_way.insert(way, number);
        number
    }

    /// Begins with the selectors that an earlier round knew, under their numbers.
    pub(crate) fn beginning_with(selectors: &Strings) -> Self {
        let mut begun = Self::default();
        for selector in selectors.iter() {
            begun.number_of(selector);
        }
        begun
    }

    /// Those from a number on.
    pub(crate) fn from(&self, first: usize) -> impl Iterator<Item = &str> {
        self.known.iter().skip(first).map(|selector| &**selector)
    }

    /// The selector of a number.
    pub(crate) fn text(&self, number: u32) -> &str {
        self.known.get_index(number as usize).map_or("", |text| text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_hundred_by_address_are_kept_in_whatever_order_they_come() {
        let add_all = |pages: &mut dyn Iterator<Item = u32>| {
            let mut places = Places::default();
            for page in pages {
                // Of every third page the rank is unknown, of the others it tells only the tens.
                let address = format!("http://a.cn/folder/of/x/{page:04}");
                let origin = if page % 3 == 0 {
                    "http://b.cn"
                } else {
                    "http://a.cn"
                };
                let rank = Rank::of(&address, origin);
                let place = PlaceRef {
                    page,
                    rank,
                    link: 0,
                    selector: 0,
                    region: PageRegion::Body,
                };
                places.add(page, rank, 0, |other| other.cmp(&page), || (place, "文字"));
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
