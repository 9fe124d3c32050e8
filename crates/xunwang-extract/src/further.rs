//! Further pages of lists (后续页): what they add to the channel whose first page is another.

use chrono::NaiveDate;
use rustc_hash::FxHashMap;
use url::Url;

use crate::rows::{SectionRow, add_day, first_page_keys};

/// Channels whose further pages are kept; the smallest keys, so that order does not matter.
const MOST: usize = 3000;

/// What further pages of one list showed.
#[derive(Clone, Debug, Default)]
pub(crate) struct FurtherRow {
    pub(crate) items: u32,
    pub(crate) days: Vec<(NaiveDate, u32)>,
}

/// The further pages of a site by the key of the first (后续页).
#[derive(Debug, Default)]
pub(crate) struct FurtherPages(FxHashMap<u64, FurtherRow>);

impl FurtherPages {
    /// Takes in a further page; each must be given once.
    pub(crate) fn observe(&mut self, url: &Url, section: &SectionRow) {
        // The longest list is the page's; what stands beside it is repeated on every page.
        let Some(list) = section
            .lists
            .iter()
            .filter(|list| !list.loose)
            .max_by_key(|list| list.items)
        else {
            return;
        };
        let [first, folder] = first_page_keys(url);
        for key in [Some(first), (folder != first).then_some(folder)]
            .into_iter()
            .flatten()
        {
            let row = self.0.entry(key).or_default();
            row.items = row.items.saturating_add(list.items);
            for &(day, items) in &list.days {
                add_day(&mut row.days, day, items);
            }
        }
        while self.0.len() > MOST
            && let Some(&largest) = self.0.keys().max()
        {
            self.0.remove(&largest);
        }
    }

    pub(crate) fn of(&self, key: u64) -> Option<&FurtherRow> {
        self.0.get(&key)
    }
}
