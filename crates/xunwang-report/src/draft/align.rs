//! Which passage is which, when a document is generated again (段落对齐).

use std::collections::HashMap;

use super::passage::spans_of;
use crate::document::Block;

/// A passage of the old list, of the new one, or of both, by place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pair {
    Old(usize),
    New(usize),
    Both(usize, usize),
}

/// From so much on two passages are the same one.
const SAME: f64 = 0.35;

/// The alignment in which what belongs together is most alike; passages do not cross. Old ones without a block were written by
/// people and stay behind the one they stood behind.
pub(super) fn align(old: &[Option<&Block>], new: &[Block]) -> Vec<Pair> {
    let [olds, news] = [
        old.iter().map(|block| block.map(Profile::of)).collect::<Vec<_>>(),
        new.iter()
            .map(|block| Some(Profile::of(block)))
            .collect::<Vec<_>>(),
    ];
    align_by((olds.len(), news.len()), |i, j| match (&olds[i], &news[j]) {
        (Some(a), Some(b)) => a.likeness(b),
        _ => 0.0,
    })
}

/// The same of anything that says how alike two of its members are.
pub(crate) fn align_by((rows, columns): (usize, usize), alike: impl Fn(usize, usize) -> f64) -> Vec<Pair> {
    let mut best = vec![vec![0.0_f64; columns + 1]; rows + 1];
    for i in (0..rows).rev() {
        for j in (0..columns).rev() {
            let skip = best[i + 1][j].max(best[i][j + 1]);
            let likeness = alike(i, j);
            let take = if likeness >= SAME {
                likeness + best[i + 1][j + 1]
            } else {
                0.0
            };
            best[i][j] = skip.max(take);
        }
    }
    let mut pairs = Vec::new();
    let (mut i, mut j) = (0, 0);
    while i < rows || j < columns {
        if i < rows && j < columns {
            let likeness = alike(i, j);
            if likeness >= SAME && best[i][j] <= likeness + best[i + 1][j + 1] {
                pairs.push(Pair::Both(i, j));
                (i, j) = (i + 1, j + 1);
                continue;
            }
        }
        // What people wrote comes before what is new at the same place: it stood behind the passage before.
        if j >= columns || (i < rows && best[i + 1][j] >= best[i][j + 1]) {
            pairs.push(Pair::Old(i));
            i += 1;
        } else {
            pairs.push(Pair::New(j));
            j += 1;
        }
    }
    pairs
}

/// The pairs of neighbouring characters of a passage, digits left out: they are what changes.
pub(super) struct Profile {
    level: u8,
    pairs: HashMap<(char, char), u32>,
    count: u32,
}

impl Profile {
    fn of(block: &Block) -> Self {
        let level = match block {
            Block::Heading { level, .. } => *level,
            Block::Paragraph(_) | Block::Chart(_) | Block::Table(_) => 0,
        };
        Self::of_words(level, &super::words(&spans_of(block)))
    }

    pub(super) fn of_words(level: u8, words: &str) -> Self {
        let words: Vec<char> = words.chars().filter(|letter| !letter.is_ascii_digit()).collect();
        let mut pairs = HashMap::new();
        for pair in words.windows(2) {
            *pairs.entry((pair[0], pair[1])).or_default() += 1;
        }
        Self {
            level,
            count: u32::try_from(words.len().saturating_sub(1)).unwrap_or(u32::MAX),
            pairs,
        }
    }

    /// 0 … 1, the share of what both have (Dice); of headings of different levels 0.
    pub(super) fn likeness(&self, other: &Self) -> f64 {
        if self.level != other.level {
            return 0.0;
        }
        let all = self.count + other.count;
        if all == 0 {
            return 1.0;
        }
        let shared: u32 = self
            .pairs
            .iter()
            .filter_map(|(pair, count)| Some((*count).min(*other.pairs.get(pair)?)))
            .sum();
        2.0 * f64::from(shared) / f64::from(all)
    }
}
