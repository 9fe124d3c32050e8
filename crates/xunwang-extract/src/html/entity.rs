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

/// Where the first byte stands that may begin what [`push_folded`] folds: white space, U+00A0, U+200B, U+3000, U+FEFF.
fn next_sign(bytes: &[u8]) -> Option<usize> {
    let is_sign = |byte: u8| byte <= b' ' || matches!(byte, 0xc2 | 0xe2 | 0xe3 | 0xef);
    let mut at = 0;
    // Pieces without one are passed over sixteen bytes at a time.
    while let Some(piece) = bytes.get(at..at + 16) {
        if piece.iter().fold(false, |found, &byte| found | is_sign(byte)) {
            break;
        }
        at += 16;
    }
    let rest = bytes.get(at..)?;
    rest.iter().position(|&byte| is_sign(byte)).map(|step| at + step)
}

/// Appends text to `out`: references decoded, white space (also `&nbsp;` and U+3000) folded to one space, none at the start.
pub(crate) fn push_folded(out: &mut String, raw: &str) {
    let text = decode_text(raw);
    let bytes = text.as_bytes();
    let mut from = 0;
    let mut at = 0;
    while let Some(step) = bytes.get(at..).and_then(next_sign) {
        at += step;
        let blank = match bytes.get(at).copied().unwrap_or_default() {
            b'\t' | b'\n' | 0x0c | b'\r' | b' ' => 1,
            0xc2 if bytes.get(at + 1) == Some(&0xa0) => 2,
            0xe2 | 0xe3 | 0xef => match bytes.get(at..at + 3) {
                Some([0xe3, 0x80, 0x80] | [0xe2, 0x80, 0x8b] | [0xef, 0xbb, 0xbf]) => 3,
                _ => 0,
            },
            _ => 0,
        };
        if blank == 0 {
            at += 1;
            continue;
        }
        out.push_str(text.get(from..at).unwrap_or_default());
        at += blank;
        from = at;
        if !out.is_empty() && !out.ends_with([' ', '\n']) {
            out.push(' ');
        }
    }
    out.push_str(text.get(from..).unwrap_or_default());
}
