//! `police-record-missing`: no police record in the footer.

use xunwang_domain::facts::{PageRegion, SiteCase};
use xunwang_domain::finding::RuleCode;
use xunwang_domain::standard::Standard;

use super::frame::{MarkRule, footer_text, missing};
use crate::registry::Rule;
use crate::report::RuleReport;

pub(crate) const RULE: Rule = Rule {
    code: RuleCode("police-record-missing"),
    title: "底部功能区未列明公安机关备案号",
    document: "\
## 检查什么

每一种页面模板的底部功能区有没有列明公安机关备案标识和编号（国办发〔2017〕47号）。

## 为什么

依法在公安机关备案并标明编号，是网站安全管理的要求。

## 对应指标

扣分指标 P-21“网站标识”（预览，未经确认）：每缺一项扣1分。

## 怎样认定

任何一页的底部列有形如“省简称公网安备 14位号码”的文字或替代文字即可，号码真伪不在此核对。\
同一模板只报一条；全站各模板都没有的，合为一条。底部一个标识文字也没有、却有未加替代文字的图片的，\
整个底部可能是一张图片，列为疑似，由人工认定。没有头部和底部的页面为未能检测。

## 示例

- 不合格：底部只有ICP备案编号，没有公安机关备案号。
- 合格：底部图片的替代文字为“示公网安备99010002000001号”。
- 未能检测：弹窗页、纯框架页等没有头部和底部，不属于任何页面模板。

## 怎样整改

在公安机关互联网站安全管理服务平台完成备案，把标识和14位编号放进全部页面模板的底部。
",
    check,
};

fn check(case: &SiteCase<'_>, standard: &Standard) -> RuleReport {
    let rule = MarkRule {
        code: RULE.code,
        region: PageRegion::Footer,
        lack: "未列明公安机关备案号",
    };
    missing(
        &rule,
        |marks| footer_text(marks, !marks.police.is_empty()),
        case,
        standard,
    )
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use xunwang_domain::facts::PageMarks;

    use crate::testing::scene;

    #[test]
    fn missing_beside_other_marks_is_certain() {
        let scene = scene().frame(2, 3, |marks| {
            marks.police.clear();
            marks.footer_picture = true;
        });
        expect![[r#"
            确定 P-21 Deduct / /t2/ ×3 / 一种页面模板共3页的底部功能区未列明公安机关备案号
        "#]]
        .assert_eq(&scene.check("police-record-missing"));
        assert_eq!(crate::testing::scene().check("police-record-missing"), "");
    }

    #[test]
    fn a_footer_that_may_be_one_picture_is_for_a_person() {
        let pictured = PageMarks {
            footer_picture: true,
            ..PageMarks::default()
        };
        let scene = scene().frame(2, 3, |marks| *marks = pictured);
        expect![[r#"
            疑似 P-21 Deduct / /t2/ ×3 / 一种页面模板共3页的底部功能区未列明公安机关备案号（可能以图片展示，需人工认定）
        "#]].assert_eq(&scene.check("police-record-missing"));
    }
}
