//! Numbers of bank cards (银行卡号, ISO/IEC 7812): issuer, length, Luhn's check digit.

use super::digits::Number;

/// Is this the number of a card: a known issuer, a length it has, a right check digit?
pub(super) fn is_card(number: &Number) -> bool {
    looks_like_card(number) && luhn(&number.digits)
}

/// The same without the check digit.
pub(super) fn looks_like_card(number: &Number) -> bool {
    let groups = &number.groups;
    let fours = groups[..groups.len() - 1].iter().all(|group| *group == 4) && groups[groups.len() - 1] <= 4;
    is_known(&number.digits) && (groups.len() == 1 || fours || matches!(groups[..], [6, _]))
}

/// Do issuer and length belong to a card?
pub(super) fn is_known(digits: &str) -> bool {
    match digits.len() {
        16 => digits.starts_with(['4', '5']) || digits.starts_with("62") || digits.starts_with("60"),
        17..=19 => digits.starts_with("62") || digits.starts_with("60") || digits.starts_with("9558"),
        _ => false,
    }
}

/// Luhn's sum: every second digit from the right doubled.
pub(super) fn luhn(digits: &str) -> bool {
    let mut sum = 0;
    for (place, sign) in digits.chars().rev().enumerate() {
        let Some(digit) = sign.to_digit(10) else {
            return false;
        };
        let value = if place % 2 == 1 { digit * 2 } else { digit };
        sum += value / 10 + value % 10;
    }
    sum % 10 == 0
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_sum_finds_every_wrong_digit() {
        assert!(super::luhn("4111111111111111"));
        assert!(!super::luhn("4111111111111112"));
    }
}
