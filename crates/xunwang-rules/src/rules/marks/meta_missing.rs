//! `meta-missing`: pages without the meta tags of the national scheme.

use xunwang_domain::facts::{PageRegion, SiteCase};
use xunwang_domain::finding::{Certainty, RuleCode};
use xunwang_domain::standard::{Standard, Trait};
use xunwang_domain::tags::{TagFacts, TagGroup};
use xunwang_domain::targets::Place;

use crate::defect::Defect;
use crate::registry::Rule;
use crate::report::{NotMeasured, RuleReport};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode("meta-missing"),
    title: "页面标签缺失",
    document: "\
## 检查什么

页面的 `<meta>` 标签是否齐全（国办发〔2017〕47号附件，规则手册 L-14）：全部页面的网站标签 \
SiteName、SiteDomain、SiteIDCode，栏目页的栏目标签 ColumnName、ColumnDescription、ColumnKeywords、ColumnType，\
文章页的内容页标签 ArticleTitle、PubDate、ContentSource。

## 为什么

搜索引擎、政府网站集约化平台和监管系统靠这些标签认出网站、栏目、发布时间和来源；没有标签，信息难以被准确检索和归集。

## 对应指标

扣分指标 P-23“页面标签”（预览，未经确认）。

## 怎样认定

标签没有或者内容为空，都算缺失；名称的字母大小写不论。三类标签各报一条，列明缺哪些标签、各有多少页。\
SiteName、SiteIDCode、ColumnName 有据可查，缺失的认定为“确定”；其余标签的清单尚未见到原文，只缺这些的列为疑似，由人工认定。\
栏目页以本次认出或登记的栏目首页为准，文章页以印有发布日期的为准；没有头部和底部的页面、内容由脚本生成的页面不计。

## 示例

- 不合格：全站5000页都没有 SiteIDCode 标签。
- 合格：文章页有 `<meta name=\"ArticleTitle\" content=\"…\">`、`PubDate` 和 `ContentSource`，也有三个网站标签。
- 疑似：栏目页有 ColumnName，没有 ColumnKeywords。
- 未能检测：网站的页面都由脚本生成，采集到的页面没有头部和底部。

## 怎样整改

在网站模板里补上缺失的标签，由内容管理系统按网站、栏目、文章的登记内容自动填写；改好后抽查首页、一个栏目页和一个文章页的源代码。
",
    check,
};

/// The tags of which a source was found (规则手册 L-14, B); the rest of the list is from memory.
const SOURCED: [&str; 3] = ["SiteName", "SiteIDCode", "ColumnName"];

fn check(case: &SiteCase<'_>, standard: &Standard) -> RuleReport {
    let mut report = RuleReport::default();
    let has_site_tags = |facts: &TagFacts| facts.group == TagGroup::Site;
    if case.facts.pages > 0 && !case.facts.tags.iter().any(has_site_tags) {
        report.not_measured.push(NotMeasured {
            rule: RULE.code,
            object: case.facts.home.url.to_string(),
            reason: "没有可以核对标签的页面（没有头部和底部，或内容由脚本生成）".to_owned(),
            indicator: String::new(),
        });
    }
    for facts in case.facts.tags.iter().filter(|facts| facts.lacking_pages > 0) {
        let (sourced, other): (Vec<_>, Vec<_>) =
            facts.lacking.iter().partition(|(tag, _)| SOURCED.contains(tag));
        let (group, pages) = words(facts.group);
        let certain = !sourced.is_empty();
        let what = match (certain, other.is_empty()) {
            (true, true) => list(&sourced, facts),
            (true, false) => format!("{}；另有{}需人工核对", list(&sourced, facts), list(&other, facts)),
            (false, _) => format!("{}（标签清单待核，需人工认定）", list(&other, facts)),
        };
        let defect = Defect {
            rule: RULE.code,
            object: group,
            seen: Trait {
                home: facts.first_pages.contains(&case.facts.home.url),
                ..Trait::default()
            },
            certainty: if certain {
                Certainty::Certain
            } else {
                Certainty::Suspected
            },
            channel: None,
            target: None,
            places: facts
                .first_pages
                .iter()
                .map(|url| Place {
                    url: url.clone(),
                    region: PageRegion::Body,
                    selector: "head".to_owned(),
                })
                .collect(),
            places_total: facts.lacking_pages,
            excerpt: "",
            message: format!("{pages}{}页，缺少{group}标签：{what}", facts.pages),
        };
        report.findings.push(defect.finding(case, standard));
    }
    report
}

/// What a group of tags is called, and the pages that must carry it.
fn words(group: TagGroup) -> (&'static str, &'static str) {
    match group {
        TagGroup::Site => ("网站", "全站"),
        TagGroup::Column => ("栏目", "栏目页"),
        TagGroup::Article => ("内容页", "文章页"),
    }
}

fn list(lacking: &[&(&'static str, u64)], facts: &TagFacts) -> String {
    let line = |(tag, pages): &(&'static str, u64)| match *pages == facts.pages {
        true => format!("{tag}（全部）"),
        false => format!("{tag}（{pages}页）"),
    };
    lacking
        .iter()
        .map(|lack| line(lack))
        .collect::<Vec<_>>()
        .join("、")
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::testing::scene;

    #[test]
    fn a_tag_with_a_source_is_certain_and_the_pages_are_counted() {
        let scene = scene()
            .tags(TagGroup::Site, 500, &[("SiteName", 500), ("SiteDomain", 20)])
            .tags(TagGroup::Column, 30, &[]);
        expect![[r#"
            确定 P-23 Deduct / /p000.html ×500 / 全站500页，缺少网站标签：SiteName（全部）；另有SiteDomain（20页）需人工核对
        "#]]
        .assert_eq(&scene.check("meta-missing"));
    }

    #[test]
    fn a_tag_known_from_memory_only_is_for_a_person() {
        let scene = scene()
            .tags(TagGroup::Site, 500, &[])
            .tags(TagGroup::Column, 30, &[("ColumnType", 12)])
            .tags(TagGroup::Article, 400, &[("ContentSource", 3)]);
        expect![[r#"
            疑似 P-23 Deduct / /p000.html ×12 / 栏目页30页，缺少栏目标签：ColumnType（12页）（标签清单待核，需人工认定）
            疑似 P-23 Deduct / /p000.html ×3 / 文章页400页，缺少内容页标签：ContentSource（3页）（标签清单待核，需人工认定）
        "#]]
        .assert_eq(&scene.check("meta-missing"));
    }

    #[test]
    fn a_site_without_a_page_to_look_at_is_not_measured() {
        expect![[r#"
            未能检测 - / http://www.qingchuan.gov.cn/ / 没有可以核对标签的页面（没有头部和底部，或内容由脚本生成）
        "#]]
        .assert_eq(&scene().check("meta-missing"));
    }
}
