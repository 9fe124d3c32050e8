//! What a visit that only looks at known findings again goes to (复查范围): the pages where they stood, their targets, and the
//! home page, by which the site is judged to open at all.

use std::collections::{HashMap, HashSet};

use url::Url;
use xunwang_domain::finding::normal_address;

use super::frontier::{Frontier, TargetNumber};
use crate::inspection::{AskedFinding, CHANNEL_PAGES, Reach};

/// The limits of such a visit (复查范围).
#[derive(Clone, Debug, Default)]
pub(crate) struct Focus {
    /// Nothing else is taken up, where the findings can be judged by these alone.
    only: Option<HashSet<String>>,
    /// As many pages are read, where that is less than what an inspection reads.
    most: Option<u64>,
    /// The pages where the findings stood, in address order: read whether a link still leads to them or not.
    pages: Vec<Url>,
}

impl Focus {
    /// The limits for these findings.
    pub(crate) fn of(asked: &[AskedFinding], reach: Reach) -> Self {
        let mut pages: Vec<Url> = asked.iter().flat_map(AskedFinding::pages).cloned().collect();
        pages.sort();
        pages.dedup();
        let targets = asked.iter().filter_map(|one| one.target.as_ref());
        let only = (reach == Reach::Places).then(|| {
            let mut known: HashSet<String> = HashSet::new();
            for url in pages.iter().chain(targets) {
                known.insert(plain(url));
            }
            known
        });
        let most = (reach == Reach::Channels).then_some(CHANNEL_PAGES + pages.len() as u64);
        Self { only, most, pages }
    }

    /// Is the address taken up?
    pub(super) fn takes(&self, url: &Url) -> bool {
        self.only.as_ref().is_none_or(|only| only.contains(&plain(url)))
    }
}

impl Frontier {
    /// Takes up nothing but this from now on.
    pub(crate) fn set_focus(&mut self, focus: Focus) {
        if let Some(most) = focus.most {
            self.pages_left = self.pages_left.min(most);
            self.targets_left = self.targets_left.min(most.saturating_mul(10));
        }
        self.focus = focus;
    }

    /// Takes up the pages where something stood, whether a link leads to them or not.
    pub(crate) fn add_asked_pages(&mut self) {
        for url in std::mem::take(&mut self.focus.pages) {
            self.add_page(&url);
        }
    }
}

/// An address without what asks for a place on its page, in its normal form.
fn plain(url: &Url) -> String {
    let mut plain = url.clone();
    plain.set_fragment(None);
    normal_address(&plain)
}

/// The numbers under which a visit knows addresses that were asked for, however they are written now.
pub(crate) struct Known(HashMap<String, Vec<TargetNumber>>);

impl Known {
    /// Looks through all addresses of a visit once.
    pub(crate) fn of(frontier: &Frontier, asked: &[AskedFinding]) -> Self {
        let targets = asked.iter().filter_map(|one| one.target.as_ref());
        let mut known: HashMap<String, Vec<TargetNumber>> = targets
            .chain(asked.iter().flat_map(AskedFinding::pages))
            .map(|url| (plain(url), Vec::new()))
            .collect();
        let last = TargetNumber::try_from(frontier.len()).unwrap_or(TargetNumber::MAX);
        for number in 0..last {
            let Ok(url) = Url::parse(&frontier.entry(number).url) else {
                continue;
            };
            if let Some(numbers) = known.get_mut(&plain(&url)) {
                numbers.push(number);
            }
        }
        Self(known)
    }

    /// The numbers of an address; none where nothing led to it.
    pub(crate) fn numbers(&self, url: &Url) -> &[TargetNumber] {
        self.0.get(&plain(url)).map(Vec::as_slice).unwrap_or_default()
    }
}
