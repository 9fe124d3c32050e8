//! `date-missing`: a channel that has to be kept up to date and shows no date.

use xunwang_domain::facts::SiteCase;
use xunwang_domain::finding::{Certainty, RuleCode};
use xunwang_domain::standard::Standard;

use super::channel;
use crate::registry::Rule;
use crate::report::RuleReport;
use crate::verdict::{ChannelVerdict, channel_verdict, not_measured_reason, term};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode("date-missing"),
    title: "栏目信息没有发布日期",
    document: "\
## 检查什么

有更新期限的栏目，列表和文章里有没有可辨认的发布日期。

## 为什么

没有发布日期，公众无法判断信息是否仍然有效，也无从核实栏目是否及时更新；检查时视同没有更新。

## 对应指标

不直接用于指标。没有发布日期的信息视为未更新（WV3注），但须由人工认定，因此列为疑似，不计入不合格；\
该栏目的更新情况在人工认定之前为未能检测，见 `channel-stale`。

## 怎样认定

栏目里有条目，而列表、文章页、页面标签和网址都认不出一个发布日期的，列为疑似；\
该栏目是否更新及时，在人工认定之前为未能检测。没有更新期限的栏目（如未登记期限的互动、其他类）不检查。

## 示例

- 疑似：“工作动态”栏目有二十条信息，列表和文章页都没有日期。
- 合格：列表没有日期，文章页印有“发布时间：2023-09-12”。
- 未能检测：栏目页没有打开，或者条目由脚本生成。

## 怎样整改

在列表和文章页印上发布日期，形式为“2023-09-12”或“2023年9月12日”，并填写 PubDate 标签。
",
    check,
};

fn check(case: &SiteCase<'_>, standard: &Standard) -> RuleReport {
    let mut report = RuleReport::default();
    for facts in case
        .facts
        .channels
        .iter()
        .filter(|facts| term(facts, standard).is_some())
    {
        match channel_verdict(facts, case.as_of, standard) {
            ChannelVerdict::Undated => {
                let message = format!(
                    "“{}”栏目（{}）的{}条信息都没有可辨认的发布日期，是否更新及时需人工认定",
                    facts.name,
                    facts.kind.label(),
                    facts.items
                );
                let unsure = Certainty::Suspected;
                report.findings.push(channel::finding(
                    RULE.code, facts, unsure, message, case, standard,
                ));
            }
            ChannelVerdict::NotMeasured => {
                let reason = not_measured_reason(facts).unwrap_or_default();
                report
                    .not_measured
                    .push(channel::not_measured(RULE.code, facts, reason, case, standard));
            }
            _ => {}
        }
    }
    report
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use xunwang_domain::registry::ChannelKind;

    use crate::testing::scene;

    #[test]
    fn only_a_channel_with_a_term_needs_dates() {
        let scene = scene()
            .channel("工作动态", ChannelKind::News)
            .undated()
            .channel("机构概况", ChannelKind::Other)
            .undated()
            .channel("通知公告", ChannelKind::Notice);
        expect![[r#"
            疑似 - Advice / /c00/ ×1 / “工作动态”栏目（动态要闻）的20条信息都没有可辨认的发布日期，是否更新及时需人工认定
        "#]].assert_eq(&scene.check("date-missing"));
    }

    #[test]
    fn a_channel_that_was_not_seen_is_not_measured() {
        let scene = scene()
            .channel("要闻", ChannelKind::News)
            .unreadable("栏目页未打开（超时）");
        expect![[r#"
            未能检测 - / http://www.qingchuan.gov.cn/c00/ / 栏目页未打开（超时）
        "#]]
        .assert_eq(&scene.check("date-missing"));
    }
}
