//! `misstatement-severe`: the name of the state, a body, a meeting or a document of weight is written wrongly.

use xunwang_domain::facts::SiteCase;
use xunwang_domain::finding::RuleCode;
use xunwang_domain::standard::Standard;
use xunwang_domain::texts::HitClass;

use super::hits;
use crate::registry::Rule;
use crate::report::RuleReport;

pub(crate) const RULE: Rule = Rule {
    code: RuleCode("misstatement-severe"),
    title: "严重表述错误",
    document: "\
## 检查什么

网页（标题、正文、列表、导航、页脚）和附件里，国家、机构、会议、文件的名称和重要提法有没有写错，\
与姓名职务词典不符的姓名、职务、排名，按文章日期已经更名、撤销的机构。

## 为什么

严重表述错误是单项否决指标，也是各地通报点名最多的情形；往往只错一个字，人眼容易看漏。

## 对应指标

国办秘函〔2019〕19号单项否决“出现严重表述错误”（WV1-1）。机器发现的一律列为疑似，由人确认后才计入。

## 怎样认定

内置词库和 `--lexicon` 给出的本单位词库逐字比对，全角半角、繁体、夹入空格符号、零宽字符也认得出；\
词条有生效和失效日期的按文章发布日期判断；`--names` 给出的词典按日期核对姓名、职务。\
写在“错误写法”“不得写成”之后引述的不报。同样的错误写在同样的话里，无论出现在多少页，只报一条，列出各处。\
每条写明错误写法、正确写法、词条和词库版本、依据。

## 示例

- 疑似：正文写着“中华人民共合国”。
- 不合格：不作认定，一律先列为疑似，由人确认。
- 合格：正文写着“中华人民共和国”。
- 未能检测：文字在图片里；扫描件、加密的附件；用 `--no-texts` 不检查文字时。

## 怎样整改

立即改正，并在全站查找同样的错误；按“三审三校”查明在哪个环节漏过。
",
    check,
};

fn check(case: &SiteCase<'_>, standard: &Standard) -> RuleReport {
    hits::check(RULE.code, HitClass::Misstatement, case, standard)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use xunwang_domain::facts::PageRegion;
    use xunwang_domain::texts::HitClass;

    use crate::testing::scene;

    const PAGE: &str = "http://www.qingchuan.gov.cn/xw/1.html";

    #[test]
    fn a_misspelt_name_of_the_state_is_for_a_person_and_told_once() {
        let scene = scene()
            .text(
                HitClass::Misstatement,
                "共合国",
                "共和国",
                &[(PAGE, PageRegion::Body)],
            )
            .text(
                HitClass::Misstatement,
                "人民代表大人",
                "人民代表大会",
                &[
                    ("http://www.qingchuan.gov.cn/", PageRegion::Nav),
                    (PAGE, PageRegion::Nav),
                ],
            );
        expect![[r#"
            疑似 WV1-1 Veto / / ×2 / 首页导航等2处：“人民代表大人”应为“人民代表大会”
            疑似 WV1-1 Veto / /xw/1.html ×1 / 内页正文：“共合国”应为“共和国”
        "#]]
        .assert_eq(&scene.check("misstatement-severe"));
        let findings = scene.report().findings;
        let finding = findings
            .iter()
            .find(|finding| finding.rule.0 == "misstatement-severe")
            .unwrap();
        assert!(
            finding.excerpt.contains("【人民代表大人】"),
            "{}",
            finding.excerpt
        );
        assert_eq!(finding.text.as_ref().unwrap().right, ["人民代表大会"]);
    }

    #[test]
    fn another_class_is_another_rule_and_clean_texts_pass() {
        let other = scene().text(HitClass::Typo, "帐号", "账号", &[(PAGE, PageRegion::Body)]);
        assert_eq!(other.check("misstatement-severe"), "");
        assert_eq!(scene().check("misstatement-severe"), "");
    }

    #[test]
    fn what_was_not_checked_and_what_is_left_out_is_said() {
        expect![[r#"
            未能检测 - / http://www.qingchuan.gov.cn/ / 按设置没有检查文字
        "#]]
        .assert_eq(&scene().texts_unchecked().check("misstatement-severe"));
        expect![[r#"
            未能检测 - / http://www.qingchuan.gov.cn/ / 严重表述错误过多，另有7条没有列出
        "#]]
        .assert_eq(
            &scene()
                .texts_left_out(HitClass::Misstatement, 7)
                .check("misstatement-severe"),
        );
    }
}
