//! `link-soft-404`: a link to a page that answers and says that it does not exist.

use xunwang_domain::exchange::TargetClass;
use xunwang_domain::facts::SiteCase;
use xunwang_domain::finding::{Certainty, RuleCode};
use xunwang_domain::standard::Standard;
use xunwang_domain::targets::TargetRole;

use super::target::{SOFT_404, Said, TO_HOME};
use crate::registry::Rule;
use crate::report::RuleReport;

pub(crate) const RULE: Rule = Rule {
    code: RuleCode("link-soft-404"),
    title: "链接指向的页面不存在",
    document: "\
## 检查什么

链接打开后返回码正常（200），页面却提示“页面不存在”“该信息已删除”等，对公众来说与失效链接一样。

## 为什么

返回码正常而内容没有了，公众同样看不到信息，一般的死链检查又发现不了。

## 对应指标

扣分指标 P-22“可用性”（预览，未经确认）：首页带有的每个扣0.1分，只在其他页面的每个扣0.01分。

## 怎样认定

看四个迹象：页面标题是错误提示；正文是错误提示；正文除此之外几乎没有内容（不超过90字）；\
与同一网站对一个不可能存在的网址的应答相同（每次检查对每个网站只探测一次）。\
有两个以上迹象、再看一次仍如此的为确定，只有一个的为疑似。首页、搜索页、正文超过400字的页面、标有日期的文章不算；\
已登记或识别出的栏目和首页导航中的链接，不按与探测应答相同判断（空白栏目与空白的错误页看起来一样）。\
文章等深层网址打开后转到网站首页的，列为疑似；文件夹、登录页和写明“首页”的链接除外。\
站外链接只读取开头部分，只按提示语和是否转到其首页判断。

## 示例

- 不合格：“政策文件”栏目一条信息打开后只有“您访问的页面不存在”，返回码200。
- 合格：一篇关于“网站404页面整改情况”的文章，有正文和日期。
- 未能检测：页面内容由脚本加载，应答中看不到提示语。

## 怎样整改

改正或删去链接；同时让网站对不存在的页面返回404。
",
    check,
};

fn check(case: &SiteCase<'_>, standard: &Standard) -> RuleReport {
    let mut report = RuleReport::default();
    let soft = case
        .targets
        .iter()
        .filter(|target| target.role == TargetRole::Link)
        .filter(|target| [SOFT_404, TO_HOME].contains(&target.state.status.as_str()));
    for target in soft {
        let certainty = match target.state.class {
            TargetClass::Broken => Certainty::Certain,
            _ => Certainty::Suspected,
        };
        let said = Said {
            rule: RULE.code,
            certainty,
            what: if target.state.status == TO_HOME {
                "链接打开后转到了网站首页，原页面可能已不存在（返回码正常）".to_owned()
            } else {
                "链接打开后提示页面不存在（返回码正常）".to_owned()
            },
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

    const HOME: &str = "http://www.qingchuan.gov.cn/";

    #[test]
    fn the_signs_decide_how_sure_it_is_and_no_other_rule_speaks() {
        let at = (HOME, PageRegion::Channel);
        let scene = scene()
            .target(
                "http://www.qingchuan.gov.cn/a.html",
                TargetRole::Link,
                ("soft-404", TargetClass::Broken),
                at,
                3,
            )
            .target(
                "http://www.qingchuan.gov.cn/b.html",
                TargetRole::Link,
                ("soft-404", TargetClass::Caution),
                at,
                1,
            )
            .target(
                "http://www.qingchuan.gov.cn/c/2019.html",
                TargetRole::Link,
                ("to-home", TargetClass::Caution),
                at,
                1,
            );
        expect![[r#"
            确定 P-22 Deduct / / ×3 / 链接打开后提示页面不存在（返回码正常）：首页栏目列表等3处
            疑似 P-22 Deduct / / ×1 / 链接打开后提示页面不存在（返回码正常）：首页栏目列表
            疑似 P-22 Deduct / / ×1 / 链接打开后转到了网站首页，原页面可能已不存在（返回码正常）：首页栏目列表
        "#]]
        .assert_eq(&scene.check("link-soft-404"));
        assert_eq!(scene.check("link-dead"), "");
    }

    #[test]
    fn a_page_that_is_there_or_could_not_be_measured_is_none() {
        let at = (HOME, PageRegion::Body);
        let scene = scene()
            .target(
                "http://a.example/",
                TargetRole::Link,
                ("200", TargetClass::Ok),
                at,
                1,
            )
            .target(
                "http://b.example/",
                TargetRole::Link,
                ("412", TargetClass::NotMeasured),
                at,
                1,
            );
        assert_eq!(scene.check("link-soft-404"), "");
    }
}
