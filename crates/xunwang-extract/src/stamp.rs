//! Dates written for programmes (机读日期): `abbr.published[title]` of hAtom, `time.dt-published[datetime]` of h-entry,
//! `itemprop="datePublished"` of schema.org. They tell what a page prints as “12:11” or “3天前”.

use chrono::{DateTime, NaiveDate};
use xunwang_domain::facts::{DateSignal, PublishedDate};

use crate::attributes::{Attribute, Attributes};
use crate::dates::{chinese_day, first, normalise};
use crate::html::outline::{Node, Outline, Stamp};
use crate::html::tag::Tag;
use crate::lists::List;
use crate::regions::Regions;

/// Words of `class` and `itemprop` for the day of publishing.
const PUBLISHED: [&str; 5] = [
    "published",
    "dt-published",
    "entry-date",
    "pubdate",
    "datePublished",
];
/// The same for the day of the last change.
const UPDATED: [&str; 4] = ["updated", "dt-updated", "entry-updated", "dateModified"];
/// Stamps of a page that are kept.
const MOST: usize = 200;

/// Records the date of the element that was just added to the outline.
pub(crate) fn stamp<'a>(outline: &mut Outline<'a>, node: u32, attributes: &Attributes<'a>) {
    let value = attributes
        .get(Attribute::Datetime)
        .or(attributes.get(Attribute::Title))
        .or(attributes.get(Attribute::Content));
    let (Some(raw), false) = (value, outline.stamps.len() >= MOST) else {
        return;
    };
    let names = [
        attributes.get(Attribute::Class),
        attributes.get(Attribute::Itemprop),
    ];
    let named = |known: &[&str]| {
        names
            .iter()
            .flatten()
            .flat_map(|name| name.split_ascii_whitespace())
            .any(|word| known.contains(&word))
    };
    let published = named(&PUBLISHED);
    if published || named(&UPDATED) {
        outline.stamps.push(Stamp { node, published, raw });
    }
}

/// The date that the one entry of a page carries.
pub(crate) struct Stamped {
    pub(crate) date: PublishedDate,
    /// The element of the entry, where one is marked as such.
    pub(crate) entry: Option<u32>,
}

/// Finds the date of the one entry that a page is about. What stands in a list belongs to its item; several entries with
/// days of their own are a list too.
pub(crate) fn stamped(outline: &Outline<'_>, regions: &Regions, lists: &[List<'_>]) -> Option<Stamped> {
    let own = outline.stamps.iter().filter_map(|stamp| {
        let entry = entry_of(outline, stamp.node);
        let listed = lists
            .iter()
            .any(|list| is_item_of(outline, list, stamp.node, entry));
        // The foot of an entry looks like the page's.
        let away = entry.is_none() && regions.of(stamp.node).is_some();
        let day = (!listed && !away).then(|| day(stamp.raw)).flatten()?;
        Some((stamp, entry, day))
    });
    let own: Vec<_> = own.collect();
    let published = own.iter().any(|(stamp, ..)| stamp.published);
    let mut wanted = own.iter().filter(|(stamp, ..)| stamp.published == published);
    let (stamp, entry, date) = wanted.next()?;
    if wanted.any(|(_, _, other)| other != date) {
        return None;
    }
    Some(Stamped {
        date: PublishedDate {
            date: *date,
            signal: DateSignal::Article,
            year_inferred: false,
            text: stamp.raw.trim().to_owned(),
        },
        entry: *entry,
    })
}

/// Does a date stand in a list? The line under an entry, which links to itself, looks like a list of one.
fn is_item_of(outline: &Outline<'_>, list: &List<'_>, node: u32, entry: Option<u32>) -> bool {
    let (Some(first), Some(last)) = (list.items.first(), list.items.last()) else {
        return false;
    };
    let within = entry.is_some_and(|entry| outline.contains(entry, first.node));
    (first.node..outline.node(last.node).end).contains(&node) && !(list.items.len() == 1 && within)
}

/// Is an element marked as an entry, or one in it?
pub(crate) fn holds_entry(outline: &Outline<'_>, node: u32) -> bool {
    let range = node as usize..outline.node(node).end as usize;
    outline.nodes.get(range).unwrap_or_default().iter().any(is_entry)
}

/// Is an element marked as an entry (hAtom, h-entry)?
fn is_entry(node: &Node<'_>) -> bool {
    node.class
        .split_ascii_whitespace()
        .any(|word| matches!(word, "hentry" | "h-entry"))
}

/// The nearest element around a node that is marked as an entry.
fn entry_of(outline: &Outline<'_>, node: u32) -> Option<u32> {
    let mut current = node;
    for _ in 0..512 {
        let element = outline.node(current);
        if is_entry(element) || element.tag == Tag::Article {
            return Some(current);
        }
        if element.parent == current {
            return None;
        }
        current = element.parent;
    }
    None
}

/// The day of a moment in Chinese time, or of a bare date.
fn day(raw: &str) -> Option<NaiveDate> {
    let raw = raw.trim();
    DateTime::parse_from_rfc3339(raw)
        .map(|moment| chinese_day(moment.to_utc()))
        .ok()
        .or_else(|| first(&normalise(raw), 0).map(|found| found.date))
}
