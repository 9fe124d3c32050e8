//! `text-injected`: words of gambling, pornography or fraud that somebody has put into a page.

use xunwang_domain::facts::SiteCase;
use xunwang_domain::finding::RuleCode;
use xunwang_domain::standard::Standard;
use xunwang_domain::texts::HitClass;

use super::hits;
use crate::registry::Rule;
use crate::report::RuleReport;

pub(crate) const RULE: Rule = Rule {
    code: RuleCode("text-injected"),
    title: "植入的垃圾信息",
    document: "\
## 检查什么

网页里有没有赌博、色情、办证、诈骗一类招揽用语，包括网页上看不见（隐藏）的文字。

## 为什么

这类文字多是网站被入侵后植入的，既违法又说明网站已被篡改，要立即处置。

## 对应指标

不直接计入指标，供人工核查；查实的按“发布或链接反动、暴力、色情等内容”“对安全攻击没有及时有效处置”（WV1-3、WV1-4）由人认定。

## 怎样认定

内置垃圾信息词库按整句招揽用语比对，夹有空格符号、全角、异体字的也认；打击治理、以案释法、防骗提醒等正面报道不报。\
一律列为疑似，由人确认。

## 示例

- 疑似：页脚隐藏着“澳门皇冠赌场开户送彩金”。
- 不合格：不作认定，一律先列为疑似，由人确认。
- 合格：“警方破获一起网络赌博案”。
- 未能检测：文字在图片里；由脚本写入的文字。

## 怎样整改

立即下线该页，查明入侵途径并修补漏洞，清除同类文件，改换口令，报告网信和公安部门。
",
    check,
};

fn check(case: &SiteCase<'_>, standard: &Standard) -> RuleReport {
    hits::check(RULE.code, HitClass::Spam, case, standard)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use xunwang_domain::facts::PageRegion;
    use xunwang_domain::texts::HitClass;

    use crate::testing::scene;

    #[test]
    fn injected_words_are_for_a_person() {
        let at = [("http://www.qingchuan.gov.cn/", PageRegion::Footer)];
        expect![[r#"
            疑似 - Advice / / ×1 / 首页底部功能区：“开户送彩金”应为“（删去）”
        "#]]
        .assert_eq(
            &scene()
                .text(HitClass::Spam, "开户送彩金", "（删去）", &at)
                .check("text-injected"),
        );
        assert_eq!(scene().check("text-injected"), "");
        assert_ne!(scene().texts_unchecked().check("text-injected"), "");
    }
}
