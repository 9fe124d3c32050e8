//! A local text compared with its source (转载比对).

use std::ops::Range;

use rustc_hash::FxHashSet;

use super::align::{Edit, Side, edits, runs};
use super::difference::{Comparison, Difference, DifferenceKind, Order, Verdict};
use super::edition::Edition;
use super::moves::take_moves;
use super::reading::{Boundary, Reading};
use super::tidy::tidied;
use super::words;

/// Atoms that make an omission within a sentence more than an altered word.
pub(super) const LEAST_MISSING: usize = 10;
/// Alterations of one sentence with at most so many atoms between them are one.
const NEAR: usize = 4;
/// Atoms of the longest slip in a label.
const LONGEST_SLIP: usize = 3;
/// Common runs of fewer atoms are chance, not a part of the other text.
const SOLID: usize = 8;
/// Where neither text holds this share of the other, there is no reprint.
const RELATED: f32 = 0.5;

/// What a reprint lacks, has altered, moved or added (转载差异), as `xunwang proof --source` prints it: nothing where the
/// reprint is complete or the texts have nothing to do with each other, one line where the local text is another edition.
/// Spans are bytes. `compare(b, a)` gives the mirror image of `compare(a, b)`.
pub fn compare(source: &str, local: &str) -> Vec<Difference> {
    let comparison = Comparison::of(source, local);
    let Verdict::OtherEdition {
        order,
        source: of_source,
        local: of_local,
    } = comparison.verdict
    else {
        return comparison.differences;
    };
    let message = words::edition(order, of_source, of_local);
    let kind = DifferenceKind::Edition;
    vec![Difference {
        kind,
        source: 0..source.len(),
        local: 0..local.len(),
        text: of_source.words(),
        message,
    }]
}

impl Comparison {
    /// Compares a local text with its source (全文比对). Time is bounded by the lengths, also where the texts are unrelated.
    pub fn of(source: &str, local: &str) -> Self {
        let (source, local) = (Reading::of(source), Reading::of(local));
        let swapped = is_swapped(&source, &local);
        let (first, second) = if swapped {
            (&local, &source)
        } else {
            (&source, &local)
        };
        let aligned = Aligned::of(first, second);
        let shares = if swapped {
            (aligned.shares.1, aligned.shares.0)
        } else {
            aligned.shares
        };
        let mut comparison = Self {
            verdict: Verdict::Unrelated,
            differences: Vec::new(),
            source_share: shares.0,
            local_share: shares.1,
        };
        if shares.0 < RELATED && shares.1 < RELATED {
            return comparison;
        }
        let found = aligned
            .found
            .into_iter()
            .map(|found| if swapped { found.mirrored() } else { found });
        let mut found: Vec<Found> = found.collect();
        found.sort_by_key(|found| (found.source.start, found.local.start));
        comparison.differences = found
            .iter()
            .map(|found| words::difference(found, &source, &local))
            .collect();
        comparison.verdict = verdict(&comparison.differences, Edition::of(&source), Edition::of(&local));
        comparison
    }
}

/// Is the local text aligned first? It is always the same one of two, so that the result does not depend on the roles.
fn is_swapped(source: &Reading, local: &Reading) -> bool {
    (source.text.len(), source.text) > (local.text.len(), local.text)
}

/// Where two texts differ, `first` of the source and `second` of the local text; moves are not known.
pub(super) fn edits_of(source: &Reading, local: &Reading) -> Vec<Edit> {
    if !is_swapped(source, local) {
        return tidy_edits(source, local);
    }
    let mirrored = |edit: Edit| Edit {
        first: edit.second,
        second: edit.first,
    };
    tidy_edits(local, source).into_iter().map(mirrored).collect()
}

fn tidy_edits(first: &Reading, second: &Reading) -> Vec<Edit> {
    let codes = (first.codes(), second.codes());
    if !may_be_related(&codes.0, &codes.1) {
        return vec![Edit {
            first: 0..codes.0.len(),
            second: 0..codes.1.len(),
        }];
    }
    let units = (units(first), units(second));
    let one = Side {
        codes: &codes.0,
        units: &units.0,
    };
    let other = Side {
        codes: &codes.1,
        units: &units.1,
    };
    tidied(edits(&one, &other), first, second)
}

fn verdict(differences: &[Difference], source: Option<Edition>, local: Option<Edition>) -> Verdict {
    if differences
        .iter()
        .all(|difference| difference.kind == DifferenceKind::Added)
        && local.is_none_or(|_| differences.is_empty())
    {
        return Verdict::Complete;
    }
    if let (Some(source), Some(local)) = (source, local)
        && source.differs(&local)
    {
        let order = if local.date < source.date {
            Order::Older
        } else {
            Order::Newer
        };
        return Verdict::OtherEdition { order, source, local };
    }
    if differences
        .iter()
        .all(|difference| difference.kind == DifferenceKind::Added)
    {
        return Verdict::Complete;
    }
    Verdict::Incomplete
}

/// A difference in atoms.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) kind: DifferenceKind,
    pub(super) source: Range<usize>,
    pub(super) local: Range<usize>,
}

impl Found {
    fn mirrored(self) -> Self {
        let kind = match self.kind {
            DifferenceKind::Missing => DifferenceKind::Added,
            DifferenceKind::Added => DifferenceKind::Missing,
            other => other,
        };
        Self {
            kind,
            source: self.local,
            local: self.source,
        }
    }
}

struct Aligned {
    found: Vec<Found>,
    shares: (f32, f32),
}

impl Aligned {
    fn of(first: &Reading, second: &Reading) -> Self {
        let codes = (first.codes(), second.codes());
        let mut edits = tidy_edits(first, second);
        let common = common(&edits, first.atoms.len(), second.atoms.len());
        edits = edits
            .into_iter()
            .filter_map(|edit| substance(edit, first, second))
            .collect();
        let moves = take_moves(&mut edits, &codes.0, &codes.1);
        let moved: usize = moves.iter().map(|run| run.first.len()).sum();
        let is_empty = first.atoms.is_empty() && second.atoms.is_empty();
        let share = |length: usize| {
            if is_empty {
                1.0
            } else {
                (common + moved).min(length) as f32 / length.max(1) as f32
            }
        };
        let mut found: Vec<Found> = edits
            .into_iter()
            .filter_map(|edit| substance(edit, first, second))
            .map(|edit| judged(edit, first, second))
            .collect();
        found = near_joined(found, first, second);
        found.extend(
            moves
                .into_iter()
                .filter(|run| has_substance(first, &run.first))
                .map(|run| Found {
                    kind: DifferenceKind::Moved,
                    source: run.first,
                    local: run.second,
                }),
        );
        Self {
            found,
            shares: (share(first.atoms.len()), share(second.atoms.len())),
        }
    }
}

/// Have two texts so many runs in common that it is worth aligning them? One run in eight is asked.
fn may_be_related(first: &[u32], second: &[u32]) -> bool {
    const SHORT: usize = 400;
    const LEAST: f32 = 0.15;
    if first.len().min(second.len()) < SHORT {
        return true;
    }
    let sample = |codes: &[u32]| -> FxHashSet<u64> {
        runs(codes, SOLID)
            .map(|(_, hash)| hash)
            .filter(|hash| hash % 8 == 0)
            .collect()
    };
    let (one, other) = (sample(first), sample(second));
    let common = one.intersection(&other).count() as f32;
    common >= one.len().min(other.len()) as f32 * LEAST
}

fn units(reading: &Reading) -> Vec<usize> {
    let begins =
        |(at, atom): (usize, &super::reading::Atom)| (atom.boundary >= Boundary::Sentence).then_some(at);
    reading.atoms.iter().enumerate().filter_map(begins).collect()
}

/// Atoms that stand in both, in runs too long for chance.
fn common(edits: &[Edit], first: usize, second: usize) -> usize {
    let solid = SOLID.min(first.min(second) / 4).max(1);
    let mut at = 0;
    let mut common = 0;
    for end in edits.iter().map(|edit| &edit.first).chain([&(first..first)]) {
        let run = end.start.saturating_sub(at);
        common += if run >= solid { run } else { 0 };
        at = end.end;
    }
    common
}

fn has_substance(reading: &Reading, range: &Range<usize>) -> bool {
    reading
        .atoms
        .get(range.clone())
        .unwrap_or_default()
        .iter()
        .any(|atom| !atom.form)
}

/// What of an edit is substance; `None` where it is a matter of form.
fn substance(edit: Edit, first: &Reading, second: &Reading) -> Option<Edit> {
    let Edit {
        first: mut one,
        second: mut other,
    } = edit;
    // A heading or label on one side has nothing to do with the words on the other, but for a slip of the pen in it (笫三条).
    let (of_first, of_second) = (has_substance(first, &one), has_substance(second, &other));
    let is_slip = of_first != of_second && one.len() == other.len() && one.len() <= LONGEST_SLIP;
    if !of_first && !is_slip {
        one = one.start..one.start;
    }
    if !of_second && !is_slip {
        other = other.start..other.start;
    }
    (!one.is_empty() || !other.is_empty()).then_some(Edit {
        first: one,
        second: other,
    })
}

/// What sort of difference an edit is.
fn judged(edit: Edit, first: &Reading, second: &Reading) -> Found {
    let Edit {
        first: one,
        second: other,
    } = edit;
    let is_gone = |own: &Range<usize>, rest: &Range<usize>, reading: &Reading| {
        let is_whole =
            reading.boundary(own.start) >= Boundary::Label && reading.boundary(own.end) >= Boundary::Label;
        own.len() > rest.len() * 4 && (own.len() >= LEAST_MISSING || is_whole && rest.is_empty())
    };
    let kind = if is_gone(&one, &other, first) {
        DifferenceKind::Missing
    } else if is_gone(&other, &one, second) {
        DifferenceKind::Added
    } else {
        DifferenceKind::Altered
    };
    Found {
        kind,
        source: one,
        local: other,
    }
}

/// Joins alterations of one sentence that stand close together, and gives each that has no words on one side a word of
/// context on both: 不得 → 得.
fn near_joined(found: Vec<Found>, first: &Reading, second: &Reading) -> Vec<Found> {
    let mut joined: Vec<Found> = Vec::with_capacity(found.len());
    for found in found {
        let is_near = |last: &Found| {
            let (from, to) = (last.source.end, found.source.start);
            last.kind == DifferenceKind::Altered
                && found.kind == DifferenceKind::Altered
                && to >= from
                && to - from <= NEAR
                && found.local.start.checked_sub(last.local.end) == Some(to - from)
                && (from + 1..=to).all(|at| first.boundary(at) < Boundary::Sentence)
        };
        match joined.last_mut() {
            Some(last) if is_near(last) => {
                (last.source.end, last.local.end) = (found.source.end, found.local.end)
            }
            _ => joined.push(found),
        }
    }
    for found in joined
        .iter_mut()
        .filter(|found| found.kind == DifferenceKind::Altered)
    {
        if !found.source.is_empty() && !found.local.is_empty() {
            continue;
        }
        let (one, other) = (first.boundary(found.source.end), second.boundary(found.local.end));
        if one.min(other) == Boundary::None && one.max(other) < Boundary::Label {
            (found.source.end, found.local.end) = (found.source.end + 1, found.local.end + 1);
        } else if found.source.start > 0 && found.local.start > 0 {
            (found.source.start, found.local.start) = (found.source.start - 1, found.local.start - 1);
        }
    }
    joined
}
