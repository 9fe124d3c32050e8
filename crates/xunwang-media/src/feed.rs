//! RSS 2.0, Atom and JSON Feed (订阅源). A feed shows the latest few entries and nobody says whether all, so it never sees all posts
//! unless the office has set it down for this account.

use std::borrow::Cow;

use chrono::{DateTime, NaiveDateTime, Utc};
use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};
use url::Url;
use xunwang_domain::account::{AccountCode, AccountLook, ObservationOutcome, Post, post_id};
use xunwang_domain::exchange::{FetchOutcome, FetchRequest, Want};
use xunwang_ports::Fetcher;

/// Most entries of a feed that are read.
const MOST: usize = 2_000;
/// Longest text that is kept, in bytes.
const LONGEST: usize = 200_000;

/// What a feed shows (订阅源内容).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Feed {
    /// Its title, which mostly is the account's name.
    pub title: String,
    /// Its entries that have a date.
    pub posts: Vec<Post>,
    /// Entries without one: they are there, and nobody knows since when.
    pub undated: usize,
}

/// Why bytes are no feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FeedError {
    /// Neither RSS nor Atom nor JSON Feed.
    NoFeed,
    /// It breaks off.
    Broken,
}

impl FeedError {
    /// Why, a Chinese phrase.
    pub fn reason(self) -> &'static str {
        match self {
            Self::NoFeed => "不是 RSS、Atom 或 JSON Feed",
            Self::Broken => "订阅源内容不完整",
        }
    }
}

/// Fetches a feed and reads it (查看订阅源). `is_complete`: the office has set down that this feed shows all posts of the account.
pub async fn look_at_feed(
    fetcher: &dyn Fetcher,
    (account, source): (&AccountCode, &str),
    address: &Url,
    is_complete: bool,
    now: DateTime<Utc>,
) -> AccountLook {
    let mut look = AccountLook::begun(account, source, now);
    let request = FetchRequest {
        url: address.clone(),
        want: Want::File,
        known: None,
    };
    let exchange = fetcher.fetch(&request).await;
    let failed = |reason: String| ObservationOutcome::Failed { reason };
    match exchange.outcome {
        FetchOutcome::Answered { status: 200 } if !exchange.truncated => {}
        FetchOutcome::Answered { status: 401 | 403 } => return look.ended(ObservationOutcome::Unauthorised),
        FetchOutcome::Answered { status: 200 } => return look.ended(failed("订阅源太长".to_owned())),
        FetchOutcome::Answered { status } => return look.ended(failed(format!("订阅源返回{status}"))),
        _ => return look.ended(failed("订阅源打不开".to_owned())),
    }
    match read_feed(&exchange.body) {
        Ok(feed) => {
            look.observation.sees_all = is_complete && feed.undated == 0;
            if !feed.title.is_empty() {
                look.remark(&format!("订阅源标题“{}”", feed.title));
            }
            if feed.undated > 0 {
                look.remark(&format!("有{}条没有日期", feed.undated));
            }
            for post in feed.posts {
                look.show(post);
            }
            look
        }
        Err(error) => look.ended(failed(error.reason().to_owned())),
    }
}

/// Reads a feed of any of the three kinds (读取订阅源).
///
/// # Errors
/// It is none, or breaks off.
pub fn read_feed(bytes: &[u8]) -> Result<Feed, FeedError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match bytes.iter().find(|byte| !byte.is_ascii_whitespace()) {
        Some(b'{') => read_json(bytes),
        Some(b'<') => read_xml(bytes),
        _ => Err(FeedError::NoFeed),
    }
}

fn read_json(bytes: &[u8]) -> Result<Feed, FeedError> {
    let value: serde_json::Value = serde_json::from_slice(bytes).map_err(|_| FeedError::Broken)?;
    let version = value["version"].as_str().unwrap_or_default();
    if !version.contains("jsonfeed.org/version/") {
        return Err(FeedError::NoFeed);
    }
    let text = |value: &serde_json::Value, name: &str| value[name].as_str().unwrap_or_default().to_owned();
    let mut feed = Feed {
        title: text(&value, "title"),
        ..Feed::default()
    };
    for item in value["items"].as_array().into_iter().flatten().take(MOST) {
        let body = match text(item, "content_text") {
            body if body.is_empty() => text(item, "content_html"),
            body => body,
        };
        feed.add(Entry {
            id: text(item, "id"),
            title: text(item, "title"),
            address: text(item, "url"),
            published: text(item, "date_published"),
            updated: text(item, "date_modified"),
            text: body,
        });
    }
    Ok(feed)
}

/// An entry while it is read.
#[derive(Default)]
struct Entry {
    id: String,
    title: String,
    address: String,
    published: String,
    updated: String,
    text: String,
}

impl Feed {
    fn add(&mut self, entry: Entry) {
        let published = date_of(&entry.published).or_else(|| date_of(&entry.updated));
        let Some(published_at) = published else {
            self.undated += 1;
            return;
        };
        let title = entry.title.split_whitespace().collect::<Vec<_>>().join(" ");
        self.posts.push(Post {
            id: post_id(&entry.id, &entry.address, &title, published_at),
            title,
            address: entry.address.trim().to_owned(),
            published_at,
            text: entry.text,
            deleted: false,
            flaws: Vec::new(),
        });
    }
}

fn read_xml(bytes: &[u8]) -> Result<Feed, FeedError> {
    let text = decoded(bytes);
    let mut reader = Reader::from_str(&text);
    let (mut feed, mut path, mut entry) = (Feed::default(), Vec::<String>::new(), None::<Entry>);
    let mut is_known = false;
    loop {
        match reader.read_event().map_err(|_| FeedError::Broken)? {
            Event::Start(start) => {
                let name = local(start.name().as_ref()).to_owned();
                is_known |= path.is_empty() && ["rss", "feed", "RDF"].contains(&name.as_str());
                // Nothing that we read lies as deep.
                if !is_known || path.len() >= 64 {
                    return Err(FeedError::NoFeed);
                }
                match name.as_str() {
                    "item" | "entry" => entry = Some(Entry::default()),
                    "link" => take_link(entry.as_mut(), &start),
                    _ => {}
                }
                path.push(name);
            }
            Event::Empty(start) if local(start.name().as_ref()) == "link" => {
                take_link(entry.as_mut(), &start);
            }
            Event::Text(text) => take_text(&path, &text, entry.as_mut(), &mut feed),
            Event::CData(text) => take_text(&path, &text.into_inner(), entry.as_mut(), &mut feed),
            Event::GeneralRef(reference) => {
                let character = reference.resolve_char_ref().map_err(|_| FeedError::Broken)?;
                let text = character.map_or_else(|| named(&reference), String::from);
                take_text(&path, &text, entry.as_mut(), &mut feed);
            }
            Event::End(_) => {
                let name = path.pop();
                let is_entry = matches!(name.as_deref(), Some("item" | "entry"));
                if let Some(done) = entry.take_if(|_| is_entry)
                    && feed.posts.len() + feed.undated < MOST
                {
                    feed.add(done);
                }
            }
            Event::Eof if is_known && path.is_empty() => return Ok(feed),
            Event::Eof if is_known => return Err(FeedError::Broken),
            Event::Eof => return Err(FeedError::NoFeed),
            // Entities of its own are none of a feed.
            Event::DocType(_) => return Err(FeedError::NoFeed),
            _ => {}
        }
    }
}

/// UTF-8, or what the declaration names.
fn decoded(bytes: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]);
    let named = head.split_once("encoding=").and_then(|(_, rest)| {
        let quote = rest.chars().next()?;
        rest[quote.len_utf8()..].split(quote).next()
    });
    let encoding = named.and_then(|name| encoding_rs::Encoding::for_label(name.as_bytes()));
    encoding.unwrap_or(encoding_rs::GB18030).decode(bytes).0
}

/// Atom's links are attributes; of several the page itself counts.
fn take_link(entry: Option<&mut Entry>, start: &BytesStart<'_>) {
    let Some(entry) = entry else { return };
    let value = |name: &str| {
        let mut attributes = start.attributes().flatten();
        let found = attributes.find(|attribute| local(attribute.key.as_ref()) == name)?;
        Some(unescape(&found.value).ok()?.into_owned())
    };
    let is_page = value("rel").is_none_or(|rel| rel == "alternate");
    if let Some(address) = value("href").filter(|_| is_page) {
        entry.address = address;
    }
}

fn take_text(path: &[String], text: &str, entry: Option<&mut Entry>, feed: &mut Feed) {
    let Some(name) = path.last() else { return };
    let Some(entry) = entry else {
        if name == "title" && path.len() <= 3 && feed.title.len() < 1_000 {
            feed.title.push_str(text.trim());
        }
        return;
    };
    let of_author = path.iter().any(|part| part == "author" || part == "source");
    let into = match name.as_str() {
        _ if of_author => return,
        "title" => &mut entry.title,
        "guid" | "id" => &mut entry.id,
        "link" => &mut entry.address,
        "pubDate" | "published" | "date" => &mut entry.published,
        "updated" | "modified" => &mut entry.updated,
        "description" | "summary" | "content" | "encoded" => &mut entry.text,
        _ => return,
    };
    if into.len() + text.len() <= LONGEST {
        into.push_str(text);
    }
}

/// A name without its prefix.
fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

fn named(name: &str) -> String {
    match name {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        _ => "",
    }
    .to_owned()
}

/// A date as feeds write it: RFC 3339, RFC 2822, or without a zone, which then is the Chinese one.
fn date_of(text: &str) -> Option<DateTime<Utc>> {
    let text = text.trim();
    let zoned = DateTime::parse_from_rfc3339(text).or_else(|_| DateTime::parse_from_rfc2822(text));
    if let Ok(at) = zoned {
        return Some(at.to_utc());
    }
    let forms = ["%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"];
    let local = forms
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())?;
    local.and_utc().checked_sub_signed(chrono::TimeDelta::hours(8))
}
