//! The home page (首页): its freshness, and the channels that it leads to.

use chrono::NaiveDate;
use url::Url;
use xunwang_domain::facts::{PageFacts, PageRegion};
use xunwang_domain::links::LinkKind;

use crate::address::{is_attachment, resolve};
use crate::kinds::may_be_channel;
use crate::letters::is_word;
use crate::rows::{ListRow, is_article_address, is_pagination, key, list_row};

/// An entry of the home page that may lead to a channel.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Candidate {
    pub(crate) name: String,
    pub(crate) url: Url,
    pub(crate) key: u64,
    /// Does it stand in the navigation?
    pub(crate) first_level: bool,
}

/// What is kept of the home page.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct HomeRow {
    /// Number of links, to prefer the fuller of two pages that may be the home page (a stub that leads on to the other).
    pub(crate) links: usize,
    pub(crate) url: Url,
    pub(crate) title: String,
    pub(crate) lists: Vec<ListRow>,
    pub(crate) candidates: Vec<Candidate>,
    /// Keys of all that the navigation leads to, whatever its names, for channels that the register names.
    pub(crate) navigation: Vec<u64>,
    /// Keys and addresses of all pages of the site that it links to.
    pub(crate) second_level: Vec<(u64, Box<str>)>,
    pub(crate) entrance_only: bool,
    pub(crate) needs_script: bool,
}

/// Entries of the home page that are kept.
const MOST_CANDIDATES: usize = 400;
const MOST_SECOND_LEVEL: usize = 1000;
const MOST_LISTS: usize = 60;
/// A home page with fewer items on it, none dated, is an entrance.
const ENTRANCE_ITEMS: u32 = 3;

impl HomeRow {
    pub(crate) fn of(url: &Url, facts: &PageFacts, as_of: NaiveDate) -> Self {
        let lists: Vec<ListRow> = facts
            .lists
            .iter()
            .take(MOST_LISTS)
            .map(|list| list_row(facts, list, as_of))
            .collect();
        let items: u32 = lists.iter().map(|list| list.items).sum();
        let dated = lists.iter().any(|list| {
            list.latest.is_some()
                || list.future > 0
                || list.uncertain.iter().any(|item| item.inferred.is_some())
        });
        let own = key(url);
        let same_site = |target: &Url| is_same_host(target, url) && key(target) != own;
        let mut second_level: Vec<(u64, Box<str>)> = Vec::new();
        let anchors = facts.links.iter().filter(|link| link.kind == LinkKind::Anchor);
        for link in anchors.clone().filter(|link| link.region != PageRegion::Footer) {
            if second_level.len() >= MOST_SECOND_LEVEL {
                break;
            }
            if let Some(target) =
                resolve(&facts.base, link.href).filter(|target| same_site(target) && !is_attachment(target))
            {
                let key = key(&target);
                if !second_level.iter().any(|(known, _)| *known == key) {
                    second_level.push((key, target.as_str().into()));
                }
            }
        }
        let navigation = anchors
            .clone()
            .filter(|link| link.region == PageRegion::Nav)
            .filter_map(|link| resolve(&facts.base, link.href))
            .filter(|target| same_site(target))
            .map(|target| key(&target))
            .take(MOST_CANDIDATES)
            .collect();
        Self {
            navigation,
            links: anchors.count(),
            url: url.clone(),
            title: facts.title.clone(),
            lists,
            candidates: candidates(facts, &same_site),
            second_level,
            entrance_only: items < ENTRANCE_ITEMS && !dated,
            needs_script: facts.needs_script,
        }
    }
}

/// The entries that may lead to channels: of the navigation, then the headings and “更多” of blocks.
fn candidates(facts: &PageFacts, same_site: &dyn Fn(&Url) -> bool) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = Vec::new();
    let mut add = |name: &str, href: &str, first_level: bool| {
        let name = name.trim_matches(|c| !is_word(c));
        if found.len() >= MOST_CANDIDATES || !may_be_channel(name) {
            return;
        }
        let Some(url) = resolve(&facts.base, href) else {
            return;
        };
        if !same_site(&url) || is_attachment(&url) || is_article_address(&url) || is_pagination(&url) {
            return;
        }
        let key = key(&url);
        if !found.iter().any(|known| known.key == key) {
            found.push(Candidate {
                name: name.to_owned(),
                url,
                key,
                first_level,
            });
        }
    };
    for link in facts.links.iter() {
        if link.kind == LinkKind::Anchor && link.region == PageRegion::Nav {
            add(link.text, link.href, true);
        }
    }
    for list in &facts.lists {
        if let (Some(heading), Some(more)) = (&list.heading, list.more)
            && let Some(link) = facts.links.get(more as usize)
        {
            add(heading, link.href, false);
        }
    }
    found
}

/// Are two addresses on the same host, `www.` or not?
pub(crate) fn is_same_host(a: &Url, b: &Url) -> bool {
    fn host(url: &Url) -> &str {
        url.host_str().unwrap_or_default().trim_start_matches("www.")
    }
    let is_same_port =
        || a.port_or_known_default() == b.port_or_known_default() || a.port().is_none() && b.port().is_none();
    host(a) == host(b) && is_same_port()
}
