//! `article-duplicate`: a text that the same site has published already.

use xunwang_domain::articles::ArticleRepeat;
use xunwang_domain::facts::SiteCase;
use xunwang_domain::finding::{Certainty, Finding, RuleCode};
use xunwang_domain::standard::{Standard, Trait};

use super::copies::{Standing, beside, day, equality, named, of_standing, places};
use crate::defect::Defect;
use crate::registry::Rule;
use crate::report::RuleReport;

/// Equal texts of so many characters are no coincidence.
const LONG: u32 = 200;

pub(crate) const RULE: Rule = Rule {
    code: RuleCode("article-duplicate"),
    title: "重复发布信息",
    document: "\
## 检查什么

同一网站有没有把同一篇信息用不同网址重复发布。

## 为什么

同一篇信息反复发布，既影响查阅，也容易被当作虚增更新量。

## 对应指标

不直接用于指标，只作提示。

## 怎样认定

比较各文章页的正文（来源、浏览次数、字号、单独成行的日期等不算，标点和空白不算）。\
同一标题、正文相同、正文不少于200字、同在一个栏目的，认定为重复发布；\
标题相同、正文绝大部分相同且文中数字全部相同的，或者发布日期相差60天以内、或者换了标题而正文相同的，列为疑似。

不算重复：同一天在不同栏目刊载；打印版、手机版、繁体版；不足60字的短文；\
套用同一格式而姓名、金额、日期不同的公示；同一段文字用于三个以上标题的。日期相差60天以上的见 `article-redated`。

## 示例

- 不合格：“工作动态”栏目有两条网址不同的《青川市召开防汛工作会议》，发布日期和正文都相同。
- 疑似：同一篇通知三天后再次发布，只改了几个字。
- 合格：同一篇要闻同一天分别刊载在“工作动态”和“部门动态”；每月一期、数字不同的公示。
- 未能检测：正文由脚本生成或者是图片、附件，页面上没有文字可比，不作认定。

## 怎样整改

保留最早发布的一篇，删去多余的；确需在多个栏目展示的，用同一网址的链接，不要再建一篇。
",
    check,
};

fn check(case: &SiteCase<'_>, standard: &Standard) -> RuleReport {
    RuleReport {
        findings: case
            .facts
            .repeats
            .iter()
            .filter_map(|repeat| finding(repeat, case, standard))
            .collect(),
        ..RuleReport::default()
    }
}

fn finding(repeat: &ArticleRepeat, case: &SiteCase<'_>, standard: &Standard) -> Option<Finding> {
    let again = of_standing(repeat, Standing::Again);
    let original = repeat.copies.first()?;
    let (_, copy) = *again.first()?;
    let sure = repeat.characters >= LONG
        && !repeat.title.is_empty()
        && again
            .iter()
            .all(|(number, copy)| copy.likeness >= 100 && beside(repeat, *number));
    let times = match again.len() {
        1 => String::new(),
        count => format!("，共重复{count}次"),
    };
    let defect = Defect {
        rule: RULE.code,
        object: original.url.as_str(),
        seen: Trait::default(),
        certainty: if sure {
            Certainty::Certain
        } else {
            Certainty::Suspected
        },
        channel: None,
        target: Some(&original.url),
        places: places(&again),
        places_total: again.len() as u64,
        excerpt: &repeat.title,
        message: format!(
            "{}（{}）与{}发布的{}{}{times}",
            named(repeat),
            day(copy),
            day(original),
            original.url,
            equality(copy.likeness),
        ),
    };
    Some(defect.finding(case, standard))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::scene;

    const TITLE: &str = "青川市召开防汛工作会议";

    #[test]
    fn the_same_text_again_in_one_channel_is_certain() {
        let scene = scene().repeat(
            TITLE,
            400,
            &[
                ("2023-09-01", "/gzdt/t1.html", 7, 100),
                ("2023-09-01", "/gzdt/t2.html", 7, 100),
                ("2023-09-03", "/gzdt/t3.html", 7, 100),
            ],
        );
        expect![[r#"
            确定 - Advice / /gzdt/t2.html ×2 / 《青川市召开防汛工作会议》（2023-09-01）与2023-09-01发布的http://www.qingchuan.gov.cn/gzdt/t1.html正文相同，共重复2次
        "#]].assert_eq(&scene.check("article-duplicate"));
    }

    #[test]
    fn what_is_short_or_edited_or_elsewhere_is_suspected() {
        let scene = scene()
            .repeat(
                TITLE,
                90,
                &[
                    ("2023-09-01", "/a/1.html", 7, 100),
                    ("2023-09-01", "/a/2.html", 7, 100),
                ],
            )
            .repeat(
                TITLE,
                400,
                &[
                    ("2023-09-01", "/b/1.html", 7, 100),
                    ("2023-09-04", "/b/2.html", 7, 92),
                ],
            )
            .repeat(
                TITLE,
                400,
                &[
                    ("2023-09-01", "/c/1.html", 7, 100),
                    ("2023-09-04", "/d/2.html", 8, 100),
                ],
            )
            .repeat(
                "",
                400,
                &[
                    ("2023-09-01", "/e/1.html", 7, 100),
                    ("2023-09-02", "/e/2.html", 7, 100),
                ],
            );
        expect![[r#"
            疑似 - Advice / /a/2.html ×1 / 《青川市召开防汛工作会议》（2023-09-01）与2023-09-01发布的http://www.qingchuan.gov.cn/a/1.html正文相同
            疑似 - Advice / /b/2.html ×1 / 《青川市召开防汛工作会议》（2023-09-04）与2023-09-01发布的http://www.qingchuan.gov.cn/b/1.html正文约92%相同
            疑似 - Advice / /d/2.html ×1 / 《青川市召开防汛工作会议》（2023-09-04）与2023-09-01发布的http://www.qingchuan.gov.cn/c/1.html正文相同
            疑似 - Advice / /e/2.html ×1 / 该信息（2023-09-02）与2023-09-01发布的http://www.qingchuan.gov.cn/e/1.html正文相同
        "#]].assert_eq(&scene.check("article-duplicate"));
    }

    #[test]
    fn filed_in_two_channels_on_one_day_is_on_purpose() {
        let filed = [
            ("2023-09-01", "/a/1.html", 7, 100),
            ("2023-09-01", "/b/1.html", 8, 100),
        ];
        let flat = [
            ("2023-09-01", "/a/1.html", 0, 100),
            ("2023-09-01", "/a/2.html", 0, 100),
        ];
        let old = [
            ("2021-09-01", "/a/1.html", 7, 100),
            ("2023-09-01", "/a/2.html", 7, 100),
        ];
        for copies in [filed, flat, old] {
            assert_eq!(scene().repeat(TITLE, 400, &copies).check("article-duplicate"), "");
        }
    }
}
