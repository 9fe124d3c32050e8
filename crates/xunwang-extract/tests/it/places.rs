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

/// A page of an office whose navigation and content stand around what is given.
fn page_around(after_nav: &str, before_foot: &str) -> String {
    format!(
        "<html><body><div id=header><div class=logo>青川市人民政府</div><div class=nav><a href=/n/0>首页</a><a href=/n/1>政务公开</a><a href=/n/2>通知公告</a><a href=/n/3>办事服务</a></div></div>\
         {after_nav}<div class=main><h3>通知公告</h3><ul><li><a href=/l/1>青川市召开秋收工作会议</a> 2023-09-12</li><li><a href=/l/2>青川市开展校园安全检查</a> 2023-09-10</li></ul></div>\
         {before_foot}<div id=footer>主办单位：青川市人民政府办公室 网站标识码：9901000001</div></body></html>"
    )
}

fn wrong_places(html: &str) -> Vec<String> {
    let facts = extract(html);
    let wrong = facts
        .links
        .iter()
        .filter(|link| link.region != expected(link.href));
    wrong
        .map(|link| format!("{} is {:?}", link.href, link.region))
        .collect()
}

#[test]
fn a_linked_picture_behind_the_navigation_is_a_banner_and_several_rotate() {
    let crumbs = "<div>您的位置：<a href=/t/0>首页</a> &gt; <a href=/t/1>通知公告</a></div>";
    for head in [
        "<div class='wrap banner'><a href=/b/1><img src=/b/1.jpg width=1100></a></div>".to_owned(),
        "<div class='top-banner container'><a href=/b/1><img src=/b/1.jpg></a></div>".to_owned(),
        format!("<a class=css-hb href=/b/1 style='display:block'><img src=/b/1.jpg></a>{crumbs}"),
        format!("<div class=h><a href=/b/1><img src=/b/1.jpg width=1000></a></div><div class=h><a href=/b/2><img src=/b/2.jpg width=1000></a></div>{crumbs}"),
        format!("{crumbs}<div class=banner><a href=/b/1><img src=/b/1.jpg></a></div>"),
        "<marquee><a href=/c/1><img src=/c/1.jpg width=320></a><a href=/c/2><img src=/c/2.jpg width=320></a></marquee>".to_owned(),
        "<div class=x><figure><a href=/c/1><img src=/c/1.jpg></a><figcaption>青川市召开秋收工作会议</figcaption></figure><figure><a href=/c/2><img src=/c/2.jpg></a><figcaption>青川市开展校园安全检查</figcaption></figure></div>".to_owned(),
        // Signs with a word beside each are a menu, a small picture is a button, and one in a box with text is content.
        "<div><a href=/t/1><img src=/t/1.png>公积金</a><a href=/t/2><img src=/t/2.png>社保</a></div>".to_owned(),
        "<div><a href=/t/1><img src=/t/1.png width=120></a></div>".to_owned(),
        "<div><p><a href=/t/1><img src=/t/1.jpg></a></p><p>全市上下要同心协力完成全年目标任务，抓好秋收秋种。</p></div>".to_owned(),
    ] {
        assert_eq!(wrong_places(&page_around(&head, "")), Vec::<String>::new(), "{head}");
    }
}

#[test]
fn friendly_links_in_a_box_of_their_own_are_footer() {
    let links = |from: u8| -> String {
        (0..25)
            .map(|n| {
                format!(
                    "<a href='http://w{}.gov.example/z/{n}'>示例省第{n}厅网站</a> ",
                    n + from
                )
            })
            .collect()
    };
    let own: String = (0..25)
        .map(|n| format!("<a href=/t/{n}>示例服务{n}</a> "))
        .collect();
    for (foot, in_footer) in [
        (
            format!("<div class='wrap links'>友情链接 {}</div>", links(0)),
            true,
        ),
        (
            format!("<table bgColor=#f2f2f2><tr><td>友情链接:{}</table>", links(0)),
            true,
        ),
        (format!("<div class=f><p>{}</p></div>", links(0)), true),
        (format!("<div class=f><p>{own}</p></div>"), false),
    ] {
        let facts = extract(&page_around("", &foot));
        let boxed = facts
            .links
            .iter()
            .filter(|link| link.href.contains("gov.example") || link.href.starts_with("/t/"));
        assert!(
            boxed.clone().count() == 25
                && boxed
                    .clone()
                    .all(|link| (link.region == PageRegion::Footer) == in_footer),
            "{foot}: {:?}",
            boxed.map(|link| link.region).collect::<Vec<_>>()
        );
    }
}
