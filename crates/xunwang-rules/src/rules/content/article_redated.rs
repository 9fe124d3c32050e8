//! `article-redated`: old news under a new date.

use xunwang_domain::articles::{ArticleRepeat, DateContradiction};
use xunwang_domain::facts::{PageRegion, SiteCase};
use xunwang_domain::finding::{Certainty, Finding, RuleCode};
use xunwang_domain::standard::{Standard, Trait};

use super::copies::{Standing, day, equality, named, of_standing, places};
use crate::defect::{Defect, page};
use crate::registry::Rule;
use crate::report::RuleReport;

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
正文自称的时间，如“今年（2021年）”“2021年9月3日讯”“2021年9月3日上午”，比发布日期早90天以上的。

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
    RuleReport {
        findings,
        ..RuleReport::default()
    }
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
    fn soon_again_or_undated_is_not_redated() {
        for second in ["2023-07-31", ""] {
            let copies = [("2023-06-01", "/a/1.html", 7, 100), (second, "/a/2.html", 7, 100)];
            assert_eq!(scene().repeat(TITLE, 400, &copies).check("article-redated"), "");
        }
    }
}
