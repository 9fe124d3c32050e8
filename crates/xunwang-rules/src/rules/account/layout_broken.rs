//! `layout-broken`, of posts: walls of text, the same picture again and again, pictures that nobody can see.

use xunwang_domain::account::{AccountCase, MediaStatus, PostFlaw};
use xunwang_domain::feedback::day_of;
use xunwang_domain::finding::{Certainty, DefectObject, RuleCode};
use xunwang_domain::standard::Standard;

use crate::accounts::{AccountDefect, AccountReport, AccountRule};

pub(crate) const RULE: AccountRule = AccountRule {
    code: RuleCode("layout-broken"),
    title: "政务新媒体内容排版问题",
    document: "\
## 检查什么

账号在检查时段内发布的文章，有没有整段不分的长文字、连续重复的图片、读者看不到的图片。

## 为什么

排版混乱、图片不显示，读者看不下去；通报中有因此点名的。

## 对应指标

不计入单项否决，作提示，由人确认。

## 怎样认定

看得到文章正文格式时：一段文字超过1000字没有分段；同一张图片紧接着重复，中间没有文字；图片地址在编辑者的电脑上或者本机。\
分隔用的图片与文字相间的，不报。

## 示例

- 疑似：同一张海报连续出现3次。
- 合格：每段之间用同一张分隔图。
- 未能检测：来源只给出标题，没有正文格式的，不报也不认定。

## 怎样整改

重新排版后再发布；发布前在手机上预览一遍。
",
    check,
};

fn check(case: &AccountCase<'_>, standard: &Standard) -> AccountReport {
    let mut report = AccountReport::default();
    if case.account.status != MediaStatus::Running {
        return report;
    }
    for post in case.flawed {
        let told: Vec<String> = post.flaws.iter().map(PostFlaw::message).collect();
        let defect = AccountDefect {
            rule: RULE.code,
            object: DefectObject::Described(&post.id),
            certainty: Certainty::Suspected,
            target: Some(post.address.clone()).filter(|address| !address.is_empty()),
            excerpt: post.title.clone(),
            message: format!(
                "{}发布的《{}》{}",
                day_of(post.published_at),
                post.title,
                told.join("；")
            ),
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

    #[test]
    fn flaws_of_a_post_are_one_proposal() {
        expect![[r#"
            疑似 - Advice / 2023-09-10发布的《要闻》一段文字1200字没有分段；同一张图片连续出现3次
        "#]]
        .assert_eq(&scene().flawed("2023-09-10").check("layout-broken"));
        assert_eq!(scene().check("layout-broken"), "");
    }
}
