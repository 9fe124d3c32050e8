//! What speaks for and against a change of one character (证据): numbers that the gate weighs.

use super::confusion::{Confusions, Likeness};
use super::fold::{EDGE, Glyph, is_hanzi};
use super::letters::{Context, LetterModel, ORDER};
use super::search::Tools;
use super::words::{Lattice, Words};

/// Support from which on a character is not doubted: of slips put into clean text 1 in 100 has so much, of clean characters of
/// administrative rules 7 in 10.
const SETTLED: f32 = 5.0;
/// Length of a known word, in characters, from which on its characters are not doubted.
const SETTLED_WORD: usize = 4;
/// A change that makes the characters around this much less likely, by natural logarithm, is not looked at further.
const LEAST_GAIN: f32 = -4.0;
/// Changes of a place that the word model sees.
const SHOWN_TO_WORDS: usize = 16;

/// How many numbers there are for one change.
pub(crate) const FEATURES: usize = 36;

/// A change of one character with what is known of it (候选).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Candidate {
    /// What would stand there.
    pub(crate) letter: Glyph,
    pub(crate) kind: Likeness,
    pub(crate) evidence: [f32; FEATURES],
}

/// A sentence as the models see it (句子).
pub(crate) struct Sight<'a> {
    letters: &'a [Glyph],
    models: &'a LetterModel,
    confusions: &'a Confusions,
    steps: Vec<Step>,
    words: Option<&'a Words>,
    lattice: Option<Lattice<'a>>,
}

/// One character after those before it.
#[derive(Clone, Copy)]
struct Step {
    before: Context,
    chance: f32,
    seen: u8,
}

/// A place as it stands.
struct Place {
    letter: Glyph,
    left: Glyph,
    right: Glyph,
    now: Window,
    /// Length of the longest known word that covers it.
    cover: usize,
    /// How likely the words around it are.
    fluency: f32,
}

/// A change of a place as the models see it.
struct Tried {
    letter: Glyph,
    kind: Likeness,
    then: Window,
    gain: f32,
    word_gain: f32,
    cover: usize,
}

impl Tried {
    fn rank(&self) -> f32 {
        self.gain + self.word_gain
    }
}

/// The letters around a place, scored.
#[derive(Clone, Copy, Default)]
struct Window {
    chance: f32,
    seen: [f32; 3],
    /// Characters around that were seen together with the one in question, summed over the window.
    support: f32,
}

impl<'a> Sight<'a> {
    pub(crate) fn new(letters: &'a [Glyph], tools: &'a Tools) -> Self {
        let (models, words, confusions) = (&tools.letters, tools.words.as_ref(), &tools.confusions);
        let mut steps = Vec::with_capacity(letters.len() + 1);
        let mut before = models.edge();
        for &letter in letters.iter().chain([&EDGE]) {
            let (chance, after, seen) = models.step(&before, letter);
            steps.push(Step { before, chance, seen });
            before = after;
        }
        let lattice = words.map(|words| words.lattice(letters));
        Self {
            letters,
            models,
            confusions,
            steps,
            words,
            lattice,
        }
    }

    /// The changes of a place that are worth weighing, the most promising first.
    pub(crate) fn candidates(&self, at: usize, most: usize) -> Vec<Candidate> {
        let Some(place) = self.place(at) else {
            return Vec::new();
        };
        let mut tried: Vec<Tried> = Vec::new();
        for &(letter, kind) in self.confusions.of(place.letter) {
            let known = |left, right| {
                self.models.pair(left, right) > 0 || self.words.is_some_and(|words| words.pair(left, right))
            };
            if !known(place.left, letter) && !known(letter, place.right) {
                continue;
            }
            let then = self.window_with(at, letter);
            let gain = then.chance - place.now.chance;
            if gain >= LEAST_GAIN {
                tried.push(Tried {
                    letter,
                    kind,
                    then,
                    gain,
                    word_gain: 0.0,
                    cover: 0,
                });
            }
        }
        if let Some(lattice) = &self.lattice {
            // The word model costs most: only the best by characters are shown to it.
            tried.sort_by(|one, other| other.gain.total_cmp(&one.gain));
            tried.truncate(SHOWN_TO_WORDS);
            for tried in &mut tried {
                tried.word_gain = lattice.gain(at, tried.letter);
                tried.cover = lattice.cover(at, tried.letter);
            }
        }
        tried.sort_by(|one, other| other.rank().total_cmp(&one.rank()));
        let (first, second) = (
            tried.first().map_or(0.0, Tried::rank),
            tried.get(1).map_or(0.0, Tried::rank),
        );
        let lead =
            |order: usize, tried: &Tried| tried.rank() - if order == 0 { second } else { first }.max(0.0);
        let best = tried.iter().take(most).enumerate();
        best.map(|(order, tried)| Candidate {
            letter: tried.letter,
            kind: tried.kind,
            evidence: self.evidence(&place, tried, lead(order, tried)),
        })
        .collect()
    }

    /// A place that may be doubted; nothing where it is beyond doubt.
    fn place(&self, at: usize) -> Option<Place> {
        let letter = self.letters[at];
        let now = self.window(at);
        if now.support >= SETTLED {
            return None;
        }
        let cover = self
            .lattice
            .as_ref()
            .map_or(0, |lattice| lattice.cover(at, letter));
        let fluency = self
            .lattice
            .as_ref()
            .map_or(0.0, |lattice| lattice.fluency(at) / 5.0 + 1.0);
        let left = if at == 0 { EDGE } else { self.letters[at - 1] };
        let right = self.letters.get(at + 1).copied().unwrap_or(EDGE);
        (cover < SETTLED_WORD).then_some(Place {
            letter,
            left,
            right,
            now,
            cover,
            fluency,
        })
    }

    fn evidence(&self, place: &Place, tried: &Tried, lead: f32) -> [f32; FEATURES] {
        let common = |letter: Glyph| ((self.models.count(letter) + 1) as f32).ln() / 5.0;
        let pairs = |left, right| ((self.models.pair(left, right) + 1) as f32).ln() / 5.0;
        let alone = |letter: Glyph| self.words.map_or(0.0, |words| words.alone(letter) / 10.0 + 1.0);
        let scale = |value: f32| (value / 5.0).clamp(-3.0, 4.0);
        let is = |so: bool| f32::from(u8::from(so));
        let both = if self.lattice.is_some() {
            tried.gain.min(tried.word_gain)
        } else {
            tried.gain
        };
        let (now, then) = (&place.now, &tried.then);
        let (left, right) = (place.left, place.right);
        [
            1.0,
            scale(tried.gain),
            scale(tried.word_gain),
            scale(both),
            is(tried.kind == Likeness::SameSound),
            is(tried.kind == Likeness::OtherTone),
            is(tried.kind == Likeness::NearSound),
            is(tried.kind == Likeness::Shape),
            is(tried.kind == Likeness::Both),
            common(place.letter),
            common(tried.letter),
            now.support / 8.0,
            then.support / 8.0,
            (place.cover as f32 - 1.0).clamp(0.0, 3.0),
            (tried.cover as f32 - 1.0).clamp(0.0, 3.0),
            now.chance / 20.0,
            then.chance / 20.0,
            scale(lead),
            is(now.support > 4.0),
            is(place.cover >= 2),
            is(tried.gain > 0.0 && tried.word_gain > 0.0),
            is(!is_hanzi(left) && !is_hanzi(right)),
            now.seen[0] / 4.0,
            now.seen[1] / 4.0,
            now.seen[2] / 4.0,
            then.seen[0] / 4.0,
            then.seen[1] / 4.0,
            then.seen[2] / 4.0,
            pairs(left, place.letter),
            pairs(place.letter, right),
            pairs(left, tried.letter),
            pairs(tried.letter, right),
            is(is_hanzi(left) && is_hanzi(right)),
            alone(place.letter),
            alone(tried.letter),
            place.fluency,
        ]
    }

    fn window(&self, at: usize) -> Window {
        let mut window = Window::default();
        for (behind, step) in self.steps[at..].iter().take(ORDER).enumerate() {
            window.add(behind, step.chance, step.seen);
        }
        window
    }

    fn window_with(&self, at: usize, letter: Glyph) -> Window {
        let mut window = Window::default();
        let mut context = self.steps[at].before;
        let rest = self.letters[at + 1..].iter().copied().chain([EDGE]);
        for (behind, letter) in std::iter::once(letter).chain(rest).take(ORDER).enumerate() {
            let (chance, after, seen) = self.models.step(&context, letter);
            window.add(behind, chance, seen);
            context = after;
        }
        window
    }
}

impl Window {
    fn add(&mut self, behind: usize, chance: f32, seen: u8) {
        self.chance += chance;
        if behind < 3 {
            self.seen[behind] = f32::from(seen);
        }
        if usize::from(seen) >= behind.max(1) {
            self.support += f32::from(seen);
        }
    }
}
