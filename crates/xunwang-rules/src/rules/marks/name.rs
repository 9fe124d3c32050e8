//! Comparing names as people do: forms of width, spaces, brackets and the usual endings make no difference.

use xunwang_domain::registry::{Site, half_width};

/// Does a text name the site: by its name with or without the ending 门户网站, by its sponsor, or as a portal does by
/// 中国 and its place?
pub(super) fn names(text: &str, site: &Site) -> bool {
    let text = bare(text);
    let name = bare(&site.name);
    let sponsor = bare(&site.sponsor);
    let core = without_ending(&name);
    let place = place(core).map(|place| format!("中国{place}"));
    [
        name.as_str(),
        core,
        without_province(core),
        sponsor.as_str(),
        without_province(&sponsor),
    ]
    .into_iter()
    .chain(place.as_deref())
    .any(|candidate| candidate.chars().count() >= 4 && text.contains(candidate))
}

/// Does a header name a body in English only, so that a Chinese name cannot be compared with it?
pub(super) fn is_foreign(header: &str, site: &Site) -> bool {
    const BODIES: [&str; 9] = [
        "government",
        "bureau",
        "department",
        "commission",
        "committee",
        "administration",
        "municipal",
        "ministry",
        "office of",
    ];
    let is_ideograph = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    let header = header.to_lowercase();
    site.name.contains(is_ideograph)
        && !header.contains(is_ideograph)
        && BODIES.iter().any(|body| header.contains(body))
}

/// Without white space, punctuation and case, in half width.
fn bare(text: &str) -> String {
    text.chars()
        .map(half_width)
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

fn without_ending(name: &str) -> &str {
    // 政府 stays: a header shows 青川市人民政府, of 青川市人民政府门户网站.
    const ENDINGS: [&str; 6] = ["门户网站", "官方网站", "互联网站", "门户网", "网站", "官网"];
    ENDINGS
        .iter()
        .find_map(|ending| name.strip_suffix(ending))
        .unwrap_or(name)
}

fn without_province(name: &str) -> &str {
    ["自治区", "省"]
        .iter()
        .find_map(|word| name.split_once(word))
        .map_or(name, |(_, rest)| rest)
}

/// 青川 of 示例省青川市人民政府.
fn place(core: &str) -> Option<&str> {
    let area = core
        .strip_suffix("人民政府")
        .or_else(|| core.strip_suffix("政府"))?;
    let area = match without_province(area) {
        "" => area,
        below => below,
    };
    let place = area
        .strip_suffix(['省', '市', '县', '区', '州', '盟', '旗'])
        .unwrap_or(area);
    (place.chars().count() >= 2).then_some(place)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::scene;

    fn site(name: &str, sponsor: &str) -> Site {
        scene().registered_as(name, sponsor).site
    }

    #[test]
    fn the_usual_ways_of_writing_a_name_are_the_name() {
        for (name, sponsor, header) in [
            (
                "青川市人民政府门户网站",
                "青川市人民政府办公室",
                "青 川 市 人 民 政 府",
            ),
            (
                "青川市人民政府门户网站",
                "青川市人民政府办公室",
                "中国·青川 政务服务",
            ),
            ("示例省青川市人民政府", "", "中国 · 青川"),
            ("青川市政府门户网站", "", "欢迎访问青川市政府网"),
            ("青川市教育局网站", "青川市教育局", "青川市教育局（体育局） 首页"),
            ("青川市(高新区)管理委员会", "", "青川市（高新区）管理委员会"),
            ("示例省青川市水利局", "", "青川市水利局"),
            ("信用青川", "青川市发展和改革局", "主管:青川市发展和改革局"),
            ("示例省财政厅", "示例省财政厅", "示例省财政厅 ＦＩＮＡＮＣＥ"),
        ] {
            assert!(names(header, &site(name, sponsor)), "{name} / {header}");
        }
    }

    #[test]
    fn an_english_header_is_only_foreign_to_a_chinese_name() {
        let chinese = site("青川市人民政府门户网站", "");
        assert!(is_foreign("The People's Government of Qingchuan City", &chinese));
        assert!(!is_foreign("青川市 Qingchuan Government", &chinese));
        assert!(!is_foreign("HOME ABOUT", &chinese));
        let english = site("The People's Government of Qingchuan City", "");
        assert!(!is_foreign("The People's Government of Biwu City", &english));
    }

    #[test]
    fn another_name_is_not_the_name() {
        for header in [
            "",
            "首页 政务公开 办事服务",
            "云岭市人民政府",
            "中国政府网",
            "青川",
        ] {
            assert!(
                !names(header, &site("青川市人民政府门户网站", "青川市人民政府办公室")),
                "{header}"
            );
        }
        assert!(
            !names("首页 网站 导航", &site("网站", "")),
            "a name that says nothing"
        );
    }
}
