//! Telephone numbers (电话号码): mobile ones, and landlines with or without an area code.

use super::digits::Number;

/// A mobile number of the mainland: eleven digits that begin with 13 to 19.
pub(super) fn is_mobile(number: &Number) -> bool {
    let digits = number.digits.as_bytes();
    digits.len() == 11
        && digits[0] == b'1'
        && (b'3'..=b'9').contains(&digits[1])
        && digits.iter().all(u8::is_ascii_digit)
        && matches!(number.groups[..], [11] | [3, 4, 4] | [3, 8] | [4, 7] | [7, 4])
}

/// A landline with its area code: `0755-12345678`.
pub(super) fn is_landline(number: &Number) -> bool {
    let digits = &number.digits;
    digits.starts_with('0')
        && !digits.starts_with("00")
        && (10..=12).contains(&digits.len())
        && matches!(number.groups[..], [10..=12] | [3 | 4, 7 | 8] | [3 | 4, 3 | 4, 4])
}

/// Seven or eight digits, which are a telephone only where the words in front say so.
pub(super) fn is_local(number: &Number) -> bool {
    matches!(number.groups[..], [7 | 8] | [3 | 4, 4]) && !number.digits.starts_with(['0', '1'])
}
