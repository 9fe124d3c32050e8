//! Resident identity numbers (居民身份证号, GB 11643): region, date of birth, check digit.

use chrono::NaiveDate;

use super::digits::Number;

/// First two digits that a region has.
const REGIONS: [&str; 34] = [
    "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42",
    "43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71", "81", "82",
];
/// Groups in which people write the 18 signs.
const GROUPS: [&[usize]; 6] = [
    &[18],
    &[6, 8, 4],
    &[6, 4, 4, 4],
    &[3, 3, 4, 4, 4],
    &[14, 4],
    &[6, 12],
];
/// Years in which the holder of a number may be born.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2049;

/// An identity number whose parts hold together.
pub(super) struct Identity {
    /// Year of birth.
    pub(super) born: i32,
    /// Without spaces and dashes.
    pub(super) whole: bool,
    /// Of 15 digits, without a check digit (before 1999).
    pub(super) old: bool,
}

/// Reads a number as an identity number; a wrong check digit, date or region is none.
pub(super) fn identity(number: &Number) -> Option<Identity> {
    let last = number.digits.chars().last().map(|sign| sign.to_ascii_uppercase());
    plausible(number).filter(|identity| identity.old || check_digit(&number.digits) == last)
}

/// The same without the check digit: what a person meant to write.
pub(super) fn plausible(number: &Number) -> Option<Identity> {
    let digits = number.digits.as_str();
    if !is_of_region(digits) {
        return None;
    }
    let old = digits.len() == 15 && number.groups.len() == 1;
    let date = if old {
        format!("19{}", &digits[6..12])
    } else if digits.len() == 18 && GROUPS.contains(&number.groups.as_slice()) {
        digits[6..14].to_owned()
    } else {
        return None;
    };
    if old && digits.contains(['X', 'x']) {
        return None;
    }
    Some(Identity {
        born: year_of_birth(&date)?,
        whole: number.groups.len() == 1,
        old,
    })
}

/// The year of `YYYYMMDD`, where it is a day on which a holder may be born.
pub(super) fn year_of_birth(date: &str) -> Option<i32> {
    let part = |range: std::ops::Range<usize>| date.get(range).and_then(|part| part.parse::<u32>().ok());
    let (year, month, day) = (part(0..4)?, part(4..6)?, part(6..8)?);
    let born = NaiveDate::from_ymd_opt(year as i32, month, day).map(|_| year as i32)?;
    YEARS.contains(&born).then_some(born)
}

/// Does it begin with a region?
pub(super) fn is_of_region(digits: &str) -> bool {
    digits.get(..2).is_some_and(|region| REGIONS.contains(&region))
}

/// The 18th sign that belongs to the first 17 digits (GB 11643, ISO 7064 MOD 11-2).
pub(super) fn check_digit(digits: &str) -> Option<char> {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let mut sum = 0;
    let mut signs = digits.chars();
    for weight in WEIGHTS {
        sum += signs.next()?.to_digit(10)? * weight;
    }
    "10X98765432".chars().nth(sum as usize % 11)
}
