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

/// Where the first sign stands that [`push_folded`] folds: white space, U+00A0, U+200B, U+3000, U+FEFF.
fn next_sign(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    while at < bytes.len() {
        let rest = bytes.get(at..).unwrap_or_default();
        let found = match rest.first_chunk() {
            Some(piece) => signs(piece),
            None => {
                // What is missing behind the end is no sign.
                let mut piece = [b'x'; 18];
                if let Some(place) = piece.get_mut(..rest.len()) {
                    place.copy_from_slice(rest);
                }
                signs(&piece)
            }
        };
        if found != 0 {
            return Some(at + found.trailing_zeros() as usize / 8);
        }
        at += 16;
    }
    None
}

/// At which of sixteen places a sign begins, each a byte of one number.
fn signs(piece: &[u8; 18]) -> u128 {
    let found: [u8; 16] =
        std::array::from_fn(|place| u8::from(is_sign(piece[place], piece[place + 1], piece[place + 2])));
    u128::from_le_bytes(found)
}

/// Do three bytes begin with a sign? Without branches, so that sixteen places are looked at together.
fn is_sign(byte: u8, next: u8, third: u8) -> bool {
    (byte <= b' ')
        | (byte == 0xc2) & (next == 0xa0)
        | (byte == 0xe2) & (next == 0x80) & (third == 0x8b)
        | (byte == 0xe3) & (next == 0x80) & (third == 0x80)
        | (byte == 0xef) & (next == 0xbb) & (third == 0xbf)
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
