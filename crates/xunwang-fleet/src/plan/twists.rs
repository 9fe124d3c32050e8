//! Unusual articles (稿件异常): copies, re-dated ones, channels filled in one go or with the wrong things,
//! and what only looks so: form letters, an article in two channels, titles with “404”.

use chrono::Datelike;

use super::{
    Draft,
    channels::{add_article, back, has_term},
    roles::Role,
};
use crate::{
    Bait, ChannelKind, Expected,
    chance::Chance,
    site::{ListForm, Site, Twist},
    template::Template,
};

/// Plants them into a site whose channels are filled.
pub(super) fn plant(site: &mut Site, role: Role, draft: &mut Draft) {
    let mut chance = Chance::new(&[site.seed, 81]);
    let clean = role == Role::Clean;
    if site.template != Template::English {
        fill_guide(site, !clean && chance.percent(50), draft);
        if !clean && !matches!(role, Role::ManyStale | Role::ManyBlank | Role::HomeStale) {
            fill_in_one_go(site, chance.percent(60), draft);
        }
    }
    let mut free: Vec<u32> = site
        .channels
        .iter()
        .filter(|channel| channel.article_dates && !channel.topic && has_term(channel.kind))
        .flat_map(|channel| channel.articles.iter().copied())
        .filter(|number| {
            let article = &site.articles[*number as usize];
            !article.pinned && !article.migrated && article.date <= site.as_of
        })
        .collect();
    chance.shuffle(&mut free);
    baits(site, &mut free, draft);
    if clean {
        return;
    }
    for step in 0..3 {
        copy(site, &mut free, step == 2, draft);
    }
    if site.template != Template::English
        && let Some(number) = free.pop()
    {
        contradict(site, number, draft);
    }
}

/// The guide to open information: filled with news where that is planted, otherwise with guides.
fn fill_guide(site: &mut Site, mismatch: bool, draft: &mut Draft) {
    let Some(index) = site.channels.iter().position(|channel| channel.label == "xxgkzn") else {
        return;
    };
    let url = site.url(&site.channels[index].path);
    if mismatch {
        site.channels[index].filled_with = ChannelKind::News;
        let label = site.channels[index].label;
        let dated = site.channels[index].article_dates;
        let mut date = site.channels[index]
            .articles
            .last()
            .map_or(site.as_of, |last| site.articles[*last as usize].date);
        while site.channels[index].articles.len() < 6 {
            date = back(date, 9);
            let number = add_article(site, index, label, date, dated, false, false);
            site.channels[index].articles.push(number);
        }
        let found = pages(site, "channel-mismatch", "guide-of-news", vec![url.clone()]);
        draft.manifest.expected.push(Expected {
            channel: Some(url),
            ..found
        });
        return;
    }
    let body = site.identity.body.clone();
    for (rank, number) in site.channels[index].articles.clone().into_iter().enumerate() {
        let year = site.articles[number as usize].date.year();
        let title = match rank % 3 {
            0 => format!("{body}政府信息公开指南({year}年版)"),
            1 => format!("{body}依申请公开办理流程"),
            _ => format!("{body}政府信息公开目录编制说明"),
        };
        let lead = String::new();
        site.articles[number as usize].twist = Twist::Own { title, lead };
    }
    bait(site, "guide-channel", url, draft);
}

/// Many articles of a rare channel on the day before the monitoring point: after months of nothing where that is planted,
/// otherwise in a channel that was kept up to date.
fn fill_in_one_go(site: &mut Site, after_silence: bool, draft: &mut Draft) {
    let Some(index) = site.channels.iter().position(|channel| {
        matches!(
            channel.kind,
            ChannelKind::Document | ChannelKind::Announcement | ChannelKind::Interpretation
        ) && channel.form == ListForm::Markup
            && channel.article_dates
            && channel.articles.len() >= 2
            && channel.articles.iter().all(|number| {
                let date = site.articles[*number as usize].date;
                date <= site.as_of
            })
            && channel.articles.first().is_some_and(|newest| {
                let date = site.articles[*newest as usize].date;
                channel.kind.limit(site.as_of).is_some_and(|limit| date > limit)
            })
    }) else {
        return;
    };
    if after_silence {
        fall_silent(site, index);
    }
    let label = site.channels[index].label;
    let mut order = Vec::new();
    for _ in 0..8 {
        order.push(add_article(
            site,
            index,
            label,
            back(site.as_of, 1),
            true,
            false,
            false,
        ));
    }
    order.append(&mut site.channels[index].articles);
    site.channels[index].articles = order;
    let url = site.url(&site.channels[index].path);
    if !after_silence {
        bait(site, "busy-day", url, draft);
        return;
    }
    let found = pages(site, "updates-bulk", "eight-on-one-day", vec![url.clone()]);
    draft.manifest.expected.push(Expected {
        channel: Some(url),
        ..found
    });
}

/// What is there becomes older than the term: with new articles the channel only looks alive.
fn fall_silent(site: &mut Site, index: usize) {
    let label = site.channels[index].label;
    for number in &site.channels[index].articles {
        let article = &mut site.articles[*number as usize];
        article.date = back(article.date, 260);
        article.path = site
            .address_form
            .article(label, index, article.date, *number, true)
            .into();
    }
}

/// A pair of articles of which the newer repeats the older: published twice within weeks, or re-dated after months.
fn copy(site: &mut Site, free: &mut Vec<u32>, edited: bool, draft: &mut Draft) {
    for rank in 1..free.len() {
        let (first, second) = (free[0], free[rank]);
        let (one, two) = (&site.articles[first as usize], &site.articles[second as usize]);
        let apart = (one.date - two.date).num_days().unsigned_abs();
        let (older, newer) = if one.date <= two.date {
            (first, second)
        } else {
            (second, first)
        };
        let of_a_kind =
            site.channels[usize::from(one.channel)].kind == site.channels[usize::from(two.channel)].kind;
        let (rule, other) = match apart {
            1..=30 if of_a_kind => ("article-duplicate", "article-redated"),
            70.. => ("article-redated", "article-duplicate"),
            _ => continue,
        };
        free.swap_remove(rank);
        free.swap_remove(0);
        site.articles[newer as usize].twist = Twist::Copy { of: older, edited };
        let places: Vec<String> = [newer, older]
            .iter()
            .map(|number| site.url(&site.articles[*number as usize].path))
            .collect();
        let kind = if edited { "copy-edited" } else { "copy" };
        draft
            .manifest
            .expected
            .push(pages(site, rule, kind, places.clone()));
        draft.manifest.tolerated.push(pages(site, other, kind, places));
        return;
    }
}

/// An article whose text tells of a day years before the printed date.
fn contradict(site: &mut Site, number: u32, draft: &mut Draft) {
    let article = &mut site.articles[number as usize];
    let year = article.date.year() - 3;
    article.twist = Twist::Own {
        title: format!("{}召开{year}年度工作总结会议", site.identity.body),
        lead: format!(
            "{year}年12月28日上午，{}召开{year}年度工作总结会议。会议回顾了{year}年的工作。",
            site.identity.body
        ),
    };
    let place = site.url(&site.articles[number as usize].path);
    draft
        .manifest
        .expected
        .push(pages(site, "article-redated", "event-year", vec![place]));
}

fn baits(site: &mut Site, free: &mut Vec<u32>, draft: &mut Draft) {
    if site.template == Template::English {
        return;
    }
    let body = site.identity.body.clone();
    let own: [(&str, String, String); 3] = [
        (
            "404-in-title",
            format!("{body}国有建设用地使用权挂牌出让公告(2026年第404号地块)"),
            String::new(),
        ),
        (
            "news-about-missing-pages",
            format!("{body}集中整治网站“页面不存在”问题"),
            "针对群众反映的“您访问的页面不存在或已被删除”“404 Not Found”等问题，各单位逐一排查。".to_owned(),
        ),
        (
            "past-year-in-text",
            format!("{body}持续做好政策落实工作"),
            "自2019年以来，各单位持续推进；2021年3月印发的工作方案继续有效。".to_owned(),
        ),
    ];
    for (kind, title, lead) in own {
        let Some(number) = free.pop() else { return };
        site.articles[number as usize].twist = Twist::Own { title, lead };
        let url = site.url(&site.articles[number as usize].path);
        bait(site, kind, url, draft);
    }
    // Public notices before an appointment: the same words but for the name.
    for name in ["林清和", "周若溪"] {
        let Some(number) = free.pop() else { return };
        site.articles[number as usize].twist = Twist::Form { name };
        let url = site.url(&site.articles[number as usize].path);
        bait(site, "form-letter", url, draft);
    }
    // One article listed by two channels on purpose: in one that fell silent it would be the sign of life that is not there,
    // in one without dates the date.
    let is_silent = |site: &Site, draft: &Draft, index: usize| {
        let url = site.url(&site.channels[index].path);
        let is_it = |found: &Expected| found.rule == "updates-bulk" && found.channel.as_ref() == Some(&url);
        draft.manifest.expected.iter().any(is_it)
    };
    let Some(number) = free.pop() else { return };
    let (date, channel) = {
        let article = &site.articles[number as usize];
        (article.date, usize::from(article.channel))
    };
    let second = (0..site.channels.len()).find(|&index| {
        let held = &site.channels[index];
        held.kind == site.channels[channel].kind
            && held.article_dates
            && !is_silent(site, draft, index)
            && held.name != site.channels[channel].name
            && held.list_dates == site.channels[channel].list_dates
            && held
                .articles
                .first()
                .is_some_and(|newest| (date..=site.as_of).contains(&site.articles[*newest as usize].date))
    });
    if let Some(second) = second {
        let at = site.channels[second]
            .articles
            .iter()
            .position(|other| site.articles[*other as usize].date < date)
            .unwrap_or(site.channels[second].articles.len())
            .max(1);
        site.channels[second].articles.insert(at, number);
        let url = site.url(&site.articles[number as usize].path);
        bait(site, "in-two-channels", url, draft);
    }
}

fn pages(site: &Site, rule: &str, kind: &str, places: Vec<String>) -> Expected {
    Expected {
        rule: rule.to_owned(),
        site_code: site.identity.code.clone(),
        places,
        kind: kind.to_owned(),
        ..Expected::default()
    }
}

fn bait(site: &Site, kind: &str, url: String, draft: &mut Draft) {
    draft.manifest.baits.push(Bait {
        site_code: site.identity.code.clone(),
        kind: kind.to_owned(),
        url,
        places: Vec::new(),
    });
}
