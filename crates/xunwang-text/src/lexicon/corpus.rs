//! Clean official prose, against which entries are tried before they accuse anybody.

use std::io::Read;
use std::sync::LazyLock;

use flate2::read::GzDecoder;
use rustc_hash::FxHashMap;

use crate::normal::normal_chars;

/// 36 laws of the People's Republic of China, 0.31 million characters (干净语料): texts of laws are in the public domain.
pub fn clean_text() -> &'static str {
    static TEXT: LazyLock<String> = LazyLock::new(|| {
        let mut text = String::new();
        let _ = GzDecoder::new(&include_bytes!("../../data/clean/laws.txt.gz")[..]).read_to_string(&mut text);
        text
    });
    &TEXT
}

/// How often two characters are neighbours in the clean text.
pub(crate) fn neighbours(first: char, second: char) -> u32 {
    static COUNTS: LazyLock<FxHashMap<(char, char), u32>> = LazyLock::new(|| {
        let mut counts = FxHashMap::default();
        for two in normal_chars(clean_text()).windows(2) {
            *counts.entry((two[0], two[1])).or_default() += 1;
        }
        counts
    });
    COUNTS.get(&(first, second)).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{clean_text, neighbours};

    #[test]
    fn the_clean_text_is_whole() {
        assert!(clean_text().chars().count() > 300_000);
        assert!(neighbours('人', '民') > 1_000);
        assert_eq!(neighbours('入', '民'), 0);
    }
}
