//! `link-hijacked`: a link outward whose target has fallen into other hands.

use xunwang_domain::exchange::TargetClass;
use xunwang_domain::facts::SiteCase;
use xunwang_domain::finding::{Certainty, RuleCode};
use xunwang_domain::standard::Standard;

use super::target::Said;
use crate::registry::Rule;
use crate::report::RuleReport;

pub(crate) const RULE: Rule = Rule {
    code: RuleCode("link-hijacked"),
    title: "外部链接被劫持",
    document: "\
## 检查什么

站外链接打开后是不是赌博、色情内容，或者是出售、停放域名的页面：域名到期后被他人注册，是这类问题最常见的原因。

## 为什么

公众从政府网站点开就是赌博、色情页面，是单项否决的情形，后果严重。

## 对应指标

单项否决 WV1-3“发布或链接反动、暴力、色情等内容”：赌博、色情内容确定一个即否决。域名出售、停放页面不属这类内容，\
只列为疑似。

## 怎样认定

返回码正常时，看目标页面的标题、关键词和描述标签、正文开头三处有没有词表中的用语。两处以上都有的，赌博、色情内容为确定；\
只有标题有，或者很短的正文里有两个以上不同用语的为疑似。出售域名的页面提到自己的域名，也算一个迹象。\
打击赌博、防范诈骗等内容的页面不算；gov.cn、edu.cn 结尾的网站没有两处迹象的不列。链接清单中列为“危险”。

## 示例

- 不合格：友情链接打开后标题和正文都是“澳门新葡京”。
- 合格：链接到公安机关“打击网络赌博”的专题。
- 未能检测：目标网站要求人机验证，返回412。

## 怎样整改

立即删去链接，全站查找同一域名的其他位置；定期复查站外链接，不再链接无人维护的网站。
",
    check,
};

fn check(case: &SiteCase<'_>, standard: &Standard) -> RuleReport {
    let mut report = RuleReport::default();
    for target in case.targets {
        let shows = match target.state.status.as_str() {
            "gambling" => "赌博内容",
            "pornography" => "色情内容",
            "parked" => "域名出售或停放页面",
            _ => continue,
        };
        // A domain for sale is no such content as the indicator names: a person decides.
        let certainty = match (target.state.class, target.state.status.as_str()) {
            (TargetClass::Danger, "gambling" | "pornography") => Certainty::Certain,
            _ => Certainty::Suspected,
        };
        let title = match target.title.as_str() {
            "" => String::new(),
            title => format!("（标题“{title}”）"),
        };
        let said = Said {
            rule: RULE.code,
            certainty,
            what: format!("外部链接打开后为{shows}{title}"),
        };
        report.findings.extend(said.of_target(case, standard, target));
    }
    report
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use xunwang_domain::exchange::TargetClass;
    use xunwang_domain::facts::PageRegion;
    use xunwang_domain::targets::TargetRole;

    use crate::testing::scene;

    #[test]
    fn what_the_target_shows_is_said_with_its_title() {
        let at = ("http://www.qingchuan.gov.cn/", PageRegion::Footer);
        let role = TargetRole::Link;
        let mut scene = scene()
            .target(
                "http://a.example/",
                role,
                ("gambling", TargetClass::Danger),
                at,
                20,
            )
            .target("http://b.example/", role, ("parked", TargetClass::Danger), at, 1)
            .target("http://c.example/", role, ("200", TargetClass::Ok), at, 1)
            .target(
                "http://d.example/",
                role,
                ("412", TargetClass::NotMeasured),
                at,
                1,
            );
        scene.titled("http://a.example/", "澳门新葡京_官方网站");
        expect![[r#"
            确定 WV1-3 Veto / / ×20 / 外部链接打开后为赌博内容（标题“澳门新葡京_官方网站”）：首页底部功能区等20处
            疑似 WV1-3 Veto / / ×1 / 外部链接打开后为域名出售或停放页面：首页底部功能区
        "#]].assert_eq(&scene.check("link-hijacked"));
    }
}
