//! `channel-mismatch`: a channel filled with what does not belong there.

use chrono::Days;
use xunwang_domain::facts::{ChannelFacts, PageRegion, SiteCase};
use xunwang_domain::finding::{Certainty, RuleCode};
use xunwang_domain::registry::ChannelKind;
use xunwang_domain::standard::{Standard, Trait};

use crate::defect::{Defect, page};
use crate::registry::Rule;
use crate::report::RuleReport;

/// Names of channels that show the body itself.
const PROFILES: [&str; 14] = [
    "公开指南",
    "公开年报",
    "公开制度",
    "公开目录",
    "机构职能",
    "机构职责",
    "机构设置",
    "机构概况",
    "内设机构",
    "领导信息",
    "领导分工",
    "领导简历",
    "领导介绍",
    "联系方式",
];
/// Names of such channels that have news by right.
const WITH_NEWS: [&str; 3] = ["活动", "动态", "讲话"];
/// Names of channels with a standing text that is rewritten once in some years.
const GUIDES: [&str; 2] = ["公开指南", "公开指引"];
/// Items of a guide that lie so near to the latest come day by day, as news do: half a year.
const RUN_DAYS: u64 = 183;
/// Share of them from which on the guide grows so, in hundredths: an old item pinned to the top makes no guide of it.
const RUN_SHARE: u32 = 80;
/// Fewer items of the wrong kind are strays.
const LEAST_ITEMS: u32 = 5;
/// Share of the wrong kind from which on a channel is filled with it, in hundredths.
const PROFILE_SHARE: u32 = 60;
const NOTICE_SHARE: u32 = 80;

pub(crate) const RULE: Rule = Rule {
    code: RuleCode("channel-mismatch"),
    title: "信息与栏目不符",
    document: "\
## 检查什么

栏目里的信息是不是栏目名称所说的一类。

## 为什么

栏目名不副实，公众按栏目名称找不到应当公开的内容。

## 对应指标

不直接用于指标，只作提示，列为疑似，由人工认定。

## 怎样认定

按标题用词辨别条目是动态消息、通知公告、文件还是机构情况，辨不清的不计。\
“信息公开指南”“机构职能”“领导分工”等栏目，条目不少于5条、六成以上是动态消息的；\
“信息公开指南”栏目条目不少于5条、八成以上在半年之内陆续发布、标题没有一条像指南、制度或者通知公告的，即使辨不清是不是动态；\
“通知公告”类栏目条目不少于5条、八成以上是动态消息且没有一条通知公告的，列为疑似。\
“领导活动”“工作动态”等本应刊登动态的不检查。

## 示例

- 疑似：“信息公开指南”栏目列着“我市召开防汛会议”等20条动态。
- 合格：“通知公告”栏目里夹有两条会议消息。
- 未能检测：栏目没有打开或者没有列表，不作认定。

## 怎样整改

把信息移到相应的栏目，在本栏目补上其名称所指的内容；栏目已改作他用的，改正栏目名称。
",
    check,
};

fn check(case: &SiteCase<'_>, standard: &Standard) -> RuleReport {
    let mut report = RuleReport::default();
    for channel in &case.facts.channels {
        let message = if is_filled_with_news(channel) {
            format!(
                "“{}”栏目的{}条信息中有{}条是动态消息，与栏目名称不符",
                channel.name, channel.titles.all, channel.titles.news
            )
        } else if is_guide_of_daily_items(channel) {
            format!(
                "“{}”栏目的{}条信息大多在半年之内陆续发布，标题没有一条属于指南，与栏目名称不符",
                channel.name, channel.titles.all
            )
        } else {
            continue;
        };
        let defect = Defect {
            rule: RULE.code,
            object: channel.url.as_str(),
            seen: Trait::default(),
            certainty: Certainty::Suspected,
            channel: Some(&channel.name),
            target: None,
            places: page(&channel.url, PageRegion::Channel),
            places_total: 1,
            excerpt: &channel.name,
            message,
        };
        report.findings.push(defect.finding(case, standard));
    }
    report
}

fn is_filled_with_news(channel: &ChannelFacts) -> bool {
    let titles = channel.titles;
    let says = |words: &[&str]| words.iter().any(|word| channel.name.contains(word));
    if channel.not_measured.is_some() || titles.news < LEAST_ITEMS || says(&WITH_NEWS) {
        return false;
    }
    let share = titles.news * 100 / titles.all.max(1);
    if says(&PROFILES) {
        share >= PROFILE_SHARE
    } else {
        channel.kind == ChannelKind::Notice
            && share >= NOTICE_SHARE
            && titles.notices == 0
            && ["公告", "公示", "通知", "通告"]
                .iter()
                .any(|word| channel.name.contains(word))
    }
}

/// Does a guide list day after day what no guide is, though no word says that it is news?
fn is_guide_of_daily_items(channel: &ChannelFacts) -> bool {
    let titles = channel.titles;
    let latest = channel.days.iter().map(|(day, _)| *day).max();
    let Some(since) = latest.and_then(|latest| latest.checked_sub_days(Days::new(RUN_DAYS))) else {
        return false;
    };
    let in_run: u32 = channel
        .days
        .iter()
        .filter(|(day, _)| *day >= since)
        .map(|(_, items)| items)
        .sum();
    channel.not_measured.is_none()
        && GUIDES.iter().any(|name| channel.name.contains(name))
        && titles.all >= LEAST_ITEMS
        && titles.profile + titles.documents + titles.notices == 0
        && in_run * 100 >= titles.all * RUN_SHARE
        && channel.days.len() as u32 >= LEAST_ITEMS
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use xunwang_domain::facts::TitleCounts;
    use xunwang_domain::registry::ChannelKind;

    use crate::testing::{Scene, scene};

    fn titled(name: &str, kind: ChannelKind, news: u32, notices: u32, all: u32) -> Scene {
        let titles = TitleCounts {
            all,
            news,
            notices,
            ..TitleCounts::default()
        };
        scene()
            .channel(name, kind)
            .change(|channel| channel.titles = titles)
    }

    #[test]
    fn a_guide_and_a_notice_board_filled_with_news_are_suspected() {
        expect![[r#"
            疑似 - Advice / /c00/ ×1 / “信息公开指南”栏目的20条信息中有18条是动态消息，与栏目名称不符
        "#]]
        .assert_eq(&titled("信息公开指南", ChannelKind::Other, 18, 0, 20).check("channel-mismatch"));
        expect![[r#"
            疑似 - Advice / /c00/ ×1 / “通知公告”栏目的10条信息中有9条是动态消息，与栏目名称不符
        "#]]
        .assert_eq(&titled("通知公告", ChannelKind::Notice, 9, 0, 10).check("channel-mismatch"));
    }

    #[test]
    fn a_guide_that_grows_day_by_day_is_suspected_though_no_word_says_news() {
        let guide = |profile: u32, latest: [&str; 6]| {
            let days: Vec<(chrono::NaiveDate, u32)> =
                latest.iter().map(|day| (day.parse().unwrap(), 1)).collect();
            titled("信息公开指南", ChannelKind::Other, 2, 0, 6).change(move |channel| {
                channel.titles.profile = profile;
                channel.days = days;
            })
        };
        let recent = [
            "2023-09-10",
            "2023-09-01",
            "2023-08-20",
            "2023-08-11",
            "2023-08-02",
            "2023-07-24",
        ];
        expect![[r#"
            疑似 - Advice / /c00/ ×1 / “信息公开指南”栏目的6条信息大多在半年之内陆续发布，标题没有一条属于指南，与栏目名称不符
        "#]]
        .assert_eq(&guide(0, recent).check("channel-mismatch"));
        assert_eq!(guide(1, recent).check("channel-mismatch"), "");
        let years = [
            "2023-09-10",
            "2022-09-01",
            "2021-08-20",
            "2020-08-11",
            "2019-08-02",
            "2018-07-24",
        ];
        assert_eq!(guide(0, years).check("channel-mismatch"), "");
        // An old one pinned to the top of a list of six.
        let mut pinned = recent;
        pinned[5] = "2021-03-02";
        assert_ne!(guide(0, pinned).check("channel-mismatch"), "");
    }

    #[test]
    fn strays_and_channels_that_may_have_news_are_left_alone() {
        for scene in [
            titled("通知公告", ChannelKind::Notice, 15, 2, 18),
            titled("通知公告", ChannelKind::Notice, 4, 0, 4),
            titled("信息公开指南", ChannelKind::Other, 5, 0, 20),
            titled("领导活动", ChannelKind::Other, 20, 0, 20),
            titled("工作动态", ChannelKind::News, 20, 0, 20),
            titled("机构职能", ChannelKind::Other, 20, 0, 20).unreadable("栏目页未打开"),
        ] {
            assert_eq!(scene.check("channel-mismatch"), "");
        }
    }
}
