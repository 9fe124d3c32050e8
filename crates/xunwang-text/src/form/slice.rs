//! Pieces of a text around a place, cut at characters (片段).

/// At most `count` characters that end at `at`.
pub(crate) fn tail(text: &str, at: usize, count: usize) -> &str {
    let start = text[..at].char_indices().rev().nth(count.saturating_sub(1));
    &text[start.map_or(0, |(start, _)| start)..at]
}

/// At most `count` characters from `at`.
pub(crate) fn head(text: &str, at: usize, count: usize) -> &str {
    let end = text[at..].char_indices().nth(count);
    &text[at..end.map_or(text.len(), |(end, _)| at + end)]
}

/// Unified ideographs and 〇.
pub(crate) fn is_han(sign: char) -> bool {
    matches!(sign, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '〇' | '\u{20000}'..='\u{323af}')
}
