//! The addresses of a site that are known, and which come next (待采队列).
//!
//! The crawl goes level by level: level 0 is the home page, level n + 1 what level n links to first. Within a level
//! pages come before other targets, and the rest is decided by the address. So the order, and what a budget leaves
//! out, does not depend on which answer came first, and a resumed visit equals an undisturbed one.

use std::collections::BTreeMap;
use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};
use url::Url;
use xunwang_domain::exchange::{TargetClass, TargetState, Want};
use xunwang_domain::links::LinkKind;
use xunwang_domain::targets::TargetRole;

use super::focus::Focus;
use super::places::{PlaceRef, Places, Rank};
use super::probe::Named;
use super::scope::Scope;
use super::traps::{Cut, Shapes, trap};

/// Number of an address within its site.
pub(crate) type TargetNumber = u32;

/// As many addresses of a site may always be known, however small its budgets: some 25 MB.
const LEAST_KNOWN: u64 = 200_000;

/// As many files of a site are read whole for the links in them, in the order of the crawl; the others are only looked at.
const MOST_FILES: u64 = 500;

/// The addresses of a site (待采队列).
pub(crate) struct Frontier {
    scope: Scope,
    /// Origin of the home page.
    origin: String,
    entries: Vec<Entry>,
    /// What every link asks of its target, side by side so that it stays in the processor's cache.
    flags: Vec<Flags>,
    index: HashTable<TargetNumber>,
    hasher: DefaultHashBuilder,
    shapes: Shapes,
    waiting: Vec<TargetNumber>,
    pub(super) pages_left: u64,
    pub(super) targets_left: u64,
    files_left: u64,
    most_known: u64,
    cuts: BTreeMap<Cut, u64>,
    pub(super) focus: Focus,
}

/// One address and what is known of it.
pub(crate) struct Entry {
    pub(crate) url: Box<str>,
    pub(crate) stage: Stage,
    attachment: bool,
    /// Its ending says that it is a picture, script or sound.
    picture: bool,
    /// What is asked of it, once its turn has come.
    want: Want,
    /// Belongs to the site; others are looked at once for the whole fleet.
    pub(crate) inside: bool,
    /// A channel or a page of the second level, to be visited before others of its level.
    first: bool,
    rank: Rank,
    /// Did the first link to it call it the home page, when it was taken out of the queue?
    is_called_home: bool,
    /// Kept only while the address is not known to be in order.
    pub(crate) places: Option<Box<Places>>,
}

/// Something links to it as to a page, shows it as a picture; nothing more is asked about it.
#[derive(Clone, Copy, Debug, Default)]
struct Flags {
    page: bool,
    image: bool,
    /// In order or left out: its places are not kept.
    settled: bool,
    /// An advertisement: its places are kept even where it is in order.
    advert: bool,
    /// Does not belong to the site.
    outside: bool,
    /// Stands in the navigation of the home page.
    navigation: bool,
}

/// How far an address is (采集进度).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Not looked at.
    Waiting,
    /// Being looked at, or taken out of the queue.
    Taken,
    /// Looked at and in order.
    Fine,
    /// Looked at, and something is the matter.
    Trouble(TargetState),
    /// Left out.
    Cut,
}

/// What is to be looked at next.
#[derive(Clone, Debug)]
pub(crate) struct Next {
    pub(crate) number: TargetNumber,
    pub(crate) url: Url,
    pub(crate) want: Want,
    pub(crate) inside: bool,
}

impl Frontier {
    /// Begins with the home page.
    pub(crate) fn new(scope: Scope, home: &Url, max_pages: u64, max_targets: u64) -> Self {
        let mut frontier = Self {
            scope,
            origin: home.origin().ascii_serialization(),
            entries: Vec::new(),
            flags: Vec::new(),
            index: HashTable::new(),
            hasher: DefaultHashBuilder::default(),
            shapes: Shapes::default(),
            waiting: Vec::new(),
            pages_left: max_pages,
            targets_left: max_targets,
            files_left: MOST_FILES,
            most_known: max_targets.saturating_mul(2).max(LEAST_KNOWN),
            cuts: BTreeMap::new(),
            focus: Focus::default(),
        };
        frontier.add_page(home);
        frontier
    }

    pub(crate) fn scope(&self) -> &Scope {
        &self.scope
    }

    pub(crate) fn add_host_of(&mut self, home: &Url) {
        self.scope.add_host_of(home);
    }

    /// The home page is the first address.
    pub(crate) const HOME: TargetNumber = 0;

    pub(crate) fn entry(&self, number: TargetNumber) -> &Entry {
        &self.entries[number as usize]
    }

    /// Distinct addresses known, those left out included.
    pub(crate) fn len(&self) -> u64 {
        self.entries.len() as u64
    }

    pub(crate) fn cuts(&self) -> &BTreeMap<Cut, u64> {
        &self.cuts
    }

    pub(crate) fn note_cut(&mut self, cut: Cut) {
        *self.cuts.entry(cut).or_default() += 1;
    }

    /// Takes in an address that a page links to; `None` where no more are taken in.
    pub(crate) fn add_link(&mut self, url: &Url) -> Option<TargetNumber> {
        if self.entries.len() as u64 >= self.most_known {
            let known = self.find(url);
            if known.is_none() {
                self.note_cut(Cut::TargetBudget);
            }
            return known;
        }
        Some(self.number_of(url))
    }

    /// Notes how a page refers to an address.
    pub(crate) fn add_reference(&mut self, number: TargetNumber, kind: LinkKind) {
        let flags = &mut self.flags[number as usize];
        match kind {
            LinkKind::Anchor | LinkKind::Frame => flags.page = true,
            LinkKind::Image | LinkKind::Background => flags.image = true,
            LinkKind::Resource | LinkKind::Media => {}
        }
    }

    /// Notes that the navigation of the home page leads to an address.
    pub(crate) fn add_to_navigation(&mut self, number: TargetNumber) {
        self.flags[number as usize].navigation = true;
    }

    /// What the site says of an address.
    pub(crate) fn named(&self, number: TargetNumber) -> Named {
        let entry = self.entry(number);
        Named {
            is_entry: entry.first || self.flags[number as usize].navigation,
            is_home: entry.is_called_home,
        }
    }

    /// Takes in an address as a page to be read.
    pub(crate) fn add_page(&mut self, url: &Url) -> TargetNumber {
        let number = self.number_of(url);
        self.flags[number as usize].page = true;
        number
    }

    /// Lets these be visited before others of their level.
    pub(crate) fn put_first(&mut self, urls: &[Url]) {
        for url in urls {
            let number = self.add_page(url);
            self.entries[number as usize].first = true;
        }
    }

    /// The number of an address that is known.
    pub(crate) fn find(&self, url: &Url) -> Option<TargetNumber> {
        let text = url.as_str();
        let same = |&number: &TargetNumber| *self.entries[number as usize].url == *text;
        self.index.find(self.hasher.hash_one(text), same).copied()
    }

    fn number_of(&mut self, url: &Url) -> TargetNumber {
        if let Some(number) = self.find(url) {
            return number;
        }
        let text = url.as_str();
        let hash = self.hasher.hash_one(text);
        let number =
            TargetNumber::try_from(self.entries.len()).expect("fewer than four thousand million addresses");
        let inside = self.scope.contains(url);
        let not_asked = (!self.focus.takes(url)).then_some(Cut::NotAsked);
        let cut = trap(url).filter(|_| inside).or(not_asked);
        if let Some(cut) = cut {
            self.note_cut(cut);
        }
        self.entries.push(Entry {
            url: text.into(),
            stage: if cut.is_some() { Stage::Cut } else { Stage::Waiting },
            attachment: xunwang_extract::is_attachment(url),
            picture: is_picture(text),
            want: Want::Status,
            inside,
            first: false,
            rank: Rank::of(text, &self.origin),
            is_called_home: false,
            places: None,
        });
        self.flags.push(Flags {
            settled: cut.is_some(),
            advert: !inside && xunwang_extract::is_advert(url),
            outside: !inside,
            ..Flags::default()
        });
        if cut.is_none() {
            self.waiting.push(number);
        }
        let (entries, hasher) = (&self.entries, &self.hasher);
        self.index.insert_unique(hash, number, |&number| {
            hasher.hash_one(&*entries[number as usize].url)
        });
        number
    }

    /// The next level, in order, within the budgets; empty when everything is done.
    pub(crate) fn next_level(&mut self) -> Vec<Next> {
        let mut waiting = std::mem::take(&mut self.waiting);
        waiting.retain(|&number| self.entries[number as usize].stage == Stage::Waiting);
        waiting.sort_unstable_by(|&left, &right| {
            let url = |number: TargetNumber| &self.entries[number as usize].url;
            self.class(left)
                .cmp(&self.class(right))
                .then_with(|| url(left).cmp(url(right)))
        });
        let mut level = Vec::with_capacity(waiting.len());
        for number in waiting {
            let entry = &self.entries[number as usize];
            let url = Url::parse(&entry.url).expect("kept as it was parsed");
            let is_page = self.is_page(number);
            let cut = if self.targets_left == 0 {
                Some(Cut::TargetBudget)
            } else if is_page && self.pages_left == 0 {
                Some(Cut::PageBudget)
            } else if entry.inside && self.shapes.too_many(&url) {
                Some(Cut::SameShape)
            } else {
                None
            };
            let inside = entry.inside;
            if let Some(cut) = cut {
                self.cut(number, cut);
                continue;
            }
            self.targets_left -= 1;
            self.pages_left -= u64::from(is_page);
            let entry = &mut self.entries[number as usize];
            entry.stage = Stage::Taken;
            // Read now, when the pages of all earlier levels are in and none of this one: what those that answer
            // sooner say of it must not decide.
            entry.is_called_home = entry
                .places
                .as_ref()
                .is_some_and(|places| ["首页", "主页"].iter().any(|word| places.text().contains(word)));
            let is_file = entry.inside && xunwang_extract::is_readable_file(&url);
            let want = match (is_page, is_file) {
                (true, _) => Want::Page,
                (false, true) if self.files_left > 0 => Want::File,
                (false, true) => {
                    self.note_cut(Cut::FileBudget);
                    Want::Status
                }
                (false, false) => Want::Status,
            };
            self.files_left -= u64::from(want == Want::File);
            self.entries[number as usize].want = want;
            level.push(Next {
                number,
                url,
                want,
                inside,
            });
        }
        level
    }

    /// Is anything left to be looked at?
    pub(crate) fn has_waiting(&self) -> bool {
        self.waiting
            .iter()
            .any(|&number| self.entries[number as usize].stage == Stage::Waiting)
    }

    /// Marks an address as answered by another one's answer, so that it is not fetched again.
    pub(crate) fn mark_fine(&mut self, number: TargetNumber) {
        let kept = self.flags[number as usize].advert;
        self.flags[number as usize].settled = !kept;
        let entry = &mut self.entries[number as usize];
        entry.stage = Stage::Fine;
        if !kept {
            entry.places = None;
        }
    }

    /// Keeps the state after a look.
    pub(crate) fn settle(&mut self, number: TargetNumber, state: &TargetState) {
        if state.class == TargetClass::Ok {
            self.mark_fine(number);
        } else {
            self.flags[number as usize].settled = false;
            self.entries[number as usize].stage = Stage::Trouble(state.clone());
        }
    }

    /// Leaves an address out after all.
    pub(crate) fn cut(&mut self, number: TargetNumber, cut: Cut) {
        self.flags[number as usize].settled = true;
        let entry = &mut self.entries[number as usize];
        entry.stage = Stage::Cut;
        entry.places = None;
        self.note_cut(cut);
    }

    /// Lets `add` note where an address stands, unless it is known to be in order.
    pub(crate) fn add_places(&mut self, number: TargetNumber, add: impl FnOnce(&Self, &mut Places)) {
        if self.flags[number as usize].settled {
            return;
        }
        let mut places = self.entries[number as usize].places.take().unwrap_or_default();
        add(self, &mut places);
        self.entries[number as usize].places = Some(places);
    }

    /// Is it known to be in order, or left out, so that nobody asks where it stands?
    pub(crate) fn is_settled(&self, number: TargetNumber) -> bool {
        self.flags[number as usize].settled
    }

    fn class(&self, number: TargetNumber) -> u8 {
        let entry = &self.entries[number as usize];
        match (entry.inside, entry.first, self.is_page(number)) {
            (true, true, _) => 0,
            (true, false, true) => 1,
            (true, false, false) => 2,
            (false, ..) => 3,
        }
    }

    /// A page of the site, to be read; other targets are only looked at.
    pub(crate) fn is_page(&self, number: TargetNumber) -> bool {
        let entry = &self.entries[number as usize];
        entry.inside && self.flags[number as usize].page && !entry.attachment && !entry.picture
    }

    /// What is asked of an address whose turn has come.
    pub(crate) fn want(&self, number: TargetNumber) -> Want {
        if self.is_page(number) {
            Want::Page
        } else {
            self.entry(number).want
        }
    }

    /// Does the address lead out of the site?
    pub(crate) fn is_outside(&self, number: TargetNumber) -> bool {
        self.flags[number as usize].outside
    }

    /// The addresses of advertisements that stand somewhere.
    pub(crate) fn adverts(&self) -> impl Iterator<Item = TargetNumber> + '_ {
        (0..)
            .zip(&self.flags)
            .filter(|(_, flags)| flags.advert)
            .map(|(number, _)| number)
            .filter(|&number| self.entry(number).places.is_some())
    }

    /// Notes one more place; `make` is asked for it, with the rank of the page's address, and for the link text only where
    /// the place is kept.
    pub(crate) fn add_place_to<'text>(
        &self,
        places: &mut Places,
        page: TargetNumber,
        link: u32,
        make: impl FnOnce(Rank) -> (PlaceRef, &'text str),
    ) {
        let Entry { url, rank, .. } = &self.entries[page as usize];
        places.add(
            page,
            *rank,
            link,
            |other| self.entries[other as usize].url.cmp(url),
            || make(*rank),
        );
    }

    /// What the address is, by the strongest reference to it.
    pub(crate) fn role(&self, number: TargetNumber) -> TargetRole {
        if self.entries[number as usize].attachment {
            TargetRole::Attachment
        } else if self.flags[number as usize].image {
            TargetRole::Image
        } else {
            TargetRole::Link
        }
    }
}

fn is_picture(url: &str) -> bool {
    let path = url.split(['?', '#']).next().unwrap_or_default().as_bytes();
    [
        "jpg", "jpeg", "png", "gif", "bmp", "webp", "ico", "svg", "css", "js", "mp4", "mp3",
    ]
    .iter()
    .any(|ending| {
        path.len() > ending.len() + 1
            && path[path.len() - ending.len()..].eq_ignore_ascii_case(ending.as_bytes())
            && path[path.len() - ending.len() - 1] == b'.'
    })
}

#[cfg(test)]
mod tests {
    use xunwang_domain::facts::PageRegion;

    use super::*;

    #[test]
    fn what_a_link_calls_its_target_is_settled_before_its_level() {
        let home = Url::parse("http://www.qc.example/").unwrap();
        let target = home.join("b/t2.html").unwrap();
        let mut frontier = Frontier::new(Scope::of_host(&home), &home, 100, 100);
        frontier.next_level();
        let number = frontier.add_page(&target);
        let say = |frontier: &mut Frontier, page: TargetNumber, text: &'static str| {
            let place = |rank| PlaceRef {
                page,
                rank,
                link: 0,
                selector: 0,
                region: PageRegion::Body,
            };
            frontier.add_places(number, |frontier, places| {
                frontier.add_place_to(places, page, 0, |rank| (place(rank), text));
            });
        };
        let early = frontier.add_page(&home.join("a.html").unwrap());
        say(&mut frontier, Frontier::HOME, "返回首页");
        assert_eq!(frontier.next_level().len(), 2);
        // A page of the target's own level that answers first, and stands before the home page's text in no order.
        say(&mut frontier, early, "通知公告");
        assert!(frontier.named(number).is_home);
        let other = frontier.add_page(&home.join("c.html").unwrap());
        assert!(!frontier.named(other).is_home);
    }
}
