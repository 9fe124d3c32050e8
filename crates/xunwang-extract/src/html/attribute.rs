//! Attributes of a tag (属性), scanned from bytes as the HTML standard's tokenizer does (13.2.5.32 … 13.2.5.39).

use std::ops::Range;

use memchr::memchr;

use super::names::name_end;

/// An attribute as byte ranges of the page; the value is raw, character references not decoded.
#[derive(Clone, Debug)]
pub(crate) struct AttributeSpan {
    pub(crate) name: Range<usize>,
    pub(crate) value: Range<usize>,
}

/// How a tag ended.
pub(crate) struct TagEnd {
    /// The position after `>`, or `None` where the page ends inside the tag: then there is no tag.
    pub(crate) after: Option<usize>,
    /// Did it end with `/>`?
    pub(crate) self_closing: bool,
}

/// White space of HTML: tab, line feed, form feed, carriage return, space.
pub(crate) fn is_space(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n' | 0x0c | b'\r' | b' ')
}

/// More attributes than this in one tag are not kept; the tag's end is still found.
const MOST_ATTRIBUTES: usize = 256;

/// Scans attributes from `at`, the position after the tag name, to the end of the tag.
pub(crate) fn scan(bytes: &[u8], mut at: usize, attributes: &mut Vec<AttributeSpan>) -> TagEnd {
    attributes.clear();
    let open = TagEnd {
        after: None,
        self_closing: false,
    };
    loop {
        while bytes.get(at).is_some_and(|&b| is_space(b)) {
            at += 1;
        }
        match bytes.get(at) {
            None => return open,
            Some(b'>') => {
                return TagEnd {
                    after: Some(at + 1),
                    self_closing: false,
                };
            }
            Some(b'/') => {
                if bytes.get(at + 1) == Some(&b'>') {
                    return TagEnd {
                        after: Some(at + 2),
                        self_closing: true,
                    };
                }
                at += 1;
                continue;
            }
            Some(_) => {}
        }
        let name_start = at;
        // A leading “=” belongs to the name.
        at = name_end(bytes, at + 1, true);
        let name = name_start..at;
        let mut next = at;
        while bytes.get(next).is_some_and(|&b| is_space(b)) {
            next += 1;
        }
        let mut value = at..at;
        if bytes.get(next) == Some(&b'=') {
            next += 1;
            while bytes.get(next).is_some_and(|&b| is_space(b)) {
                next += 1;
            }
            match bytes.get(next) {
                None => return open,
                Some(&quote @ (b'"' | b'\'')) => {
                    let start = next + 1;
                    let Some(length) = bytes.get(start..).and_then(|rest| memchr(quote, rest)) else {
                        return open;
                    };
                    value = start..start + length;
                    next = start + length + 1;
                }
                Some(_) => {
                    let start = next;
                    while bytes.get(next).is_some_and(|&b| !is_space(b) && b != b'>') {
                        next += 1;
                    }
                    value = start..next;
                }
            }
        }
        at = next;
        if attributes.len() < MOST_ATTRIBUTES {
            attributes.push(AttributeSpan { name, value });
        }
    }
}
