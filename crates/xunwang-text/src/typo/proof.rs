//! The check for typing errors (错别字检查): text in, proposals out.

use std::ops::Range;

use rustc_hash::FxHashMap;
use xunwang_domain::finding::Certainty;

use super::coined::close_coined;
use super::confusion::{Confusions, Likeness};
use super::fold::{EDGE, Glyph, Unit, sentences};
use super::gate::Gate;
use super::kenlm::{NotAModel, WordModel};
use super::letters::LetterModel;
use super::search::{Change, Tools};
use super::words::Words;
use crate::{Hit, HitClass};

/// The bundled character model, counted from public law texts (`data/typo/README.md`).
const LETTERS: &[u8] = include_bytes!("../../data/typo/letters.bin");
/// The gate's weights with and without a word model.
const WITH_WORDS: &str = include_str!("../../data/typo/gate-words.txt");
const WITHOUT_WORDS: &str = include_str!("../../data/typo/gate-letters.txt");

/// Where Debian and its kin install the word model (词模型的安装位置): the package `libime-data-language-model`.
pub const WORD_MODEL_PATHS: &[&str] = &[
    "/usr/lib/x86_64-linux-gnu/libime/zh_CN.lm",
    "/usr/lib/aarch64-linux-gnu/libime/zh_CN.lm",
    "/usr/lib/loongarch64-linux-gnu/libime/zh_CN.lm",
    "/usr/lib64/libime/zh_CN.lm",
    "/usr/lib/libime/zh_CN.lm",
];

/// How the basis of a statistical proposal begins (统计方法的依据).
pub const STATISTICAL: &str = "typo:";

/// Score from which on a change is proposed, if nothing else is said (默认门槛). On clean legal texts that neither model has
/// seen it accuses at most 3 characters in 100,000, on newspaper text at most 1 in 10,000 (`data/typo/README.md`).
pub const DEFAULT_THRESHOLD: f32 = 0.95;

/// Longest sentence that is read at once, in characters.
pub(super) const LONGEST: usize = 120;
/// A pair of characters that the models do not know and that stands so often in a text is its own word.
const HABIT: u32 = 3;

/// Finds typing errors that no lexicon lists (错别字检查). Only ever proposes.
#[derive(Debug)]
pub struct Typos {
    pub(super) tools: Tools,
    threshold: f32,
}

impl Typos {
    /// With the bundled model alone.
    pub fn bundled() -> Self {
        Self::new(None)
    }

    /// With the word model of an installed input method beside it: the bytes of `zh_CN.lm`.
    ///
    /// # Errors
    /// The bytes are no such model; the reason is a Chinese sentence.
    pub fn with_words(bytes: Vec<u8>) -> Result<Self, NotAModel> {
        Ok(Self::new(Some(Words::new(WordModel::read(bytes)?))))
    }

    fn new(words: Option<Words>) -> Self {
        let weights = if words.is_some() {
            WITH_WORDS
        } else {
            WITHOUT_WORDS
        };
        let letters = LetterModel::read(LETTERS).unwrap_or_default();
        let gate = Gate::parse(weights).unwrap_or_default();
        Self {
            tools: Tools {
                letters,
                words,
                confusions: Confusions::bundled(),
                gate,
            },
            threshold: DEFAULT_THRESHOLD,
        }
    }

    /// With another threshold, between 0 and 1: lower finds more, and accuses wrongly more often.
    #[must_use]
    pub fn threshold(self, threshold: f32) -> Self {
        Self {
            threshold: threshold.clamp(0.01, 1.0),
            ..self
        }
    }

    /// Is a word model in use (是否使用词模型)?
    pub fn knows_words(&self) -> bool {
        self.tools.words.is_some()
    }

    /// Proposals for a text, in order of place. `protected`: spans that are not to be touched (names of people, quotations),
    /// in bytes.
    pub fn check(&self, text: &str, protected: &[Range<usize>]) -> Vec<Hit> {
        let mut sentences = sentences(text, protected, LONGEST);
        sentences
            .iter_mut()
            .for_each(|sentence| close_coined(text, sentence));
        let mut found: Vec<(usize, Change)> = Vec::new();
        for (number, sentence) in sentences.iter().enumerate() {
            let changes = self.tools.changes(sentence, self.threshold);
            found.extend(changes.into_iter().map(|change| (number, change)));
        }
        self.drop_habits(&sentences, &mut found);
        let hits = found.chunk_by(|one, other| one.0 == other.0 && one.1.at + 1 == other.1.at);
        hits.map(|run| hit(text, &sentences[run[0].0], run)).collect()
    }

    /// The text with the likeliest of every proposal taken over (改后文本); for evaluation, never for a page.
    pub fn corrected(&self, text: &str) -> String {
        let mut corrected = text.to_owned();
        for hit in self.check(text, &[]).into_iter().rev() {
            corrected.replace_range(hit.span, &hit.right[0]);
        }
        corrected
    }

    /// What a text writes again and again is its own word, not a slip.
    fn drop_habits(&self, sentences: &[Vec<Unit>], found: &mut Vec<(usize, Change)>) {
        let pairs_at = |(number, change): &(usize, Change)| {
            let glyph = |at: usize| sentences[*number].get(at).map_or(EDGE, |unit| unit.glyph);
            let before = if change.at == 0 {
                EDGE
            } else {
                glyph(change.at - 1)
            };
            [
                (before, glyph(change.at)),
                (glyph(change.at), glyph(change.at + 1)),
            ]
        };
        let unknown = |&(left, right): &(Glyph, Glyph)| {
            left != EDGE
                && right != EDGE
                && self.tools.letters.pair(left, right) < HABIT
                && !self
                    .tools
                    .words
                    .as_ref()
                    .is_some_and(|words| words.pair(left, right))
        };
        let mut counts: FxHashMap<(Glyph, Glyph), u32> = found
            .iter()
            .flat_map(pairs_at)
            .filter(unknown)
            .map(|pair| (pair, 0))
            .collect();
        if counts.is_empty() {
            return;
        }
        for pair in sentences.iter().flat_map(|sentence| sentence.windows(2)) {
            if let Some(count) = counts.get_mut(&(pair[0].glyph, pair[1].glyph)) {
                *count += 1;
            }
        }
        found.retain(|change| {
            pairs_at(change)
                .iter()
                .all(|pair| counts.get(pair).is_none_or(|&count| count < HABIT))
        });
    }
}

/// Changes side by side are one hit.
fn hit(text: &str, sentence: &[Unit], run: &[(usize, Change)]) -> Hit {
    let (first, last) = (&run[0].1, &run[run.len() - 1].1);
    let span = sentence[first.at].start..sentence[last.at].end;
    let right: Vec<String> = if let [(_, change)] = run {
        change
            .letters
            .iter()
            .map(|&letter| String::from_utf16_lossy(&[letter]))
            .collect()
    } else {
        let letters: Vec<Glyph> = run.iter().map(|(_, change)| change.letters[0]).collect();
        vec![String::from_utf16_lossy(&letters)]
    };
    let wrong = text[span.clone()].to_owned();
    let around =
        sentence[first.at.saturating_sub(4)].start..sentence[(last.at + 4).min(sentence.len() - 1)].end;
    let message = format!(
        "“{}”中的“{wrong}”疑为“{}”之误（{}），请对照原稿核实。",
        text[around].split_whitespace().collect::<String>(),
        right[0],
        label(first.kind),
    );
    Hit {
        span,
        wrong,
        right,
        class: HitClass::Typo,
        basis: format!(
            "{STATISTICAL}{}",
            if run.len() > 1 {
                "several"
            } else {
                code(first.kind)
            }
        ),
        score: run.iter().map(|(_, change)| change.score).fold(1.0, f32::min),
        certainty: Certainty::Suspected,
        message,
    }
}

fn label(kind: Likeness) -> &'static str {
    match kind {
        Likeness::SameSound => "同音",
        Likeness::OtherTone => "同音异调",
        Likeness::NearSound => "读音相近",
        Likeness::Shape => "字形相近",
        Likeness::Both => "音形皆近",
    }
}

fn code(kind: Likeness) -> &'static str {
    match kind {
        Likeness::SameSound => "same-sound",
        Likeness::OtherTone => "other-tone",
        Likeness::NearSound => "near-sound",
        Likeness::Shape => "shape",
        Likeness::Both => "sound-and-shape",
    }
}
