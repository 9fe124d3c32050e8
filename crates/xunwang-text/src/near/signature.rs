//! The signature of a text (指纹): a digest, and marks at an even density.

use crate::reprint::{Reading, runs};

/// Atoms of the run behind a mark.
const RUN: usize = 12;
/// Of so many runs in a row at least one is a mark: texts with 59 atoms in common share a mark for certain. About one run in
/// 24 is chosen.
const WINDOW: usize = 48;

/// A text in some bytes (指纹), by which texts that hold the same words are found. Typography, numbering styles, tables of
/// contents and the chrome of the page do not count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signature {
    /// Digest of all that counts; equal texts have equal ones.
    pub digest: u64,
    /// Number of letters, ideographs and numbers.
    pub length: u32,
    /// Ascending, each once.
    pub(super) marks: Vec<u32>,
}

impl Signature {
    /// The signature of a text (取指纹), paragraphs separated by line ends.
    pub fn of(text: &str) -> Self {
        let codes = Reading::of(text).codes();
        let digest = codes.iter().fold(0, |digest: u64, code| {
            (digest.rotate_left(5) ^ u64::from(*code)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
        });
        let mut marks = chosen(&codes);
        if marks.is_empty() && !codes.is_empty() {
            marks.push(digest as u32);
        }
        marks.sort_unstable();
        marks.dedup();
        Self {
            digest: digest ^ digest >> 29,
            length: codes.len() as u32,
            marks,
        }
    }

    /// A signature of given marks (由标记), as an index kept elsewhere hands them back.
    pub fn of_marks(mut marks: Vec<u32>) -> Self {
        marks.sort_unstable();
        marks.dedup();
        let digest = marks.iter().fold(0, |digest: u64, mark| {
            (digest.rotate_left(5) ^ u64::from(*mark)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
        });
        Self {
            digest,
            length: 0,
            marks,
        }
    }

    /// Number of marks; memory of the index grows with it.
    pub fn marks(&self) -> usize {
        self.marks.len()
    }

    /// Share of this text that stands in another, 0 to 1, by their marks: an estimate (包含度).
    pub fn contained_in(&self, other: &Self) -> f32 {
        if self.marks.is_empty() {
            return 0.0;
        }
        let common = self
            .marks
            .iter()
            .filter(|mark| other.marks.binary_search(mark).is_ok())
            .count();
        common as f32 / self.marks.len() as f32
    }
}

/// The least hash of every window of runs, the last of equal ones: winnowing (Schleimer, Wilkerson, Aiken 2003).
fn chosen(codes: &[u32]) -> Vec<u32> {
    let hashes: Vec<u32> = runs(codes, RUN)
        .map(|(_, hash)| (hash.wrapping_mul(0xd6e8_feb8_6659_fd93) >> 32) as u32)
        .collect();
    let window = WINDOW.min(hashes.len()).max(1);
    let mut marks = Vec::with_capacity(hashes.len() / (window / 2).max(1) + 1);
    let mut least = usize::MAX;
    for end in window..=hashes.len() {
        let start = end - window;
        let hash = |at: usize| hashes.get(at).copied().unwrap_or(u32::MAX);
        let last = end - 1;
        let chosen = if least == usize::MAX || least < start {
            (start..end).rev().min_by_key(|at| hash(*at)).unwrap_or(start)
        } else if hash(last) <= hash(least) {
            last
        } else {
            continue;
        };
        least = chosen;
        marks.push(hash(chosen));
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(from: u32, to: u32) -> String {
        (from..to)
            .map(|n| {
                format!(
                    "第{n}组{}日前完成{}号清单，计{}项。\n",
                    n % 28 + 1,
                    n * 37,
                    n * 7 % 90
                )
            })
            .collect()
    }

    #[test]
    fn a_part_brings_its_marks_with_it() {
        let part = Signature::of(&report(40, 60));
        let whole = Signature::of(&report(0, 200));
        assert!(part.contained_in(&whole) > 0.9, "{}", part.contained_in(&whole));
        assert!(whole.contained_in(&part) < 0.2);
        assert_eq!(Signature::of(&report(300, 400)).contained_in(&whole), 0.0);
    }

    #[test]
    fn typography_leaves_the_signature_as_it_is() {
        let plain = report(0, 9);
        let dressed = format!(
            "来源：本网\n{}\n打印　关闭",
            plain.replace('，', ", ").replace('\n', "\n\n　　")
        );
        assert_eq!(Signature::of(&plain), Signature::of(&dressed));
        assert_eq!(Signature::of("。"), Signature::default());
        assert_eq!(Signature::of("通知").marks(), 1);
    }
}
