//! `icp-missing`: no ICP record in the footer.

use xunwang_domain::facts::{PageRegion, SiteCase};
use xunwang_domain::finding::RuleCode;
use xunwang_domain::standard::Standard;

use super::frame::{MarkRule, footer_text, missing};
use crate::registry::Rule;
use crate::report::RuleReport;

pub(crate) const RULE: Rule = Rule {
    code: RuleCode("icp-missing"),
    title: "底部功能区未列明ICP备案编号",
    document: "\
## 检查什么

每一种页面模板的底部功能区有没有列明ICP备案编号（国办发〔2017〕47号）。

## 为什么

依法备案并标明编号，是网站合法开办的凭据。

## 对应指标

扣分指标 P-21“网站标识”（预览，未经确认）：每缺一项扣1分。

## 怎样认定

任何一页的底部列有形如“省简称ICP备号码”的文字或替代文字即可，号码真伪不在此核对。\
同一模板只报一条；全站各模板都没有的，合为一条。底部一个标识文字也没有、却有未加替代文字的图片的，\
整个底部可能是一张图片，列为疑似，由人工认定。没有头部和底部的页面为未能检测。

## 示例

- 不合格：文章页模板的底部只有主办单位和网站标识码。
- 合格：底部列有“示ICP备12345678号-1”。
- 未能检测：弹窗页、纯框架页等没有头部和底部，不属于任何页面模板。

## 怎样整改

在全部页面模板的底部写明ICP备案编号，并链接到 https://beian.miit.gov.cn/。
",
    check,
};

fn check(case: &SiteCase<'_>, standard: &Standard) -> RuleReport {
    let rule = MarkRule {
        code: RULE.code,
        region: PageRegion::Footer,
        lack: "未列明ICP备案编号",
    };
    missing(
        &rule,
        |marks| footer_text(marks, !marks.icp.is_empty()),
        case,
        standard,
    )
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use xunwang_domain::facts::PageMarks;

    use crate::testing::scene;

    fn without(marks: &mut PageMarks) {
        marks.icp.clear();
    }

    #[test]
    fn one_template_of_several_is_one_finding_each() {
        let scene = scene().frame(2, 35, without).frame(3, 7, without);
        expect![[r#"
            确定 P-21 Deduct / /t2/ ×35 / 一种页面模板共35页的底部功能区未列明ICP备案编号
            确定 P-21 Deduct / /t3/ ×7 / 一种页面模板共7页的底部功能区未列明ICP备案编号
        "#]]
        .assert_eq(&scene.check("icp-missing"));
    }

    #[test]
    fn a_site_without_it_anywhere_is_one_finding() {
        let scene = scene()
            .frame(1, 10, without)
            .frame(2, 35, without)
            .frame(3, 7, without);
        expect![[r#"
            确定 P-21 Deduct / / ×52 / 全站3种页面模板共52页的底部功能区均未列明ICP备案编号
        "#]]
        .assert_eq(&scene.check("icp-missing"));
        let finding = scene.report().findings.remove(0);
        assert_eq!((finding.places.len(), finding.places[0].url.path()), (52, "/"));
    }

    #[test]
    fn pages_without_a_frame_are_not_measured() {
        let scene = scene().frameless(4);
        expect![[r#"
            未能检测 - / http://www.qingchuan.gov.cn/ / 4页没有头部和底部，不属于任何页面模板
        "#]]
        .assert_eq(&scene.check("icp-missing"));
    }
}
