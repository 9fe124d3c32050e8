//! `wording-irregular`: what is to be worded otherwise.

use xunwang_domain::facts::SiteCase;
use xunwang_domain::finding::RuleCode;
use xunwang_domain::standard::Standard;
use xunwang_domain::texts::HitClass;

use super::hits;
use crate::registry::Rule;
use crate::report::RuleReport;

pub(crate) const RULE: Rule = Rule {
    code: RuleCode("wording-irregular"),
    title: "不规范表述",
    document: "\
## 检查什么

网页和附件里，涉港澳台、民族、宗教、领土和国家名称的表述，机构和职务的简称，已停用的提法是不是规范。

## 为什么

各地通报把不规范表述与错别字分开列举；涉港澳台和领土的表述失当会造成不良影响。

## 对应指标

国办秘函〔2019〕19号没有单列的否决项，只作提示；情节严重的由人按“严重表述错误”处理。

## 怎样认定

与严重表述错误同样比对词库，词条的类别是“不规范表述”的归入本条；词条写明附近须有或不得有的词语时一并判断。\
一律列为疑似，由人确认。同样的话无论出现在多少页，只报一条。

## 示例

- 疑似：把台湾与国家并列，写成“中国和台湾”。
- 不合格：不作认定，一律先列为疑似，由人确认。
- 合格：写成“大陆和台湾”。
- 未能检测：文字在图片里；扫描件、加密的附件；用 `--no-texts` 不检查文字时。

## 怎样整改

按提示的规范表述改写；本单位另有规定的写法，在本单位词库里停用该词条并写明理由。
",
    check,
};

fn check(case: &SiteCase<'_>, standard: &Standard) -> RuleReport {
    hits::check(RULE.code, HitClass::Wording, case, standard)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use xunwang_domain::facts::PageRegion;
    use xunwang_domain::texts::HitClass;

    use crate::testing::scene;

    #[test]
    fn irregular_wording_is_advice() {
        let at = [("http://www.qingchuan.gov.cn/xw/1.html", PageRegion::Body)];
        expect![[r#"
            疑似 - Advice / /xw/1.html ×1 / 内页正文：“中国和台湾”应为“大陆和台湾”
        "#]]
        .assert_eq(
            &scene()
                .text(HitClass::Wording, "中国和台湾", "大陆和台湾", &at)
                .check("wording-irregular"),
        );
        assert_eq!(scene().check("wording-irregular"), "");
        assert_ne!(scene().texts_unchecked().check("wording-irregular"), "");
    }
}
