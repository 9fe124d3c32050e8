//! The wide reading (从宽识别) for masking: whatever may be personal, also where publishing it would be legal.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::datum::{Datum, Kind};
use super::digits::Number;
use super::recognise::Recogniser;
use super::{card, identity, name, phone};
use crate::form::slice::tail;

/// Everything that may be personal, in any order and with overlaps.
pub(super) fn wide(recogniser: &Recogniser<'_>) -> Vec<Datum> {
    let text = recogniser.text;
    let mut data = recogniser.strict();
    let mut names: Vec<Range<usize>> = name::labelled(text);
    for number in &recogniser.numbers {
        if let Some(kind) = kind(text, number) {
            data.push(Datum::new(kind, number.span.clone(), None));
        }
    }
    patterns(text, &mut data);
    for datum in &data {
        if matches!(
            datum.kind,
            Kind::Mobile | Kind::Landline | Kind::Identity | Kind::Card
        ) {
            names.extend(name::beside(text, &datum.span));
        }
    }
    data.extend(everywhere(text, &names).map(|span| Datum::new(Kind::Name, span, None)));
    data
}

fn kind(text: &str, number: &Number) -> Option<Kind> {
    let lead = tail(text, number.span.start, 10);
    let says = |words: &[&str]| words.iter().any(|word| lead.contains(word));
    if identity::plausible(number).is_some()
        || matches!(number.digits.len(), 15 | 18) && says(&["身份证", "证件"])
    {
        Some(Kind::Identity)
    } else if phone::is_mobile(number) {
        Some(Kind::Mobile)
    } else if card::is_card(number)
        || number.digits.len() >= 12 && says(&["卡号", "账号", "帐号", "银行", "账户", "存折"])
    {
        Some(Kind::Card)
    } else if phone::is_landline(number)
        || phone::is_local(number) && says(&["电话", "座机", "固话", "拨打", "致电", "Tel", "TEL", "tel"])
    {
        Some(Kind::Landline)
    } else {
        None
    }
}

/// What shows by its form: mobile numbers glued to letters, mail, accounts, plates, addresses in free words.
fn patterns(text: &str, data: &mut Vec<Datum>) {
    static PATTERNS: LazyLock<Vec<(Kind, Regex)>> = LazyLock::new(|| {
        let patterns = [
            (
                Kind::Mobile,
                r"(?:^|[^0-9０-９])([1１][3-9３-９][0-9０-９]{9})(?:[^0-9０-９]|$)",
            ),
            (
                Kind::Mobile,
                r"(?:^|[^0-9])(1[3-9][0-9](?:[ \-－—.·]?[0-9]){8})(?:[^0-9]|$)",
            ),
            (
                Kind::Identity,
                r"(?:^|[^0-9])([1-8][0-9]{5}(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])[0-3][0-9][0-9]{3}[0-9Xx])",
            ),
            (
                Kind::Email,
                r"([A-Za-z0-9][A-Za-z0-9._%+\-]{0,63}@[A-Za-z0-9\-]{1,63}(?:\.[A-Za-z0-9\-]{1,63}){1,4})",
            ),
            (
                Kind::Account,
                r"(?i)(?:QQ|扣扣|企鹅号)\s*(?:号码?)?(?:群)?[：:是为\s]{0,3}([1-9][0-9]{4,11})",
            ),
            (
                Kind::Account,
                r"(?i)(?:微信|VX|WeChat|威信)\s*(?:号码?)?[：:是为\s]{0,3}([a-zA-Z][a-zA-Z0-9_\-]{5,19})",
            ),
            (
                Kind::Plate,
                r"([京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·•.\s\-]?[A-HJ-NP-Z0-9]{4,5}[A-HJ-NP-Z0-9挂学警港澳])",
            ),
            (
                Kind::Address,
                concat!(
                    r"((?:\p{Han}{1,10}(?:省|市|区|县|镇|乡|街道|社区|路|大街|街|巷|大道|村|屯|小区|花园|家园|苑|里|弄|胡同|大厦|公寓|新城|广场)){1,6}",
                    r"[\p{Han}A-Za-z]{0,10}[0-9０-９]{1,5}\s?(?:号楼?|栋|幢|座|单元|室|楼|房|组|弄)(?:[A-Za-z0-9０-９一二三四五六七八九十\-]{1,6}(?:号楼?|栋|幢|座|单元|室|楼|房|层)?){0,5})",
                ),
            ),
            (
                Kind::Address,
                r"(?:^|[^0-9])([0-9]{1,3}\s?(?:号楼|栋|幢|座)[0-9一二三四五六七八九十\-]{1,4}(?:单元)?\s?[0-9]{0,5}室?)",
            ),
        ];
        patterns
            .into_iter()
            .filter_map(|(kind, pattern)| Some((kind, Regex::new(pattern).ok()?)))
            .collect()
    });
    for (kind, pattern) in PATTERNS.iter() {
        let found = pattern.captures_iter(text).filter_map(|found| found.get(1));
        data.extend(found.map(|found| Datum::new(*kind, found.range(), None)));
    }
}

/// Every place of the names that were found, also without a label.
fn everywhere<'t>(text: &'t str, names: &[Range<usize>]) -> impl Iterator<Item = Range<usize>> + 't {
    let mut words: Vec<&str> = names.iter().map(|name| &text[name.clone()]).collect();
    words.sort_unstable();
    words.dedup();
    // One character is a surname before 先生: hidden where it was found only.
    let single: Vec<Range<usize>> = names
        .iter()
        .filter(|name| text[(*name).clone()].chars().count() < 2)
        .cloned()
        .collect();
    words.retain(|word| word.chars().count() > 1);
    words.truncate(200);
    single.into_iter().chain(
        words
            .into_iter()
            .flat_map(move |word| text.match_indices(word).map(|(at, word)| at..at + word.len())),
    )
}
