//! `account-duplicate`: a body runs several accounts on one platform, or one account stands twice in the register.

use xunwang_domain::account::{AccountCase, OverlapKind};
use xunwang_domain::finding::{Certainty, DefectObject, RuleCode};
use xunwang_domain::standard::Standard;

use crate::accounts::{AccountDefect, AccountReport, AccountRule};

pub(crate) const RULE: AccountRule = AccountRule {
    code: RuleCode("account-duplicate"),
    title: "同平台重复开设账号",
    document: "\
## 检查什么

一个单位在一个平台上是不是有多个正常运行的账号；同一个账号是不是登记了两次。

## 为什么

一个单位原则上在一个平台上只开设一个账号；重复开设的往往有一个无人维护。

## 对应指标

不计入单项否决，作提示，供清理整合。

## 怎样认定

主办单位、地区或部门和平台都相同的账号为重复，微信订阅号和服务号算同一平台；登记了“同平台多号理由”且没有到期的不算。\
平台和平台ID都相同的，是同一账号登记了两次。前者列为疑似，后者为确定。没有登记主办单位的，比不出来，为未能检测。

## 示例

- 不合格：两个编号登记的是同一个微信原始ID。
- 疑似：某局有两个正常运行的抖音号。
- 合格：服务号登记了理由“办事专用”，期限未到。
- 未能检测：没有登记主办单位。

## 怎样整改

保留一个，其余的按程序关停、注销；确有必要保留的，经主管单位同意后登记理由和期限。
",
    check,
};

fn check(case: &AccountCase<'_>, standard: &Standard) -> AccountReport {
    let mut report = AccountReport::default();
    if case.account.sponsor.is_empty() {
        let object = case.account.code.to_string();
        report.leave_open(RULE.code, standard, object, "没有登记主办单位".to_owned());
    }
    let own = case.overlaps.iter();
    for overlap in own.filter(|it| it.account.code == case.account.code) {
        let names: Vec<String> = overlap
            .others
            .iter()
            .map(|other| format!("{}（{}）", other.name, other.code))
            .collect();
        let names = names.join("、");
        let platform = case.account.platform.family();
        let (certainty, object, message) = match overlap.kind {
            OverlapKind::Twice => (
                Certainty::Certain,
                "twice",
                format!(
                    "与{names}是{platform}上的同一个账号（平台ID {}），重复登记",
                    case.account.permanent
                ),
            ),
            OverlapKind::SeveralOfBody => (
                Certainty::Suspected,
                "several",
                format!("{}在{platform}上还有{names}，没有登记理由", case.account.sponsor),
            ),
        };
        let defect = AccountDefect {
            rule: RULE.code,
            object: DefectObject::Described(object),
            certainty,
            target: None,
            excerpt: names.clone(),
            message,
            seen: None,
        };
        report.findings.push(defect.finding(case, standard));
    }
    report
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::rules::account::scene::scene;

    const RULE: &str = "account-duplicate";

    #[test]
    fn a_second_account_is_proposed_and_a_double_entry_is_certain() {
        expect![[r#"
            疑似 - Advice / 江口市人民政府办公室在微信公众号上还有江口政务（A2），没有登记理由
        "#]]
        .assert_eq(&scene().beside("A2", "江口政务", "gh_0002").check(RULE));
        expect![[r#"
            确定 - Advice / 与江口政务（A2）是微信公众号上的同一个账号（平台ID gh_0001），重复登记
        "#]]
        .assert_eq(&scene().beside("A2", "江口政务", "gh_0001").check(RULE));
        assert_eq!(scene().check(RULE), "");
    }

    #[test]
    fn without_a_body_nothing_can_be_compared() {
        expect![[r#"
            未能检测 - / 没有登记主办单位
        "#]]
        .assert_eq(&scene().nobodys().check(RULE));
    }
}
