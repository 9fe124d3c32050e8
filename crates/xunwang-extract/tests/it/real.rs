//! Real pages that are not part of the repository; skipped where they are missing.

use xunwang_domain::facts::{CharsetSignal, PageFacts};

use crate::common::{extract_bytes, html_files, shared};

fn read(path: &std::path::Path) -> PageFacts {
    extract_bytes(
        "http://www.stats.gov.cn/tjsj/x.html",
        None,
        &std::fs::read(path).unwrap(),
    )
}

#[test]
fn every_page_of_the_saved_sites_decodes_without_a_replacement() {
    for (folder, name, least) in [
        ("real-sites/stats-gb2312", "gb18030", 30),
        ("real-sites/stats-utf8", "UTF-8", 300),
    ] {
        let Some(folder) = shared(folder) else { return };
        let mut files = Vec::new();
        html_files(&folder, &mut files);
        // The rest of the folder is what the copying programme left of scripts and pictures.
        files.retain(|path| path.extension().is_some_and(|ending| ending == "html"));
        assert!(files.len() >= least, "{}", files.len());
        for path in files {
            let facts = read(&path);
            assert_eq!(
                (&*facts.charset.name, facts.charset.replaced),
                (name, 0),
                "{}",
                path.display()
            );
            assert_eq!(facts.charset.signal, CharsetSignal::Meta, "{}", path.display());
            assert!(
                facts.title.contains("代码") || facts.title.contains("区划"),
                "{}: {}",
                path.display(),
                facts.title
            );
        }
    }
}

/// A row of the truth, written by hand.
struct Truth {
    page: &'static str,
    cells: Vec<&'static str>,
}

impl Truth {
    /// One row for each saved page.
    fn all() -> Vec<Self> {
        let mut rows = include_str!("fixtures/real-pages.tsv")
            .lines()
            .filter(|line| !line.starts_with('#'))
            .map(|line| line.split('\t').collect::<Vec<_>>());
        let head = rows.next().unwrap();
        assert_eq!(
            head,
            [
                "page",
                "charset",
                "published",
                "title",
                "items",
                "first",
                "last",
                "dated",
                "first_date"
            ]
        );
        rows.map(|cells| Self {
            page: cells[0],
            cells,
        })
        .collect()
    }

    fn of(&self, place: usize) -> &'static str {
        self.cells.get(place).copied().unwrap_or_default()
    }

    fn facts(&self) -> Option<PageFacts> {
        shared(&format!("pages/{}", self.page)).map(|path| read(&path))
    }
}

#[test]
fn charset_title_and_date_of_every_page_are_right() {
    let Some(folder) = shared("pages") else { return };
    let mut files = Vec::new();
    html_files(&folder, &mut files);
    let truths = Truth::all();
    assert_eq!(files.len(), truths.len(), "every page has its row");
    let mut wrong = Vec::new();
    for truth in &truths {
        let facts = truth.facts().expect(truth.page);
        let seen = facts
            .published
            .as_ref()
            .map_or("-".to_owned(), |published| published.date.to_string());
        let charset = (&*facts.charset.name, facts.charset.replaced);
        if charset != (truth.of(1), 0) || seen != truth.of(2) || !facts.title.contains(truth.of(3)) {
            wrong.push(format!(
                "{}: {charset:?} {seen} {} {:?}",
                truth.page, facts.title, facts.kind
            ));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn list_pages_give_the_items_a_person_sees() {
    if shared("pages").is_none() {
        return;
    }
    let mut wrong = Vec::new();
    for truth in Truth::all().iter().filter(|truth| !truth.of(4).is_empty()) {
        let (name, first, last) = (truth.page, truth.of(5), truth.of(6));
        let (parts, each) = truth.of(4).split_once('×').unwrap_or(("1", truth.of(4)));
        let counts = vec![each.parse::<usize>().unwrap(); parts.parse().unwrap()];
        let facts = truth.facts().unwrap();
        let text = |link: u32| facts.links.get(link as usize).unwrap().text;
        // The main list begins at the first title; its parts follow one another.
        let start = facts
            .lists
            .iter()
            .position(|list| text(list.items[0].link).contains(first));
        let Some(parts) = start.and_then(|start| facts.lists.get(start..start + counts.len())) else {
            wrong.push(format!("{name}: no list"));
            continue;
        };
        let seen: Vec<usize> = parts.iter().map(|list| list.items.len()).collect();
        let end = text(parts.last().and_then(|list| list.items.last()).unwrap().link);
        if seen != counts || !end.contains(last) {
            wrong.push(format!("{name}: {seen:?} for {counts:?}, last {end}"));
        }
        let dates: Vec<String> = facts
            .lists
            .iter()
            .flat_map(|list| &list.items)
            .filter_map(|item| Some(item.date.as_ref()?.date.to_string()))
            .collect();
        let dated = truth.of(7).parse().unwrap_or(dates.len());
        if dates.len() != dated || !dates.first().map_or("", String::as_str).starts_with(truth.of(8)) {
            wrong.push(format!(
                "{name}: {} dated for {dated}, {:?}",
                dates.len(),
                dates.first()
            ));
        }
        if name.contains("tencent") {
            let weather = facts
                .lists
                .iter()
                .any(|list| text(list.items[0].link).contains("多云"));
            assert!(!weather, "the weather is no list");
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_real_site_of_tables_repeats_no_article_and_contradicts_no_date() {
    // 43 and more pages of one form, filled in anew for every province and year.
    for folder in ["real-sites/stats-gb2312", "real-sites/stats-utf8"] {
        let Some(folder) = shared(folder) else { return };
        let mut files = Vec::new();
        html_files(&folder, &mut files);
        let mut fold = xunwang_extract::SiteFold::new(&crate::site::site(Vec::new()), crate::common::as_of());
        for path in &files {
            let inside = path.strip_prefix(&folder).unwrap().display().to_string();
            let address = format!("http://www.qingchuan.gov.cn/{inside}");
            let url = url::Url::parse(&address).unwrap();
            fold.observe(
                &url,
                &url,
                &extract_bytes(&address, None, &std::fs::read(path).unwrap()),
            );
        }
        let facts = fold.conclude();
        assert!(facts.pages >= 30);
        assert_eq!(
            (facts.repeats.len(), facts.contradictions.len()),
            (0, 0),
            "{:#?}",
            facts.repeats
        );
    }
}
