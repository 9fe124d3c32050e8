//! `account-interaction-missing`: no way for the public to speak with the account.

use xunwang_domain::account::{AccountCase, MediaStatus, MenuEntry};
use xunwang_domain::exchange::TargetClass;
use xunwang_domain::finding::{Certainty, DefectObject, RuleCode};
use xunwang_domain::standard::Standard;

use crate::accounts::{AccountDefect, AccountReport, AccountRule};

pub(crate) const RULE: AccountRule = AccountRule {
    code: RuleCode("account-interaction-missing"),
    title: "政务新媒体未提供有效互动功能",
    document: "\
## 检查什么

账号有没有给公众留言、评论、咨询的功能，菜单上的互动入口能不能用。

## 为什么

政务新媒体要回应公众；没有有效的互动功能是单项否决的情形。

## 对应指标

单项否决 NV3-1“互动回应差”。

## 怎样认定

观测须为本账号、在监测时间点前24小时以内或者以后。各来源都说没有互动功能的，认定为未提供；有一个来源说有的，不认定。\
说有，但菜单上的互动入口（互动、留言、咨询、信箱等）逐个访问全部失效的，列为疑似，由人确认。没有来源看过互动功能的，为未能检测。

## 示例

- 不合格：授权接口返回自动回复、留言均未开启，也没有互动菜单。
- 合格：人工核查时留言功能可用。
- 疑似：有互动菜单，但“在线咨询”“领导信箱”两项打开都是404。
- 未能检测：没有授权，也没有人看过。

## 怎样整改

开启留言或者自动回复，在菜单上设置互动入口，定期检查入口能否打开，安排专人回复。
",
    check,
};

/// Words of a menu entry through which one speaks with the account.
const INTERACTIVE: [&str; 11] = [
    "互动", "留言", "咨询", "信箱", "投诉", "建议", "建言", "问政", "反馈", "举报", "找错",
];

fn check(case: &AccountCase<'_>, standard: &Standard) -> AccountReport {
    let mut report = AccountReport::default();
    if case.account.status != MediaStatus::Running {
        return report;
    }
    let looked = || {
        let sightings = case.sightings().into_iter();
        sightings
            .filter(|it| it.verdict.counts() && case.reaches(it.observation))
            .filter_map(|it| Some((it.observation.interaction?, it.observation)))
    };
    let defect = |certainty, excerpt: String, message: String, seen| AccountDefect {
        rule: RULE.code,
        object: DefectObject::Described("interaction"),
        certainty,
        target: None,
        excerpt,
        message,
        seen,
    };
    if looked().any(|(is_offered, _)| is_offered) {
        let dead = dead_entries(case.menu.unwrap_or_default());
        if !dead.is_empty() {
            let names: Vec<&str> = dead.iter().map(|entry| entry.name.as_str()).collect();
            let message = format!("菜单上的互动入口全部打不开：{}", names.join("、"));
            let found = defect(Certainty::Suspected, names.join("、"), message, None);
            report.findings.push(found.finding(case, standard));
        }
        return report;
    }
    match looked().next() {
        Some((_, seen)) => {
            let message = format!("未提供有效互动功能（{}）", seen.source);
            let shown = Some((seen.source.as_str(), seen.at));
            let found = defect(Certainty::Certain, "没有互动功能".to_owned(), message, shown);
            report.findings.push(found.finding(case, standard));
        }
        None => {
            let sighted = case.sightings().into_iter();
            let mut own = sighted.filter(|it| it.verdict.counts() && case.reaches(it.observation));
            let reason = match own.next() {
                Some(_) => "没有来源看过互动功能".to_owned(),
                None => case.unseen_reason(),
            };
            let object = case.account.code.to_string();
            report.leave_open(RULE.code, standard, object, reason);
        }
    }
    report
}

/// The interactive entries, where there are some and every one is dead.
fn dead_entries(menu: &[MenuEntry]) -> Vec<&MenuEntry> {
    let speaks = |entry: &&MenuEntry| INTERACTIVE.iter().any(|word| entry.name.contains(word));
    let entries: Vec<_> = menu.iter().filter(speaks).collect();
    let is_dead = |entry: &&MenuEntry| {
        let state = entry.state.as_ref();
        state.is_some_and(|state| state.class == TargetClass::Broken)
    };
    match entries.iter().all(is_dead) {
        true => entries,
        false => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::rules::account::scene::scene;

    const RULE: &str = "account-interaction-missing";

    #[test]
    fn no_interaction_seen_by_a_source_that_looked() {
        let missing = scene().full("授权接口", "2023-09-15").interaction(false);
        expect![[r#"
            确定 NV3-1 Veto / 未提供有效互动功能（授权接口）
        "#]]
        .assert_eq(&missing.check(RULE));
        let one_says_so = missing.partial("人工核查", "2023-09-15").interaction(true);
        assert_eq!(one_says_so.check(RULE), "");
    }

    #[test]
    fn who_has_not_looked_says_nothing() {
        expect![[r#"
            未能检测 NV3-1 / 没有来源看过互动功能
        "#]]
        .assert_eq(&scene().full("授权接口", "2023-09-15").check(RULE));
        let old = scene().full("授权接口", "2023-08-15").interaction(false);
        expect![[r#"
            未能检测 NV3-1 / 监测时间点前后没有能看到全部发布内容的观测
        "#]]
        .assert_eq(&old.check(RULE));
    }

    #[test]
    fn entries_that_all_lead_nowhere_are_proposed() {
        let dead = scene()
            .full("授权接口", "2023-09-15")
            .interaction(true)
            .entry("互动/在线咨询", "http://a.example/zx", Some("404"))
            .entry("服务/办事指南", "http://a.example/bs", Some("200"));
        expect![[r#"
            疑似 NV3-1 Veto / 菜单上的互动入口全部打不开：互动/在线咨询
        "#]]
        .assert_eq(&dead.check(RULE));
        let one = scene()
            .full("授权接口", "2023-09-15")
            .interaction(true)
            .entry("互动/在线咨询", "http://a.example/zx", Some("404"))
            .entry("互动/领导信箱", "http://a.example/xx", Some("200"));
        assert_eq!(one.check(RULE), "");
    }
}
