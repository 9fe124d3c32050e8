//! Names of public bodies (单位名称), as links and titles write them: full, short, with or without the place.

/// What follows the name of a body in the name of its website.
const WEBSITE: [&str; 8] = [
    "门户网站",
    "政务网站",
    "官方网站",
    "政务网",
    "网站",
    "官网",
    "首页",
    "网",
];
/// How the name of a body ends; the longest first.
const ENDINGS: [&str; 6] = ["人民政府", "委员会", "政府", "局", "厅", "委"];

/// Is this text the full name of one public body (单位名称)? Looked at for every link that leads out of a site: the last
/// character decides most.
pub fn names_body(text: &str) -> bool {
    let ends = text
        .chars()
        .next_back()
        .is_some_and(|last| "局厅委会府站网".contains(last));
    ends && text.len() <= 90 && body(text).is_some()
}

/// What tells a body from others: its name without ending and website, e.g. `青川市财政`. `None` where the text is no name
/// of one body, or so short that it may mean any, as “市政府”.
pub(crate) fn body(text: &str) -> Option<&str> {
    let mut name = text.trim_matches(|c: char| !c.is_alphanumeric());
    name = name.strip_prefix("欢迎访问").unwrap_or(name);
    name = name.strip_prefix("中国").unwrap_or(name);
    while let Some(shorter) = WEBSITE.iter().find_map(|end| name.strip_suffix(end)) {
        name = shorter;
    }
    let core = ENDINGS.iter().find_map(|end| name.strip_suffix(end))?;
    let length = core.chars().count();
    let is_name = core
        .chars()
        .all(|letter| !letter.is_ascii() && letter.is_alphanumeric());
    // Not a name: verbs and particles of headlines.
    let is_phrase = ["关于", "召开", "走进", "市直", "各", "全国", "大厅", "的"]
        .iter()
        .any(|word| name.contains(word));
    ((2..=24).contains(&length) && is_name && !is_phrase).then_some(core)
}

/// The bodies that a title names, part by part.
pub(crate) fn bodies_in(title: &str) -> Vec<&str> {
    title
        .split([
            '-', '_', '|', '—', '–', '·', '－', '＿', '｜', ' ', '\u{3000}', '>', '，', ',', '、', '/', '(',
            ')', '（', '）',
        ])
        .filter_map(body)
        .collect()
}

/// May these be one body? Short names take characters of the full one in its order: 发改 of 发展和改革.
pub(crate) fn may_be_one(left: &str, right: &str) -> bool {
    stands_in(left, right) || stands_in(right, left)
}

fn stands_in(short: &str, long: &str) -> bool {
    let mut rest = long.chars();
    short.chars().all(|letter| rest.any(|other| other == letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(left: &str, right: &str) -> bool {
        may_be_one(body(left).unwrap(), body(right).unwrap())
    }

    #[test]
    fn full_and_short_names_are_one_and_others_are_not() {
        assert!(one("市发改委", "青川市发展和改革委员会"));
        assert!(one("青川市政府", "中国青川市人民政府门户网站"));
        assert!(one("教育局", "青川市教育和体育局网站"));
        assert!(one("青川市市场监管局", "青川市市场监督管理局"));
        assert!(!one("青川市财政局", "青川市教育局"));
        assert!(!one("云岭县人民政府", "青川市人民政府"));
        assert_eq!(
            bodies_in("政务公开_青川市财政局 - 青川市人民政府"),
            ["青川市财政", "青川市"]
        );
    }

    #[test]
    fn what_is_no_name_of_one_body_is_left_alone() {
        for text in [
            "市政府",
            "各市直委办局",
            "办事大厅",
            "省教育厅关于召开会议的通知",
            "互联网",
            "OA网",
            "",
        ] {
            assert!(!names_body(text), "{text}");
        }
        assert!(names_body("青川市财政局") && names_body("云岭县政府网"));
    }
}
