//! `link-dead`: a link that leads nowhere.

use xunwang_domain::facts::SiteCase;
use xunwang_domain::finding::RuleCode;
use xunwang_domain::standard::Standard;
use xunwang_domain::targets::TargetRole;

use super::target;
use crate::registry::Rule;
use crate::report::RuleReport;

pub(crate) const RULE: Rule = Rule {
    code: RuleCode("link-dead"),
    title: "链接失效",
    document: "\
## 检查什么

网页链接、框架和页面资源能不能打开，站外链接也在内。

## 为什么

公众点不开，影响办事和查阅，也说明网站日常巡查不到位。

## 对应指标

扣分指标 P-22“可用性”（预览，未经确认）：首页带有的每个扣0.1分，只在其他页面的每个扣0.01分。

## 怎样认定

以 GET 请求为准，首次失败后隔一段时间再看一次，两次都失败才认定，原因不同的一并写明；\
第一次失败、复查正常的不认定，只在链接清单中注明“时好时坏”和查看经过。失效指：域名不存在、拒绝连接、超过15秒没有应答、\
404、410、5xx、循环跳转。401、403、405、429、证书有误、跳转超过两次的为存疑，只列入链接清单；\
要求人机验证的（412、521、带验证的403）为未能检测。同一目标不论出现在多少页面，只算一个，列出全部位置。

## 示例

- 不合格：首页头部横幅的链接返回404，再看仍是404。
- 合格：链接第一次超时，隔一分钟再看正常打开。
- 未能检测：目标网站要求人机验证，返回412。

## 怎样整改

按所列位置逐处改正或删去链接；目标换了地址的改为新地址，目标已不存在的删去。模板里的链接改模板一处即可。
",
    check,
};

fn check(case: &SiteCase<'_>, standard: &Standard) -> RuleReport {
    target::check(RULE.code, TargetRole::Link, "链接", case, standard)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use xunwang_domain::exchange::TargetClass;
    use xunwang_domain::facts::PageRegion;
    use xunwang_domain::registry::ChannelKind;
    use xunwang_domain::targets::TargetRole;

    use crate::testing::scene;

    const HOME: &str = "http://www.qingchuan.gov.cn/";

    #[test]
    fn the_message_names_the_place_that_matters_most() {
        let (role, broken) = (TargetRole::Link, TargetClass::Broken);
        let scene = scene()
            .channel("信用动态", ChannelKind::News)
            .target(
                "http://a.example/",
                role,
                ("404", broken),
                (HOME, PageRegion::Banner),
                12,
            )
            .target(
                "http://b.example/",
                role,
                ("timeout", broken),
                ("http://www.qingchuan.gov.cn/c00/", PageRegion::Channel),
                1,
            )
            .target(
                "http://c.example/",
                role,
                ("no-address", broken),
                ("http://www.qingchuan.gov.cn/x.html", PageRegion::Body),
                1,
            );
        expect![[r#"
            确定 P-22 Deduct / / ×12 / 链接失效（404，2次查看均如此）：首页头部横幅等12处
            确定 P-22 Deduct / /c00/ ×1 / 链接失效（超时，2次查看均如此）：“信用动态”栏目列表
            确定 P-22 Deduct / /x.html ×1 / 链接失效（域名不存在，2次查看均如此）：内页正文
        "#]]
        .assert_eq(&scene.check("link-dead"));
    }

    #[test]
    fn the_home_page_counts_wherever_it_stands_in_address_order() {
        let first = "http://about.qingchuan.gov.cn/";
        let mut scene = scene().target(
            "http://a.example/",
            TargetRole::Link,
            ("503", TargetClass::Broken),
            (first, PageRegion::Footer),
            2,
        );
        scene.last_target().places[1].url = HOME.parse().unwrap();
        let report = scene.report();
        assert_eq!(report.findings[0].url.as_str(), first);
        assert_eq!(
            report.findings[0].message,
            "链接失效（503，2次查看均如此）：首页底部功能区等2处"
        );
    }

    #[test]
    fn looks_that_failed_for_different_causes_are_told_apart() {
        let at = (HOME, PageRegion::Nav);
        let broken = ("timeout", TargetClass::Broken);
        let mut scene = scene().target("http://a.example/", TargetRole::Link, broken, at, 1);
        scene.last_target().looks[0].status = "500".to_owned();
        expect![[r#"
            确定 P-22 Deduct / / ×1 / 链接失效（500，复查为超时）：首页导航
        "#]]
        .assert_eq(&scene.check("link-dead"));
    }

    #[test]
    fn unclear_and_unmeasured_targets_are_no_findings() {
        let role = TargetRole::Link;
        let at = (HOME, PageRegion::Nav);
        let scene = scene()
            .target("http://a.example/", role, ("403", TargetClass::Caution), at, 1)
            .target("http://b.example/", role, ("200", TargetClass::Ok), at, 1)
            .target(
                "http://c.example/",
                role,
                ("412", TargetClass::NotMeasured),
                at,
                1,
            );
        expect![[r#"
            未能检测 - / http://c.example/ / 链接未能检测（412）
        "#]]
        .assert_eq(&scene.check("link-dead"));
    }
}
