//! `account-stale`: nothing published within the term.

use chrono::NaiveDate;
use xunwang_domain::account::{AccountCase, MediaStatus, Sighting, SourceKind};
use xunwang_domain::feedback::day_of;
use xunwang_domain::finding::{Certainty, DefectObject, RuleCode};
use xunwang_domain::standard::{Standard, monitoring_day};

use crate::accounts::{AccountDefect, AccountReport, AccountRule};

pub(crate) const RULE: AccountRule = AccountRule {
    code: RuleCode("account-stale"),
    title: "政务新媒体长时间未更新",
    document: "\
## 检查什么

监测时间点前的期限内，正常运行的账号有没有发布内容。

## 为什么

账号长期不更新是“僵尸”“睡眠”账号，是单项否决的情形。平台不对外开放全部内容，没有看到不等于没有发布，\
所以只有确实看到了最近一次发布，并且看的来源能看到全部发布内容时，才能认定。

## 对应指标

单项否决 NV2-1“内容不更新”。期限取自检查指标的更新期限“政务新媒体”，现为14天。

## 怎样认定

取各来源看到的最近一次发布（监测时间点以后的、已删除的不算），早于监测日减去期限的为未更新；恰为期限第一天的，不算。\
认定还须有一个来源同时满足：观测成功，时间在监测时间点前24小时以内或者以后；能看到全部发布内容（公开页面不算）；\
确是本账号（平台ID、平台账号、名称与登记核对）；确实看到过本账号发布的内容。\
缺一项即为未能检测。任何来源在期限内看到一次发布，即为及时。

## 示例

- 不合格：监测时间点为2023-09-15，平台授权接口当天看到全部发布内容，最近一篇是2023-08-31。
- 合格：同上，主办单位报送了一篇2023-09-02的文章链接。
- 未能检测：授权已过期；或者公开页面上没有看到新内容；或者接口一篇也没有返回。

## 怎样整改

恢复日常更新，明确更新责任人；确实无力维护的，按程序关停并在平台上注销。已经更新而系统没有看到的，报送一篇的链接即可。
",
    check,
};

fn check(case: &AccountCase<'_>, standard: &Standard) -> AccountReport {
    let mut report = AccountReport::default();
    if case.account.status != MediaStatus::Running {
        return report;
    }
    let mut leave = |reason: String| {
        let object = case.account.code.to_string();
        report.leave_open(RULE.code, standard, object, reason);
    };
    let Some(term) = standard.terms.account else {
        leave("检查指标没有规定政务新媒体的更新期限".to_owned());
        return report;
    };
    let monitored = monitoring_day(case.as_of);
    let first = term.first_day(monitored);
    let newest = case.newest();
    if newest.is_some_and(|(at, _)| day_of(at) >= first) {
        return report;
    }
    if let Some(deleted) = deleted_since(case, first) {
        leave(format!(
            "期限内发布的内容（{deleted}）已被删除，是否算更新须由人认定"
        ));
        return report;
    }
    let (Some((newest, source)), Some(full)) = (newest, full_sighting(case)) else {
        leave(why_not(case));
        return report;
    };
    let seen = full.observation;
    let defect = AccountDefect {
        rule: RULE.code,
        object: DefectObject::Described("posts"),
        certainty: Certainty::Certain,
        target: None,
        excerpt: format!("最近一次发布：{}（{source}）", day_of(newest)),
        message: format!(
            "最近一次发布为{}，至监测日{monitored}已超过{term}没有更新；{}于{}看过全部发布内容",
            day_of(newest),
            seen.source,
            day_of(seen.at)
        ),
        seen: Some((seen.source.as_str(), seen.at)),
    };
    report.findings.push(defect.finding(case, standard));
    report
}

/// The observation that may say that there is nothing newer: it sees all posts of this very account up to the monitoring point, and
/// has seen some.
fn full_sighting<'a>(case: &AccountCase<'a>) -> Option<Sighting<'a>> {
    let has_shown = |source: &str| {
        let mut sources = case.sources.iter();
        sources.any(|it| it.source == source && it.newest.is_some())
    };
    case.sightings().into_iter().find(|it| {
        let seen = it.observation;
        seen.sees_all
            && seen.kind() != SourceKind::PublicPage
            && it.verdict.counts()
            && case.reaches(seen)
            && has_shown(&seen.source)
    })
}

fn deleted_since(case: &AccountCase<'_>, first: NaiveDate) -> Option<NaiveDate> {
    let own = case.sources.iter().filter(|it| !case.is_foreign(&it.source));
    let days = own.filter_map(|it| it.newest_deleted.map(day_of));
    days.filter(|day| *day >= first).max()
}

fn why_not(case: &AccountCase<'_>) -> String {
    let reaching = case
        .sightings()
        .into_iter()
        .filter(|it| case.reaches(it.observation));
    let mut full = reaching.filter(|it| it.observation.sees_all && it.verdict.counts());
    match full.next() {
        Some(it) if it.observation.kind() == SourceKind::PublicPage => {
            format!("公开页面可能不显示全部内容（{}）", it.observation.source)
        }
        Some(it) => format!(
            "能看到全部发布内容的来源没有看到监测时间点以前的任何内容（{}）",
            it.observation.source
        ),
        None => case.unseen_reason(),
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::rules::account::scene::scene;

    const RULE: &str = "account-stale";

    #[test]
    fn two_weeks_and_a_day_is_stale_and_two_weeks_is_not() {
        let stale = scene()
            .full("授权接口", "2023-09-15")
            .post("授权接口", "2023-08-31");
        expect![[r#"
            确定 NV2-1 Veto / 最近一次发布为2023-08-31，至监测日2023-09-15已超过14天没有更新；授权接口于2023-09-15看过全部发布内容
        "#]]
        .assert_eq(&stale.check(RULE));
        let in_time = scene()
            .full("授权接口", "2023-09-15")
            .post("授权接口", "2023-09-01");
        assert_eq!(in_time.check(RULE), "");
    }

    #[test]
    fn one_post_seen_by_anybody_is_enough_to_be_in_time() {
        let filed = scene()
            .full("授权接口", "2023-09-15")
            .post("授权接口", "2023-08-20")
            .post("主办单位报送", "2023-09-02");
        assert_eq!(filed.check(RULE), "");
    }

    #[test]
    fn what_does_not_see_all_says_nothing() {
        let page = scene()
            .full("公开页面", "2023-09-15")
            .post("公开页面", "2023-06-01");
        expect![[r#"
            未能检测 NV2-1 / 公开页面可能不显示全部内容（公开页面）
        "#]]
        .assert_eq(&page.check(RULE));
        let partial = scene()
            .partial("订阅源", "2023-09-15")
            .post("订阅源", "2023-06-01");
        expect![[r#"
            未能检测 NV2-1 / 监测时间点前后没有能看到全部发布内容的观测
        "#]]
        .assert_eq(&partial.check(RULE));
        expect![[r#"
            未能检测 NV2-1 / 能看到全部发布内容的来源没有看到监测时间点以前的任何内容（授权接口）
        "#]]
        .assert_eq(&scene().full("授权接口", "2023-09-15").check(RULE));
        expect![[r#"
            未能检测 NV2-1 / 没有任何观测
        "#]]
        .assert_eq(&scene().check(RULE));
    }

    #[test]
    fn an_expired_authorisation_a_hiding_platform_and_an_old_look_say_nothing() {
        let expired = scene()
            .full("授权接口", "2023-09-01")
            .post("授权接口", "2023-08-01")
            .unauthorised("授权接口", "2023-09-15");
        expect![[r#"
            未能检测 NV2-1 / 账号授权已过期（授权接口）
        "#]]
        .assert_eq(&expired.check(RULE));
        let hidden = scene()
            .hidden("公开页面", "2023-09-15")
            .post("公开页面", "2023-08-01");
        expect![[r#"
            未能检测 NV2-1 / 平台隐藏了发布内容（公开页面）
        "#]]
        .assert_eq(&hidden.check(RULE));
    }

    #[test]
    fn a_stranger_under_the_old_handle_is_not_this_account() {
        let taken = scene()
            .full("授权接口", "2023-09-15")
            .shown_as(Some("gh_0666"), Some("江口发布"))
            .post("授权接口", "2023-08-01");
        expect![[r#"
            未能检测 NV2-1 / 看到的账号不是本账号（平台ID登记为“gh_0001”，看到的是“gh_0666”）
        "#]]
        .assert_eq(&taken.check(RULE));
        // Nor does the stranger's post keep it in time.
        let both = scene()
            .full("授权接口", "2023-09-15")
            .post("授权接口", "2023-08-01")
            .partial("公开页面", "2023-09-15")
            .shown_as(Some("gh_0666"), Some("江口发布"))
            .post("公开页面", "2023-09-14");
        assert!(both.check(RULE).starts_with("确定 NV2-1"));
    }

    #[test]
    fn a_deleted_post_within_the_term_waits_for_a_person() {
        let deleted = scene()
            .full("授权接口", "2023-09-15")
            .post("授权接口", "2023-08-01")
            .deleted("授权接口", "2023-09-10");
        expect![[r#"
            未能检测 NV2-1 / 期限内发布的内容（2023-09-10）已被删除，是否算更新须由人认定
        "#]]
        .assert_eq(&deleted.check(RULE));
    }

    #[test]
    fn an_account_that_is_closed_is_not_asked_for_posts() {
        assert_eq!(scene().closed().check(RULE), "");
    }
}
