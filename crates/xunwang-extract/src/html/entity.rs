//! Character references (字符引用): `&amp;`, `&#8758;`, `&nbsp;` and all other names of the HTML standard.

use std::borrow::Cow;

use memchr::memchr;

/// Decodes the references of an attribute's value; a name without `;` before `=` or a letter stays, as the standard says.
pub(crate) fn decode_attribute(raw: &str) -> Cow<'_, str> {
    if memchr(b'&', raw.as_bytes()).is_none() {
        return Cow::Borrowed(raw);
    }
    htmlize::unescape_attribute(raw)
}

/// Decodes the references of text.
pub(crate) fn decode_text(raw: &str) -> Cow<'_, str> {
    if memchr(b'&', raw.as_bytes()).is_none() {
        return Cow::Borrowed(raw);
    }
    htmlize::unescape(raw)
}

/// Appends text to `out`: references decoded, white space (also `&nbsp;` and U+3000) folded to one space, none at the start.
pub(crate) fn push_folded(out: &mut String, raw: &str) {
    let text = decode_text(raw);
    let mut rest: &str = &text;
    while !rest.is_empty() {
        let word_end = rest.find(is_blank).unwrap_or(rest.len());
        let (word, tail) = rest.split_at(word_end);
        out.push_str(word);
        let trimmed = tail.trim_start_matches(is_blank);
        if trimmed.len() < tail.len() && !out.is_empty() && !out.ends_with([' ', '\n']) {
            out.push(' ');
        }
        rest = trimmed;
    }
}

/// White space in a page's text, with the spaces that editors put in for layout.
pub(crate) fn is_blank(character: char) -> bool {
    matches!(
        character,
        '\t' | '\n' | '\u{c}' | '\r' | ' ' | '\u{a0}' | '\u{3000}' | '\u{200b}' | '\u{feff}'
    )
}
