//! The manifest's verdicts on channels follow from the dates that the pages print.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};

use crate::{
    Fleet, FleetOptions,
    charset::Charset,
    site::{Channel, Site},
};

fn fleets() -> [Fleet; 2] {
    let as_of = NaiveDate::from_ymd_opt(2023, 9, 15).expect("a date");
    [
        Fleet::generate(FleetOptions::demo(as_of)),
        Fleet::generate(FleetOptions {
            pages_per_site: 44,
            ..FleetOptions::second(as_of)
        }),
    ]
}

fn measured(fleet: &Fleet) -> impl Iterator<Item = &Site> {
    let not_measured = |site: &Site| fleet.manifest().sites[site.index].not_measured_reason.is_some();
    fleet.sites.iter().filter(move |site| !not_measured(site))
}

#[test]
fn verdicts_of_channels_and_home_pages_follow_from_the_dates() {
    for fleet in fleets() {
        let as_of = fleet.options.as_of;
        let mut wanted: BTreeSet<(&str, String)> = BTreeSet::new();
        for site in measured(&fleet) {
            let mut newest_of_all = None;
            for channel in site.channels.iter().filter(|channel| !channel.topic) {
                let dates = channel
                    .articles
                    .iter()
                    .map(|number| site.articles[*number as usize].date);
                let newest = dates.filter(|date| *date <= as_of && channel.article_dates).max();
                newest_of_all = newest_of_all.max(newest);
                let rule = match (newest, channel.kind.limit(as_of)) {
                    _ if channel.articles.is_empty() => "channel-blank",
                    (None, Some(_)) => "date-missing",
                    (Some(newest), Some(limit)) if newest < limit => "channel-stale",
                    _ => continue,
                };
                wanted.insert((rule, site.url(&channel.path)));
            }
            if newest_of_all.is_none_or(|newest| newest < as_of - Days::new(14)) {
                wanted.insert(("homepage-stale", site.url("/")));
            }
        }
        let planted: BTreeSet<(&str, String)> = fleet
            .manifest()
            .expected
            .iter()
            .filter(|found| {
                matches!(
                    found.rule.as_str(),
                    "channel-blank" | "date-missing" | "channel-stale" | "homepage-stale"
                )
            })
            .map(|found| {
                (
                    found.rule.as_str(),
                    found.channel.clone().unwrap_or_else(|| found.places[0].clone()),
                )
            })
            .collect();
        assert_eq!(planted, wanted);
    }
}

#[test]
fn what_is_planted_later_leaves_silent_and_undated_channels_as_they_were() {
    let as_of = NaiveDate::from_ymd_opt(2026, 9, 15).expect("a date");
    let mut seen = BTreeSet::new();
    for seed in [1, 2, 3] {
        let fleet = Fleet::generate(FleetOptions::evaluation(as_of, seed));
        let manifest = fleet.manifest();
        let undated = manifest
            .expected
            .iter()
            .filter(|found| found.rule == "date-missing");
        for url in undated.filter_map(|found| found.channel.as_ref()) {
            let (site, channel) = channel_at(&fleet, url);
            let dated = |number: &u32| {
                let article = &site.articles[*number as usize];
                site.channels[usize::from(article.channel)].article_dates
            };
            assert!(!channel.articles.iter().any(dated), "{url}");
        }
        let filled = manifest.expected.iter().filter_map(|found| {
            let channel = found.channel.clone().filter(|_| found.rule == "updates-bulk")?;
            Some((channel, true))
        });
        let busy = manifest.baits.iter().filter(|bait| bait.kind == "busy-day");
        for (url, silent) in filled.chain(busy.map(|bait| (bait.url.clone(), false))) {
            let (site, channel) = channel_at(&fleet, &url);
            let mut days: Vec<NaiveDate> = channel
                .articles
                .iter()
                .map(|number| site.articles[*number as usize].date)
                .collect();
            days.sort_unstable();
            let newest = days[days.len() - 1];
            let before = days.iter().rev().find(|day| **day < newest);
            let limit = channel.kind.limit(newest).expect("a term");
            assert_eq!(
                before.is_none_or(|before| *before < limit),
                silent,
                "{url}: {days:?}"
            );
            seen.insert(silent);
        }
    }
    assert_eq!(seen.len(), 2, "both kinds occur");
}

fn channel_at<'fleet>(fleet: &'fleet Fleet, url: &str) -> (&'fleet Site, &'fleet Channel) {
    let all = fleet.sites.iter();
    all.flat_map(|site| site.channels.iter().map(move |channel| (site, channel)))
        .find(|(site, channel)| site.url(&channel.path) == url)
        .expect("a channel of the fleet")
}

#[test]
fn an_article_prints_its_date_before_all_others_and_an_undated_one_none() {
    for fleet in fleets() {
        for site in measured(&fleet) {
            for article in site.articles.iter().step_by(3) {
                let reply = fleet.respond(&site.identity.host, &article.path, false);
                let encoding = match site.charset {
                    Charset::Utf8 | Charset::Utf8Meta | Charset::Utf8Bom => encoding_rs::UTF_8,
                    _ => encoding_rs::GB18030,
                };
                let text = encoding.decode(&reply.body).0;
                let printed = first_date(&visible(&text));
                let dated = site.channels[usize::from(article.channel)].article_dates;
                // The large portal shows dated news beside every article: there only the dated ones are told.
                if dated || site.template != crate::template::Template::Portal {
                    assert_eq!(
                        printed,
                        dated.then_some(article.date),
                        "{}",
                        site.url(&article.path)
                    );
                }
            }
        }
    }
}

/// The text after the head, without tags, scripts and comments, in half-width characters.
fn visible(text: &str) -> String {
    let body = text
        .split_once("</head>")
        .or_else(|| text.split_once("</HEAD>"))
        .map_or(text, |(_, body)| body);
    let mut out = String::new();
    let mut rest = body;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = if rest.starts_with("<script") {
            "</script>"
        } else if rest.starts_with("<!--") {
            "-->"
        } else {
            ">"
        };
        rest = rest.find(end).map_or("", |at| &rest[at + end.len()..]);
        out.push(' ');
    }
    out.push_str(rest);
    out.chars()
        .map(|character| match character as u32 {
            code @ 0xff01..=0xff5e => char::from_u32(code - 0xfee0).unwrap_or(character),
            _ => character,
        })
        .collect()
}

fn first_date(text: &str) -> Option<NaiveDate> {
    // Characters between two numbers of one date: `-`, `/`, `.`, 年, 月 stand alone, so the parts are neighbours.
    let parts: Vec<&str> = text
        .split(|character: char| !character.is_ascii_digit())
        .collect();
    parts.windows(3).find_map(|window| {
        let year = window[0].parse().ok().filter(|_| window[0].len() == 4)?;
        NaiveDate::from_ymd_opt(year, window[1].parse().ok()?, window[2].parse().ok()?)
    })
}
