//! HTML in, facts out: what a page says about itself.

use crate::common::{dates, extract, marks, page_summary, regions};
use expect_test::expect;
use xunwang_domain::facts::{DateSignal, PageKind, PageRegion};

#[test]
fn a_home_page_has_regions_lists_headings_and_marks() {
    let facts = extract(include_str!("fixtures/portal.html"));
    expect![[r#"
        List 青川市人民政府门户网站
        Channel body > div.main:nth-of-type(3) > div.mod > ul | Some("工作动态") Some("/xwzx/gzdt/index.html")
          2023-09-18? 青川市召开秋收工作会议
          2023-09-15? 青川市部署校园安全检查
          2022-12-30? 云岭镇举办新春文化活动
        Channel body > div.main:nth-of-type(3) > div.mod:nth-of-type(2) > ul | Some("通知公告") Some("/zwgk/tzgg/")
          2023-08-30 关于2023年9月1日停水的公告
          2023-08-02 关于征集意见的公告
    "#]].assert_eq(&page_summary(&facts));
    expect![[r#"
        Header: / /images/logo.png
        Carousel: /art/1.html /images/s1.jpg /art/2.html /images/s2.jpg
        Nav: / /zwgk/ /zwgk/tzgg/ /xwzx/gzdt/index.html /zwgk/zcjd/ /hdjl/
        Floating: /zt/piao.html /images/piao.gif
        Channel: /art/2023/9/18/a1.html /art/2023/9/15/a2.html /art/2022/12/30/a3.html /art/b1.html /art/b2.html
        Body: /css/main.css /images/top.png /xwzx/gzdt/index.html /xwzx/gzdt/index.html /zwgk/tzgg/
        Footer: https://beian.miit.gov.cn/ https://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code=9901000001&url=http%3A%2F%2Fwww.qingchuan.gov.cn%2F /images/jiucuo.png //dcs.conac.cn/js/33/000/0000/60000000/CA330000000600000000001.js
    "#]].assert_eq(&regions(&facts));
    expect![[r#"header "青川市人民政府门户网站" codes ["9901000001"] icp ["示ICP备12345678号-1"] police ["示公网安备 99010002000001号"] party true sponsor Some("青川市人民政府办公室") entries ["https://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code=9901000001&url=http%3A%2F%2Fwww.qingchuan.gov.cn%2F [9901000001]"]"#]].assert_eq(&marks(&facts));
}

#[test]
fn a_page_of_tables_without_any_name_has_header_navigation_list_and_footer() {
    let facts = extract(include_str!("fixtures/tables.html"));
    expect![[r#"
        List 政策法规
        Channel body > center > table:nth-of-type(4) > tbody > tr > td:nth-of-type(2) | Some("政策法规") None
          2022-09-12 商务部门行政许可办法
          2022-08-02 成品油流通管理规定
    "#]]
    .assert_eq(&page_summary(&facts));
    expect![[r#"
        Header: # # /en /wza /mail images/top.jpg
        Nav: index.asp l.asp?id=1 l.asp?id=2 l.asp?id=3 l.asp?id=4
        Channel: s.asp?id=11 s.asp?id=12
        Body: l.asp?id=2 l.asp?id=3 index.asp l.asp?id=4 l.asp?id=4&page=1 l.asp?id=4&page=1 l.asp?id=4&page=1 l.asp?id=4&page=1
    "#]].assert_eq(&regions(&facts));
    expect![[r#"header "设为首页 |  加入收藏 |  English |  无障碍 |  政务邮箱 青川市商务局" codes ["9901000031"] icp ["示ICP备20231234号"] police [] party false sponsor Some("青川市商务局") entries []"#]].assert_eq(&marks(&facts));
}

#[test]
fn the_printed_date_outranks_the_tag_and_the_disagreement_is_noted() {
    let facts = extract(
        r#"<html><head><title>关于停水的公告_青川市人民政府</title><meta name="PubDate" content="2023-11-02 10:00"></head><body>
        <div class="header"><img src="/logo.png" alt="青川市人民政府"></div><h1>关于停水的公告</h1>
        <div class="info">发布时间：2023年9月15日 10∶08　来源：本网　浏览次数：25</div>
        <div id="zoom"><p>因管道检修，定于2023年9月20日8时至18时停水，请沿线居民提前储水，不便之处敬请谅解，特此公告，恢复供水时间以现场情况为准，详情可以咨询供水服务电话。</p>
        <p>2023年9月14日</p></div></body></html>"#,
    );
    assert_eq!(facts.kind, PageKind::Article);
    let published = facts.published.unwrap();
    assert_eq!(
        (published.date.to_string().as_str(), published.signal),
        ("2023-09-15", DateSignal::Article)
    );
    expect!["标签PubDate为2023-11-02，与页面所示日期2023-09-15不一致"].assert_eq(&facts.notes.join("\n"));
}

#[test]
fn without_a_printed_date_the_tag_counts_and_then_the_address() {
    let text = "青川市今年的秋收工作进展顺利，各镇街道组织机手和农户抢抓晴好天气。".repeat(8);
    let tagged = extract(&format!(
        r#"<meta name=PubDate content="2023-08-01"><h1>秋收</h1><p>{text}</p>"#
    ));
    assert_eq!(tagged.published.unwrap().signal, DateSignal::Meta);
    let bare = crate::common::extract_at(
        "http://www.qingchuan.gov.cn/zw/202308/t20230803_12.html",
        &format!("<h1>秋收</h1><p>{text}</p>"),
    );
    let published = bare.published.unwrap();
    assert_eq!(
        (published.date.to_string().as_str(), published.signal),
        ("2023-08-03", DateSignal::Url)
    );
}

#[test]
fn dates_beside_titles_are_read_in_the_forms_that_occur() {
    let item = |date: &str| {
        format!(
            "<li><a href=/a/{}>青川市召开秋收工作会议</a><span>{date}</span></li>",
            date.len()
        )
    };
    let page = |date: &str| {
        format!(
            "<ul>{}{}{}</ul>",
            item(date),
            item(&format!("{date} ")),
            item(&format!(" {date}  "))
        )
    };
    let read = |date: &str| {
        dates(&extract(&page(date)))
            .lines()
            .next()
            .unwrap_or("-")
            .to_owned()
    };
    let seen: String = [
        "2023-09-15",
        "[2023-09-15]",
        "2023年9月15日",
        "2023/9/15",
        "2023.09.15",
        "（2023-9-5）",
        "20230915",
        "２０２３－０９－１５",
        "2023-09-15 10∶08",
        "2023-09-15&nbsp;10:08:30",
        "发布时间：2023-09-15",
        "[09-15]",
        "9月15日",
        "12-30",
        "09/15",
        "2023-02-30",
        "1983-09-15",
        "0999-8000000",
        "〔2023〕5号",
        "V2.0.1",
        "10:08",
        "2033-01-01",
        "2023-09-15-001",
        "<b>15</b><i>2023-09</i>",
        "<b>2023.09</b><i>15</i>",
    ]
    .iter()
    .map(|date| format!("{date} → {}\n", read(date)))
    .collect();
    expect![[r#"
        2023-09-15 → 2023-09-15 /a/10
        [2023-09-15] → 2023-09-15 /a/12
        2023年9月15日 → 2023-09-15 /a/16
        2023/9/15 → 2023-09-15 /a/9
        2023.09.15 → 2023-09-15 /a/10
        （2023-9-5） → 2023-09-05 /a/14
        20230915 → 2023-09-15 /a/8
        ２０２３－０９－１５ → 2023-09-15 /a/30
        2023-09-15 10∶08 → 2023-09-15 /a/18
        2023-09-15&nbsp;10:08:30 → 2023-09-15 /a/24
        发布时间：2023-09-15 → 2023-09-15 /a/25
        [09-15] → 2023-09-15? /a/7
        9月15日 → 2023-09-15? /a/9
        12-30 → 2022-12-30? /a/5
        09/15 → 2023-09-15? /a/5
        2023-02-30 → - /a/10
        1983-09-15 → - /a/10
        0999-8000000 → - /a/12
        〔2023〕5号 → - /a/14
        V2.0.1 → - /a/6
        10:08 → - /a/5
        2033-01-01 → 2033-01-01 /a/10
        2023-09-15-001 → - /a/14
        <b>15</b><i>2023-09</i> → 2023-09-15 /a/23
        <b>2023.09</b><i>15</i> → 2023-09-15 /a/23
    "#]]
    .assert_eq(&seen);
}

#[test]
fn a_date_in_the_title_is_no_date_of_the_item() {
    let facts = extract(
        "<ul class=list><li><a href=/1>关于2023年9月1日停水的公告</a></li><li><a href=/2>2023年9月15日值班安排</a></li><li><a href=/3>青川市召开工作会议 2023-09-12</a></li></ul>",
    );
    expect![[r#"
        - /1
        - /2
        2023-09-12 /3"#]]
    .assert_eq(&dates(&facts));
}

#[test]
fn the_year_of_a_short_date_comes_from_the_address_where_it_says_one() {
    let facts = extract(
        "<ul><li><a href=/art/2021/9/15/1.html>青川市召开工作会议</a><span>09-15</span></li><li><a href=/202108/t20210802_3.html>青川市开展安全检查</a><span>08-02</span></li><li><a href=/x.html>青川市举办招聘活动</a><span>08-02</span></li></ul>",
    );
    expect![[r#"
        2021-09-15? /art/2021/9/15/1.html
        2021-08-02? /202108/t20210802_3.html
        2023-08-02? /x.html"#]]
    .assert_eq(&dates(&facts));
}

#[test]
fn lists_of_all_builds_are_read() {
    let builds = [
        (
            "definition list",
            "<dl><dt><a href=/1>青川市召开秋收会议</a></dt><dd>2023-09-12</dd><dt><a href=/2>青川市开展安全检查</a></dt><dd>2023-09-10</dd></dl>",
        ),
        (
            "date before",
            "<div class=l><span>2023-09-12</span><a href=/1>青川市召开秋收会议</a><br><span>2023-09-10</span><a href=/2>青川市开展安全检查</a><br></div>",
        ),
        (
            "lines",
            "<td>·<a href=/1>青川市召开秋收会议</a> [2023-09-12]<br>·<a href=/2>青川市开展安全检查</a> [2023-09-10]<br></td>",
        ),
        (
            "category",
            "<ul><li><a href=/c>[通知]</a><a href=/1>青川市召开秋收会议</a><i>2023-09-12</i></li><li><a href=/c>[公告]</a><a href=/2>青川市开展安全检查</a><i>2023-09-10</i></li></ul>",
        ),
        (
            "picture and summary",
            "<div><div class=item><a href=/1><img src=1.jpg></a><h3><a href=/1>青川市召开秋收会议</a></h3><p>会议要求，9月20日前完成收割。</p><span>2023-09-12</span></div><div class=item><a href=/2><img src=2.jpg></a><h3><a href=/2>青川市开展安全检查</a></h3><p>检查组走访了企业。</p><span>2023-09-10</span></div></div>",
        ),
        (
            "paragraphs",
            "<div><p><a href=/1>青川市召开秋收会议</a><em>2023-09-12</em></p><p><a href=/2>青川市开展安全检查</a><em>2023-09-10</em></p></div>",
        ),
        (
            "rows",
            "<table><tr><th>标题<th>日期<tr><td><a href=/1>青川市召开秋收会议</a><td>2023-09-12<tr><td><a href=/2>青川市开展安全检查</a><td>2023-09-10</table>",
        ),
        (
            "link around all",
            "<div><a href=/1><span>青川市召开秋收会议</span><em>2023-09-12</em></a><a href=/2><span>青川市开展安全检查</span><em>2023-09-10</em></a></div>",
        ),
        (
            "groups",
            "<div><ul><li><a href=/1>青川市召开秋收会议</a>2023-09-12</li></ul><ul><li><a href=/2>青川市开展安全检查</a>2023-09-10</li></ul></div>",
        ),
    ];
    let seen: String = builds
        .iter()
        .map(|(name, html)| format!("{name}: {}\n", dates(&extract(html)).replace('\n', "; ")))
        .collect();
    expect![[r#"
        definition list: 2023-09-12 /1; 2023-09-10 /2
        date before: 2023-09-12 /1; 2023-09-10 /2
        lines: 2023-09-12 /1; 2023-09-10 /2
        category: 2023-09-12 /1; 2023-09-10 /2
        picture and summary: 2023-09-12 /1; 2023-09-10 /2
        paragraphs: 2023-09-12 /1; 2023-09-10 /2
        rows: 2023-09-12 /1; 2023-09-10 /2
        link around all: 2023-09-12 /1; 2023-09-10 /2
        groups: 2023-09-12 /1; 2023-09-10 /2
    "#]]
    .assert_eq(&seen);
}

#[test]
fn marks_are_found_in_every_form() {
    let footers = [
        "<p>网站标识码：bm07000001 京ＩＣＰ备０５０００００１号</p>",
        "<p><span>政府网站标识码</span>&nbsp;<em>9901000001</em></p><p>主&nbsp;&nbsp;办：青川市人民政府办公室</p>",
        r#"<script id="_jiucuo_" sitecode="9901000001" src="https://zfwzgl.www.gov.cn/exposure/jiucuo.js"></script>版权所有：青川市商务局"#,
        r#"<div data-setting="{sitecode:'9901000001'}"><img src="/jiucuo.png"></div>主办单位：青川市商务局"#,
        r#"<span onclick="Link('9901000001')"><img src="/images/jiucuo.png" alt="我为政府网站找错"></span>主办：青川市商务局"#,
        r#"<a href="javascript:void(0)" onclick="window.open('https://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code=9901000001')">政府网站找错</a>承办：青川市信息中心"#,
        r#"<a href="https://zfwzzc.www.gov.cn/check_web/errorInfo/jcInfo/8f14e45f-ceea-467a-9575-000000040213-1"><img src="/jiucuo.png"></a>青川市商务局 版权所有"#,
        r#"<a href="http://121.43.68.40/exposure/jiucuo.html?site_code=9901000001"><img alt="找错" src="/a.png"></a>粤公网安备 44010002000001号"#,
        r#"<img alt="示公网安备99010002000001号" src="/g.png"><script>document.write(unescape("%3Cspan id='_ideConac' %3E"));</script>ICP备案编号：示ICP备2023000001号-2"#,
    ];
    let seen: String = footers
        .iter()
        .map(|footer| {
            marks(&extract(&format!(
                "<div class=main><p>正文</p></div><div class=footer>{footer}</div>"
            ))) + "\n"
        })
        .collect();
    expect![[r#"
        header "" codes ["bm07000001"] icp ["京ICP备05000001号"] police [] party false sponsor None entries []
        header "" codes ["9901000001"] icp [] police [] party false sponsor Some("青川市人民政府办公室") entries []
        header "" codes [] icp [] police [] party false sponsor Some("青川市商务局") entries [" [9901000001]"]
        header "" codes [] icp [] police [] party false sponsor Some("青川市商务局") entries [" [9901000001]"]
        header "" codes [] icp [] police [] party false sponsor Some("青川市商务局") entries [" [9901000001]"]
        header "" codes [] icp [] police [] party false sponsor Some("青川市信息中心") entries ["https://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code=9901000001 [9901000001]"]
        header "" codes [] icp [] police [] party false sponsor Some("青川市商务局") entries ["https://zfwzzc.www.gov.cn/check_web/errorInfo/jcInfo/8f14e45f-ceea-467a-9575-000000040213-1 [-]"]
        header "" codes [] icp [] police ["粤公网安备 44010002000001号"] party false sponsor None entries ["http://121.43.68.40/exposure/jiucuo.html?site_code=9901000001 [9901000001]"]
        header "" codes [] icp ["示ICP备2023000001号-2"] police ["示公网安备99010002000001号"] party true sponsor None entries []
    "#]].assert_eq(&seen);
}

#[test]
fn a_mark_that_an_article_mentions_is_no_mark_of_the_page() {
    let text = "各网站要在底部标明网站标识码：4401000001和粤ICP备12345678号，并设置我为政府网站找错入口。"
        .to_owned();
    let facts = extract(&format!(
        "<div class=header><b>青川市</b></div><div class=content><h1>通知</h1><p>{text}</p><p>{}</p></div><div class=footer>联系我们</div>",
        "请认真落实。".repeat(30)
    ));
    assert!(
        facts.marks.site_codes.is_empty()
            && facts.marks.icp.is_empty()
            && facts.marks.report_entries.is_empty()
    );
}

#[test]
fn the_frame_is_the_templates_and_not_the_texts() {
    let page = |on: usize, main: &str, footer: &str| {
        let menu: String = (0..5)
            .map(|i| {
                format!(
                    "<li{}><a href=/{i}/>栏目{i}</a></li>",
                    if i == on { " class=on" } else { "" }
                )
            })
            .collect();
        extract(&format!(
            "<div class=header><img src=/logo.png alt=青川市></div><ul class=nav>{menu}</ul><div class=main>{main}</div>{footer}"
        ))
        .frame
    };
    let footer = "<div class=footer><p>主办：青川市商务局 网站标识码：9901000001</p></div>";
    let home = page(0, "<p>一</p>", footer);
    assert_ne!(home, 0);
    assert_eq!(
        home,
        page(
            3,
            "<ul><li><a href=/1>青川市召开秋收会议</a>2023-09-12</li></ul>",
            footer
        )
    );
    assert_ne!(home, page(0, "<p>一</p>", ""), "a page without footer");
    assert_ne!(
        home,
        page(
            0,
            "<p>一</p>",
            "<div class=footer><p>主办：青川市商务局</p></div>"
        ),
        "a footer without code"
    );
    assert_eq!(extract("<p>天气</p>").frame, 0, "a fragment");
}

#[test]
fn floating_windows_and_carousels_are_told_apart() {
    let facts = extract(
        r#"<div class="head"><a href="/">青川市</a></div><div class="swiper-container"><div class="swiper-slide"><a href="/a"><img src="1.jpg"></a></div><div class="swiper-slide"><a href="/b"><img src="2.jpg"></a></div></div>
        <div id="piaochuang"><a href="/f"><img src="f.gif"></a></div><div style="POSITION: fixed; left:0"><a href="/g">适老</a></div><p>正文</p>"#,
    );
    let region = |href: &str| {
        facts
            .links
            .iter()
            .find(|link| link.href == href)
            .map(|link| link.region)
    };
    assert_eq!(region("1.jpg"), Some(PageRegion::Carousel));
    assert_eq!(region("/b"), Some(PageRegion::Carousel));
    assert_eq!(region("/f"), Some(PageRegion::Floating));
    assert_eq!(region("/g"), Some(PageRegion::Floating));
}

#[test]
fn references_in_css_srcset_and_odd_elements_are_found_and_those_in_comments_not() {
    let facts = extract(
        r#"<base href="/sub/"><body background="bg.gif"><style>/* url(no.png) */ .a{background:url( "css.png" )} @font-face{src:url(f.woff)} @import "x.css";</style>
        <div style="background-image:url(&quot;st.png&quot;)"></div><img srcset="s1.png 1x, s2.png 2x" src=s0.png><input type=IMAGE src=in.png>
        <video poster=p.jpg src=v.mp4></video><object data=o.swf></object><embed src=e.swf><audio><source src=a.mp3></audio><link rel="shortcut icon" href=i.ico><link rel=canonical href=no>
        <iframe src=fr.html></iframe><map><area href=ar.html></map><meta http-equiv=refresh content="0; url=/index2.html"><!-- <img src=no.png> --><script>"<img src=no2.png>"</script>"#,
    );
    let seen: Vec<String> = facts
        .links
        .iter()
        .map(|link| format!("{:?} {}", link.kind, link.href))
        .collect();
    expect![[r#"
        Background bg.gif
        Background css.png
        Resource f.woff
        Resource x.css
        Background st.png
        Image s0.png
        Image s1.png
        Image s2.png
        Image in.png
        Media v.mp4
        Image p.jpg
        Media o.swf
        Media e.swf
        Media a.mp3
        Resource i.ico
        Frame fr.html
        Anchor ar.html
        Anchor /index2.html"#]]
    .assert_eq(&seen.join("\n"));
    assert_eq!(facts.base.as_str(), "http://www.qingchuan.gov.cn/sub/");
}

#[test]
fn contents_that_come_by_script_or_frame_are_recognised() {
    let needs = |body: &str| {
        extract(&format!(
            "<div class=header>青川市</div>{body}<div class=footer>主办：青川市</div>"
        ))
        .needs_script
    };
    assert!(needs(
        "<ul id=list></ul><script>$.ajax({url:'/api/list'})</script>"
    ));
    assert!(needs("<div>数据加载中，请稍候</div>"));
    assert!(needs("<iframe src=/inner.html></iframe>"));
    assert!(needs("<li>{{item.title}}</li>"));
    assert!(
        !needs("<ul class=list></ul><script>var menu = 1;</script>"),
        "an empty list is blank"
    );
    assert!(!needs("<p>暂无信息</p>"));
}

#[test]
fn hostile_pages_are_read_in_bounded_time_and_memory() {
    let deep = "<div><a href=/x>".repeat(10_000);
    assert!(extract(&deep).links.len() >= 10_000);
    let wide = "<li><a href=/y>青川市召开会议</a>2023-09-01</li>".repeat(100_000);
    assert_eq!(extract(&wide).links.len(), 100_000);
    for odd in [
        "<",
        "<a",
        "<a href=",
        "<!--",
        "<script>",
        "\0\0\0",
        "<a href='",
        "&#x110000;&#xd800;",
        "<svg><![CDATA[",
    ] {
        extract(odd);
        extract(&odd.repeat(3000));
    }
    assert!(extract(&"<table><tr><td>".repeat(20_000)).links.is_empty());
    assert!(extract(&"<b><p></b>".repeat(20_000)).links.is_empty());
    // The time that this thread was given, so that a busy machine does not count against the pages.
    let given = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    let nanoseconds: u64 = given.split(' ').next().unwrap().parse().unwrap();
    assert!(nanoseconds < 30_000_000_000, "{nanoseconds} ns");
}

#[test]
fn references_that_a_script_or_a_style_makes_are_read() {
    let facts = extract(
        r#"<body><img src="/img/blank.gif" data-original="/img/a.jpg" alt="甲">
        <img data-src="/img/b.png"><img data-src="{{item.img}}"><img data-lazy="true" src="/img/c.png">
        <img data-url="/zt/index.html" src="/img/d.png"><img data-url="/img/e.jpeg">
        <img srcset="/img/f1.jpg 1x, /img/f2.jpg 2x" data-srcset="/img/g1.jpg 480w">
        <iframe data-src="/weather.html"></iframe><picture><source srcset="/img/h.webp"></picture>
        <div style="background:url('/img/i.jpg')"></div>
        <div onclick="location.href='/a1.html'">一</div><li onclick='window.open("/a2.html","_blank")'>二</li>
        <a href="javascript:window.open('/a3.html')">三</a>
        <a href="javascript:void(0)" onclick="self.location=&quot;/a4.html?x=1&amp;y=2&quot;">四</a>
        <b onclick="window.location.replace('/a5.html');return false">五</b>
        <b onclick="location.href='/a6.html?id='+id">六</b><b onclick="location.reload()">七</b>
        <b onclick="window.open(url)">八</b>
        <select><option value="">友情链接</option><option value="http://b.example/">云岭市人民政府</option></select>
        <meta http-equiv="refresh" content="5; url='/moved.html'"></body>"#,
    );
    let read: Vec<String> = facts
        .links
        .iter()
        .map(|link| format!("{:?} {} {}", link.kind, link.href, link.text))
        .collect();
    expect![[r#"
        Image /img/blank.gif 甲
        Image /img/a.jpg 甲
        Image /img/b.png 
        Image /img/c.png 
        Image /img/d.png 
        Image /img/e.jpeg 
        Image /img/f1.jpg 
        Image /img/f2.jpg 
        Image /img/g1.jpg 
        Frame /weather.html 
        Image /img/h.webp 
        Background /img/i.jpg 
        Anchor /a1.html 一
        Anchor /a2.html 二
        Anchor /a3.html 三
        Anchor javascript:window.open('/a3.html') 三
        Anchor /a4.html?x=1&y=2 四
        Anchor javascript:void(0) 四
        Anchor /a5.html 五
        Anchor http://b.example/ 云岭市人民政府
        Anchor /moved.html "#]]
    .assert_eq(&read.join("\n"));
}
