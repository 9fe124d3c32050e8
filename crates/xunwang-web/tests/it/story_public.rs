//! The public page: what was issued and put there, as far as the office chose, for everybody; and nothing else.

use axum::body::Body;
use chrono::{DateTime, TimeDelta};
use http::{Request, StatusCode, header};
use quick_xml::events::Event;
use url::Url;
use uuid::Uuid;
use xunwang_domain::paper::PaperId;
use xunwang_domain::registry::SiteCode;
use xunwang_domain::round::RoundId;
use xunwang_extract::{PageInput, SiteFold, extract_page};
use xunwang_ports::Clock as _;
use xunwang_report::document::{Block, Document, Span};

use super::harness::{Answer, Browser, Office};
use super::judged::judged_round;
use super::story_paper::{Sheet, begin, head, issue, staffed, strip};

const WHOLE: (&str, &str) = ("示例省人民政府办公厅", "2026Q3");
const NUMBER: &str = "示办函〔2026〕15号";

/// Puts a paper on the public page with these attachments.
async fn publish(office: &Office, path: &str, attachments: &[&str]) {
    let mut sheet = Sheet::of(office, "wang", path).await;
    let mut fields = vec![("do", "publish")];
    fields.extend(attachments.iter().map(|number| ("attachment", *number)));
    sheet.done("/public", &fields).await;
}

/// The round that a paper tells of.
async fn round_of(office: &Office, path: &str) -> RoundId {
    let id = Uuid::parse_str(path.trim_start_matches("/papers/")).unwrap();
    let mut tx = office.store.read().await.unwrap();
    tx.paper(PaperId(id)).await.unwrap().unwrap().0.round
}

async fn hide(office: &Office, path: &str) {
    let mut sheet = Sheet::of(office, "wang", path).await;
    sheet.done("/public", &[("do", "hide")]).await;
}

/// A paper of the third quarter that was issued and published with its first attachment; where it is worked on, and where it
/// is public.
pub(crate) async fn published(office: &Office) -> (String, String) {
    let round = judged_round(office, 301, WHOLE, &["9901000001"]).await;
    let path = begin(office, round).await;
    issue(office, &path, NUMBER).await;
    publish(office, &path, &["1"]).await;
    let open = path.replace("/papers/", "/open/");
    (path, open)
}

async fn ask(browser: &mut Browser, path: &str, name: header::HeaderName, value: &str) -> Answer {
    let request = Request::get(path).header(name, value).body(Body::empty());
    browser.send(request.unwrap()).await
}

#[tokio::test]
async fn only_what_is_sealed_and_chosen_is_public() {
    let office = staffed().await;
    let mut nobody = office.browser();
    let list = nobody.get("/open").await;
    assert_eq!(list.status, StatusCode::OK);
    assert!(list.text.contains("还没有公开的通报"), "{}", list.text);

    let round = judged_round(&office, 301, WHOLE, &["9901000001"]).await;
    let path = begin(&office, round).await;
    let open = path.replace("/papers/", "/open/");
    let parts = ["", "/circular.pdf", "/data.csv", "/data.json"];
    for part in parts {
        let answer = nobody.get(&format!("{open}{part}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "草稿{part}");
        assert!(answer.text.contains("没有公开"), "{}", answer.text);
    }
    issue(&office, &path, NUMBER).await;
    for part in parts {
        let answer = nobody.get(&format!("{open}{part}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "印发未公开{part}");
    }
    assert!(nobody.get("/open").await.text.contains("还没有公开的通报"));

    // With the counts alone: the text as it was sealed, no list, no PDF that carries it, no way into the office.
    publish(&office, &path, &["1"]).await;
    let mut sheet = Sheet::of(&office, "wang", &path).await;
    let sealed: Document = serde_json::from_slice(&sheet.get("/files/document.json").await.bytes).unwrap();
    let page = nobody.get(&open).await;
    assert_eq!(page.status, StatusCode::OK);
    let plain = strip(&page.text);
    for block in &sealed.blocks {
        if let Block::Paragraph(spans) = block {
            let words: String = spans.iter().map(Span::shown).collect();
            assert!(plain.contains(&words), "没有“{words}”：{plain}");
        }
    }
    for says in [
        NUMBER,
        "id=\"a1\"",
        "<th scope=\"col\">",
        "<caption>",
        "（未公开）",
    ] {
        assert!(page.text.contains(says), "没有“{says}”：{}", page.text);
    }
    for secret in [
        "id=\"a2\"",
        "江口市人民政府办公室",
        "/papers/",
        "figure=",
        "data-ref",
        "circular.pdf",
        "<script",
        "csrf",
    ] {
        assert!(!page.text.contains(secret), "“{secret}”：{}", page.text);
    }
    assert!(page.headers.get(header::SET_COOKIE).is_none());
    let pdf = nobody.get(&format!("{open}/circular.pdf")).await;
    assert_eq!(pdf.status, StatusCode::NOT_FOUND);
    let csv = nobody.get(&format!("{open}/data.csv")).await.text;
    let lines: Vec<&str> = csv.lines().collect();
    assert!(
        lines[0].starts_with("\u{feff}季度,对象,地区（部门）,运行数"),
        "{csv}"
    );
    assert!(
        csv.contains("2026Q3,政府网站,江口市,2,2,,,1,1,50.0%,来源"),
        "{csv}"
    );
    assert!(csv.contains("2026Q3,政府网站,合计,3,3,,,2,1,66.7%"), "{csv}");
    assert!(!csv.contains("人民政府门户网站"), "{csv}");
    let data: serde_json::Value =
        serde_json::from_slice(&nobody.get(&format!("{open}/data.json")).await.bytes).unwrap();
    assert_eq!(data["lists"], serde_json::json!([]));
    let rows = data["tables"][0]["rows"].as_array().unwrap();
    let total = rows.last().unwrap();
    assert_eq!((&total["checked"], &total["failed"]), (&3.into(), &1.into()));
    assert_eq!(
        (&total["is_total"], &total["pass_rate"]),
        (&true.into(), &0.667.into())
    );
    assert_eq!(data["url"], format!("http://xunwang.test{open}"));
    assert!(data["source"].as_str().unwrap().contains(NUMBER));

    // A word of the list alone is not found, as long as the list is not public.
    let search =
        "/open?q=%E6%B1%9F%E5%8F%A3%E5%B8%82%E4%BA%BA%E6%B0%91%E6%94%BF%E5%BA%9C%E5%8A%9E%E5%85%AC%E5%AE%A4";
    assert!(nobody.get(search).await.text.contains("没有找到"));
    publish(&office, &path, &["2", "1", "1"]).await;
    let page = nobody.get(&open).await.text;
    assert!(
        page.contains("id=\"a2\"") && page.contains("circular.pdf"),
        "{page}"
    );
    assert!(nobody.get(search).await.text.contains(&open));
    let pdf = nobody.get(&format!("{open}/circular.pdf")).await;
    assert_eq!(pdf.bytes, sheet.get("/files/circular.pdf").await.bytes);
    let data = nobody.get(&format!("{open}/data.json")).await.text;
    assert!(data.contains("江口市人民政府办公室"), "{data}");

    // Without its counts there are no data.
    publish(&office, &path, &[]).await;
    let csv = nobody.get(&format!("{open}/data.csv")).await;
    assert_eq!(csv.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_is_withdrawn_is_gone_at_once_and_what_is_kept_is_asked_for_again() {
    let office = staffed().await;
    let (path, open) = published(&office).await;
    let mut nobody = office.browser();
    for address in ["/open", "/open/feed.atom", &open, &format!("{open}/data.json")] {
        let first = nobody.get(address).await;
        assert_eq!(
            first.headers[header::CACHE_CONTROL],
            "public, no-cache",
            "{address}"
        );
        assert!(first.headers.contains_key(header::LAST_MODIFIED), "{address}");
        let tag = first.headers[header::ETAG].to_str().unwrap().to_owned();
        let again = ask(&mut nobody, address, header::IF_NONE_MATCH, &tag).await;
        assert_eq!((again.status, again.bytes.len()), (StatusCode::NOT_MODIFIED, 0));
    }
    let tag = nobody.get("/open").await.headers[header::ETAG]
        .to_str()
        .unwrap()
        .to_owned();
    hide(&office, &path).await;
    for part in ["", "/data.csv", "/data.json", "/circular.pdf"] {
        let answer = nobody.get(&format!("{open}{part}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{part}");
        assert!(!answer.text.contains(NUMBER));
    }
    let list = ask(&mut nobody, "/open", header::IF_NONE_MATCH, &tag).await;
    assert_eq!(list.status, StatusCode::OK);
    assert!(!list.text.contains(NUMBER), "{}", list.text);
    assert!(Feed::of(&nobody.get("/open/feed.atom").await).entries.is_empty());
    let search = nobody.get("/open?q=%E5%90%88%E6%A0%BC%E7%8E%87").await.text;
    assert!(!search.contains(&open), "{search}");
}

#[tokio::test]
async fn a_correction_and_what_it_corrects_name_each_other_once_both_are_public() {
    let office = staffed().await;
    let (first, open) = published(&office).await;
    let mut nobody = office.browser();
    let updated = Feed::of(&nobody.get("/open/feed.atom").await).entries[0].updated;
    let round = round_of(&office, &first).await;
    let second = begin(&office, round).await;
    office.clock.forward(TimeDelta::hours(1));
    issue(&office, &second, "示办函〔2026〕16号").await;
    assert!(!nobody.get(&open).await.text.contains("已有更正"));
    publish(&office, &second, &["1"]).await;
    let correction = second.replace("/papers/", "/open/");
    let page = nobody.get(&open).await.text;
    assert!(page.contains("已有更正") && page.contains(&correction), "{page}");
    let page = nobody.get(&correction).await.text;
    assert!(page.contains("这份文件更正") && page.contains(&open), "{page}");
    let list = nobody.get("/open?year=2026").await.text;
    assert!(list.contains("已有更正") && list.contains(&correction), "{list}");
    // Whoever follows the feed is told that the first one changed.
    let feed = Feed::of(&nobody.get("/open/feed.atom").await);
    assert_eq!(feed.entries.len(), 2);
    assert!(feed.entries.iter().all(|entry| entry.updated > updated));
    hide(&office, &second).await;
    assert!(!nobody.get(&open).await.text.contains("已有更正"));
    // Nor does the correction name what is not public.
    publish(&office, &second, &["1"]).await;
    hide(&office, &first).await;
    assert!(!nobody.get(&correction).await.text.contains(&open));
}

/// A feed as a reader reads it.
struct Feed {
    id: String,
    updated: DateTime<chrono::Utc>,
    entries: Vec<Entry>,
}

struct Entry {
    id: String,
    title: String,
    updated: DateTime<chrono::Utc>,
    link: String,
}

impl Feed {
    /// Reads it by RFC 4287: everything that a feed and an entry must have, once.
    fn of(answer: &Answer) -> Self {
        assert_eq!(answer.status, StatusCode::OK);
        let kind = answer.headers[header::CONTENT_TYPE].to_str().unwrap();
        assert_eq!(kind, "application/atom+xml; charset=utf-8");
        let mut reader = quick_xml::NsReader::from_str(&answer.text);
        let mut path: Vec<String> = Vec::new();
        // Of the feed, then of each entry: element, text; of links, their relation and address.
        let mut holders: Vec<Vec<(String, String)>> = vec![Vec::new()];
        loop {
            let (space, event) = reader.read_resolved_event().unwrap();
            match event {
                Event::Start(element) | Event::Empty(element) if element.local_name().as_ref() == "link" => {
                    let value = |name: &str| {
                        let attribute = element.try_get_attribute(name).unwrap().unwrap();
                        attribute.value.to_string()
                    };
                    let link = (value("rel"), value("href"));
                    holders.last_mut().unwrap().push(link);
                }
                Event::Start(element) => {
                    let quick_xml::name::ResolveResult::Bound(space) = space else {
                        panic!("{}", answer.text)
                    };
                    assert_eq!(space.as_ref(), "http://www.w3.org/2005/Atom");
                    let name = element.local_name().as_ref().to_owned();
                    if name == "entry" {
                        holders.push(Vec::new());
                    }
                    holders.last_mut().unwrap().push((name.clone(), String::new()));
                    path.push(name);
                }
                Event::Text(text) => {
                    if let Some((_, said)) = holders.last_mut().unwrap().last_mut() {
                        said.push_str(&text);
                    }
                }
                Event::GeneralRef(_) => holders.last_mut().unwrap().last_mut().unwrap().1.push('&'),
                Event::End(_) => {
                    path.pop().unwrap();
                }
                Event::Eof => break,
                _ => {}
            }
        }
        assert!(path.is_empty());
        let one = |holder: &[(String, String)], name: &str| {
            let found: Vec<_> = holder.iter().filter(|(own, _)| own == name).collect();
            assert_eq!(found.len(), 1, "{name}：{}", answer.text);
            found[0].1.trim().to_owned()
        };
        let moment = |text: String| DateTime::parse_from_rfc3339(&text).unwrap().to_utc();
        let entry = |holder: &Vec<(String, String)>| {
            let link = one(holder, "alternate");
            assert!(Url::parse(&link).is_ok(), "{link}");
            assert!(!one(holder, "name").is_empty() && !one(holder, "summary").is_empty());
            Entry {
                id: one(holder, "id"),
                title: one(holder, "title"),
                updated: moment(one(holder, "updated")),
                link,
            }
        };
        assert!(!one(&holders[0], "title").is_empty() && !one(&holders[0], "name").is_empty());
        assert!(one(&holders[0], "self").ends_with("/open/feed.atom"));
        Self {
            id: one(&holders[0], "id"),
            updated: moment(one(&holders[0], "updated")),
            entries: holders[1..].iter().map(entry).collect(),
        }
    }
}

#[tokio::test]
async fn the_feed_is_atom_whatever_a_title_carries_and_every_question_is_answered() {
    let office = staffed().await;
    let round = judged_round(&office, 301, WHOLE, &[]).await;
    let path = begin(&office, round).await;
    let mut fields = head("12");
    fields[0].1 = "关于<script>alert(1)</script>&\u{b}\u{1}“检查”情况的通报";
    Sheet::of(&office, "wang", &path)
        .await
        .done("/head", &fields)
        .await;
    issue(&office, &path, NUMBER).await;
    publish(&office, &path, &["1"]).await;
    let open = path.replace("/papers/", "/open/");
    let mut nobody = office.browser();
    let answer = nobody.get("/open/feed.atom").await;
    assert!(!answer.text.contains(['\u{b}', '\u{1}']), "{}", answer.text);
    let feed = Feed::of(&answer);
    assert!(feed.id.starts_with("urn:uuid:"));
    assert_eq!(feed.updated, office.clock.now());
    let entry = &feed.entries[0];
    assert_eq!(entry.link, format!("http://xunwang.test{open}"));
    assert!(entry.id.starts_with("urn:uuid:") && entry.title.contains("情况的通报"));
    for address in ["/open", &open] {
        let page = nobody.get(address).await.text;
        assert!(!page.contains("<script>"), "{page}");
        assert!(
            page.contains("rel=\"alternate\" type=\"application/atom+xml\""),
            "{page}"
        );
    }
    for query in [
        "q=%ff%fe%00&q=%E6%A3%80%E6%9F%A5",
        "q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
        "year=99999999999999999999",
        "year=-1&year=x",
        "q=%25%27%20OR%201=1--",
        "=&&&=q;q[]=1",
        &format!("q={}", "%E6%A3%80%20".repeat(2000)),
    ] {
        let answer = nobody.get(&format!("/open?{query}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{query}");
        assert!(!answer.text.contains("<script>"), "{}", answer.text);
    }
    for address in [
        "/open/x",
        "/open/%00",
        "/open/../papers",
        "/open/x/data.csv",
        "/open/x/circular.pdf",
    ] {
        assert_eq!(
            nobody.get(address).await.status,
            StatusCode::NOT_FOUND,
            "{address}"
        );
    }
    // The name of this machine comes from outside: what is no name makes no address.
    for host in ["a@evil.example", "<x>"] {
        let feed = ask(&mut nobody, "/open/feed.atom", header::HOST, host).await;
        assert!(!feed.text.contains("evil"), "{}", feed.text);
    }
}

#[tokio::test]
async fn the_public_pages_carry_the_tags_that_we_ask_of_others() {
    let office = staffed().await;
    let (_, open) = published(&office).await;
    let sites = office.store.read().await.unwrap().sites().await.unwrap();
    let code = SiteCode::parse("9901000001").unwrap();
    let site = sites.into_iter().find(|one| one.site.code == code).unwrap().site;
    let now = office.clock.now();
    let mut fold = SiteFold::new(&site, now);
    let mut nobody = office.browser();
    for path in ["/open", open.as_str()] {
        let page = ask(&mut nobody, path, header::HOST, "www.jiangkou.example").await;
        let url = Url::parse(&format!("http://www.jiangkou.example{path}")).unwrap();
        let facts = extract_page(&PageInput {
            url: &url,
            content_type: Some("text/html; charset=utf-8"),
            body: &page.bytes,
            as_of: now,
            sketches: false,
        });
        let has = |tag: &str| {
            facts
                .metas
                .iter()
                .any(|(name, value)| name == tag && !value.is_empty())
        };
        let own: &[&str] = match path {
            "/open" => &["ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType"],
            _ => &["ArticleTitle", "PubDate", "ContentSource"],
        };
        for tag in ["SiteName", "SiteDomain", "SiteIDCode"].iter().chain(own) {
            assert!(has(tag), "{path} 没有 {tag}：{}", page.text);
        }
        assert!(
            facts.title.contains("通报公开") && !facts.needs_script,
            "{}",
            facts.title
        );
        fold.observe(&url, &url, &facts);
    }
    let lacking: Vec<_> = fold
        .conclude()
        .tags
        .into_iter()
        .filter(|tags| tags.lacking_pages > 0)
        .collect();
    assert!(lacking.is_empty(), "{lacking:?}");
    // Under a name that is not registered the page claims no code.
    let page = nobody.get(&open).await.text;
    assert!(
        !page.contains("SiteIDCode") && page.contains("content=\"示例省人民政府办公厅通报公开\""),
        "{page}"
    );
}
