//! The main text of a page (正文): the element that holds most of what is neither chrome nor list nor link.

use xunwang_domain::facts::PageRegion;
use xunwang_domain::links::LinkKind;

use crate::html::entity::push_folded;
use crate::html::outline::{Gap, Outline};
use crate::lists::List;
use crate::regions::Regions;

/// What of a page's text is content.
pub(crate) struct MainText {
    /// The element that holds most of it.
    pub(crate) node: u32,
    /// Bytes of unlinked text in it.
    pub(crate) bytes: u32,
    /// Characters outside header, navigation and footer.
    pub(crate) characters: u32,
}

/// Finds the main text: from the body down, the child that holds most of the unlinked text.
pub(crate) fn main_text(outline: &Outline<'_>, regions: &Regions, lists: &[List<'_>]) -> MainText {
    let count = outline.texts.len();
    // Prefix sums of unlinked content bytes over the texts.
    let mut sums = Vec::with_capacity(count + 1);
    let mut sum = 0u32;
    let mut characters = 0u32;
    let mut anchors = outline
        .references
        .iter()
        .filter(|r| r.kind == LinkKind::Anchor)
        .map(|r| outline.node(r.node))
        .peekable();
    let mut linked_until = 0;
    let mut listed = lists.iter().map(|list| list.text_range(outline)).peekable();
    let mut listed_until = 0;
    for (index, text) in outline.texts.iter().enumerate() {
        let index = index as u32;
        sums.push(sum);
        while let Some(node) = anchors.next_if(|node| node.text_start <= index) {
            linked_until = linked_until.max(node.text_end);
        }
        while let Some((_, end)) = listed.next_if(|(start, _)| *start <= index) {
            listed_until = listed_until.max(end);
        }
        let chrome = matches!(
            regions.of(text.node),
            Some(
                PageRegion::Header
                    | PageRegion::Banner
                    | PageRegion::Nav
                    | PageRegion::Footer
                    | PageRegion::Floating
            )
        );
        if chrome || text.node < outline.body {
            continue;
        }
        characters = characters.saturating_add(length(text.raw));
        if index >= linked_until && index >= listed_until {
            sum += text.raw.len() as u32;
        }
    }
    sums.push(sum);
    let bytes_of = |node: u32| {
        let node = outline.node(node);
        let at = |index: u32| sums.get(index as usize).copied().unwrap_or(sum);
        at(node.text_end).saturating_sub(at(node.text_start))
    };
    let mut node = outline.body;
    for _ in 0..512 {
        let bytes = bytes_of(node);
        let next = outline
            .children(node)
            .find(|&child| bytes_of(child) * 10 >= bytes * 7 && bytes > 0);
        match next {
            // A single paragraph is no container: stop at what holds it.
            Some(child)
                if outline.node(child).end > child + 1
                    && !outline.node(child).tag.is_inline()
                    && outline.node(child).tag != crate::html::tag::Tag::P =>
            {
                node = child;
            }
            _ => break,
        }
    }
    MainText {
        node,
        bytes: bytes_of(node),
        characters,
    }
}

/// Number of characters of raw text, white space left out; references count as one each.
fn length(raw: &str) -> u32 {
    // In pieces whose count fits a byte, so that the compiler counts sixteen at a time.
    let starts = |piece: &[u8]| -> u8 {
        piece
            .iter()
            .map(|&b| u8::from((b & 0xc0) != 0x80 && b > b' '))
            .sum()
    };
    raw.as_bytes()
        .chunks(255)
        .map(|piece| u32::from(starts(piece)))
        .sum()
}

/// The text of an element as paragraphs, chrome left out.
pub(crate) struct Paragraphs {
    /// The paragraphs, divided by line ends.
    pub(crate) text: String,
    /// The byte ranges in it that are linked, in order.
    pub(crate) linked: Vec<(usize, usize)>,
}

/// Reads the text of an element as paragraphs.
pub(crate) fn paragraphs(outline: &Outline<'_>, regions: &Regions, node: u32) -> Paragraphs {
    // Each text may begin a line.
    let most = outline.bytes_in(node) as usize + outline.texts_in(node).len();
    let mut out = String::with_capacity(most);
    let mut linked: Vec<(usize, usize)> = Vec::new();
    let mut anchors = outline
        .references
        .get(outline.references_in(node))
        .unwrap_or_default()
        .iter()
        .filter(|r| r.kind == LinkKind::Anchor)
        .map(|r| outline.node(r.node))
        .peekable();
    let mut linked_until = 0;
    for (index, text) in (outline.node(node).text_start..).zip(outline.texts_in(node)) {
        while let Some(anchor) = anchors.next_if(|anchor| anchor.text_start <= index) {
            linked_until = linked_until.max(anchor.text_end);
        }
        let chrome = matches!(
            regions.of(text.node),
            Some(
                PageRegion::Header
                    | PageRegion::Banner
                    | PageRegion::Nav
                    | PageRegion::Footer
                    | PageRegion::Floating
            )
        );
        if chrome {
            continue;
        }
        match text.gap {
            Gap::Line if !out.is_empty() && !out.ends_with('\n') => {
                out.truncate(out.trim_end_matches(' ').len());
                out.push('\n');
            }
            Gap::Space if !out.is_empty() && !out.ends_with([' ', '\n']) => out.push(' '),
            _ => {}
        }
        let start = out.len();
        push_folded(&mut out, text.raw);
        if index < linked_until && out.len() > start {
            linked.push((start, out.len()));
        }
    }
    out.truncate(out.trim_end().len());
    Paragraphs { text: out, linked }
}
