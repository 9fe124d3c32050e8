//! How the bundled model and the weights came about (训练): counting free text, and learning from errors put into clean text.

use super::confusion::{Confusions, Likeness};
use super::evidence::{FEATURES, Sight};
use super::fold::{Glyph, Unit, sentences};
use super::gate::Gate;
use super::letters::{LetterModel, ORDER};
use super::search::Tools;

/// Longest sentence that is read at once.
pub(crate) const LONGEST: usize = 120;

/// Counts texts to a character model file (建模). `fewest[n]`: runs of n + 1 characters seen less often fall out.
pub fn letter_model(texts: &[String], fewest: [u32; ORDER]) -> Vec<u8> {
    let cut: Vec<Vec<Glyph>> = texts
        .iter()
        .flat_map(|text| sentences(text, &[], LONGEST))
        .map(|sentence| sentence.iter().map(|unit| unit.glyph).collect())
        .collect();
    let model = LetterModel::count_sentences(cut.iter().map(Vec::as_slice), fewest);
    model.write().unwrap_or_default()
}

/// Chance, repeatable (伪随机数).
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, sides: usize) -> usize {
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
        weights.len() - 1
    }
}

/// Puts slips into a sentence as people make them; gives the number of changed places.
pub(crate) fn spoil(sentence: &mut [Unit], confusions: &Confusions, letters: &LetterModel, dice: &mut Dice) -> usize {
    let open: Vec<usize> = (0..sentence.len()).filter(|&at| sentence[at].open).collect();
    if open.len() < 4 {
        return 0;
    }
    let slips = [1, 1, 1, 1, 1, 1, 2, 2, 2, 3][dice.below(10)];
    let mut changed = 0;
    for _ in 0..slips {
        let at = open[dice.below(open.len())];
        let kind = match dice.below(20) {
            0..=7 => Likeness::SameSound,
            8..=11 => Likeness::OtherTone,
            12..=13 => Likeness::NearSound,
            14..=17 => Likeness::Shape,
            _ => Likeness::Both,
        };
        let wrong: Vec<Glyph> = confusions.of(sentence[at].glyph).iter().filter(|other| other.1 == kind).map(|other| other.0).collect();
        if wrong.is_empty() {
            continue;
        }
        let weights: Vec<f32> = wrong.iter().map(|&letter| (letters.count(letter) as f32 + 3.0).powf(0.4)).collect();
        sentence[at].glyph = wrong[dice.weighted(&weights)];
        sentence[at].open = true;
        changed += 1;
    }
    changed
}

/// Learns the weights from clean texts.
pub(crate) fn examples(tools: &Tools, texts: &[String], seed: u64) -> Vec<([f32; FEATURES], bool)> {
    let mut dice = Dice(seed);
    let mut examples = Vec::new();
    for text in texts {
        for clean in sentences(text, &[], LONGEST) {
            let mut spoilt = clean.clone();
            if dice.below(2) == 0 {
                spoil(&mut spoilt, &tools.confusions, &tools.letters, &mut dice);
            }
            let letters: Vec<Glyph> = spoilt.iter().map(|unit| unit.glyph).collect();
            let sight = Sight::new(&letters, &tools.letters, tools.words.as_ref(), &tools.confusions);
            for (at, unit) in spoilt.iter().enumerate().filter(|(_, unit)| unit.open) {
                let _ = unit;
                for candidate in sight.candidates(at, 2) {
                    if candidate.evidence[1] + candidate.evidence[2] > -0.5 {
                        examples.push((candidate.evidence, candidate.letter == clean[at].glyph));
                    }
                }
            }
        }
    }
    examples
}

impl Gate {
    pub(crate) fn learn(tools: &Tools, texts: &[String]) -> Self {
        Self::fit(&examples(tools, texts, 1))
    }
}
