//! What a block of deflate begins with (块头): the lengths of its codes (RFC 1951, 3.2.7).

use crate::bits::Writer;
use crate::book::{DISTANCES, END, SYMBOLS};
use crate::huffman::{Codes, codes};

/// The order in which the lengths of the codes of lengths are written.
const ORDER: [usize; 19] = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
/// Bits behind the symbols 16 to 18: how often the last length, or none, is repeated.
const REPEATS: [u32; 3] = [2, 3, 7];

/// What a block begins with: its codes.
#[derive(Clone, Debug)]
pub(crate) struct Header {
    counts: (usize, usize, usize),
    /// Lengths and repeats of them, each repeat with how often.
    runs: Vec<(u8, u8)>,
    codes: Codes<19>,
}

impl Header {
    pub(crate) fn new(symbols: &Codes<SYMBOLS>, distances: &Codes<DISTANCES>) -> Self {
        let used = |codes: &[(u16, u8)], least: usize| {
            let last = codes.iter().rposition(|code| code.1 > 0);
            last.map_or(least, |last| least.max(last + 1))
        };
        let (symbol_count, distance_count) = (used(symbols, END + 1), used(distances, 1));
        let lengths = symbols[..symbol_count].iter().chain(&distances[..distance_count]);
        let runs = runs(&lengths.map(|code| code.1).collect::<Vec<u8>>());
        let mut counts = [0; 19];
        for run in &runs {
            counts[usize::from(run.0)] += 1;
        }
        let codes = codes(&counts, 7);
        let code_count = ORDER
            .iter()
            .rposition(|&symbol| codes[symbol].1 > 0)
            .map_or(4, |last| last.max(3) + 1);
        Self {
            counts: (symbol_count, distance_count, code_count),
            runs,
            codes,
        }
    }

    pub(crate) fn write(&self, writer: &mut Writer<'_>) {
        let (symbols, distances, codes) = self.counts;
        let counts = (symbols - END - 1) | (distances - 1) << 5 | (codes - 4) << 10;
        writer.put(counts as u64, 14);
        for &symbol in &ORDER[..codes] {
            writer.put(u64::from(self.codes[symbol].1), 3);
        }
        for &run in &self.runs {
            let (word, count) = self.code(run);
            writer.put(word, count);
        }
    }

    fn code(&self, (symbol, often): (u8, u8)) -> (u64, u32) {
        let (code, length) = self.codes[usize::from(symbol)];
        let extra = usize::from(symbol)
            .checked_sub(16)
            .map_or(0, |repeat| REPEATS[repeat]);
        let word = u64::from(code) | u64::from(often) << length;
        (word, u32::from(length) + extra)
    }
}

/// Lengths of codes, those that follow each other as repeats: 16 is the length before three to six times, 17 no code
/// three to ten times, 18 no code eleven to 138 times.
fn runs(lengths: &[u8]) -> Vec<(u8, u8)> {
    let mut runs = Vec::with_capacity(lengths.len());
    for same in lengths.chunk_by(|one, other| one == other) {
        let (length, mut often) = (same[0], same.len());
        let mut repeat = |symbol: u8, least: usize, most: usize, often: &mut usize| {
            while *often >= least {
                let times = most.min(*often);
                runs.push((symbol, (times - least) as u8));
                *often -= times;
            }
        };
        if length == 0 {
            repeat(18, 11, 138, &mut often);
            repeat(17, 3, 10, &mut often);
        } else if often > 3 {
            repeat(length, 1, 1, &mut 1);
            often -= 1;
            repeat(16, 3, 6, &mut often);
        }
        repeat(length, 1, 1, &mut often);
    }
    runs
}
