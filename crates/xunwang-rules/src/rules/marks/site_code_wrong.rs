//! `site-code-wrong`: the footer prints a site code that is not the registered one.

use xunwang_domain::facts::{PageMarks, PageRegion, SiteCase};
use xunwang_domain::finding::{Certainty, RuleCode};
use xunwang_domain::registry::SiteCode;
use xunwang_domain::standard::Standard;

use super::frame::{MarkRule, WrongMark, wrong};
use crate::registry::Rule;
use crate::report::RuleReport;

pub(crate) const RULE: Rule = Rule {
    code: RuleCode("site-code-wrong"),
    title: "网站标识码标注有误",
    document: "\
## 检查什么

底部功能区标注的网站标识码与名录登记的是否一致。

## 为什么

标错编码等于冒用别的网站的身份，公众的反映会转到别的单位。

## 对应指标

扣分指标 P-21“网站标识”（预览，未经确认）。

## 怎样认定

标注的编码形式正确而与登记的不同，认定为有误；字母大小写、全半角不论。同一底部既有登记的编码、又有别的编码的，\
以及标注的编码形式不符（位数不足等）的，列为疑似，由人工认定。同一个错误编码只报一条，列出全部页面。

## 示例

- 不合格：登记为9901000001，底部标注9901000002。
- 合格：登记为BM07000001，底部标注bm07000001。
- 未能检测：底部没有标注编码（见 `site-code-missing`）。

## 怎样整改

按名录登记的编码改正底部的标注；名录登记有误的，先申请变更登记。
",
    check,
};

fn check(case: &SiteCase<'_>, standard: &Standard) -> RuleReport {
    let rule = MarkRule {
        code: RULE.code,
        region: PageRegion::Footer,
        lack: "网站标识码标注有误",
    };
    wrong(&rule, |marks| wrong_codes(marks, &case.site.code), case, standard)
}

fn wrong_codes(marks: &PageMarks, registered: &SiteCode) -> Vec<WrongMark> {
    let has_right = marks
        .site_codes
        .iter()
        .any(|code| SiteCode::parse(code).as_ref() == Ok(registered));
    let wrong = |written: &String| match SiteCode::parse(written) {
        Ok(code) if code == *registered => None,
        Ok(code) => Some(WrongMark {
            problem: format!("标注为{code}，登记为{registered}"),
            value: code.to_string(),
            certainty: if has_right {
                Certainty::Suspected
            } else {
                Certainty::Certain
            },
        }),
        Err(error) => Some(WrongMark {
            problem: format!("标注为“{written}”，{error}"),
            value: written.clone(),
            certainty: Certainty::Suspected,
        }),
    };
    marks.site_codes.iter().filter_map(wrong).collect()
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::scene;

    fn printed(codes: &'static [&'static str]) -> String {
        let owned = || codes.iter().map(|code| (*code).to_owned()).collect();
        scene()
            .frame(1, 10, |marks| marks.site_codes = owned())
            .check("site-code-wrong")
    }

    #[test]
    fn another_code_is_wrong_and_another_spelling_is_not() {
        expect![[r#"
            确定 P-21 Deduct / / ×10 / 网站标识码标注有误：标注为9901000002，登记为9901000001（共10页）
        "#]]
        .assert_eq(&printed(&["9901000002"]));
        assert_eq!(printed(&["９９０１０００００１"]), "");
    }

    #[test]
    fn beside_the_right_one_or_of_no_known_form_it_is_for_a_person() {
        expect![[r#"
            疑似 P-21 Deduct / / ×10 / 网站标识码标注有误：标注为9900000001，登记为9901000001（共10页）
        "#]]
        .assert_eq(&printed(&["9901000001", "9900000001"]));
        expect![[r#"
            疑似 P-21 Deduct / / ×10 / 网站标识码标注有误：标注为“99010001”，网站标识码应为10位，现为8位（共10页）
        "#]].assert_eq(&printed(&["99010001"]));
    }

    #[test]
    fn one_wrong_code_is_one_finding_over_all_templates() {
        let other = || vec!["9901000002".to_owned()];
        let scene = scene()
            .frame(1, 10, |m| m.site_codes = other())
            .frame(2, 35, |m| m.site_codes = other());
        expect![[r#"
            确定 P-21 Deduct / / ×45 / 网站标识码标注有误：标注为9901000002，登记为9901000001（共45页）
        "#]]
        .assert_eq(&scene.check("site-code-wrong"));
    }

    #[test]
    fn without_a_code_there_is_nothing_to_compare() {
        assert_eq!(printed(&[]), "");
    }
}
