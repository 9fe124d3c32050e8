//! `article-redated`: old news under a new date.

use xunwang_domain::articles::{ArticleRepeat, DateContradiction, LateArticle};
use xunwang_domain::facts::{PageRegion, SiteCase};
use xunwang_domain::finding::{Certainty, Finding, RuleCode};
use xunwang_domain::standard::{Standard, Trait};

use super::copies::{Standing, day, equality, named, of_standing, places};
use crate::defect::{Defect, page};
use crate::registry::Rule;
use crate::report::{NotMeasured, RuleReport};

/// More articles that appear after their date than these come from a move of the site, not from an editor's hand.
const MOST_LATE: usize = 20;

pub(crate) const RULE: Rule = Rule {
    code: RuleCode("article-redated"),
    title: "修改旧信息发布日期",
    document: "\
## 检查什么

有没有把旧信息改成新的日期再次发布，冒充更新。

## 为什么

改日期、旧稿重发属于弄虚作假，是单项否决的情形，也误导公众对信息时效的判断。

## 对应指标

单项否决 WV1-5“存在弄虚作假行为(如伪造发稿日期等)”。机器只列疑似，不计入判定；是否弄虚作假由人工认定。

## 怎样认定

以下情形列为疑似：正文与本网站60天以前发布的同题信息相同或绝大部分相同且文中数字全部相同的；\
同一网址的信息，以前巡查时印着较早的日期，现在改为较晚日期的（有以前巡查记录时才检查）；\
印着的发布日期比以前某次巡查早60天以上，而那次巡查走遍全站也没有见到这篇信息的（倒填日期；有以前巡查记录时才检查）；\
正文自称的时间，如“今年（2021年）”“2021年9月3日讯”“2021年9月3日上午”，比发布日期早90天以上的。

一次新见这样的信息超过20篇的，多为系统迁移或者集中补录历史信息，不逐条列出，列为未能检测。\
文中只是提到过去的年份，不算矛盾；日期取自网址而页面没有印出的，不比较。

## 示例

- 疑似：2023-09-10发布的《青川市举办春季招聘会》，与2021-03-05发布的同题信息正文相同。
- 疑似：发布日期为2023-09-10，正文写着“今年（2021年）以来”。
- 合格：解读文章提到“2021年9月3日印发的办法”；2023年1月发布的总结写“今年（2022年）”。
- 未能检测：没有以前的巡查记录时，“先见于何日”无从比较，不作认定。

## 怎样整改

恢复信息原来的发布日期，撤下重发的旧稿；系统迁移造成日期改变的，按原稿校正并留存说明。
",
    check,
};

fn check(case: &SiteCase<'_>, standard: &Standard) -> RuleReport {
    let mut findings: Vec<Finding> = Vec::new();
    for repeat in &case.facts.repeats {
        findings.extend(repeated(repeat, case, standard));
    }
    for contradiction in &case.facts.contradictions {
        let told = findings
            .iter()
            .any(|finding| finding.places.iter().any(|place| place.url == contradiction.url));
        if !told {
            findings.push(contradicted(contradiction, case, standard));
        }
    }
    let (late, not_measured) = came_late(case, standard);
    let told: Vec<&str> = findings.iter().map(|finding| finding.key.as_str()).collect();
    let late: Vec<Finding> = late
        .into_iter()
        .filter(|finding| !told.contains(&finding.key.as_str()))
        .collect();
    findings.extend(late);
    RuleReport {
        findings,
        not_measured,
    }
}

/// Articles that print a date on which they were not there. Many at once are a move of the whole site, or old files put
/// up together: these are told as what they may be, and nobody is accused.
fn came_late(case: &SiteCase<'_>, standard: &Standard) -> (Vec<Finding>, Vec<NotMeasured>) {
    let late = &case.facts.late;
    if late.len() <= MOST_LATE {
        let findings = late.iter().map(|article| appeared(article, case, standard));
        return (findings.collect(), Vec::new());
    }
    let many = NotMeasured {
        rule: RULE.code,
        object: case.facts.home.url.to_string(),
        reason: format!(
            "新见{}篇日期在以前巡查之前的信息，似为系统迁移或者集中补录，是否倒填日期需人工认定",
            late.len()
        ),
        indicator: String::new(),
    };
    (Vec::new(), vec![many])
}

fn appeared(article: &LateArticle, case: &SiteCase<'_>, standard: &Standard) -> Finding {
    let defect = Defect {
        rule: RULE.code,
        object: article.url.as_str(),
        seen: Trait::default(),
        certainty: Certainty::Suspected,
        channel: None,
        target: None,
        places: page(&article.url, PageRegion::Body),
        places_total: 1,
        excerpt: &article.title,
        message: format!(
            "《{}》发布日期为{}，而{}巡查全站时还没有这篇信息，疑似倒填发布日期",
            article.title, article.printed, article.absent_on
        ),
    };
    defect.finding(case, standard)
}

fn repeated(repeat: &ArticleRepeat, case: &SiteCase<'_>, standard: &Standard) -> Option<Finding> {
    let redated = of_standing(repeat, Standing::Redated);
    let original = repeat.copies.first()?;
    let (_, copy) = *redated.first()?;
    let message = if original.url == copy.url {
        format!(
            "{}以前巡查时的发布日期为{}，现为{}，{}，疑似修改发布日期",
            named(repeat),
            day(original),
            day(copy),
            equality(copy.likeness)
        )
    } else {
        format!(
            "{}（{}）与{}发布的{}{}，疑似以旧信息修改日期重新发布",
            named(repeat),
            day(copy),
            day(original),
            original.url,
            equality(copy.likeness)
        )
    };
    let defect = Defect {
        rule: RULE.code,
        object: original.url.as_str(),
        seen: Trait::default(),
        certainty: Certainty::Suspected,
        channel: None,
        target: Some(&original.url),
        places: places(&redated),
        places_total: redated.len() as u64,
        excerpt: &repeat.title,
        message,
    };
    Some(defect.finding(case, standard))
}

fn contradicted(contradiction: &DateContradiction, case: &SiteCase<'_>, standard: &Standard) -> Finding {
    let defect = Defect {
        rule: RULE.code,
        object: contradiction.url.as_str(),
        seen: Trait::default(),
        certainty: Certainty::Suspected,
        channel: None,
        target: None,
        places: page(&contradiction.url, PageRegion::Body),
        places_total: 1,
        excerpt: &contradiction.spoken.words,
        message: format!(
            "《{}》发布日期为{}，而正文称“{}”，疑似修改发布日期",
            contradiction.title, contradiction.printed, contradiction.spoken.words
        ),
    };
    defect.finding(case, standard)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::scene;

    const TITLE: &str = "青川市举办春季招聘会";

    #[test]
    fn an_old_text_under_a_new_date_is_suspected_and_counts_for_the_veto() {
        let scene = scene().repeat(
            TITLE,
            400,
            &[
                ("2021-03-05", "/gzdt/t1.html", 7, 100),
                ("2021-03-05", "/bmdt/t1.html", 8, 100),
                ("2023-09-10", "/gzdt/t9.html", 7, 96),
            ],
        );
        expect![[r#"
            疑似 WV1-5 Veto / /gzdt/t9.html ×1 / 《青川市举办春季招聘会》（2023-09-10）与2021-03-05发布的http://www.qingchuan.gov.cn/gzdt/t1.html正文约96%相同，疑似以旧信息修改日期重新发布
        "#]].assert_eq(&scene.check("article-redated"));
    }

    #[test]
    fn a_date_that_was_moved_since_an_earlier_round_is_seen() {
        let copies = [
            ("2023-08-01", "/gzdt/t1.html", 7, 100),
            ("2023-09-10", "/gzdt/t1.html", 7, 100),
        ];
        let scene = scene().repeat(TITLE, 400, &copies).first_copy_from_before();
        expect![[r#"
            疑似 WV1-5 Veto / /gzdt/t1.html ×1 / 《青川市举办春季招聘会》以前巡查时的发布日期为2023-08-01，现为2023-09-10，正文相同，疑似修改发布日期
        "#]].assert_eq(&scene.check("article-redated"));
        assert_eq!(scene.check("article-duplicate"), "");
    }

    #[test]
    fn a_text_that_speaks_of_another_year_as_now_is_suspected() {
        let scene = scene().contradiction(
            "/gzdt/t5.html",
            TITLE,
            "2023-09-10",
            "2021-12-31",
            "今年（2021年）",
        );
        expect![[r#"
            疑似 WV1-5 Veto / /gzdt/t5.html ×1 / 《青川市举办春季招聘会》发布日期为2023-09-10，而正文称“今年（2021年）”，疑似修改发布日期
        "#]].assert_eq(&scene.check("article-redated"));
    }

    #[test]
    fn what_appears_long_after_its_date_is_suspected_but_a_moved_site_is_not() {
        let scene_of = |count: usize| {
            (0..count).fold(scene(), |scene, number| {
                scene.late(
                    &format!("/gzdt/t{number}.html"),
                    TITLE,
                    "2023-03-05",
                    "2023-06-15",
                )
            })
        };
        expect![[r#"
            疑似 WV1-5 Veto / /gzdt/t0.html ×1 / 《青川市举办春季招聘会》发布日期为2023-03-05，而2023-06-15巡查全站时还没有这篇信息，疑似倒填发布日期
        "#]].assert_eq(&scene_of(1).check("article-redated"));
        let moved = scene_of(21).report();
        assert!(
            moved
                .findings
                .iter()
                .all(|finding| finding.rule.0 != "article-redated")
        );
        assert!(
            moved
                .not_measured
                .iter()
                .any(|item| item.rule.0 == "article-redated" && item.reason.contains("21篇"))
        );
    }

    #[test]
    fn soon_again_or_undated_is_not_redated() {
        for second in ["2023-07-31", ""] {
            let copies = [("2023-06-01", "/a/1.html", 7, 100), (second, "/a/2.html", 7, 100)];
            assert_eq!(scene().repeat(TITLE, 400, &copies).check("article-redated"), "");
        }
    }
}
