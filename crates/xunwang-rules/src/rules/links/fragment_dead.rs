//! `fragment-dead`: a link to a place on a page that the page does not have.

use xunwang_domain::facts::SiteCase;
use xunwang_domain::finding::{Certainty, RuleCode};
use xunwang_domain::standard::Standard;

use super::target::{Said, Standing};
use crate::registry::Rule;
use crate::report::RuleReport;

pub(crate) const RULE: Rule = Rule {
    code: RuleCode("fragment-dead"),
    title: "页内链接失效",
    document: "\
## 检查什么

链接到本网站某页某处（网址带“#”）的，那一页上有没有那一处。

## 为什么

链接到某页的某一处，那一处没有了，公众只能从头找。

## 对应指标

不计分，提示改进。

## 怎样认定

目标页面没有以“#”后文字为 id 的元素，也没有以它为名的锚点，列为疑似。“#top”、空的“#”、由脚本处理的（“#/”“#!”\
开头、带参数、页面脚本读取“#”后内容）不算。跳转到本页的，只看正文中的链接，选项卡、折叠、带脚本的不算。

## 示例

- 不合格：正文中“见附件1”链接到“#fujian1”，本页没有这个位置；目录页链接到“bszn.html#cailiao”，那一页没有这个位置。
- 合格：那一页有 `<h2 id=\"cailiao\">`。
- 未能检测：那一页打不开，或者内容由脚本加载。

## 怎样整改

在目标页面补上相应的 id，或者改正链接中“#”后的文字。
",
    check,
};

fn check(case: &SiteCase<'_>, standard: &Standard) -> RuleReport {
    let mut report = RuleReport::default();
    for fragment in &case.links.fragments {
        let name = fragment.url.fragment().unwrap_or_default();
        let said = Said {
            rule: RULE.code,
            certainty: Certainty::Suspected,
            what: format!("链接指向的页面没有“#{name}”这一处"),
        };
        let standing = Standing {
            object: fragment.url.as_str(),
            target: &fragment.url,
            text: &fragment.text,
            places: &fragment.places,
            places_total: fragment.places_total,
        };
        report.findings.extend(said.of(case, standard, &standing));
    }
    report
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::scene;

    #[test]
    fn a_missing_place_is_named() {
        let scene = scene().fragment("http://www.qingchuan.gov.cn/bszn.html#cailiao");
        expect![[r#"
            疑似 - Advice / / ×1 / 链接指向的页面没有“#cailiao”这一处：首页正文
        "#]]
        .assert_eq(&scene.check("fragment-dead"));
        assert_eq!(crate::testing::scene().check("fragment-dead"), "");
    }
}
