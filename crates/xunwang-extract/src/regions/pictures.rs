//! Pictures at the head of a page (头部横幅、首屏图片): the banner in the header or behind the navigation, and the strip of
//! linked pictures with which a home page begins.

use xunwang_domain::facts::PageRegion;
use xunwang_domain::links::LinkKind;

use super::{Regions, anchors, linked_pictures};
use crate::html::outline::Outline;

/// Text in bytes that may stand between the navigation and a picture that only its place makes a banner.
const LEAST_APART: u32 = 60;
/// Text in bytes, breadcrumbs above all, that may stand before a banner that a name suggests.
const MOST_APART: u32 = 300;
/// Pixels from which a picture goes across the page.
const WIDE: u16 = 700;
/// Pixels below which a picture of its own is a sign or a button.
const SMALL: u16 = 300;
/// Pictures looked at, and the most of one strip.
const MOST_PICTURES: usize = 12;
/// Text in bytes that a picture of a strip may have as its caption.
const LONGEST_CAPTION: u32 = 150;

impl Regions {
    /// Large pictures in the header are its banner (头部横幅).
    pub(super) fn header_banners(&mut self, outline: &Outline<'_>) {
        for reference in &outline.references {
            if self.of(reference.node) == Some(PageRegion::Header)
                && matches!(reference.kind, LinkKind::Image | LinkKind::Background)
                && (reference.width >= 700 || contains_word(&reference.href, "banner"))
                && let Some(place) = self.of.get_mut(reference.node as usize)
            {
                *place = Some(PageRegion::Banner);
            }
        }
    }

    /// A picture that is a link and stands between navigation and content is a banner: it is named so, goes across the
    /// page, or has the band for itself. Several large ones in one box, before any text, rotate.
    pub(super) fn first_pictures(&mut self, outline: &Outline<'_>, chrome_end: u32, banners: &[u32]) {
        let chrome_text = outline.bytes_before(outline.node(chrome_end).text_start);
        let range = outline.reference_range(chrome_end, outline.node(outline.body).end);
        let mut link = chrome_end..chrome_end;
        let mut seen = 0;
        for reference in outline.references.get(range).unwrap_or_default() {
            let node = outline.node(reference.node);
            let apart = outline.bytes_before(node.text_start).saturating_sub(chrome_text);
            if apart > MOST_APART || seen > MOST_PICTURES {
                break;
            }
            if reference.kind == LinkKind::Anchor {
                link = reference.node..node.end;
            }
            let is_linked = reference.kind == LinkKind::Image && link.contains(&reference.node);
            if !is_linked || self.of(reference.node).is_some() {
                continue;
            }
            seen += 1;
            let is_named = || {
                banners.iter().any(|&banner| {
                    outline.contains(banner, reference.node) && outline.bytes_in(banner) <= 200
                })
            };
            let strip = Strip::around(outline, link.start, chrome_end);
            let sized = reference.width == 0 || reference.width >= SMALL;
            let is_band = strip.pictures == 1 && strip.is_block && sized && outline.bytes_in(strip.node) == 0;
            if apart <= LEAST_APART && (reference.width >= WIDE || is_band) || is_named() {
                // The boxes around a banner stay what they are, so that it makes no template of its own.
                self.fill(outline, link.start, link.end, PageRegion::Banner);
            } else if apart <= LEAST_APART / 4 && strip.rotates(outline, reference.width) {
                let end = outline.node(strip.node).end;
                self.fill(outline, strip.node, end, PageRegion::Carousel);
            }
        }
    }
}

/// The largest box around a linked picture in which every link holds one.
struct Strip {
    node: u32,
    pictures: usize,
    /// Is it a block of the page itself, beside header and navigation?
    is_block: bool,
}

impl Strip {
    fn around(outline: &Outline<'_>, link: u32, chrome_end: u32) -> Self {
        let mut strip = Self {
            node: link,
            pictures: 1,
            is_block: false,
        };
        loop {
            let parent = outline.node(strip.node).parent;
            if parent < chrome_end || parent == strip.node {
                strip.is_block = true;
                return strip;
            }
            let pictures = linked_pictures(outline, parent);
            let text = outline.bytes_in(parent);
            let most = LONGEST_CAPTION * pictures.max(1) as u32;
            if pictures > MOST_PICTURES || anchors(outline, parent) != pictures || text > most {
                return strip;
            }
            strip.node = parent;
            strip.pictures = pictures;
        }
    }

    /// Pictures with headlines, or large ones; signs with a word beside each are a menu.
    fn rotates(&self, outline: &Outline<'_>, width: u16) -> bool {
        let headlines = outline.bytes_in(self.node) >= 24 * self.pictures as u32;
        self.pictures > 1 && (width >= 200 || width == 0 && headlines)
    }
}

fn contains_word(text: &str, word: &str) -> bool {
    text.as_bytes()
        .windows(word.len())
        .any(|window| window.eq_ignore_ascii_case(word.as_bytes()))
}
