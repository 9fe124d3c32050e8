//! `updates-bulk`: a channel filled up in one go after a long silence (突击更新).

use chrono::NaiveDate;
use xunwang_domain::facts::{ChannelFacts, PageRegion, SiteCase};
use xunwang_domain::finding::{Certainty, RuleCode};
use xunwang_domain::registry::ChannelKind;
use xunwang_domain::standard::{Standard, Trait, monitoring_day};

use crate::defect::{Defect, page};
use crate::registry::Rule;
use crate::report::RuleReport;
use crate::verdict::term;

/// So many items at once are remarkable: the case that became known was five on one day (四川 2017 年第一季度).
const LEAST_ITEMS: u32 = 5;
/// Days that are one go: a weekend and the working days beside it.
const ONE_GO_DAYS: i64 = 5;
/// How long before the monitoring point it is of interest, in days: the quarter.
const LOOK_BACK_DAYS: i64 = 92;

pub(crate) const RULE: Rule = Rule {
    code: RuleCode("updates-bulk"),
    title: "临近检查集中更新信息",
    document: "\
## 检查什么

栏目是不是长期不更新，临近检查才集中补发一批信息。

## 为什么

平时不更新、检查前突击补发，是应付检查，公众平时仍然看不到及时的信息。

## 对应指标

不直接用于指标，只作提示，列为疑似，由人工认定。

## 怎样认定

有更新期限的动态要闻、通知公告、政策文件、政策解读栏目，在监测时间点前92天内，\
5天之内集中发布不少于5条信息，而此前超过该栏目更新期限没有一条信息的，列为疑似。\
看不到更早信息的（栏目新建、第一页全是同一批）不检查，后续页已采集的一并计算。

## 示例

- 疑似：“工作动态”栏目2023-03-02以后没有信息，2023-09-12一天发布6条。
- 合格：每天发布多条的要闻栏目；新建栏目一次上传一批；集中发布3条。
- 未能检测：栏目没有打开或者条目没有日期，不作认定。

## 怎样整改

按栏目的更新期限随时发布信息，明确责任人；确因系统迁移等原因集中补录的，说明原因并保留原发布日期。
",
    check,
};

fn check(case: &SiteCase<'_>, standard: &Standard) -> RuleReport {
    let mut report = RuleReport::default();
    for channel in &case.facts.channels {
        let measured = channel.not_measured.is_none()
            && matches!(
                channel.kind,
                ChannelKind::News | ChannelKind::Notice | ChannelKind::Policy | ChannelKind::Interpretation
            );
        let Some(bulk) = measured.then(|| bulk(channel, case, standard)).flatten() else {
            continue;
        };
        let days = if bulk.first == bulk.last {
            format!("{}一天", bulk.first)
        } else {
            format!("{}至{}", bulk.first, bulk.last)
        };
        let defect = Defect {
            rule: RULE.code,
            object: channel.url.as_str(),
            seen: Trait {
                channel: Some(channel.kind),
                first_level: channel.first_level,
                home: false,
            },
            certainty: Certainty::Suspected,
            channel: Some(&channel.name),
            target: None,
            places: page(&channel.url, PageRegion::Channel),
            places_total: 1,
            excerpt: &channel.name,
            message: format!(
                "“{}”栏目（{}）{days}集中发布{}条信息，此前最近一条是{}，疑似临近检查突击更新",
                channel.name,
                channel.kind.label(),
                bulk.items,
                bulk.before
            ),
        };
        report.findings.push(defect.finding(case, standard));
    }
    report
}

/// Items of one go, and the last day before them.
struct Bulk {
    first: NaiveDate,
    last: NaiveDate,
    items: u32,
    before: NaiveDate,
}

/// The latest go after a silence longer than the channel's term.
fn bulk(channel: &ChannelFacts, case: &SiteCase<'_>, standard: &Standard) -> Option<Bulk> {
    let term = term(channel, standard)?;
    let monitored = monitoring_day(case.as_of);
    let since = monitored - chrono::Days::new(LOOK_BACK_DAYS.unsigned_abs());
    // Latest first: the silence is the first gap that is longer than the term.
    let (at, pair) = channel
        .days
        .windows(2)
        .enumerate()
        .find(|(_, pair)| pair[1].0 < term.first_day(pair[0].0))?;
    let (first, before) = (pair[0].0, pair[1].0);
    if first < since {
        return None;
    }
    let go: Vec<&(NaiveDate, u32)> = channel.days[..=at]
        .iter()
        .filter(|(day, _)| (*day - first).num_days() < ONE_GO_DAYS)
        .collect();
    let items = go.iter().map(|(_, items)| items).sum();
    (items >= LEAST_ITEMS).then(|| Bulk {
        first,
        last: go.first().map_or(first, |(day, _)| *day),
        items,
        before,
    })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use xunwang_domain::registry::ChannelKind;

    use crate::testing::{Scene, scene};

    fn days(kind: ChannelKind, days: &[(&str, u32)]) -> Scene {
        scene().channel("栏目", kind).change(|channel| {
            channel.days = days
                .iter()
                .map(|(day, items)| (day.parse().unwrap(), *items))
                .collect()
        })
    }

    #[test]
    fn many_items_at_once_after_a_silence_are_suspected() {
        expect![[r#"
            疑似 - Advice / /c00/ ×1 / “栏目”栏目（动态要闻）2023-09-12一天集中发布6条信息，此前最近一条是2023-03-02，疑似临近检查突击更新
        "#]]
        .assert_eq(&days(ChannelKind::News, &[("2023-09-12", 6), ("2023-03-02", 1)]).check("updates-bulk"));
        expect![[r#"
            疑似 - Advice / /c00/ ×1 / “栏目”栏目（通知公告）2023-09-11至2023-09-13集中发布7条信息，此前最近一条是2022-12-02，疑似临近检查突击更新
        "#]]
        .assert_eq(
            &days(ChannelKind::Notice, &[("2023-09-14", 0), ("2023-09-13", 4), ("2023-09-11", 3), ("2022-12-02", 1)])
                .change(|channel| channel.days.retain(|(_, items)| *items > 0))
                .check("updates-bulk"),
        );
    }

    #[test]
    fn daily_news_new_channels_and_old_bulks_are_left_alone() {
        for scene in [
            days(
                ChannelKind::News,
                &[("2023-09-14", 9), ("2023-09-13", 8), ("2023-09-11", 10)],
            ),
            days(ChannelKind::News, &[("2023-09-14", 20)]),
            days(ChannelKind::News, &[("2023-09-14", 4), ("2023-03-13", 8)]),
            days(ChannelKind::Notice, &[("2023-09-14", 9), ("2023-04-13", 8)]),
            days(ChannelKind::News, &[("2023-04-14", 9), ("2023-01-13", 8)]),
            days(ChannelKind::Personnel, &[("2023-09-14", 9), ("2021-01-13", 8)]),
            days(ChannelKind::News, &[("2023-09-14", 9), ("2023-01-13", 8)]).unreadable("栏目页未打开"),
        ] {
            assert_eq!(scene.check("updates-bulk"), "");
        }
    }
}
