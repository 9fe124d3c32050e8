//! `site-name-missing`: the header does not show the site's name.

use xunwang_domain::facts::{PageRegion, SiteCase};
use xunwang_domain::finding::RuleCode;
use xunwang_domain::standard::Standard;

use super::frame::{MarkRule, Sight, missing};
use super::name::{is_foreign, names};
use crate::registry::Rule;
use crate::report::RuleReport;

pub(crate) const RULE: Rule = Rule {
    code: RuleCode("site-name-missing"),
    title: "头部标识区未展示网站名称",
    document: "\
## 检查什么

每一种页面模板的头部标识区有没有醒目展示网站名称（国办发〔2017〕47号）。

## 为什么

头部的网站名称让公众一眼知道这是哪个单位的网站；内页和业务系统没有名称，容易与其他网站混淆。

## 对应指标

扣分指标 P-20“域名名称”（预览，未经确认）。

## 怎样认定

头部的文字、图片的替代文字和标题里，有登记的网站名称即可：全半角、空格、括号、“门户网站”等后缀不论，\
主办单位名称、“中国·地名”也算。头部没有名称而有图片的，名称可能就在图片里，列为疑似，由人工认定。\
同一模板只报一条；全站各模板都没有的，合为一条。头部以外文写明机关名称（外文版）而登记的是中文名称的，\
无法比对，为未能检测。

## 示例

- 不合格：文章页模板的头部只有“首页 政务公开 办事服务”几个字，没有图片。
- 合格：头部图片的替代文字为“青川市人民政府”。
- 疑似：头部只有一张没有替代文字的标志图片。
- 未能检测：弹窗页、纯框架页等没有头部和底部，不属于任何页面模板。

## 怎样整改

在全部页面模板（含业务系统、专题）的头部写明规范的网站名称；名称做在图片里的，给图片加上替代文字（alt）。
",
    check,
};

fn check(case: &SiteCase<'_>, standard: &Standard) -> RuleReport {
    let rule = MarkRule {
        code: RULE.code,
        region: PageRegion::Header,
        lack: "未展示网站名称",
    };
    let sight = |marks: &xunwang_domain::facts::PageMarks| {
        if names(&marks.header_text, case.site) {
            Sight::There
        } else if marks.header_by_script {
            Sight::Unseen
        } else if is_foreign(&marks.header_text, case.site) {
            Sight::Foreign
        } else if marks.header_picture {
            Sight::Doubtful
        } else {
            Sight::Missing
        }
    };
    missing(&rule, sight, case, standard)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::scene;

    #[test]
    fn a_template_without_the_name_is_one_finding() {
        let scene = scene().frame(2, 35, |marks| marks.header_text = "首页 政务公开".to_owned());
        expect![[r#"
            确定 P-20 Deduct / /t2/ ×35 / 一种页面模板共35页的头部标识区未展示网站名称
        "#]]
        .assert_eq(&scene.check("site-name-missing"));
    }

    #[test]
    fn an_english_version_is_not_compared_with_a_chinese_name() {
        let scene = scene().frame(2, 35, |marks| {
            marks.header_text = "The People's Government of Qingchuan City".to_owned();
        });
        expect![[r#"
            未能检测 - / http://www.qingchuan.gov.cn/t2/ / 一种页面模板共35页的头部标识区为外文，与登记的中文名称无法比对，未能检测
        "#]].assert_eq(&scene.check("site-name-missing"));
    }

    #[test]
    fn a_name_that_may_be_in_a_picture_is_for_a_person_and_its_alt_is_read() {
        let unread = |text: &'static str| {
            scene().frame(1, 10, move |marks| {
                marks.header_picture = true;
                text.clone_into(&mut marks.header_text);
            })
        };
        expect![[r#"
            疑似 P-20 Deduct / / ×10 / 全站10页的头部标识区均未展示网站名称（可能以图片展示，需人工认定）
        "#]]
        .assert_eq(&unread("首页").check("site-name-missing"));
        assert_eq!(unread("青川市人民政府").check("site-name-missing"), "");
    }
}
