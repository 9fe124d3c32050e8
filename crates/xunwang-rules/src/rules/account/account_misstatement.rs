//! `account-misstatement`: a post has the name of the state, a body, a meeting or a document of weight wrongly.

use std::collections::BTreeSet;

use xunwang_domain::account::{AccountCase, MediaStatus};
use xunwang_domain::feedback::day_of;
use xunwang_domain::finding::{Certainty, DefectObject, RuleCode};
use xunwang_domain::standard::Standard;

use crate::accounts::{AccountDefect, AccountReport, AccountRule};

pub(crate) const RULE: AccountRule = AccountRule {
    code: RuleCode("account-misstatement"),
    title: "政务新媒体严重表述错误",
    document: "\
## 检查什么

账号在检查时段内发布的内容（标题、正文、图片说明）里，国家、机构、会议、文件的名称和重要提法有没有写错。

## 为什么

出现严重表述错误是单项否决的情形；新媒体转发快，错一个字就传开。

## 对应指标

单项否决 NV1-1“出现严重表述错误”。机器发现的一律列为疑似，由人确认后才计入。

## 怎样认定

用与网站相同的词库逐字比对看到的全部内容；按内容的发布日期判断词条是否有效；引述错误写法的不报。\
同样的错误写在同样的话里，无论出现在多少篇，只报一条，列出最早的一篇。图片里的文字看不到，只看图片说明。

## 示例

- 疑似：公众号文章写着“中华人民共合国”。
- 合格：检查时段内看到的内容没有发现错误。
- 未能检测：没有读取账号的正文；只看到标题、没有正文的，只检查标题。

## 怎样整改

立即改正或者删除，并查找其他账号转发的同一篇；按“三审三校”查明在哪个环节漏过。
",
    check,
};

fn check(case: &AccountCase<'_>, standard: &Standard) -> AccountReport {
    let mut report = AccountReport::default();
    if case.account.status != MediaStatus::Running {
        return report;
    }
    let Some(mistakes) = case.mistakes else {
        // Of texts nobody is said to be right: that they were not read keeps no account from being judged.
        let object = case.account.code.to_string();
        report.not_measured.push(crate::report::NotMeasured {
            rule: RULE.code,
            object,
            reason: "按设置没有检查文字".to_owned(),
            indicator: String::new(),
        });
        return report;
    };
    let mut told: Vec<u64> = Vec::new();
    for mistake in mistakes.iter().filter(|one| !case.is_foreign(&one.source)) {
        if told.contains(&mistake.mark) {
            continue;
        }
        told.push(mistake.mark);
        // Two sources may have shown the same post.
        let same = mistakes.iter().filter(|one| one.mark == mistake.mark);
        let posts: BTreeSet<_> = same.map(|one| (one.published_at, &one.title)).collect();
        let several = match posts.len() {
            1 => String::new(),
            count => format!("等{count}篇"),
        };
        let defect = AccountDefect {
            rule: RULE.code,
            object: DefectObject::Described(&format!("text {:016x}", mistake.mark)),
            certainty: Certainty::Suspected,
            target: Some(mistake.address.clone()).filter(|address| !address.is_empty()),
            excerpt: mistake.excerpt.clone(),
            message: format!(
                "{}发布的《{}》{several}：{}",
                day_of(mistake.published_at),
                mistake.title,
                mistake.message
            ),
            seen: Some((&mistake.source, mistake.published_at)),
        };
        report.findings.push(defect.finding(case, standard));
    }
    report
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::rules::account::scene::scene;

    const RULE: &str = "account-misstatement";

    #[test]
    fn a_mistake_in_posts_is_for_a_person_and_told_once() {
        let scene = scene()
            .full("授权接口", "2023-09-15")
            .mistake("授权接口", "2023-09-10", "共合国", "共和国")
            .mistake("授权接口", "2023-09-12", "共合国", "共和国");
        expect![[r#"
            疑似 NV1-1 Veto / 2023-09-10发布的《要闻》等2篇：“共合国”应为“共和国”
        "#]]
        .assert_eq(&scene.check(RULE));
        assert_eq!(scene.closed().check(RULE), "");
    }

    #[test]
    fn what_a_stranger_published_is_not_this_account_s_and_unread_texts_are_said() {
        let stranger = scene()
            .full("公开页面", "2023-09-15")
            .shown_as(Some("gh_0666"), None)
            .mistake("公开页面", "2023-09-10", "共合国", "共和国");
        assert_eq!(stranger.check(RULE), "");
        expect![[r#"
            未能检测 - / 按设置没有检查文字
        "#]]
        .assert_eq(&scene().check(RULE));
    }
}
