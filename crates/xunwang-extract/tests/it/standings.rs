//! What a channel's page shows where it shows no ordinary list: each state is told from the others.

use crate::common::{as_of, extract_at};
use expect_test::{Expect, expect};
use url::Url;
use xunwang_domain::facts::SiteFacts;
use xunwang_domain::registry::{ChannelKind, DeclaredChannel, Site, SiteCategory, SiteCode, SiteStatus};
use xunwang_extract::SiteFold;

const HOST: &str = "http://www.qingchuan.gov.cn";
const PATHS: [&str; 3] = ["/gzdt/", "/tzgg/", "/zcwj/"];

fn site() -> Site {
    let declared = |(name, path): (&str, &str)| DeclaredChannel {
        name: name.to_owned(),
        url: Url::parse(&format!("{HOST}{path}")).unwrap(),
        kind: ChannelKind::News,
        term_days: None,
    };
    Site {
        code: SiteCode::parse("9901000001").unwrap(),
        name: "青川市人民政府门户网站".to_owned(),
        home: Url::parse(HOST).unwrap(),
        area: "青川市".to_owned(),
        supervisor: "青川市人民政府".to_owned(),
        sponsor: "青川市人民政府办公室".to_owned(),
        category: SiteCategory::Portal,
        status: SiteStatus::Running,
        public_service: true,
        channels: vec![declared(("工作动态", PATHS[0]))],
    }
}

fn framed(main: &str) -> String {
    format!(
        "<html><head><title>工作动态_青川市人民政府</title></head><body><div class=header><img src=/logo.png alt=青川市人民政府门户网站></div>\
         <ul class=nav><li><a href=/>首页</a></li><li><a href=/gzdt/>工作动态</a></li><li><a href=/tzgg/>通知公告</a></li></ul>\
         <div class=main><h2>工作动态</h2>{main}</div>\
         <div class=footer><p>主办：青川市人民政府办公室　网站标识码：9901000001　示ICP备12345678号</p></div></body></html>"
    )
}

fn items(count: usize) -> String {
    let items: String = (1..=count)
        .map(|number| format!("<li><a href=/n/{number}.html>青川市召开第{number}次防汛工作会议</a><span>2023-08-0{number}</span></li>"))
        .collect();
    format!("<ul class=list>{items}</ul>")
}

fn at(path: &str) -> Url {
    Url::parse(&format!("{HOST}{path}")).unwrap()
}

/// What the channel is found to be, whatever the order of the pages.
fn says(pages: &[(&str, String)], tell: impl Fn(&mut SiteFold), expected: &Expect) {
    let conclude = |reversed: bool| -> SiteFacts {
        let mut fold = SiteFold::new(&site(), as_of());
        let home = ("/", framed(&items(3)));
        let mut pages: Vec<&(&str, String)> = std::iter::once(&home).chain(pages).collect();
        if reversed {
            pages.reverse();
        }
        for (path, body) in pages {
            fold.observe(&at(path), &at(path), &extract_at(at(path).as_str(), body));
        }
        tell(&mut fold);
        fold.conclude()
    };
    let facts = conclude(false);
    assert_eq!(facts, conclude(true), "the order of pages");
    let channel = &facts.channels[0];
    let latest = channel
        .latest
        .as_ref()
        .map_or(String::new(), |latest| latest.date.to_string());
    let more = channel.not_measured.as_deref().unwrap_or(&channel.note);
    expected.assert_eq(&format!("{:?} {} {latest} {more}", channel.state, channel.items));
}

fn channel(main: &str) -> Vec<(&'static str, String)> {
    vec![("/gzdt/", framed(main))]
}

#[test]
fn blank_in_so_many_words_or_in_none() {
    says(
        &channel("<p>暂无信息</p>"),
        |_| {},
        &expect!["Blank 0  页面称“暂无信息”"],
    );
    says(
        &channel("<div class=page>共 0 条　共0页</div>"),
        |_| {},
        &expect!["Blank 0  页面称“共0条”"],
    );
    says(&channel(""), |_| {}, &expect!["Blank 0  "]);
    // A foot that is not known as one stands beside the words.
    let friends: String = (1..=25)
        .map(|number| format!("<a href=http://www.b{number}.gov.cn/>示例省第{number}地区人民政府网站</a> "))
        .collect();
    let own = "<a href=/about/a>关于我们</a> <a href=/about/b>联系我们</a> <a href=/about/c>网站声明</a> <a href=/map>网站地图</a>";
    says(
        &channel(&format!(
            "<div class=t>政策文件</div><div class=l>暂无信息!</div><div class=p></div></div><div class=f><p>{friends}</p><p>{own}</p>"
        )),
        |_| {},
        &expect!["Blank 0  页面称“暂无信息!”"],
    );
}

#[test]
fn english_items_in_blocks_are_a_list_and_titles_that_were_not_recognised_are_no_blank() {
    let story = |number: u32, date: &str| {
        format!(
            "<div class=story><h4><a href=/n/{number}.html>New measures for public transport take effect in village {number}</a></h4>{date}</div>"
        )
    };
    let dated = |number: u32| story(number, &format!("<p class=when>August {number}, 2023</p>"));
    says(
        &channel(&format!("<div class=stories>{}{}</div>", dated(3), dated(2))),
        |_| {},
        &expect!["Listed 2 2023-08-03 "],
    );
    says(
        &channel(&format!("<div class=stories>{}</div>", dated(3))),
        |_| {},
        &expect!["Listed 1 2023-08-03 "],
    );
}

#[test]
fn an_article_without_a_date_in_place_of_a_list_is_not_measured() {
    let text = "会议要求，各县区要认真落实防汛工作各项部署，压实责任，确保安全度汛。".repeat(12);
    says(
        &channel(&format!("<div class=text><p>{text}</p><p>{text}</p></div>")),
        |_| {},
        &expect!["Article 1  栏目以一篇文章代替信息列表，且没有可辨认的发布日期，未能检测"],
    );
}

#[test]
fn script_frame_and_further_pages_are_no_blank() {
    says(
        &channel("<div id=l></div><script>$.ajax('/l.json')</script>"),
        |_| {},
        &expect!["Script 0  栏目内容由脚本加载，未能检测"],
    );
    says(
        &channel("<iframe src=http://other.gov.cn/list.html></iframe>"),
        |_| {},
        &expect!["Frame 0  栏目内容在内嵌网页中（iframe），未能检测"],
    );
    says(
        &channel("<div class=page><a href=index_1.html>下一页</a></div>"),
        |_| {},
        &expect!["FurtherPages 0  栏目首页未见条目，而另有后续页，未能检测"],
    );
    says(
        &[channel(""), vec![("/gzdt/index_2.html", framed(&items(4)))]].concat(),
        |_| {},
        &expect!["FurtherPages 0  栏目首页未见条目，而后续页有4条，未能检测"],
    );
    says(
        &channel("<div class=page>共 37 条</div>"),
        |_| {},
        &expect!["FurtherPages 0  页面称共37条信息，而未见条目，未能检测"],
    );
}

#[test]
fn a_stub_that_leads_on_is_no_blank() {
    for stub in [
        "<html><head><title>工作动态</title></head><body><script>window.location.href='list.shtml'</script></body></html>",
        "<html><head><title>工作动态</title><meta http-equiv=refresh content='0; url=list.shtml'></head><body></body></html>",
    ] {
        says(
            &[("/gzdt/", stub.to_owned())],
            |_| {},
            &expect!["Script 0  栏目内容由脚本加载，未能检测"],
        );
    }
}

#[test]
fn a_list_in_a_frame_on_a_plain_page_of_the_site_is_followed() {
    let plain = format!("<html><body>{}</body></html>", items(5));
    says(
        &[
            channel("<iframe src=/gzdt/inner.html></iframe>"),
            vec![("/gzdt/inner.html", plain)],
        ]
        .concat(),
        |_| {},
        &expect!["Framed 5 2023-08-05 "],
    );
}

#[test]
fn moved_blocked_and_unopened_are_told_apart() {
    says(
        &channel("<p>本栏目已迁移至“政务动态”栏目。</p>"),
        |_| {},
        &expect!["Moved 0  页面称“本栏目已迁移至“政务动态”栏目。”，未能检测"],
    );
    says(
        &[],
        |fold| fold.observe_elsewhere(&at("/gzdt/")),
        &expect!["Moved 0  栏目网址转到了其他网站，未能检测"],
    );
    says(
        &[],
        |fold| fold.observe(&at("/gzdt/"), &at("/"), &extract_at(HOST, &framed(&items(3)))),
        &expect!["Moved 0  栏目网址转到了网站首页，未能检测"],
    );
    says(
        &[],
        |fold| fold.observe_failure(&at("/gzdt/"), "返回人机验证（412）"),
        &expect!["Blocked 0  访问被拦截：返回人机验证（412）"],
    );
    says(
        &[],
        |fold| fold.observe_failure(&at("/gzdt/"), "返回404"),
        &expect!["Unopened 0  返回404"],
    );
}

#[test]
fn an_article_in_place_of_a_list_and_a_list_of_dead_entries_are_named() {
    let text = "各有关单位要提高认识，加强组织领导，落实工作责任，确保各项任务按期完成。".repeat(8);
    says(
        &channel(&format!(
            "<h1>工作动态</h1><div>发布时间：2023-03-01</div><div><p>{text}</p></div>"
        )),
        |_| {},
        &expect!["Article 1 2023-03-01 "],
    );
    says(
        &channel(&items(3)),
        |fold| {
            for number in 1..=3 {
                fold.observe_failure(&at(&format!("/n/{number}.html")), "返回404");
            }
        },
        &expect!["DeadItems 3 2023-08-03 "],
    );
    says(
        &channel(&items(3)),
        |fold| fold.observe_failure(&at("/n/1.html"), "返回404"),
        &expect!["Listed 3 2023-08-03 "],
    );
}

#[test]
fn days_and_titles_of_a_channel_are_counted_over_its_further_pages() {
    let mut fold = SiteFold::new(&site(), as_of());
    for (path, body) in [
        ("/", items(3)),
        ("/gzdt/", items(4)),
        ("/gzdt/index_1.html", items(2)),
    ] {
        fold.observe(
            &at(path),
            &at(path),
            &extract_at(at(path).as_str(), &framed(&body)),
        );
    }
    let channel = &fold.conclude().channels[0];
    let days: Vec<String> = channel
        .days
        .iter()
        .map(|(day, items)| format!("{day}×{items}"))
        .collect();
    expect!["2023-08-04×1 2023-08-03×1 2023-08-02×2 2023-08-01×2"].assert_eq(&days.join(" "));
    assert_eq!((channel.titles.all, channel.titles.news), (4, 4));
}

#[test]
fn a_registered_channel_of_the_navigation_is_of_the_first_level_in_any_language() {
    let page = |main: &str| {
        format!(
            "<html lang=en><body><ul id=menu class=nav><li><a href=/>Home</a></li><li><a href=/gzdt/>Notices</a></li><li><a href=/tzgg/>Policies</a></li></ul><div class=main>{main}</div></body></html>"
        )
    };
    let mut site = site();
    for (path, name) in [("/tzgg/", "Policies"), ("/zcwj/", "Archive")] {
        site.channels.push(DeclaredChannel {
            name: name.to_owned(),
            url: at(path),
            kind: ChannelKind::Notice,
            term_days: None,
        });
    }
    let mut fold = SiteFold::new(&site, as_of());
    for path in ["/", "/gzdt/", "/tzgg/", "/zcwj/"] {
        let body = page(&items(3));
        fold.observe(&at(path), &at(path), &extract_at(at(path).as_str(), &body));
    }
    let facts = fold.conclude();
    let mut of_first_level: Vec<&str> = facts
        .channels
        .iter()
        .filter(|channel| channel.first_level)
        .map(|channel| channel.url.path())
        .collect();
    of_first_level.sort_unstable();
    assert_eq!(of_first_level, ["/gzdt/", "/tzgg/"]);
}
