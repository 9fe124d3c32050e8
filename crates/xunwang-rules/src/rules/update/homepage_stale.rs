//! `homepage-stale`: nothing new on the home page.

use xunwang_domain::facts::{PageRegion, SiteCase};
use xunwang_domain::finding::{Certainty, RuleCode};
use xunwang_domain::standard::{Standard, Trait, monitoring_day};

use crate::defect::{Defect, page};
use crate::registry::Rule;
use crate::report::{NotMeasured, RuleReport};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode("homepage-stale"),
    title: "首页长时间未更新",
    document: "\
## 检查什么

监测期内首页有没有新信息。

## 为什么

首页是公众进入网站的门口，长时间没有新信息，说明网站无人维护，是单项否决的情形。

## 对应指标

单项否决 WV3“首页不更新”。期限取自检查指标的更新期限“首页”，现为14天。

## 怎样认定

取首页各条信息中最晚的发布日期（监测时间点以后的不算）。早于监测日减去期限的，认定为未更新；\
恰为期限第一天的，不算。首页仅为导航入口的，取全部二级页面中最晚的日期。\
一个日期也辨认不出的，或者日期全部晚于监测时间点的，为未能检测，网站不作判定。

## 示例

- 不合格：监测时间点为2023-09-15，首页最晚一条信息是2023-08-31的通知。
- 合格：同上，最晚一条是2023-09-01的通知。
- 未能检测：首页内容由脚本生成，采集到的页面里没有信息条目。

## 怎样整改

查明首页各栏目的信息来源，恢复日常更新，明确每个栏目的更新责任人；确有新信息而首页没有显示的，检查发布流程和首页缓存。首页信息不印日期的，请印上发布日期。
",
    check,
};

fn check(case: &SiteCase<'_>, standard: &Standard) -> RuleReport {
    let home = &case.facts.home;
    let seen = Trait {
        home: true,
        ..Trait::default()
    };
    let mut report = RuleReport::default();
    let Some(latest) = home.latest.as_ref().filter(|_| home.not_measured.is_none()) else {
        let only_later = || "首页没有不晚于监测时间点的可辨认日期".to_owned();
        report.not_measured.push(NotMeasured {
            rule: RULE.code,
            object: home.url.to_string(),
            reason: home.not_measured.clone().unwrap_or_else(only_later),
            indicator: standard
                .indicator_for(RULE.code.0, seen)
                .map(|row| row.id.clone())
                .unwrap_or_default(),
        });
        return report;
    };
    let (term, monitored) = (standard.terms.home, monitoring_day(case.as_of));
    if latest.date >= term.first_day(monitored) {
        return report;
    }
    let whose = if home.entrance_only {
        "首页仅为导航入口，各二级页面"
    } else {
        "首页"
    };
    let defect = Defect {
        rule: RULE.code,
        object: "home",
        seen,
        certainty: Certainty::Certain,
        channel: None,
        target: None,
        places: page(&home.url, PageRegion::Body),
        places_total: 1,
        excerpt: &latest.text,
        message: format!(
            "{whose}最近一次更新为{}，至监测日{monitored}已超过{term}没有新信息",
            latest.date
        ),
    };
    report.findings.push(defect.finding(case, standard));
    report
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::scene;

    #[test]
    fn two_weeks_and_a_day_is_stale_and_two_weeks_is_not() {
        expect![[r#"
            确定 WV3 Veto / / ×1 / 首页最近一次更新为2023-08-31，至监测日2023-09-15已超过14天没有新信息
        "#]]
        .assert_eq(&scene().home_latest(Some("2023-08-31")).check("homepage-stale"));
        assert_eq!(
            scene().home_latest(Some("2023-09-01")).check("homepage-stale"),
            ""
        );
    }

    #[test]
    fn without_a_date_nothing_is_said() {
        expect![[r#"
            未能检测 WV3 / http://www.qingchuan.gov.cn/ / 首页没有不晚于监测时间点的可辨认日期
        "#]]
        .assert_eq(&scene().home_latest(None).check("homepage-stale"));
    }

    #[test]
    fn a_home_page_made_by_script_is_not_measured() {
        expect![[r#"
            未能检测 WV3 / http://www.qingchuan.gov.cn/ / 内容由脚本生成
        "#]]
        .assert_eq(&scene().home_unreadable("内容由脚本生成").check("homepage-stale"));
    }
}
