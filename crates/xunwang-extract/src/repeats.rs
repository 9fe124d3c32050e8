//! Texts that a site publishes more than once (重复文章): equal texts, and nearly equal ones under one title.

use std::cmp::Reverse;

use rustc_hash::FxHashMap;
use url::Url;
use xunwang_domain::articles::{ArticleCopy, ArticleRepeat};

use crate::article_index::{ArticleIndex, ArticleRow};

/// Bits in which the signatures of one text, slightly edited, differ at most: three quarters are in common.
const MOST_BITS: u32 = 8;
/// Articles of one title and the same numbers that are compared with one another.
const MOST_COMPARED: usize = 200;
/// A text under more titles than this is a form, not an article.
const MOST_TITLES_OF_ONE_TEXT: usize = 3;
/// A text under another title must be so long, and have numbers of its own, to be called the same.
const LONG: u32 = 300;
/// What is kept.
const MOST_REPEATS: usize = 1000;
const MOST_COPIES: usize = 100;

/// An entry of the index, of this round or an earlier one.
type Entry<'a> = (&'a ArticleRow, Source);

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Source {
    Now(usize),
    Before(usize),
}

/// Groups of one text, by the address of the first copy.
pub(crate) fn repeats(index: &ArticleIndex, home: &Url) -> Vec<ArticleRepeat> {
    let entries = entries(index);
    let mut groups = Groups((0..entries.len()).collect());
    let mut order: Vec<usize> = (0..entries.len()).collect();
    let row = |at: usize| entries[at].0;
    order.sort_unstable_by_key(|&at| (row(at).digest, row(at).characters, row(at).title));
    for run in
        order.chunk_by(|&a, &b| (row(a).digest, row(a).characters) == (row(b).digest, row(b).characters))
    {
        let few = run.len() <= MOST_TITLES_OF_ONE_TEXT
            && row(run[0]).characters >= LONG
            && row(run[0]).numbers != 0;
        for pair in run.windows(2) {
            if few || row(pair[0]).title == row(pair[1]).title && row(pair[0]).title != 0 {
                groups.join(pair[0], pair[1]);
            }
        }
    }
    order.retain(|&at| row(at).title != 0);
    order.sort_unstable_by_key(|&at| (row(at).title, row(at).numbers, row(at).key, entries[at].1));
    for run in order.chunk_by(|&a, &b| row(a).title == row(b).title) {
        let run = &run[..run.len().min(MOST_COMPARED)];
        for (place, &a) in run.iter().enumerate() {
            for &b in &run[place + 1..] {
                let numbers_agree = row(a).numbers == row(b).numbers;
                if numbers_agree && are_alike(row(a), row(b)) || are_extended(row(a), row(b)) {
                    groups.join(a, b);
                }
            }
        }
    }
    let mut members: FxHashMap<usize, Vec<usize>> = FxHashMap::default();
    for at in 0..entries.len() {
        let root = groups.root(at);
        if root != at {
            members.entry(root).or_insert_with(|| vec![root]).push(at);
        }
    }
    let mut found: Vec<ArticleRepeat> = members
        .into_values()
        .filter_map(|group| repeat(index, home, &entries, &group))
        .collect();
    found.sort_by(|a, b| a.copies.first().cmp(&b.copies.first()));
    found.truncate(MOST_REPEATS);
    found
}

/// All entries once: an address that was observed twice counts as its greater row; what an earlier round saw counts where
/// it differs in its date.
fn entries(index: &ArticleIndex) -> Vec<Entry<'_>> {
    let mut entries: Vec<Entry<'_>> = index
        .rows
        .iter()
        .enumerate()
        .map(|(at, row)| (row, Source::Now(at)))
        .collect();
    entries.sort_unstable_by_key(|(row, _)| (row.key, Reverse((row.date, row.digest, row.title))));
    entries.dedup_by_key(|(row, _)| row.key);
    let before: Vec<Entry<'_>> = index
        .recalled
        .iter()
        .enumerate()
        .filter(|(_, (row, _, _))| {
            entries
                .binary_search_by_key(&row.key, |(known, _)| known.key)
                .ok()
                .and_then(|at| entries.get(at))
                .is_none_or(|(known, _)| known.date != row.date)
        })
        .map(|(at, (row, _, _))| (row, Source::Before(at)))
        .collect();
    entries.extend(before);
    entries
}

/// A sentence more, perhaps with a number of its own, makes no other text of it.
fn are_extended(a: &ArticleRow, b: &ArticleRow) -> bool {
    let (short, long) = (a.characters.min(b.characters), a.characters.max(b.characters));
    short * 100 >= long * 80 && a.sketch().is_extended(&b.sketch())
}

fn are_alike(a: &ArticleRow, b: &ArticleRow) -> bool {
    let (short, long) = (a.characters.min(b.characters), a.characters.max(b.characters));
    short * 100 >= long * 80 && (a.similar ^ b.similar).count_ones() <= MOST_BITS
}

fn repeat(index: &ArticleIndex, home: &Url, entries: &[Entry<'_>], group: &[usize]) -> Option<ArticleRepeat> {
    let mut copies: Vec<(ArticleCopy, &ArticleRow)> = group
        .iter()
        .filter_map(|&at| {
            let (row, source) = *entries.get(at)?;
            let (url, seen_before) = match source {
                Source::Now(at) => (index.address(home, at)?, None),
                Source::Before(at) => {
                    let (_, url, seen) = index.recalled.get(at)?;
                    (url.clone(), Some(*seen))
                }
            };
            let copy = ArticleCopy {
                date: row.date,
                url,
                channel: row.channel,
                likeness: 0,
                seen_before,
            };
            Some((copy, row))
        })
        .collect();
    copies.sort_by(|(a, _), (b, _)| {
        (a.date.is_none(), a.date, &a.url, a.seen_before).cmp(&(
            b.date.is_none(),
            b.date,
            &b.url,
            b.seen_before,
        ))
    });
    copies.dedup_by(|(later, _), (first, _)| {
        first.seen_before == later.seen_before && is_same_page(&first.url, &later.url)
    });
    if copies.len() < 2 {
        return None;
    }
    let first = copies.first()?.1;
    let title = if copies.iter().all(|(_, row)| row.title == first.title) {
        index.title(first.title).to_owned()
    } else {
        String::new()
    };
    let (characters, sketch) = (first.characters, first.sketch());
    let total = copies.len() as u64;
    let copies = copies
        .into_iter()
        .take(MOST_COPIES)
        .map(|(copy, row)| ArticleCopy {
            likeness: sketch.likeness(&row.sketch()),
            ..copy
        })
        .collect();
    Some(ArticleRepeat {
        title,
        characters,
        copies,
        total,
    })
}

/// One page under two spellings: with and without `www.`, or a plain file with a parameter.
fn is_same_page(a: &Url, b: &Url) -> bool {
    let is_file = |url: &Url| {
        [".html", ".htm", ".shtml"]
            .iter()
            .any(|ending| url.path().ends_with(ending))
    };
    a.path() == b.path() && (a.query() == b.query() || is_file(a))
}

/// Which entries belong together.
struct Groups(Vec<usize>);

impl Groups {
    fn root(&mut self, mut at: usize) -> usize {
        while self.0[at] != at {
            self.0[at] = self.0[self.0[at]];
            at = self.0[at];
        }
        at
    }

    /// The smaller number is the root.
    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.0[a.max(b)] = a.min(b);
    }
}
