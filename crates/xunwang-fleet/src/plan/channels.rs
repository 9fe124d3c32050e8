//! Channels and articles of a site, with the planted troubles of freshness: stale, blank, undated,
//! and what looks like one of these and is none.

use chrono::{Days, NaiveDate};

use super::{Draft, roles::Role, topics::TOPICS};
use crate::{
    Bait, ChannelKind, Expected, FleetOptions, Style,
    chance::Chance,
    site::{Article, Channel, ListForm, Site, Twist},
    template::Template,
    words::{self, ChannelWord},
};

/// How fresh a channel is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Fresh,
    /// The newest article stands exactly on the last day in time: a bait.
    OnLimit,
    Stale,
    Blank,
    /// No date in list, article, meta or address.
    Undated,
}

/// Fills in channels and articles, and writes what was planted into the draft.
pub(super) fn build(site: &mut Site, role: Role, options: &FleetOptions, draft: &mut Draft) {
    let mut chance = Chance::new(&[site.seed, 21]);
    let words = words::channel_words(options.style, site.is_portal());
    let evaluation = options.style == Style::Evaluation;
    let mut states = states(words, role, site.index, evaluation, &mut chance);
    let scripted = site.template == Template::Script;
    if scripted {
        states
            .iter_mut()
            .filter(|state| **state != State::Fresh)
            .for_each(|state| {
                if role != Role::HomeStale {
                    *state = State::Fresh;
                }
            });
    }
    let topics = if site.is_portal() && !evaluation { 2 } else { 1 };
    let page_goal = if site.is_portal() {
        options.pages_per_site * 6 / 5
    } else {
        options.pages_per_site * 4 / 5
    };
    let articles = page_goal
        .saturating_sub(words.len() + topics * 5 + 8)
        .max(words.len() * 2);
    let shares: usize = words.iter().map(|word| word.share).sum();
    let measured = !matches!(role, Role::Refused | Role::Challenge412 | Role::Challenge521);

    for (index, word) in words.iter().enumerate() {
        let state = states[index];
        let wanted = (articles * word.share / shares).max(2);
        let form = match state {
            _ if !evaluation
                || !has_term(word.kind)
                || role == Role::HomeStale && word.kind == ChannelKind::News =>
            {
                ListForm::Markup
            }
            _ if scripted => ListForm::Script,
            State::Fresh if site.template != Template::English && chance.percent(10) => *chance.pick(&[
                ListForm::Script,
                ListForm::Frame,
                ListForm::OneArticle,
                ListForm::Moved,
                ListForm::MovedAway,
                ListForm::Blocked,
            ]),
            _ => ListForm::Markup,
        };
        let list_dates = site.template.lists_print_dates() && state != State::Undated && !chance.percent(7);
        let channel = Channel {
            name: if site.template == Template::English {
                words::english_channel(word.label).to_owned()
            } else {
                word.name.replace("{p}", site.identity.place)
            },
            form,
            filled_with: word.kind,
            label: word.label,
            kind: word.kind,
            path: site.address_form.list(word.label, index, 0).into(),
            topic: false,
            list_dates,
            article_dates: state != State::Undated,
            articles: Vec::new(),
        };
        let url = site.url(&channel.path);
        site.channels.push(channel);
        if state != State::Blank {
            fill(
                site,
                index,
                wanted,
                newest(word.kind, state, role, options.as_of, &mut chance),
                state,
                &mut chance,
            );
        }
        if measured {
            record(site, index, state, url, draft);
        }
    }
    for topic in 0..topics {
        add_topic(
            site,
            (site.index + topic) % TOPICS.len(),
            options,
            &mut chance,
            draft,
        );
    }
    if role == Role::HomeStale {
        draft.manifest.expected.push(Expected {
            rule: "homepage-stale".to_owned(),
            site_code: site.identity.code.clone(),
            places: vec![site.url("/")],
            kind: "home-stale".to_owned(),
            ..Expected::default()
        });
    }
}

fn states(
    words: &[ChannelWord],
    role: Role,
    index: usize,
    evaluation: bool,
    chance: &mut Chance,
) -> Vec<State> {
    let mut states = vec![State::Fresh; words.len()];
    let termed: Vec<usize> = (1..words.len()).filter(|at| has_term(words[*at].kind)).collect();
    let counted: Vec<usize> = termed
        .iter()
        .copied()
        .filter(|at| words[*at].kind.counts_for_veto())
        .collect();
    match role {
        Role::ManyStale => {
            for at in counted.iter().take(5 + index % 2) {
                states[*at] = State::Stale;
            }
        }
        Role::ManyBlank => {
            for at in termed.iter().rev().take(5 + index % 2) {
                states[*at] = State::Blank;
            }
        }
        Role::HomeStale => {
            for (at, word) in words
                .iter()
                .enumerate()
                .filter(|(_, word)| word.kind == ChannelKind::News)
            {
                states[at] = if word.kind == ChannelKind::News {
                    State::Stale
                } else {
                    State::Fresh
                };
            }
        }
        Role::Minor | Role::SelfSigned | Role::Expired => {
            let mut free = termed.clone();
            chance.shuffle(&mut free);
            let mut free = free.into_iter();
            let shares = if evaluation {
                [75, 70, 80, 50]
            } else {
                [55, 35, 30, 40]
            };
            for ((most, state), share) in [
                (3, State::Stale),
                (2, State::Blank),
                (1, State::Undated),
                (1, State::OnLimit),
            ]
            .into_iter()
            .zip(shares)
            {
                if chance.percent(share) {
                    for at in free.by_ref().take(chance.between(1, most)) {
                        states[at] = state;
                    }
                }
            }
        }
        Role::Clean => {
            if let Some(at) = termed.get(index % termed.len().max(1)) {
                states[*at] = State::OnLimit;
            }
        }
        Role::Refused | Role::Challenge412 | Role::Challenge521 => {}
    }
    states
}

pub(super) fn has_term(kind: ChannelKind) -> bool {
    !matches!(kind, ChannelKind::Interaction | ChannelKind::Other)
}

pub(super) fn back(date: NaiveDate, days: usize) -> NaiveDate {
    date.checked_sub_days(Days::new(days as u64)).unwrap_or(date)
}

/// The newest date of a channel.
fn newest(kind: ChannelKind, state: State, role: Role, as_of: NaiveDate, chance: &mut Chance) -> NaiveDate {
    let limit = kind.limit(as_of).unwrap_or(as_of);
    match state {
        State::OnLimit => limit,
        State::Stale if role == Role::HomeStale => back(limit, chance.between(1, 40)),
        // One in three has missed the term by a single day.
        State::Stale => back(
            limit,
            if chance.percent(33) {
                1
            } else {
                chance.between(2, 150)
            },
        ),
        State::Fresh | State::Blank | State::Undated => {
            // On a stale home page nothing at all is younger than two weeks.
            let least = if role == Role::HomeStale { 18 } else { 0 };
            match kind {
                ChannelKind::News => back(as_of, chance.below(7)),
                ChannelKind::Announcement => back(as_of, least + chance.below(70)),
                ChannelKind::Document | ChannelKind::Interpretation => {
                    back(as_of, least + chance.between(4, 110))
                }
                ChannelKind::Personnel => back(as_of, least + chance.between(10, 230)),
                ChannelKind::Interaction | ChannelKind::Other => back(as_of, 40 + chance.below(900)),
            }
        }
    }
}

fn fill(site: &mut Site, index: usize, count: usize, newest: NaiveDate, state: State, chance: &mut Chance) {
    let (kind, label, dated) = {
        let channel = &site.channels[index];
        (channel.kind, channel.label, channel.article_dates)
    };
    let (shortest, longest) = match kind {
        ChannelKind::News => (1, 6),
        ChannelKind::Announcement => (5, 25),
        ChannelKind::Document | ChannelKind::Interpretation => (8, 35),
        _ => (20, 100),
    };
    let mut date = newest;
    let mut order = Vec::with_capacity(count + 2);
    // All PubDate tags of this channel were written by a migration: the printed dates still count.
    let migrated_channel = state == State::Stale && chance.percent(30);
    for _ in 0..count {
        let migrated = migrated_channel || chance.percent(5);
        order.push(add_article(site, index, label, date, dated, false, migrated));
        date = back(date, chance.between(shortest, longest));
    }
    if dated && chance.percent(15) {
        // An old article pinned to the top of the list.
        let pinned = add_article(
            site,
            index,
            label,
            back(date, chance.between(200, 500)),
            dated,
            true,
            false,
        );
        order.insert(0, pinned);
    } else if dated && chance.percent(12) && has_term(kind) {
        // A slip of the year: dated after the monitoring point, it must not count.
        let future = site
            .as_of
            .checked_add_days(Days::new(chance.between(20, 200) as u64))
            .unwrap_or(newest);
        let future = add_article(site, index, label, future, dated, false, false);
        order.insert(0, future);
    }
    site.channels[index].articles = order;
}

pub(super) fn add_article(
    site: &mut Site,
    channel: usize,
    label: &str,
    date: NaiveDate,
    dated: bool,
    pinned: bool,
    migrated: bool,
) -> u32 {
    let number = site.articles.len() as u32;
    let path = site
        .address_form
        .article(label, channel, date, number, dated)
        .into();
    site.articles.push(Article {
        channel: channel as u16,
        date,
        number,
        pinned,
        migrated,
        path,
        twist: Twist::None,
    });
    number
}

/// What a channel's state means for the manifest.
fn record(site: &Site, index: usize, state: State, url: String, draft: &mut Draft) {
    let channel = &site.channels[index];
    let code = &site.identity.code;
    let mut expect = |rule: &str, kind: &str| {
        draft.manifest.expected.push(Expected {
            rule: rule.to_owned(),
            site_code: code.clone(),
            channel: Some(url.clone()),
            places: vec![url.clone()],
            kind: kind.to_owned(),
            ..Expected::default()
        });
    };
    match state {
        _ if channel.form != ListForm::Markup => {}
        State::Stale => expect("channel-stale", channel.kind.word()),
        State::Blank => expect("channel-blank", channel.kind.word()),
        State::Undated => expect("date-missing", channel.kind.word()),
        State::Fresh | State::OnLimit => {}
    }
    let mut bait = |kind: &str| {
        draft.manifest.baits.push(Bait {
            site_code: code.clone(),
            kind: kind.to_owned(),
            url: url.clone(),
            places: Vec::new(),
        });
    };
    match state {
        _ if channel.form == ListForm::Script => bait("list-by-script"),
        _ if channel.form == ListForm::Frame => bait("list-in-frame"),
        _ if channel.form == ListForm::OneArticle => bait("article-for-list"),
        _ if matches!(channel.form, ListForm::Moved | ListForm::MovedAway) => bait("channel-moved"),
        _ if channel.form == ListForm::Blocked => bait("channel-blocked"),
        State::OnLimit => bait("on-limit-day"),
        State::Fresh if !channel.list_dates => bait("list-without-dates"),
        State::Fresh if !has_term(channel.kind) => bait("kind-without-term"),
        State::Fresh
            if channel
                .articles
                .first()
                .is_some_and(|first| site.articles[*first as usize].pinned) =>
        {
            bait("pinned-on-top");
        }
        _ => {}
    }
}

fn add_topic(site: &mut Site, topic: usize, options: &FleetOptions, chance: &mut Chance, draft: &mut Draft) {
    let (name, label) = TOPICS[topic];
    let index = site.channels.len();
    let path = site.address_form.list(label, index, 0);
    draft.manifest.baits.push(Bait {
        site_code: site.identity.code.clone(),
        kind: "old-special-topic".to_owned(),
        url: site.url(&path),
        places: Vec::new(),
    });
    site.channels.push(Channel {
        name: if site.template == Template::English {
            words::english_channel(label).to_owned()
        } else {
            name.to_owned()
        },
        form: ListForm::Markup,
        filled_with: ChannelKind::Other,
        label,
        kind: ChannelKind::Other,
        path: path.into(),
        topic: true,
        list_dates: site.template.lists_print_dates(),
        article_dates: true,
        articles: Vec::new(),
    });
    let mut date = back(options.as_of, chance.between(500, 1100));
    let mut order = Vec::new();
    for _ in 0..4 {
        order.push(add_article(site, index, label, date, true, false, false));
        date = back(date, chance.between(3, 20));
    }
    site.channels[index].articles = order;
}
