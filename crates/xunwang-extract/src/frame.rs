//! The signature of a page's frame (页面模板特征): how header and footer are built, whatever they say.

use std::hash::Hasher;

use rustc_hash::FxHasher;
use xunwang_domain::facts::{PageMarks, PageRegion};

use crate::html::outline::Outline;
use crate::html::tag::Tag;
use crate::regions::{Regions, each_word};

/// Computes the signature: tags, ids and classes of the blocks in header, navigation and footer, and which marks are there.
/// Repeated siblings count once, words of a menu's state not at all. 0 where the page has no frame.
pub(crate) fn frame(outline: &Outline<'_>, regions: &Regions, marks: &PageMarks) -> u64 {
    let header = regions.has_header();
    let footer = regions.has(PageRegion::Footer);
    if !header && !footer && regions.nav.is_none() {
        return 0;
    }
    let mut hash = FxHasher::default();
    let mut previous = 0;
    for index in outline.body..outline.node(outline.body).end {
        let (region, top) = match regions.of(index) {
            Some(PageRegion::Header | PageRegion::Banner) if regions.in_header(index) => {
                (1u8, regions.of(outline.node(index).parent))
            }
            Some(PageRegion::Footer) => (2, regions.of(outline.node(index).parent)),
            Some(PageRegion::Nav) if regions.nav == Some(index) => (3, None),
            _ => continue,
        };
        let node = outline.node(index);
        let structural = matches!(
            node.tag,
            Tag::Div
                | Tag::Header
                | Tag::Footer
                | Tag::Nav
                | Tag::Section
                | Tag::Table
                | Tag::Ul
                | Tag::Ol
                | Tag::H1
                | Tag::Center
                | Tag::Form
        );
        if !structural || top.is_some() && depth_in_region(outline, regions, index) > 3 {
            continue;
        }
        let mut own = FxHasher::default();
        own.write_u8(region);
        own.write_u8(node.tag as u8);
        if region != 3 {
            for name in [node.id, node.class] {
                each_word(name, |word| {
                    if !is_state(word) {
                        own.write(word);
                    }
                });
            }
        }
        let own = own.finish();
        if own != previous {
            hash.write_u64(own);
            previous = own;
        }
    }
    let present = [
        header,
        regions.nav.is_some(),
        footer,
        !marks.report_entries.is_empty(),
        !marks.site_codes.is_empty(),
        !marks.icp.is_empty(),
        !marks.police.is_empty(),
        marks.sponsor.is_some(),
        marks.party_mark,
    ];
    for mark in present {
        hash.write_u8(u8::from(mark));
    }
    hash.finish().max(1)
}

fn depth_in_region(outline: &Outline<'_>, regions: &Regions, node: u32) -> usize {
    let region = regions.of(node);
    let mut depth = 0;
    let mut current = node;
    while depth <= 4 {
        let parent = outline.node(current).parent;
        if parent == current || regions.of(parent) != region {
            break;
        }
        depth += 1;
        current = parent;
    }
    depth
}

/// Words that say where the visitor is, not how the page is built.
fn is_state(word: &[u8]) -> bool {
    matches!(
        word,
        b"on"
            | b"active"
            | b"cur"
            | b"current"
            | b"hover"
            | b"selected"
            | b"sel"
            | b"now"
            | b"open"
            | b"first"
            | b"last"
            | b"hide"
            | b"show"
    )
}
