//! Channels of a site (栏目): from what the home page leads to and what the pages behind it show, or as the register says.

use chrono::NaiveDate;
use rustc_hash::{FxHashMap, FxHashSet};
use url::Url;
use xunwang_domain::facts::{ChannelFacts, ChannelState, DateSignal, PublishedDate, TitleCounts};
use xunwang_domain::registry::ChannelKind;

use crate::home::HomeRow;
use crate::kinds::{is_topic, kind_of, may_be_channel};
use crate::rows::{ListRow, SectionRow};
use crate::site::SiteFold;

/// A page with fewer characters of content of its own is blank.
const LITTLE_TEXT: u32 = 200;
/// A page with more links in its content is a page of entries, not a blank channel.
const FEW_LINKS: u32 = 3;

/// What a page is as a channel.
enum Standing<'a> {
    /// It has lists of its own.
    Listed(Vec<&'a ListRow>),
    /// It has none, and little else.
    Blank,
    /// It cannot be told, with the reason.
    Unmeasured(String),
    /// It is an article, with its date where it has one.
    Article(Option<PublishedDate>),
    /// It is a page of another sort.
    NoChannel,
}

/// The channels of a site, by address.
pub(crate) fn channels(fold: &SiteFold) -> Vec<ChannelFacts> {
    let declared = !fold.declared.is_empty();
    let mut found: Vec<(u64, ChannelFacts)> = Vec::new();
    let shared = shared_lists(fold);
    if declared {
        for channel in &fold.declared {
            let key = fold.key_of(&channel.url);
            let mut facts = empty(
                channel.name.clone(),
                channel.url.clone(),
                channel.kind,
                "登记".to_owned(),
            );
            facts.term_days = channel.term_days;
            facts.first_level = fold.home.as_ref().is_some_and(|home| {
                home.candidates
                    .iter()
                    .any(|candidate| candidate.first_level && fold.final_key(candidate.key) == key)
            });
            let shown = standing(fold, key, facts.kind, &shared);
            apply(&mut facts, shown, fold.as_of, true, fold);
            found.push((key, facts));
        }
    } else if let Some(home) = &fold.home {
        let mut seen: FxHashSet<u64> = FxHashSet::default();
        let home_key = fold.key_of(&home.url);
        for candidate in &home.candidates {
            let key = fold.final_key(candidate.key);
            if key == home_key || fold.elsewhere.contains(&candidate.key) || !seen.insert(key) {
                continue;
            }
            let column_type = fold
                .sections
                .get(&key)
                .and_then(|section| section.column_type.as_deref());
            let (kind, reason) = if is_topic(&candidate.url, &candidate.name) {
                (ChannelKind::Other, "属于专题专栏".to_owned())
            } else {
                kind_of(&candidate.name, column_type)
            };
            let mut facts = empty(candidate.name.clone(), candidate.url.clone(), kind, reason);
            facts.first_level = candidate.first_level;
            let shown = standing(fold, key, facts.kind, &shared);
            if apply(&mut facts, shown, fold.as_of, false, fold) {
                found.push((key, facts));
            }
        }
        tagged(fold, home, &shared, &mut seen, &mut found);
    }
    let mut channels: Vec<ChannelFacts> = found.into_iter().map(|(_, facts)| facts).collect();
    channels.sort_by(|a, b| a.url.cmp(&b.url).then_with(|| a.name.cmp(&b.name)));
    channels
}

/// List pages that name their column by tag and are not reached from the home page.
fn tagged(
    fold: &SiteFold,
    home: &HomeRow,
    shared: &FxHashSet<u64>,
    seen: &mut FxHashSet<u64>,
    found: &mut Vec<(u64, ChannelFacts)>,
) {
    let home_key = fold.key_of(&home.url);
    let mut rows: Vec<(&u64, &SectionRow)> = fold.sections.iter().collect();
    rows.sort_by(|a, b| a.1.url.cmp(&b.1.url));
    for (&key, section) in rows {
        let Some(name) = section.column_name.as_deref() else {
            continue;
        };
        if key == home_key || seen.contains(&key) || !may_be_channel(name) || section.items < 3 {
            continue;
        }
        if found.iter().any(|(_, known)| known.name == name) {
            continue;
        }
        let Ok(url) = Url::parse(&section.url) else {
            continue;
        };
        // Away from the home page a name alone may be a campaign's (专题), which nobody is bound to update.
        let (kind, reason) = kind_of("", section.column_type.as_deref());
        let mut facts = empty(name.to_owned(), url, kind, reason);
        let standing = standing(fold, key, kind, shared);
        if matches!(standing, Standing::Listed(_))
            && apply(&mut facts, standing, fold.as_of, false, fold)
            && facts.latest.is_some()
        {
            seen.insert(key);
            found.push((key, facts));
        }
    }
}

fn empty(name: String, url: Url, kind: ChannelKind, kind_reason: String) -> ChannelFacts {
    ChannelFacts {
        name,
        url,
        kind,
        kind_reason,
        term_days: None,
        first_level: false,
        items: 0,
        latest: None,
        latest_url: None,
        future_items: 0,
        state: ChannelState::default(),
        days: Vec::new(),
        titles: TitleCounts::default(),
        not_measured: None,
    }
}

/// Lists that stand on several channel pages are the template's, not the channel's.
fn shared_lists(fold: &SiteFold) -> FxHashSet<u64> {
    let mut counts: FxHashMap<u64, u32> = FxHashMap::default();
    let channel_keys: FxHashSet<u64> = match &fold.home {
        Some(home) => home
            .candidates
            .iter()
            .map(|c| fold.final_key(c.key))
            .chain(fold.declared.iter().map(|d| fold.key_of(&d.url)))
            .collect(),
        None => fold.declared.iter().map(|d| fold.key_of(&d.url)).collect(),
    };
    for key in &channel_keys {
        let Some(section) = fold.sections.get(key) else {
            continue;
        };
        let mut own: Vec<u64> = section.lists.iter().map(|list| list.fingerprint).collect();
        own.sort_unstable();
        own.dedup();
        for fingerprint in own {
            *counts.entry(fingerprint).or_default() += 1;
        }
    }
    counts
        .into_iter()
        .filter(|(_, count)| *count >= 3)
        .map(|(fingerprint, _)| fingerprint)
        .collect()
}

fn standing<'a>(fold: &'a SiteFold, key: u64, kind: ChannelKind, shared: &FxHashSet<u64>) -> Standing<'a> {
    let Some(row) = fold.pages.get(&key) else {
        return Standing::Unmeasured(fold.failure(key).unwrap_or_else(|| "栏目页面未采集".to_owned()));
    };
    let Some(section) = fold.sections.get(&key) else {
        return if row.article {
            Standing::Article(row.date())
        } else {
            Standing::NoChannel
        };
    };
    let lists: Vec<&ListRow> = section
        .lists
        .iter()
        .filter(|list| !shared.contains(&list.fingerprint))
        .collect();
    // Links alone make a channel only where its name says that articles are to be expected.
    let expected = !matches!(kind, ChannelKind::Other | ChannelKind::Interaction);
    if lists.iter().any(|list| !list.loose) || expected && !lists.is_empty() {
        return Standing::Listed(lists);
    }
    if section.needs_script {
        return Standing::Unmeasured("栏目内容由脚本加载，未能检测".to_owned());
    }
    if lists.is_empty() && section.characters < LITTLE_TEXT && section.links <= FEW_LINKS {
        Standing::Blank
    } else {
        Standing::NoChannel
    }
}

/// Fills in what the page shows; `false` where it is no channel, which the register's word overrules.
fn apply(
    facts: &mut ChannelFacts,
    standing: Standing<'_>,
    as_of: NaiveDate,
    declared: bool,
    fold: &SiteFold,
) -> bool {
    match standing {
        Standing::Listed(lists) => {
            facts.items = lists.iter().map(|list| list.items).sum();
            facts.future_items = lists.iter().map(|list| list.future).sum();
            let (latest, url, future) = latest(&lists, fold);
            facts.future_items += future;
            facts.latest = latest;
            facts.latest_url = url;
            true
        }
        Standing::Blank => true,
        Standing::Unmeasured(reason) => {
            facts.not_measured = Some(reason);
            true
        }
        Standing::Article(date) => {
            facts.items = 1;
            match date {
                Some(date) if date.date > as_of => facts.future_items = 1,
                other => {
                    facts.latest_url = other.as_ref().map(|_| facts.url.clone());
                    facts.latest = other;
                }
            }
            declared
        }
        Standing::NoChannel => {
            facts.not_measured = Some("栏目页面未见信息列表，未能检测".to_owned());
            declared
        }
    }
}

/// The latest date over some lists with its address, and the number of items that the articles date after the monitoring
/// point. Items without a certain date take that of the article behind them.
pub(crate) fn latest(lists: &[&ListRow], fold: &SiteFold) -> (Option<PublishedDate>, Option<Url>, u32) {
    let mut best: Option<(PublishedDate, &str)> = None;
    let mut future = 0;
    let mut offer = |date: PublishedDate, url| {
        let newer = best
            .as_ref()
            .is_none_or(|(known, known_url): &(PublishedDate, &str)| {
                (date.date, std::cmp::Reverse(url)) > (known.date, std::cmp::Reverse(*known_url))
            });
        if newer {
            best = Some((date, url));
        }
    };
    for list in lists {
        if let Some((date, text, url)) = &list.latest {
            offer(
                PublishedDate {
                    date: *date,
                    signal: DateSignal::List,
                    year_inferred: false,
                    text: text.to_string(),
                },
                url,
            );
        }
        for item in &list.uncertain {
            let behind = fold
                .pages
                .get(&fold.final_key(item.key))
                .and_then(|row| row.date());
            let date = match (behind, &item.inferred) {
                // The article's year, where both agree on the day; a printed day outranks what only a tag says.
                (Some(behind), Some((inferred, text)))
                    if behind.signal != DateSignal::Article
                        && behind.date.format("%m%d").to_string() != inferred.format("%m%d").to_string() =>
                {
                    PublishedDate {
                        date: *inferred,
                        signal: DateSignal::List,
                        year_inferred: true,
                        text: text.to_string(),
                    }
                }
                (Some(behind), _) => behind,
                (None, Some((inferred, text))) => PublishedDate {
                    date: *inferred,
                    signal: DateSignal::List,
                    year_inferred: true,
                    text: text.to_string(),
                },
                (None, None) => continue,
            };
            if date.date > fold.as_of {
                future += 1;
            } else {
                offer(date, &item.url);
            }
        }
    }
    let url = best.as_ref().and_then(|(_, url)| Url::parse(url).ok());
    (best.map(|(date, _)| date), url, future)
}
