//! The changes of a sentence (改法): found one after the other, each in the light of those before it.

use super::confusion::{Confusions, Likeness};
use super::evidence::{Candidate, Sight};
use super::fold::{Glyph, Unit};
use super::gate::Gate;
use super::letters::LetterModel;
use super::words::Words;

/// How often a sentence is read again after changes.
const ROUNDS: usize = 4;
/// Changes nearer to each other than this wait for the next reading.
const APART: usize = 3;
/// Slips come in company: in a sentence that has one, the next needs less. Odds are multiplied by this.
const COMPANY: f32 = 6.0;
/// Candidates of a place that are weighed.
const MOST: usize = 4;

/// Everything that one sentence is weighed with (检查所需).
#[derive(Debug)]
pub(crate) struct Tools {
    pub(crate) letters: LetterModel,
    pub(crate) words: Option<Words>,
    pub(crate) confusions: Confusions,
    pub(crate) gate: Gate,
}

/// A change that passed the gate (改动).
#[derive(Clone, Debug)]
pub(crate) struct Change {
    /// Place in the sentence.
    pub(crate) at: usize,
    /// What should stand there, the likeliest first.
    pub(crate) letters: Vec<Glyph>,
    pub(crate) kind: Likeness,
    pub(crate) score: f32,
}

impl Tools {
    /// The changes of a sentence that are at least as likely as the threshold, in order of place.
    pub(crate) fn changes(&self, sentence: &[Unit], threshold: f32) -> Vec<Change> {
        let mut letters: Vec<Glyph> = sentence.iter().map(|unit| unit.glyph).collect();
        let mut changes: Vec<Change> = Vec::new();
        for round in 0..ROUNDS {
            let bar = if round == 0 {
                threshold
            } else {
                with_odds(threshold, 1.0 / COMPANY)
            };
            let found = self.weigh(sentence, &letters, bar, &changes);
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

    /// One reading: the best change of each place, as far as they do not stand in each other's way.
    fn weigh(&self, sentence: &[Unit], letters: &[Glyph], bar: f32, known: &[Change]) -> Vec<Change> {
        let sight = Sight::new(letters, self);
        let mut found: Vec<Change> = Vec::new();
        for (at, unit) in sentence.iter().enumerate() {
            if !unit.open || known.iter().any(|change| change.at == at) {
                continue;
            }
            let scored = |candidate: Candidate| (self.gate.score(&candidate.evidence), candidate);
            let mut scores: Vec<_> = sight.candidates(at, MOST).into_iter().map(scored).collect();
            scores.sort_by(|one, other| other.0.total_cmp(&one.0));
            let Some(&(score, first)) = scores.first().filter(|(score, _)| *score >= bar) else {
                continue;
            };
            let worthy = scores.iter().filter(|(other, _)| *other * 10.0 >= score);
            let letters = worthy.map(|(_, candidate)| candidate.letter).collect();
            found.push(Change {
                at,
                letters,
                kind: first.kind,
                score,
            });
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

/// A chance with its odds multiplied.
fn with_odds(chance: f32, factor: f32) -> f32 {
    let odds = chance / (1.0 - chance).max(1e-6) * factor;
    odds / (1.0 + odds)
}
