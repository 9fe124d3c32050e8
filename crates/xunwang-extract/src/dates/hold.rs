//! Could a text hold a date (可能含日期)? Asked of every text, and answered without reading most of them.

use super::digits_end;

/// Could a raw text hold a date: has it a digit, half-width or full-width?
pub(crate) fn has_digit(raw: &str) -> bool {
    let bytes = raw.as_bytes();
    // Looked at so, the compiler looks at sixteen places at a time.
    let half_width = bytes
        .iter()
        .fold(0, |found, byte| found | u8::from(byte.is_ascii_digit()));
    let (second, third) = (
        bytes.get(1..).unwrap_or_default(),
        bytes.get(2..).unwrap_or_default(),
    );
    let is_full_width = |byte: u8, second: u8, third: u8| {
        u8::from((byte == 0xef) & (second == 0xbc) & (0x90..=0x99).contains(&third))
    };
    half_width != 0
        || bytes
            .iter()
            .zip(second)
            .zip(third)
            .fold(0, |found, ((&byte, &second), &third)| {
                found | is_full_width(byte, second, third)
            })
            != 0
}

/// Could a raw text hold a date or, where it is short, a part of one? A date is at least two numbers near each other, or
/// one of eight digits; most titles with a number in them are passed over by this.
pub(crate) fn may_hold(raw: &str) -> bool {
    if raw.len() <= SHORT {
        return has_digit(raw);
    }
    let bytes = raw.as_bytes();
    // Most texts hold none of these; looked at so, the compiler looks at sixteen bytes at a time.
    let is_sign = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'&' | 0xef);
    if !bytes.iter().fold(false, |found, &byte| found | is_sign(byte)) {
        return false;
    }
    let mut at = 0;
    let mut last_end: Option<usize> = None;
    while let Some(step) = bytes
        .get(at..)
        .and_then(|rest| rest.iter().position(|&byte| is_sign(byte)))
    {
        at += step;
        match bytes.get(at..at + 3) {
            // References and full-width digits are rare: they are read properly.
            Some([b'&', ..] | [0xef, 0xbc, 0x90..=0x99]) => return true,
            _ if !bytes.get(at).is_some_and(u8::is_ascii_digit) => at += 1,
            _ => {
                let end = digits_end(bytes, at);
                if end - at >= 8 || last_end.is_some_and(|last| at - last <= FARTHEST) {
                    return true;
                }
                last_end = Some(end);
                at = end;
            }
        }
    }
    false
}

/// Texts of at most so many bytes may be a part of a date in two parts.
const SHORT: usize = 24;
/// Between the numbers of a date stand at most so many bytes.
const FARTHEST: usize = 12;
