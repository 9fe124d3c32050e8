//! `channel-stale`: a channel that is not kept up to date.

use xunwang_domain::facts::{ChannelState, SiteCase};
use xunwang_domain::finding::{Certainty, RuleCode};
use xunwang_domain::standard::{Standard, monitoring_day};

use super::channel;
use crate::registry::Rule;
use crate::report::RuleReport;
use crate::verdict::{ChannelVerdict, channel_verdict, not_measured_reason, term};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode("channel-stale"),
    title: "栏目更新不及时",
    document: "\
## 检查什么

栏目在更新期限内有没有新信息。

## 为什么

栏目开了就要保障更新；应更新而长期不更新，公众会被过时的信息误导，达到数量的按单项否决处理。

## 对应指标

单项否决 WV4-1“栏目不更新”：动态要闻类栏目与通知公告、政策文件类一级栏目，合计超过(含)5个。\
单项否决 WV4-2：其余应更新的栏目，超过(含)10个。一个栏目只计入其中一项，先计入 WV4-1。\
人事规划类栏目只作提示。

## 怎样认定

取栏目首页各条信息中最晚的发布日期（监测时间点以后的不算），早于监测日减去更新期限的，认定为更新不及时；\
恰为期限第一天的，不算。期限取自检查指标：动态要闻14天，通知公告、政策文件、政策解读6个月，人事规划1年；\
6个月按公历月计，8月31日往前6个月为2月的最后一天。互动、其他类栏目只按登记的更新期限检查，没有登记的不检查；其余各类不论登记的期限。\
空白栏目计入空白，不再计入更新不及时。\
没有发布日期的栏目不在此认定（见 `date-missing`），人工认定之前为未能检测：这些栏目如果都不更新就会达到否决数量的，网站暂不判定。

## 示例

- 不合格：监测时间点为2023-09-15，“工作动态”栏目最晚一条是2023-08-31。
- 合格：同上，最晚一条是2023-09-01；或“通知公告”栏目最晚一条是2023-03-15。
- 未能检测：栏目页没有打开，条目由脚本生成，或者条目没有发布日期。

## 怎样整改

恢复更新，或者按程序把不再保障的栏目归并、下线（不要只删去导航里的链接）；更新周期本来较长的栏目，请在名录里登记其更新期限。不得用改日期、重发旧稿的办法应付。
",
    check,
};

fn check(case: &SiteCase<'_>, standard: &Standard) -> RuleReport {
    let monitored = monitoring_day(case.as_of);
    let mut report = RuleReport::default();
    for facts in &case.facts.channels {
        let Some(term) = term(facts, standard) else {
            continue;
        };
        match (channel_verdict(facts, case.as_of, standard), &facts.latest) {
            (ChannelVerdict::Stale, Some(latest)) => {
                let how = match facts.state {
                    ChannelState::Article => "，栏目以一篇文章代替列表",
                    ChannelState::DeadItems => "，且条目链接均打不开",
                    ChannelState::Framed => "（内嵌网页）",
                    _ => "",
                };
                let message = format!(
                    "“{}”栏目（{}）最近一次更新为{}，至监测日{monitored}已超过{term}没有更新{how}",
                    facts.name,
                    facts.kind.label(),
                    latest.date
                );
                let certain = Certainty::Certain;
                report.findings.push(channel::finding(
                    RULE.code, facts, certain, message, case, standard,
                ));
            }
            (ChannelVerdict::NotMeasured | ChannelVerdict::Undated, _) => {
                // Without dates nobody knows whether it is kept up to date, until a person decides (Settled questions).
                let undated = || "条目没有可辨认的发布日期，是否更新及时需人工认定".to_owned();
                let reason = not_measured_reason(facts).unwrap_or_else(undated);
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
    use xunwang_domain::facts::ChannelState;
    use xunwang_domain::registry::ChannelKind;

    use crate::testing::scene;

    #[test]
    fn each_kind_keeps_its_term_to_the_day() {
        for (kind, in_time, late) in [
            (ChannelKind::News, "2023-09-01", "2023-08-31"),
            (ChannelKind::Notice, "2023-03-15", "2023-03-14"),
            (ChannelKind::Policy, "2023-03-15", "2023-03-14"),
            (ChannelKind::Interpretation, "2023-03-15", "2023-03-14"),
            (ChannelKind::Personnel, "2022-09-15", "2022-09-14"),
        ] {
            let said = |date| scene().channel("栏目", kind).latest(date).check("channel-stale");
            assert_eq!(said(in_time), "", "{kind:?}");
            assert!(said(late).starts_with("确定"), "{kind:?}");
        }
    }

    #[test]
    fn kind_and_level_decide_what_a_stale_channel_counts_for() {
        let scene = scene()
            .channel("工作动态", ChannelKind::News)
            .latest("2023-08-31")
            .channel("通知公告", ChannelKind::Notice)
            .latest("2023-01-06")
            .first_level()
            .channel("部门文件", ChannelKind::Policy)
            .latest("2022-12-30")
            .channel("人事任免", ChannelKind::Personnel)
            .latest("2022-01-01");
        expect![[r#"
            确定 WV4-1 Veto / /c00/ ×1 / “工作动态”栏目（动态要闻）最近一次更新为2023-08-31，至监测日2023-09-15已超过14天没有更新
            确定 WV4-1 Veto / /c01/ ×1 / “通知公告”栏目（通知公告）最近一次更新为2023-01-06，至监测日2023-09-15已超过6个月没有更新
            确定 WV4-2 Veto / /c02/ ×1 / “部门文件”栏目（政策文件）最近一次更新为2022-12-30，至监测日2023-09-15已超过6个月没有更新
            确定 - Advice / /c03/ ×1 / “人事任免”栏目（人事规划）最近一次更新为2022-01-01，至监测日2023-09-15已超过1年没有更新
        "#]].assert_eq(&scene.check("channel-stale"));
    }

    #[test]
    fn interaction_and_other_have_no_term_but_their_own() {
        let other = || {
            scene()
                .channel("专题专栏", ChannelKind::Other)
                .latest("2019-05-01")
        };
        assert_eq!(other().check("channel-stale"), "");
        let own = other().change(|channel| channel.term_days = Some(90));
        expect![[r#"
            确定 WV4-2 Veto / /c00/ ×1 / “专题专栏”栏目（其他）最近一次更新为2019-05-01，至监测日2023-09-15已超过90天没有更新
        "#]].assert_eq(&own.check("channel-stale"));
    }

    #[test]
    fn what_stands_in_place_of_a_list_is_said() {
        let scene = scene()
            .channel("工作动态", ChannelKind::News)
            .latest("2023-01-01")
            .change(|channel| channel.state = ChannelState::Article)
            .channel("要闻", ChannelKind::News)
            .latest("2023-01-01")
            .change(|channel| channel.state = ChannelState::DeadItems);
        expect![[r#"
            确定 WV4-1 Veto / /c00/ ×1 / “工作动态”栏目（动态要闻）最近一次更新为2023-01-01，至监测日2023-09-15已超过14天没有更新，栏目以一篇文章代替列表
            确定 WV4-1 Veto / /c01/ ×1 / “要闻”栏目（动态要闻）最近一次更新为2023-01-01，至监测日2023-09-15已超过14天没有更新，且条目链接均打不开
        "#]].assert_eq(&scene.check("channel-stale"));
    }

    #[test]
    fn what_was_not_seen_is_not_accused() {
        let scene = scene()
            .channel("要闻", ChannelKind::News)
            .unreadable("栏目页未打开（超时）")
            .channel("公告", ChannelKind::Notice)
            .undated()
            .channel("动态", ChannelKind::News)
            .undated()
            .change(|channel| channel.future_items = 3)
            .channel("空栏目", ChannelKind::News)
            .blank();
        expect![[r#"
            未能检测 WV4-1 / http://www.qingchuan.gov.cn/c00/ / 栏目页未打开（超时）
            未能检测 WV4-2 / http://www.qingchuan.gov.cn/c01/ / 条目没有可辨认的发布日期，是否更新及时需人工认定
            未能检测 WV4-1 / http://www.qingchuan.gov.cn/c02/ / 栏目首页的条目日期均晚于监测时间点，看不到当时的最近更新
        "#]].assert_eq(&scene.check("channel-stale"));
    }
}
