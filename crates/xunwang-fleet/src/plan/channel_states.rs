//! What the pages of the channels show (栏目状态): the answers of those that have moved or are guarded, a channel whose
//! entries are all gone, and the truth of every state for the manifest.

use rustc_hash::FxHashSet;

use super::{
    Draft,
    channels::{add_article, back, has_term},
    roles::Role,
};
use crate::{
    Bait, ChannelTruth, Expected, Style,
    chance::Chance,
    site::{Channel, ListForm, Resource, Site},
};

/// Comes last, when everything else is planted and what it stands on is known.
pub(super) fn settle(site: &mut Site, role: Role, draft: &mut Draft) {
    for channel in &site.channels {
        let answer = match channel.form {
            ListForm::MovedAway => Resource::Redirect {
                status: 302,
                to: "http://www.gov.cn/".into(),
            },
            ListForm::Blocked => Resource::Challenge403,
            _ => continue,
        };
        site.resources.insert(channel.path.clone(), answer);
    }
    let evaluation = draft.manifest.options.style == Style::Evaluation;
    if evaluation && role == Role::Minor && Chance::new(&[site.seed, 97]).percent(50) {
        fill_with_dead_items(site, draft);
    }
    let truths = site
        .channels
        .iter()
        .filter(|channel| !channel.topic)
        .map(|channel| ChannelTruth {
            site_code: site.identity.code.clone(),
            url: site.url(&channel.path),
            state: state(channel.form, channel.articles.is_empty()).to_owned(),
        });
    draft.manifest.channels.extend(truths);
}

/// The words of channels.csv.
fn state(form: ListForm, is_empty: bool) -> &'static str {
    match form {
        ListForm::Markup if is_empty => "空白",
        ListForm::Markup => "信息列表",
        ListForm::Script => "内容由脚本加载",
        ListForm::Frame => "内容在内嵌网页中",
        ListForm::OneArticle => "以一篇文章代替列表",
        ListForm::Moved | ListForm::MovedAway => "已迁移",
        ListForm::Blocked => "访问被拦截",
        ListForm::DeadItems => "条目链接均打不开",
    }
}

/// Fills one fresh channel with entries that are all gone: its list stands, with dates, and nothing behind it opens. The
/// channel itself is neither blank nor stale. What it held before goes to the special topic, where it can be reached.
fn fill_with_dead_items(site: &mut Site, draft: &mut Draft) {
    let named = named_channels(site, draft);
    let fits = |channel: &Channel| channel.form == ListForm::Markup && !channel.topic && channel.list_dates;
    let Some(index) = site.channels.iter().position(|channel| {
        fits(channel)
            && has_term(channel.kind)
            && (2..=5).contains(&channel.articles.len())
            && !named.contains(&site.url(&channel.path))
    }) else {
        return;
    };
    let Some(topic) = site.channels.iter().position(|channel| channel.topic) else {
        return;
    };
    let moved = std::mem::take(&mut site.channels[index].articles);
    let newest = moved
        .iter()
        .map(|number| site.articles[*number as usize].date)
        .max();
    let newest = newest.unwrap_or(site.as_of).min(site.as_of);
    site.channels[topic].articles.extend(moved);
    let channel = &mut site.channels[index];
    channel.form = ListForm::DeadItems;
    let (label, list) = (channel.label, channel.path.clone());
    let list = site.url(&list);
    for step in 0..3 {
        let number = add_article(site, index, label, back(newest, step * 4), true, false, false);
        site.channels[index].articles.push(number);
        let path = site.articles[number as usize].path.clone();
        site.resources.insert(path.clone(), Resource::Status(404));
        draft.manifest.expected.push(Expected {
            rule: "link-dead".to_owned(),
            site_code: site.identity.code.clone(),
            target: Some(site.url(&path)),
            places: vec![list.clone()],
            kind: "article-gone".to_owned(),
            ..Expected::default()
        });
    }
    draft.manifest.baits.push(Bait {
        site_code: site.identity.code.clone(),
        kind: "only-dead-items".to_owned(),
        url: list,
        places: Vec::new(),
    });
}

/// The channels of the site of which something is planted already.
fn named_channels(site: &Site, draft: &Draft) -> FxHashSet<String> {
    let code = &site.identity.code;
    let planted = draft
        .manifest
        .expected
        .iter()
        .filter(|one| one.site_code == *code);
    let baits = draft.manifest.baits.iter().filter(|bait| bait.site_code == *code);
    planted
        .filter_map(|one| one.channel.clone())
        .chain(baits.map(|bait| bait.url.clone()))
        .collect()
}
