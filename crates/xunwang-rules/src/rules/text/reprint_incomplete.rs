//! `reprint-incomplete`: an article reprints a known document and lacks a part of it.

use xunwang_domain::facts::SiteCase;
use xunwang_domain::finding::RuleCode;
use xunwang_domain::standard::Standard;
use xunwang_domain::texts::HitClass;

use super::hits;
use crate::registry::Rule;
use crate::report::{NotMeasured, RuleReport};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode("reprint-incomplete"),
    title: "转载内容缺失",
    document: "\
## 检查什么

转载国家和上级文件、重要信息的文章，与原文相比有没有缺段、缺句、改动、移位，是不是已经修改的旧版。

## 为什么

转载重要信息缺失部分内容会误导公众，是各地通报列举的突出问题。

## 对应指标

检查指标没有对应条款，只作提示，不计入判定；情节严重的由人按“严重表述错误”处理。

## 怎样认定

原文由 `--sources` 给出：一个放着文本、网页、DOCX、PDF 的文件夹，或者另一次检查（如本级门户、上级门户）的结果文件夹。\
文章与某份原文有一半以上相同的，认作转载，按段、按句对照；目录、标题、编号、排版和网页附带文字不算差异，\
本地多出的不报；本地是旧版的，只说是旧版。引用几句的不是转载。一篇文章对一份原文只报一条，列为疑似，由人确认。\
逐处对照可用 `xunwang proof --source 原文 本地网页 --format html`。

## 示例

- 疑似：转载的条例缺第十二条。
- 不合格：不作认定，一律先列为疑似，由人确认。
- 合格：全文转载，只是去掉了目录和页码。
- 未能检测：没有用 `--sources` 给出原文；正文在附件或图片里。

## 怎样整改

对照原文补全；原文已经修改的，换成现行版本并注明来源。
",
    check,
};

fn check(case: &SiteCase<'_>, standard: &Standard) -> RuleReport {
    if case.texts.is_some_and(|texts| texts.originals == 0) {
        let mut report = RuleReport::default();
        report.not_measured.push(NotMeasured {
            rule: RULE.code,
            object: case.facts.home.url.to_string(),
            reason: "没有给出原文，转载是否完整未能检测".to_owned(),
            indicator: String::new(),
        });
        return report;
    }
    hits::check(RULE.code, HitClass::Reprint, case, standard)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use xunwang_domain::facts::PageRegion;
    use xunwang_domain::texts::HitClass;

    use crate::testing::scene;

    #[test]
    fn a_reprint_that_lacks_a_part_is_for_a_person() {
        let at = [("http://www.qingchuan.gov.cn/zc/1.html", PageRegion::Body)];
        expect![[r#"
            疑似 - Advice / /zc/1.html ×1 / 内页正文：“缺第十二条”应为“第十二条”
        "#]]
        .assert_eq(
            &scene()
                .originals(3)
                .text(HitClass::Reprint, "缺第十二条", "第十二条", &at)
                .check("reprint-incomplete"),
        );
        assert_eq!(scene().originals(3).check("reprint-incomplete"), "");
    }

    #[test]
    fn without_originals_nothing_is_measured() {
        expect![[r#"
            未能检测 - / http://www.qingchuan.gov.cn/ / 没有给出原文，转载是否完整未能检测
        "#]]
        .assert_eq(&scene().check("reprint-incomplete"));
    }
}
