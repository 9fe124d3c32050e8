//! What the judgements of answers share: the phrases of `data/appearances.tsv`, and how a state is written.

use std::sync::LazyLock;

use xunwang_domain::exchange::{TargetClass, TargetState};

/// A page with more characters than this is one, whatever it says.
pub(crate) const MOST_OF_A_NOTICE: u32 = 400;
/// As much of a page's text is looked at, in bytes.
const LOOKED_AT: usize = 8 * 1024;

/// The phrases of `data/appearances.tsv`, by kind.
static PHRASES: LazyLock<Vec<(&str, &str)>> = LazyLock::new(|| {
    include_str!("../../data/appearances.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| {
            let mut fields = line.split('\t');
            Some((fields.next()?, fields.next()?))
        })
        .collect()
});

/// The phrases of a kind.
pub(super) fn phrases(kind: &'static str) -> impl Iterator<Item = &'static str> {
    PHRASES
        .iter()
        .filter(move |(other, _)| *other == kind)
        .map(|(_, phrase)| *phrase)
}

pub(super) fn state(status: &str, class: TargetClass) -> TargetState {
    TargetState {
        status: status.to_owned(),
        class,
    }
}

pub(super) fn beginning(text: &str) -> &str {
    &text[..text.floor_char_boundary(LOOKED_AT)]
}
