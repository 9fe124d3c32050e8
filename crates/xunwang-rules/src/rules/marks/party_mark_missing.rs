//! `party-mark-missing`: no mark of party and government bodies in the footer.

use xunwang_domain::facts::{PageMarks, PageRegion, SiteCase};
use xunwang_domain::finding::RuleCode;
use xunwang_domain::standard::Standard;

use super::frame::{MarkRule, Sight, missing};
use crate::registry::Rule;
use crate::report::RuleReport;

pub(crate) const RULE: Rule = Rule {
    code: RuleCode("party-mark-missing"),
    title: "底部功能区未加挂党政机关网站标识",
    document: "\
## 检查什么

每一种页面模板的底部功能区有没有党政机关网站标识（国办发〔2017〕47号）。业务系统、专题的页面模板也在内。

## 为什么

标识由机构编制部门核发，点开可以核对开办单位，公众凭它辨认真假政府网站。

## 对应指标

扣分指标 P-21“网站标识”（预览，未经确认）：每缺一项扣1分。

## 怎样认定

有指向 conac.cn 的链接、脚本或图片（`bszs.conac.cn/sitename`、`dcs.conac.cn/js`、`_ideConac`），\
或者底部有替代文字含“党政机关”“事业单位标识”、文件名为 red.png、blue.png 等的图片，即为有标识（规则手册 ZE-05）。\
标识总是图片，因此底部有未加替代文字的图片时，标识可能就是其中之一，列为疑似，由人工认定。\
同一模板只报一条；全站各模板都没有的，合为一条。底部由脚本或框架加载的，以及没有头部和底部的页面，为未能检测。

## 示例

- 不合格：底部列有主办单位、备案编号和标识码，没有标识，也没有任何图片。
- 合格：底部有 `<script src=\"https://dcs.conac.cn/js/99/010/…/CA990100000….js\">`。
- 疑似：底部没有上述任何线索，但有一张没有替代文字的图片。
- 未能检测：底部由 `footer.js` 写出。

## 怎样整改

向同级机构编制部门申请党政机关网站标识，把核发的代码放进全部页面模板（含业务系统、专题）的底部；\
以图片展示的，链接到 bszs.conac.cn 上本网站的查询页，并写明替代文字“党政机关”。
",
    check,
};

fn check(case: &SiteCase<'_>, standard: &Standard) -> RuleReport {
    let rule = MarkRule {
        code: RULE.code,
        region: PageRegion::Footer,
        lack: "未加挂党政机关网站标识",
    };
    let sight = |marks: &PageMarks| match marks.party_mark {
        true => Sight::There,
        false if marks.footer_by_script => Sight::Unseen,
        false if marks.footer_picture => Sight::Doubtful,
        false => Sight::Missing,
    };
    missing(&rule, sight, case, standard)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::scene;

    #[test]
    fn a_template_without_the_mark_is_one_finding() {
        let scene = scene().frame(2, 12, |marks| marks.party_mark = false);
        expect![[r#"
            确定 P-21 Deduct / /t2/ ×12 / 一种页面模板共12页的底部功能区未加挂党政机关网站标识
        "#]]
        .assert_eq(&scene.check("party-mark-missing"));
        assert_eq!(crate::testing::scene().check("party-mark-missing"), "");
    }

    #[test]
    fn any_picture_without_a_name_may_be_the_mark() {
        let scene = scene().frame(1, 10, |marks| {
            marks.party_mark = false;
            marks.footer_picture = true;
        });
        expect![[r#"
            疑似 P-21 Deduct / / ×10 / 全站10页的底部功能区均未加挂党政机关网站标识（可能以图片展示，需人工认定）
        "#]]
        .assert_eq(&scene.check("party-mark-missing"));
    }

    #[test]
    fn a_footer_by_script_is_not_measured() {
        let scene = scene().frame(2, 12, |marks| {
            marks.party_mark = false;
            marks.footer_by_script = true;
        });
        expect![[r#"
            未能检测 - / http://www.qingchuan.gov.cn/t2/ / 一种页面模板共12页的底部功能区由脚本或框架加载，未能检测
        "#]]
        .assert_eq(&scene.check("party-mark-missing"));
    }
}
