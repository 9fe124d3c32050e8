//! Mobile numbers (手机号码) in the spellings that a published text has; `loose.rs` reads all others.

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
