//! The wide reading (从宽识别) for masking: whatever may be personal, also where publishing it would be legal.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::datum::{Datum, Kind};
use super::loose::loose;
use super::recognise::Recogniser;
use super::{address, name};
use crate::words::words;

/// Everything that may be personal, in any order and with overlaps.
pub(super) fn wide(recogniser: &Recogniser<'_>) -> Vec<Datum> {
    let text = recogniser.text;
    let mut data = recogniser.strict();
    data.extend(loose(text));
    patterns(text, &mut data);
    let mut names: Vec<Range<usize>> = name::labelled(text);
    for datum in &data {
        if matches!(
            datum.kind,
            Kind::Mobile | Kind::Landline | Kind::Identity | Kind::Card
        ) {
            names.extend(name::beside(text, &datum.span));
        }
    }
    data.extend(everywhere(text, &names).map(|span| Datum::new(Kind::Name, span, None)));
    data.retain(|datum| {
        !matches!(datum.kind, Kind::Name | Kind::Address) || !name::is_quoted_slip(text, &datum.span)
    });
    data
}

/// What shows by its form: mail, accounts, plates, last digits, addresses in free words.
fn patterns(text: &str, data: &mut Vec<Datum>) {
    static PATTERNS: LazyLock<Vec<(Kind, Regex)>> = LazyLock::new(|| {
        let patterns = [
            (
                Kind::Email,
                r"([A-Za-z0-9][A-Za-z0-9._%+\-]{0,63}\s?[@＠]\s?[A-Za-z0-9\-]{1,63}(?:[.．][A-Za-z0-9\-]{1,63}){1,4})",
            ),
            (
                Kind::Account,
                r"(?i)(?:QQ|扣扣|企鹅号|Q号)\s*(?:号码?)?(?:群)?[：:是为\s]{0,3}([1-9][0-9]{4,11})",
            ),
            (
                Kind::Account,
                r"(?i)(?:微信|V信|薇信|威信|WeChat|VX|WX号?[：:])\s*(?:号码?)?[：:是为\s]{0,3}([a-zA-Z][a-zA-Z0-9_\-]{5,19})",
            ),
            (
                Kind::Plate,
                r"(?i)([京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]\s?[A-HJ-NP-Z][·•.\s\-]?[A-HJ-NP-Z0-9]{4,5}[A-HJ-NP-Z0-9挂学警港澳])",
            ),
            (
                Kind::Identity,
                r"身份证(?:号码?)?的?(?:最?后|尾|末)(?:[四六八468]位)?(?:数字?)?(?:号码?)?[是为：:\s]{0,3}([0-9]{3,8}[Xx]?)",
            ),
        ];
        let ready = |(kind, pattern): (Kind, &str)| Some((kind, Regex::new(pattern).ok()?));
        patterns.into_iter().filter_map(ready).collect()
    });
    for (kind, pattern) in PATTERNS.iter() {
        let found = pattern.captures_iter(text).filter_map(|found| found.get(1));
        let is_it = |span: &Range<usize>| {
            let digits = text[span.clone()].chars().filter(char::is_ascii_digit).count();
            *kind != Kind::Plate || digits >= 3
        };
        data.extend(
            found
                .map(|found| found.range())
                .filter(is_it)
                .map(|span| Datum::new(*kind, span, None)),
        );
    }
    data.extend(address::in_words(text).map(|span| Datum::new(Kind::Address, span, None)));
}

/// Every place of the names that were found, also without a label.
fn everywhere<'t>(text: &'t str, names: &[Range<usize>]) -> impl Iterator<Item = Range<usize>> + 't {
    let mut found: Vec<&str> = names.iter().map(|name| &text[name.clone()]).collect();
    found.sort_unstable();
    found.dedup();
    // One character is a surname before 先生, a word of the list is mostly no name: hidden where they were found only.
    let single: Vec<Range<usize>> = names
        .iter()
        .filter(|name| {
            let name = &text[(*name).clone()];
            name.chars().count() < 2 || words().commonness(name) > 0
        })
        .cloned()
        .collect();
    // 高峰 may be a name here and a time of day there.
    found.retain(|word| word.chars().count() > 1 && words().commonness(word) == 0);
    found.truncate(200);
    single.into_iter().chain(
        found
            .into_iter()
            .flat_map(move |word| text.match_indices(word).map(|(at, word)| at..at + word.len())),
    )
}
