//! What is mistaken for what (易混字): characters that sound or look alike.
//!
//! The table `data/typo/characters.tsv` holds readings and look-alikes; `data/typo/README.md` says where they come from.

use rustc_hash::FxHashMap;

use super::fold::Glyph;

const TABLE: &str = include_str!("../../data/typo/characters.tsv");

/// In which way one character is mistaken for another (混淆方式).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Likeness {
    /// Same syllable and tone (同音): a slip of a pinyin input method.
    SameSound,
    /// Same syllable, another tone (同音异调).
    OtherTone,
    /// Sounds that are confused by accent or by one key (近音).
    NearSound,
    /// Looks alike (形近): a slip of shape input or of text recognition.
    Shape,
    /// Sounds and looks alike (音形皆近).
    Both,
}

/// For every character what it may stand for (易混字表).
#[derive(Debug)]
pub(crate) struct Confusions {
    /// Where each character's candidates lie.
    places: Vec<(u32, u32)>,
    candidates: Vec<(Glyph, Likeness)>,
}

impl Confusions {
    /// The bundled table.
    pub(crate) fn bundled() -> Self {
        Self::parse(TABLE)
    }

    /// What a character may stand for.
    pub(crate) fn of(&self, letter: Glyph) -> &[(Glyph, Likeness)] {
        let (from, to) = self.places[usize::from(letter)];
        &self.candidates[from as usize..to as usize]
    }

    fn parse(table: &str) -> Self {
        let rows: Vec<Row<'_>> = table.lines().filter_map(Row::parse).collect();
        let mut by_syllable: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
        for (place, row) in rows.iter().enumerate() {
            for &(syllable, _) in &row.readings {
                let list = by_syllable.entry(syllable).or_default();
                if list.last() != Some(&place) {
                    list.push(place);
                }
            }
        }
        let near = near_syllables(by_syllable.keys().copied().collect());
        let mut looks_back: FxHashMap<Glyph, Vec<Glyph>> = FxHashMap::default();
        for row in &rows {
            for shape in row.shapes.encode_utf16() {
                looks_back.entry(shape).or_default().push(row.letter);
            }
        }
        let mut all = Self {
            places: vec![(0, 0); 1 << 16],
            candidates: Vec::new(),
        };
        for row in &rows {
            let mut kinds: FxHashMap<Glyph, Likeness> = FxHashMap::default();
            for &(syllable, tone) in &row.readings {
                for other in by_syllable[syllable].iter().map(|&place| &rows[place]) {
                    let same = other.readings.contains(&(syllable, tone));
                    let kind = if same {
                        Likeness::SameSound
                    } else {
                        Likeness::OtherTone
                    };
                    let known = kinds.entry(other.letter).or_insert(kind);
                    *known = (*known).min(kind);
                }
                for &neighbour in near.get(syllable).into_iter().flatten() {
                    for &place in &by_syllable[neighbour] {
                        kinds.entry(rows[place].letter).or_insert(Likeness::NearSound);
                    }
                }
            }
            let back = looks_back.get(&row.letter).into_iter().flatten().copied();
            for shape in row.shapes.encode_utf16().chain(back) {
                let kind = kinds.entry(shape).or_insert(Likeness::Shape);
                if *kind != Likeness::Shape {
                    *kind = Likeness::Both;
                }
            }
            kinds.remove(&row.letter);
            let from = all.candidates.len() as u32;
            all.candidates.extend(kinds);
            all.candidates[from as usize..].sort_unstable();
            all.places[usize::from(row.letter)] = (from, all.candidates.len() as u32);
        }
        all
    }
}

/// One line of the table.
struct Row<'a> {
    letter: Glyph,
    readings: Vec<(&'a str, u8)>,
    shapes: &'a str,
}

impl<'a> Row<'a> {
    fn parse(line: &'a str) -> Option<Self> {
        if line.starts_with('#') {
            return None;
        }
        let mut cells = line.split('\t');
        let letter = cells.next()?.encode_utf16().next()?;
        let readings = cells.next()?.split(',').filter_map(|reading| {
            let (syllable, tone) = reading.split_at_checked(reading.len().checked_sub(1)?)?;
            Some((syllable, *tone.as_bytes().first()?))
        });
        Some(Self {
            letter,
            readings: readings.collect(),
            shapes: cells.next().unwrap_or_default(),
        })
    }
}

/// Pairs of beginnings and of endings that accents and keyboards confuse.
const BEGINNINGS: &[(&str, &str)] = &[
    ("z", "zh"),
    ("c", "ch"),
    ("s", "sh"),
    ("n", "l"),
    ("f", "h"),
    ("r", "l"),
    ("j", "q"),
    ("q", "x"),
    ("j", "x"),
    ("zh", "ch"),
    ("ch", "sh"),
    ("zh", "sh"),
    ("z", "c"),
    ("c", "s"),
    ("b", "p"),
    ("d", "t"),
    ("g", "k"),
    ("zh", "j"),
    ("ch", "q"),
    ("sh", "x"),
];
const ENDINGS: &[(&str, &str)] = &[
    ("an", "ang"),
    ("en", "eng"),
    ("in", "ing"),
    ("ian", "iang"),
    ("uan", "uang"),
    ("on", "ong"),
    ("i", "v"),
    ("i", "ei"),
    ("ie", "e"),
    ("uo", "o"),
    ("ian", "an"),
    ("i", "u"),
    ("an", "uan"),
    ("un", "ong"),
    ("u", "v"),
    ("ai", "ei"),
    ("o", "ou"),
    ("ao", "ou"),
    ("ui", "ei"),
];

/// For each syllable those that are one such step away.
fn near_syllables(syllables: Vec<&str>) -> FxHashMap<&str, Vec<&str>> {
    let split = |syllable: &str| {
        let vowel = syllable.find(|letter| "aeiouv".contains(letter)).unwrap_or(0);
        (syllable[..vowel].to_owned(), syllable[vowel..].to_owned())
    };
    let paired = |pairs: &[(&str, &str)], one: &str, other: &str| {
        pairs
            .iter()
            .any(|&(left, right)| (left, right) == (one, other) || (right, left) == (one, other))
    };
    let mut near: FxHashMap<&str, Vec<&str>> = FxHashMap::default();
    for &one in &syllables {
        let (beginning, ending) = split(one);
        for &other in &syllables {
            let (begins, ends) = split(other);
            if one != other
                && (ending == ends && paired(BEGINNINGS, &beginning, &begins)
                    || beginning == begins && paired(ENDINGS, &ending, &ends))
            {
                near.entry(one).or_default().push(other);
            }
        }
    }
    for list in near.values_mut() {
        list.sort_unstable();
    }
    near
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_mistaken_in_both_directions() {
        let confusions = Confusions::bundled();
        let letter = |text: &str| text.encode_utf16().next().expect("one");
        let likeness = |one: &str, other: &str| {
            let mut candidates = confusions.of(letter(one)).iter();
            candidates
                .find(|(candidate, _)| *candidate == letter(other))
                .map(|(_, kind)| *kind)
        };
        for (one, other, kind) in [
            ("利", "力", Likeness::SameSound),
            ("至", "止", Likeness::OtherTone),
            ("林", "零", Likeness::NearSound),
            ("资", "知", Likeness::NearSound),
            ("师", "帅", Likeness::Shape),
            ("未", "末", Likeness::Shape),
            ("情", "清", Likeness::Both),
        ] {
            assert_eq!(
                (likeness(one, other), likeness(other, one)),
                (Some(kind), Some(kind)),
                "{one}{other}"
            );
        }
        assert_eq!(
            (likeness("国", "人"), likeness("国", "国"), likeness("，", "。")),
            (None, None, None)
        );
    }
}
