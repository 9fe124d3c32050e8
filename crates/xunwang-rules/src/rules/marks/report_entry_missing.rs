//! `report-entry-missing`: no entry to “我为政府网站找错”.

use xunwang_domain::facts::{PageRegion, SiteCase};
use xunwang_domain::finding::RuleCode;
use xunwang_domain::standard::Standard;

use super::frame::{MarkRule, footer_text, missing};
use crate::registry::Rule;
use crate::report::RuleReport;

pub(crate) const RULE: Rule = Rule {
    code: RuleCode("report-entry-missing"),
    title: "底部功能区未列明“我为政府网站找错”入口",
    document: "\
## 检查什么

每一种页面模板的底部功能区有没有“我为政府网站找错”入口（国办发〔2017〕47号）。

## 为什么

“我为政府网站找错”是公众反映网站问题的统一渠道，要求全部页面都有。

## 对应指标

扣分指标 P-21“网站标识”（预览，未经确认）：每缺一项扣1分。

## 怎样认定

入口的链接、脚本（`_jiucuo_`）、点击事件、`data-setting` 各种形式都算；入口是否有效见 `report-entry-wrong`。\
只有图片、点不开的不算入口。同一模板只报一条；全站各模板都没有的，合为一条。\
底部一个标识文字也没有、却有未加替代文字的图片的，整个底部可能是一张图片，列为疑似，由人工认定。\
没有头部和底部的页面为未能检测。

## 示例

- 不合格：专题页模板的底部没有找错入口。
- 合格：底部有 `<script id=\"_jiucuo_\" sitecode=\"9901000001\" …>`。
- 未能检测：弹窗页、纯框架页等没有头部和底部，不属于任何页面模板。

## 怎样整改

从全国统一平台取得本网站的入口代码，放进全部页面模板（含业务系统、专题）的底部。
",
    check,
};

fn check(case: &SiteCase<'_>, standard: &Standard) -> RuleReport {
    let rule = MarkRule {
        code: RULE.code,
        region: PageRegion::Footer,
        lack: "未列明“我为政府网站找错”入口",
    };
    missing(
        &rule,
        |marks| footer_text(marks, !marks.report_entries.is_empty()),
        case,
        standard,
    )
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::scene;

    #[test]
    fn a_template_without_an_entry_is_reported_once() {
        let scene = scene().frame(2, 12, |marks| marks.report_entries.clear());
        expect![[r#"
            确定 P-21 Deduct / /t2/ ×12 / 一种页面模板共12页的底部功能区未列明“我为政府网站找错”入口
        "#]]
        .assert_eq(&scene.check("report-entry-missing"));
        assert_eq!(crate::testing::scene().check("report-entry-missing"), "");
    }

    #[test]
    fn pages_without_a_frame_are_not_measured() {
        let scene = scene().frameless(1);
        expect![[r#"
            未能检测 - / http://www.qingchuan.gov.cn/ / 1页没有头部和底部，不属于任何页面模板
        "#]]
        .assert_eq(&scene.check("report-entry-missing"));
    }
}
