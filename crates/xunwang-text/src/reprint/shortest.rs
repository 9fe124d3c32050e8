//! The shortest edits between two short sequences (最短编辑), after Myers, up to a bound.

/// A common run: where it begins in the one, in the other, and its length.
pub(crate) type Pair = (usize, usize, usize);

/// Common runs of a shortest edit script with at most `most` edits; `None` where it needs more.
pub(crate) fn shortest(first: &[u32], second: &[u32], most: usize) -> Option<Vec<Pair>> {
    let most = most.min(first.len() + second.len());
    // furthest[k + most + 1]: how far in `first` a path on diagonal k = i - j has come.
    let mut furthest = vec![0_usize; 2 * most + 3];
    let mut trace: Vec<Vec<usize>> = Vec::new();
    for edits in 0..=most {
        let low = most + 1 - edits;
        for diagonal in (low..=most + 1 + edits).step_by(2) {
            let i = start(&furthest, diagonal, low, most + 1 + edits);
            let Some(j) = (i + most + 1).checked_sub(diagonal) else {
                continue;
            };
            let run = common(first, second, i, j);
            *furthest.get_mut(diagonal)? = i + run;
            if i + run >= first.len() && j + run >= second.len() {
                trace.push(furthest.get(low - 1..=most + 2 + edits)?.to_vec());
                return Some(back(first, second, &trace, most));
            }
        }
        trace.push(furthest.get(low - 1..=most + 2 + edits)?.to_vec());
    }
    None
}

/// Where a path with one more edit begins on a diagonal: below or right of the further neighbour.
fn start(furthest: &[usize], diagonal: usize, low: usize, high: usize) -> usize {
    let of = |at: usize| furthest.get(at).copied().unwrap_or(0);
    if low == high {
        0
    } else if diagonal == low || diagonal != high && of(diagonal - 1) < of(diagonal + 1) {
        of(diagonal + 1)
    } else {
        of(diagonal - 1) + 1
    }
}

fn common(first: &[u32], second: &[u32], i: usize, j: usize) -> usize {
    let rest = |codes: &'_ [u32], at: usize| -> usize { codes.len().saturating_sub(at) };
    let length = rest(first, i).min(rest(second, j));
    let one = first.iter().skip(i).take(length);
    one.zip(second.iter().skip(j)).take_while(|(a, b)| a == b).count()
}

/// Walks the trace back and gathers the common runs.
fn back(first: &[u32], second: &[u32], trace: &[Vec<usize>], most: usize) -> Vec<Pair> {
    let mut pairs = Vec::new();
    let (mut i, mut j) = (first.len(), second.len());
    for edits in (1..trace.len()).rev() {
        // The state before this round: its row begins one diagonal before `low` of that round.
        let Some(row) = trace.get(edits - 1) else { break };
        let offset = most + 1 - (edits - 1) - 1;
        let of = |diagonal: usize| {
            diagonal
                .checked_sub(offset)
                .and_then(|at| row.get(at))
                .copied()
                .unwrap_or(0)
        };
        let diagonal = i + most + 1 - j;
        let (low, high) = (most + 1 - edits, most + 1 + edits);
        let is_down = diagonal == low || diagonal != high && of(diagonal - 1) < of(diagonal + 1);
        let from = if is_down {
            of(diagonal + 1)
        } else {
            of(diagonal - 1) + 1
        };
        let run = i - from;
        if run > 0 {
            pairs.push((i - run, j - run, run));
        }
        (i, j) = (i - run, j - run);
        if is_down { j -= 1 } else { i -= 1 }
    }
    if i > 0 {
        pairs.push((0, 0, i));
    }
    pairs.reverse();
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Edits that the common runs leave, after a check that they are common and in order.
    fn count(first: &str, second: &str) -> Option<usize> {
        let codes = |text: &str| text.chars().map(u32::from).collect::<Vec<_>>();
        let (first, second) = (codes(first), codes(second));
        let pairs = shortest(&first, &second, 40)?;
        let mut at = (0, 0);
        for (i, j, length) in &pairs {
            assert!(*i >= at.0 && *j >= at.1, "{pairs:?}");
            assert_eq!(first.get(*i..i + length), second.get(*j..j + length));
            at = (i + length, j + length);
        }
        let common: usize = pairs.iter().map(|pair| pair.2).sum();
        Some(first.len() + second.len() - 2 * common)
    }

    #[test]
    fn it_is_the_shortest() {
        assert_eq!(count("ABCABBA", "CBABAC"), Some(5));
        assert_eq!(count("", ""), Some(0));
        assert_eq!(count("甲", ""), Some(1));
        assert_eq!(count("甲乙丙", "丁戊己"), Some(6));
        assert_eq!(count("甲乙丙丁", "乙丙丁戊"), Some(2));
        assert_eq!(count(&"甲".repeat(50), &"乙".repeat(50)), None);
    }
}
