//! Numbers and names in a text (数字和名称), wherever its lines break.

use std::collections::HashMap;

/// Longest text that is compared, in letters.
const LETTERS: usize = 2_000_000;
/// A number or a name where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) is_name: bool,
    pub(super) words: String,
    /// Place among the letters without white space.
    pub(super) at: usize,
}

/// Letters without white space, with their places in the text.
pub(super) struct Letters {
    pub(super) letters: Vec<char>,
    pub(super) bytes: Vec<usize>,
    /// Was there white space before it? A number ends there.
    after_gap: Vec<bool>,
}

impl Letters {
    pub(super) fn of(text: &str) -> Self {
        let mut all = Self {
            letters: Vec::new(),
            bytes: Vec::new(),
            after_gap: Vec::new(),
        };
        let mut gap = true;
        for (at, letter) in text.char_indices() {
            if letter.is_whitespace() || letter.is_control() || letter == '｜' {
                gap = true;
                continue;
            }
            if all.letters.len() >= LETTERS {
                break;
            }
            all.letters.push(match letter {
                '０'..='９' | '．' | '％' => char::from_u32(u32::from(letter) - 0xFEE0).unwrap_or(letter),
                other => other,
            });
            all.bytes.push(at);
            all.after_gap.push(std::mem::take(&mut gap));
        }
        all
    }

    pub(super) fn words(&self, from: usize, to: usize) -> String {
        let to = to.min(self.letters.len());
        self.letters
            .get(from.min(to)..to)
            .unwrap_or_default()
            .iter()
            .collect()
    }

    /// The words around a place.
    pub(super) fn around(&self, at: usize) -> String {
        self.words(at.saturating_sub(12), at + 14)
    }
}

/// Names by their first two letters, the longest first.
pub(super) struct Dictionary(HashMap<(char, char), Vec<Vec<char>>>);

impl Dictionary {
    pub(super) fn of(names: &[String]) -> Self {
        let mut known: HashMap<(char, char), Vec<Vec<char>>> = HashMap::new();
        for name in names {
            let name = Letters::of(name).letters;
            if let [first, second, ..] = name.as_slice() {
                known.entry((*first, *second)).or_default().push(name);
            }
        }
        for own in known.values_mut() {
            own.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
            own.dedup();
        }
        Self(known)
    }

    pub(super) fn tokens(&self, text: &Letters) -> Vec<Token> {
        let mut tokens = Vec::new();
        let letters = &text.letters;
        let mut at = 0;
        while at < letters.len() {
            let name = self.name_at(letters, at);
            let end = match name {
                Some(length) => at + length,
                None if letters[at].is_ascii_digit() => number_end(text, at),
                None => {
                    at += 1;
                    continue;
                }
            };
            tokens.push(Token {
                is_name: name.is_some(),
                words: letters[at..end].iter().collect(),
                at,
            });
            at = end;
        }
        tokens
    }

    fn name_at(&self, letters: &[char], at: usize) -> Option<usize> {
        let first = (*letters.get(at)?, *letters.get(at + 1)?);
        let own = self.0.get(&first)?;
        own.iter()
            .find(|name| letters[at..].starts_with(name))
            .map(Vec::len)
    }
}

/// Where a number ends: digits with a point between them, and the percent sign.
fn number_end(text: &Letters, start: usize) -> usize {
    let letter = |at: usize| {
        let joined = !text.after_gap.get(at).copied().unwrap_or(true);
        text.letters.get(at).copied().filter(|_| joined)
    };
    let mut end = start + 1;
    while let Some(next) = letter(end) {
        let goes_on = next.is_ascii_digit()
            || (next == '.' && letter(end + 1).is_some_and(|after| after.is_ascii_digit()));
        if !goes_on {
            break;
        }
        end += 1;
    }
    end + usize::from(letter(end) == Some('%'))
}
