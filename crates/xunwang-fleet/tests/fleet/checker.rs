//! A small link checker: decodes and parses a page and lists what it refers to, the way a browser would.

use std::collections::{BTreeMap, BTreeSet};

use scraper::{Html, Node};
use url::Url;
use xunwang_fleet::{Fleet, HostState, Reply};

/// Text of a page after the byte order mark, the header or the meta tag, whichever decodes without error.
pub(crate) fn decode(reply: &Reply) -> String {
    if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(&reply.body) {
        let (text, bad) = encoding.decode_without_bom_handling(&reply.body[mark..]);
        assert!(!bad, "a page with a byte order mark does not decode");
        return text.into_owned();
    }
    let head = String::from_utf8_lossy(&reply.body[..reply.body.len().min(2048)]).to_lowercase();
    let label = |text: &str| {
        let rest = text.split("charset=").nth(1)?;
        let rest = rest.trim_start_matches(['"', '\'']);
        Some(
            rest.chars()
                .take_while(|c| c.is_ascii_alphanumeric() || *c == '-')
                .collect::<String>(),
        )
    };
    let declared = [label(&reply.content_type.to_lowercase()), label(&head)];
    for label in declared.into_iter().flatten() {
        let encoding = encoding_rs::Encoding::for_label(label.as_bytes()).expect("a known charset");
        let (text, _, bad) = encoding.decode(&reply.body);
        if !bad {
            return text.into_owned();
        }
    }
    panic!("no declared charset decodes the page: {}", reply.content_type);
}

/// What a page refers to: absolute address and whether it is a picture.
pub(crate) fn references(page: &Url, text: &str) -> BTreeSet<(String, bool)> {
    let document = Html::parse_document(text);
    let mut found = BTreeSet::new();
    let mut add = |reference: &str, picture: bool| {
        if let Ok(mut address) = page.join(reference.trim())
            && matches!(address.scheme(), "http" | "https")
        {
            address.set_fragment(None);
            found.insert((address.to_string(), picture));
        }
    };
    for node in document.tree.nodes() {
        let Node::Element(element) = node.value() else {
            continue;
        };
        for (name, value) in element.attrs() {
            match (element.name(), name) {
                ("a" | "area", "href") => add(value, false),
                ("link", "href") | ("script" | "iframe", "src") => add(value, false),
                ("img", "src") | (_, "background") => add(value, true),
                ("img", "srcset") => value
                    .split(',')
                    .filter_map(|part| part.split_whitespace().next())
                    .for_each(|part| add(part, true)),
                (_, "style") => {
                    for part in value.split("url(").skip(1) {
                        add(
                            part.split(')')
                                .next()
                                .unwrap_or_default()
                                .trim_matches(['\'', '"', ' ']),
                            true,
                        );
                    }
                }
                _ => {}
            }
        }
    }
    found
}

/// Whether an address is dead, after redirects; none where it cannot be said (401, 403, challenges).
pub(crate) fn is_dead(fleet: &Fleet, address: &str) -> Option<bool> {
    let mut address = Url::parse(address).expect("an absolute address");
    for _ in 0..8 {
        let host = address.host_str().unwrap_or_default().to_owned();
        match fleet.host_state(&host) {
            HostState::Refuses => return Some(true),
            HostState::Unknown => {
                assert!(
                    host.ends_with(".invalid"),
                    "a link leads out of the fleet: {address}"
                );
                return Some(true);
            }
            HostState::Answers => {}
        }
        let path = &address[url::Position::BeforePath..url::Position::AfterQuery];
        let reply = fleet.respond(&host, path, false);
        match reply.status {
            200 => return Some(false),
            301 | 302 => {
                address = address
                    .join(&reply.location.expect("a location"))
                    .expect("an address")
            }
            401 | 403 | 412 | 521 => return None,
            404 | 410 | 500.. => return Some(true),
            other => panic!("{address} answers {other}"),
        }
    }
    Some(true)
}

/// A site read from its home page on.
pub(crate) struct Reading {
    /// Text of each page by address.
    pub(crate) pages: BTreeMap<String, String>,
    /// Dead addresses with the pages that refer to them, and whether as a picture.
    pub(crate) dead: BTreeMap<String, (BTreeSet<String>, bool)>,
}

/// Reads a whole site as a browser would find it.
pub(crate) fn read(fleet: &Fleet, home: &str) -> Reading {
    let host = Url::parse(home)
        .expect("a home page")
        .host_str()
        .unwrap_or_default()
        .to_owned();
    let mut reading = Reading {
        pages: BTreeMap::new(),
        dead: BTreeMap::new(),
    };
    let mut known: BTreeMap<String, Option<bool>> = BTreeMap::new();
    let mut waiting = vec![home.to_owned()];
    known.insert(home.to_owned(), Some(false));
    while let Some(page) = waiting.pop() {
        let address = Url::parse(&page).expect("an address");
        let reply = fleet.respond(
            &host,
            &address[url::Position::BeforePath..url::Position::AfterQuery],
            false,
        );
        if reply.status != 200 || !reply.content_type.starts_with("text/html") {
            continue;
        }
        let text = decode(&reply);
        for (target, picture) in references(&address, &text) {
            let dead = *known.entry(target.clone()).or_insert_with(|| {
                let dead = is_dead(fleet, &target);
                if dead == Some(false) && Url::parse(&target).is_ok_and(|url| url.host_str() == Some(&host)) {
                    waiting.push(target.clone());
                }
                dead
            });
            if dead == Some(true) {
                let entry = reading.dead.entry(target).or_default();
                entry.0.insert(page.clone());
                entry.1 |= picture;
            }
        }
        reading.pages.insert(page, text);
    }
    reading
}
