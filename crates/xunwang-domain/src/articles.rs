//! What the articles of a site say together (文章事实): a sketch of each text, texts that appear twice, dates that their
//! own words contradict.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::facts::PublishedDate;

/// Characters of the shortest sentence that is added; a number or name that was exchanged changes fewer.
const LEAST_ADDED: u32 = 10;
/// Sentences in common, of eight, from which on two texts are one.
const LEAST_COMMON: usize = 5;

/// A text in a few bytes (正文指纹), by which equal and nearly equal ones are found. White space, punctuation, dates that
/// stand alone and the lines about source, clicks and font size do not count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TextSketch {
    /// Digest of all characters.
    pub digest: u64,
    /// Near-duplicate signature: of two texts about `1 - 2d/64` of the runs of four characters are common, where `d`
    /// bits differ.
    pub similar: u64,
    /// Digest of the numbers alone: forms that were filled in anew differ in them. 0: none.
    pub numbers: u32,
    /// Number of characters that count.
    pub characters: u32,
    /// The eight least digests of its sentences, ascending; `u16::MAX` where it has fewer.
    #[serde(default = "no_sentences")]
    pub sentences: [u16; 8],
}

fn no_sentences() -> [u16; 8] {
    [u16::MAX; 8]
}

impl TextSketch {
    /// Has one of two texts all sentences of the other and one or two more (补写)? A form that was filled in anew has its
    /// sentences in the place of the other's instead.
    pub fn is_extended(&self, other: &Self) -> bool {
        let (short, long) = if self.characters <= other.characters {
            (self, other)
        } else {
            (other, self)
        };
        // Beyond the greatest digest that both have kept it is not known what the other has.
        let least = |text: &Self| text.sentences.last().copied().unwrap_or_default();
        let known = least(short).min(least(long));
        let lacking = |from: &Self, of: &Self| {
            let of_known = |digest: &&u16| **digest <= known && **digest != u16::MAX;
            from.sentences
                .iter()
                .filter(of_known)
                .filter(|digest| !of.sentences.contains(digest))
                .count()
        };
        let common = short
            .sentences
            .iter()
            .filter(|digest| **digest != u16::MAX && long.sentences.contains(digest))
            .count();
        long.characters - short.characters >= LEAST_ADDED
            && common >= LEAST_COMMON
            && lacking(short, long) == 0
            && lacking(long, short) <= 2
    }

    /// Share of the text that two have in common, in hundredths; an estimate, exact for equal texts.
    pub fn likeness(&self, other: &Self) -> u32 {
        if self.digest == other.digest && self.characters == other.characters {
            return 100;
        }
        let distance = (self.similar ^ other.similar).count_ones();
        99u32.saturating_sub(distance * 200 / 64)
    }
}

/// A day or year that a text says is now (行文日期), e.g. `今年(2021年)`, `9月3日讯`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SpokenDate {
    /// The first day on which the words can have been written.
    #[serde(with = "crate::days")]
    pub first: NaiveDate,
    /// The last such day.
    #[serde(with = "crate::days")]
    pub last: NaiveDate,
    /// The words, e.g. `今年（2021年）`.
    pub words: String,
}

/// One printing of a text (文章).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ArticleCopy {
    /// The date that it carries.
    pub date: Option<NaiveDate>,
    /// Its address.
    pub url: Url,
    /// Number of the channel that it stands in: equal for articles of one channel. 0: it cannot be told.
    pub channel: u32,
    /// Share of the text in common with the first copy, in hundredths.
    pub likeness: u32,
    /// When an earlier round saw it, where it is known from there only.
    pub seen_before: Option<DateTime<Utc>>,
}

/// A text that appears on a site more than once under one title (重复文章).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArticleRepeat {
    /// The common title, without the names of channel and site; empty where the titles differ.
    pub title: String,
    /// Characters of the text that count.
    pub characters: u32,
    /// The first 100 copies, undated last, by date, then address.
    pub copies: Vec<ArticleCopy>,
    /// Number of all copies.
    pub total: u64,
}

/// An article whose own words contradict its date (日期矛盾).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DateContradiction {
    /// Its address.
    pub url: Url,
    /// Its title.
    pub title: String,
    /// The date that it prints.
    pub printed: NaiveDate,
    /// What it says itself.
    pub spoken: SpokenDate,
}

/// An article that prints a date on which an earlier round did not yet see it (补录文章).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LateArticle {
    /// Its address.
    pub url: Url,
    /// Its title.
    pub title: String,
    /// The date that it prints.
    pub printed: NaiveDate,
    /// The day of the earlier round, later than that.
    pub absent_on: NaiveDate,
}

/// An article as an earlier round saw it (历史文章), handed to the fold so that a date that was moved is seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArticleSight {
    /// Its address.
    pub url: Url,
    /// Its title.
    pub title: String,
    /// The date that it printed then.
    pub published: Option<PublishedDate>,
    /// Its text.
    pub sketch: TextSketch,
    /// When it was first seen.
    pub first_seen: DateTime<Utc>,
}
