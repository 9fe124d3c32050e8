//! What the fold keeps of a page (汇总行): a few bytes for an article, the lists of a page that may be a channel.

use std::hash::Hasher;

use chrono::NaiveDate;
use rustc_hash::{FxHashSet, FxHasher};
use url::Url;
use xunwang_domain::facts::{
    DateSignal, ListFact, PageFacts, PageKind, PageRegion, PublishedDate, TitleCounts,
};
use xunwang_domain::links::LinkKind;
use xunwang_domain::tags::TagGroup;

use crate::address::resolve;
use crate::dates::in_address;
use crate::home::is_same_host;
use crate::kinds::gathers;
use crate::letters::is_letter;
use crate::lists::is_pager;
use crate::signs::Signs;
use crate::titles::count;

/// Items of a list without a certain date that are kept, to be joined with the articles behind them.
const MOST_UNCERTAIN: usize = 60;
/// Lists of a page that are kept.
const MOST_LISTS: usize = 12;
/// Items whose addresses are kept.
const MOST_TARGETS: usize = 30;
/// Days of a channel that are kept, the latest.
const MOST_DAYS: usize = 60;

/// Counts items of a day; of days beyond the number that is kept the latest stay, whatever the order.
pub(crate) fn add_day(days: &mut Vec<(NaiveDate, u32)>, day: NaiveDate, items: u32) {
    match days.binary_search_by(|(known, _)| day.cmp(known)) {
        Ok(at) => {
            if let Some((_, count)) = days.get_mut(at) {
                *count += items;
            }
        }
        Err(at) => {
            days.insert(at, (day, items));
            days.truncate(MOST_DAYS);
        }
    }
}

/// The keys of the first page that a further page of a list belongs to: `index_2.html` to its folder, `list_2.html` to
/// `list.html` and the folder, `?page=2` to the address without it.
pub(crate) fn first_page_keys(url: &Url) -> [u64; 2] {
    let mut first = url.clone();
    let rest: Vec<(String, String)> = url
        .query_pairs()
        .filter(|(name, _)| !PAGE_NAMES.iter().any(|known| name.eq_ignore_ascii_case(known)))
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    if url.query().is_some() {
        if rest.is_empty() {
            first.set_query(None);
        } else {
            first.query_pairs_mut().clear().extend_pairs(rest);
        }
    }
    let mut folder = first.clone();
    let path = url.path();
    let (directory, name) = path.rsplit_once('/').unwrap_or(("", path));
    let (stem, ending) = name.split_once('.').unwrap_or((name, ""));
    if let Some((base, number)) = stem.rsplit_once(['_', '-'])
        && number.bytes().all(|b| b.is_ascii_digit())
    {
        first.set_path(&format!("{directory}/{base}.{ending}"));
        folder.set_path(&format!("{directory}/"));
    }
    [key(&first), key(&folder)]
}

/// Parameters that number the pages of a list.
const PAGE_NAMES: [&str; 11] = [
    "page",
    "p",
    "pageno",
    "pagenum",
    "pageindex",
    "curpage",
    "currentpage",
    "pg",
    "pageid",
    "paged",
    "pagenumber",
];

/// The key of an address: without scheme and the default names of a directory's page, so that `/tzgg/` and
/// `/tzgg/index.html` are one.
pub(crate) fn key(url: &Url) -> u64 {
    let mut hash = FxHasher::default();
    hash.write(url.host_str().unwrap_or_default().as_bytes());
    hash.write_u16(url.port().unwrap_or(0));
    let path = url.path();
    let (directory, name) = path.rsplit_once('/').unwrap_or(("", path));
    if is_directory_page(name) {
        hash.write(directory.as_bytes());
        hash.write_u8(b'/');
    } else {
        hash.write(path.strip_suffix('/').unwrap_or(path).as_bytes());
        hash.write_u8(b'/');
    }
    hash.write(url.query().unwrap_or_default().as_bytes());
    hash.finish()
}

/// Are two addresses those of one page: `/` and `/index.html`, with a slash at the end or without?
pub fn is_same_page(one: &Url, other: &Url) -> bool {
    key(one) == key(other)
}

fn is_directory_page(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default();
    name.is_empty()
        || name.contains('.') && (stem.eq_ignore_ascii_case("index") || stem.eq_ignore_ascii_case("default"))
}

/// Is it a further page of a list (`index_2.html`, `list-3.shtml`, `?page=2`)?
pub(crate) fn is_pagination(url: &Url) -> bool {
    let name = url.path().rsplit('/').next().unwrap_or_default();
    let stem = name.split('.').next().unwrap_or_default();
    if let Some((base, number)) = stem.rsplit_once(['_', '-']) {
        let counted = (1..=4).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
        let named = ["index", "list", "default", "page", "lists"]
            .iter()
            .any(|known| base.eq_ignore_ascii_case(known));
        if counted && named {
            return true;
        }
    }
    url.query_pairs().any(|(name, value)| {
        PAGE_NAMES.iter().any(|known| name.eq_ignore_ascii_case(known))
            && value.bytes().all(|b| b.is_ascii_digit())
            && value != "1"
            && !value.is_empty()
    })
}

/// What is kept of every page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct PageRow {
    pub(crate) published: Option<(NaiveDate, DateRank)>,
    pub(crate) article: bool,
}

/// The signal of a page's own date, weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum DateRank {
    Url,
    Meta,
    Article,
}

impl PageRow {
    pub(crate) fn of(facts: &PageFacts) -> Self {
        let published = facts.published.as_ref().map(|published| {
            let rank = match published.signal {
                DateSignal::Article | DateSignal::List => DateRank::Article,
                DateSignal::Meta => DateRank::Meta,
                DateSignal::Url => DateRank::Url,
            };
            (published.date, rank)
        });
        Self {
            published,
            article: facts.kind == PageKind::Article,
        }
    }

    /// The page's own date as a fact.
    pub(crate) fn date(&self) -> Option<PublishedDate> {
        let (date, rank) = self.published?;
        let signal = match rank {
            DateRank::Article => DateSignal::Article,
            DateRank::Meta => DateSignal::Meta,
            DateRank::Url => DateSignal::Url,
        };
        Some(PublishedDate {
            date,
            signal,
            year_inferred: false,
            text: date.to_string(),
        })
    }
}

/// An item whose date is missing or lacks the year.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct UncertainItem {
    pub(crate) key: u64,
    pub(crate) url: Box<str>,
    pub(crate) inferred: Option<(NaiveDate, Box<str>)>,
}

/// A list, reduced to what decides about a channel.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) struct ListRow {
    pub(crate) items: u32,
    pub(crate) future: u32,
    /// The latest certain date not after the monitoring point: date, text, address.
    pub(crate) latest: Option<(NaiveDate, Box<str>, Box<str>)>,
    pub(crate) uncertain: Vec<UncertainItem>,
    /// Items of each certain day not after the monitoring point, latest first.
    pub(crate) days: Vec<(NaiveDate, u32)>,
    pub(crate) titles: TitleCounts,
    /// The addresses of its first items.
    pub(crate) targets: Vec<u64>,
    /// Equal for the same list on different pages.
    pub(crate) fingerprint: u64,
    /// Gathered from links that read like titles, where no list was recognised.
    pub(crate) loose: bool,
}

/// A page that may be a channel.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct SectionRow {
    /// Number of items of its own, to prefer the fuller of two pages with the same key.
    pub(crate) items: u32,
    pub(crate) lists: Vec<ListRow>,
    /// Characters of content outside lists.
    pub(crate) characters: u32,
    /// Links in the content outside lists.
    pub(crate) links: u32,
    pub(crate) needs_script: bool,
    pub(crate) signs: Signs,
    /// Has it neither header nor footer, as pages in frames have none?
    pub(crate) bare: bool,
    pub(crate) column_name: Option<Box<str>>,
    pub(crate) column_type: Option<Box<str>>,
    /// The column tags that are there, a bit each in the order of the scheme.
    pub(crate) column_tags: u8,
    pub(crate) url: Box<str>,
}

impl SectionRow {
    pub(crate) fn of(url: &Url, facts: &PageFacts, as_of: NaiveDate) -> Self {
        let meta = |wanted: &str| {
            facts
                .metas
                .iter()
                .find(|(name, value)| name == wanted && !value.is_empty())
                .map(|(_, value)| value.as_str().into())
        };
        let own: Vec<&ListFact> = facts.lists.iter().filter(|list| is_own(facts, list)).collect();
        let listed: usize = facts
            .lists
            .iter()
            .flat_map(|list| &list.items)
            .map(|item| {
                let title = facts
                    .links
                    .get(item.link as usize)
                    .map_or(0, |link| link.text.chars().count());
                title + item.date.as_ref().map_or(0, |date| date.text.chars().count())
            })
            .sum();
        // Links that the navigation has too (crumbs, a side menu) and links to other hosts (友情链接) are not content.
        let in_menu: FxHashSet<&str> = facts
            .links
            .iter()
            .filter(|link| link.region == PageRegion::Nav)
            .map(|link| link.href)
            .collect();
        let is_latin_page = is_latin(facts);
        let mut linked = 0;
        let mut links = 0;
        let mut loose = ListRow {
            loose: true,
            ..ListRow::default()
        };
        for (index, link) in facts.links.iter().enumerate() {
            if link.kind == LinkKind::Anchor && link.region == PageRegion::Body && !link.text.is_empty() {
                linked += link.text.chars().count();
                let own = || resolve(&facts.base, link.href).is_some_and(|target| is_same_host(&target, url));
                if !in_menu.contains(link.href) && !is_pager(link.text) && own() {
                    links += 1;
                    // What reads like a title is one, though it was not recognised as a list; a picture's name is none.
                    let is_picture = facts
                        .links
                        .get(index + 1)
                        .is_some_and(|next| next.kind == LinkKind::Image && next.text == link.text);
                    if !is_picture
                        && reads_like_title(link.text, is_latin_page)
                        && let Some(target) = resolve(&facts.base, link.href)
                        && loose.uncertain.len() < MOST_UNCERTAIN
                    {
                        let item = UncertainItem {
                            key: key(&target),
                            url: target.as_str().into(),
                            inferred: None,
                        };
                        loose.uncertain.push(item);
                    }
                }
            }
        }
        let characters = facts.body_characters.saturating_sub((listed + linked) as u32);
        let signs = Signs::of(url, facts, characters);
        // What stands beside the words “暂无信息” and leads to other sites is no item (友情链接).
        let is_empty = signs.says_empty();
        let mut lists: Vec<ListRow> = own
            .iter()
            .filter(|list| !is_empty || !leads_to_homes(facts, list, url))
            .take(MOST_LISTS)
            .map(|list| list_row(facts, list, as_of))
            .collect();
        let items = lists.iter().map(|list| list.items).sum();
        loose.items = loose.uncertain.len() as u32;
        if lists.is_empty() && loose.items > 0 {
            lists.push(loose);
        }
        Self {
            items,
            lists,
            characters,
            links,
            needs_script: facts.needs_script,
            signs,
            bare: facts.frame == 0,
            column_name: meta("ColumnName"),
            column_type: meta("ColumnType"),
            column_tags: crate::tags::present(facts, TagGroup::Column),
            url: url.as_str().into(),
        }
    }
}

/// Is a list the page's own, not one that gathers the newest or the related beside it?
fn is_own(facts: &PageFacts, list: &ListFact) -> bool {
    if !matches!(list.region, PageRegion::Channel | PageRegion::Body)
        || list
            .heading
            .as_deref()
            .is_some_and(|heading| gathers(heading) && !facts.title.starts_with(heading))
    {
        return false;
    }
    let mut element = list.element;
    for _ in 0..12 {
        let name = facts.elements.name(element);
        let mut beside = name.starts_with("aside");
        let name = name.split(['#', '.']).nth(1).unwrap_or_default();
        crate::regions::each_word(name, |word| {
            beside |= matches!(
                word,
                b"side"
                    | b"sidebar"
                    | b"aside"
                    | b"hot"
                    | b"rank"
                    | b"related"
                    | b"rel"
                    | b"xgwz"
                    | b"xgxx"
                    | b"tuijian"
                    | b"recommend"
                    | b"relate"
            );
        });
        if beside {
            return false;
        }
        if element == 0 {
            break;
        }
        element = facts.elements.parent(element);
    }
    true
}

/// Does every item of a list lead to the home page of another site?
fn leads_to_homes(facts: &PageFacts, list: &ListFact, url: &Url) -> bool {
    list.items.iter().all(|item| {
        let target = facts
            .links
            .get(item.link as usize)
            .and_then(|link| resolve(&facts.base, link.href));
        item.date.is_none()
            && target.is_some_and(|target| {
                target.path() == "/" && target.query().is_none() && !is_same_host(&target, url)
            })
    })
}

/// Six characters or more, most of them not Latin letters: “banner” and “index.html” are no titles. On a page in Latin
/// letters three words or more are one.
fn reads_like_title(text: &str, is_latin_page: bool) -> bool {
    let latin = text.bytes().filter(u8::is_ascii).count();
    let count = text.chars().count();
    let words = || {
        let word = |word: &&str| word.bytes().filter(u8::is_ascii_alphabetic).count() >= 2;
        text.split_ascii_whitespace().filter(word).count()
    };
    count >= 6 && latin * 2 <= count || is_latin_page && count >= 12 && words() >= 3
}

/// Is a page written in Latin letters, as the English version of a site is? Told from its title and the beginning of its
/// text.
fn is_latin(facts: &PageFacts) -> bool {
    let (mut letters, mut others) = (0u32, 0u32);
    for character in facts.title.chars().chain(facts.text.chars()).take(2000) {
        letters += u32::from(character.is_ascii_alphabetic());
        others += u32::from(is_letter(character) && !character.is_ascii());
    }
    letters > others * 8
}

/// Reduces a list; also used for the home page, where every list counts.
pub(crate) fn list_row(facts: &PageFacts, list: &ListFact, as_of: NaiveDate) -> ListRow {
    let mut row = ListRow {
        items: list.items.len() as u32,
        ..ListRow::default()
    };
    let mut hash = FxHasher::default();
    for item in &list.items {
        let Some(link) = facts.links.get(item.link as usize) else {
            continue;
        };
        if hash.finish() == 0 || row.fingerprint < 3 {
            hash.write(link.href.as_bytes());
            row.fingerprint += 1;
        }
        count(&mut row.titles, link.text);
        if row.targets.len() < MOST_TARGETS
            && let Some(url) = resolve(&facts.base, link.href)
        {
            row.targets.push(key(&url));
        }
        match &item.date {
            Some(date) if !date.year_inferred => {
                if date.date <= as_of {
                    add_day(&mut row.days, date.date, 1);
                }
                if date.date > as_of {
                    row.future += 1;
                } else if row
                    .latest
                    .as_ref()
                    .is_none_or(|(latest, _, _)| date.date > *latest)
                    && let Some(url) = resolve(&facts.base, link.href)
                {
                    row.latest = Some((date.date, date.text.as_str().into(), url.as_str().into()));
                }
            }
            other => {
                if row.uncertain.len() < MOST_UNCERTAIN
                    && let Some(url) = resolve(&facts.base, link.href)
                {
                    let inferred = other.as_ref().map(|date| (date.date, date.text.as_str().into()));
                    row.uncertain.push(UncertainItem {
                        key: key(&url),
                        url: url.as_str().into(),
                        inferred,
                    });
                }
            }
        }
    }
    row.fingerprint = hash.finish();
    row
}

/// Does an address look like an article's?
pub(crate) fn is_article_address(url: &Url) -> bool {
    in_address(url.path()).is_some()
}
