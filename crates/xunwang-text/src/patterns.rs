//! Many strings sought in one pass.
//!
//! Of each pattern the rarest pair of neighbouring characters is its anchor. The pass asks a bit map for every pair of the
//! text, and looks at patterns only where an anchor stands. A misspelt form nearly always holds a pair that correct text
//! does not have (国入, 民代大), so that ordinary pages cost little more than the bit map; an automaton walks a state
//! for every character. Figures: benches/lexicon.rs.

use rustc_hash::FxHashMap;

/// Patterns made ready for the pass (模式集). About 40 bytes a pattern besides its characters.
#[derive(Clone, Debug, Default)]
pub(crate) struct Patterns {
    chars: Vec<u32>,
    patterns: Vec<Pattern>,
    /// Words in which each anchor has set two bits.
    bits: Vec<u64>,
    shift: u32,
    /// Anchor to its place in `order`.
    buckets: FxHashMap<u64, (u32, u32)>,
    order: Vec<u32>,
    longest: usize,
}

#[derive(Clone, Copy, Debug)]
struct Pattern {
    start: u32,
    length: u16,
    anchor: u16,
}

/// Where a pattern stands (匹配), in characters of the text passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Match {
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// The number of the pattern, in the order given.
    pub(crate) pattern: usize,
}

/// No pattern is shorter: one character alone is no mistake that a list could know.
pub(crate) const SHORTEST: usize = 2;
/// No pattern is longer.
pub(crate) const LONGEST: usize = 60;

impl Patterns {
    /// Makes patterns ready. `common` says how often a pair occurs in ordinary text. Patterns shorter than
    /// [`SHORTEST`] or longer than [`LONGEST`] are never found.
    pub(crate) fn new<'p>(
        given: impl Iterator<Item = &'p [char]>,
        common: impl Fn(char, char) -> u32,
    ) -> Self {
        let mut made = Self::default();
        let mut anchored: FxHashMap<u64, Vec<u32>> = FxHashMap::default();
        for chars in given {
            let number = made.patterns.len() as u32;
            let start = made.chars.len() as u32;
            let fits = (SHORTEST..=LONGEST).contains(&chars.len());
            let rarest = chars
                .windows(2)
                .enumerate()
                .filter(|_| fits)
                .min_by_key(|(_, two)| {
                    let crowd = anchored
                        .get(&pair(two[0] as u32, two[1] as u32))
                        .map_or(0, Vec::len) as u32;
                    // A crowded anchor costs where it stands, a common one stands often.
                    (common(two[0], two[1]) + 1).saturating_mul(crowd + 1)
                });
            let anchor = rarest.map_or(0, |(at, _)| at);
            if let Some((_, two)) = rarest {
                anchored
                    .entry(pair(two[0] as u32, two[1] as u32))
                    .or_default()
                    .push(number);
                made.longest = made.longest.max(chars.len());
            }
            made.patterns.push(Pattern {
                start,
                length: chars.len() as u16,
                anchor: anchor as u16,
            });
            made.chars.extend(chars.iter().map(|&c| c as u32));
        }
        // Two of 16 bits and more for each anchor keep chance answers of the map near 1 %, at 256 KB for 100,000 anchors: a
        // map that leaves room in the second cache for the rest. Both bits lie in one word, so that one read tells.
        let width = (anchored.len() / 4)
            .next_power_of_two()
            .trailing_zeros()
            .clamp(9, 16);
        made.shift = 64 - 12 - width;
        made.bits = vec![0; 1 << width];
        for (anchor, numbers) in anchored {
            let (word, mask) = made.place(anchor);
            made.bits[word] |= mask;
            let from = made.order.len() as u32;
            made.order.extend(numbers);
            made.buckets.insert(anchor, (from, made.order.len() as u32));
        }
        made
    }

    /// Finds every pattern at every place, and hands out where.
    pub(crate) fn find(&self, text: &[u32], mut hand: impl FnMut(Match)) {
        if self.order.is_empty() {
            return;
        }
        let bits = self.bits.as_slice();
        let Some((&first, rest)) = text.split_first() else {
            return;
        };
        let mut before = first;
        for (at, &here) in rest.iter().enumerate() {
            let anchor = pair(before, here);
            before = here;
            let (word, mask) = self.place(anchor);
            if bits.get(word).is_some_and(|word| word & mask == mask) {
                self.verify(text, at, anchor, &mut hand);
            }
        }
    }

    /// The word of the bit map that tells of an anchor, and its two bits there.
    #[inline]
    fn place(&self, anchor: u64) -> (usize, u64) {
        let hash = spread(anchor) >> self.shift;
        ((hash >> 12) as usize, 1 << (hash >> 6 & 63) | 1 << (hash & 63))
    }

    #[inline(never)]
    fn verify(&self, text: &[u32], at: usize, anchor: u64, hand: &mut impl FnMut(Match)) {
        let Some(&(from, to)) = self.buckets.get(&anchor) else {
            return;
        };
        for &number in &self.order[from as usize..to as usize] {
            let Pattern {
                start,
                length,
                anchor,
            } = self.patterns[number as usize];
            let wanted = &self.chars[start as usize..start as usize + length as usize];
            let Some(begin) = at.checked_sub(anchor as usize) else {
                continue;
            };
            if text.get(begin..begin + wanted.len()) == Some(wanted) {
                hand(Match {
                    start: begin,
                    end: begin + wanted.len(),
                    pattern: number as usize,
                });
            }
        }
    }

    /// The characters of the longest pattern.
    pub(crate) fn longest(&self) -> usize {
        self.longest
    }

    /// Bytes held.
    pub(crate) fn memory(&self) -> usize {
        self.chars.capacity() * 4
            + self.patterns.capacity() * size_of::<Pattern>()
            + self.bits.capacity() * 8
            + self.buckets.capacity() * (size_of::<(u64, (u32, u32))>() + 1)
            + self.order.capacity() * 4
    }
}

#[inline]
fn pair(first: u32, second: u32) -> u64 {
    u64::from(first) << 21 | u64::from(second)
}

#[inline]
fn spread(pair: u64) -> u64 {
    pair.wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

#[cfg(test)]
mod tests {
    use super::{Match, Patterns};

    /// Linear congruences: chance that is the same in every run.
    fn chance(seed: &mut u64) -> u64 {
        *seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        *seed >> 33
    }

    #[test]
    fn everything_that_a_plain_search_finds_is_found() {
        let mut seed = 7;
        let mut letters = |count: u64, kinds: u64| -> Vec<char> {
            (0..count)
                .filter_map(|_| char::from_u32(0x4e00 + (chance(&mut seed) % kinds) as u32))
                .collect()
        };
        let patterns: Vec<Vec<char>> = (0..400).map(|number| letters(2 + number % 5, 6)).collect();
        let text: Vec<u32> = letters(3_000, 6).into_iter().map(u32::from).collect();
        let ready = Patterns::new(patterns.iter().map(Vec::as_slice), |_, _| 0);
        let mut found = Vec::new();
        ready.find(&text, |it| found.push((it.start, it.end, it.pattern)));
        found.sort_unstable();
        let mut expected = Vec::new();
        for (number, pattern) in patterns.iter().enumerate() {
            let pattern: Vec<u32> = pattern.iter().map(|&c| c as u32).collect();
            let places = text
                .windows(pattern.len())
                .enumerate()
                .filter(|(_, there)| *there == pattern);
            expected.extend(places.map(|(at, _)| (at, at + pattern.len(), number)));
        }
        expected.sort_unstable();
        assert!(expected.len() > 1_000);
        assert_eq!(found, expected);
    }

    #[test]
    fn nothing_is_found_by_nothing() {
        let none = Patterns::new(std::iter::empty(), |_, _| 0);
        let mut found: Vec<Match> = Vec::new();
        none.find(&[20_013, 22_269], |it| found.push(it));
        assert!(found.is_empty());
    }
}
