//! Passports and officers' cards (护照、军官证): only where the words stand in front of the number.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::datum::Kind;

/// Words after which the number of a paper may follow.
pub(super) const LABELS: [(&str, Kind); 4] = [
    ("护照", Kind::Passport),
    ("军官证", Kind::Officer),
    ("士兵证", Kind::Officer),
    ("警官证", Kind::Officer),
];

/// The number behind a label that ends at `at`.
pub(super) fn behind(text: &str, at: usize, kind: Kind) -> Option<Range<usize>> {
    static PASSPORT: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"^(?:证件)?(?:号码|号)?[：:为是\s（(]{0,3}([EeGgDdSsPpKk][A-Za-z]?\d{7,8}|1[45]\d{7})")
            .ok()
    });
    static OFFICER: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"^(?:号码|号|编号)?[：:为是\s（(]{0,3}(\p{Han}{1,3}字第?\s?\d{5,8}号?)").ok()
    });
    let regex = if kind == Kind::Passport {
        &PASSPORT
    } else {
        &OFFICER
    };
    let found = regex.as_ref()?.captures(&text[at..])?.get(1)?;
    let span = at + found.start()..at + found.end();
    let ends = !text[span.end..].starts_with(|sign: char| sign.is_ascii_alphanumeric() || sign == '*');
    ends.then_some(span)
}

/// Is this cell the number of a passport, in a column that holds them?
pub(super) fn is_passport(cell: &str) -> bool {
    static CELL: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"^(?:[EeGgDdSsPpKk][A-Za-z]?\d{7,8}|1[45]\d{7})$").ok());
    CELL.as_ref().is_some_and(|regex| regex.is_match(cell))
}
