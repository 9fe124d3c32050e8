//! Channels of a site (栏目): from what the home page leads to and what the pages behind it show, or as the register says.

use chrono::NaiveDate;
use rustc_hash::{FxHashMap, FxHashSet};
use url::Url;
use xunwang_domain::facts::{ChannelFacts, ChannelState, DateSignal, PublishedDate, TitleCounts};
use xunwang_domain::registry::{ChannelKind, DeclaredChannel};

use crate::home::HomeRow;
use crate::kinds::{is_topic, kind_of, may_be_channel};
use crate::rows::{ListRow, PageRow, SectionRow, UncertainItem, add_day, key as address_key};
use crate::site::SiteFold;

/// A page with fewer characters of content of its own is blank.
const LITTLE_TEXT: u32 = 200;
/// A page with more links in its content is a page of entries, not a blank channel.
const FEW_LINKS: u32 = 3;

/// What a page is as a channel.
enum Standing<'a> {
    /// It has lists of its own, or a frame with such.
    Listed(ChannelState, Vec<&'a ListRow>),
    /// It has none, and little else; with the words by which it says so.
    Blank(Option<&'a str>),
    /// It cannot be told, with the reason.
    Unmeasured(ChannelState, String),
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
            facts.first_level = fold
                .home
                .as_ref()
                .is_some_and(|home| home.navigation.iter().any(|entry| fold.final_key(*entry) == key));
            let shown = if leads_home(fold, channel, key) {
                let reason = "栏目网址转到了网站首页，未能检测".to_owned();
                Standing::Unmeasured(ChannelState::Moved, reason)
            } else {
                standing(fold, key, facts.kind, &shared)
            };
            apply(&mut facts, key, shown, true, fold);
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
            if apply(&mut facts, key, shown, false, fold) {
                found.push((key, facts));
            }
        }
        tagged(fold, home, &shared, &mut seen, &mut found);
    }
    let mut channels: Vec<ChannelFacts> = found.into_iter().map(|(_, facts)| facts).collect();
    channels.sort_by(|a, b| a.url.cmp(&b.url).then_with(|| a.name.cmp(&b.name)));
    channels
}

/// Does a declared channel lead to the home page, though it was registered with an address of its own?
fn leads_home(fold: &SiteFold, channel: &DeclaredChannel, final_key: u64) -> bool {
    fold.home.as_ref().is_some_and(|home| {
        let home = fold.key_of(&home.url);
        final_key == home && address_key(&channel.url) != home
    })
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
        if matches!(standing, Standing::Listed(..))
            && apply(&mut facts, key, standing, false, fold)
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
        note: String::new(),
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
        return unopened(fold, key);
    };
    let Some(section) = fold.sections.get(&key) else {
        return if row.article {
            Standing::Article(row.date())
        } else {
            Standing::NoChannel
        };
    };
    let lists = own_lists(section, shared);
    // Links alone make a channel only where its name says that articles are to be expected.
    let expected = !matches!(kind, ChannelKind::Other | ChannelKind::Interaction);
    if lists.iter().any(|list| !list.loose) || expected && !lists.is_empty() {
        return Standing::Listed(listed_state(fold, &lists), lists);
    }
    without_list(fold, key, section, lists.is_empty(), shared)
}

/// What a channel is whose page was not read.
fn unopened<'a>(fold: &SiteFold, key: u64) -> Standing<'a> {
    if fold.elsewhere.contains(&key) {
        let reason = "栏目网址转到了其他网站，未能检测".to_owned();
        return Standing::Unmeasured(ChannelState::Moved, reason);
    }
    let reason = fold.failure(key).unwrap_or_else(|| "栏目页面未采集".to_owned());
    // Refusals of what looks like a machine; a page that is missing or broken says something else.
    let blocked = ["人机验证", "返回403", "返回405", "返回429"]
        .iter()
        .any(|answer| reason.contains(answer));
    if blocked {
        let state = ChannelState::Blocked;
        return Standing::Unmeasured(state, format!("{}：{reason}", state.label()));
    }
    Standing::Unmeasured(ChannelState::Unopened, reason)
}

fn own_lists<'a>(section: &'a SectionRow, shared: &FxHashSet<u64>) -> Vec<&'a ListRow> {
    section
        .lists
        .iter()
        .filter(|list| !shared.contains(&list.fingerprint))
        .collect()
}

/// A list, or one of which every entry is known to fail.
fn listed_state(fold: &SiteFold, lists: &[&ListRow]) -> ChannelState {
    let mut targets = lists.iter().flat_map(|list| &list.targets).peekable();
    let has_any = targets.peek().is_some();
    if has_any && targets.all(|target| fold.failure(fold.final_key(*target)).is_some()) {
        ChannelState::DeadItems
    } else {
        ChannelState::Listed
    }
}

/// What a channel is whose page shows no list of its own: blank only where nothing else explains it.
fn without_list<'a>(
    fold: &'a SiteFold,
    key: u64,
    section: &'a SectionRow,
    no_links: bool,
    shared: &FxHashSet<u64>,
) -> Standing<'a> {
    let signs = &section.signs;
    let framed = signs
        .frames
        .iter()
        .filter_map(|frame| fold.sections.get(&fold.final_key(*frame)))
        .map(|frame| own_lists(frame, shared))
        .find(|lists| lists.iter().any(|list| !list.loose));
    if let Some(lists) = framed {
        return Standing::Listed(ChannelState::Framed, lists);
    }
    if signs.framed && section.characters < LITTLE_TEXT {
        let reason = "栏目内容在内嵌网页中（iframe），未能检测".to_owned();
        return Standing::Unmeasured(ChannelState::Frame, reason);
    }
    if let Some(words) = &signs.moved {
        return Standing::Unmeasured(ChannelState::Moved, format!("页面称“{words}”，未能检测"));
    }
    if section.needs_script {
        let reason = "栏目内容由脚本加载，未能检测".to_owned();
        return Standing::Unmeasured(ChannelState::Script, reason);
    }
    // A page that says that it is empty may have a foot that was not known as one.
    let (text, links) = if signs.says_empty() {
        (LITTLE_TEXT * 2, FEW_LINKS * 3)
    } else {
        (LITTLE_TEXT, FEW_LINKS)
    };
    if !no_links || section.characters >= text || section.links > links {
        return Standing::NoChannel;
    }
    let further = fold.further.of(key).map_or(0, |further| further.items);
    if further > 0 {
        let reason = format!("栏目首页未见条目，而后续页有{further}条，未能检测");
        return Standing::Unmeasured(ChannelState::FurtherPages, reason);
    }
    if signs.counted > 0 {
        let reason = format!("页面称共{}条信息，而未见条目，未能检测", signs.counted);
        return Standing::Unmeasured(ChannelState::FurtherPages, reason);
    }
    if signs.further {
        let reason = "栏目首页未见条目，而另有后续页，未能检测".to_owned();
        return Standing::Unmeasured(ChannelState::FurtherPages, reason);
    }
    Standing::Blank(signs.empty.as_deref())
}

/// Fills in what the page shows; `false` where it is no channel, which the register's word overrules.
fn apply(
    facts: &mut ChannelFacts,
    key: u64,
    standing: Standing<'_>,
    declared: bool,
    fold: &SiteFold,
) -> bool {
    match standing {
        Standing::Listed(state, lists) => {
            facts.state = state;
            facts.items = lists.iter().map(|list| list.items).sum();
            facts.future_items = lists.iter().map(|list| list.future).sum();
            let (latest, url, future) = latest(&lists, fold);
            facts.future_items += future;
            facts.latest = latest;
            facts.latest_url = url;
            facts.days = days(&lists, key, fold);
            for list in &lists {
                facts.titles += list.titles;
            }
            true
        }
        Standing::Blank(words) => {
            facts.state = ChannelState::Blank;
            facts.note = words.map(|words| format!("页面称“{words}”")).unwrap_or_default();
            true
        }
        Standing::Unmeasured(state, reason) => {
            facts.state = state;
            facts.not_measured = Some(reason);
            true
        }
        Standing::Article(date) => {
            facts.state = ChannelState::Article;
            facts.items = 1;
            if date.is_none() {
                let reason = "栏目以一篇文章代替信息列表，且没有可辨认的发布日期，未能检测";
                facts.not_measured = Some(reason.to_owned());
            }
            match date {
                Some(date) if date.date > fold.as_of => facts.future_items = 1,
                other => {
                    facts.latest_url = other.as_ref().map(|_| facts.url.clone());
                    facts.latest = other;
                }
            }
            declared
        }
        Standing::NoChannel => {
            facts.state = ChannelState::NoList;
            facts.not_measured = Some("栏目页面无信息列表，未能检测".to_owned());
            declared
        }
    }
}

/// How many items each day has, the further pages taken in.
fn days(lists: &[&ListRow], key: u64, fold: &SiteFold) -> Vec<(NaiveDate, u32)> {
    let mut days = Vec::new();
    let further = fold.further.of(key).map_or(&[][..], |further| &further.days);
    for &(day, items) in lists.iter().flat_map(|list| &list.days).chain(further) {
        add_day(&mut days, day, items);
    }
    for item in lists.iter().flat_map(|list| &list.uncertain) {
        if let Some(date) = item_date(item, fold).filter(|date| date.date <= fold.as_of) {
            add_day(&mut days, date.date, 1);
        }
    }
    days
}

/// The date of an item that is not certain: that of the article behind it, else the inferred one.
fn item_date(item: &UncertainItem, fold: &SiteFold) -> Option<PublishedDate> {
    let inferred = || {
        item.inferred.as_ref().map(|(date, text)| PublishedDate {
            date: *date,
            signal: DateSignal::List,
            year_inferred: true,
            text: text.to_string(),
        })
    };
    let Some(behind) = fold.pages.get(&fold.final_key(item.key)).and_then(PageRow::date) else {
        return inferred();
    };
    // The article's year, where both agree on the day; a printed day outranks what only a tag says.
    let disagrees = item.inferred.as_ref().is_some_and(|(date, _)| {
        behind.signal != DateSignal::Article
            && behind.date.format("%m%d").to_string() != date.format("%m%d").to_string()
    });
    if disagrees { inferred() } else { Some(behind) }
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
            let Some(date) = item_date(item, fold) else {
                continue;
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
