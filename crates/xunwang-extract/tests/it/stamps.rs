//! Dates that a page carries for programmes (hAtom, h-entry, schema.org), and days that stand over an article.

use expect_test::expect;
use xunwang_domain::facts::PageFacts;

use crate::common::extract;

const TEXT: &str = "各镇街要压实责任，抓好秋收秋种、森林防火和校园安全各项工作，确保群众生产生活平稳有序。";

fn told(facts: &PageFacts) -> String {
    let date = facts.published.as_ref().map_or("-".to_owned(), |date| {
        format!("{} {:?} {}", date.date, date.signal, date.text)
    });
    format!("{:?} {date}", facts.kind)
}

/// A blog's page of one post between columns of lists.
fn blog(post: &str) -> PageFacts {
    let box_of = |name: &str| {
        let items: String = (0..6)
            .map(|number| format!("<li><a href=/{name}{number}>{name}的旧文章第{number}篇</a></li>"))
            .collect();
        format!(
            "<div class=widget><h2>{name}</h2><a href=/{name}>更多</a><div class=widget-content><ul>{items}</ul></div></div>"
        )
    };
    let boxes: String = ["秋收", "防汛", "校园", "就业", "医保"].map(box_of).concat();
    extract(&format!(
        "<html><head><title>手记</title></head><body><div class=header><h1>青川手记</h1></div><div class=left>{boxes}</div>
        <div class=main><div class='blog-posts hfeed'>{post}</div></div><div class=right>{boxes}</div></body></html>"
    ))
}

#[test]
fn the_one_entry_of_a_page_gives_its_date() {
    let entry = |stamp: &str| {
        told(&blog(&format!(
            "<div class='post hentry'><h3 class='post-title entry-title'>秋收见闻</h3>
            <div class='post-body entry-content'>{TEXT}<br>{TEXT}<br>{TEXT}</div>
            <div class=post-footer>发布者 小林 <span class=post-timestamp>于 {stamp}</span></div></div>"
        )))
    };
    expect!["Article 2011-07-28 Article 2011-07-28T12:11:00+08:00"].assert_eq(&entry(
        "<a rel=bookmark href=/1.html><abbr class='published' title='2011-07-28T12:11:00+08:00'>12:11 PM</abbr></a>",
    ));
    // In Chinese time.
    expect!["Article 2011-07-28 Article 2011-07-27T16:30:00Z"].assert_eq(&entry(
        "<time class='dt-published' datetime='2011-07-27T16:30:00Z'>3天前</time>",
    ));
    expect!["Article 2011-07-28 Article 2011-07-28"].assert_eq(&entry(
        "<time itemprop=datePublished datetime='2011-07-28'>上周</time><time class=updated datetime='2012-01-01'>昨天</time>",
    ));
    expect!["Article 2012-01-01 Article 2012-01-01"]
        .assert_eq(&entry("<time class=updated datetime='2012-01-01'>昨天</time>"));
    expect!["Other -"].assert_eq(&entry("<abbr class='published' title='永久链接'>12:11</abbr>"));
    expect!["Other -"].assert_eq(&entry("<time datetime='2011-07-28'>活动时间</time>"));
}

#[test]
fn entries_with_days_of_their_own_are_no_article() {
    let entry = |day: u32| {
        format!(
            "<div class='post hentry'><h3>见闻之{day}</h3><div>{TEXT}{TEXT}</div>
            <abbr class='published' title='2011-07-{day:02}T12:11:00+08:00'>12:11</abbr></div>"
        )
    };
    expect!["Other -"].assert_eq(&told(&blog(&[entry(1), entry(2), entry(3)].concat())));
}

#[test]
fn stamps_of_list_items_and_of_the_page_around_are_none_of_the_article() {
    let items: String = (1..6)
        .map(|day| {
            format!("<li><a href=/{day}>青川市开展校园安全检查之{day}</a> <time class=published datetime='2023-08-0{day}'>0{day}日</time></li>")
        })
        .collect();
    let facts = extract(&format!(
        "<div class=header><h1>青川市人民政府</h1><time class=updated datetime='2023-09-19'>今天</time></div>
        <h2>市政府召开常务会议</h2><div class=info>发布时间：2023-09-12</div><div>{TEXT}{TEXT}{TEXT}{TEXT}</div>
        <div class=rel><ul>{items}</ul></div>"
    ));
    expect!["Article 2023-09-12 Article 2023-09-12"].assert_eq(&told(&facts));
}

#[test]
fn a_day_over_the_article_is_read() {
    for day in ["Thursday, July 28, 2011", "2011年7月28日 星期四"] {
        let facts = extract(&format!(
            "<div class=date-outer><h2 class='date-header'><span>{day}</span></h2>
            <div class=post><h3>秋收见闻</h3><div>{TEXT}{TEXT}{TEXT}{TEXT}</div></div></div>"
        ));
        let date = facts.published.map(|date| date.date.to_string());
        assert_eq!(date.as_deref(), Some("2011-07-28"), "{day}");
    }
}
