//! The fold over a site's pages (汇总): pages in any order in, one conclusion out. Commutative: an interrupted run that goes
//! on in another order concludes the same.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use rustc_hash::{FxHashMap, FxHashSet};
use url::Url;
use xunwang_domain::articles::ArticleSight;
use xunwang_domain::facts::{FrameFacts, HomeFacts, PageFacts, PageKind, PageMarks, ReportEntry, SiteFacts};
use xunwang_domain::registry::{DeclaredChannel, Site};

use crate::article_index::ArticleIndex;
use crate::channels::{channels, latest};
use crate::dates::chinese_day;
use crate::further::FurtherPages;
use crate::home::{HomeRow, is_same_host};
use crate::repeats::repeats;
use crate::rows::{ListRow, PageRow, SectionRow, is_pagination, key};
use crate::tags::TagFold;
use crate::titles::article_title;

/// Pages that may be channels and are kept with their lists; the smallest keys, so that order does not matter.
const MOST_SECTIONS: usize = 3000;
/// Templates of a site that are kept.
const MOST_FRAMES: usize = 256;
/// First pages of a template that are named.
const MOST_FIRST_PAGES: usize = 100;

/// The fold over a site's pages (站点汇总). Keeps about 140 bytes a page besides the lists of channel pages.
#[derive(Debug)]
pub struct SiteFold {
    registered_home: Url,
    name: String,
    pub(crate) declared: Vec<DeclaredChannel>,
    pub(crate) as_of: NaiveDate,
    pub(crate) home: Option<HomeRow>,
    pub(crate) pages: FxHashMap<u64, PageRow>,
    /// Address as linked → address that answered, where they differ.
    aliases: FxHashMap<u64, u64>,
    /// Addresses of the site that lead to another host.
    pub(crate) elsewhere: FxHashSet<u64>,
    pub(crate) sections: FxHashMap<u64, SectionRow>,
    failures: FxHashMap<u64, u16>,
    reasons: Vec<String>,
    frames: FxHashMap<u64, FrameRow>,
    articles: ArticleIndex,
    pub(crate) further: FurtherPages,
    tags: TagFold,
}

#[derive(Debug, Default)]
struct FrameRow {
    pages: u64,
    first_pages: BTreeSet<Box<str>>,
    home: bool,
    /// Number of lists and of articles among the pages.
    lists: u64,
    articles: u64,
    marks: PageMarks,
}

impl FrameRow {
    fn kind(&self) -> PageKind {
        if self.articles * 2 > self.pages {
            PageKind::Article
        } else if self.lists * 2 > self.pages {
            PageKind::List
        } else {
            PageKind::Other
        }
    }
}

impl SiteFold {
    /// Begins the fold of a site; days are those of Chinese time.
    pub fn new(site: &Site, as_of: DateTime<Utc>) -> Self {
        Self {
            registered_home: site.home.clone(),
            name: site.name.clone(),
            declared: site.channels.clone(),
            as_of: chinese_day(as_of),
            home: None,
            pages: FxHashMap::default(),
            aliases: FxHashMap::default(),
            elsewhere: FxHashSet::default(),
            sections: FxHashMap::default(),
            failures: FxHashMap::default(),
            reasons: Vec::new(),
            frames: FxHashMap::default(),
            articles: ArticleIndex::default(),
            further: FurtherPages::default(),
            tags: TagFold::default(),
        }
    }

    /// Takes in one page that was fetched and is HTML: `url` as finally answered, `requested` as linked.
    pub fn observe(&mut self, requested: &Url, url: &Url, facts: &PageFacts) {
        let requested_key = key(requested);
        let own_key = key(url);
        let is_home = requested_key == key(&self.registered_home) || own_key == key(&self.registered_home);
        if requested_key != own_key {
            self.aliases.insert(requested_key, own_key);
        }
        if !is_home && !is_same_host(url, &self.registered_home) && !is_same_host(url, requested) {
            self.elsewhere.insert(requested_key);
            return;
        }
        let row = PageRow::of(facts);
        let is_new = self.pages.insert(own_key, row).is_none_or(|old| {
            // Two addresses with one key (`/` and `/index.html`): the fuller row stays, whatever the order.
            self.pages
                .entry(own_key)
                .and_modify(|kept| *kept = (*kept).max(old));
            false
        });
        if is_new {
            self.observe_frame(url, is_home, facts);
            self.tags.observe(url, facts);
        }
        if !is_home {
            self.articles
                .observe(&self.registered_home, &self.name, url, facts);
        }
        if is_home {
            let home = HomeRow::of(url, facts, self.as_of);
            if self.home.as_ref().is_none_or(|known| home > *known) {
                self.home = Some(home);
            }
            self.prune();
        }
        if facts.kind != PageKind::Article && is_pagination(url) {
            if is_new {
                let section = SectionRow::of(url, facts, self.as_of);
                self.further.observe(url, &section);
            }
        } else if facts.kind != PageKind::Article {
            let section = SectionRow::of(url, facts, self.as_of);
            if self.is_wanted(own_key, &section) {
                let place = self.sections.entry(own_key).or_insert_with(|| section.clone());
                if section > *place {
                    *place = section;
                }
                if self.sections.len() > MOST_SECTIONS
                    && let Some(largest) = self
                        .sections
                        .keys()
                        .copied()
                        .filter(|key| !self.is_candidate(*key))
                        .max()
                {
                    self.sections.remove(&largest);
                }
            }
        }
    }

    /// Takes in an address of the site that was answered by a page outside it.
    pub fn observe_elsewhere(&mut self, requested: &Url) {
        self.elsewhere.insert(key(requested));
    }

    /// Takes in an address of the site that could not be read as a page, with the reason in Chinese (e.g. “网页返回404”).
    pub fn observe_failure(&mut self, requested: &Url, reason: &str) {
        let known = self.reasons.iter().position(|known| known == reason);
        let index = known.unwrap_or_else(|| {
            if self.reasons.len() < 200 {
                self.reasons.push(reason.to_owned());
            }
            self.reasons.len() - 1
        });
        self.failures.insert(key(requested), index as u16);
    }

    /// After the home page was observed: the addresses of the channels, then of the other pages of the second level,
    /// so that the crawler visits them first.
    pub fn channel_urls(&self) -> Vec<Url> {
        let mut urls: Vec<Url> = self.declared.iter().map(|channel| channel.url.clone()).collect();
        if let Some(home) = &self.home {
            urls.extend(home.candidates.iter().map(|candidate| candidate.url.clone()));
            if home.entrance_only {
                urls.extend(
                    home.second_level
                        .iter()
                        .filter_map(|(_, url)| Url::parse(url).ok()),
                );
            }
        }
        let mut seen = FxHashSet::default();
        urls.retain(|url| seen.insert(key(url)));
        urls
    }

    /// Concludes from what was observed so far.
    pub fn conclude(&self) -> SiteFacts {
        let mut frames: Vec<FrameFacts> = self
            .frames
            .iter()
            .map(|(&frame, row)| FrameFacts {
                frame,
                pages: row.pages,
                first_pages: row
                    .first_pages
                    .iter()
                    .filter_map(|url| Url::parse(url).ok())
                    .collect(),
                home: row.home,
                kind: row.kind(),
                marks: row.marks.clone(),
            })
            .collect();
        frames.sort_by(|a, b| {
            a.first_pages
                .first()
                .cmp(&b.first_pages.first())
                .then(a.frame.cmp(&b.frame))
        });
        let channels = channels(self);
        SiteFacts {
            home: self.home_facts(),
            tags: self.tags.conclude(&channels, self),
            channels,
            frames,
            pages: self.pages.len() as u64,
            repeats: repeats(&self.articles, &self.registered_home),
            contradictions: self.articles.contradictions().to_vec(),
            late: self.articles.late().to_vec(),
        }
    }

    /// Takes in an article whose address and text an earlier round, which saw the whole site on the day `absent_on`, did
    /// not see; beside [`Self::observe`].
    pub fn observe_new(&mut self, url: &Url, facts: &PageFacts, absent_on: NaiveDate) {
        self.articles.observe_new(&self.name, url, facts, absent_on);
    }

    /// The title by which an article is known again.
    pub fn title_of<'facts>(&self, facts: &'facts PageFacts) -> Option<&'facts str> {
        article_title(facts, &self.name)
    }

    /// Takes in an article as an earlier round saw it, before or after the pages; a first round has none.
    pub fn recall(&mut self, sight: &ArticleSight) {
        self.articles.recall(sight);
    }

    fn home_facts(&self) -> HomeFacts {
        let Some(home) = &self.home else {
            let reason = self
                .failure(key(&self.registered_home))
                .unwrap_or_else(|| "首页未采集".to_owned());
            return HomeFacts {
                url: self.registered_home.clone(),
                title: String::new(),
                latest: None,
                latest_url: None,
                entrance_only: false,
                not_measured: Some(reason),
            };
        };
        let lists: Vec<&ListRow> = home.lists.iter().collect();
        let (mut date, mut url, future) = latest(&lists, self);
        let mut not_measured = None;
        if home.entrance_only && date.is_none() {
            (date, url) = self.second_level_latest(home);
        }
        if date.is_none() && future == 0 {
            not_measured = Some(if home.needs_script {
                "首页内容由脚本加载，未能检测".to_owned()
            } else if home.entrance_only {
                "首页仅为导航入口，其二级页面未见日期，未能检测".to_owned()
            } else {
                "首页信息未标注日期，未能检测".to_owned()
            });
        }
        HomeFacts {
            url: home.url.clone(),
            title: home.title.clone(),
            latest: date,
            latest_url: url,
            entrance_only: home.entrance_only,
            not_measured,
        }
    }

    /// The latest date over the pages that an entrance leads to (rulebook WV3).
    fn second_level_latest(
        &self,
        home: &HomeRow,
    ) -> (Option<xunwang_domain::facts::PublishedDate>, Option<Url>) {
        let mut best: Option<(xunwang_domain::facts::PublishedDate, Option<Url>)> = None;
        for (second, address) in &home.second_level {
            let second = self.final_key(*second);
            let from_lists = self.sections.get(&second).map(|section| {
                let lists: Vec<&ListRow> = section.lists.iter().collect();
                latest(&lists, self)
            });
            let own = self
                .pages
                .get(&second)
                .and_then(PageRow::date)
                .filter(|date| date.date <= self.as_of);
            let offers = [
                from_lists.and_then(|(date, url, _)| Some((date?, url))),
                own.map(|date| (date, Url::parse(address).ok())),
            ];
            for (date, url) in offers.into_iter().flatten() {
                if best.as_ref().is_none_or(|(known, _)| date.date > known.date) {
                    best = Some((date, url));
                }
            }
        }
        best.map_or((None, None), |(date, url)| (Some(date), url))
    }

    pub(crate) fn key_of(&self, url: &Url) -> u64 {
        self.final_key(key(url))
    }

    /// The key of the page that answered for a linked address.
    pub(crate) fn final_key(&self, key: u64) -> u64 {
        if self.pages.contains_key(&key) {
            key
        } else {
            self.aliases.get(&key).copied().unwrap_or(key)
        }
    }

    pub(crate) fn failure(&self, key: u64) -> Option<String> {
        self.failures
            .get(&key)
            .and_then(|index| self.reasons.get(usize::from(*index)))
            .cloned()
    }

    /// Is a page one that the home page or the register calls a channel, or that an entrance leads to?
    fn is_candidate(&self, own: u64) -> bool {
        self.declared
            .iter()
            .any(|channel| self.key_of(&channel.url) == own)
            || self.home.as_ref().is_some_and(|home| {
                home.candidates
                    .iter()
                    .any(|candidate| self.final_key(candidate.key) == own)
                    || home.entrance_only
                        && home
                            .second_level
                            .iter()
                            .any(|(second, _)| self.final_key(*second) == own)
            })
    }

    fn is_wanted(&self, own: u64, section: &SectionRow) -> bool {
        self.home.is_none()
            || section.column_name.is_some()
            || section.bare && section.items > 0
            || self.is_candidate(own)
    }

    /// Drops what was kept only because the home page was not known yet.
    fn prune(&mut self) {
        let unwanted: Vec<u64> = self
            .sections
            .iter()
            .filter(|(key, section)| !self.is_wanted(**key, section))
            .map(|(key, _)| *key)
            .collect();
        for key in unwanted {
            self.sections.remove(&key);
        }
    }

    fn observe_frame(&mut self, url: &Url, is_home: bool, facts: &PageFacts) {
        if facts.frame == 0 {
            return;
        }
        // One template may show the site's name on some pages only: these are two frames.
        let named = shows(&facts.marks.header_text, &self.name);
        let frame = if named {
            facts.frame
        } else {
            facts.frame.rotate_left(17) ^ 1
        };
        let row = self.frames.entry(frame).or_default();
        row.home |= is_home;
        row.pages += 1;
        row.lists += u64::from(facts.kind == PageKind::List);
        row.articles += u64::from(facts.kind == PageKind::Article);
        let address: &str = url.as_str();
        let full = row.first_pages.len() >= MOST_FIRST_PAGES;
        if !full || row.first_pages.last().is_some_and(|last| address < &**last) {
            row.first_pages.insert(address.into());
            if row.first_pages.len() > MOST_FIRST_PAGES {
                row.first_pages.pop_last();
            }
        }
        merge(&mut row.marks, &facts.marks, &self.name);
        if self.frames.len() > MOST_FRAMES
            && let Some(&largest) = self.frames.keys().max()
        {
            self.frames.remove(&largest);
        }
    }
}

/// Does a header's text show the beginning of the site's name, that is the name of its place or body?
fn shows(header: &str, site_name: &str) -> bool {
    let start = site_name
        .trim_start_matches("中国")
        .trim_start_matches(['·', '-', '—', ' ']);
    let end = start.char_indices().nth(2).map_or(start.len(), |(at, _)| at);
    let start = start.get(..end).unwrap_or_default();
    !start.is_empty()
        && header
            .split([' ', '\u{3000}'])
            .collect::<String>()
            .contains(start)
}

/// Numbers of a kind that a template's marks keep.
const MOST_MARKS: usize = 8;

/// Joins the marks of a page to those of its template; the order of pages does not matter.
fn merge(all: &mut PageMarks, page: &PageMarks, site_name: &str) {
    let rank = |text: &str| (text.contains(site_name), !text.is_empty());
    let better = rank(&page.header_text) > rank(&all.header_text)
        || rank(&page.header_text) == rank(&all.header_text) && page.header_text < all.header_text;
    if better {
        all.header_text.clone_from(&page.header_text);
    }
    all.header_picture |= page.header_picture;
    all.party_mark |= page.party_mark;
    all.footer_picture |= page.footer_picture;
    all.header_by_script |= page.header_by_script;
    all.footer_by_script |= page.footer_by_script;
    join(&mut all.icp_links, &page.icp_links);
    join(&mut all.police_links, &page.police_links);
    join(&mut all.site_codes, &page.site_codes);
    join(&mut all.icp, &page.icp);
    join(&mut all.police, &page.police);
    if let Some(sponsor) = &page.sponsor
        && all.sponsor.as_ref().is_none_or(|known| sponsor < known)
    {
        all.sponsor = Some(sponsor.clone());
    }
    for entry in &page.report_entries {
        // The entry carries the page's own address: one entry a template is enough.
        let entry = ReportEntry {
            href: without_page_address(&entry.href),
            site_code: entry.site_code.clone(),
            page_host: entry.page_host.clone(),
        };
        let order = |entry: &ReportEntry| {
            (
                entry.href.clone(),
                entry.site_code.clone(),
                entry.page_host.clone(),
            )
        };
        if let Err(at) = all
            .report_entries
            .binary_search_by(|known| order(known).cmp(&order(&entry)))
        {
            all.report_entries.insert(at, entry);
            all.report_entries.truncate(MOST_MARKS);
        }
    }
}

fn join(all: &mut Vec<String>, page: &[String]) {
    for mark in page {
        if let Err(at) = all.binary_search(mark) {
            all.insert(at, mark.clone());
            all.truncate(MOST_MARKS);
        }
    }
}

/// An entry's address without the parameter that names the page it stands on.
fn without_page_address(href: &str) -> String {
    match href.find(
        ["?", "&"]
            .map(|mark| format!("{mark}url="))
            .iter()
            .find_map(|part| href.contains(part.as_str()).then_some(part.as_str()))
            .unwrap_or("\u{0}"),
    ) {
        Some(at) => {
            let rest = href
                .get(at + 1..)
                .and_then(|rest| rest.find('&').map(|end| &rest[end..]))
                .unwrap_or_default();
            format!("{}{rest}", href.get(..at).unwrap_or_default())
        }
        None => href.to_owned(),
    }
}
