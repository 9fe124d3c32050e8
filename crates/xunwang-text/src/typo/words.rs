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

/// The best ways to reach a place, the best first (到达方式); on the stack, because there is one for each character and change.
#[derive(Clone, Copy, Debug)]
struct Ways {
    ways: [Way; WAYS],
    count: usize,
}

impl Ways {
    const START: Self = Self {
        ways: [START; WAYS],
        count: 1,
    };
    const NONE: Self = Self {
        ways: [START; WAYS],
        count: 0,
    };

    fn all(&self) -> &[Way] {
        &self.ways[..self.count]
    }

    fn insert(&mut self, way: Way) {
        let place = self
            .all()
            .iter()
            .position(|other| other.score < way.score)
            .unwrap_or(self.count);
        if place >= WAYS {
            return;
        }
        self.count = (self.count + 1).min(WAYS);
        self.ways[place..self.count].rotate_right(1);
        self.ways[place] = way;
    }

    fn best(&self) -> f32 {
        self.all().first().map_or(f32::NEG_INFINITY, |way| way.score)
    }
}

/// All ways through a sentence (词图).
#[derive(Debug)]
pub(crate) struct Lattice<'a> {
    words: &'a Words,
    letters: &'a [Glyph],
    /// The ways that reach each place; one entry more than letters.
    ways: Vec<Ways>,
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
        Self {
            model,
            children,
            word_at,
        }
    }

    /// The ways through a sentence.
    pub(crate) fn lattice<'a>(&'a self, letters: &'a [Glyph]) -> Lattice<'a> {
        let mut lattice = Lattice {
            words: self,
            letters,
            ways: vec![Ways::START],
        };
        for end in 1..=letters.len() {
            let ways = self.reach(end, |place| letters[place], |place| &lattice.ways[place]);
            lattice.ways.push(ways);
        }
        lattice
    }

    /// Natural logarithm of the chance of a character as a word by itself.
    pub(crate) fn alone(&self, letter: Glyph) -> f32 {
        let node = self.children.get(&(0, letter));
        let word = node
            .map(|&node| self.word_at[node as usize])
            .filter(|&word| word != NO_WORD);
        self.model.chance(word.unwrap_or(0), &[])
    }

    /// Do two characters make a word?
    pub(crate) fn pair(&self, left: Glyph, right: Glyph) -> bool {
        let node = self
            .children
            .get(&(0, left))
            .and_then(|&node| self.children.get(&(node, right)));
        node.is_some_and(|&node| self.word_at[node as usize] != NO_WORD)
    }

    /// The ways that end at a place.
    fn reach<'w>(
        &self,
        end: usize,
        letter: impl Fn(usize) -> Glyph,
        ways: impl Fn(usize) -> &'w Ways,
    ) -> Ways {
        if !is_hanzi(letter(end - 1)) {
            let mut broken = Ways::START;
            broken.ways[0].score = ways(end - 1).best();
            return broken;
        }
        let mut found = Ways::NONE;
        for start in (end.saturating_sub(LONGEST)..end).rev() {
            if !is_hanzi(letter(start)) {
                break;
            }
            let word = match self.word(start..end, &letter) {
                Some(word) => word,
                None if start + 1 == end => 0,
                None => continue,
            };
            let ways = ways(start).all().iter().map(|way| self.extend(way, word));
            if let Some(way) = ways.max_by(|one, other| one.score.total_cmp(&other.score)) {
                found.insert(way);
            }
        }
        found
    }

    fn extend(&self, way: &Way, word: Word) -> Way {
        let context = [way.last, way.before];
        let known = context.iter().take_while(|&&word| word != NO_WORD).count();
        let score = way.score + self.model.chance(word, &context[..known]);
        Way {
            score,
            last: word,
            before: way.last,
        }
    }

    fn word(&self, range: std::ops::Range<usize>, letter: impl Fn(usize) -> Glyph) -> Option<Word> {
        let mut node = 0;
        for place in range {
            node = *self.children.get(&(node, letter(place)))?;
        }
        Some(self.word_at[node as usize]).filter(|&word| word != NO_WORD)
    }
}

const START: Way = Way {
    score: 0.0,
    last: NO_WORD,
    before: NO_WORD,
};

impl Lattice<'_> {
    /// How much likelier the sentence becomes with another letter at a place; natural logarithm.
    pub(crate) fn gain(&self, at: usize, instead: Glyph) -> f32 {
        let end = (at + 1 + REACH).min(self.letters.len());
        let letter = |place: usize| if place == at { instead } else { self.letters[place] };
        let mut changed = [Ways::NONE; REACH + 1];
        for place in at + 1..=end {
            let reached = self.words.reach(place, letter, |place| {
                if place <= at {
                    &self.ways[place]
                } else {
                    &changed[place - at - 1]
                }
            });
            changed[place - at - 1] = reached;
        }
        changed[end - at - 1].best() - self.ways[end].best()
    }

    /// How likely the letters around a place are: natural logarithm for each letter.
    pub(crate) fn fluency(&self, at: usize) -> f32 {
        let (from, to) = (at.saturating_sub(2), (at + 3).min(self.letters.len()));
        (self.ways[to].best() - self.ways[from].best()) / (to - from) as f32
    }

    /// Length of the longest word that could cover a place, if this letter stood there.
    pub(crate) fn cover(&self, at: usize, instead: Glyph) -> usize {
        let letter = |place: usize| if place == at { instead } else { self.letters[place] };
        let mut longest = 0;
        for start in at.saturating_sub(LONGEST - 1)..=at {
            let mut node = 0;
            for place in start..(start + LONGEST).min(self.letters.len()) {
                let Some(&child) = self.words.children.get(&(node, letter(place))) else {
                    break;
                };
                node = child;
                if place >= at && self.words.word_at[node as usize] != NO_WORD {
                    longest = longest.max(place + 1 - start);
                }
            }
        }
        longest
    }
}
