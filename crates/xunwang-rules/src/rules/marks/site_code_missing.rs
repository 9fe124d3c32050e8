//! `site-code-missing`: no site code in the footer.

use xunwang_domain::facts::{PageRegion, SiteCase};
use xunwang_domain::finding::RuleCode;
use xunwang_domain::standard::Standard;

use super::frame::{MarkRule, footer_text, missing};
use crate::registry::Rule;
use crate::report::RuleReport;

pub(crate) const RULE: Rule = Rule {
    code: RuleCode("site-code-missing"),
    title: "底部功能区未列明网站标识码",
    document: "\
## 检查什么

每一种页面模板的底部功能区有没有列明网站标识码（国办发〔2017〕47号）。

## 为什么

网站标识码是网站在全国名录中的身份编号，公众和监管部门凭它核对网站。

## 对应指标

扣分指标 P-21“网站标识”（预览，未经确认）：每缺一项扣1分。

## 怎样认定

任何一页的底部列有“网站标识码”及其编码即可；编码是否正确见 `site-code-wrong`。找错入口链接里带的编码不算列明。\
同一模板只报一条；全站各模板都没有的，合为一条。底部一个标识文字也没有、却有未加替代文字的图片的，\
整个底部可能是一张图片，列为疑似，由人工认定。没有头部和底部的页面为未能检测。

## 示例

- 不合格：底部有主办单位和备案编号，没有网站标识码。
- 合格：底部列有“网站标识码：９９０１０００００１”（全角数字也算）。
- 未能检测：弹窗页、纯框架页等没有头部和底部，不属于任何页面模板。

## 怎样整改

在全部页面模板的底部写明“网站标识码：”和10位编码。
",
    check,
};

fn check(case: &SiteCase<'_>, standard: &Standard) -> RuleReport {
    let rule = MarkRule {
        code: RULE.code,
        region: PageRegion::Footer,
        lack: "未列明网站标识码",
    };
    missing(
        &rule,
        |marks| footer_text(marks, !marks.site_codes.is_empty()),
        case,
        standard,
    )
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::scene;

    #[test]
    fn the_code_of_the_report_entry_does_not_stand_for_the_printed_one() {
        let scene = scene().frame(1, 10, |marks| marks.site_codes.clear());
        expect![[r#"
            确定 P-21 Deduct / / ×10 / 全站10页的底部功能区均未列明网站标识码
        "#]]
        .assert_eq(&scene.check("site-code-missing"));
    }

    #[test]
    fn a_wrong_code_is_not_missing() {
        let scene = scene().frame(1, 10, |marks| marks.site_codes = vec!["9901000002".to_owned()]);
        assert_eq!(scene.check("site-code-missing"), "");
    }

    #[test]
    fn pages_without_a_frame_are_not_measured() {
        let scene = scene().frameless(1);
        expect![[r#"
            未能检测 - / http://www.qingchuan.gov.cn/ / 1页没有头部和底部，不属于任何页面模板
        "#]]
        .assert_eq(&scene.check("site-code-missing"));
    }
}
