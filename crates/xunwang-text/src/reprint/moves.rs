//! What moved (移位): a run that one edit takes away and another puts in.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::align::{Edit, runs};

/// Atoms by which a moved run is found.
const SEED: usize = 8;
/// Atoms of the shortest run that can be said to have moved.
const SHORTEST: usize = 12;
/// Runs of one move may be this far apart: words in them were altered.
const NEAR: usize = 12;

/// Takes the moved runs out of the edits: gives the moves, and leaves what is still missing, added or altered.
pub(crate) fn take_moves(edits: &mut Vec<Edit>, first: &[u32], second: &[u32]) -> Vec<Edit> {
    let mut seeds: FxHashMap<u64, usize> = FxHashMap::default();
    for edit in edits.iter() {
        for (at, hash) in runs(second.get(edit.second.clone()).unwrap_or_default(), SEED) {
            seeds.entry(hash).or_insert(edit.second.start + at);
        }
    }
    if seeds.is_empty() {
        return Vec::new();
    }
    let mut moves: Vec<Edit> = Vec::new();
    let mut taken: Vec<Range<usize>> = Vec::new();
    for edit in edits.iter() {
        let part = first.get(edit.first.clone()).unwrap_or_default();
        let mut free = edit.first.start;
        for (at, hash) in runs(part, SEED) {
            let at = edit.first.start + at;
            let Some(&to) = seeds.get(&hash).filter(|_| at >= free) else {
                continue;
            };
            let holder = edits.partition_point(|edit| edit.second.end <= to);
            let Some(bounds) = edits.get(holder) else { continue };
            let run = grown(
                first,
                second,
                (at, to),
                free..edit.first.end,
                bounds.second.clone(),
            );
            let is_taken = taken
                .iter()
                .any(|range| range.start < run.second.end && run.second.start < range.end);
            if run.first.len() >= SHORTEST && !is_taken {
                free = run.first.end;
                taken.push(run.second.clone());
                moves.push(run);
            }
        }
    }
    if moves.is_empty() {
        return moves;
    }
    let parts = joined(moves);
    let hulls: Vec<Edit> = parts.iter().filter_map(|parts| hull(parts)).collect();
    let mut rest = Vec::new();
    for edit in edits.drain(..) {
        leave(&edit, &hulls, &mut rest);
    }
    for parts in &parts {
        for pair in parts.windows(2) {
            let [one, next] = pair else { continue };
            rest.push(Edit {
                first: one.first.end..next.first.start,
                second: one.second.end..next.second.start,
            });
        }
    }
    rest.retain(|edit| !edit.first.is_empty() || !edit.second.is_empty());
    rest.sort_by_key(|edit| (edit.first.start, edit.second.start));
    *edits = rest;
    hulls
}

/// A common run, as far as it goes within two ranges.
fn grown(
    first: &[u32],
    second: &[u32],
    (mut i, mut j): (usize, usize),
    one: Range<usize>,
    other: Range<usize>,
) -> Edit {
    let mut length = 0;
    while i > one.start && j > other.start && first.get(i - 1) == second.get(j - 1) {
        (i, j) = (i - 1, j - 1);
    }
    while i + length < one.end && j + length < other.end && first.get(i + length) == second.get(j + length) {
        length += 1;
    }
    Edit {
        first: i..i + length,
        second: j..j + length,
    }
}

/// Runs that follow each other on both sides are parts of one move.
fn joined(moves: Vec<Edit>) -> Vec<Vec<Edit>> {
    let mut parts: Vec<Vec<Edit>> = Vec::new();
    for run in moves {
        let near = |from: usize, to: usize| to >= from && to - from <= NEAR;
        match parts.last_mut() {
            Some(part)
                if part.last().is_some_and(|last| {
                    near(last.first.end, run.first.start) && near(last.second.end, run.second.start)
                }) =>
            {
                part.push(run)
            }
            _ => parts.push(vec![run]),
        }
    }
    parts
}

fn hull(parts: &[Edit]) -> Option<Edit> {
    let (start, end) = (parts.first()?, parts.last()?);
    Some(Edit {
        first: start.first.start..end.first.end,
        second: start.second.start..end.second.end,
    })
}

/// What of an edit is left when the moves are taken out.
fn leave(edit: &Edit, moves: &[Edit], rest: &mut Vec<Edit>) {
    let first = without(&edit.first, moves.iter().map(|run| &run.first));
    let second = without(&edit.second, moves.iter().map(|run| &run.second));
    let is_whole = |left: &[Range<usize>], all: &Range<usize>| left.len() == 1 && left.first() == Some(all);
    if is_whole(&first, &edit.first) && is_whole(&second, &edit.second) {
        rest.push(edit.clone());
        return;
    }
    for range in first {
        rest.push(Edit {
            first: range,
            second: edit.second.start..edit.second.start,
        });
    }
    for range in second {
        rest.push(Edit {
            first: edit.first.end..edit.first.end,
            second: range,
        });
    }
}

fn without<'m>(range: &Range<usize>, cut: impl Iterator<Item = &'m Range<usize>>) -> Vec<Range<usize>> {
    let mut cut: Vec<_> = cut
        .filter(|cut| cut.start < range.end && range.start < cut.end)
        .collect();
    if cut.is_empty() {
        return vec![range.clone()];
    }
    cut.sort_by_key(|cut| cut.start);
    let mut left = Vec::new();
    let mut at = range.start;
    for cut in cut {
        if at < cut.start {
            left.push(at..cut.start);
        }
        at = at.max(cut.end);
    }
    if at < range.end {
        left.push(at..range.end);
    }
    left
}
