//! The character model (字模型): how likely a character is after the four before it.
//!
//! Only counts are stored; probabilities follow from them by interpolated absolute discounting. What was pruned when the
//! model was built goes, as it should, to the shorter contexts: it is the difference between a context's own count and the sum
//! of its continuations.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;

use super::fold::{EDGE, Glyph};

/// Length of the longest counted run of characters (阶).
pub(crate) const ORDER: usize = 5;
/// What each seen continuation gives up to the unseen ones.
const DISCOUNT: f32 = 0.75;
/// No such place in the model.
const NONE: u32 = u32::MAX;
const MAGIC: &[u8] = b"xunwang-letters-1\n";
/// Chance of a character that the model never saw.
const FLOOR: f32 = 1.0 / 20_000.0;
/// More n-grams than this are no model of ours.
const MOST_NODES: usize = 1 << 24;

/// A character n-gram model (字元模型).
#[derive(Debug)]
pub(crate) struct LetterModel {
    /// Place of each character among the runs of length 1.
    roots: Vec<u32>,
    levels: Vec<Level>,
    total: f32,
    root_rest: f32,
}

/// All runs of one length, sorted by their characters.
#[derive(Debug, Default)]
struct Level {
    letters: Vec<Glyph>,
    counts: Vec<u32>,
    /// Where the continuations begin in the next level; one entry more than runs.
    first: Vec<u32>,
    /// Share of the probability that shorter contexts give.
    rest: Vec<f32>,
}

/// The characters before a place, as far as the model knows them (上文): places of the runs of length 1, 2, 3, 4.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Context([u32; ORDER - 1]);

impl Default for LetterModel {
    /// A model that knows nothing.
    fn default() -> Self {
        Self::finish(
            (0..ORDER)
                .map(|_| Level {
                    first: vec![0],
                    ..Level::default()
                })
                .collect(),
        )
    }
}

impl LetterModel {
    /// The context at the edge of a sentence.
    pub(crate) fn edge(&self) -> Context {
        let mut context = Context([NONE; ORDER - 1]);
        context.0[0] = self.roots[usize::from(EDGE)];
        context
    }

    /// Natural logarithm of the chance of a character here, the context after it, and how many characters before it were
    /// seen together with it.
    pub(crate) fn step(&self, context: &Context, letter: Glyph) -> (f32, Context, u8) {
        let root = self.roots[usize::from(letter)];
        let mut next = Context([NONE; ORDER - 1]);
        next.0[0] = root;
        let count = if root == NONE {
            0
        } else {
            self.levels[0].counts[root as usize]
        };
        let mut chance = (count as f32 - DISCOUNT).max(0.0) / self.total + self.root_rest * FLOOR;
        let mut seen = 0;
        for (length, &node) in context.0.iter().enumerate() {
            if node == NONE {
                break;
            }
            let level = &self.levels[length];
            let node = node as usize;
            let found = self.child(length, node, letter);
            let count = found.map_or(0, |child| self.levels[length + 1].counts[child]);
            chance =
                (count as f32 - DISCOUNT).max(0.0) / level.counts[node] as f32 + level.rest[node] * chance;
            let Some(child) = found else { continue };
            seen = length as u8 + 1;
            if length + 1 < ORDER - 1 {
                next.0[length + 1] = u32::try_from(child).unwrap_or(NONE);
            }
        }
        // A run is only known where all its ends are; a gap would make a longer context without the shorter one.
        if let Some(gap) = next.0.iter().position(|&node| node == NONE) {
            next.0[gap..].fill(NONE);
        }
        (chance.ln(), next, seen)
    }

    /// How often two characters stood side by side.
    pub(crate) fn pair(&self, left: Glyph, right: Glyph) -> u32 {
        let root = self.roots[usize::from(left)];
        if root == NONE {
            return 0;
        }
        self.child(0, root as usize, right)
            .map_or(0, |child| self.levels[1].counts[child])
    }

    /// How often a character stood anywhere.
    pub(crate) fn count(&self, letter: Glyph) -> u32 {
        let root = self.roots[usize::from(letter)];
        if root == NONE {
            0
        } else {
            self.levels[0].counts[root as usize]
        }
    }

    fn child(&self, length: usize, node: usize, letter: Glyph) -> Option<usize> {
        let level = &self.levels[length];
        let (from, to) = (level.first[node] as usize, level.first[node + 1] as usize);
        let children = self.levels[length + 1].letters.get(from..to)?;
        children.binary_search(&letter).ok().map(|place| from + place)
    }

    /// Counts the runs of characters of sentences (统计). `fewest[n]`: runs of length n + 1 that are seen less often fall out.
    pub(crate) fn count_sentences<'a>(
        sentences: impl Iterator<Item = &'a [Glyph]>,
        fewest: [u32; ORDER],
    ) -> Self {
        let mut runs: Vec<[Glyph; ORDER]> = Vec::new();
        for sentence in sentences {
            let padded: Vec<Glyph> = std::iter::once(EDGE)
                .chain(sentence.iter().copied())
                .chain([EDGE])
                .collect();
            for start in 0..padded.len() {
                let mut run = [0; ORDER];
                let length = ORDER.min(padded.len() - start);
                run[..length].copy_from_slice(&padded[start..start + length]);
                runs.push(run);
            }
        }
        runs.sort_unstable();
        let mut levels: Vec<Level> = (0..ORDER).map(|_| Level::default()).collect();
        for level in &mut levels {
            level.first.push(0);
        }
        gather(&runs, 0, &mut levels, &fewest);
        Self::finish(levels)
    }

    fn finish(mut levels: Vec<Level>) -> Self {
        let mut roots = vec![NONE; 1 << 16];
        for (place, &letter) in levels[0].letters.iter().enumerate() {
            roots[usize::from(letter)] = u32::try_from(place).unwrap_or(NONE);
        }
        let total: f32 = levels[0].counts.iter().map(|&count| count as f32).sum();
        let kinds = levels[0].counts.len() as f32;
        for length in 0..ORDER - 1 {
            let (shorter, longer) = levels.split_at_mut(length + 1);
            let level = &mut shorter[length];
            level.rest = (0..level.counts.len())
                .map(|node| {
                    let children =
                        &longer[0].counts[level.first[node] as usize..level.first[node + 1] as usize];
                    let kept: f32 = children.iter().map(|&count| count as f32 - DISCOUNT).sum();
                    (1.0 - kept / level.counts[node] as f32).clamp(0.0, 1.0)
                })
                .collect();
        }
        Self {
            roots,
            levels,
            total: total.max(1.0),
            root_rest: (DISCOUNT * kinds / total.max(1.0)).max(1e-6),
        }
    }

    /// The model as a file (写出).
    pub(crate) fn write(&self) -> std::io::Result<Vec<u8>> {
        let mut encoder = ZlibEncoder::new(MAGIC.to_vec(), Compression::best());
        let mut numbers = Vec::new();
        for (length, level) in self.levels.iter().enumerate() {
            number(&mut numbers, level.letters.len() as u32);
            let parents = if length == 0 {
                vec![0, level.letters.len() as u32]
            } else {
                self.levels[length - 1].first.clone()
            };
            for bounds in parents.windows(2) {
                number(&mut numbers, bounds[1] - bounds[0]);
            }
            for bounds in parents.windows(2) {
                let mut before = 0;
                for &letter in &level.letters[bounds[0] as usize..bounds[1] as usize] {
                    number(&mut numbers, u32::from(letter) - before);
                    before = u32::from(letter);
                }
            }
            for &count in &level.counts {
                number(&mut numbers, count);
            }
        }
        encoder.write_all(&numbers)?;
        encoder.finish()
    }

    /// Reads a model (读入); nothing where the bytes are not one.
    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        let mut numbers = Vec::new();
        let packed = bytes.strip_prefix(MAGIC)?;
        ZlibDecoder::new(packed)
            .take(1 << 28)
            .read_to_end(&mut numbers)
            .ok()?;
        let mut at = numbers.as_slice();
        let mut levels: Vec<Level> = Vec::new();
        for length in 0..ORDER {
            let size = next_number(&mut at)? as usize;
            let parents = if length == 0 {
                1
            } else {
                levels[length - 1].letters.len()
            };
            if size > MOST_NODES || size > at.len() {
                return None;
            }
            let mut first = vec![0_u32];
            for _ in 0..parents {
                let children = next_number(&mut at)?;
                first.push(first.last()?.checked_add(children)?);
            }
            if *first.last()? as usize != size {
                return None;
            }
            let mut level = Level::default();
            for bounds in first.windows(2) {
                let mut before = 0_u32;
                for place in bounds[0]..bounds[1] {
                    let step = next_number(&mut at)?;
                    if step == 0 && place > bounds[0] {
                        return None;
                    }
                    before = before.checked_add(step)?;
                    level.letters.push(u16::try_from(before).ok()?);
                }
            }
            for _ in 0..size {
                level
                    .counts
                    .push(next_number(&mut at).filter(|&count| count > 0)?);
            }
            if length > 0 {
                levels[length - 1].first = first;
            }
            levels.push(level);
        }
        Some(Self::finish(levels))
    }
}

/// Runs that begin alike, one level after the other.
fn gather(runs: &[[Glyph; ORDER]], length: usize, levels: &mut [Level], fewest: &[u32; ORDER]) {
    for group in runs.chunk_by(|one, other| one[length] == other[length]) {
        let letter = group[0][length];
        let count = u32::try_from(group.len()).unwrap_or(u32::MAX);
        if letter == 0 || count < fewest[length] {
            continue;
        }
        levels[length].letters.push(letter);
        levels[length].counts.push(count);
        if length + 1 < ORDER {
            gather(group, length + 1, levels, fewest);
            let end = u32::try_from(levels[length + 1].letters.len()).unwrap_or(u32::MAX);
            levels[length].first.push(end);
        }
    }
}

fn number(out: &mut Vec<u8>, mut value: u32) {
    while value >= 0x80 {
        out.push((value & 0x7F) as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

fn next_number(bytes: &mut &[u8]) -> Option<u32> {
    let mut value = 0_u32;
    for shift in (0..32).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u32::from(byte & 0x7F).checked_shl(shift)?;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::typo::fold::sentences;
    use crate::typo::learn;

    const TEXT: &str = "行政机关应当依法履行职责。行政机关应当公开。机关应当依法追究责任。";

    fn model() -> LetterModel {
        LetterModel::read(&learn::letter_model(&[TEXT.repeat(2)]).expect("it is written"))
            .expect("it is read")
    }

    fn chance(model: &LetterModel, text: &str) -> f32 {
        let mut context = model.edge();
        let mut sum = 0.0;
        for unit in sentences(text, &[], 50).remove(0) {
            let (chance, after, _) = model.step(&context, unit.glyph);
            assert!(chance.is_finite() && chance <= 0.0, "{text}");
            sum += chance;
            context = after;
        }
        sum
    }

    #[test]
    fn what_was_counted_is_likelier_than_what_was_not() {
        let model = model();
        assert!(chance(&model, "机关应当公开") > chance(&model, "机关应档公开") + 3.0);
        assert!(chance(&model, "依法履行") > chance(&model, "履行依法"));
        let letter = |text: &str| text.encode_utf16().next().expect("one");
        assert_eq!(
            (
                model.pair(letter("机"), letter("关")),
                model.pair(letter("关"), letter("机"))
            ),
            (6, 0)
        );
        assert_eq!((model.count(letter("法")), model.count(letter("龙"))), (4, 0));
    }

    #[test]
    fn a_file_gives_the_model_again_and_a_broken_one_gives_nothing() {
        let bytes = model().write().expect("it is written");
        let again = LetterModel::read(&bytes).expect("it is read");
        assert_eq!(chance(&again, "应当依法公开"), chance(&model(), "应当依法公开"));
        for length in 0..bytes.len() {
            assert!(
                LetterModel::read(&bytes[..length]).is_none(),
                "{length} of {}",
                bytes.len()
            );
        }
    }
}
