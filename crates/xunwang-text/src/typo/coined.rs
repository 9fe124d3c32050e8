//! Words of today's official prose that neither model has seen: 数智化 is no slip for 数字化.

use std::sync::LazyLock;

use super::fold::Unit;
use crate::patterns::Patterns;

/// One word a line; why it is here says `data/typo/README.md`.
const COINED: &str = include_str!("../../data/typo/coined.txt");

/// Closes the characters of coined words (新词): nothing within them is proposed to be wrong.
///
/// They are sought in the text itself: to the models the 千 of 万千瓦 is a digit.
pub(super) fn close_coined(text: &str, sentence: &mut [Unit]) {
    static WORDS: LazyLock<Patterns> = LazyLock::new(|| {
        let words: Vec<Vec<char>> = COINED.lines().map(|word| word.chars().collect()).collect();
        Patterns::new(words.iter().map(Vec::as_slice), |_, _| 0)
    });
    let first = |unit: &Unit| text[unit.start..].chars().next().map_or(0, u32::from);
    let chars: Vec<u32> = sentence.iter().map(first).collect();
    WORDS.find(&chars, |it| {
        for unit in &mut sentence[it.start..it.end] {
            unit.open = false;
        }
    });
}

#[cfg(test)]
mod tests {
    use super::super::fold::sentences;
    use super::{COINED, close_coined};

    #[test]
    fn coined_words_are_closed_and_their_neighbours_are_not() {
        for (text, closed) in [("加快数智化转型", 2..4), ("装机四百万千瓦以上", 2..7)] {
            let mut sentence = sentences(text, &[], 50).remove(0);
            close_coined(text, &mut sentence);
            for (at, unit) in sentence.iter().enumerate() {
                assert_eq!(unit.open, !closed.contains(&at), "{text} {at}");
            }
        }
    }

    #[test]
    fn the_list_holds_each_word_once_and_nothing_but_words() {
        let mut words: Vec<&str> = COINED.lines().collect();
        let han = |word: &&str| word.chars().all(|c| ('一'..='鿿').contains(&c));
        assert!(words.len() >= 300 && words.iter().all(|word| word.chars().count() >= 2));
        assert_eq!(words.iter().find(|word| !han(word)), None);
        words.sort_unstable();
        assert_eq!(words.windows(2).find(|pair| pair[0] == pair[1]), None);
    }
}
