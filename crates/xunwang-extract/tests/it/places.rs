//! Regions of links over markup styles: the first letter of each address says where a person sees it stand.

use xunwang_domain::facts::PageRegion;

use crate::common::extract;

/// Pages as offices really build them, each with every region that its style knows.
const PAGES: [(&str, &str); 7] = [
    ("tables of 2005", include_str!("fixtures/places/table2005.html")),
    ("floating boxes", include_str!("fixtures/places/float.html")),
    ("semantic elements", include_str!("fixtures/places/html5.html")),
    (
        "output of a CMS with scripts",
        include_str!("fixtures/places/cms.html"),
    ),
    ("a page for telephones", include_str!("fixtures/places/wap.html")),
    ("an English version", include_str!("fixtures/places/english.html")),
    (
        "boxes without any name",
        include_str!("fixtures/places/nameless.html"),
    ),
];

fn expected(href: &str) -> PageRegion {
    match href.as_bytes() {
        [b'/', letter, b'/', ..] => match letter {
            b'h' => PageRegion::Header,
            b'b' => PageRegion::Banner,
            b'c' => PageRegion::Carousel,
            b'n' => PageRegion::Nav,
            b'f' => PageRegion::Floating,
            b'l' => PageRegion::Channel,
            b't' => PageRegion::Body,
            b'z' => PageRegion::Footer,
            other => panic!("no region {}", char::from(*other)),
        },
        _ => panic!("{href} says no region"),
    }
}

#[test]
fn places_stand_in_the_region_a_person_sees() {
    let (mut total, mut wrong) = (0, Vec::new());
    for (style, html) in PAGES {
        let facts = extract(html);
        for link in facts.links.iter() {
            // What stands in the head has no place on the page.
            if link.href.ends_with(".css") || link.href.ends_with("jq.js") {
                continue;
            }
            total += 1;
            if link.region != expected(link.href) {
                wrong.push(format!("{style}: {} is {:?}", link.href, link.region));
            }
        }
    }
    assert!(total >= 190, "{total} places");
    assert!(
        wrong.len() * 100 <= total,
        "{} of {total} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
