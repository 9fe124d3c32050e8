//! Pages of one box: text, date and related links, or name and navigation, stand side by side in the same element.

use crate::common::{dates, extract, marks, regions};
use expect_test::expect;

/// A paragraph of an article, longer than any line about it.
const PROSE: &str = "各镇街要压实责任，抓好秋收秋种、森林防火和校园安全各项工作，确保群众生产生活平稳有序，各有关部门要加强值班值守，遇有情况及时报告，不得迟报漏报瞒报，全市上下要同心协力完成全年目标任务。";

#[test]
fn an_articles_date_is_read_beside_the_links_in_the_same_box() {
    let related = "<a href=/1>青川市召开秋收工作会议</a><br><a href=/2>青川市开展校园安全检查</a><br><a href=/3>云岭镇开展森林防火巡查</a><br>";
    let dated = related.replace("<br>", " (2023-08-01)<br>");
    let articles = [
        (
            "cell",
            format!(
                "<table><tr><td><center><font size=5>市政府召开常务会议</font><br><font size=2>(2023年9月12日) 本网讯</font></center><hr>{PROSE}<br>{PROSE}<hr>{related}</table>"
            ),
        ),
        (
            "one paragraph",
            format!("<div><b>市政府召开常务会议</b><br>2023-09-12<hr>{PROSE}{PROSE}<hr>{related}</div>"),
        ),
        (
            "spans",
            format!(
                "<div><div><span>市政府召开常务会议</span></div><div><span><span>[2023.09.12]</span></span></div><div>{PROSE}</div><div>{PROSE}</div><p>{related}</p></div>"
            ),
        ),
        (
            "dated links",
            format!(
                "<td><center>市政府召开常务会议<br>2023/9/12 来源：本网</center>{PROSE}<br>{PROSE}<hr>{dated}</td>"
            ),
        ),
        (
            "links first",
            format!("<div>{dated}<hr><h2>市政府召开常务会议</h2>2023年9月12日<br>{PROSE}<br>{PROSE}</div>"),
        ),
        (
            "rows",
            format!(
                "<table><tr><td>市政府召开常务会议<tr><td>2023-09-12 10:08<tr><td>{PROSE}{PROSE}<tr><td><a href=/1>青川市召开秋收工作会议</a><tr><td><a href=/2>青川市开展校园安全检查</a><tr><td><a href=/3>云岭镇开展森林防火巡查</a></table>"
            ),
        ),
        (
            "attachment",
            format!(
                "<table><tbody><tr><td>市政府召开常务会议<tr><td><table><tr><td>发布日期:2023-09-12 10:08<td>浏览次数:<td>字号:[大 中 小]</table><tr><td><p>{PROSE}<p>附件:<a href=/1.pdf>青川市秋收秋种工作方案.pdf</a></tbody></table>"
            ),
        ),
    ];
    let seen: String = articles
        .iter()
        .map(|(name, html)| {
            let facts = extract(&format!("<html><body>{html}</body></html>"));
            let date = facts
                .published
                .as_ref()
                .map(|published| published.date.to_string());
            format!(
                "{name}: {:?} {date:?} {}; text {}\n",
                facts.kind,
                dates(&facts).replace('\n', "; "),
                facts.text.contains("压实责任")
            )
        })
        .collect();
    expect![[r#"
        cell: Article Some("2023-09-12") - /1; - /2; - /3; text true
        one paragraph: Article Some("2023-09-12") - /1; - /2; - /3; text true
        spans: Article Some("2023-09-12") - /1; - /2; - /3; text true
        dated links: Article Some("2023-09-12") 2023-08-01 /1; 2023-08-01 /2; 2023-08-01 /3; text true
        links first: Article Some("2023-09-12") 2023-08-01 /1; 2023-08-01 /2; 2023-08-01 /3; text true
        rows: Article Some("2023-09-12") - /1; - /2; - /3; text true
        attachment: Article Some("2023-09-12") ; text true
    "#]]
    .assert_eq(&seen);
}

#[test]
fn the_way_to_a_page_and_its_article_in_boxes_alike_are_no_list() {
    let related: String = (1..9)
        .map(|number| format!("<tr><td>·<a href=/{number}>青川市开展校园安全检查第{number}次</a></td></tr>"))
        .collect();
    for (name, trail, times) in [
        ("long", "首页 &raquo; <a href=/kx/>基层快讯</a>", 6),
        (
            "short",
            "您的位置:<a href=/>首页</a> &raquo; <a href=/kx/>基层快讯</a> &raquo; 正文",
            1,
        ),
    ] {
        let text = format!("<p>{}</p>", PROSE.repeat(times));
        let facts = extract(&format!(
            "<html><body><table class=wrap><tr><td>{trail}</td></tr></table>
            <table class='wrap main'><tr><td>集中整治网站“页面不存在”问题</td></tr>
            <tr><td><table><tr><td>发布日期:2023-09-12&nbsp;11:20</td><td>浏览次数:<script src=/js/c.js></script></td></tr></table></td></tr>
            <tr><td>{text}<p>参见:<a href=/fj.doc>有关内容</a></p><p>相关：<a href=/ad>精选好物</a></p></td></tr></table>
            <div class='wrap rel'><div>相关信息</div><table>{related}</table></div></body></html>"
        ));
        let date = facts
            .published
            .as_ref()
            .map(|published| published.date.to_string());
        assert_eq!(date.as_deref(), Some("2023-09-12"), "{name}");
        let regions = regions(&facts);
        assert!(
            regions.contains("Body: ") && !regions.contains("Channel: /ad"),
            "{name}: {regions}"
        );
        let body = regions.lines().find(|line| line.starts_with("Body: ")).unwrap();
        assert!(
            body.contains("/fj.doc") && body.contains("/ad"),
            "{name}: {regions}"
        );
    }
}

#[test]
fn a_box_of_stories_is_no_item_though_one_title_is_much_longer() {
    let story = |number: u32, title: &str, day: &str| {
        format!("<div class=story><h4><a href=/{number}>{title}</a></h4><p class=when>{day}</p></div>")
    };
    let facts = extract(&format!(
        "<html><body><div id=masthead><h1>Qingchuan</h1></div><div id=content><h2>Notices</h2><div class=stories>{}{}{}</div></div></body></html>",
        story(1, "Meeting held on forest protection", "April 17, 2022"),
        story(2, "Meeting held on food safety", "August 21, 2023"),
        story(
            3,
            "New measures for public transport take effect in the eastern suburbs",
            "August 4, 2023"
        ),
    ));
    expect![[r#"
        2022-04-17 /1
        2023-08-21 /2
        2023-08-04 /3"#]]
    .assert_eq(&dates(&facts));

    let item = |number: u32, title: &str, day: &str| {
        format!("<li><a href=/{number}>{title}</a><span>[{day}]</span></li>")
    };
    let menu = "<li><a href=/gzdt/>工作动态</a></li><li><a href=/rsxx/>人事信息</a></li>";
    let facts = extract(&format!(
        "<html><body><div class=toubu><h1>青川市住房和城乡建设局</h1></div><div class=liebiao><div class=zuolan><h3>栏目导航</h3><ul>{menu}</ul></div>
        <div class=youlan><div class=biaoti><h2>人事信息</h2></div><ul class=xwlb>{}{}{}</ul></div></div></body></html>",
        item(1, "青川市住房和城乡建设局2022年公开招聘交通运输工作人员拟聘名单", "2022-10-27"),
        item(2, "关于市民政局职务任免的通知", "2023-08-07"),
        item(3, "关于市水务局职务任免的通知", "2023-05-06"),
    ));
    expect![[r#"
        2022-10-27 /1
        2023-08-07 /2
        2023-05-06 /3"#]]
    .assert_eq(&dates(&facts));
}

#[test]
fn the_dates_of_a_list_are_no_date_of_its_page() {
    let lists = [
        (
            "after",
            "<td><h3>通知公告</h3><a href=/1>青川市召开秋收工作会议</a> (2023-09-12)<br><a href=/2>青川市开展校园安全检查</a> (2023-09-10)<br><a href=/3>云岭镇开展森林防火巡查</a> (2023-08-01)<br></td>",
        ),
        (
            "before",
            "<td><h3>通知公告</h3>2023-09-12 <a href=/1>青川市召开秋收工作会议</a><br>2023-09-10 <a href=/2>青川市开展校园安全检查</a><br>2023-08-01 <a href=/3>云岭镇开展森林防火巡查</a><br></td>",
        ),
        (
            "elements after",
            "<div><h3>通知公告</h3><a href=/1>青川市召开秋收工作会议</a><i>2023-09-12</i><a href=/2>青川市开展校园安全检查</a><i>2023-09-10</i><a href=/3>云岭镇开展森林防火巡查</a><i>2023-08-01</i></div>",
        ),
    ];
    let seen: String = lists
        .iter()
        .map(|(name, html)| {
            let facts = extract(&format!("<html><body>{html}<p>{PROSE}</p></body></html>"));
            format!(
                "{name}: {:?} {:?} {}\n",
                facts.kind,
                facts.published,
                dates(&facts).replace('\n', "; ")
            )
        })
        .collect();
    expect![[r#"
        after: List None 2023-09-12 /1; 2023-09-10 /2; 2023-08-01 /3
        before: List None 2023-09-12 /1; 2023-09-10 /2; 2023-08-01 /3
        elements after: List None 2023-09-12 /1; 2023-09-10 /2; 2023-08-01 /3
    "#]]
    .assert_eq(&seen);
}

#[test]
fn rows_are_items_however_their_lengths_differ_and_two_paragraphs_are_a_list() {
    let lists = [
        "<table class=gk-list><thead><tr><th>标题</th><th>日期</th></tr></thead><tbody><tr><td>(置顶)<a href=/1>关于职务任免的通知</a></td><td>2021-09-16</td></tr><tr><td><a href=/2>关于职务任免的通告</a></td><td>2023-04-27</td></tr><tr><td><a href=/3>示例省文化和旅游厅2023年公开招聘工作人员拟聘名单</a></td><td>2023-02-12</td></tr></tbody></table>",
        "<td><h3>公众互动</h3><p><img src=/dot.gif> <a href=/1>关于消费维权便民措施的咨询</a><p><img src=/dot.gif> <a href=/2>请问重点项目便民措施如何办理</a></td>",
        // Links in running text are no list.
        "<div><p>有关内容见<a href=/1>关于消费维权便民措施的咨询</a>一文。</p><p>办理方法见<a href=/2>请问重点项目便民措施如何办理</a>一文。</p></div>",
    ];
    let seen: Vec<String> = lists.iter().map(|html| dates(&extract(html))).collect();
    expect![[r#"
        2021-09-16 /1
        2023-04-27 /2
        2023-02-12 /3

        - /1
        - /2

    "#]]
    .assert_eq(&seen.join("\n\n"));
}

#[test]
fn a_name_in_one_box_with_the_navigation_is_the_headers() {
    let links: String = (1..=9).map(|n| format!("<a href=/l{n}>政务栏目</a>|")).collect();
    let more: String = (1..=8).map(|n| format!("<a href=/m{n}>服务栏目</a>|")).collect();
    let crumbs = "<a href=/>首页</a> - <a href=/l1>政务要闻</a> - 正文";
    let list = "<ul><li><a href=/1>青川市召开秋收工作会议</a> 2023-09-12</li><li><a href=/2>青川市开展校园安全检查</a> 2023-09-10</li></ul>";
    let heads = [
        (
            "cells",
            format!(
                "<table><tr><td><table><tr><td><img src=/logo.png><td>青川市人民政府</table><tr><td><a href=/>首页</a>|{links}<tr><td><a href=/b><img src=/b.jpg width=1000></a><tr><td>{crumbs}</table>"
            ),
        ),
        (
            "two rows",
            format!(
                "<table><tr><td>青川市人民政府<tr><td><a href=/>首页</a>|{links}<tr><td>{more}<tr><td>{crumbs}</table>"
            ),
        ),
        (
            "boxes",
            format!(
                "<div><div><b>青川市人民政府</b><i>为人民服务</i></div><div><p><a href=/>首页</a>|{links}</p></div><div>{crumbs}</div></div>"
            ),
        ),
        (
            "menu of menus",
            format!(
                "<div><b>青川市人民政府</b></div><ul><li><a href=/>首页</a></li><li><span>政务</span><p>{links}</p></li><li><span>服务</span><p>{more}</p></li></ul>"
            ),
        ),
    ];
    let seen: String = heads
        .iter()
        .map(|(name, head)| {
            let facts = extract(&format!(
                "<html><body>{head}<div>{list}</div><div>网站标识码：9901000001</div></body></html>"
            ));
            let header = marks(&facts);
            let header = header.split(" codes").next().unwrap_or_default();
            format!("{name}: {header}\n{}", regions(&facts))
        })
        .collect();
    expect![[r#"
        cells: header "青川市人民政府"
        Header: /logo.png
        Banner: /b /b.jpg
        Nav: / /l1 /l2 /l3 /l4 /l5 /l6 /l7 /l8 /l9
        Channel: /1 /2
        Body: / /l1
        two rows: header "青川市人民政府"
        Nav: / /l1 /l2 /l3 /l4 /l5 /l6 /l7 /l8 /l9 /m1 /m2 /m3 /m4 /m5 /m6 /m7 /m8
        Channel: /1 /2
        Body: / /l1
        boxes: header "青川市人民政府为人民服务"
        Nav: / /l1 /l2 /l3 /l4 /l5 /l6 /l7 /l8 /l9
        Channel: /1 /2
        Body: / /l1
        menu of menus: header "青川市人民政府"
        Nav: / /l1 /l2 /l3 /l4 /l5 /l6 /l7 /l8 /l9 /m1 /m2 /m3 /m4 /m5 /m6 /m7 /m8
        Channel: /1 /2
    "#]]
    .assert_eq(&seen);
}
