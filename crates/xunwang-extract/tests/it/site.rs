//! Pages in, the site's facts out: channels, home page, templates, whatever the order.

use std::fmt::Write as _;

use crate::common::{as_of, extract_at};
use expect_test::expect;
use url::Url;
use xunwang_domain::articles::ArticleSight;
use xunwang_domain::facts::SiteFacts;
use xunwang_domain::registry::{ChannelKind, DeclaredChannel, Site, SiteCategory, SiteCode, SiteStatus};
use xunwang_extract::SiteFold;

const HOST: &str = "http://www.qingchuan.gov.cn";

pub(crate) fn site(channels: Vec<DeclaredChannel>) -> Site {
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
        channels,
    }
}

fn page(title: &str, main: &str) -> String {
    format!(
        "<html><head><title>{title}_青川市人民政府</title></head><body><div class=header><img src=/logo.png alt=青川市人民政府门户网站></div>\
         <ul class=nav><li><a href=/>首页</a></li><li><a href=/gzdt/>工作动态</a></li><li><a href=/tzgg/>通知公告</a></li><li><a href=/zcjd/>政策解读</a></li>\
         <li><a href=/zcwj/>政策文件</a></li><li><a href=/hdjl/>互动交流</a></li><li><a href=/rsxx/>人事信息</a></li><li><a href=/jgzn/>机构职能</a></li>\
         <li><a href=http://other.gov.cn/>部门网站</a></li><li><a href=/search>站内搜索</a></li></ul>\
         <div class=main>{main}</div><div class=side><h3>最新信息</h3><ul><li><a href=/n/1.html>青川市举行消防演练活动</a><i>2023-09-19</i></li>\
         <li><a href=/n/2.html>青川市召开重点项目会议</a><i>2023-09-18</i></li></ul></div>\
         <div class=footer><p>主办：青川市人民政府办公室　网站标识码：9901000001　示ICP备12345678号</p></div></body></html>"
    )
}

fn list(items: &[(&str, &str, &str)]) -> String {
    let items: String = items
        .iter()
        .map(|(href, title, date)| format!("<li><a href={href}>{title}</a><span>{date}</span></li>"))
        .collect();
    format!("<ul class=list>{items}</ul>")
}

fn article(title: &str, date: &str) -> String {
    let text = "各有关单位要提高认识，加强组织领导，落实工作责任，确保各项任务按期完成。".repeat(6);
    page(
        title,
        &format!(
            "<h1>{title}</h1><div class=info>发布时间：{date}　来源：本网</div><div id=zoom><p>{text}</p></div>"
        ),
    )
}

/// The pages of the site: (address, body).
fn pages() -> Vec<(&'static str, String)> {
    let block = |name: &str, href: &str, items: &str| {
        format!("<div class=mod><h2><a href={href}>{name}</a></h2>{items}</div>")
    };
    vec![
        (
            "/",
            page(
                "首页",
                &(block(
                    "工作动态",
                    "/gzdt/index.html",
                    &list(&[
                        ("/n/1.html", "青川市举行消防演练活动", "09-19"),
                        ("/n/2.html", "青川市召开重点项目会议", "09-18"),
                    ]),
                ) + &block(
                    "通知公告",
                    "/tzgg/",
                    &list(&[
                        ("/n/3.html", "关于公布行政许可事项的公告", "03-01"),
                        ("/n/9.html", "关于国庆节放假的公告", "09-30"),
                    ]),
                ) + &block(
                    "领导信箱选登",
                    "/ldxx/",
                    &list(&[
                        ("/n/7.html", "关于路灯不亮的来信", "08-01"),
                        ("/n/8.html", "关于公交站点的来信", "07-01"),
                    ]),
                )),
            ),
        ),
        (
            "/gzdt/",
            page(
                "工作动态",
                &list(&[
                    ("/n/1.html", "青川市举行消防演练活动", "2023-09-19"),
                    ("/n/2.html", "青川市召开重点项目会议", "2023-09-18"),
                    ("/n/0.html", "青川市筹备秋季交易会", "2023-10-18"),
                ]),
            ),
        ),
        (
            "/tzgg/",
            page(
                "通知公告",
                &list(&[
                    ("/n/3.html", "关于公布行政许可事项的公告", "2022-03-01"),
                    ("/n/4.html", "关于开展检查的公告", "2021-03-01"),
                ]),
            ),
        ),
        (
            "/zcjd/",
            page(
                "政策解读",
                &list(&[
                    ("/n/5.html", "一图读懂青川市的就业政策", ""),
                    ("/n/6.html", "解读青川市的人才引进办法", ""),
                ]),
            ),
        ),
        (
            "/zcwj/",
            // Pictures that are links, and a link in Latin letters, are no articles of a blank channel.
            page(
                "政策文件",
                "<div><a href=/hd/1.html><img src=/hf.jpg alt=热烈庆祝青川建市六十周年></a></div>\
                 <div><a href=/hd/2.html>banner</a></div><div class=nodata>栏目正在建设中</div>",
            ),
        ),
        (
            "/hdjl/",
            page(
                "互动交流",
                "<div id=mail></div><script>$.ajax('/mail/list')</script>",
            ),
        ),
        ("/jgzn/", article("机构职能", "2019-03-01")),
        (
            "/ldxx/",
            page(
                "领导信箱选登",
                &list(&[
                    ("/n/7.html", "关于路灯不亮的来信", "2023-08-01"),
                    ("/n/8.html", "关于公交站点的来信", "2023-07-01"),
                ]),
            ),
        ),
        (
            "/tzgg/index_2.html",
            page(
                "通知公告",
                &list(&[
                    ("/n/3.html", "旧公告一则", "2020-03-01"),
                    ("/n/4.html", "旧公告二则", "2020-03-01"),
                ]),
            ),
        ),
        ("/n/5.html", article("一图读懂青川市的就业政策", "2023-05-04")),
        ("/n/6.html", article("解读青川市的人才引进办法", "2023-06-07")),
        ("/n/3.html", article("关于公布行政许可事项的公告", "2022-03-01")),
        ("/n/1.html", article("青川市举行消防演练活动", "2023-09-19")),
    ]
}

fn conclude(channels: Vec<DeclaredChannel>, order: impl Fn(&mut Vec<(&'static str, String)>)) -> SiteFacts {
    let mut fold = SiteFold::new(&site(channels), as_of());
    let mut pages = pages();
    order(&mut pages);
    fold.observe_failure(&Url::parse(&format!("{HOST}/rsxx/")).unwrap(), "网页返回404");
    for (path, body) in pages {
        let url = Url::parse(&format!("{HOST}{path}")).unwrap();
        // One entry is answered elsewhere than linked.
        let requested = if path == "/zcjd/" {
            Url::parse(&format!("{HOST}/zcjd/default.aspx")).unwrap()
        } else {
            url.clone()
        };
        fold.observe(&requested, &url, &extract_at(url.as_str(), &body));
    }
    fold.conclude()
}

fn summary(facts: &SiteFacts) -> String {
    let mut out = String::new();
    for c in &facts.channels {
        let latest = c.latest.as_ref().map(|d| {
            format!(
                "{} {:?}{}",
                d.date,
                d.signal,
                if d.year_inferred { "?" } else { "" }
            )
        });
        writeln!(
            out,
            "{} {} {:?}（{}）{} items {} latest {latest:?} {} future {}{}",
            c.name,
            c.url.path(),
            c.kind,
            c.kind_reason,
            if c.first_level { "一级" } else { "" },
            c.items,
            c.latest_url.as_ref().map_or("", |url| url.path()),
            c.future_items,
            c.not_measured
                .as_deref()
                .map(|reason| format!(" {reason}"))
                .unwrap_or_default()
        )
        .unwrap();
    }
    let home = &facts.home;
    writeln!(
        out,
        "home {} {:?} {:?}",
        home.title,
        home.latest.as_ref().map(|d| (d.date, d.signal)),
        home.not_measured
    )
    .unwrap();
    for frame in &facts.frames {
        writeln!(
            out,
            "frame of {} pages, home {}, first {}",
            frame.pages,
            frame.home,
            frame.first_pages[0].path()
        )
        .unwrap();
    }
    out
}

#[test]
fn channels_are_discovered_with_kind_dates_and_reasons() {
    expect![[r#"
        工作动态 /gzdt/ News（名称含“动态”）一级 items 3 latest Some("2023-09-19 List") /n/1.html future 1
        互动交流 /hdjl/ Interaction（名称含“互动”）一级 items 0 latest None  future 0 栏目内容由脚本加载，未能检测
        领导信箱选登 /ldxx/ Interaction（名称含“信箱”） items 2 latest Some("2023-08-01 List") /n/7.html future 0
        人事信息 /rsxx/ Personnel（名称含“人事”）一级 items 0 latest None  future 0 网页返回404
        通知公告 /tzgg/ Notice（名称含“公告”）一级 items 2 latest Some("2022-03-01 List") /n/3.html future 0
        政策解读 /zcjd/ Interpretation（名称含“解读”）一级 items 2 latest Some("2023-06-07 Article") /n/6.html future 0
        政策文件 /zcwj/ Policy（名称含“政策文件”）一级 items 0 latest None  future 0
        home 首页_青川市人民政府 Some((2023-09-19, Article)) None
        frame of 13 pages, home true, first /
    "#]].assert_eq(&summary(&conclude(Vec::new(), |_| {})));
}

#[test]
fn the_order_of_pages_does_not_change_the_conclusion() {
    let straight = conclude(Vec::new(), |_| {});
    for step in 1..8 {
        let turned = conclude(Vec::new(), |pages| {
            pages.rotate_left(step);
            if step % 2 == 0 {
                pages.reverse();
            }
        });
        assert_eq!(turned, straight, "rotated by {step}");
    }
    let doubled = conclude(Vec::new(), |pages| {
        let again = pages[1..4].to_vec();
        pages.extend(again);
    });
    assert_eq!(doubled, straight, "pages observed twice");
}

#[test]
fn declared_channels_overrule_discovery() {
    let declared = |name: &str, path: &str, kind, term| DeclaredChannel {
        name: name.to_owned(),
        url: Url::parse(&format!("{HOST}{path}")).unwrap(),
        kind,
        term_days: term,
    };
    let facts = conclude(
        vec![
            declared("政务要闻", "/gzdt/index.html", ChannelKind::News, None),
            declared("职能", "/jgzn/", ChannelKind::Other, Some(365)),
            declared("信访", "/xf/", ChannelKind::Interaction, Some(90)),
        ],
        |_| {},
    );
    expect![[r#"
        政务要闻 /gzdt/index.html News（登记）一级 items 3 latest Some("2023-09-19 List") /n/1.html future 1
        职能 /jgzn/ Other（登记）一级 items 1 latest Some("2019-03-01 Article") /jgzn/ future 0
        信访 /xf/ Interaction（登记） items 0 latest None  future 0 栏目页面未采集
        home 首页_青川市人民政府 Some((2023-09-19, Article)) None
        frame of 13 pages, home true, first /
    "#]]
    .assert_eq(&summary(&facts));
}

#[test]
fn the_register_s_kind_wins_over_what_name_and_tags_say() {
    let kind = |declared: Vec<DeclaredChannel>| {
        let facts = conclude(declared, |_| {});
        let channel = facts
            .channels
            .iter()
            .find(|channel| channel.url.path() == "/gzdt/");
        let channel = channel.expect("the channel is there");
        format!("{:?}（{}）", channel.kind, channel.kind_reason)
    };
    expect!["News（名称含“动态”）"].assert_eq(&kind(Vec::new()));
    let declared = DeclaredChannel {
        name: "工作动态".to_owned(),
        url: Url::parse(&format!("{HOST}/gzdt/")).unwrap(),
        kind: ChannelKind::Personnel,
        term_days: None,
    };
    expect!["Personnel（登记）"].assert_eq(&kind(vec![declared]));
}

#[test]
fn an_entrance_is_as_fresh_as_the_pages_behind_it() {
    let mut fold = SiteFold::new(&site(Vec::new()), as_of());
    let at = |path: &str| Url::parse(&format!("{HOST}{path}")).unwrap();
    let entrance = "<body><center><a href=/gzdt/><img src=in.jpg alt=进入网站></a> <a href=/en/>English</a></center></body>";
    let (list_page, _) = (pages()[1].1.clone(), ());
    fold.observe(
        &at("/gzdt/"),
        &at("/gzdt/"),
        &extract_at(at("/gzdt/").as_str(), &list_page),
    );
    fold.observe(&at("/"), &at("/"), &extract_at(HOST, entrance));
    let home = fold.conclude().home;
    assert!(home.entrance_only);
    assert_eq!(home.latest.unwrap().date.to_string(), "2023-09-19");
}

#[test]
fn a_home_page_without_dates_takes_those_of_its_articles_or_says_why_not() {
    let at = |path: &str| Url::parse(&format!("{HOST}{path}")).unwrap();
    let undated = list(&[
        ("/n/5.html", "一图读懂青川市的就业政策", ""),
        ("/n/6.html", "解读青川市的人才引进办法", ""),
        ("/n/1.html", "青川市举行消防演练活动", ""),
    ]);
    let home = page("首页", &undated)
        .replace("<i>2023-09-19</i>", "")
        .replace("<i>2023-09-18</i>", "");
    let mut fold = SiteFold::new(&site(Vec::new()), as_of());
    fold.observe(&at("/"), &at("/"), &extract_at(HOST, &home));
    expect!["首页信息未标注日期，未能检测"].assert_eq(&fold.conclude().home.not_measured.unwrap());
    fold.observe(
        &at("/n/6.html"),
        &at("/n/6.html"),
        &extract_at(at("/n/6.html").as_str(), &article("解读", "2023-06-07")),
    );
    let concluded = fold.conclude().home;
    assert_eq!(concluded.latest.unwrap().date.to_string(), "2023-06-07");
    assert_eq!(concluded.latest_url.unwrap().path(), "/n/6.html");
}

#[test]
fn a_site_whose_home_page_failed_says_why() {
    let mut fold = SiteFold::new(&site(Vec::new()), as_of());
    fold.observe_failure(&Url::parse(HOST).unwrap(), "连接被拒绝");
    let facts = fold.conclude();
    assert_eq!(facts.home.not_measured.as_deref(), Some("连接被拒绝"));
    assert!(facts.channels.is_empty());
}

#[test]
fn repeated_texts_are_found_whatever_the_order_and_an_earlier_round_shows_a_moved_date() {
    let at = |path: &str| Url::parse(&format!("{HOST}{path}")).unwrap();
    let text = |number: u32| {
        let sentences: String = (0..12)
            .map(|place| {
                format!(
                    "第{place}场招聘会在青川市第{number}广场举行，提供岗位{}个。",
                    number * 37 + place
                )
            })
            .collect();
        page(
            "招聘会",
            &format!("<h1>青川市举办春季招聘会</h1><div>发布时间：DATE　来源：本网</div><div id=zoom><p>{sentences}</p></div>"),
        )
        .replace("<title>招聘会_", "<title>青川市举办春季招聘会_")
    };
    let pages = [
        ("/gzdt/1.html", text(1).replace("DATE", "2021-03-05")),
        ("/gzdt/2.html", text(2).replace("DATE", "2022-03-05")),
        (
            "/gzdt/3.html",
            text(1)
                .replace("DATE", "2023-09-05")
                .replace("提供岗位", "共提供岗位"),
        ),
        ("/m/gzdt/1.html", text(1).replace("DATE", "2021-03-05")),
    ];
    let conclude = |reversed: bool, recalled: Option<&str>| {
        let mut fold = SiteFold::new(&site(Vec::new()), as_of());
        let mut pages: Vec<_> = pages.iter().collect();
        if reversed {
            pages.reverse();
        }
        for (path, body) in pages {
            fold.observe(&at(path), &at(path), &extract_at(at(path).as_str(), body));
        }
        if let Some(day) = recalled {
            let then = extract_at(HOST, &text(2).replace("DATE", day));
            fold.recall(&ArticleSight {
                url: at("/gzdt/2.html"),
                title: "青川市举办春季招聘会".to_owned(),
                published: then.published,
                sketch: then.sketch.unwrap(),
                first_seen: as_of(),
            });
        }
        fold.conclude()
            .repeats
            .iter()
            .map(|repeat| {
                let copies = repeat.copies.iter().map(|copy| {
                    let before = if copy.seen_before.is_some() { "以前" } else { "" };
                    format!(" {} {}{before}", copy.url.path(), copy.date.unwrap())
                });
                format!("{}{}\n", repeat.title, copies.collect::<String>())
            })
            .collect::<String>()
    };
    let expected = expect![[r#"
        青川市举办春季招聘会 /gzdt/1.html 2021-03-05 /gzdt/3.html 2023-09-05
        青川市举办春季招聘会 /gzdt/2.html 2021-12-01以前 /gzdt/2.html 2022-03-05
    "#]];
    expected.assert_eq(&conclude(false, Some("2021-12-01")));
    assert_eq!(
        conclude(false, Some("2021-12-01")),
        conclude(true, Some("2021-12-01"))
    );
    assert_eq!(
        conclude(false, Some("2022-03-05")),
        conclude(true, None),
        "the same date is no news"
    );
}

#[test]
fn an_entrance_whose_pages_are_all_old_is_as_old_as_they_are() {
    let at = |path: &str| Url::parse(&format!("{HOST}{path}")).unwrap();
    let entrance = "<body><center><a href=/gzdt/>工作动态</a> <a href=/tzgg/>通知公告</a> <a href=/jgzn/>机构职能</a></center></body>";
    let conclude = |newest: &str| {
        let mut fold = SiteFold::new(&site(Vec::new()), as_of());
        fold.observe(&at("/"), &at("/"), &extract_at(HOST, entrance));
        let side = "<div class=side>";
        for (path, day) in [("/gzdt/", newest), ("/tzgg/", "2022-03-01")] {
            let items = list(&[
                ("/n/1.html", "青川市举行消防演练活动", day),
                ("/n/2.html", "青川市召开重点项目会议", "2021-01-04"),
            ]);
            let body = page("栏目", &items);
            let body = body.split(side).next().unwrap();
            fold.observe(&at(path), &at(path), &extract_at(at(path).as_str(), body));
        }
        fold.conclude().home
    };
    for newest in ["2023-09-19", "2023-01-05"] {
        let home = conclude(newest);
        assert!(home.entrance_only && home.not_measured.is_none());
        assert_eq!(home.latest.unwrap().date.to_string(), newest);
        assert_eq!(home.latest_url.unwrap().path(), "/n/1.html");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_large_site_of_articles_takes_a_hundred_and_some_bytes_a_page() {
    const PAGES: u64 = 50_000;
    // Other tests in the same process would be measured too.
    if std::env::var_os("NEXTEST").is_none() {
        return;
    }
    let resident = || -> u64 {
        let said = std::fs::read_to_string("/proc/self/statm").unwrap();
        said.split(' ').nth(1).unwrap().parse::<u64>().unwrap() * 4096
    };
    let mut facts = extract_at(HOST, &article("青川市举行消防演练活动", "2023-09-19"));
    let mut fold = SiteFold::new(&site(Vec::new()), as_of());
    let before = resident();
    for number in 0..PAGES {
        let url = Url::parse(&format!("{HOST}/zwgk/gzdt/202309/t20230919_{number}.html")).unwrap();
        facts.title = format!("青川市举行第{number}次消防演练活动_青川市人民政府");
        let sketch = facts.sketch.as_mut().unwrap();
        sketch.digest += 1;
        fold.observe(&url, &url, &facts);
    }
    let each = (resident() - before) / PAGES;
    assert!(each < 250, "{each} bytes a page");
    assert_eq!(fold.conclude().repeats.len(), 0);
}
