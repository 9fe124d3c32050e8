//! The words of ordinary text with how often they are used.

use std::hash::Hasher;
use std::io::Read;
use std::sync::OnceLock;

use flate2::read::GzDecoder;
use rustc_hash::{FxHashMap, FxHasher};

/// A word list with frequencies (词表).
#[derive(Debug)]
pub struct Words {
    /// Hash of the characters to the cost of the word: −ln of its share, in quarters.
    cost: FxHashMap<u64, u8>,
    /// The same for words of one character of the basic plane; 0 is none.
    single: Vec<u8>,
    /// One bit for the hash of the two characters with which longer words begin: most pairs begin none.
    begins: Vec<u64>,
    text: String,
}

/// No word of the list is longer.
pub(super) const LONGEST: usize = 7;

/// What a character costs that is in no word.
pub(super) const UNKNOWN: u32 = 80;

/// The word list that ships with the program (内置词表); read on first use, about 20 ms and 8 MB.
pub fn words() -> &'static Words {
    static WORDS: OnceLock<Words> = OnceLock::new();
    WORDS.get_or_init(|| Words::read(include_bytes!("../../data/words.txt.gz")))
}

impl Words {
    /// Reads lines of a word and four times the logarithm of its count. Everything after a fault is left out: the
    /// list is part of the program, and a test holds that it is whole.
    fn read(packed: &[u8]) -> Self {
        let mut text = String::new();
        let _ = GzDecoder::new(packed).read_to_string(&mut text);
        let mut cost = FxHashMap::default();
        cost.reserve(text.len() / 9);
        let mut single = vec![0; 0x1_0000];
        let mut begins = vec![0_u64; 1 << (PAIR_BITS - 6)];
        for (word, count) in text.lines().filter_map(entry) {
            cost.insert(hash(word.chars().map(u32::from)), ALL - count);
            let mut chars = word.chars().map(u32::from);
            match (chars.next(), chars.next()) {
                (Some(first), Some(second)) => {
                    let bit = pair_bit(first, second);
                    begins[bit >> 6] |= 1 << (bit & 63);
                }
                (Some(only), None) => {
                    if let Some(slot) = single.get_mut(only as usize) {
                        *slot = (ALL - count).max(1);
                    }
                }
                _ => {}
            }
        }
        Self {
            cost,
            single,
            begins,
            text,
        }
    }

    /// Is this a word of ordinary text?
    pub fn contains(&self, word: &str) -> bool {
        self.cost.contains_key(&hash(word.chars().map(u32::from)))
    }

    /// How often a word is used (词频): four times the logarithm of its count, 0 where it is none.
    pub fn commonness(&self, word: &str) -> u8 {
        let cost = self.cost.get(&hash(word.chars().map(u32::from)));
        cost.map_or(0, |cost| ALL - cost)
    }

    /// The words of at least two characters that hold `part` and are longer, the most used first, at most `limit`.
    pub fn around(&self, part: &str, limit: usize) -> Vec<&str> {
        let mut found: Vec<(u8, &str)> = memchr::memmem::find_iter(self.text.as_bytes(), part)
            .filter_map(|at| {
                let start = self.text[..at].rfind('\n').map_or(0, |at| at + 1);
                let line = self.text[start..].lines().next()?;
                entry(line).map(|(word, count)| (count, word))
            })
            .filter(|(_, word)| word.len() > part.len())
            .collect();
        found.sort_by(|a, b| b.cmp(a));
        found.into_iter().take(limit).map(|(_, word)| word).collect()
    }

    /// All words, with what they cost.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.text.lines().filter_map(entry).map(|(word, _)| word)
    }

    /// What the word of this one character costs.
    #[inline]
    pub(super) fn single(&self, c: u32) -> Option<u32> {
        self.single
            .get(c as usize)
            .filter(|cost| **cost > 0)
            .map(|cost| u32::from(*cost))
    }

    /// For each word of two and more characters that begins at the start of `chars`: its length and its cost.
    #[inline]
    pub(super) fn beginning(&self, chars: &[u32], mut hand: impl FnMut(usize, u32)) {
        let [first, second, ..] = chars else { return };
        let bit = pair_bit(*first, *second);
        if self.begins[bit >> 6] >> (bit & 63) & 1 == 0 {
            return;
        }
        let mut hasher = FxHasher::default();
        hasher.write_u32(*first);
        for (index, &c) in chars.iter().take(LONGEST).enumerate().skip(1) {
            hasher.write_u32(c);
            if let Some(cost) = self.cost.get(&hasher.finish()) {
                hand(index + 1, u32::from(*cost));
            }
        }
    }
}

/// A map of 128 KB for about 60,000 pairs.
const PAIR_BITS: u32 = 20;

#[inline]
fn pair_bit(first: u32, second: u32) -> usize {
    let pair = u64::from(first) << 21 | u64::from(second);
    (pair.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - PAIR_BITS)) as usize
}

/// Four times the logarithm of the count of all words.
const ALL: u8 = 72;

fn entry(line: &str) -> Option<(&str, u8)> {
    let digits = line.find(|c: char| c.is_ascii_digit())?;
    Some((
        &line[..digits],
        line[digits..].parse().ok().filter(|count| *count <= ALL)?,
    ))
}

fn hash(chars: impl Iterator<Item = u32>) -> u64 {
    let mut hasher = FxHasher::default();
    chars.for_each(|c| hasher.write_u32(c));
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn the_list_is_whole() {
        assert_eq!(words().iter().count(), 182_960);
        assert!(words().contains("人民") && words().contains("交通") && !words().contains("入民"));
        assert_eq!(words().around("民代表", 1), ["人民代表大会"]);
    }
}
