//! The changes of a sentence (改法): found one after the other, each in the light of those before it.

use super::confusion::Confusions;
use super::evidence::{Candidate, Sight};
use super::fold::{Glyph, Unit};
use super::gate::Gate;
use super::letters::LetterModel;
use super::words::Words;

/// How often a sentence is read again after changes.
const ROUNDS: usize = 3;
/// Changes nearer to each other than this wait for the next reading.
const APART: usize = 3;

/// Everything a check needs (检查所需).
pub(crate) struct Tools {
    pub(crate) letters: LetterModel,
    pub(crate) words: Option<Words>,
    pub(crate) confusions: Confusions,
    pub(crate) gate: Gate,
}

/// A change that passed the gate (改动).
#[derive(Clone, Debug)]
pub(crate) struct Change {
    pub(crate) at: usize,
    /// What should stand there, the likeliest first.
    pub(crate) letters: Vec<Glyph>,
    pub(crate) score: f32,
}

impl Tools {
    /// The changes of a sentence that are at least as likely as the threshold.
    pub(crate) fn changes(&self, sentence: &[Unit], threshold: f32) -> Vec<Change> {
        let mut letters: Vec<Glyph> = sentence.iter().map(|unit| unit.glyph).collect();
        let mut changes: Vec<Change> = Vec::new();
        for _ in 0..ROUNDS {
            let found = self.weigh(sentence, &letters, threshold, &changes);
            if found.is_empty() {
                break;
            }
            for change in found {
                letters[change.at] = change.letters[0];
                changes.push(change);
            }
        }
        changes.sort_by_key(|change| change.at);
        changes
    }

    fn weigh(&self, sentence: &[Unit], letters: &[Glyph], threshold: f32, known: &[Change]) -> Vec<Change> {
        let sight = Sight::new(letters, &self.letters, self.words.as_ref(), &self.confusions);
        let mut found: Vec<Change> = Vec::new();
        for (at, unit) in sentence.iter().enumerate() {
            if !unit.open || known.iter().any(|change| change.at == at) {
                continue;
            }
            let scored = |candidate: Candidate| (self.gate.score(&candidate.evidence), candidate.letter);
            let mut scores: Vec<(f32, Glyph)> = sight.candidates(at, 4).into_iter().map(scored).collect();
            scores.sort_by(|one, other| other.0.total_cmp(&one.0));
            let Some(&(score, _)) = scores.first().filter(|(score, _)| *score >= threshold) else { continue };
            let letters = scores.into_iter().map(|(_, letter)| letter).collect();
            found.push(Change { at, letters, score });
        }
        found.sort_by(|one, other| other.score.total_cmp(&one.score));
        let mut kept: Vec<Change> = Vec::new();
        for change in found {
            if kept.iter().all(|other| other.at.abs_diff(change.at) >= APART) {
                kept.push(change);
            }
        }
        kept
    }
}
