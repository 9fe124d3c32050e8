//! `link-advert`: a link to an advertisement.

use xunwang_domain::facts::SiteCase;
use xunwang_domain::finding::{Certainty, RuleCode};
use xunwang_domain::standard::Standard;
use xunwang_domain::targets::TargetFact;

use super::target::Said;
use crate::registry::Rule;
use crate::report::RuleReport;

pub(crate) const RULE: Rule = Rule {
    code: RuleCode("link-advert"),
    title: "链接指向商业广告",
    document: "\
## 检查什么

页面上的链接、框架、图片和脚本是不是来自广告联盟、推广返佣的专用网址，链接打开的是不是商家的促销页面。政府网站不得链接商业广告（国办发〔2017〕47号）。

## 为什么

政府网站不得成为商业广告的入口；广告联盟的代码还可能把访客带到不良页面。

## 对应指标

不计分，供人工核查。

## 怎样认定

下列两种列为疑似，由人确认：目标主机是词表中只用于投放、统计广告或推广返佣的主机；\
目标打开后标题和正文都是招揽购买的用语（如“限时特惠”“立即抢购”“首付”），合计不少于三种。\
普通企业网站、消费帮扶、提醒防骗的页面，以及政府、教育网站不在其列。

## 示例

- 疑似：首页飘窗链接到电商返佣网址；友情链接打开的是“家具特卖会”页面。
- 合格：链接到普通企业网站。
- 未能检测：广告由其他脚本在浏览器中插入，网页源代码中没有。

## 怎样整改

删去广告、返佣链接和投放代码；由第三方插件带入的，换用不含广告的插件。
",
    check,
};

/// The status of a target that calls upon people to buy.
const PROMOTION: &str = "promotion";

fn check(case: &SiteCase<'_>, standard: &Standard) -> RuleReport {
    let mut report = RuleReport::default();
    let mut suspect = |target: &TargetFact, what: String| {
        let said = Said {
            rule: RULE.code,
            certainty: Certainty::Suspected,
            what,
        };
        report.findings.extend(said.of_target(case, standard, target));
    };
    for target in &case.links.adverts {
        let host = target.url.host_str().unwrap_or_default();
        suspect(target, format!("链接指向商业广告（{host}）"));
    }
    let known = |target: &&TargetFact| case.links.adverts.iter().any(|advert| advert.url == target.url);
    let promotions = case
        .targets
        .iter()
        .filter(|target| target.state.status == PROMOTION);
    for target in promotions.filter(|target| !known(target)) {
        let host = target.url.host_str().unwrap_or_default();
        let shown = match target.title.as_str() {
            "" => host.to_owned(),
            title => format!("标题“{title}”"),
        };
        suspect(target, format!("链接打开的是商业促销页面（{shown}）"));
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
        let caution = ("promotion", TargetClass::Caution);
        let mut shop =
            crate::testing::scene().target("http://shop.example/", TargetRole::Link, caution, at, 1);
        shop.titled("http://shop.example/", "秋季家具特卖会");
        expect![[r#"
            疑似 - Advice / / ×1 / 链接打开的是商业促销页面（标题“秋季家具特卖会”）：首页飘窗
        "#]]
        .assert_eq(&shop.check("link-advert"));
    }
}
