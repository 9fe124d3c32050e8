//! What speaks for and against a change of one character (证据): numbers that the gate weighs.

use super::confusion::{Confusions, Likeness};
use super::fold::{EDGE, Glyph, is_hanzi};
use super::letters::{Context, LetterModel, ORDER};
use super::search::Tools;
use super::words::{Lattice, Words};

/// Support from which on a character is not doubted: of slips put into clean text 1 in 100 has so much, of clean characters of
/// administrative rules 7 in 10.
const SETTLED: f32 = 5.0;
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
        let here = self.letters[at];
        let now = self.window(at);
        if now.support >= SETTLED {
            return Vec::new();
        }
        let fluency = self
            .lattice
            .as_ref()
            .map_or(0.0, |lattice| lattice.fluency(at) / 5.0 + 1.0);
        let cover = self.lattice.as_ref().map_or(0, |lattice| lattice.cover(at, here));
        let left = if at == 0 { EDGE } else { self.letters[at - 1] };
        let right = self.letters.get(at + 1).copied().unwrap_or(EDGE);
        let mut found: Vec<(f32, f32, usize, Window, Glyph, Likeness)> = Vec::new();
        for &(letter, kind) in self.confusions.of(here) {
            let plausible = self.models.pair(left, letter) > 0
                || self.models.pair(letter, right) > 0
                || self
                    .words
                    .is_some_and(|words| words.pair(left, letter) || words.pair(letter, right));
            if !plausible {
                continue;
            }
            let then = self.window_with(at, letter);
            let gain = then.chance - now.chance;
            if gain < -4.0 {
                continue;
            }
            let covered = self
                .lattice
                .as_ref()
                .map_or(0, |lattice| lattice.cover(at, letter));
            let word_gain = self
                .lattice
                .as_ref()
                .map_or(0.0, |lattice| lattice.gain(at, letter));
            found.push((gain, word_gain, covered, then, letter, kind));
        }
        let rank = |gain: f32, word_gain: f32| gain + word_gain;
        found.sort_by(|one, other| rank(other.0, other.1).total_cmp(&rank(one.0, one.1)));
        let ranks: Vec<f32> = found.iter().map(|found| rank(found.0, found.1)).collect();
        let neighbours = |place: usize| {
            let next = ranks
                .iter()
                .enumerate()
                .find(|&(other, _)| other != place)
                .map_or(0.0, |(_, &rank)| rank);
            ranks[place] - next.max(0.0)
        };
        let candidates = found.iter().take(most).enumerate().map(
            |(place, &(gain, word_gain, covered, then, letter, kind))| {
                let common = |letter: Glyph| ((self.models.count(letter) + 1) as f32).ln();
                let pairs = |left, right| ((self.models.pair(left, right) + 1) as f32).ln() / 5.0;
                let alone = |letter: Glyph| self.words.map_or(0.0, |words| words.alone(letter) / 10.0 + 1.0);
                let scale = |value: f32| (value / 5.0).clamp(-3.0, 4.0);
                let is = |other: Likeness| f32::from(u8::from(kind == other));
                let both = if self.lattice.is_some() {
                    gain.min(word_gain)
                } else {
                    gain
                };
                let evidence = [
                    1.0,
                    scale(gain),
                    scale(word_gain),
                    scale(both),
                    is(Likeness::SameSound),
                    is(Likeness::OtherTone),
                    is(Likeness::NearSound),
                    is(Likeness::Shape),
                    is(Likeness::Both),
                    common(here) / 5.0,
                    common(letter) / 5.0,
                    now.support / 8.0,
                    then.support / 8.0,
                    (cover as f32 - 1.0).clamp(0.0, 3.0),
                    (covered as f32 - 1.0).clamp(0.0, 3.0),
                    now.chance / 20.0,
                    then.chance / 20.0,
                    scale(neighbours(place)),
                    f32::from(u8::from(now.support > 4.0)),
                    f32::from(u8::from(cover >= 2)),
                    f32::from(u8::from(gain > 0.0 && word_gain > 0.0)),
                    f32::from(u8::from(!is_hanzi(left) && !is_hanzi(right))),
                    now.seen[0] / 4.0,
                    now.seen[1] / 4.0,
                    now.seen[2] / 4.0,
                    then.seen[0] / 4.0,
                    then.seen[1] / 4.0,
                    then.seen[2] / 4.0,
                    pairs(left, here),
                    pairs(here, right),
                    pairs(left, letter),
                    pairs(letter, right),
                    f32::from(u8::from(is_hanzi(left) && is_hanzi(right))),
                    alone(here),
                    alone(letter),
                    fluency,
                ];
                Candidate {
                    letter,
                    kind,
                    evidence,
                }
            },
        );
        candidates.collect()
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
