//! Feeds as platforms and bridges write them.

use std::sync::Arc;

use expect_test::expect;
use xunwang_domain::account::{AccountCode, ObservationOutcome};
use xunwang_fetch::{FetchSettings, Hosts, PoliteFetcher};
use xunwang_media::{FeedError, look_at_feed, read_feed};

use super::server::{HOST, at, now, platform, told};

const RSS: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>江口发布</title><link>http://a.example/</link>
<item><title>关于防汛工作的通知</title><link>http://a.example/1?a=1&amp;b=2</link><guid isPermaLink="false">msg-1</guid>
<pubDate>Thu, 14 Sep 2023 23:30:00 GMT</pubDate><description><![CDATA[<p>全文 & 图</p>]]></description></item>
<item><title>停水&#20844;告</title><link>http://a.example/2</link><dc:date>2023-09-13T08:00:00+08:00</dc:date></item>
<item><title>没有日期的一条</title><link>http://a.example/3</link></item>
</channel></rss>"#;

const ATOM: &str = r#"<feed xmlns="http://www.w3.org/2005/Atom"><title>江口教育</title><author><name>江口市教育局</name></author>
<entry><id>tag:a.example,2023:7</id><title type="html">开学第一课</title><link rel="enclosure" href="http://a.example/7.mp4"/>
<link href="http://a.example/7"/><published>2023-09-01T07:00:00-05:00</published><updated>2023-09-02T00:00:00Z</updated>
<author><name>张某</name></author><content type="html">&lt;p&gt;正文&lt;/p&gt;</content></entry></feed>"#;

const JSON: &str = r#"{"version":"https://jsonfeed.org/version/1.1","title":"江口水利","items":[
{"id":"9","url":"http://a.example/9","title":"汛情","date_published":"2023-09-12 08:00:00","content_text":"水位"}]}"#;

#[test]
fn all_three_kinds_are_read_with_their_zones() {
    let posts = |bytes: &str| -> Vec<String> {
        let feed = read_feed(bytes.as_bytes()).unwrap();
        let told = feed.posts.iter().map(|post| {
            format!(
                "{} {} {} {}",
                post.published_at, post.title, post.address, post.text
            )
        });
        told.chain([format!("{} {}", feed.title, feed.undated)]).collect()
    };
    assert_eq!(
        posts(RSS),
        [
            "2023-09-14 23:30:00 UTC 关于防汛工作的通知 http://a.example/1?a=1&b=2 <p>全文 & 图</p>",
            "2023-09-13 00:00:00 UTC 停水公告 http://a.example/2 ",
            "江口发布 1",
        ]
    );
    assert_eq!(
        posts(ATOM),
        [
            "2023-09-01 12:00:00 UTC 开学第一课 http://a.example/7 <p>正文</p>",
            "江口教育 0"
        ]
    );
    assert_eq!(
        posts(JSON),
        [
            "2023-09-12 00:00:00 UTC 汛情 http://a.example/9 水位",
            "江口水利 0"
        ]
    );
}

#[test]
fn what_is_no_feed_or_breaks_off_is_none() {
    for (bytes, error) in [
        ("", FeedError::NoFeed),
        ("没有更新", FeedError::NoFeed),
        ("<html><body>验证码</body></html>", FeedError::NoFeed),
        ("{\"items\":[]}", FeedError::NoFeed),
        (
            "{\"version\":\"https://jsonfeed.org/version/1\",",
            FeedError::Broken,
        ),
        (&RSS[..400], FeedError::Broken),
    ] {
        assert_eq!(read_feed(bytes.as_bytes()), Err(error), "{bytes}");
    }
    let bomb = format!("<rss>{}", "<a>".repeat(10_000));
    assert!(read_feed(bomb.as_bytes()).is_err());
    let entities = "<!DOCTYPE rss [<!ENTITY a \"aaaa\">]><rss><channel><title>&a;</title></channel></rss>";
    assert!(read_feed(entities.as_bytes()).is_err());
}

async fn look(status: u16, body: &'static str, is_complete: bool) -> xunwang_domain::account::AccountLook {
    let platform = platform(now(), move |_| (status, body.to_owned())).await;
    let settings = FetchSettings {
        hosts: Some(Hosts::parse(&platform.hosts).unwrap()),
        rate_per_host: f64::INFINITY,
        retries: 0,
        ..FetchSettings::default()
    };
    let fetcher = Arc::new(PoliteFetcher::new(settings).unwrap());
    let account = AccountCode::parse("A1").unwrap();
    let address = format!("http://{HOST}/feed.xml").parse().unwrap();
    look_at_feed(&*fetcher, (&account, "订阅源"), &address, is_complete, now()).await
}

#[tokio::test]
async fn a_feed_sees_all_only_where_the_office_has_said_so() {
    expect![[r#"
        成功 非全量 订阅源标题“江口水利”
        2023-09-12 00:00 汛情 id 9
    "#]]
    .assert_eq(&told(&look(200, JSON, false).await));
    assert!(look(200, JSON, true).await.observation.sees_all);
    // One without a date may be newer than all others.
    assert!(!look(200, RSS, true).await.observation.sees_all);
}

#[tokio::test]
async fn a_feed_that_fails_says_nothing() {
    for (status, body, reason) in [
        (404, "", "观测失败：订阅源返回404"),
        (403, "", "账号授权已过期"),
        (200, "<html></html>", "观测失败：不是 RSS、Atom 或 JSON Feed"),
        (500, JSON, "观测失败：订阅源返回500"),
    ] {
        let look = look(status, body, true).await;
        assert_eq!(look.observation.outcome.reason().unwrap(), reason);
        assert!(!look.observation.sees_all && look.posts.is_empty());
    }
}

#[tokio::test]
async fn a_post_that_is_dated_ahead_is_none() {
    let ahead = r#"{"version":"https://jsonfeed.org/version/1.1","items":[
        {"id":"1","title":"明天","date_published":"2023-09-16T08:00:00+08:00"}]}"#;
    let look = look(200, ahead, true).await;
    assert_eq!(look.observation.outcome, ObservationOutcome::Seen);
    assert!(look.posts.is_empty() && !look.observation.sees_all);
    assert!(look.observation.note.contains("晚于观测时间"));
    assert!(look.observation.at < at("2023-09-16T00:00:00Z"));
}
