//! Edits as a reader would draw them (整理): chance matches between them are given up, and each begins where a sentence does.

use super::align::Edit;
use super::numbers::NUMBERS;
use super::reading::{Boundary, Reading};

/// Steps that an edit is pushed along equal text at most.
const MOST_STEPS: usize = 4_000;
/// Longest common run that is given up between two replacements; between two pure omissions fewer.
const CHANCE: usize = 8;
const CHANCE_OF_PURE: usize = 3;

/// Joins and pushes the edits.
pub(crate) fn tidied(edits: Vec<Edit>, first: &Reading, second: &Reading) -> Vec<Edit> {
    let mut edits = pushed(edits, first, second);
    edits = joined(edits, first);
    pushed(edits, first, second)
}

fn pushed(mut edits: Vec<Edit>, first: &Reading, second: &Reading) -> Vec<Edit> {
    for at in 0..edits.len() {
        let before = at
            .checked_sub(1)
            .and_then(|at| edits.get(at))
            .map_or((0, 0), |edit| (edit.first.end, edit.second.end));
        let after = edits
            .get(at + 1)
            .map_or((first.atoms.len(), second.atoms.len()), |edit| {
                (edit.first.start, edit.second.start)
            });
        let Some(edit) = edits.get_mut(at) else { break };
        if edit.second.is_empty() {
            push(&mut edit.first, &mut edit.second, first, (before, after));
        } else if edit.first.is_empty() {
            let swap = |(a, b)| (b, a);
            push(
                &mut edit.second,
                &mut edit.first,
                second,
                (swap(before), swap(after)),
            );
        }
    }
    edits
}

fn joined(edits: Vec<Edit>, first: &Reading) -> Vec<Edit> {
    let mut joined: Vec<Edit> = Vec::with_capacity(edits.len());
    for edit in edits {
        match joined.last_mut() {
            Some(last) if is_chance(last, &edit, first) => {
                (last.first.end, last.second.end) = (edit.first.end, edit.second.end);
            }
            _ => joined.push(edit),
        }
    }
    joined
}

/// Is what two edits leave in common between them common by chance?
fn is_chance(one: &Edit, next: &Edit, first: &Reading) -> bool {
    let (start, end) = (one.first.end, next.first.start);
    let run = end - start;
    let size = |edit: &Edit| edit.first.len().max(edit.second.len());
    let is_pure =
        one.second.is_empty() && next.second.is_empty() || one.first.is_empty() && next.first.is_empty();
    let is_unit = first.boundary(start) >= Boundary::Label && first.boundary(end) >= Boundary::Label;
    let longest = if is_pure { CHANCE_OF_PURE } else { CHANCE };
    run <= longest && run <= size(one) && run <= size(next) && !(is_unit && run > 1)
}

/// Pushes what only one side has along equal text to where both its ends are ends of lines or sentences.
fn push(
    own: &mut std::ops::Range<usize>,
    other: &mut std::ops::Range<usize>,
    side: &Reading,
    (before, after): ((usize, usize), (usize, usize)),
) {
    // Items behind an omission are numbered anew: one label is as good as another.
    let is_same = |one: usize, other: usize| match (side.atoms.get(one), side.atoms.get(other)) {
        (Some(one), Some(other)) => {
            one.code == other.code || one.form && other.form && one.code.min(other.code) >= NUMBERS
        }
        _ => false,
    };
    // Of two places as good, the one where an article begins.
    let has_label = |start: usize| side.atoms.get(start).is_some_and(|atom| atom.form);
    let score = |start: usize| {
        let ends = side.boundary(start) as u32 + side.boundary(start + own.len()) as u32;
        ends * 2 + u32::from(has_label(start))
    };
    let back = (1..=MOST_STEPS)
        .take_while(|step| {
            *step <= own.start.saturating_sub(before.0)
                && *step <= other.start.saturating_sub(before.1)
                && is_same(own.start - step, own.end - step)
        })
        .last()
        .unwrap_or(0);
    let forth = (0..MOST_STEPS)
        .take_while(|step| {
            own.end + step < after.0
                && other.end + step < after.1
                && is_same(own.start + step, own.end + step)
        })
        .count();
    let first = own.start - back;
    // The first of the best.
    let best = (first..=own.start + forth)
        .rev()
        .max_by_key(|start| score(*start))
        .unwrap_or(own.start);
    let length = own.len();
    *other = (other.start + best - own.start)..(other.end + best - own.start);
    *own = best..best + length;
}
