//! The public page by our own rules: what the program asks of every government website, its own circular has too.

#[expect(dead_code, reason = "each test binary uses a part of the common module")]
mod common;

use std::collections::BTreeSet;

use common::{add_charts, changed, confirmed};
use url::Url;
use xunwang_domain::facts::PageFacts;
use xunwang_extract::{PageInput, extract_page};
use xunwang_report::render;

fn page() -> String {
    let imprint = serde_json::json!({"copies_to": ["省委办公厅"]});
    let facts = changed(|facts| {
        add_charts(facts);
        facts.imprint = Some(serde_json::from_value(imprint).unwrap());
    });
    String::from_utf8(render::html(&confirmed(&facts)).unwrap()).unwrap()
}

fn as_a_site_shows_it(html: &str) -> PageFacts {
    let url = Url::parse("http://www.qingchuan.gov.cn/zwgk/tb/202309/t20230921_1.html").unwrap();
    extract_page(&PageInput {
        url: &url,
        content_type: Some("text/html; charset=utf-8"),
        body: html.as_bytes(),
        as_of: "2023-10-01T00:00:00Z".parse().unwrap(),
        sketches: true,
    })
}

#[test]
fn it_has_title_tags_and_date_of_an_article() {
    let facts = as_a_site_shows_it(&page());
    assert!(
        facts.title.starts_with("广东省人民政府办公厅关于2023年第三季度"),
        "{}",
        facts.title
    );
    let tag = |name: &str| {
        facts
            .metas
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    };
    assert_eq!(tag("ArticleTitle"), Some(facts.title.as_str()));
    assert_eq!(tag("PubDate"), Some("2023-09-21"));
    assert_eq!(tag("ContentSource"), Some("广东省人民政府办公厅"));
    assert!(
        tag("Description").is_some_and(|words| words.contains("进行了全覆盖检查")),
        "{:?}",
        facts.metas
    );
    let published = facts.published.expect("a date");
    assert_eq!(published.date.to_string(), "2023-09-21");
    assert!(facts.notes.is_empty(), "{:?}", facts.notes);
    assert!(!facts.needs_script);
    assert!(facts.text.contains("总体合格率为99.1%"));
}

#[test]
fn it_leads_nowhere_else_and_asks_nobody() {
    let html = page();
    let facts = as_a_site_shows_it(&html);
    for link in facts.links.iter() {
        assert!(link.href.starts_with('#'), "{}", link.href);
        assert!(
            html.contains(&format!("id=\"{}\"", &link.href[1..])),
            "{} leads nowhere",
            link.href
        );
    }
    for wrong in [
        "<script",
        "onclick",
        "javascript:",
        "<link",
        "@import",
        "src=",
        "http:",
        "https:",
    ] {
        // The name of the drawing language is an address that nobody asks.
        let html = html.replace("http://www.w3.org/2000/svg", "");
        assert!(!html.contains(wrong), "{wrong}");
    }
}

#[test]
fn headings_tables_and_charts_are_marked_up() {
    let html = page();
    assert_eq!(html.matches("<h1").count(), 1);
    let mut level = 0;
    for (at, _) in html
        .match_indices("<h")
        .filter(|(at, _)| html.as_bytes()[at + 2].is_ascii_digit())
    {
        let next = usize::from(html.as_bytes()[at + 2] - b'0');
        assert!(next <= level + 1, "no level is left out: {next} after {level}");
        level = next;
    }
    assert_eq!(
        html.matches("<th").count() - html.matches("<thead").count(),
        html.matches("<th scope=").count()
    );
    assert_eq!(html.matches("<table").count(), html.matches("<caption>").count());
    assert_eq!(
        html.matches("<svg").count(),
        html.matches(" role=\"img\" aria-labelledby=\"c").count()
    );
    let ids: Vec<&str> = html
        .split(" id=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "{ids:?}");
}

#[test]
fn it_prints_on_a4_without_what_only_screens_need() {
    let html = page();
    let print = html.split("@media print").nth(1).unwrap();
    for needed in [
        "size: A4",
        "break-before: page",
        "display: table-header-group",
        "break-inside: avoid",
        "overflow: visible",
    ] {
        assert!(print.contains(needed), "{needed}");
    }
}
