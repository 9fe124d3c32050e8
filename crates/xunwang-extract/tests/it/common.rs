//! Pages to facts to lines, for tests.

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use url::Url;
use xunwang_domain::facts::{PageFacts, PageRegion};
use xunwang_extract::{PageInput, extract_page};

/// The monitoring point of the tests: 24:00 on 2023-09-20, Chinese time.
pub(crate) fn as_of() -> DateTime<Utc> {
    "2023-09-20T15:59:59Z".parse().unwrap()
}

pub(crate) fn extract(html: &str) -> PageFacts {
    extract_at("http://www.qingchuan.gov.cn/", html)
}

pub(crate) fn extract_at(url: &str, html: &str) -> PageFacts {
    extract_bytes(url, Some("text/html; charset=utf-8"), html.as_bytes())
}

pub(crate) fn extract_bytes(url: &str, content_type: Option<&str>, body: &[u8]) -> PageFacts {
    let url = Url::parse(url).unwrap();
    extract_page(&PageInput {
        url: &url,
        content_type,
        body,
        as_of: as_of(),
        sketches: true,
    })
}

pub(crate) fn page_summary(facts: &PageFacts) -> String {
    let mut out = format!("{:?} {}\n", facts.kind, facts.title);
    for list in &facts.lists {
        let more = list.more.map(|more| facts.links.get(more as usize).unwrap().href);
        out += &format!(
            "{:?} {} | {:?} {more:?}\n",
            list.region,
            facts.elements.selector(list.element),
            list.heading
        );
        for item in &list.items {
            let date = item.date.as_ref().map_or("-".to_owned(), |d| {
                format!("{}{}", d.date, if d.year_inferred { "?" } else { "" })
            });
            out += &format!("  {date} {}\n", facts.links.get(item.link as usize).unwrap().text);
        }
    }
    out
}

/// The dates of all items, one a line; `?` marks an inferred year.
pub(crate) fn dates(facts: &PageFacts) -> String {
    let items = facts.lists.iter().flat_map(|list| &list.items);
    let lines: Vec<String> = items
        .map(|item| {
            let date = item.date.as_ref().map_or("-".to_owned(), |d| {
                format!("{}{}", d.date, if d.year_inferred { "?" } else { "" })
            });
            format!("{date} {}", facts.links.get(item.link as usize).unwrap().href)
        })
        .collect();
    lines.join("\n")
}

pub(crate) fn regions(facts: &PageFacts) -> String {
    let all = [
        PageRegion::Header,
        PageRegion::Banner,
        PageRegion::Carousel,
        PageRegion::Nav,
        PageRegion::Floating,
        PageRegion::Channel,
        PageRegion::Body,
        PageRegion::Footer,
    ];
    let mut out = String::new();
    for region in all {
        let links: Vec<&str> = facts
            .links
            .iter()
            .filter(|link| link.region == region)
            .map(|link| link.href)
            .collect();
        if !links.is_empty() {
            out += &format!("{region:?}: {}\n", links.join(" "));
        }
    }
    out
}

pub(crate) fn marks(facts: &PageFacts) -> String {
    let marks = &facts.marks;
    let entries: Vec<String> = marks
        .report_entries
        .iter()
        .map(|e| format!("{} [{}]", e.href, e.site_code.as_deref().unwrap_or("-")))
        .collect();
    format!(
        "header {:?} codes {:?} icp {:?} police {:?} party {} sponsor {:?} entries {entries:?}",
        marks.header_text, marks.site_codes, marks.icp, marks.police, marks.party_mark, marks.sponsor
    )
}

/// A folder of the shared data, where it is here.
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
pub(crate) fn shared(path: &str) -> Option<PathBuf> {
    let found = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/data")
        .join(path);
    if !found.exists() {
        eprintln!("skipped: {} is not here", found.display());
        return None;
    }
    Some(found)
}

pub(crate) fn html_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            html_files(&path, found);
        } else if path
            .extension()
            .is_some_and(|ending| ending == "html" || ending == "htm")
        {
            found.push(path);
        }
    }
    found.sort();
}
