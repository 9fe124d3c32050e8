//! `account-menu-dead`: an entry of the menu leads nowhere.

use xunwang_domain::account::{AccountCase, MediaStatus};
use xunwang_domain::exchange::TargetClass;
use xunwang_domain::finding::{Certainty, DefectObject, RuleCode};
use xunwang_domain::standard::Standard;

use crate::accounts::{AccountDefect, AccountReport, AccountRule};

pub(crate) const RULE: AccountRule = AccountRule {
    code: RuleCode("account-menu-dead"),
    title: "菜单链接失效",
    document: "\
## 检查什么

公众号菜单栏的每一项链接能不能打开。

## 为什么

菜单是公众使用账号功能的入口，打不开就办不成事。

## 对应指标

不计入单项否决，作提示；互动入口全部失效的，另见“政务新媒体未提供有效互动功能”。

## 怎样认定

逐项访问菜单链接，与网站链接用同样的标准，隔一段时间再看一次仍打不开的为失效。小程序、自动回复等没有网址的菜单项和需要在客户端内打开的，\
列出由人查看。没有看到菜单的，为未能检测。

## 示例

- 不合格：菜单“服务/在线办理”的链接为404。
- 合格：菜单各项都能打开。
- 未能检测：菜单项跳转到小程序，须在微信内查看。

## 怎样整改

改正或者删去失效的菜单项，网站改版、域名变更时同步修改菜单。
",
    check,
};

fn check(case: &AccountCase<'_>, standard: &Standard) -> AccountReport {
    let mut report = AccountReport::default();
    if case.account.status != MediaStatus::Running {
        return report;
    }
    let Some(menu) = case.menu else {
        let object = case.account.code.to_string();
        report.leave_open(RULE.code, standard, object, "没有看到菜单".to_owned());
        return report;
    };
    for entry in menu {
        let mut leave = |reason: &str| {
            let object = match entry.address.is_empty() {
                true => entry.name.clone(),
                false => format!("{} {}", entry.name, entry.address),
            };
            report.leave_open(RULE.code, standard, object, reason.to_owned());
        };
        let Some(state) = &entry.state else {
            match entry.address.is_empty() {
                true => leave("没有网址（小程序、自动回复等），须由人查看"),
                false => leave("没有访问"),
            }
            continue;
        };
        match state.class {
            TargetClass::Broken => {
                let address = url::Url::parse(&entry.address).ok();
                let object = match &address {
                    Some(url) => DefectObject::Address(url),
                    None => DefectObject::Text(&entry.address),
                };
                let defect = AccountDefect {
                    rule: RULE.code,
                    object,
                    certainty: Certainty::Certain,
                    target: Some(entry.address.clone()),
                    excerpt: entry.name.clone(),
                    message: format!("菜单“{}”的链接打不开（{}）", entry.name, state.status),
                    seen: None,
                };
                report.findings.push(defect.finding(case, standard));
            }
            TargetClass::NotMeasured => leave("没有看到网页内容"),
            TargetClass::Ok | TargetClass::Caution | TargetClass::Danger => {}
        }
    }
    report
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::rules::account::scene::scene;

    const RULE: &str = "account-menu-dead";

    #[test]
    fn each_dead_entry_is_one_finding_and_what_no_visit_shows_is_listed() {
        let menu = scene()
            .entry("服务/在线办理", "http://a.example/bl", Some("404"))
            .entry("服务/办事指南", "http://a.example/bs", Some("200"))
            .entry("服务/小程序", "", None)
            .entry("服务/预约", "http://a.example/yy", None);
        expect![[r#"
            确定 - Advice / 菜单“服务/在线办理”的链接打不开（404）
            未能检测 - / 没有网址（小程序、自动回复等），须由人查看
            未能检测 - / 没有访问
        "#]]
        .assert_eq(&menu.check(RULE));
    }

    #[test]
    fn a_menu_that_nobody_saw_is_not_measured_and_a_whole_one_passes() {
        expect![[r#"
            未能检测 - / 没有看到菜单
        "#]]
        .assert_eq(&scene().check(RULE));
        assert_eq!(
            scene()
                .entry("首页", "http://a.example/", Some("200"))
                .check(RULE),
            ""
        );
    }
}
