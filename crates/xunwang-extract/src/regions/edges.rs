//! Where the header ends and the footer begins (头部与底部).

use xunwang_domain::links::LinkKind;

use super::navigation::links_only;
use super::{STRAY_TEXT, anchor_count, anchors, pictures};
use crate::html::outline::Outline;
use crate::html::tag::Tag;

/// Where the header ends (node index); `body + 1` where there is none.
pub(super) fn header_end(
    outline: &Outline<'_>,
    body: u32,
    headers: &[u32],
    logos: &[u32],
    banners: &[u32],
    nav: Option<u32>,
    total: u32,
) -> u32 {
    let body_end = outline.node(body).end;
    let nav_end = nav.map(|nav| outline.node(nav).end);
    let mut end = body + 1;
    let nodes = body_end - body;
    for &header in headers.iter().chain(logos).chain(banners) {
        let node = outline.node(header);
        let before = outline.bytes_before(node.text_start);
        // A head of a box further down is not the page's.
        let in_time = header < end || nav_end.map_or(before <= 150, |nav_end| header < nav_end);
        let nav_bytes = nav
            .filter(|&nav| outline.contains(header, nav))
            .map_or(0, |nav| outline.bytes_in(nav));
        let own = outline.bytes_in(header).saturating_sub(nav_bytes);
        let fits = own <= STRAY_TEXT.max(total / 5) && (node.end - header) * 10 <= nodes * 7 || own <= 150;
        if in_time && before <= STRAY_TEXT && fits {
            end = end.max(node.end);
        }
    }
    if let Some(nav) = nav
        && end <= nav
    {
        let before = outline.bytes_before(outline.node(nav).text_start);
        let links = anchor_count(outline, body, nav);
        if before <= STRAY_TEXT && links <= 20 {
            end = end.max(nav);
        }
    }
    // The navigation may stand above the banner with the name.
    if end == body + 1
        && let Some(nav) = nav
        && let Some(next) = block_after(outline, body, nav)
        && pictures(outline, next) > 0
        && outline.bytes_in(next) <= 200
        && anchors(outline, next) <= 3
    {
        return outline.node(next).end;
    }
    if end == body + 1
        && nav.is_none()
        && let Some(first) = outline
            .children(body)
            .find(|&child| !is_invisible(outline, child))
        && pictures(outline, first) > 0
        && outline.bytes_in(first) <= 120
    {
        end = outline.node(first).end;
    }
    end
}

/// The block that follows an element: its next sibling, or that of the nearest ancestor that ends with it.
fn block_after(outline: &Outline<'_>, body: u32, node: u32) -> Option<u32> {
    let end = outline.node(node).end;
    (end < outline.node(body).end).then_some(end)
}

fn is_invisible(outline: &Outline<'_>, node: u32) -> bool {
    matches!(
        outline.node(node).tag,
        Tag::Script | Tag::Style | Tag::Link | Tag::Meta | Tag::Map | Tag::Noscript | Tag::Template
    )
}

/// Where the footer begins (node index).
pub(super) fn footer_start(
    outline: &Outline<'_>,
    body: u32,
    footers: &[u32],
    header_end: u32,
) -> Option<u32> {
    let body_end = outline.node(body).end;
    let nodes = body_end - body;
    let mut start: Option<u32> = None;
    let mut text_after_start = outline.text_bytes;
    for &footer in footers.iter().rev() {
        let node = outline.node(footer);
        if footer < header_end || start.is_some_and(|start| footer >= start) {
            continue;
        }
        let after = text_after_start.saturating_sub(outline.bytes_before(node.text_end));
        let whole_page =
            (node.end - footer) * 10 > nodes * 6 && nodes > 60 && outline.bytes_in(footer) > 1500;
        // Something may stand behind the footer: floating windows, a statistics note.
        if after <= STRAY_TEXT && !whole_page {
            start = Some(footer);
            text_after_start = outline.bytes_before(node.text_start);
        }
    }
    let blocks = blocks(outline, body);
    let limit = start.unwrap_or(body_end);
    let mut first = start;
    let mut small = 0;
    // Beside a footer that is known by name only small blocks are looked at; without one the marks decide.
    let most = if start.is_some() { STRAY_TEXT } else { 3000 };
    for &block in blocks.iter().rev() {
        if block >= limit || outline.node(block).end > limit {
            continue;
        }
        if block < header_end || is_invisible(outline, block) {
            continue;
        }
        let bytes = outline.bytes_in(block);
        let has_marks = bytes <= most && !is_prose(outline, block) && has_mark_word(outline, block);
        if has_marks || first.is_some() && is_friend_links(outline, block) {
            first = Some(block);
        } else if bytes > 240 || small > 4 {
            break;
        } else {
            small += 1;
        }
    }
    first
}

/// Words that only the foot of a government page gathers (rulebook L-03).
const MARK_WORDS: [&str; 14] = [
    "友情链接",
    "Identification Code",
    "Sponsored by",
    "标识码",
    "ICP备",
    "公网安备",
    "网安备",
    "主办单位",
    "主办:",
    "主办：",
    "承办",
    "版权所有",
    "备案号",
    "技术支持",
];

pub(super) fn has_mark_word(outline: &Outline<'_>, node: u32) -> bool {
    outline
        .texts_in(node)
        .iter()
        .any(|text| MARK_WORDS.iter().any(|word| text.raw.contains(word)))
}

/// Is it the box of friendly links (友情链接): nothing but links, and either called so or to ever other sites?
fn is_friend_links(outline: &Outline<'_>, node: u32) -> bool {
    const LABELS: [&str; 4] = ["友情链接", "友好链接", "相关链接", "网站链接"];
    if outline.bytes_in(node) > 6000 || !links_only(outline, node) {
        return false;
    }
    let mut labels = outline.texts_in(node).iter().take(2);
    if labels.any(|text| LABELS.iter().any(|label| text.raw.contains(label))) {
        return true;
    }
    let range = outline.references_in(node);
    let references = outline.references.get(range).unwrap_or_default().iter();
    let (mut links, mut elsewhere, mut before) = (0, 0, "");
    for link in references.filter(|reference| reference.kind == LinkKind::Anchor) {
        let rest = link.href.split_once("//").map_or("", |(_, rest)| rest);
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        links += 1;
        elsewhere += usize::from(!host.is_empty() && host != before);
        before = host;
    }
    links >= 4 && elsewhere * 4 >= links * 3
}

/// Is it running text, as of an article that happens to speak of such things?
fn is_prose(outline: &Outline<'_>, node: u32) -> bool {
    outline.texts_in(node).iter().any(|text| text.raw.len() > 360)
}

/// The blocks of which the page is built: the body's children, and those of an element that holds most of the page.
fn blocks(outline: &Outline<'_>, body: u32) -> Vec<u32> {
    let mut blocks: Vec<u32> = outline.children(body).collect();
    for _ in 0..16 {
        let total = outline.node(body).end - body;
        let Some(at) = blocks.iter().position(|&block| {
            let node = outline.node(block);
            let nodes = node.end - block;
            nodes > 2
                && (nodes * 2 >= total || outline.bytes_in(block) * 2 >= outline.text_bytes.max(1))
                && !matches!(node.tag, Tag::P | Tag::Ul | Tag::Ol | Tag::Dl)
                && !is_friend_links(outline, block)
        }) else {
            break;
        };
        let Some(&block) = blocks.get(at) else { break };
        let children: Vec<u32> = outline.children(block).take(5000).collect();
        blocks.splice(at..=at, children);
    }
    blocks
}
