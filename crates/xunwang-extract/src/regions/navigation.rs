//! The main navigation (导航): by name, else by its shape, several short links and little else.

use xunwang_domain::links::LinkKind;

use super::edges::has_mark_word;
use super::{STRAY_TEXT, anchors};
use crate::html::outline::{Outline, Text};
use crate::html::tag::Tag;
use crate::letters::is_letter;

/// Is an element that is named so the main navigation: at least three links, in the page's first part?
pub(super) fn is_main_nav(outline: &Outline<'_>, nav: u32, total: u32) -> bool {
    let before = outline.bytes_before(outline.node(nav).text_start);
    let own = outline.bytes_in(nav);
    anchors(outline, nav) >= 3
        && own <= total / 2 + 600
        && before <= STRAY_TEXT.max(total / 4)
        && links_only(outline, nav)
}

/// Is most of the text in it link text, in short links? Bars and spaces between the links do not count.
pub(super) fn links_only(outline: &Outline<'_>, node: u32) -> bool {
    let range = outline.references_in(node);
    let mut linked = 0;
    let mut count = 0;
    for reference in outline.references.get(range).unwrap_or_default() {
        if reference.kind == LinkKind::Anchor {
            linked += weight_of(outline.texts_in(reference.node));
            count += 1;
        }
    }
    // Entries of a navigation have no dates beside them.
    let dated = || {
        outline
            .texts_in(node)
            .iter()
            .take(200)
            .any(|text| has_date(text.raw))
    };
    count > 0 && !dated() && linked * 10 >= weight_of(outline.texts_in(node)) * 6 && linked / count <= 36
}

/// Six digits in a short text: a date, whatever its form.
fn has_date(raw: &str) -> bool {
    raw.len() < 60
        && raw
            .bytes()
            .map(|byte| u8::from(byte.is_ascii_digit()))
            .sum::<u8>()
            >= 6
}

/// Bytes of letters and ideographs in some texts; references such as `&nbsp;` and punctuation in ASCII do not count.
fn weight_of(texts: &[Text<'_>]) -> u32 {
    texts.iter().map(|text| weight(text.raw)).sum()
}

fn weight(raw: &str) -> u32 {
    if memchr::memchr(b'&', raw.as_bytes()).is_none() {
        // In pieces whose count fits a byte, so that the compiler counts sixteen at a time.
        let weigh = |byte: &u8| u8::from(byte.is_ascii_alphanumeric() || *byte >= 0x80);
        let pieces = raw.as_bytes().chunks(255);
        return pieces
            .map(|piece| u32::from(piece.iter().map(weigh).sum::<u8>()))
            .sum();
    }
    let mut weight = 0;
    let mut in_reference = false;
    for byte in raw.bytes() {
        in_reference = byte == b'&' || in_reference && (byte.is_ascii_alphanumeric() || byte == b'#');
        weight += u32::from(!in_reference && (byte.is_ascii_alphanumeric() || byte >= 0x80));
    }
    weight
}

/// Navigations without a name: elements in the page's first part with four or more short links and little else.
pub(super) fn navs_by_shape(outline: &Outline<'_>, body: u32) -> Vec<u32> {
    let end = outline.node(body).end;
    let mut index = body + 1;
    let mut found = Vec::new();
    while index < end && found.len() < 8 {
        let node = outline.node(index);
        if outline.bytes_before(node.text_start) > STRAY_TEXT {
            break;
        }
        let holds = matches!(
            node.tag,
            Tag::Ul
                | Tag::Ol
                | Tag::Div
                | Tag::Table
                | Tag::Tbody
                | Tag::Tr
                | Tag::Td
                | Tag::P
                | Tag::Center
                | Tag::Section
                | Tag::Dl
        );
        if holds && (4..=200).contains(&anchors(outline, index)) && links_only(outline, index) {
            let crumbs = outline
                .texts_in(index)
                .iter()
                .take(3)
                .any(|text| text.raw.contains("位置"));
            let share = outline.bytes_in(index) * 2 <= outline.text_bytes || outline.text_bytes < 900;
            // The page's wrapper is no navigation, short as the page may be.
            if !crumbs && share && !has_mark_word(outline, index) {
                found.push(index);
                index = node.end.max(index + 1);
                continue;
            }
        }
        index += 1;
    }
    found
}

/// The innermost element that holds nearly all links of a navigation: what stands beside it, as the site's name in a box
/// around both, is not navigation.
fn narrowed(outline: &Outline<'_>, nav: u32) -> u32 {
    let mut nav = nav;
    for _ in 0..12 {
        let all = anchors(outline, nav);
        let inner = outline
            .children(nav)
            .find(|&child| anchors(outline, child) * 10 >= all * 8);
        match inner {
            Some(inner) if !outline.node(inner).tag.is_inline() => nav = inner,
            _ => break,
        }
    }
    nav
}

/// The navigation in a box that holds more of the header: its rows of links, where a name or a slogan stands above them in
/// the same box; else the box itself. Never empty.
pub(super) fn rows_of_links(outline: &Outline<'_>, nav: u32) -> Vec<u32> {
    let nav = narrowed(outline, nav);
    let rows: Vec<u32> = outline
        .children(nav)
        .filter(|&child| {
            // The items of a menu are no rows: a label may stand over the links of each.
            !matches!(outline.node(child).tag, Tag::Li | Tag::Dt | Tag::Dd)
                && !outline.node(child).tag.is_inline()
                && links_with_text(outline, child) >= 3
                && links_only(outline, child)
        })
        .collect();
    let named = rows.first().is_some_and(|&first| {
        let above = outline.text_range(outline.node(nav).text_start, outline.node(first).text_start);
        let links = outline.references.get(outline.reference_range(nav, first));
        let linked: u32 = links
            .unwrap_or_default()
            .iter()
            .filter(|reference| reference.kind == LinkKind::Anchor)
            .map(|reference| weight_of(outline.texts_in(reference.node)))
            .sum();
        weight_of(above) >= linked + SHORTEST_NAME
    });
    if named {
        rows.into_iter().map(|row| narrowed(outline, row)).collect()
    } else {
        vec![nav]
    }
}

/// Unlinked text of two ideographs may be a name.
const SHORTEST_NAME: u32 = 6;

fn links_with_text(outline: &Outline<'_>, node: u32) -> usize {
    let range = outline.references_in(node);
    let references = outline.references.get(range).unwrap_or_default().iter();
    references
        .filter(|r| r.kind == LinkKind::Anchor && !outline.texts_in(r.node).is_empty())
        .count()
}

/// Of several navigations the main one: the first that leads to the home page, for a bar of tools may stand above it.
pub(super) fn choose_nav(outline: &Outline<'_>, navs: &[u32]) -> Option<u32> {
    let leads_home = |nav: u32| {
        let range = outline.references_in(nav);
        outline
            .references
            .get(range)
            .unwrap_or_default()
            .iter()
            .take(12)
            .any(|reference| {
                let texts = outline.texts_in(reference.node);
                reference.kind == LinkKind::Anchor
                    && texts.len() == 1
                    && texts.iter().any(|text| {
                        let word: String = text.raw.chars().filter(|c| is_letter(*c)).collect();
                        matches!(word.as_str(), "首页" | "网站首页" | "主页" | "本站首页")
                    })
            })
    };
    navs.iter()
        .copied()
        .find(|&nav| leads_home(nav))
        .or_else(|| navs.first().copied())
}
