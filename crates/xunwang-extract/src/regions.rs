//! Regions of a page (页面区域): which element belongs to header, navigation, carousel, floating window or footer. Names
//! suggest, position decides; pages without any name are read by their shape and by the marks at their end.

mod edges;
mod hints;
mod navigation;
mod pictures;

use xunwang_domain::facts::PageRegion;
use xunwang_domain::links::LinkKind;

use crate::html::outline::{Outline, Placement};
use edges::{footer_start, header_end};
pub(crate) use hints::each_word;
use hints::{Hint, hint};
use navigation::{choose_nav, is_main_nav, navs_by_shape, rows_of_links};

/// The chrome of a page; what has no region here is content.
pub(crate) struct Regions {
    of: Vec<Option<PageRegion>>,
    /// The first navigation of the page.
    pub(crate) nav: Option<u32>,
    /// Where the header ends (node index): a banner behind it does not carry the site's name.
    header_end: u32,
    /// An element named as a logo or site name that holds neither text nor picture: its picture comes from a style sheet.
    pub(crate) unseen_logo: bool,
}

impl Regions {
    /// The chrome region of a node; `None` for content.
    pub(crate) fn of(&self, node: u32) -> Option<PageRegion> {
        self.of.get(node as usize).copied().flatten()
    }

    /// Does a node stand in the header, its banner included?
    pub(crate) fn in_header(&self, node: u32) -> bool {
        match self.of(node) {
            Some(PageRegion::Header) => true,
            Some(PageRegion::Banner) => node < self.header_end,
            _ => false,
        }
    }

    /// Has the page a header?
    pub(crate) fn has_header(&self) -> bool {
        (0..self.header_end).any(|node| self.in_header(node))
    }

    /// Has the page any element in this region?
    pub(crate) fn has(&self, region: PageRegion) -> bool {
        self.of.contains(&Some(region))
    }
}

/// Text in bytes that may stand before a header or after a footer that a name suggests: about 200 characters.
const STRAY_TEXT: u32 = 600;

/// Finds the regions of a page.
pub(crate) fn regions(outline: &Outline<'_>) -> Regions {
    let count = outline.nodes.len();
    let mut regions = Regions {
        of: vec![None; count],
        nav: None,
        header_end: 0,
        unseen_logo: false,
    };
    let body = outline.body;
    if count <= 1 || body == 0 {
        return regions;
    }
    let body_end = outline.node(body).end;
    let mut headers = Vec::new();
    let mut navs = Vec::new();
    let mut footers = Vec::new();
    let mut carousels = Vec::new();
    let mut floats = Vec::new();
    let mut banners = Vec::new();
    let mut logos = Vec::new();
    for index in body + 1..body_end {
        let node = outline.node(index);
        let hinted = hint(node);
        match hinted {
            Some(Hint::Header) => headers.push(index),
            Some(Hint::Logo) => logos.push(index),
            Some(Hint::Banner) => banners.push(index),
            Some(Hint::Nav) => navs.push(index),
            Some(Hint::Carousel) => carousels.push(index),
            Some(Hint::Floating) => floats.push(index),
            Some(Hint::Footer) => footers.push(index),
            None => {}
        }
        let lifted = match node.style {
            Placement::Fixed => true,
            // Absolute places inside a header or box are ordinary layout; on the page itself they float.
            Placement::Absolute => node.parent == body,
            _ => false,
        };
        if lifted && !node.tag.is_inline() && hinted != Some(Hint::Floating) {
            floats.push(index);
        }
    }
    let total = outline.bytes_in(body);
    let named: Vec<u32> = navs
        .iter()
        .copied()
        .filter(|&nav| is_main_nav(outline, nav, total))
        .collect();
    let rows = choose_nav(outline, &named)
        .or_else(|| choose_nav(outline, &navs_by_shape(outline, body)))
        .map_or_else(Vec::new, |nav| rows_of_links(outline, nav));
    let main_nav = rows.first().copied();
    regions.nav = main_nav;
    let header_end = header_end(outline, body, &headers, &logos, &banners, main_nav, total);
    regions.header_end = header_end;
    regions.fill(outline, body + 1, header_end, PageRegion::Header);
    for nav in navs {
        if anchors(outline, nav) >= 2 && outline.bytes_in(nav) <= total / 2 + 200 {
            regions.fill(outline, nav, outline.node(nav).end, PageRegion::Nav);
        }
    }
    let chrome_end = rows
        .iter()
        .map(|&nav| outline.node(nav).end)
        .fold(header_end, u32::max);
    for nav in rows {
        regions.fill(outline, nav, outline.node(nav).end, PageRegion::Nav);
    }
    for &banner in &banners {
        if banner < header_end {
            regions.fill_where(outline, banner, PageRegion::Banner, |region| {
                region != Some(PageRegion::Nav)
            });
        }
    }
    let footer_start = footer_start(outline, body, &footers, header_end);
    if let Some(start) = footer_start {
        regions.fill(outline, start, body_end, PageRegion::Footer);
    }
    for carousel in carousels.into_iter().chain(
        banners
            .iter()
            .copied()
            .filter(|&banner| linked_pictures(outline, banner) > 1),
    ) {
        let small = outline.node(carousel).end - carousel <= (count as u32) / 2
            && outline.references_in(carousel).len() <= 80
            && outline.bytes_in(carousel) <= 3000;
        if pictures(outline, carousel) > 0 && small && regions.of(carousel) != Some(PageRegion::Footer) {
            regions.fill(
                outline,
                carousel,
                outline.node(carousel).end,
                PageRegion::Carousel,
            );
        }
    }
    for float in floats {
        let references = outline.references_in(float).len();
        let holds_chrome = main_nav.is_some_and(|nav| outline.contains(float, nav));
        // A header may be placed absolutely too, unless its name says that it floats.
        let node = outline.node(float);
        let of_header =
            float < header_end && node.style == Placement::Absolute && hint(node) != Some(Hint::Floating);
        if !of_header
            && (1..=30).contains(&references)
            && !holds_chrome
            && outline.bytes_in(float) <= STRAY_TEXT
        {
            regions.fill(outline, float, outline.node(float).end, PageRegion::Floating);
        }
    }
    regions.header_banners(outline);
    if chrome_end > body + 1 {
        regions.first_pictures(outline, chrome_end, &banners);
    }
    regions.unseen_logo = logos.iter().chain(&banners).any(|&node| {
        node < header_end.max(body + 1)
            && outline.bytes_in(node) == 0
            && outline.references_in(node).is_empty()
    });
    regions
}

impl Regions {
    fn fill(&mut self, outline: &Outline<'_>, start: u32, end: u32, region: PageRegion) {
        for index in start..end {
            // An element that reaches beyond the region only wraps it.
            if outline.node(index).end <= end
                && let Some(place) = self.of.get_mut(index as usize)
            {
                *place = Some(region);
            }
        }
    }

    fn fill_where(
        &mut self,
        outline: &Outline<'_>,
        node: u32,
        region: PageRegion,
        wanted: impl Fn(Option<PageRegion>) -> bool,
    ) {
        for index in node..outline.node(node).end {
            if wanted(self.of(index))
                && let Some(place) = self.of.get_mut(index as usize)
            {
                *place = Some(region);
            }
        }
    }
}

fn anchors(outline: &Outline<'_>, node: u32) -> usize {
    anchor_count(outline, node, outline.node(node).end)
}

fn anchor_count(outline: &Outline<'_>, start: u32, end: u32) -> usize {
    let range = outline.reference_range(start, end);
    outline
        .references
        .get(range)
        .unwrap_or_default()
        .iter()
        .filter(|r| r.kind == LinkKind::Anchor)
        .count()
}

fn pictures(outline: &Outline<'_>, node: u32) -> usize {
    let range = outline.references_in(node);
    let pictures = outline.references.get(range).unwrap_or_default().iter();
    pictures
        .filter(|r| matches!(r.kind, LinkKind::Image | LinkKind::Background))
        .count()
}

/// Pictures that are links: several of them in a banner rotate, a header's logo and background do not.
fn linked_pictures(outline: &Outline<'_>, node: u32) -> usize {
    let range = outline.references_in(node);
    let mut linked_until = 0;
    let mut count = 0;
    for reference in outline.references.get(range).unwrap_or_default() {
        match reference.kind {
            LinkKind::Anchor => linked_until = outline.node(reference.node).end,
            LinkKind::Image if reference.node < linked_until => count += 1,
            _ => {}
        }
    }
    count
}
