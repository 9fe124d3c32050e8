//! `typo`: a wrong character.

use xunwang_domain::facts::SiteCase;
use xunwang_domain::finding::RuleCode;
use xunwang_domain::standard::Standard;
use xunwang_domain::texts::HitClass;

use super::hits;
use crate::registry::Rule;
use crate::report::RuleReport;

pub(crate) const RULE: Rule = Rule {
    code: RuleCode("typo"),
    title: "错别字",
    document: "\
## 检查什么

网页和附件里的错别字。默认只用内置和本单位的错别字词库；加 `--typos` 时，另用语言模型找词库以外的音近、形近错字。

## 为什么

错别字是网民留言和各地通报里最常见的文字问题，反映信息发布审核不严。

## 对应指标

检查指标没有对应条款，只作提示，不计入判定。

## 怎样认定

词库里的错误写法作为整词出现的，列为疑似；人名、书名号和引号里引述错字的不报。\
`--typos` 的建议附有分数，只列把握较大的；每个网页约多用十分之一秒，所以默认不用。\
同样的错字写在同样的话里，无论出现在多少页，只报一条。

## 示例

- 疑似：“报名时间另行通之”。
- 不合格：不作认定，一律先列为疑似，由人确认。
- 合格：“报名时间另行通知”。
- 未能检测：文字在图片里；扫描件、加密的附件；用 `--no-texts` 不检查文字时。

## 怎样整改

核对后改正；确实无误的（专名、古语、方言）写入本单位词库并停用该词条。
",
    check,
};

fn check(case: &SiteCase<'_>, standard: &Standard) -> RuleReport {
    hits::check(RULE.code, HitClass::Typo, case, standard)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use xunwang_domain::facts::PageRegion;
    use xunwang_domain::texts::HitClass;

    use crate::testing::scene;

    #[test]
    fn a_typing_error_is_advice_and_its_channel_is_named() {
        let at = [
            ("http://www.qingchuan.gov.cn/c00/", PageRegion::Channel),
            ("http://www.qingchuan.gov.cn/xw/1.html", PageRegion::Body),
        ];
        let scene = scene()
            .channel("通知公告", xunwang_domain::registry::ChannelKind::Notice)
            .text(HitClass::Typo, "通之", "通知", &at);
        expect![[r#"
            疑似 - Advice / /c00/ ×2 / “通知公告”栏目列表等2处：“通之”应为“通知”
        "#]]
        .assert_eq(&scene.check("typo"));
        assert_eq!(crate::testing::scene().check("typo"), "");
        assert_ne!(crate::testing::scene().texts_unchecked().check("typo"), "");
    }
}
