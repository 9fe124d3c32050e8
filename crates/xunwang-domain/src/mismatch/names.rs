//! Does a home page bear the registered name, or clearly another one? Titles are written freely, so most are neither.

use super::HomeLook;
use crate::registry::half_width;

/// How bodies' names end.
const BODIES: [&str; 14] = [
    "局",
    "厅",
    "部",
    "委员会",
    "委",
    "办公室",
    "办",
    "政府",
    "院",
    "署",
    "中心",
    "总队",
    "馆",
    "所",
];
/// What stands behind a name without belonging to it, the longer first.
const BEHIND: [&str; 12] = [
    "政府门户网站",
    "门户网站",
    "官方网站",
    "政务网站",
    "信息网",
    "政务网",
    "官网",
    "网站",
    "首页",
    "主页",
    "网",
    "欢迎您",
];

/// Is it the registered name? `None` where it is not clear.
pub(super) fn is_same(registered: &str, look: &HomeLook) -> Option<bool> {
    let own = core(registered);
    let seen = seen(look);
    if seen.iter().any(|name| is_alike(&own, name)) {
        return Some(true);
    }
    other(registered, look).map(|_| false)
}

/// The other name that the page bears; `None` where it bears the registered one, or it is not clear.
pub(super) fn other(registered: &str, look: &HomeLook) -> Option<String> {
    let own = core(registered);
    let seen = seen(look);
    if own.chars().count() < 4 || seen.iter().any(|name| is_alike(&own, name)) {
        return None;
    }
    // A body of the same kind and place, one word of it another: whoever writes a short form leaves out, and adds nothing.
    seen.into_iter().find(|name| is_renamed(&own, name))
}

/// The names that stand in the tag SiteName and in the parts of the title, without what surrounds them.
fn seen(look: &HomeLook) -> Vec<String> {
    let parts = look
        .title
        .split(['-', '_', '|', '—', '－', '·', '>', '»', ':', '：', '/', ',', '，']);
    let names = std::iter::once(look.site_name.as_str()).chain(parts).map(core);
    names.filter(|name| name.chars().count() >= 3).collect()
}

/// A name without spaces, brackets with what is in them, and what surrounds it.
fn core(name: &str) -> String {
    let mut plain = String::new();
    let mut depth = 0_u32;
    for c in name.chars().map(half_width) {
        match c {
            '(' | '[' | '【' | '〔' => depth += 1,
            ')' | ']' | '】' | '〕' => depth = depth.saturating_sub(1),
            '“' | '”' | '"' | '《' | '》' | '!' => {}
            _ if c.is_whitespace() || depth > 0 => {}
            _ => plain.push(c),
        }
    }
    let mut text = plain
        .trim_start_matches("欢迎访问")
        .trim_start_matches("欢迎光临");
    while let Some(shorter) = BEHIND.iter().find_map(|end| text.strip_suffix(end)) {
        text = shorter;
    }
    text.replace("人民政府", "政府")
}

/// The same name, one with more before or behind it, or a short form of it.
fn is_alike(own: &str, seen: &str) -> bool {
    if own.contains(seen) || seen.contains(own) {
        return true;
    }
    is_short_form(seen, own)
}

/// Do the characters of `short` stand in `long` in their order?
fn is_short_form(short: &str, long: &str) -> bool {
    let mut rest = long.chars();
    short.chars().all(|c| rest.any(|other| other == c))
}

/// The same beginning of at least three characters, the same kind of body at the end, and something else between.
fn is_renamed(own: &str, seen: &str) -> bool {
    let (own, seen): (Vec<char>, Vec<char>) = (own.chars().collect(), seen.chars().collect());
    let kind = |name: &[char]| {
        let text: String = name.iter().collect();
        BODIES.iter().find(|end| text.ends_with(**end)).copied()
    };
    let (Some(kind_own), Some(kind_seen)) = (kind(&own), kind(&seen)) else {
        return false;
    };
    if kind_own != kind_seen || kind_own == "政府" {
        return false;
    }
    let ahead = own.iter().zip(&seen).take_while(|(a, b)| a == b).count();
    let behind = own
        .iter()
        .rev()
        .zip(seen.iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    let behind = behind
        .min(own.len() - ahead.min(own.len()))
        .min(seen.len() - ahead.min(seen.len()));
    let (left_own, left_seen) = (own.len() - ahead - behind, seen.len() - ahead - behind);
    // 发改局 and 发展和改革局 differ in several places, which is a longer form; 教育局 and 教育体育局 in one.
    let is_one_place = left_own == 0 && left_seen >= 2;
    let is_replaced = left_own >= 1
        && left_seen >= 2
        && !is_short_form(&own.iter().collect::<String>(), &seen.iter().collect::<String>());
    ahead >= 3 && (is_one_place || is_replaced)
}
