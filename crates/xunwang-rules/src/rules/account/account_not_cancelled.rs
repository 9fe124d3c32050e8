//! `account-not-cancelled`: closed or removed by the register, and still there.

use xunwang_domain::account::{AccountCase, MediaStatus};
use xunwang_domain::feedback::day_of;
use xunwang_domain::finding::{Certainty, DefectObject, RuleCode};
use xunwang_domain::standard::Standard;

use crate::accounts::{AccountDefect, AccountReport, AccountRule};

pub(crate) const RULE: AccountRule = AccountRule {
    code: RuleCode("account-not-cancelled"),
    title: "关停账号未在平台注销",
    document: "\
## 检查什么

台账登记为关停或者注销的账号，在平台上是不是还在。

## 为什么

只在系统里填报关停、没有在平台上注销的账号仍以政府名义存在，可能被冒用；已注销的账号也有重新出现的。

## 对应指标

不计入单项否决，作提示。

## 怎样认定

登记为关停或者注销的账号，在监测时间点前24小时以内或者以后被看到、核对确是本账号的，认定为未注销。\
登记为注销并有凭证、也没有被看到的，合格。登记为关停而没有任何观测的，为未能检测：没有看到不说明已经注销。

## 示例

- 不合格：登记为注销，监测当天平台上仍能打开账号主页，平台ID一致。
- 合格：登记为注销，有平台的注销通知。
- 未能检测：登记为关停，没有注销凭证，也没有人看过平台上是否还在。

## 怎样整改

向平台提交注销申请，取得注销通知或者打开账号主页核对已不存在，再办结注销；重新出现的，重新办理。
",
    check,
};

fn check(case: &AccountCase<'_>, standard: &Standard) -> AccountReport {
    let mut report = AccountReport::default();
    let status = case.account.status;
    if !matches!(status, MediaStatus::Retired | MediaStatus::Cancelled) {
        return report;
    }
    let mut seen = case
        .sightings()
        .into_iter()
        .filter(|it| it.verdict.counts() && case.reaches(it.observation));
    if let Some(sighting) = seen.next() {
        let observation = sighting.observation;
        let defect = AccountDefect {
            rule: RULE.code,
            object: DefectObject::Described("still there"),
            certainty: Certainty::Certain,
            target: None,
            excerpt: observation
                .seen
                .name
                .clone()
                .unwrap_or_else(|| case.account.name.clone()),
            message: format!(
                "台账登记为“{}”，{}于{}仍看到这个账号",
                status.label(),
                observation.source,
                day_of(observation.at)
            ),
            seen: Some((observation.source.as_str(), observation.at)),
        };
        report.findings.push(defect.finding(case, standard));
    } else if status == MediaStatus::Retired {
        let object = case.account.code.to_string();
        let reason = "没有注销凭证，也没有观测说明平台上是否还在".to_owned();
        report.leave_open(RULE.code, standard, object, reason);
    }
    report
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::rules::account::scene::scene;

    const RULE: &str = "account-not-cancelled";

    #[test]
    fn an_account_that_is_closed_and_still_there() {
        let still = scene().closed().partial("公开页面", "2023-09-15");
        expect![[r#"
            确定 - Advice / 台账登记为“关停”，公开页面于2023-09-15仍看到这个账号
        "#]]
        .assert_eq(&still.check(RULE));
        let back = scene().removed().partial("公开页面", "2023-09-15");
        assert!(back.check(RULE).contains("登记为“注销”"));
        assert_eq!(scene().partial("公开页面", "2023-09-15").check(RULE), "");
    }

    #[test]
    fn nothing_seen_does_not_prove_that_it_is_gone() {
        expect![[r#"
            未能检测 - / 没有注销凭证，也没有观测说明平台上是否还在
        "#]]
        .assert_eq(&scene().closed().check(RULE));
        assert_eq!(scene().removed().check(RULE), "");
        let stranger = scene()
            .removed()
            .partial("公开页面", "2023-09-15")
            .shown_as(Some("gh_0666"), Some("江口发布"));
        assert_eq!(stranger.check(RULE), "", "somebody else has taken the name");
    }
}
