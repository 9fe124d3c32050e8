//! Everything that a page or a paper shows to be read (可读文字), line by line, with the place of each line.

use crate::elements::Elements;
use crate::facts::PageRegion;

/// Everything that a page shows to be read (可读文字): its title, then its blocks in document order, one a line; cells of
/// a table's row are separated by tabs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// The lines, divided by line ends.
    pub text: String,
    /// Where the lines stand, in their order: a part reaches up to the next.
    pub parts: Vec<ReadingPart>,
    /// The elements that the parts point to.
    pub elements: Elements,
}

/// Where lines stand (文字位置).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadingPart {
    /// The first byte of the text that stands here.
    pub start: u32,
    /// Where on the page.
    pub region: PageRegion,
    /// The element, a number of [`Reading::elements`].
    pub element: u32,
}

impl Reading {
    /// Region and selector of what stands at a byte of the text; the title has no element.
    pub fn place_of(&self, offset: usize) -> (PageRegion, String) {
        let after = self.parts.partition_point(|part| part.start as usize <= offset);
        match after.checked_sub(1).and_then(|index| self.parts.get(index)) {
            Some(part) => (part.region, self.elements.selector(part.element)),
            None => (PageRegion::Header, "title".to_owned()),
        }
    }
}
