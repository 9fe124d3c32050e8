//! Where the bundled data come from (训练): counting free text, and learning from slips put into clean text.
//!
//! Runs in the workshop only (`cargo xtask typo-model`), never in an inspection.

use super::confusion::Likeness;
use super::evidence::{FEATURES, Sight};
use super::fold::{Glyph, Unit, sentences};
use super::gate::Gate;
use super::letters::{LetterModel, ORDER};
use super::proof::{LONGEST, Typos};
use super::search::Tools;

/// Runs of 1, 2, 3, 4, 5 characters seen less often than this fall out: so that the file stays below 3 MB.
const FEWEST: [u32; ORDER] = [1, 1, 2, 2, 2];
/// Times the gate sees every example.
const LESSONS: usize = 12;
/// Changes of a place that become examples.
const TRIED: usize = 2;

/// Counts texts to a character model file (字模型): the content of `data/typo/letters.bin`.
///
/// # Errors
/// The bytes cannot be compressed.
pub fn letter_model(texts: &[String]) -> std::io::Result<Vec<u8>> {
    count(texts, FEWEST).write()
}

pub(super) fn count(texts: &[String], fewest: [u32; ORDER]) -> LetterModel {
    let cut: Vec<Vec<Glyph>> = texts
        .iter()
        .flat_map(|text| sentences(text, &[], LONGEST))
        .map(|sentence| sentence.iter().map(|unit| unit.glyph).collect())
        .collect();
    LetterModel::count_sentences(cut.iter().map(Vec::as_slice), fewest)
}

/// Learns the gate's weights from clean texts that the models have not seen (权重): the content of `data/typo/gate-*.txt`.
/// Which of the two files follows from whether the check has a word model.
pub fn gate(check: &Typos, clean: &[String]) -> String {
    Gate::fit(&examples(&check.tools, clean), LESSONS).write()
}

/// Chance that can be repeated (伪随机数).
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    /// A number below `sides`.
    pub(crate) fn below(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) % sides.max(1) as u64) as usize
    }

    fn weighted(&mut self, weights: &[f32]) -> usize {
        let total: f32 = weights.iter().sum();
        let mut left = total * (self.below(1 << 20) as f32 / (1 << 20) as f32);
        for (place, weight) in weights.iter().enumerate() {
            left -= weight;
            if left <= 0.0 {
                return place;
            }
        }
        weights.len().saturating_sub(1)
    }
}

/// Puts slips into a sentence as people make them: mostly of sound, fewer of shape; rather common characters than rare ones.
fn spoil(sentence: &mut [Unit], tools: &Tools, dice: &mut Dice) {
    let open: Vec<usize> = (0..sentence.len()).filter(|&at| sentence[at].open).collect();
    if open.len() < 4 {
        return;
    }
    let slips = [1, 1, 1, 1, 1, 1, 2, 2, 2, 3][dice.below(10)];
    for _ in 0..slips {
        let at = open[dice.below(open.len())];
        let kind = match dice.below(20) {
            0..=7 => Likeness::SameSound,
            8..=11 => Likeness::OtherTone,
            12..=13 => Likeness::NearSound,
            14..=17 => Likeness::Shape,
            _ => Likeness::Both,
        };
        let alike = tools.confusions.of(sentence[at].glyph).iter();
        let wrong: Vec<Glyph> = alike
            .filter(|other| other.1 == kind)
            .map(|other| other.0)
            .collect();
        if wrong.is_empty() {
            continue;
        }
        let common = |&letter: &Glyph| (tools.letters.count(letter) as f32 + 3.0).sqrt();
        let weights: Vec<f32> = wrong.iter().map(common).collect();
        sentence[at].glyph = wrong[dice.weighted(&weights)];
    }
}

/// Changes with their evidence, and whether they would be right.
fn examples(tools: &Tools, texts: &[String]) -> Vec<([f32; FEATURES], bool)> {
    let mut dice = Dice(1);
    let mut examples = Vec::new();
    for clean in texts.iter().flat_map(|text| sentences(text, &[], LONGEST)) {
        let mut spoilt = clean.clone();
        if dice.below(2) == 0 {
            spoil(&mut spoilt, tools, &mut dice);
        }
        let letters: Vec<Glyph> = spoilt.iter().map(|unit| unit.glyph).collect();
        let sight = Sight::new(&letters, tools);
        for at in (0..spoilt.len()).filter(|&at| spoilt[at].open) {
            for candidate in sight.candidates(at, TRIED) {
                // What both models speak against is not worth learning.
                if candidate.evidence[1] + candidate.evidence[2] > -0.5 {
                    examples.push((candidate.evidence, candidate.letter == clean[at].glyph));
                }
            }
        }
    }
    examples
}
