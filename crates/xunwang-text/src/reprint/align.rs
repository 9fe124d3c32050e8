//! Two sequences aligned (对齐): runs that occur once in both, in their longest common order; between them sentences; between
//! those the shortest edits. Time is bounded whatever the two are.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::shortest::{Pair, shortest};

/// Where two sequences differ: `first` of one stands for `second` of the other; one of them may be empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Edit {
    pub(crate) first: Range<usize>,
    pub(crate) second: Range<usize>,
}

/// A sequence with its sentences.
pub(crate) struct Side<'a> {
    pub(crate) codes: &'a [u32],
    /// Where sentences, cells and lines begin.
    pub(crate) units: &'a [usize],
}

/// Lengths of the runs that anchor, from the outside in.
const RUNS: [usize; 3] = [12, 6, 3];
/// Gaps with more atoms on both sides are not searched character by character.
const LONGEST_GAP: usize = 20_000;
/// Edits of one gap; beyond, it counts as replaced.
const MOST_EDITS: usize = 600;

/// All differences, in order, none adjacent.
pub(crate) fn edits(first: &Side, second: &Side) -> Vec<Edit> {
    let mut aligner = Aligner {
        first,
        second,
        edits: Vec::new(),
    };
    aligner.gap(0..first.codes.len(), 0..second.codes.len(), 0);
    aligner.edits
}

struct Aligner<'a> {
    first: &'a Side<'a>,
    second: &'a Side<'a>,
    edits: Vec<Edit>,
}

impl Aligner<'_> {
    /// Aligns a part of the one with a part of the other.
    fn gap(&mut self, first: Range<usize>, second: Range<usize>, level: usize) {
        let (first, second) = self.trimmed(first, second);
        if first.is_empty() || second.is_empty() {
            self.push(first, second);
            return;
        }
        let (one, other) = (part(self.first.codes, &first), part(self.second.codes, &second));
        // Sentences come between the long and the short runs: rows of a table are alike in most of their atoms.
        let matches = match level {
            0 => anchors(one, other, RUNS[0]),
            1 => anchors(one, other, RUNS[1]),
            2 => self.sentences(&first, &second),
            3 => anchors(one, other, RUNS[2]),
            _ if one.len().min(other.len()) > LONGEST_GAP => None,
            _ => shortest(one, other, MOST_EDITS),
        };
        let Some(matches) = matches else {
            self.push(first, second);
            return;
        };
        let mut at = (first.start, second.start);
        let base = at;
        for (i, j, length) in matches {
            let (i, j) = (base.0 + i, base.1 + j);
            if level > 3 {
                self.push(at.0..i, at.1..j);
            } else {
                self.gap(at.0..i, at.1..j, level + 1);
            }
            at = (i + length, j + length);
        }
        if at == base && level <= 3 {
            self.gap(first, second, level + 1);
        } else if level > 3 {
            self.push(at.0..first.end, at.1..second.end);
        } else {
            self.gap(at.0..first.end, at.1..second.end, level + 1);
        }
    }

    fn trimmed(&self, mut first: Range<usize>, mut second: Range<usize>) -> (Range<usize>, Range<usize>) {
        let (one, other) = (part(self.first.codes, &first), part(self.second.codes, &second));
        let prefix = one.iter().zip(other).take_while(|(a, b)| a == b).count();
        first.start += prefix;
        second.start += prefix;
        let (one, other) = (part(self.first.codes, &first), part(self.second.codes, &second));
        let suffix = one
            .iter()
            .rev()
            .zip(other.iter().rev())
            .take_while(|(a, b)| a == b)
            .count();
        first.end -= suffix;
        second.end -= suffix;
        (first, second)
    }

    /// The sentences that both gaps hold, in order.
    fn sentences(&self, first: &Range<usize>, second: &Range<usize>) -> Option<Vec<Pair>> {
        let (ones, others) = (units(self.first, first), units(self.second, second));
        let mut names = FxHashMap::default();
        let mut name = |codes| {
            let next = names.len() as u32;
            *names.entry(codes).or_insert(next)
        };
        let one: Vec<u32> = ones
            .iter()
            .map(|unit| name(part(self.first.codes, unit)))
            .collect();
        let other: Vec<u32> = others
            .iter()
            .map(|unit| name(part(self.second.codes, unit)))
            .collect();
        let matches = shortest(&one, &other, MOST_EDITS).unwrap_or_default();
        let mut pairs = Vec::new();
        for (i, j, length) in matches {
            for (one, other) in ones.iter().skip(i).zip(others.iter().skip(j)).take(length) {
                pairs.push((one.start - first.start, other.start - second.start, one.len()));
            }
        }
        Some(pairs)
    }

    fn push(&mut self, first: Range<usize>, second: Range<usize>) {
        if first.is_empty() && second.is_empty() {
            return;
        }
        match self.edits.last_mut() {
            Some(last) if last.first.end == first.start && last.second.end == second.start => {
                (last.first.end, last.second.end) = (first.end, second.end);
            }
            _ => self.edits.push(Edit { first, second }),
        }
    }
}

fn part<'a>(codes: &'a [u32], range: &Range<usize>) -> &'a [u32] {
    codes.get(range.clone()).unwrap_or_default()
}

/// The sentences of a part, the first and the last perhaps cut.
fn units(side: &Side, range: &Range<usize>) -> Vec<Range<usize>> {
    let from = side.units.partition_point(|unit| *unit <= range.start);
    let inner = side
        .units
        .iter()
        .skip(from)
        .copied()
        .take_while(|unit| *unit < range.end);
    let mut start = range.start;
    let mut units: Vec<_> = inner
        .map(|unit| std::mem::replace(&mut start, unit)..unit)
        .collect();
    units.push(start..range.end);
    units
}

/// Runs of `length` that occur once in both, as far as they can be kept in one order; neighbours joined. `None`: none.
fn anchors(first: &[u32], second: &[u32], length: usize) -> Option<Vec<Pair>> {
    let places = once(first, length);
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for (hash, at) in once(second, length) {
        if at != REPEATED
            && let Some(&other) = places.get(&hash)
            && other != REPEATED
        {
            pairs.push((other as usize, at as usize));
        }
    }
    pairs.sort_unstable();
    let mut matches: Vec<Pair> = Vec::new();
    for (i, j) in rising(&pairs) {
        let is_same = || first.get(i..i + length) == second.get(j..j + length);
        match matches.last_mut() {
            // Overlaps the run before on the same diagonal.
            Some((a, b, long)) if i - *a == j - *b && i <= *a + *long => *long = i - *a + length,
            Some((a, b, long)) if i < *a + *long || j < *b + *long => {}
            _ if is_same() => matches.push((i, j, length)),
            _ => {}
        }
    }
    // Each run as long as it can be.
    let mut floor = (0, 0);
    for at in 0..matches.len() {
        let next = matches
            .get(at + 1)
            .map_or((first.len(), second.len()), |(i, j, _)| (*i, *j));
        let Some((i, j, long)) = matches.get_mut(at) else {
            break;
        };
        while *i > floor.0 && *j > floor.1 && first.get(*i - 1) == second.get(*j - 1) {
            (*i, *j, *long) = (*i - 1, *j - 1, *long + 1);
        }
        while *i + *long < next.0 && *j + *long < next.1 && first.get(*i + *long) == second.get(*j + *long) {
            *long += 1;
        }
        floor = (*i + *long, *j + *long);
    }
    Some(matches)
}

const REPEATED: u32 = u32::MAX;

/// The hash of every run with its place, [`REPEATED`] where it has several.
fn once(codes: &[u32], length: usize) -> FxHashMap<u64, u32> {
    let mut places = FxHashMap::default();
    for (at, hash) in runs(codes, length) {
        places
            .entry(hash)
            .and_modify(|place| *place = REPEATED)
            .or_insert(at as u32);
    }
    places
}

/// Every run of `length` atoms with its hash, rolled on.
pub(crate) fn runs(codes: &[u32], length: usize) -> impl Iterator<Item = (usize, u64)> {
    const BASE: u64 = 0x9e37_79b9_7f4a_7c15;
    let leading = (1..length).fold(1_u64, |power, _| power.wrapping_mul(BASE));
    let mut hash = 0_u64;
    codes.iter().enumerate().filter_map(move |(at, code)| {
        if let Some(gone) = at.checked_sub(length).and_then(|at| codes.get(at)) {
            hash = hash.wrapping_sub((u64::from(*gone) + 1).wrapping_mul(leading));
        }
        hash = hash.wrapping_mul(BASE).wrapping_add(u64::from(*code) + 1);
        (at + 1 >= length).then(|| (at + 1 - length, hash ^ hash >> 32))
    })
}

/// The longest part of pairs, sorted by their first, whose second rises too.
fn rising(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // ends[n]: the pair with the least second at which a chain of n + 1 pairs ends.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<usize> = Vec::with_capacity(pairs.len());
    let second = |at: usize| pairs.get(at).map_or(0, |pair| pair.1);
    for (at, pair) in pairs.iter().enumerate() {
        let length = ends.partition_point(|end| second(*end) < pair.1);
        before.push(
            length
                .checked_sub(1)
                .and_then(|n| ends.get(n))
                .copied()
                .unwrap_or(usize::MAX),
        );
        match ends.get_mut(length) {
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    let mut chain = Vec::with_capacity(ends.len());
    let mut at = ends.last().copied().unwrap_or(usize::MAX);
    while let Some(pair) = pairs.get(at) {
        chain.push(*pair);
        at = before.get(at).copied().unwrap_or(usize::MAX);
    }
    chain.reverse();
    chain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edits_of(first: &str, second: &str) -> Vec<(String, String)> {
        let codes = |text: &str| text.chars().map(u32::from).collect::<Vec<_>>();
        let units = |text: &str| {
            let ends = text.chars().enumerate().filter(|(_, c)| *c == '。');
            ends.map(|(at, _)| at + 1).collect::<Vec<_>>()
        };
        let (one, other) = (codes(first), codes(second));
        let sides = [(&one, units(first)), (&other, units(second))];
        let [first_side, second_side] = sides.each_ref().map(|(codes, units)| Side { codes, units });
        let cut =
            |text: &str, range: Range<usize>| text.chars().skip(range.start).take(range.len()).collect();
        edits(&first_side, &second_side)
            .into_iter()
            .map(|edit| (cut(first, edit.first), cut(second, edit.second)))
            .collect()
    }

    #[test]
    fn the_least_is_found_between_what_is_common() {
        let pair = |one: &str, other: &str| vec![(one.to_string(), other.to_string())];
        assert_eq!(edits_of("甲乙丙丁", "甲乙丙丁"), []);
        assert_eq!(edits_of("甲乙丙丁", "甲丁"), pair("乙丙", ""));
        assert_eq!(edits_of("", "甲"), pair("", "甲"));
        assert_eq!(
            edits_of("工作人员不得收受财物。", "工作人员得收受财物。"),
            pair("不", "")
        );
        let rows: Vec<String> = (1..40).map(|n| format!("{n}青川市水利局合格。")).collect();
        let without: Vec<String> = rows
            .iter()
            .enumerate()
            .filter(|(n, _)| n % 7 != 3)
            .map(|(_, row)| row.clone())
            .collect();
        assert_eq!(edits_of(&rows.concat(), &without.concat()).len(), 6);
    }

    #[test]
    fn what_moved_leaves_the_longer_in_place() {
        let parts = [
            "第一段说水利工作的安排部署情况如何推进。",
            "第二段说交通运输。",
            "第三段说农业农村各项任务的完成时限要求。",
        ];
        let [one, two, three] = parts;
        let edits = edits_of(&[one, two, three].concat(), &[two, one, three].concat());
        assert_eq!(edits.len(), 2);
    }
}
