//! `form-irregular`: the form of what is written is not as it should be, in texts and in the record numbers of footers.

use xunwang_domain::facts::SiteCase;
use xunwang_domain::finding::RuleCode;
use xunwang_domain::standard::Standard;
use xunwang_domain::texts::HitClass;

use super::hits;
use crate::registry::Rule;
use crate::report::RuleReport;
use crate::rules::marks::record_number;

pub(crate) const RULE: Rule = Rule {
    code: RuleCode("form-irregular"),
    title: "文字和备案标识形式不规范",
    document: "\
## 检查什么

正文的日期、数字、标点、序号：不存在的日期，日期与星期矛盾，列举与项数、部分与总数、增减方向不合，\
括号引号书名号不成对，字词和段落重复，占位文字，乱码，发文字号、数字单位、标题序号；\
底部列明的 ICP 备案编号、公安机关备案号的形式、省份和链接去向（规则手册 ZE-06、ZE-07）。

## 为什么

形式上的错误说明没有认真校对；占位文字、乱码说明没有人看过页面。备案号码抄错、链接指错，公众就查不到备案信息，\
网民留言中常有这类反映。

## 对应指标

检查指标没有对应条款，只作提示，不计入判定。

## 怎样认定

一律列为疑似，由人工认定。

文字：只看正文；列表、导航里的标题常被截短，不检查。半角标点一类的排版习惯、把握不大的不报（`xunwang proof` 可以列出）。\
附件只看 DOCX，因为 PDF 和表格的换行不可靠。

备案标识：ICP 备案编号不是“省简称ICP备”加8至12位数字加“号”；公安机关备案号不是14位数字；\
号码的省简称或前两位与网站标识码所属省份不同（国务院部门、兵团的不比较）；\
ICP 备案编号的链接不指向 beian.miit.gov.cn，公安机关备案号的链接不指向 beian.gov.cn 或 beian.mps.gov.cn。\
没有加链接的不报。同一个号码或链接只报一条，列出全部页面。

## 示例

- 疑似：正文写着“会议于2月30日召开”；“示公网安备9901000200000号”只有13位数字；ICP 备案编号的链接指向已停用的 www.miitbeian.gov.cn。
- 不合格：不作认定，一律先列为疑似，由人工认定。
- 合格：正文写着“会议于2月28日召开”；“示ICP备12345678号-1”链接到 https://beian.miit.gov.cn/。
- 未能检测：没有列明备案编号（见 `icp-missing`、`police-record-missing`）；用 `--no-texts` 不检查文字时，只检查备案标识。

## 怎样整改

对照原稿改正文字。按备案通知书核对号码，把省简称、位数和“号”字写全；ICP 备案编号链接到 https://beian.miit.gov.cn/，\
公安机关备案号链接到 https://beian.mps.gov.cn/ 上本网站的查询页。
",
    check,
};

fn check(case: &SiteCase<'_>, standard: &Standard) -> RuleReport {
    let mut report = record_number::check(case, standard);
    report.join(hits::check(RULE.code, HitClass::Form, case, standard));
    report
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use xunwang_domain::facts::PageRegion;
    use xunwang_domain::texts::HitClass;

    use crate::testing::scene;

    #[test]
    fn texts_and_record_numbers_are_told_apart_and_together() {
        let at = [("http://www.qingchuan.gov.cn/xw/1.html", PageRegion::Body)];
        let scene = scene()
            .coded("4401000001")
            .frame(1, 10, |marks| {
                marks.icp = vec!["粤ICP备123456号".to_owned()];
                marks.police.clear();
            })
            .text(HitClass::Form, "2月30日", "2月28日", &at);
        expect![[r#"
            疑似 - Advice / / ×10 / 备案标识形式不规范：ICP备案编号“粤ICP备123456号”号码应为8至12位数字，现为6位（共10页）
            疑似 - Advice / /xw/1.html ×1 / 内页正文：“2月30日”应为“2月28日”
        "#]]
        .assert_eq(&scene.check("form-irregular"));
        assert_eq!(crate::testing::scene().check("form-irregular"), "");
        assert_ne!(
            crate::testing::scene().texts_unchecked().check("form-irregular"),
            ""
        );
    }
}
