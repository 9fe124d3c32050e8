//! Which object the key of a finding follows, for each family of rules (问题键的依据).

use url::Url;
use xunwang_domain::facts::SiteCase;
use xunwang_domain::finding::{DefectObject, FindingKey, RuleCode, normal_address, normal_text};

/// What the manual says of keys.
pub(crate) const DOCUMENT: &str = "\
## 同一问题的识别

每条线索带有问题键，用来在下一轮检查中认出同一个问题。问题键由规则、网站标识码和问题对象算出，与检查时间、页面数量、措辞无关。\
对象按规则的类别确定，并先归一，网址、文字的小变动不影响识别：

| 规则 | 问题对象 | 下列变动仍是同一问题 |
|---|---|---|
| 链接、图片、附件各规则，文章各规则 | 目标网址 | http 与 https、有无 www、默认文件名（index.html 等）、会话号、跟踪和防缓存参数、参数次序、末尾斜杠 |
| 栏目各规则 | 栏目名称（同一网站有重名栏目的，加上栏目网址） | 栏目迁移到别的路径、名称的空格和标点、栏目类别重新认定 |
| 首页、证书 | 网站本身 | 首页换地址、换证书 |
| 标识缺失各规则 | 全站；或页面模板（首页，或页面种类加所在一级目录；仍有重复的，加上第一个页面的网址） | 模板改版、页面增减、别的标识补上或缺失 |
| 标识有误各规则 | 错误的内容（编码、号码、链接主机） | 全半角、字母大小写、空格和标点、出现页面的增减 |
| 页面标签 | 标签类别（网站、栏目、内容页） | 缺哪些标签、缺多少页 |
| 域名 | 主机名 | 路径、有无 www |

两个不同的问题不会共用一个问题键；对象改变到认不出的程度（如栏目改名），按新问题处理。
";

/// What the description of a page template begins with, in place of a text of the page.
pub(crate) const TEMPLATE: &str = "frame ";

/// Rules on a channel as a whole: they follow its name.
const ON_CHANNELS: [&str; 5] = [
    "channel-stale",
    "channel-blank",
    "channel-mismatch",
    "date-missing",
    "updates-bulk",
];

/// The key of a defect: `object` is what the rule names, `channel` the channel that it concerns.
pub(crate) fn key(rule: RuleCode, object: &str, channel: Option<&str>, case: &SiteCase<'_>) -> FindingKey {
    // A rule that tells several defects of one target apart adds a text in a line of its own.
    let (first, text) = object.split_once('\n').unwrap_or((object, ""));
    let address = Url::parse(first).ok();
    // Two fragments of a page are two defects.
    let text = match &address {
        Some(url) if rule.0 == "fragment-dead" => url.fragment().unwrap_or_default().to_owned(),
        _ if text.is_empty() => String::new(),
        _ => normal_text(text),
    };
    let place = address
        .as_ref()
        .filter(|_| !text.is_empty())
        .map(|url| format!("{}\n{}", normal_address(url), text));
    let object = match (channel, &address) {
        (Some(name), address) if ON_CHANNELS.contains(&rule.0) && !name.trim().is_empty() => {
            DefectObject::Channel {
                name,
                address: address.as_ref().filter(|_| is_shared(name, case)),
            }
        }
        _ if place.is_some() => DefectObject::Described(place.as_deref().unwrap_or_default()),
        (_, Some(address)) if address.has_host() => DefectObject::Address(address),
        _ if object.starts_with(TEMPLATE) => DefectObject::Described(object),
        _ => DefectObject::Text(object),
    };
    FindingKey::new(rule, &case.site.code, object)
}

/// Do several channels of the site bear this name? Asked of all of them, not of the defective ones, so that a key does not
/// change when the other one breaks too.
fn is_shared(name: &str, case: &SiteCase<'_>) -> bool {
    let name = normal_text(name);
    let named = case
        .facts
        .channels
        .iter()
        .filter(|channel| normal_text(&channel.name) == name);
    named.count() > 1
}

#[cfg(test)]
mod tests {
    use xunwang_domain::exchange::TargetClass;
    use xunwang_domain::facts::{PageKind, PageRegion};
    use xunwang_domain::registry::ChannelKind;
    use xunwang_domain::targets::TargetRole;

    use crate::testing::{Scene, scene, url};

    /// The keys of what one rule finds, in the order of the report.
    fn keys(scene: &Scene, rule: &str) -> Vec<String> {
        let findings = scene.report().findings;
        let of_rule = findings.iter().filter(|finding| finding.rule.0 == rule);
        of_rule.map(|finding| finding.key.to_string()).collect()
    }

    fn dead(address: &str) -> Vec<String> {
        let at = ("http://www.qingchuan.gov.cn/", PageRegion::Nav);
        let broken = ("404", TargetClass::Broken);
        keys(
            &scene().target(address, TargetRole::Link, broken, at, 3),
            "link-dead",
        )
    }

    fn stale(name: &str, address: &str) -> Scene {
        scene()
            .channel(name, ChannelKind::News)
            .latest("2023-01-01")
            .change(|channel| channel.url = url(address))
    }

    #[test]
    fn a_dead_target_is_followed_over_scheme_default_document_and_session() {
        let first = dead("http://www.a.example/tzgg/index.html");
        assert_eq!(first.len(), 1);
        assert_eq!(first, dead("https://a.example/tzgg/?jsessionid=9"));
        assert_ne!(first, dead("http://www.a.example/tzgg/index_2.html"));
    }

    #[test]
    fn two_fragments_of_a_page_and_two_names_of_a_target_are_told_apart() {
        let fragment = |address: &str| keys(&scene().fragment(address), "fragment-dead");
        let first = fragment("http://www.qingchuan.gov.cn/bszn.html#a-1");
        assert_eq!(first.len(), 1);
        assert_eq!(first, fragment("https://qingchuan.gov.cn/bszn.html#a-1"));
        assert_ne!(first, fragment("http://www.qingchuan.gov.cn/bszn.html#a1"));
        let named = |address: &str, names: &[&str]| {
            let scene = scene().named(address, None, "云岭市水利局", names);
            keys(&scene, "link-mismatch")
        };
        let first = named("http://a.example/index.html", &["青川市财政局"]);
        assert_eq!(first.len(), 1);
        assert_eq!(first, named("https://www.a.example/", &["青川市财政局"]));
        let two = named("http://a.example/", &["青川市财政局", "青川市教育局"]);
        assert!(two.len() == 2 && two[0] != two[1] && two.contains(&first[0]));
    }

    #[test]
    fn a_channel_is_followed_over_a_move_and_not_confused_with_another() {
        let first = keys(
            &stale("工作动态", "http://www.qingchuan.gov.cn/gzdt/"),
            "channel-stale",
        );
        let moved = stale("工 作 动 态", "https://www.qingchuan.gov.cn/xwzx/gzdt/index.html")
            .change(|channel| channel.kind = ChannelKind::Notice);
        assert_eq!(first, keys(&moved, "channel-stale"));
        let other = stale("部门动态", "http://www.qingchuan.gov.cn/gzdt/");
        assert_ne!(first, keys(&other, "channel-stale"));
    }

    #[test]
    fn channels_of_one_name_are_told_apart_by_address_whichever_is_stale() {
        let two = |first: &str, second: &str| {
            stale("通知公告", "http://www.qingchuan.gov.cn/jyj/tzgg/")
                .latest(first)
                .channel("通知公告", ChannelKind::News)
                .latest(second)
        };
        let both = keys(&two("2023-01-01", "2023-01-01"), "channel-stale");
        let one = keys(&two("2023-01-01", "2023-09-14"), "channel-stale");
        let other = keys(&two("2023-09-14", "2023-01-01"), "channel-stale");
        assert_eq!((both.len(), one.len(), other.len()), (2, 1, 1));
        assert_ne!(one, other);
        assert!(both.contains(&one[0]) && both.contains(&other[0]));
    }

    #[test]
    fn a_template_is_followed_when_it_is_built_anew_and_its_pages_change() {
        let lacking = |frame: u64, pages: u64| scene().frame(frame, pages, |marks| marks.icp.clear());
        let first = keys(&lacking(2, 35), "icp-missing");
        assert_eq!(first, keys(&lacking(2, 90), "icp-missing"));
        // Another signature, and another first page in the same folder.
        let rebuilt = lacking(7, 40).change_frame(|frame| {
            frame.first_pages = vec![
                url("https://www.qingchuan.gov.cn/t2/2023/a1.html"),
                url("https://www.qingchuan.gov.cn/t2/2024/a2.html"),
            ];
        });
        assert_eq!(first, keys(&rebuilt, "icp-missing"));
    }

    #[test]
    fn templates_that_look_alike_from_outside_are_told_apart() {
        let alike = |frame: u64| {
            move |scene: Scene| {
                scene
                    .frame(frame, 3, |marks| marks.icp.clear())
                    .change_frame(|facts| {
                        facts.kind = PageKind::Article;
                        facts.first_pages = vec![url(&format!("http://www.qingchuan.gov.cn/a/{frame}.html"))];
                    })
            }
        };
        let found = keys(&alike(3)(alike(2)(scene())), "icp-missing");
        assert_eq!(found.len(), 2);
        assert_ne!(found[0], found[1]);
    }

    #[test]
    fn a_wrong_mark_is_followed_by_its_value() {
        let printed = |code: &'static str, pages: u64| {
            let scene = scene().frame(1, pages, |marks| marks.site_codes = vec![code.to_owned()]);
            keys(&scene, "site-code-wrong")
        };
        assert_eq!(printed("9901000002", 10), printed("９９０１０００００２", 40));
        assert_ne!(printed("9901000002", 10), printed("9901000003", 10));
    }

    #[test]
    fn one_object_of_two_rules_has_two_keys() {
        let scene = scene().channel("公告", ChannelKind::News).latest("2023-01-01");
        let stale = keys(&scene, "channel-stale");
        let blank = keys(&scene.blank(), "channel-blank");
        assert!(stale.len() == 1 && blank.len() == 1);
        assert_ne!(stale, blank);
    }
}
