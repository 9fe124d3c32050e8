//! A page's facts as bytes (网页事实存档), kept from one round for the next: a page that has not changed is not read again.

use std::ops::RangeInclusive;
use std::sync::LazyLock;

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use url::Url;
use xunwang_domain::facts::{PageFacts, PageKind};

use crate::appearance::MOST_OF_A_NOTICE;
use crate::dates::{chinese_day, infer_year};

/// Stands for the page's own address as the base of its links: parsing that would take longer than all the rest.
static OWN: LazyLock<Url> = LazyLock::new(|| Url::parse("own:").expect("an address"));

/// Tells the facts of two versions of the extractor apart: a digest of its sources.
pub fn facts_version() -> u64 {
    env!("XUNWANG_FACTS_VERSION").parse().unwrap_or_default()
}

/// The facts as bytes. Of the text of an article only the first line stays, which may be its title; short ones stay whole,
/// as they may be notices. Nothing that follows from a page needs more.
pub fn facts_to_bytes(facts: &PageFacts) -> Vec<u8> {
    let is_long = facts.kind == PageKind::Article && facts.body_characters > MOST_OF_A_NOTICE;
    let text = if is_long {
        facts.text.lines().next().unwrap_or_default()
    } else {
        &facts.text
    };
    postcard::to_extend(&(facts, text), Vec::with_capacity(16 * 1024)).unwrap_or_default()
}

/// The same of the article at `url` without its links, lists and elements, which say nothing of the site and are kept
/// otherwise.
pub fn article_to_bytes(facts: &mut PageFacts, url: &Url) -> Vec<u8> {
    let base = (facts.base == *url).then(|| std::mem::replace(&mut facts.base, OWN.clone()));
    let links = std::mem::take(&mut facts.links);
    let lists = std::mem::take(&mut facts.lists);
    let elements = std::mem::take(&mut facts.elements);
    let bytes = facts_to_bytes(facts);
    (facts.links, facts.lists, facts.elements) = (links, lists, elements);
    if let Some(base) = base {
        facts.base = base;
    }
    bytes
}

/// The facts of these bytes, of the page at `url`, and what stands behind them; `None` where they are damaged.
pub fn facts_from_bytes<'bytes>(bytes: &'bytes [u8], url: &Url) -> Option<(PageFacts, &'bytes [u8])> {
    let ((facts, text), rest) = postcard::take_from_bytes::<(PageFacts, String)>(bytes).ok()?;
    let base = if facts.base == *OWN {
        url.clone()
    } else {
        facts.base
    };
    Some((PageFacts { base, text, ..facts }, rest))
}

/// The days of monitoring points from which the page would give the same facts: all, unless years were inferred.
pub fn days_of(facts: &PageFacts, as_of: DateTime<Utc>) -> RangeInclusive<NaiveDate> {
    let as_of = chinese_day(as_of);
    let dates = facts
        .lists
        .iter()
        .flat_map(|list| &list.items)
        .filter_map(|item| item.date.as_ref());
    let inferred = dates
        .chain(&facts.published)
        .filter(|date| date.year_inferred)
        .map(|date| date.date);
    let mut days = NaiveDate::MIN..=NaiveDate::MAX;
    for date in inferred {
        // From one of its days of the year to the eve of the next, within one year: a year in an address counts up to
        // the present one.
        let (from, to) = (*days.start(), *days.end());
        let new_year = NaiveDate::from_ymd_opt(as_of.year(), 1, 1).unwrap_or(as_of);
        let eve = NaiveDate::from_ymd_opt(as_of.year(), 12, 31).unwrap_or(as_of);
        let last = infer_year(date.month(), date.day(), as_of).unwrap_or(as_of);
        let next = infer_year(date.month(), date.day(), eve)
            .filter(|next| *next > as_of)
            .and_then(|next| next.checked_sub_days(Days::new(1)))
            .unwrap_or(eve);
        days = from.max(last).max(new_year)..=to.min(next);
    }
    days
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{PageInput, extract_page};

    fn at(day: &str) -> DateTime<Utc> {
        format!("{day}T15:59:59Z").parse().unwrap()
    }

    fn list(dates: &[&str], as_of: &str) -> PageFacts {
        let items: String = dates
            .iter()
            .enumerate()
            .map(|(number, date)| {
                format!("<li><a href=\"/gzdt/t{number}.html\">青川市召开第{number}次乡村振兴推进会</a><span>{date}</span></li>")
            })
            .collect();
        let page = format!(
            "<html><head><title>工作动态</title></head><body><div id=\"main\"><ul class=\"list\">{items}</ul></div></body></html>"
        );
        let url = Url::parse("http://www.qc.example/gzdt/").unwrap();
        extract_page(&PageInput {
            url: &url,
            content_type: Some("text/html; charset=utf-8"),
            body: page.as_bytes(),
            as_of: at(as_of),
            sketches: true,
        })
    }

    #[test]
    fn what_is_read_back_is_what_was_kept() {
        let facts = list(&["2026-09-10", "2026-08-03", "2026-07-01"], "2026-09-15");
        assert_eq!(facts.lists[0].items.len(), 3);
        let bytes = facts_to_bytes(&facts);
        let url = facts.base.clone();
        assert_eq!(facts_from_bytes(&bytes, &url), Some((facts.clone(), &[][..])));
        let mut article = facts.clone();
        let mut bytes = article_to_bytes(&mut article, &url);
        assert_eq!(article, facts);
        bytes.push(7);
        let (read, rest) = facts_from_bytes(&bytes, &url).unwrap();
        assert_eq!(read.base, url);
        assert_eq!((read.links.len(), read.lists.len(), rest), (0, 0, &[7][..]));
        assert_eq!((read.title, read.marks), (facts.title, facts.marks));
    }

    #[test]
    fn damaged_bytes_are_no_facts() {
        let kept = facts_to_bytes(&list(&["2026-09-10"; 3], "2026-09-15"));
        for length in 0..kept.len() {
            let _ = facts_from_bytes(&kept[..length], &OWN);
        }
        for place in 0..kept.len() {
            let mut damaged = kept.clone();
            damaged[place] = damaged[place].wrapping_add(0x5b);
            let _ = facts_from_bytes(&damaged, &OWN);
        }
        assert_eq!(facts_from_bytes(&kept[..kept.len() / 2], &OWN), None);
    }

    #[test]
    fn printed_years_hold_for_ever_and_inferred_ones_as_long_as_they_are_inferred_alike() {
        let whole = list(&["2026-09-10"; 4], "2026-09-15");
        assert_eq!(days_of(&whole, at("2026-09-15")), NaiveDate::MIN..=NaiveDate::MAX);
        let dates = ["09-10", "08-03", "10-20", "07-01"];
        let short = list(&dates, "2026-09-15");
        let held = days_of(&short, at("2026-09-15"));
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert_eq!(held, day("2026-09-10")..=day("2026-10-19"));
        for (as_of, alike) in [
            ("2026-09-10", true),
            ("2026-10-19", true),
            ("2026-10-20", false),
            ("2026-09-09", false),
        ] {
            assert_eq!(list(&dates, as_of) == short, alike, "{as_of}");
        }
    }
}
