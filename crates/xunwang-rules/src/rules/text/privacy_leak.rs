//! `privacy-leak`: personal data that should not stand in public.

use xunwang_domain::facts::SiteCase;
use xunwang_domain::finding::RuleCode;
use xunwang_domain::standard::Standard;
use xunwang_domain::texts::HitClass;

use super::hits;
use crate::registry::Rule;
use crate::report::{NotMeasured, RuleReport};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode("privacy-leak"),
    title: "泄露个人信息",
    document: "\
## 检查什么

网页和附件（PDF、DOCX、XLSX、XLS）里公开的居民身份证号、银行卡号、护照号、军官证号、家庭住址，\
以及与这些信息或补助、救助名单在一起的、句子里紧跟投诉人、申请人、患者等姓名的个人手机号。

## 为什么

公示名单、处罚决定、留言答复泄露个人信息，违反《个人信息保护法》《政府信息公开条例》，要在数小时内处理。

## 对应指标

检查指标没有对应条款，只作提示，不计入判定；造成后果的由人按“安全、泄密事故等严重问题”处理。

## 怎样认定

身份证号看地区、出生日期和校验码，银行卡号看发卡行、长度和校验位，手机号看同一行或同一表格里的其他信息；\
咨询、值班、监督、投诉等公开的联系方式，单位账户、信用代码、文号不报，已遮盖的（138****1234）不报。\
一个网页或附件里同一类信息无论多少个，只报一条，写明个数。一律列为疑似，由人确认。结果文件里的号码全部遮盖，只有证据文件（WARC）保存网页原貌；附件的原件不保存，证据是读到的内容（已遮盖）和文件的摘要。

## 示例

- 疑似：公示名单里有完整的身份证号；附件第3页有家庭住址和手机号。
- 不合格：不作认定，一律先列为疑似，由人确认。
- 合格：“咨询电话：13800001234（李某）”；身份证号写作“35*************123”。
- 未能检测：扫描件、加密或打不开的附件，旧格式 .doc 附件；文字在图片里。

## 怎样整改

立即撤下或遮盖后重新发布，通知本人；附件要替换文件本身，只删链接不够；清理搜索引擎缓存。
",
    check,
};

fn check(case: &SiteCase<'_>, standard: &Standard) -> RuleReport {
    let mut report = hits::check(RULE.code, HitClass::Privacy, case, standard);
    let unread = case.texts.into_iter().flat_map(|texts| &texts.unread);
    report
        .not_measured
        .extend(unread.map(|(file, reason)| NotMeasured {
            rule: RULE.code,
            object: file.to_string(),
            reason: format!("附件没有读取：{reason}"),
            indicator: String::new(),
        }));
    report
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use xunwang_domain::facts::PageRegion;
    use xunwang_domain::texts::HitClass;

    use crate::testing::scene;

    const FILE: &str = "http://www.qingchuan.gov.cn/attach/1.pdf";

    #[test]
    fn personal_data_of_pages_and_files_is_for_a_person_with_its_place() {
        let scene = scene()
            .text(
                HitClass::Privacy,
                "35*************123",
                "35*************123",
                &[("http://www.qingchuan.gov.cn/gs/1.html", PageRegion::Body)],
            )
            .text_in_file("138****1234", FILE, "第3页");
        expect![[r#"
            疑似 - Advice / /attach/1.pdf ×1 / 附件第3页：公开了手机号（138****1234）
            疑似 - Advice / /gs/1.html ×1 / 内页正文：“35*************123”应为“35*************123”
        "#]]
        .assert_eq(&scene.check("privacy-leak"));
        assert_eq!(crate::testing::scene().check("privacy-leak"), "");
    }

    #[test]
    fn a_file_that_cannot_be_read_is_not_measured() {
        expect![[r#"
            未能检测 - / http://www.qingchuan.gov.cn/attach/1.pdf / 附件没有读取：扫描件
        "#]]
        .assert_eq(&scene().unread_file(FILE, "扫描件").check("privacy-leak"));
        assert_eq!(scene().unread_file(FILE, "扫描件").check("typo"), "");
    }
}
