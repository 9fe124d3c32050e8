//! One page (网页): bytes in, facts out.

use chrono::{DateTime, Utc};
use encoding_rs::Encoding;
use url::Url;
use xunwang_domain::elements::Elements;
use xunwang_domain::facts::{DateSignal, ListFact, ListItem, PageFacts, PageKind, PageRegion, PublishedDate};
use xunwang_domain::links::{LinkKind, Links};
use xunwang_domain::reading::Reading;
use xunwang_domain::strings::Strings;

use crate::article::{printed, published};
use crate::charset::{decode, encode_query};
use crate::dates::chinese_day;
use crate::frame::frame;
use crate::html::entity::push_folded;
use crate::html::outline::{Node, Outline, push_line};
use crate::html::tag::Tag;
use crate::html::tree::outline;
use crate::lists::{List, ListReader};
use crate::marks::marks;
use crate::reading::reading;
use crate::regions::{Regions, regions};
use crate::script::needs_script;
use crate::sketch::sketch;
use crate::spoken::spoken;
use crate::stamp::{Stamped, stamped};
use crate::text::{MainText, Paragraphs, main_text, paragraphs};

/// A page to be read (待提取网页).
#[derive(Clone, Copy, Debug)]
pub struct PageInput<'a> {
    /// The address that answered, after redirects.
    pub url: &'a Url,
    /// The `Content-Type` header, where the answer had one.
    pub content_type: Option<&'a str>,
    /// The body after content decoding.
    pub body: &'a [u8],
    /// The monitoring point (监测时间点), from which missing years are inferred.
    pub as_of: DateTime<Utc>,
    /// Is the text of an article wanted in a few bytes, as `sketch` and `spoken`? Only rules that compare articles ask.
    pub sketches: bool,
}

/// Links of one page beyond this number are not kept.
const MOST_LINKS: usize = 200_000;
/// Characters of a link's text that are kept.
const MOST_LINK_TEXT: usize = 200;

/// A marked entry of fewer bytes of text is a teaser.
const LEAST_ENTRY: u32 = 300;

/// Reads a page (网页提取). Never fails: what is not HTML has no links. Memory is bounded by the size of the body.
pub fn extract_page(input: &PageInput<'_>) -> PageFacts {
    extract(input, |_, _, _| ()).0
}

/// Reads a page, and everything that it shows to be read (网页及可读文字提取).
pub fn extract_page_and_reading(input: &PageInput<'_>) -> (PageFacts, Reading) {
    extract(input, reading)
}

/// Reads a page; `more` takes what it needs besides from the outline, the regions and the extents of the lists.
fn extract<T>(
    input: &PageInput<'_>,
    more: impl FnOnce(&Outline<'_>, &Regions, &[(u32, u32)]) -> T,
) -> (PageFacts, T) {
    let (source, charset, encoding) = decode(input.body, input.content_type);
    let outline = outline(&source);
    let as_of = chinese_day(input.as_of);
    let base = outline
        .base
        .as_deref()
        .and_then(|href| input.url.join(href).ok())
        .unwrap_or_else(|| input.url.clone());
    let metas = metas(&outline);
    let regions = regions(&outline);
    let texts = link_texts(&outline);
    let lists = ListReader::new(&outline, &regions, &texts, as_of).read();
    let main = main_text(&outline, &regions, &lists);
    let printed = printed(&outline, &regions, &lists, &main);
    let stamped = stamped(&outline, &regions, &lists);
    let is_entry = stamped
        .as_ref()
        .is_some_and(|stamped| is_main(&outline, &main, stamped));
    let labelled = stamped.is_some() || printed.as_ref().is_some_and(|printed| printed.labelled);
    let kind = kind(
        &lists,
        &main,
        printed.is_some() || stamped.is_some(),
        labelled,
        metas.iter().any(|(name, _)| name == "PubDate"),
    );
    // A post among a blog's boxes of lists is an article all the same.
    let kind = if is_entry && main.bytes >= LEAST_ENTRY {
        PageKind::Article
    } else {
        kind
    };
    let mut notes = Vec::new();
    if outline.cut {
        notes.push("网页元素过多，其余部分未检查".to_owned());
    }
    let published = if kind == PageKind::Article {
        let shown = printed.map(|printed| printed.date);
        let shown = shown.or_else(|| stamped.map(|stamped| stamped.date));
        published(shown, &metas, input.url, &mut notes)
    } else {
        None
    };
    let marks = marks(&outline, &regions, &texts);
    let frame = frame(&outline, &regions, &marks);
    let needs_script = needs_script(&outline, &regions, &lists, main.characters);
    let mut elements = ElementNumbers::new(&outline);
    let (list_facts, in_list) = list_facts(&outline, &regions, lists, &mut elements);
    let links = links(&outline, &regions, texts, &in_list, encoding, &mut elements);
    let more = more(&outline, &regions, &in_list);
    let mut title = String::new();
    push_folded(&mut title, outline.title);
    title.truncate(title.trim_end().len());
    let Paragraphs { text, linked } = paragraphs(&outline, &regions, main.node);
    let is_sketched = input.sketches && kind == PageKind::Article;
    let facts = PageFacts {
        base,
        charset,
        title,
        metas,
        kind,
        published,
        notes,
        links,
        elements: elements.elements,
        lists: list_facts,
        sketch: is_sketched.then(|| sketch(&text, &linked)).flatten(),
        spoken: is_sketched.then(|| spoken(&text)).flatten(),
        text,
        body_characters: main.characters,
        marks,
        frame,
        needs_script,
    };
    (facts, more)
}

/// Names of the national scheme (rulebook L-14).
const SCHEME: [&str; 15] = [
    "SiteName",
    "SiteDomain",
    "SiteIDCode",
    "ColumnName",
    "ColumnDescription",
    "ColumnKeywords",
    "ColumnType",
    "ArticleTitle",
    "PubDate",
    "ContentSource",
    "Keywords",
    "Author",
    "Description",
    "Image",
    "Url",
];

/// Other names under which sites give the publishing date; read as `PubDate`.
const PUBLISHED: [&str; 8] = [
    "datepublished",
    "publishdate",
    "publish_date",
    "article:published_time",
    "og:time",
    "og:release_date",
    "dcterms.created",
    "dc.date",
];

fn metas(outline: &Outline<'_>) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (name, content) in outline.metas.iter().take(100) {
        let name = name.trim();
        let is_date = || {
            PUBLISHED
                .iter()
                .any(|other| other.eq_ignore_ascii_case(name))
                .then_some(&"PubDate")
        };
        let known = SCHEME
            .iter()
            .find(|known| known.eq_ignore_ascii_case(name))
            .or_else(is_date);
        if let Some(known) = known {
            let mut value = String::new();
            push_folded(
                &mut value,
                content
                    .get(..content.floor_char_boundary(2000))
                    .unwrap_or_default(),
            );
            value.truncate(value.trim_end().len());
            found.push(((*known).to_owned(), value));
        }
    }
    found
}

/// The text of every link: its words, else the `alt` of the picture in it, else its `title`.
fn link_texts(outline: &Outline<'_>) -> Strings {
    let count = outline.references.len();
    let mut texts = Strings::with_capacity(count, count * 30);
    let mut text = String::new();
    for (index, reference) in outline.references.iter().enumerate() {
        text.clear();
        if reference.kind == LinkKind::Anchor {
            push_line(&mut text, outline.texts_in(reference.node), MOST_LINK_TEXT * 3);
            if text.is_empty() {
                let end = outline.node(reference.node).end;
                let picture = outline
                    .references
                    .get(index + 1..)
                    .unwrap_or_default()
                    .iter()
                    .take_while(|inner| inner.node < end)
                    .find(|inner| !inner.label.is_empty());
                push_folded(
                    &mut text,
                    picture.map_or(reference.label, |picture| picture.label),
                );
            }
        } else if !reference.label.is_empty() {
            push_folded(&mut text, reference.label);
        }
        if text.len() > MOST_LINK_TEXT
            && let Some((end, _)) = text.char_indices().nth(MOST_LINK_TEXT)
        {
            text.truncate(end);
        }
        text.truncate(text.trim_end().len());
        texts.push(&text);
    }
    texts
}

/// Is the entry that carries a date what the page is about: does it hold the main text, or stand in it?
fn is_main(outline: &Outline<'_>, main: &MainText, stamped: &Stamped) -> bool {
    stamped
        .entry
        .is_some_and(|entry| outline.contains(entry, main.node) || outline.contains(main.node, entry))
}

/// What the page seems to be: an article prints its date outside lists and has text; a list page has a list.
fn kind(
    lists: &[List<'_>],
    main: &MainText,
    has_date: bool,
    labelled: bool,
    has_meta_date: bool,
) -> PageKind {
    let listed = lists.iter().map(|list| list.items.len()).max().unwrap_or(0);
    let headed = lists.iter().filter(|list| list.more.is_some()).count();
    // News sites stand boxes of lists beside every article: then its text must carry weight.
    let weight = if headed >= 4 { 900 } else { 300 };
    if has_date && (labelled && headed < 4 || main.bytes >= weight) || has_meta_date && main.bytes >= weight {
        return PageKind::Article;
    }
    if headed >= 4 {
        PageKind::Other
    } else if listed >= 1 && (listed >= 3 || main.bytes < 1500) {
        PageKind::List
    } else if main.bytes >= 600 {
        PageKind::Article
    } else {
        PageKind::Other
    }
}

/// The elements that links and lists refer to, with their ancestors; each is named when first asked for.
pub(crate) struct ElementNumbers<'p, 'a> {
    outline: &'p Outline<'a>,
    /// Number of each node that was asked for.
    numbers: Vec<u32>,
    pub(crate) elements: Elements,
    /// The nodes between the one that is asked for and one that is known.
    path: Vec<u32>,
}

impl<'p, 'a> ElementNumbers<'p, 'a> {
    pub(crate) fn new(outline: &'p Outline<'a>) -> Self {
        let mut numbers = vec![u32::MAX; outline.nodes.len()];
        if let Some(root) = numbers.first_mut() {
            *root = 0;
        }
        Self {
            outline,
            numbers,
            elements: Elements::new(),
            path: Vec::with_capacity(32),
        }
    }

    pub(crate) fn of(&mut self, node: u32) -> u32 {
        let mut current = node;
        while self.numbers.get(current as usize) == Some(&u32::MAX) {
            self.path.push(current);
            current = self.outline.node(current).parent;
        }
        let mut number = self.numbers.get(current as usize).copied().unwrap_or(0);
        while let Some(index) = self.path.pop() {
            let node = self.outline.node(index);
            number = self.elements.add(number, node.nth, |out| write_name(node, out));
            if let Some(place) = self.numbers.get_mut(index as usize) {
                *place = number;
            }
        }
        number
    }
}

fn write_name(node: &Node<'_>, out: &mut String) {
    if node.tag == Tag::Unknown {
        let name = node.name.get(..node.name.floor_char_boundary(32));
        out.push_str(&name.unwrap_or_default().to_ascii_lowercase());
    } else {
        out.push_str(node.tag.name());
    }
    let is_plain = |word: &str| {
        let letter = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_') || b >= 0x80;
        (1..=64).contains(&word.len()) && word.bytes().all(letter)
    };
    let class = || {
        node.class
            .split_ascii_whitespace()
            .next()
            .filter(|class| is_plain(class))
    };
    let (mark, name) = if is_plain(node.id) {
        ("#", node.id)
    } else {
        class().map_or(("", ""), |class| (".", class))
    };
    out.push_str(mark);
    out.push_str(name);
}

/// The lists as facts, and for each node whether it stands in one.
fn list_facts(
    outline: &Outline<'_>,
    regions: &Regions,
    lists: Vec<List<'_>>,
    elements: &mut ElementNumbers<'_, '_>,
) -> (Vec<ListFact>, Vec<(u32, u32)>) {
    let mut extents = Vec::with_capacity(lists.len());
    let facts = lists
        .into_iter()
        .map(|list| {
            // From the first item to the last: a pager in the same box is none of the list.
            let start = list.items.first().map_or(list.node, |item| item.node);
            let end = list
                .items
                .last()
                .map_or(start, |item| outline.node(item.node).end);
            extents.push((start, end));
            ListFact {
                element: elements.of(list.node),
                region: match regions.of(list.node) {
                    Some(PageRegion::Carousel) => PageRegion::Carousel,
                    Some(region) => region,
                    None => PageRegion::Channel,
                },
                heading: list.heading,
                more: list.more,
                items: list
                    .items
                    .into_iter()
                    .map(|item| ListItem {
                        link: item.reference,
                        date: item.date.map(|(found, text)| PublishedDate {
                            date: found.date,
                            signal: DateSignal::List,
                            year_inferred: found.year_inferred,
                            text: text.into_owned(),
                        }),
                    })
                    .collect(),
            }
        })
        .collect();
    (facts, extents)
}

fn links(
    outline: &Outline<'_>,
    regions: &Regions,
    texts: Strings,
    in_list: &[(u32, u32)],
    encoding: &'static Encoding,
    elements: &mut ElementNumbers<'_, '_>,
) -> Links {
    let mut lists = in_list.iter().peekable();
    let mut listed_until = 0;
    let mut links = Links::with_texts(texts);
    for reference in outline.references.iter().take(MOST_LINKS) {
        while let Some((_, end)) = lists.next_if(|(start, _)| *start <= reference.node) {
            listed_until = listed_until.max(*end);
        }
        let region = regions
            .of(reference.node)
            .unwrap_or(if reference.node < listed_until {
                PageRegion::Channel
            } else {
                PageRegion::Body
            });
        let encoded = encode_query(&reference.href, encoding);
        let href = encoded.as_deref().unwrap_or(&reference.href);
        links.add(href, reference.kind, region, elements.of(reference.node));
    }
    links
}
