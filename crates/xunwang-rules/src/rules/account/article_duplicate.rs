//! `article-duplicate`, of posts: the same content published again and again.

use xunwang_domain::account::{AccountCase, MediaStatus};
use xunwang_domain::feedback::day_of;
use xunwang_domain::finding::{Certainty, DefectObject, RuleCode};
use xunwang_domain::standard::Standard;

use crate::accounts::{AccountDefect, AccountReport, AccountRule};

pub(crate) const RULE: AccountRule = AccountRule {
    code: RuleCode("article-duplicate"),
    title: "政务新媒体重复发布相同内容",
    document: "\
## 检查什么

账号在检查时段内，有没有把标题、正文完全相同的内容发布两次以上。

## 为什么

用旧内容重复发布凑更新，是通报点名过的情形。

## 对应指标

不计入单项否决，作提示，由人确认：节日问候、办事提醒等有的确需重发。

## 怎样认定

同一来源看到的、发布时间不同、标题和正文（不少于50字）逐字相同的，列为疑似，写明次数和最早一次。只看到标题、没有正文的不比。

## 示例

- 疑似：同一篇防汛提示在9月发布了3次，一字未改。
- 合格：标题相同的“天气预报”，每天内容不同。
- 未能检测：来源没有给出正文的，不报也不认定。

## 怎样整改

删去重复的，改为发布新的内容。
",
    check,
};

fn check(case: &AccountCase<'_>, standard: &Standard) -> AccountReport {
    let mut report = AccountReport::default();
    if case.account.status != MediaStatus::Running {
        return report;
    }
    for repeated in case.repeated.iter().filter(|one| !case.is_foreign(&one.source)) {
        let post = &repeated.post;
        let object = format!("post {}", post.id);
        // Another source has shown the same.
        if report.findings.iter().any(|other| other.excerpt == post.title) {
            continue;
        }
        let defect = AccountDefect {
            rule: RULE.code,
            object: DefectObject::Described(&object),
            certainty: Certainty::Suspected,
            target: Some(post.address.clone()).filter(|address| !address.is_empty()),
            excerpt: post.title.clone(),
            message: format!(
                "《{}》自{}起相同的内容发布了{}次",
                post.title,
                day_of(post.published_at),
                repeated.times
            ),
            seen: Some((&repeated.source, post.published_at)),
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
    fn the_same_content_again_and_again_is_proposed_once() {
        let twice = scene()
            .full("授权接口", "2023-09-15")
            .repeated("授权接口", "2023-09-02", 3)
            .repeated("平台导出", "2023-09-02", 3);
        expect![[r#"
            疑似 - Advice / 《要闻》自2023-09-02起相同的内容发布了3次
        "#]]
        .assert_eq(&twice.check("article-duplicate"));
        let stranger = scene()
            .full("公开页面", "2023-09-15")
            .shown_as(Some("gh_0666"), None)
            .repeated("公开页面", "2023-09-02", 3);
        assert_eq!(stranger.check("article-duplicate"), "");
    }
}
