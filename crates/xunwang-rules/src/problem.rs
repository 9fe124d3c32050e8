//! The wording of problems (突出问题) for the circular: a controlled phrase for each object and kind of defect, as the
//! real circulars write it, with an example of the place.

use xunwang_domain::facts::PageRegion;
use xunwang_domain::finding::{Certainty, Finding, Level};
use xunwang_domain::registry::Site;

use crate::registry::RULES;

/// One problem of a site in words (突出问题).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProblemText {
    /// The indicator; empty where none.
    pub indicator: String,
    /// The rule, or the first of several that one phrase covers.
    pub rule: &'static str,
    /// Did its indicator make the site unqualified?
    pub failing: bool,
    /// The phrase, e.g. `多个栏目更新不及时`.
    pub text: String,
    /// What the phrase stands for, e.g. `“工作动态”“通知公告”等5个栏目`; empty where it says all.
    pub detail: String,
    /// Number of findings.
    pub findings: u64,
}

/// The problems of a site from its certain findings, gravest first (突出问题措辞): what made it fail, then vetoes,
/// deductions and advice, each in the order of the rules. `vetoes`: the indicators that its judgement names.
pub fn problem_texts(site: &Site, findings: &[Finding], vetoes: &[String]) -> Vec<ProblemText> {
    let mut groups: Vec<(Family, Vec<&Finding>)> = Vec::new();
    let certain = findings
        .iter()
        .filter(|finding| finding.certainty == Certainty::Certain);
    for finding in certain {
        let family = Family {
            failing: vetoes.contains(&finding.indicator),
            level: finding.level,
            order: order(finding),
            indicator: finding.indicator.clone(),
        };
        match groups.iter_mut().find(|(other, _)| *other == family) {
            Some((_, group)) => group.push(finding),
            None => groups.push((family, vec![finding])),
        }
    }
    groups.sort_by(|(a, _), (b, _)| {
        (!a.failing, a.level, a.order, &a.indicator).cmp(&(!b.failing, b.level, b.order, &b.indicator))
    });
    groups
        .into_iter()
        .map(|(family, group)| problem(site, family, &group))
        .collect()
}

/// What one phrase covers.
#[derive(PartialEq, Eq)]
struct Family {
    failing: bool,
    level: Level,
    order: usize,
    indicator: String,
}

/// Marks that are all missing in the footer make one phrase; every other rule has its own.
const FOOTER_MARKS: [(&str, &str); 6] = [
    ("party-mark-missing", "党政机关网站标识"),
    ("report-entry-missing", "“我为政府网站找错”入口"),
    ("site-code-missing", "网站标识码"),
    ("sponsor-missing", "主办单位"),
    ("icp-missing", "ICP备案编号"),
    ("police-record-missing", "公安机关备案号"),
];

fn order(finding: &Finding) -> usize {
    let of = |code: &str| {
        RULES
            .iter()
            .position(|rule| rule.code.0 == code)
            .unwrap_or(RULES.len())
    };
    let is_footer_mark = FOOTER_MARKS.iter().any(|(code, _)| *code == finding.rule.0);
    of(if is_footer_mark {
        FOOTER_MARKS[0].0
    } else {
        finding.rule.0
    })
}

fn problem(site: &Site, family: Family, group: &[&Finding]) -> ProblemText {
    let rule = group[0].rule.0;
    let (text, detail) = match rule {
        "homepage-stale" => ("首页长时间未更新".to_owned(), String::new()),
        "channel-stale" => channels(group, "更新不及时"),
        "channel-blank" => channels(group, "为空白"),
        "date-missing" => channels(group, "信息没有发布日期"),
        "article-duplicate" => ("重复发布内容相同的信息".to_owned(), group[0].excerpt.clone()),
        "link-dead" => targets(site, group, "链接"),
        "image-dead" => targets(site, group, "图片"),
        "attachment-dead" => targets(site, group, "附件"),
        "link-soft-404" => ("链接指向的页面不存在".to_owned(), String::new()),
        "link-hijacked" => ("外部链接被劫持".to_owned(), String::new()),
        "link-mismatch" => ("链接内容与标题不符".to_owned(), String::new()),
        "link-advert" => ("链接指向商业广告".to_owned(), String::new()),
        "fragment-dead" => ("页内链接失效".to_owned(), String::new()),
        "site-name-missing" => ("头部标识区未展示网站名称".to_owned(), String::new()),
        "report-entry-wrong" => ("“我为政府网站找错”入口有误".to_owned(), String::new()),
        "site-code-wrong" => ("网站标识码标注有误".to_owned(), String::new()),
        "form-irregular" if group.iter().all(|finding| finding.text.is_none()) => {
            ("备案标识形式不规范".to_owned(), String::new())
        }
        "form-irregular" => texts(group, "文字格式错误"),
        "misstatement-severe" => texts(group, "严重表述错误"),
        "wording-irregular" => texts(group, "不规范表述"),
        "typo" => texts(group, "错别字"),
        "privacy-leak" => ("公开的信息泄露个人隐私".to_owned(), counted(group)),
        "reprint-incomplete" => ("转载的重要信息内容缺失".to_owned(), counted(group)),
        "text-injected" => ("网页被植入垃圾信息".to_owned(), counted(group)),
        "meta-missing" => ("页面标签缺失".to_owned(), String::new()),
        "domain-irregular" => ("网站域名不规范".to_owned(), String::new()),
        "certificate-invalid" => ("网站安全证书无效".to_owned(), String::new()),
        _ => footer_marks(group),
    };
    ProblemText {
        indicator: family.indicator,
        rule,
        failing: family.failing,
        text,
        detail,
        findings: group.len() as u64,
    }
}

/// Mistakes in texts: counted, never quoted, since a circular is read by many.
fn texts(group: &[&Finding], what: &str) -> (String, String) {
    match group {
        [_] => (format!("出现{what}"), String::new()),
        _ => (format!("多处出现{what}"), counted(group)),
    }
}

fn counted(group: &[&Finding]) -> String {
    match group.len() {
        0 | 1 => String::new(),
        several => format!("共{several}处"),
    }
}

fn channels(group: &[&Finding], what: &str) -> (String, String) {
    let names: Vec<&str> = group
        .iter()
        .filter_map(|finding| finding.channel.as_deref())
        .collect();
    match names.as_slice() {
        [one] => (format!("“{one}”栏目{what}"), String::new()),
        [one, two] => (format!("“{one}”“{two}”栏目{what}"), String::new()),
        [one, two, ..] => (
            format!("多个栏目{what}"),
            format!("“{one}”“{two}”等{}个栏目", names.len()),
        ),
        [] => (format!("栏目{what}"), String::new()),
    }
}

/// The most striking of the broken targets, named as circulars do: “信用动态”栏目首页滚动图片失效.
fn targets(site: &Site, group: &[&Finding], what: &str) -> (String, String) {
    let shown = |finding: &Finding| {
        let home = finding.places.iter().find(|place| is_home(site, &place.url));
        let region = home.or(finding.places.first()).map(|place| place.region);
        (home.is_none(), region.map_or(usize::MAX, prominence), region)
    };
    // Minimum: the first of those that are equal, so the order of the findings decides.
    let Some(example) = group
        .iter()
        .min_by_key(|finding| (shown(finding).0, shown(finding).1))
    else {
        return (format!("{what}失效"), String::new());
    };
    let (elsewhere, _, region) = shown(example);
    let page = match (&example.channel, elsewhere) {
        (_, false) => "首页".to_owned(),
        (Some(channel), true) => format!("“{channel}”栏目首页"),
        (None, true) => "内页".to_owned(),
    };
    let region = match region {
        Some(PageRegion::Body | PageRegion::Channel) | None => "",
        // “滚动图片” says already that it is a picture.
        Some(PageRegion::Carousel) if what == "图片" => "滚动",
        Some(region) => region.label(),
    };
    match group.len() {
        1 => (format!("{page}{region}{what}失效"), String::new()),
        several => (
            format!("{page}{region}等多处{what}失效"),
            format!("共{several}个{what}"),
        ),
    }
}

fn is_home(site: &Site, page: &url::Url) -> bool {
    *page == site.home
        || (page.host() == site.home.host()
            && page.query().is_none()
            && ["/", "/index.html", "/index.htm", "/index.shtml"].contains(&page.path())
            && site.home.path() == "/")
}

fn prominence(region: PageRegion) -> usize {
    use PageRegion::{Banner, Body, Carousel, Channel, Floating, Footer, Header, Nav};
    let order = [Banner, Carousel, Header, Nav, Floating, Channel, Body, Footer];
    order
        .iter()
        .position(|other| *other == region)
        .unwrap_or(order.len())
}

fn footer_marks(group: &[&Finding]) -> (String, String) {
    let missing: Vec<&str> = FOOTER_MARKS
        .iter()
        .filter(|(code, _)| group.iter().any(|finding| finding.rule.0 == *code))
        .map(|(_, name)| *name)
        .collect();
    match missing.as_slice() {
        [] => (group[0].message.clone(), String::new()),
        names => (format!("底部功能区未列明{}", names.join("、")), String::new()),
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use xunwang_domain::exchange::TargetClass;
    use xunwang_domain::registry::ChannelKind;
    use xunwang_domain::targets::TargetRole;

    use super::*;
    use crate::testing::{Scene, scene};
    use crate::{VisitResult, guobanmihan_2019_19, judge};

    fn said(scene: &Scene) -> String {
        let report = scene.report();
        let judged = judge(
            &scene.site,
            VisitResult::Read { pages: 9 },
            &report,
            &guobanmihan_2019_19(),
        );
        let problems = problem_texts(&scene.site, &report.findings, &judged.vetoes);
        let line = |problem: &ProblemText| {
            let failing = if problem.failing { "不合格" } else { "提示" };
            format!(
                "{failing} {} {} / {}\n",
                problem.indicator, problem.text, problem.detail
            )
        };
        problems.iter().map(line).collect()
    }

    #[test]
    fn the_gravest_comes_first_in_the_words_of_circulars() {
        let broken = ("404", TargetClass::Broken);
        let home = "http://www.qingchuan.gov.cn/";
        let scene = scene()
            .target(
                "http://a.example/",
                TargetRole::Link,
                broken,
                (home, PageRegion::Banner),
                12,
            )
            .home_latest(Some("2023-07-01"))
            .channel("图片新闻", ChannelKind::Other)
            .blank()
            .channels(6, ChannelKind::News, "2023-01-01")
            .frame(1, 10, |marks| {
                marks.icp.clear();
                marks.report_entries.clear();
            })
            .certificate(Some("证书已过期"));
        expect![[r#"
            不合格 WV3 首页长时间未更新 / 
            不合格 WV4-1 多个栏目更新不及时 / “栏目0”“栏目1”等6个栏目
            提示 WV4-3 “图片新闻”栏目为空白 / 
            提示 P-22 首页头部横幅链接失效 / 
            提示 P-21 底部功能区未列明“我为政府网站找错”入口、ICP备案编号 / 
            提示  网站安全证书无效 / 
        "#]]
        .assert_eq(&said(&scene));
    }

    #[test]
    fn one_or_two_channels_are_named_and_a_carousel_is_not_called_picture_twice() {
        let broken = ("404", TargetClass::Broken);
        let at = ("http://www.qingchuan.gov.cn/c00/", PageRegion::Carousel);
        let scene = scene()
            .channel("信用动态", ChannelKind::News)
            .target("http://a.example/1.jpg", TargetRole::Image, broken, at, 1)
            .target(
                "http://a.example/x",
                TargetRole::Link,
                broken,
                ("http://www.qingchuan.gov.cn/d/1.html", PageRegion::Body),
                1,
            )
            .target(
                "http://a.example/y",
                TargetRole::Link,
                broken,
                ("http://www.qingchuan.gov.cn/index.html", PageRegion::Nav),
                1,
            )
            .channels(2, ChannelKind::News, "2023-01-01");
        expect![[r#"
            提示 WV4-1 “栏目0”“栏目1”栏目更新不及时 / 
            提示 P-22 首页导航等多处链接失效 / 共2个链接
            提示 P-22 “信用动态”栏目首页滚动图片失效 / 
        "#]]
        .assert_eq(&said(&scene));
    }

    #[test]
    fn mistakes_in_texts_are_counted_and_never_quoted() {
        use xunwang_domain::texts::HitClass;
        let at = [("http://www.qingchuan.gov.cn/xw/1.html", PageRegion::Body)];
        let scene = scene()
            .text(HitClass::Misstatement, "共合国", "共和国", &at)
            .text(HitClass::Typo, "通之", "通知", &at)
            .text(HitClass::Typo, "帐号", "账号", &at)
            .text(HitClass::Wording, "中国和台湾", "大陆和台湾", &at)
            .text(HitClass::Spam, "开户送彩金", "", &at)
            .originals(1)
            .text(HitClass::Reprint, "缺第十二条", "第十二条", &at)
            .text(HitClass::Form, "2月30日", "2月28日", &at)
            .text_in_file("138****1234", "http://www.qingchuan.gov.cn/1.pdf", "第3页");
        assert_eq!(said(&scene), "", "nothing counts before a person confirms it");
        let mut findings = scene.report().findings;
        for finding in &mut findings {
            finding.certainty = Certainty::Certain;
        }
        let problems = problem_texts(&scene.site, &findings, &["WV1-1".to_owned()]);
        let lines: Vec<String> = problems
            .iter()
            .map(|problem| format!("{} {} / {}", problem.failing, problem.text, problem.detail))
            .collect();
        expect![[r#"
            true 出现严重表述错误 / 
            false 出现不规范表述 / 
            false 多处出现错别字 / 共2处
            false 公开的信息泄露个人隐私 / 
            false 网页被植入垃圾信息 / 
            false 出现文字格式错误 / 
            false 转载的重要信息内容缺失 / "#]]
        .assert_eq(&lines.join("\n"));
    }

    #[test]
    fn suspected_findings_make_no_problem() {
        let scene = scene().channel("动态", ChannelKind::News).undated();
        assert_eq!(said(&scene), "");
    }
}
