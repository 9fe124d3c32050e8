//! `link-mismatch`: an entry named for one body that opens another's site.

use xunwang_domain::facts::SiteCase;
use xunwang_domain::finding::{Certainty, RuleCode};
use xunwang_domain::standard::Standard;
use xunwang_domain::targets::{NamedEntry, NamedTarget};

use super::bodies::{bodies_in, body, may_be_one};
use super::target::{Said, Standing};
use crate::registry::Rule;
use crate::report::RuleReport;

pub(crate) const RULE: Rule = Rule {
    code: RuleCode("link-mismatch"),
    title: "链接内容与标题不符",
    document: "\
## 检查什么

以某个单位的名称为文字的站外链接，打开的是不是那个单位的网站；几个不同单位的链接是不是指向同一个网址。

## 为什么

公众按名称点开却到了别的单位，办不成事，也显得网站无人核对。

## 对应指标

扣分指标 P-22“可用性”（预览，未经确认）中的“错误的”链接，经人工确认后计：首页带有的每个扣0.1分，只在其他页面的每个扣0.01分。

## 怎样认定

链接文字是单位全称或简称（……局、厅、委、政府及其网站），目标是网站或栏目的首页，其登记名称和页面标题写明了别的单位、\
没有一个与链接文字相合的，为疑似。简称按顺序取全称中的字，视为同一单位。目标没有写明单位、而几个不相合的名称指向它的，\
也为疑似。一律由人确认。

## 示例

- 不合格：“青川市财政局”的链接打开的是“青川市教育局”。
- 合格：“市发改委”的链接打开“青川市发展和改革委员会”。
- 未能检测：目标打不开，或者标题没有写明单位。

## 怎样整改

核对链接文字与目标，改正其中一个；单位更名、合并的，更新文字和网址。
",
    check,
};

fn check(case: &SiteCase<'_>, standard: &Standard) -> RuleReport {
    let mut report = RuleReport::default();
    for target in &case.links.entries {
        let site_name = target.site_name.as_deref().unwrap_or_default();
        let mut shown = bodies_in(site_name);
        if is_entrance(target) {
            shown.extend(bodies_in(&target.title));
        }
        let wrong: Vec<(&NamedEntry, String)> = if shown.is_empty() {
            disagreeing(target)
        } else {
            let name = if site_name.is_empty() {
                &target.title
            } else {
                site_name
            };
            let opens = format!("打开的是“{name}”");
            let entries = target.names.iter().filter(|entry| {
                body(&entry.text).is_some_and(|named| !shown.iter().any(|shown| may_be_one(named, shown)))
            });
            entries.map(|entry| (entry, opens.clone())).collect()
        };
        for (entry, opens) in wrong {
            let said = Said {
                rule: RULE.code,
                certainty: Certainty::Suspected,
                what: format!("“{}”的链接{opens}", entry.text),
            };
            let object = format!("{}\n{}", target.url, entry.text);
            let standing = Standing {
                object: &object,
                target: &target.url,
                text: &entry.text,
                places: &entry.places,
                places_total: entry.places_total,
            };
            report.findings.extend(said.of(case, standard, &standing));
        }
    }
    report
}

/// Of a target that does not say whose it is, the first of the names that cannot all be right.
fn disagreeing(target: &NamedTarget) -> Vec<(&NamedEntry, String)> {
    let named: Vec<_> = target
        .names
        .iter()
        .filter_map(|entry| Some((entry, body(&entry.text)?)))
        .collect();
    for (index, (entry, first)) in named.iter().enumerate() {
        let other = named
            .iter()
            .skip(index + 1)
            .find(|(_, second)| !may_be_one(first, second));
        if let Some((other, _)) = other {
            return vec![(entry, format!("与“{}”的链接指向同一网址", other.text))];
        }
    }
    Vec::new()
}

/// A home page, of a site or of a folder: the title of any other page names whatever it is about.
fn is_entrance(target: &NamedTarget) -> bool {
    let path = target.url.path();
    let file = path.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    target.url.query().is_none()
        && (file.is_empty() || file.starts_with("index") || file.starts_with("default"))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::scene;

    #[test]
    fn an_entry_that_opens_another_bodys_site_is_suspected() {
        let scene = scene()
            .named(
                "http://a.gov.example/",
                None,
                "青川市教育局",
                &["青川市财政局", "市教育局"],
            )
            .named(
                "http://b.gov.example/",
                Some("云岭县人民政府门户网站"),
                "首页",
                &["云岭县政府", "青阳县人民政府"],
            )
            .named(
                "http://c.gov.example/",
                None,
                "用户登录",
                &["青川市水务局", "青川市民政局"],
            );
        expect![[r#"
            疑似 P-22 Deduct / / ×1 / “青川市财政局”的链接打开的是“青川市教育局”：首页底部功能区
            疑似 P-22 Deduct / / ×1 / “青阳县人民政府”的链接打开的是“云岭县人民政府门户网站”：首页底部功能区
            疑似 P-22 Deduct / / ×1 / “青川市水务局”的链接与“青川市民政局”的链接指向同一网址：首页底部功能区
        "#]]
        .assert_eq(&scene.check("link-mismatch"));
    }

    #[test]
    fn what_fits_or_does_not_say_whose_it_is_is_left_alone() {
        let scene = scene()
            .named(
                "http://a.gov.example/",
                None,
                "青川市发展和改革委员会",
                &["市发改委", "青川市发改委"],
            )
            .named("http://b.gov.example/", None, "", &["青川市财政局"])
            .named(
                "http://c.gov.example/tz/1.html",
                None,
                "青川市教育局",
                &["青川市财政局"],
            );
        assert_eq!(scene.check("link-mismatch"), "");
    }
}
