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

/// Words behind which a number leads to a house.
const STREETS: &str = r"(?:省|市|区|县|旗|镇|乡|街道|社区|路|大街|街|巷|大道|村|屯|小区|花园|家园|苑|园|里|弄|胡同|大厦|公寓|新城|新村|广场|宿舍|大院)";

/// Addresses in free words, without a label: `青川市云岭区示例路8号2栋301室`, `3栋2单元501`.
pub(super) fn in_words(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    static WHOLE: LazyLock<Option<Regex>> = LazyLock::new(|| {
        const NUMBER: &str = r"(?:[0-9０-９]{1,5}|[一二三四五六七八九十百零〇]{1,4})";
        const UNIT: &str = r"(?:号楼|号院|号|栋|幢|座|单元|室|弄|楼|房|组|巷|社)";
        Regex::new(&format!(
            r"(?P<streets>(?:\p{{Han}}{{1,10}}?{STREETS}){{1,8}})(?P<name>[\p{{Han}}A-Za-z]{{0,10}}?)(?P<door>{NUMBER}\s?{UNIT}(?:[之附\-]?[A-Za-z0-9０-９一二三四五六七八九十零〇\-]{{1,6}}{UNIT}?){{0,5}})"
        ))
        .ok()
    });
    static DOOR: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"(?:^|[^0-9])([0-9]{1,3}\s?(?:号楼|栋|幢|座)[0-9一二三四五六七八九十\-]{1,4}(?:单元)?\s?[0-9]{0,5}室?)").ok()
    });
    let whole = WHOLE
        .iter()
        .flat_map(|whole| whole.captures_iter(text))
        .filter_map(move |found| {
            let (streets, name, door) = (found.name("streets")?, found.name("name")?, found.name("door")?);
            is_door(
                streets.as_str(),
                name.as_str(),
                door.as_str(),
                &text[door.end()..],
            )
            .then(|| streets.start() + lead_in(streets.as_str())..door.end())
        });
    let doors = DOOR.iter().flat_map(|door| door.captures_iter(text));
    whole.chain(doors.filter_map(|found| Some(found.get(1)?.range())))
}

/// Not a document (令第5号), a counter (3号窗口), a day (15号), an office (一楼大厅).
fn is_door(streets: &str, name: &str, door: &str, rest: &str) -> bool {
    const OTHER: [&str; 12] = [
        "第", "令", "公告", "通知", "通告", "文件", "发", "函", "年", "月", "中心", "大厅",
    ];
    let other = OTHER.iter().any(|word| name.contains(word));
    let goes_on = [
        "窗口", "文", "令", "公告", "线", "厅", "大厅", "登机", "办事", "服务", "前", "起", "上午", "下午",
        "晚", "至", "停",
    ];
    let counter = goes_on.iter().any(|word| rest.starts_with(word));
    let street = streets.contains(|sign| "路街巷道弄胡村里屯苑园厦寓新宿院组".contains(sign))
        || streets.contains("小区")
        || streets.contains("社区");
    // 15号, 3楼: only where a street or a settlement stands in front, or more of the address follows.
    let alone = door
        .chars()
        .filter(|sign| "号栋幢座元室弄楼房组巷".contains(*sign))
        .count()
        < 2;
    let sure = ["栋", "幢", "单元", "室", "号楼"]
        .iter()
        .any(|unit| door.contains(unit));
    let floor = alone && door.ends_with(['楼', '房', '社', '巷', '座']);
    !other && !counter && !floor && (street || sure)
}

/// Bytes of the sentence that stand before the address: `我家住在`.
fn lead_in(streets: &str) -> usize {
    let first = streets
        .char_indices()
        .find(|(_, sign)| "省市区县旗镇乡路街巷道村屯苑园里弄".contains(*sign))
        .map_or(streets.len(), |(at, _)| at);
    streets[..first]
        .char_indices()
        .rfind(|(_, sign)| "在住是的到址我为离去从对号".contains(*sign))
        .map_or(0, |(at, sign)| at + sign.len_utf8())
}
