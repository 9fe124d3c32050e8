//! `app-unavailable`: an application that cannot be had where it is said to be.

use xunwang_domain::account::{AccountCase, MediaStatus, Platform};
use xunwang_domain::exchange::TargetClass;
use xunwang_domain::finding::{Certainty, DefectObject, RuleCode};
use xunwang_domain::standard::Standard;

use crate::accounts::{AccountDefect, AccountReport, AccountRule};

pub(crate) const RULE: AccountRule = AccountRule {
    code: RuleCode("app-unavailable"),
    title: "移动客户端无法下载",
    document: "\
## 检查什么

台账登记的移动客户端（APP），下载地址或者应用商店页面能不能打开。

## 为什么

下载不了的客户端办不成事；停用而不下架的，还可能被冒用。

## 对应指标

单项否决 NV2-2“移动客户端(APP)无法下载或者使用”；这一行由主管单位核对正式文件、确认以后才用于判定。

## 怎样认定

访问台账的“账号链接”（应用商店页面或者安装包地址），与网站链接用同样的标准，隔一段时间再看一次仍打不开的为无法下载。\
能打开不说明能安装、能使用，须由人在手机上核查。

## 示例

- 不合格：登记的安装包地址返回404。
- 合格：应用商店页面能打开。
- 未能检测：没有登记下载地址；或者没有访问。

## 怎样整改

恢复下载地址，或者改正登记的链接；不再使用的，按程序关停并从各应用商店下架。
",
    check,
};

fn check(case: &AccountCase<'_>, standard: &Standard) -> AccountReport {
    let mut report = AccountReport::default();
    let account = case.account;
    if account.status != MediaStatus::Running || account.platform != Platform::App {
        return report;
    }
    let mut leave = |reason: &str| {
        report.leave_open(RULE.code, standard, account.code.to_string(), reason.to_owned());
    };
    let Some(address) = &account.address else {
        leave("没有登记下载地址");
        return report;
    };
    match case.download {
        None => leave("没有访问下载地址"),
        Some(state) => match state.class {
            TargetClass::Broken => {
                let defect = AccountDefect {
                    rule: RULE.code,
                    object: DefectObject::Described("download"),
                    certainty: Certainty::Certain,
                    target: Some(address.to_string()),
                    excerpt: account.name.clone(),
                    message: format!("登记的下载地址打不开（{}）", state.status),
                    seen: None,
                };
                report.findings.push(defect.finding(case, standard));
            }
            TargetClass::NotMeasured => leave("下载地址没有看成"),
            TargetClass::Ok | TargetClass::Caution | TargetClass::Danger => {}
        },
    }
    report
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::rules::account::scene::scene;

    const RULE: &str = "app-unavailable";

    #[test]
    fn an_application_that_cannot_be_had_where_it_is_said_to_be() {
        let app = |status: &str| scene().app("http://app.jiangkou.example/a.apk").download(status);
        expect![[r#"
            确定 NV2-2 Veto / 登记的下载地址打不开（404）
        "#]]
        .assert_eq(&app("404").check(RULE));
        assert_eq!(app("200").check(RULE), "");
        assert_eq!(scene().check(RULE), "", "other platforms are no applications");
    }

    #[test]
    fn what_was_not_visited_is_not_measured() {
        expect![[r#"
            未能检测 NV2-2 / 没有访问下载地址
        "#]]
        .assert_eq(&scene().app("http://app.jiangkou.example/a.apk").check(RULE));
        expect![[r#"
            未能检测 NV2-2 / 没有登记下载地址
        "#]]
        .assert_eq(&scene().app("").check(RULE));
    }
}
