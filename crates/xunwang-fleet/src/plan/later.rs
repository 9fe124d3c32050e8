//! A fleet as it stands at a second visit (后来的站群): some defects mended, new ones, articles edited, re-dated and
//! slipped in. Most pages stay as they were, byte for byte.

use std::collections::BTreeSet;

use chrono::{Datelike, Days};
use serde::{Deserialize, Serialize};

use super::Fleet;
use crate::{
    Expected, FleetOptions,
    address::AddressForm,
    site::{Article, Content, Fault, ListForm, Planted, Resource, Site, Spot, Twist},
    template::PAGE_SIZE,
};

/// What is different at the second visit (两次之间的变化).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Later {
    /// Dead links of the first state that lead somewhere now.
    pub mended: Vec<Expected>,
    /// Addresses that answered in the first state and are gone now.
    pub broken: Vec<String>,
    /// Articles with a sentence more.
    pub edited: Vec<String>,
    /// Articles that print a later date than before.
    pub redated: Vec<String>,
    /// Articles that were not there, and print a date long before.
    pub slipped_in: Vec<String>,
}

/// Every so many sites something happens; of these, on the first an article is slipped in, which changes the related
/// articles that its other pages show.
const EVERY: usize = 3;
/// Days by which a date is moved, and by which an article is back-dated.
const MOVED: u64 = 20;
const BACK_DATED: u64 = 200;

impl Fleet {
    /// The fleet of these options as it stands some time after [`Fleet::generate`] made it, and what has changed. Its
    /// manifest follows.
    pub fn later(options: FleetOptions) -> (Self, Later) {
        let mut fleet = Self::generate(options);
        let mut later = Later::default();
        let expected = fleet.manifest.expected.clone();
        let touched: BTreeSet<String> = expected
            .iter()
            .chain(&fleet.manifest.tolerated)
            .flat_map(|found| found.places.iter().cloned())
            .collect();
        let mut is_first = true;
        for site in fleet.sites.iter_mut().filter(|site| site.index % EVERY == 0) {
            if !matches!(site.fault, Fault::None) {
                continue;
            }
            mend(site, &expected, &mut later);
            break_one(site, &mut later);
            edit(site, &touched, &mut later);
            redate(site, &touched, &mut later);
            if std::mem::take(&mut is_first) {
                slip_in(site, &mut later);
            }
        }
        let manifest = &mut fleet.manifest;
        manifest.expected.retain(|found| !later.mended.contains(found));
        for url in &later.broken {
            let site = fleet.sites.iter().find(|site| url.starts_with(&site.url("/")));
            manifest.expected.extend(site.map(|site| Expected {
                rule: "link-dead".to_owned(),
                site_code: site.identity.code.clone(),
                target: Some(url.clone()),
                places: vec![format!("{}*", site.url("/"))],
                kind: "gone-since-the-first-visit".to_owned(),
                ..Expected::default()
            }));
        }
        for url in later.redated.iter().chain(&later.slipped_in) {
            let site = fleet.sites.iter().find(|site| url.starts_with(&site.url("/")));
            manifest.expected.extend(site.map(|site| Expected {
                rule: "article-redated".to_owned(),
                site_code: site.identity.code.clone(),
                places: vec![url.clone()],
                kind: "since-the-first-visit".to_owned(),
                ..Expected::default()
            }));
        }
        (fleet, later)
    }
}

/// One dead link of the site leads to a page now.
fn mend(site: &mut Site, expected: &[Expected], later: &mut Later) {
    let root = site.url("/");
    let own = |found: &&Expected| {
        found.rule == "link-dead"
            && found.site_code == site.identity.code
            && found.target.as_ref().is_some_and(|target| {
                target.starts_with(&root) && target.ends_with(".html") && !target.contains('?')
            })
    };
    let Some(found) = expected.iter().find(own) else {
        return;
    };
    let path = found
        .target
        .as_ref()
        .map(|target| format!("/{}", &target[root.len()..]));
    let Some(path) = path else { return };
    site.resources.insert(path.as_str().into(), Resource::NoHead);
    later.mended.push(found.clone());
}

/// A page that every page leads to is gone.
fn break_one(site: &mut Site, later: &mut Later) {
    let path = AddressForm::about(site.address_form, 2);
    if site.resources.contains_key(path.as_str()) {
        site.resources.insert(path.as_str().into(), Resource::Status(404));
        later.broken.push(site.url(&path));
    }
}

/// An article of a plain channel that nothing was planted in.
fn plain(site: &Site, touched: &BTreeSet<String>, wanted: impl Fn(&Article) -> bool) -> Option<u32> {
    let found = site.articles.iter().find(|article| {
        let channel = &site.channels[usize::from(article.channel)];
        channel.form == ListForm::Markup
            && !channel.topic
            && channel.article_dates
            && !article.pinned
            && !article.migrated
            && article.twist == Twist::None
            && !touched.contains(&site.url(&article.path))
            && wanted(article)
    });
    found.map(|article| article.number)
}

fn edit(site: &mut Site, touched: &BTreeSet<String>, later: &mut Later) {
    if let Some(number) = plain(site, touched, |article| article.number % 5 == 1) {
        let added = "<p>各有关单位要结合实际认真抓好落实，落实情况及时报送。</p>".to_owned();
        site.planted.push(Planted {
            on: Spot::Article(number),
            content: Content::Body(added),
        });
        later.edited.push(site.url(&site.articles[number as usize].path));
    }
}

/// The date of an article is moved within its year, so that its title stays.
fn redate(site: &mut Site, touched: &BTreeSet<String>, later: &mut Later) {
    let as_of = site.as_of;
    let moved = |article: &Article| {
        let date = article.date.checked_add_days(Days::new(MOVED))?;
        (date.year() == article.date.year() && date <= as_of).then_some(date)
    };
    let found = plain(site, touched, |article| {
        article.number % 5 == 2 && moved(article).is_some()
    });
    if let Some(number) = found {
        let article = &mut site.articles[number as usize];
        if let Some(date) = moved(article) {
            article.date = date;
            let path = article.path.clone();
            later.redated.push(site.url(&path));
        }
    }
}

/// An article appears at the end of a channel, under a date on which it was not there.
fn slip_in(site: &mut Site, later: &mut Later) {
    // No list begins a further page because of it.
    let channel = site.channels.iter().position(|channel| {
        channel.form == ListForm::Markup
            && !channel.topic
            && channel.article_dates
            && !channel.articles.len().is_multiple_of(PAGE_SIZE)
    });
    let date = site.as_of.checked_sub_days(Days::new(BACK_DATED));
    let (Some(channel), Some(date)) = (channel, date) else {
        return;
    };
    let number = site.articles.len() as u32;
    let label = site.channels[channel].label;
    let path = site.address_form.article(label, channel, date, number, true);
    let path: Box<str> = path.into();
    site.articles.push(Article {
        channel: channel as u16,
        date,
        number,
        pinned: false,
        migrated: false,
        path: path.clone(),
        twist: Twist::None,
    });
    // On the first page of the list, wherever its date would put it: the address of no further page changes.
    let order = &mut site.channels[channel].articles;
    order.insert(order.len().min(3), number);
    later.slipped_in.push(site.url(&path));
    site.resources.insert(path, Resource::Article(number));
}
