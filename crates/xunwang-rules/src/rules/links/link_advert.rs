//! `link-advert`: a link to an advertisement.

use xunwang_domain::facts::SiteCase;
use xunwang_domain::finding::{Certainty, RuleCode};
use xunwang_domain::standard::Standard;

use super::target::Said;
use crate::registry::Rule;
use crate::report::RuleReport;

pub(crate) const RULE: Rule = Rule {
    code: RuleCode("link-advert"),
    title: "链接指向商业广告",
    document: "\
## 检查什么

页面上的链接、框架、图片和脚本是不是来自广告联盟、推广返佣的专用网址。政府网站不得链接商业广告（国办发〔2017〕47号）。

## 为什么

政府网站不得成为商业广告的入口；广告联盟的代码还可能把访客带到不良页面。

## 对应指标

不计分，供人工核查。

## 怎样认定

目标主机是词表中只用于投放、统计广告或推广返佣的主机，即为疑似，由人确认。普通商业网站的链接不在其列。

## 示例

- 不合格：首页飘窗链接到电商返佣网址。
- 合格：链接到普通企业网站。
- 未能检测：广告由其他脚本在浏览器中插入，网页源代码中没有。

## 怎样整改

删去广告、返佣链接和投放代码；由第三方插件带入的，换用不含广告的插件。
",
    check,
};

fn check(case: &SiteCase<'_>, standard: &Standard) -> RuleReport {
    let mut report = RuleReport::default();
    for target in &case.links.adverts {
        let host = target.url.host_str().unwrap_or_default();
        let said = Said {
            rule: RULE.code,
            certainty: Certainty::Suspected,
            what: format!("链接指向商业广告（{host}）"),
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
    fn only_what_is_known_as_an_advertisement_is_suspected() {
        let at = ("http://www.qingchuan.gov.cn/", PageRegion::Floating);
        let ok = ("200", TargetClass::Ok);
        let scene = scene()
            .target("http://u.jd.com/x", TargetRole::Link, ok, at, 2)
            .last_is_advert();
        expect![[r#"
            疑似 - Advice / / ×2 / 链接指向商业广告（u.jd.com）：首页飘窗等2处
        "#]]
        .assert_eq(&scene.check("link-advert"));
        let plain = crate::testing::scene().target("http://a.example/", TargetRole::Link, ok, at, 2);
        assert_eq!(plain.check("link-advert"), "");
    }
}
