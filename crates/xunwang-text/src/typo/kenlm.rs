//! The word model of an installed input method (词模型): KenLM's binary trie, quantised and with array-compressed pointers.
//!
//! This is the kind of file that `libime-data-language-model` installs as `zh_CN.lm` (kind 5, any order from 2 on). The bytes are read
//! where they lie. Layout: header, counts, sorted hashes of the vocabulary, tables of the quantiser, unigrams, one
//! bit-packed table for each longer length, the words themselves. N-grams are stored backwards: a word, the word
//! before it, the word before that.

use std::fmt;

/// A word of the vocabulary (词号); 0 is the unknown word.
pub(crate) type Word = u32;

const MAGIC: &[u8] = b"mmap lm http://kheafield.com/code format version 5\n\0";
const SANITY: usize = 88;
const QUANTISED_ARRAY_TRIE: u32 = 5;
const MOST_WORDS: u64 = 1 << 24;
const MOST_NGRAMS: u64 = 1 << 32;

/// Why a file is not taken as a word model (不能使用的原因).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAModel {
    /// It does not begin as KenLM's files do.
    Foreign,
    /// Another kind of KenLM file than the quantised trie with compressed pointers, or one without its words.
    OtherKind,
    /// Its parts do not fit its length.
    Broken,
}

impl fmt::Display for NotAModel {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Foreign => "不是 KenLM 格式的语言模型文件，请指定 libime 的 zh_CN.lm",
            Self::OtherKind => {
                "是另一种 KenLM 模型，只能使用带词表、量化、压缩指针的 trie 模型（如 libime 的 zh_CN.lm）"
            }
            Self::Broken => "语言模型文件不完整，请重新安装 libime-data-language-model",
        })
    }
}

impl std::error::Error for NotAModel {}

/// An n-gram model of words (词模型).
pub(crate) struct WordModel {
    bytes: Vec<u8>,
    unigrams: usize,
    words: usize,
    middles: Vec<Packed>,
    longest: Packed,
    text: usize,
}

impl fmt::Debug for WordModel {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "WordModel({} words)", self.words)
    }
}

/// A table of n-grams of one length, each entry a few bits: word, backoff, probability, pointer.
#[derive(Clone, Copy, Debug, Default)]
struct Packed {
    base: usize,
    entries: u64,
    entry_bits: u64,
    word_bits: u64,
    backoff_bits: u64,
    probability_bits: u64,
    /// Byte of the quantiser's table of probabilities, that of backoffs.
    probabilities: usize,
    backoffs: usize,
    pointer_bits: u64,
    /// Byte and number of the high parts of pointers.
    highs: usize,
    high_count: usize,
}

impl WordModel {
    /// Takes the bytes of a file.
    ///
    /// # Errors
    /// It is not such a model.
    pub(crate) fn read(bytes: Vec<u8>) -> Result<Self, NotAModel> {
        if !bytes.starts_with(MAGIC) {
            return Err(NotAModel::Foreign);
        }
        let mut at = Layout {
            bytes: &bytes,
            at: SANITY,
        };
        let order = at.byte().ok_or(NotAModel::Broken)?;
        at.at = SANITY + 8;
        let kind = at.u32().ok_or(NotAModel::Broken)?;
        let with_words = at.byte().ok_or(NotAModel::Broken)?;
        if kind != QUANTISED_ARRAY_TRIE || with_words == 0 || !(2..=6).contains(&order) {
            return Err(NotAModel::OtherKind);
        }
        at.at = SANITY + 20;
        let model = at.model(usize::from(order)).ok_or(NotAModel::Broken)?;
        let (unigrams, words, middles, longest, text) = model;
        Ok(Self {
            bytes,
            unigrams,
            words,
            middles,
            longest,
            text,
        })
    }

    /// The words with their numbers, in order of number.
    pub(crate) fn vocabulary(&self) -> impl Iterator<Item = (Word, &str)> {
        let text = self.bytes.get(self.text..).unwrap_or_default();
        let words = text.split(|&byte| byte == 0).take(self.words).enumerate();
        words
            .skip(1)
            .filter_map(|(number, word)| Some((u32::try_from(number).ok()?, std::str::from_utf8(word).ok()?)))
    }

    /// Natural logarithm of the chance of a word after others, the nearest first.
    pub(crate) fn chance(&self, word: Word, before: &[Word]) -> f32 {
        let (mut chance, mut range) = self.unigram(word);
        let mut matched = 0;
        for (length, &context) in before.iter().enumerate() {
            if let Some(middle) = self.middles.get(length) {
                let Some(entry) = self.find(middle, context, range) else {
                    break;
                };
                chance = self.probability(middle, entry);
                range = self.continuations(middle, entry);
            } else {
                if length == self.middles.len()
                    && let Some(entry) = self.find(&self.longest, context, range)
                {
                    chance = self.probability(&self.longest, entry);
                    matched += 1;
                }
                break;
            }
            matched += 1;
        }
        let longest_context = before.len().min(self.middles.len() + 1);
        (chance + self.backoff(&before[..longest_context], matched)) * std::f32::consts::LN_10
    }

    /// What a context costs that was not seen before the word: the backoffs of its prefixes longer than `matched`.
    fn backoff(&self, context: &[Word], matched: usize) -> f32 {
        let mut cost = 0.0;
        let Some((&first, rest)) = context.split_first() else {
            return cost;
        };
        if matched >= context.len() {
            return cost;
        }
        if matched == 0 {
            cost += self.float(self.unigrams + first as usize * 16 + 4);
        }
        let (_, mut range) = self.unigram(first);
        for (length, &word) in rest.iter().enumerate() {
            let Some(middle) = self.middles.get(length) else {
                break;
            };
            let Some(entry) = self.find(middle, word, range) else {
                break;
            };
            if length + 1 >= matched {
                cost += self.backoff_of(middle, entry);
            }
            range = self.continuations(middle, entry);
        }
        cost
    }

    fn unigram(&self, word: Word) -> (f32, (u64, u64)) {
        let word = if (word as usize) < self.words {
            word as usize
        } else {
            0
        };
        let at = self.unigrams + word * 16;
        let chance = -self.float(at).abs();
        (chance, (self.word64(at + 8), self.word64(at + 24)))
    }

    fn find(&self, table: &Packed, word: Word, (from, to): (u64, u64)) -> Option<u64> {
        let (mut from, mut to) = (from, to.min(table.entries));
        while from < to {
            let middle = from + (to - from) / 2;
            let there = self.bits(table, middle * table.entry_bits, table.word_bits);
            match there.cmp(&u64::from(word)) {
                std::cmp::Ordering::Equal => return Some(middle),
                std::cmp::Ordering::Less => from = middle + 1,
                std::cmp::Ordering::Greater => to = middle,
            }
        }
        None
    }

    fn probability(&self, table: &Packed, entry: u64) -> f32 {
        let bit = entry * table.entry_bits + table.word_bits + table.backoff_bits;
        let place = self.bits(table, bit, table.probability_bits);
        -self.float(table.probabilities + place as usize * 4).abs()
    }

    fn backoff_of(&self, table: &Packed, entry: u64) -> f32 {
        let place = self.bits(
            table,
            entry * table.entry_bits + table.word_bits,
            table.backoff_bits,
        );
        self.float(table.backoffs + place as usize * 4)
    }

    /// Where the n-grams begin and end that are one word longer than this one.
    fn continuations(&self, table: &Packed, entry: u64) -> (u64, u64) {
        let inline = |entry: u64| {
            let bit = (entry + 1) * table.entry_bits - table.pointer_bits;
            self.bits(table, bit, table.pointer_bits)
        };
        let begin = self.highs_up_to(table, entry);
        let mut end = begin;
        while end + 1 < table.high_count && self.word64(table.highs + (end + 1) * 8) <= entry + 1 {
            end += 1;
        }
        let high = |part: usize| (part as u64) << table.pointer_bits;
        (high(begin) | inline(entry), high(end) | inline(entry + 1))
    }

    /// The last high part that begins at this entry or before.
    fn highs_up_to(&self, table: &Packed, entry: u64) -> usize {
        let (mut from, mut to) = (0, table.high_count);
        while from < to {
            let middle = from + (to - from) / 2;
            if self.word64(table.highs + middle * 8) <= entry {
                from = middle + 1
            } else {
                to = middle
            }
        }
        from.saturating_sub(1)
    }

    fn bits(&self, table: &Packed, bit: u64, count: u64) -> u64 {
        let word = self.word64(table.base + (bit >> 3) as usize);
        (word >> (bit & 7)) & ((1 << count) - 1)
    }

    fn float(&self, at: usize) -> f32 {
        let bytes = self.bytes.get(at..at + 4).and_then(|bytes| bytes.try_into().ok());
        let value = bytes.map_or(0.0, f32::from_le_bytes);
        if value.is_finite() { value } else { 0.0 }
    }

    fn word64(&self, at: usize) -> u64 {
        let bytes = self.bytes.get(at..at + 8).and_then(|bytes| bytes.try_into().ok());
        bytes.map_or(0, u64::from_le_bytes)
    }
}

/// Reads the header from front to back.
struct Layout<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Layout<'_> {
    fn byte(&mut self) -> Option<u8> {
        self.at += 1;
        self.bytes.get(self.at - 1).copied()
    }

    fn u32(&mut self) -> Option<u32> {
        self.at += 4;
        Some(u32::from_le_bytes(
            self.bytes.get(self.at - 4..self.at)?.try_into().ok()?,
        ))
    }

    fn u64(&mut self) -> Option<u64> {
        self.at += 8;
        Some(u64::from_le_bytes(
            self.bytes.get(self.at - 8..self.at)?.try_into().ok()?,
        ))
    }

    fn model(&mut self, order: usize) -> Option<(usize, usize, Vec<Packed>, Packed, usize)> {
        let counts: Vec<u64> = (0..order).map(|_| self.u64()).collect::<Option<_>>()?;
        let words = *counts.first()?;
        if words > MOST_WORDS || counts.iter().any(|&count| count > MOST_NGRAMS) {
            return None;
        }
        self.at = self.at.next_multiple_of(8) + 8 + words as usize * 8;
        let quantiser = self.at;
        let version = self.byte()?;
        let (probability_bits, backoff_bits) = (u64::from(self.byte()?), u64::from(self.byte()?));
        if version != 2 || !(1..=25).contains(&probability_bits) || !(1..=25).contains(&backoff_bits) {
            return None;
        }
        let (probability_table, backoff_table) = (4_usize << probability_bits, 4_usize << backoff_bits);
        let tables = |length: usize| quantiser + 8 + length * (probability_table + backoff_table);
        self.at = tables(order - 2) + probability_table;
        let unigrams = self.at;
        self.at += (words as usize + 2) * 16;
        let word_bits = required(words);
        let mut middles = Vec::new();
        for length in 0..order - 2 {
            let (entries, next) = (counts[length + 1], counts[length + 2]);
            let base = self.at;
            let chosen = (self.byte()? == 0).then(|| self.byte())??;
            let chopped = chop(entries + 1, next, chosen);
            let pointer_bits = required(next) - chopped;
            let high_count = (next >> pointer_bits) as usize + 1;
            self.at = base + 8 * (1 + high_count) + 7;
            let entry_bits = word_bits + probability_bits + backoff_bits + pointer_bits;
            middles.push(Packed {
                base: self.at,
                entries,
                entry_bits,
                word_bits,
                backoff_bits,
                probability_bits,
                probabilities: tables(length),
                backoffs: tables(length) + probability_table,
                pointer_bits,
                highs: base.next_multiple_of(8) + 8,
                high_count,
            });
            self.at += ((1 + entries) * entry_bits).div_ceil(8) as usize + 8;
        }
        let longest = Packed {
            base: self.at,
            entries: *counts.last()?,
            entry_bits: word_bits + probability_bits,
            word_bits,
            probability_bits,
            probabilities: tables(order - 2),
            ..Packed::default()
        };
        self.at += ((1 + longest.entries) * longest.entry_bits).div_ceil(8) as usize + 8;
        let text = self.at;
        self.bytes.get(text..)?.starts_with(b"<unk>\0").then_some((
            unigrams,
            words as usize,
            middles,
            longest,
            text,
        ))
    }
}

/// Bits that a number needs.
fn required(most: u64) -> u64 {
    u64::from(u64::BITS - most.leading_zeros())
}

/// How many bits of the pointers KenLM keeps in a table of their own: as many as make the file smallest.
fn chop(entries: u64, next: u64, chosen: u8) -> u64 {
    let all = required(next);
    let size = |bits: u64| {
        let table = i128::from(next.checked_shr((all - bits) as u32).unwrap_or(0)) * 64;
        table - i128::from(entries) * i128::from(bits)
    };
    // The first of equals, as KenLM takes it.
    (0..=all.min(u64::from(chosen)))
        .min_by_key(|&bits| size(bits))
        .unwrap_or(0)
}

#[cfg(test)]
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
mod tests {
    use std::collections::HashMap;

    use super::*;
    use crate::typo::WORD_MODEL_PATHS;

    /// Logarithms to the base 10 that KenLM itself gives for the model of libime 1.0.16.
    const KNOWN: &[(&str, &[f32])] = &[
        (
            "被告人 的 权利 和 义务",
            &[-5.347_93, -1.101_12, -3.504_74, -1.270_82, -0.496_54],
        ),
        ("依法 追究 刑事 责任", &[-4.8121, -2.2211, -0.0932, -0.0043]),
        (
            "下列 说法 正确 的 是",
            &[-4.8737, -2.5796, -2.6141, -0.1877, -2.0784],
        ),
    ];

    #[test]
    fn chances_are_those_of_kenlm() {
        let Some(bytes) = WORD_MODEL_PATHS.iter().find_map(|path| std::fs::read(path).ok()) else {
            eprintln!("跳过：没有安装 libime-data-language-model");
            return;
        };
        let model = WordModel::read(bytes).expect("a model");
        if model.words != 164_887 {
            eprintln!("跳过：装的是另一版 libime 词模型");
            return;
        }
        let words: HashMap<&str, Word> = model.vocabulary().map(|(number, word)| (word, number)).collect();
        for (sentence, known) in KNOWN {
            let sentence: Vec<Word> = sentence.split(' ').map(|word| words[word]).collect();
            for (place, known) in known.iter().enumerate() {
                let before: Vec<Word> = sentence[place.saturating_sub(2)..place]
                    .iter()
                    .rev()
                    .copied()
                    .collect();
                let chance = model.chance(sentence[place], &before) / std::f32::consts::LN_10;
                assert!((chance - known).abs() < 2e-4, "{chance} instead of {known}");
            }
        }
    }
}
