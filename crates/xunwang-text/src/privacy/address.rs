//! Home addresses (家庭住址): a label or a column that says so, and a value with a house number.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

/// Words that name the home of a person; 住所 and 地址 are those of companies.
pub(super) const LABELS: [&str; 11] = [
    "家庭住址",
    "家庭地址",
    "现住址",
    "现住",
    "现住地址",
    "户籍地址",
    "户籍所在地",
    "居住地址",
    "常住地址",
    "住址",
    "家住",
];

/// The address behind a label that ends at `at`, where it has a house number.
pub(super) fn behind(text: &str, at: usize) -> Option<Range<usize>> {
    let rest = text[at..].trim_start_matches(['：', ':', '为', '是', ' ', '在', '\u{3000}']);
    let start = text.len() - rest.len();
    if start - at > 12 {
        return None;
    }
    let end = rest
        .char_indices()
        .take(60)
        .find(|(_, sign)| "，。；;,\n\r\t、（(）) \u{3000}".contains(*sign))
        .map_or_else(
            || rest.char_indices().nth(60).map_or(rest.len(), |(end, _)| end),
            |(end, _)| end,
        );
    has_house_number(&rest[..end]).then_some(start..start + end)
}

/// Does the label itself say that it is the home of a person? News names houses (家住3号楼的居民) without leaking: there the
/// address must lead to one door.
pub(super) fn is_home(label: &str, address: &str) -> bool {
    match label {
        "家庭住址" | "家庭地址" => true,
        "家住" => address.contains(['室', '房']) || address.contains("单元"),
        _ => false,
    }
}

/// `示例路8号`, `2栋301室`: what leads to one door. A village and a group (东山村3组) do not.
pub(super) fn has_house_number(text: &str) -> bool {
    static DOOR: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(
            r"[0-9０-９〇一二三四五六七八九十]+\s*(?:号|栋|幢|座|单元|室|房)|[0-9]+-[0-9]+(?:-[0-9]+)?$",
        )
        .ok()
    });
    let han = text
        .chars()
        .filter(|sign| crate::form::slice::is_han(*sign))
        .count();
    han >= 3 && DOOR.as_ref().is_some_and(|door| door.is_match(text))
}
