//! The lines of two texts in pairs (对照行), as the page of a comparison shows them.

use std::ops::Range;

use super::align::Edit;
use super::compare::edits_of;
use super::difference::Difference;
use super::reading::Reading;

/// Bytes of both sides that stand beside each other.
pub(super) type Pair = (Range<usize>, Range<usize>);

/// A row of the page.
pub(super) enum Row {
    /// Lines that belong together, with the numbers of the differences in them.
    Differing(Pair, Vec<usize>),
    /// Lines without a difference.
    Same(Vec<Pair>),
}

/// Rows without a difference that are shown beside one with.
const CONTEXT: usize = 1;

/// All lines of both texts; long stretches without a difference in one row.
pub(super) fn rows(source: &str, local: &str, differences: &[Difference]) -> Vec<Row> {
    let (source, local) = (Reading::of(source), Reading::of(local));
    let pairs = pairs(&source, &local);
    let numbers: Vec<Vec<usize>> = numbers(&pairs, differences);
    let mut rows: Vec<Row> = Vec::new();
    let mut alike: Vec<Pair> = Vec::new();
    for (pair, numbers) in pairs.into_iter().zip(numbers) {
        if numbers.is_empty() {
            alike.push(pair);
            continue;
        }
        fold(&mut rows, std::mem::take(&mut alike));
        rows.push(Row::Differing(pair, numbers));
    }
    fold(&mut rows, alike);
    rows
}

/// Shows the ends of a stretch without a difference, and folds what lies between.
fn fold(rows: &mut Vec<Row>, mut alike: Vec<Pair>) {
    let plain = |pair| Row::Differing(pair, Vec::new());
    if alike.len() <= CONTEXT * 2 + 1 {
        rows.extend(alike.into_iter().map(plain));
        return;
    }
    let last = alike.split_off(alike.len() - CONTEXT);
    let middle = alike.split_off(CONTEXT);
    rows.extend(alike.into_iter().map(plain));
    rows.push(Row::Same(middle));
    rows.extend(last.into_iter().map(plain));
}

/// The numbers of the differences in each pair, each difference in every pair that it reaches into on either side.
fn numbers(pairs: &[Pair], differences: &[Difference]) -> Vec<Vec<usize>> {
    let mut numbers = vec![Vec::new(); pairs.len()];
    for (number, difference) in differences.iter().enumerate() {
        let sides = [(&difference.source, false), (&difference.local, true)];
        for (span, is_local) in sides.into_iter().filter(|(span, _)| !span.is_empty()) {
            let side = |pair: &Pair| if is_local { pair.1.clone() } else { pair.0.clone() };
            // Of an empty side only the start is set, so the ends rise too.
            let from = pairs.partition_point(|pair| side(pair).end <= span.start);
            for (pair, own) in pairs.iter().zip(&mut numbers).skip(from) {
                let side = side(pair);
                if side.start >= span.end {
                    break;
                }
                if !side.is_empty() && !own.contains(&number) {
                    own.push(number);
                }
            }
        }
    }
    numbers
}

/// Lines that share words, and lines that share none beside nothing, in order.
fn pairs(source: &Reading, local: &Reading) -> Vec<Pair> {
    let reach = reach(source, local, &edits_of(source, local));
    let lines = |reading: &Reading| {
        reading
            .lines
            .iter()
            .map(|(range, _)| range.clone())
            .collect::<Vec<_>>()
    };
    let (of_source, of_local) = (lines(source), lines(local));
    let mut pairs = Vec::new();
    let mut next = 0;
    let mut at = 0;
    let span = |lines: &[Range<usize>], range: Range<usize>, after: usize| {
        let lines = lines.get(range).unwrap_or_default();
        match (lines.first(), lines.last()) {
            (Some(first), Some(last)) => first.start..last.end,
            _ => after..after,
        }
    };
    let (mut source_end, mut local_end) = (0, 0);
    while at < of_source.len() {
        let first = at;
        let mut wanted = reach.get(at).cloned().flatten();
        at += 1;
        if let Some(wanted) = &mut wanted {
            // Further lines of the source that reach into the same local lines.
            while let Some(Some(more)) = reach.get(at)
                && more.start < wanted.end
            {
                wanted.end = wanted.end.max(more.end);
                at += 1;
            }
            for line in next..wanted.start.max(next) {
                let own = span(&of_local, line..line + 1, local_end);
                local_end = own.end;
                pairs.push((source_end..source_end, own));
            }
        }
        let wanted = wanted.map_or(next..next, |wanted| wanted.start.max(next)..wanted.end.max(next));
        next = wanted.end;
        let pair = (
            span(&of_source, first..at, source_end),
            span(&of_local, wanted, local_end),
        );
        (source_end, local_end) = (pair.0.end, pair.1.end);
        pairs.push(pair);
    }
    for line in next..of_local.len() {
        let own = span(&of_local, line..line + 1, local_end);
        pairs.push((source_end..source_end, own));
    }
    pairs
}

/// For each line of the source the local lines with which it shares words.
fn reach(source: &Reading, local: &Reading, edits: &[Edit]) -> Vec<Option<Range<usize>>> {
    let line_of = |reading: &Reading, atom: usize| {
        let start = reading
            .atoms
            .get(atom)
            .map_or(usize::MAX, |atom| atom.start as usize);
        reading.lines.partition_point(|(line, _)| line.end <= start)
    };
    let mut reach: Vec<Option<Range<usize>>> = vec![None; source.lines.len()];
    let (mut i, mut j) = (0, 0);
    for edit in edits.iter().cloned().chain([Edit {
        first: source.atoms.len()..source.atoms.len(),
        second: 0..0,
    }]) {
        // Words in common, one line of the source at a time.
        while i < edit.first.start {
            let line = line_of(source, i);
            let line_end = source.lines.get(line).map_or(usize::MAX, |(line, _)| line.end);
            let end = source
                .atoms
                .partition_point(|atom| (atom.start as usize) < line_end)
                .min(edit.first.start);
            let count = end.saturating_sub(i).max(1);
            let lines = line_of(local, j)..line_of(local, j + count - 1) + 1;
            if let Some(own) = reach.get_mut(line) {
                *own = Some(own.take().map_or(lines.clone(), |own| {
                    own.start.min(lines.start)..own.end.max(lines.end)
                }));
            }
            (i, j) = (i + count, j + count);
        }
        (i, j) = (edit.first.end, edit.second.end);
    }
    reach
}
