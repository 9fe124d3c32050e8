//! The index of a site's articles (文章索引): some 90 bytes an article, from which repeated texts are found.

use std::hash::Hasher;

use chrono::{DateTime, NaiveDate, Utc};
use rustc_hash::{FxHashMap, FxHashSet, FxHasher};
use url::{Position, Url};
use xunwang_domain::articles::{ArticleSight, DateContradiction, LateArticle, TextSketch};
use xunwang_domain::facts::{DateSignal, PageFacts};

use crate::letters::is_word;
use crate::rows::key;
use crate::titles::{article_title, title_number};

/// Titles that stand over several articles and are kept; the smallest numbers, so that order does not matter.
const MOST_TITLES: usize = 20_000;
/// Contradictions that are kept; those at the smallest addresses.
const MOST_CONTRADICTIONS: usize = 1000;
/// Articles that are kept of one site.
const MOST_ARTICLES: usize = 1_000_000;
/// Articles of earlier rounds that are kept beside those of this one.
const MOST_RECALLED: usize = 200_000;
/// An article may appear so many days after the date that it prints: a file is public 20 working days after it was made,
/// and holidays lie between.
const DAYS_TO_APPEAR: i64 = 60;
/// Words written so many days before a date do not contradict it: drafts wait, and year's ends are reported in spring.
const DAYS_OF_GRACE: i64 = 90;

/// What is kept of an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ArticleRow {
    pub(crate) key: u64,
    pub(crate) digest: u64,
    pub(crate) similar: u64,
    pub(crate) numbers: u32,
    pub(crate) characters: u32,
    sentences: [u16; 8],
    /// 0: none that tells it from others.
    pub(crate) title: u32,
    pub(crate) channel: u32,
    pub(crate) date: Option<NaiveDate>,
    address_end: u32,
}

impl ArticleRow {
    pub(crate) fn sketch(&self) -> TextSketch {
        TextSketch {
            digest: self.digest,
            similar: self.similar,
            numbers: self.numbers,
            characters: self.characters,
            sentences: self.sentences,
        }
    }
}

/// The articles of a site (文章索引).
#[derive(Debug, Default)]
pub(crate) struct ArticleIndex {
    pub(crate) rows: Vec<ArticleRow>,
    /// Addresses one after the other; those on the site's own host without scheme and host.
    addresses: String,
    titles_once: FxHashSet<u32>,
    titles: FxHashMap<u32, Box<str>>,
    contradictions: Vec<DateContradiction>,
    late: Vec<LateArticle>,
    /// What earlier rounds saw.
    pub(crate) recalled: Vec<(ArticleRow, Url, DateTime<Utc>)>,
}

impl ArticleIndex {
    /// Takes in a page that was not seen before.
    pub(crate) fn observe(&mut self, home: &Url, site_name: &str, url: &Url, facts: &PageFacts) {
        if facts.sketch.is_none() && facts.spoken.is_none() || is_other_form(url) {
            return;
        }
        let title = article_title(facts, site_name);
        self.observe_spoken(url, title, facts);
        let Some(sketch) = &facts.sketch else { return };
        if self.rows.len() >= MOST_ARTICLES {
            return;
        }
        let channel = channel_number(url, facts);
        let date = facts.published.as_ref().map(|published| published.date);
        let title = title.map_or(0, |title| self.note_title(title));
        let address = match url.as_str().strip_prefix(&home[..Position::BeforePath]) {
            Some(path) if path.starts_with('/') => path,
            _ => url.as_str(),
        };
        // Grown by a quarter: doubling would leave half of the memory empty.
        if self.addresses.capacity() - self.addresses.len() < address.len() {
            self.addresses
                .reserve_exact(self.addresses.len() / 4 + address.len() + 4096);
        }
        if self.rows.len() == self.rows.capacity() {
            self.rows.reserve_exact(self.rows.len() / 4 + 64);
        }
        self.addresses.push_str(address);
        let Ok(address_end) = u32::try_from(self.addresses.len()) else {
            return;
        };
        self.rows
            .push(row(key(url), sketch, title, channel, date, address_end));
    }

    /// Takes in an article that an earlier round, of the day `absent_on`, did not see.
    pub(crate) fn observe_new(
        &mut self,
        site_name: &str,
        url: &Url,
        facts: &PageFacts,
        absent_on: NaiveDate,
    ) {
        let printed = facts
            .published
            .as_ref()
            .filter(|published| published.signal == DateSignal::Article && !published.year_inferred)
            .map(|published| published.date)
            .filter(|printed| (absent_on - *printed).num_days() > DAYS_TO_APPEAR);
        let Some(printed) = printed.filter(|_| facts.sketch.is_some() && !is_other_form(url)) else {
            return;
        };
        let article = LateArticle {
            url: url.clone(),
            title: article_title(facts, site_name).unwrap_or_default().to_owned(),
            printed,
            absent_on,
        };
        if let Err(at) = self.late.binary_search(&article) {
            self.late.insert(at, article);
            self.late.truncate(MOST_CONTRADICTIONS);
        }
    }

    /// Takes in an article as an earlier round saw it.
    pub(crate) fn recall(&mut self, sight: &ArticleSight) {
        if self.recalled.len() >= MOST_RECALLED {
            return;
        }
        let letters = sight.title.chars().filter(|c| is_word(*c)).count();
        let title = if letters >= 6 {
            self.note_title(&sight.title)
        } else {
            0
        };
        let date = sight.published.as_ref().map(|published| published.date);
        let row = row(key(&sight.url), &sight.sketch, title, 0, date, 0);
        self.recalled.push((row, sight.url.clone(), sight.first_seen));
    }

    pub(crate) fn address(&self, home: &Url, index: usize) -> Option<Url> {
        let start = index
            .checked_sub(1)
            .map_or(Some(0), |before| self.rows.get(before).map(|row| row.address_end))?;
        let end = self.rows.get(index)?.address_end;
        let address = self.addresses.get(start as usize..end as usize)?;
        home.join(address).ok()
    }

    /// The title behind a number, where several articles have it.
    pub(crate) fn title(&self, number: u32) -> &str {
        self.titles.get(&number).map_or("", |title| title)
    }

    pub(crate) fn contradictions(&self) -> &[DateContradiction] {
        &self.contradictions
    }

    pub(crate) fn late(&self) -> &[LateArticle] {
        &self.late
    }

    fn note_title(&mut self, title: &str) -> u32 {
        let number = title_number(title);
        if !self.titles_once.insert(number) {
            // Of titles that differ in punctuation only, the smaller; so order does not matter.
            match self.titles.get_mut(&number) {
                Some(known) if **known <= *title => {}
                Some(known) => *known = title.into(),
                None => {
                    self.titles.insert(number, title.into());
                    if self.titles.len() > MOST_TITLES
                        && let Some(&largest) = self.titles.keys().max()
                    {
                        self.titles.remove(&largest);
                    }
                }
            }
        }
        number
    }

    fn observe_spoken(&mut self, url: &Url, title: Option<&str>, facts: &PageFacts) {
        let (Some(published), Some(spoken)) = (&facts.published, &facts.spoken) else {
            return;
        };
        // A date that only the address gives is the server's, not one that anybody printed.
        if published.signal == DateSignal::Url || (published.date - spoken.last).num_days() <= DAYS_OF_GRACE {
            return;
        }
        let contradiction = DateContradiction {
            url: url.clone(),
            title: title.unwrap_or_default().to_owned(),
            printed: published.date,
            spoken: spoken.clone(),
        };
        if let Err(at) = self.contradictions.binary_search(&contradiction) {
            self.contradictions.insert(at, contradiction);
            self.contradictions.truncate(MOST_CONTRADICTIONS);
        }
    }
}

fn row(
    key: u64,
    sketch: &TextSketch,
    title: u32,
    channel: u32,
    date: Option<NaiveDate>,
    address_end: u32,
) -> ArticleRow {
    ArticleRow {
        key,
        digest: sketch.digest,
        similar: sketch.similar,
        numbers: sketch.numbers,
        characters: sketch.characters,
        sentences: sketch.sentences,
        title,
        channel,
        date,
        address_end,
    }
}

/// Is it another form of an article that stands elsewhere: for print, for telephones, in traditional characters?
fn is_other_form(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let for_phones = ["m.", "wap.", "3g.", "mobile.", "big5."]
        .iter()
        .any(|start| host.starts_with(start));
    let part = |part: &str| {
        [
            "m",
            "wap",
            "3g",
            "mobile",
            "phone",
            "print",
            "printpage",
            "dayin",
            "big5",
            "wza",
            "slh",
            "amp",
        ]
        .iter()
        .any(|other| part.eq_ignore_ascii_case(other))
    };
    let name = url.path().rsplit('/').next().unwrap_or_default();
    for_phones
        || url.path().split('/').any(part)
        || name.to_ascii_lowercase().contains("print")
        || url
            .query()
            .is_some_and(|query| query.to_ascii_lowercase().contains("print"))
}

/// A number for the channel of an article: by the tag of the national scheme, else by its folder and the first part of its
/// name, dates left out. 0: all articles lie in one folder.
fn channel_number(url: &Url, facts: &PageFacts) -> u32 {
    let mut hash = FxHasher::default();
    let tag = facts
        .metas
        .iter()
        .find(|(name, value)| name == "ColumnName" && !value.is_empty());
    if let Some((_, name)) = tag {
        hash.write(name.as_bytes());
    } else {
        const COMMON: [&str; 14] = [
            "art", "article", "articles", "content", "contents", "info", "detail", "details", "show", "news",
            "n", "a", "html", "view",
        ];
        let (folders, name) = url.path().rsplit_once('/').unwrap_or(("", url.path()));
        let mut told = false;
        for part in folders.split('/').filter(|part| !part.is_empty()) {
            if !part.bytes().all(|b| b.is_ascii_digit() || b == b'-') {
                hash.write(part.as_bytes());
                told |= !COMMON.iter().any(|common| part.eq_ignore_ascii_case(common));
            }
        }
        // `art_1229_59.html`: the channel's number stands in the name.
        if let Some((before, _)) = name
            .rsplit_once('_')
            .filter(|(before, _)| before.starts_with("art_"))
        {
            hash.write(before.as_bytes());
            told = true;
        }
        for (name, value) in url.query_pairs() {
            if [
                "cid",
                "columnid",
                "channelid",
                "catid",
                "categoryid",
                "classid",
                "typeid",
                "lmid",
            ]
            .iter()
            .any(|known| name.eq_ignore_ascii_case(known))
            {
                hash.write(value.as_bytes());
                told = true;
            }
        }
        if !told {
            return 0;
        }
    }
    let value = hash.finish();
    ((value ^ value >> 32) as u32).max(1)
}
