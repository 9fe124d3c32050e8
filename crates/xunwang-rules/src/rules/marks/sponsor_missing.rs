//! `sponsor-missing`: no sponsor in the footer.

use xunwang_domain::facts::{PageRegion, SiteCase};
use xunwang_domain::finding::RuleCode;
use xunwang_domain::standard::Standard;

use super::frame::{MarkRule, footer_text, missing};
use crate::registry::Rule;
use crate::report::RuleReport;

pub(crate) const RULE: Rule = Rule {
    code: RuleCode("sponsor-missing"),
    title: "底部功能区未列明主办单位",
    document: "\
## 检查什么

每一种页面模板的底部功能区有没有列明主办单位（国办发〔2017〕47号）。

## 为什么

公众需要知道网站由谁开办、向谁反映。

## 对应指标

扣分指标 P-21“网站标识”（预览，未经确认）：每缺一项扣1分。

## 怎样认定

任何一页的底部列有“主办”“主办单位”等字样及单位名称即可。\
同一模板只报一条；全站各模板都没有的，合为一条。底部一个标识文字也没有、却有未加替代文字的图片的，\
整个底部可能是一张图片，列为疑似，由人工认定。没有头部和底部的页面为未能检测。

## 示例

- 不合格：底部只有“版权所有”和备案编号，没有主办单位。
- 合格：底部列有“主 办：青川市人民政府办公室”。
- 未能检测：弹窗页、纯框架页等没有头部和底部，不属于任何页面模板。

## 怎样整改

在全部页面模板的底部写明“主办单位：”和单位全称。
",
    check,
};

fn check(case: &SiteCase<'_>, standard: &Standard) -> RuleReport {
    let rule = MarkRule {
        code: RULE.code,
        region: PageRegion::Footer,
        lack: "未列明主办单位",
    };
    missing(
        &rule,
        |marks| footer_text(marks, marks.sponsor.is_some()),
        case,
        standard,
    )
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::scene;

    #[test]
    fn the_only_template_without_a_sponsor() {
        expect![[r#"
            确定 P-21 Deduct / / ×10 / 全站10页的底部功能区均未列明主办单位
        "#]]
        .assert_eq(
            &scene()
                .frame(1, 10, |marks| marks.sponsor = None)
                .check("sponsor-missing"),
        );
        assert_eq!(scene().check("sponsor-missing"), "");
    }

    #[test]
    fn pages_without_a_frame_are_not_measured() {
        let scene = scene().frameless(1);
        expect![[r#"
            未能检测 - / http://www.qingchuan.gov.cn/ / 1页没有头部和底部，不属于任何页面模板
        "#]]
        .assert_eq(&scene.check("sponsor-missing"));
    }
}
