//! Sentences as paths of words (词图): how likely a sentence is by the word model, over all ways to cut it.

use rustc_hash::FxHashMap;

use super::fold::{Glyph, is_hanzi};
use super::kenlm::{Word, WordModel};

/// Longest word that is looked for, in characters.
const LONGEST: usize = 6;
/// Ways to reach a place that are kept.
const WAYS: usize = 4;
/// Characters behind a change that are scored again.
const REACH: usize = 4;
const NO_WORD: Word = Word::MAX;

/// The word model with its vocabulary as a tree of characters (词表).
#[derive(Debug)]
pub(crate) struct Words {
    model: WordModel,
    children: FxHashMap<(u32, Glyph), u32>,
    /// The word that ends at a node.
    word_at: Vec<Word>,
}

/// A way to reach a place: its score and the last two words.
#[derive(Clone, Copy, Debug)]
struct Way {
    score: f32,
    last: Word,
    before: Word,
}

/// All ways through a sentence (词图).
#[derive(Debug)]
pub(crate) struct Lattice<'a> {
    words: &'a Words,
    letters: &'a [Glyph],
    /// The ways that reach each place; one entry more than letters.
    ways: Vec<Vec<Way>>,
}

impl Words {
    /// Puts the vocabulary in order.
    pub(crate) fn new(model: WordModel) -> Self {
        let mut children = FxHashMap::default();
        let mut word_at = vec![NO_WORD];
        for (number, word) in model.vocabulary() {
            let letters: Vec<Glyph> = word.encode_utf16().collect();
            if letters.len() > LONGEST || !letters.iter().all(|&letter| is_hanzi(letter)) {
                continue;
            }
            let mut node = 0;
            for letter in letters {
                node = *children.entry((node, letter)).or_insert_with(|| {
                    word_at.push(NO_WORD);
                    u32::try_from(word_at.len() - 1).unwrap_or(0)
                });
            }
            word_at[node as usize] = number;
        }
        Self { model, children, word_at }
    }

    /// The ways through a sentence.
    pub(crate) fn lattice<'a>(&'a self, letters: &'a [Glyph]) -> Lattice<'a> {
        let mut lattice = Lattice { words: self, letters, ways: vec![vec![START]] };
        for end in 1..=letters.len() {
            let ways = self.reach(end, &|place| letters[place], &|place| lattice.ways[place].as_slice());
            lattice.ways.push(ways);
        }
        lattice
    }

    /// The ways that end at a place.
    fn reach<'w>(
        &self,
        end: usize,
        letter: &dyn Fn(usize) -> Glyph,
        ways: &dyn Fn(usize) -> &'w [Way],
    ) -> Vec<Way> {
        let last = letter(end - 1);
        if !is_hanzi(last) {
            let score = best(ways(end - 1));
            return vec![Way { score, ..START }];
        }
        let mut found: Vec<Way> = Vec::new();
        for start in (end.saturating_sub(LONGEST)..end).rev() {
            if !is_hanzi(letter(start)) {
                break;
            }
            let word = match self.word(start..end, letter) {
                Some(word) => word,
                None if start + 1 == end => 0,
                None => continue,
            };
            let Some(way) = ways(start).iter().map(|way| self.extend(way, word)).max_by(by_score) else { continue };
            found.push(way);
        }
        found.sort_by(|one, other| by_score(other, one));
        found.truncate(WAYS);
        found
    }

    fn extend(&self, way: &Way, word: Word) -> Way {
        let context = [way.last, way.before];
        let known = context.iter().take_while(|&&word| word != NO_WORD).count();
        let score = way.score + self.model.chance(word, &context[..known]);
        Way { score, last: word, before: way.last }
    }

    fn word(&self, range: std::ops::Range<usize>, letter: &dyn Fn(usize) -> Glyph) -> Option<Word> {
        let mut node = 0;
        for place in range {
            node = *self.children.get(&(node, letter(place)))?;
        }
        Some(self.word_at[node as usize]).filter(|&word| word != NO_WORD)
    }
}

const START: Way = Way { score: 0.0, last: NO_WORD, before: NO_WORD };

impl Lattice<'_> {
    /// How much likelier the sentence becomes with another letter at a place; natural logarithm.
    pub(crate) fn gain(&self, at: usize, instead: Glyph) -> f32 {
        let end = (at + 1 + REACH).min(self.letters.len());
        let letter = |place: usize| if place == at { instead } else { self.letters[place] };
        let mut changed: Vec<Vec<Way>> = Vec::with_capacity(REACH + 1);
        for place in at + 1..=end {
            let ways = |place: usize| {
                if place <= at { self.ways[place].as_slice() } else { changed[place - at - 1].as_slice() }
            };
            let reached = self.words.reach(place, &letter, &ways);
            changed.push(reached);
        }
        best(changed.last().map_or(&[], Vec::as_slice)) - best(&self.ways[end])
    }

    /// Length of the longest word that could cover a place, if this letter stood there.
    pub(crate) fn cover(&self, at: usize, instead: Glyph) -> usize {
        let letter = |place: usize| if place == at { instead } else { self.letters[place] };
        let mut longest = 0;
        for start in at.saturating_sub(LONGEST - 1)..=at {
            let mut node = 0;
            for place in start..(start + LONGEST).min(self.letters.len()) {
                let Some(&child) = self.words.children.get(&(node, letter(place))) else { break };
                node = child;
                if place >= at && self.words.word_at[node as usize] != NO_WORD {
                    longest = longest.max(place + 1 - start);
                }
            }
        }
        longest
    }
}

fn best(ways: &[Way]) -> f32 {
    ways.iter().map(|way| way.score).fold(f32::NEG_INFINITY, f32::max)
}

fn by_score(one: &Way, other: &Way) -> std::cmp::Ordering {
    one.score.total_cmp(&other.score)
}

impl Words {
    pub(crate) fn check(&self, s: &[&str]) -> Vec<f32> {
        let ids: Vec<Word> = s.iter().map(|w| { let l: Vec<u16> = w.encode_utf16().collect(); self.word(0..l.len(), &|i| l[i]).unwrap_or(0) }).collect();
        (0..ids.len()).map(|i| { let ctx: Vec<Word> = ids[i.saturating_sub(2)..i].iter().rev().copied().collect(); self.model.chance(ids[i], &ctx) / std::f32::consts::LN_10 }).collect()
    }
}
