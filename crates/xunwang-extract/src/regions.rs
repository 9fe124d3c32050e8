//! Regions of a page (页面区域): which element belongs to header, navigation, carousel, floating window or footer. Names
//! suggest, position decides; pages without any name are read by their shape and by the marks at their end.

mod hints;

use xunwang_domain::facts::{LinkKind, PageRegion};

use crate::html::outline::{Outline, Placement, Text};
use crate::html::tag::Tag;
pub(crate) use hints::each_word;
use hints::{Hint, hint};

/// The chrome of a page; what has no region here is content.
pub(crate) struct Regions {
    of: Vec<Option<PageRegion>>,
    /// The first navigation of the page.
    pub(crate) nav: Option<u32>,
    /// An element named as a logo or site name that holds neither text nor picture: its picture comes from a style sheet.
    pub(crate) unseen_logo: bool,
}

impl Regions {
    /// The chrome region of a node; `None` for content.
    pub(crate) fn of(&self, node: u32) -> Option<PageRegion> {
        self.of.get(node as usize).copied().flatten()
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
    let main_nav = choose_nav(outline, &named)
        .or_else(|| choose_nav(outline, &navs_by_shape(outline, body)))
        .map(|nav| narrowed(outline, nav));
    regions.nav = main_nav;
    let header_end = header_end(outline, body, &headers, &logos, &banners, main_nav, total);
    regions.fill(outline, body + 1, header_end, PageRegion::Header);
    for nav in navs {
        if anchors(outline, nav) >= 2 && outline.bytes_in(nav) <= total / 2 + 200 {
            regions.fill(outline, nav, outline.node(nav).end, PageRegion::Nav);
        }
    }
    if let Some(nav) = main_nav {
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
        // A header may be placed absolutely too.
        let of_header = float < header_end && outline.node(float).style == Placement::Absolute;
        if !of_header
            && (1..=30).contains(&references)
            && !holds_chrome
            && outline.bytes_in(float) <= STRAY_TEXT
        {
            regions.fill(outline, float, outline.node(float).end, PageRegion::Floating);
        }
    }
    regions.header_banners(outline);
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

    /// Large pictures in the header are its banner (头部横幅).
    fn header_banners(&mut self, outline: &Outline<'_>) {
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
}

fn contains_word(text: &str, word: &str) -> bool {
    text.as_bytes()
        .windows(word.len())
        .any(|window| window.eq_ignore_ascii_case(word.as_bytes()))
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

/// Is an element that is named so the main navigation: at least three links, in the page's first part?
fn is_main_nav(outline: &Outline<'_>, nav: u32, total: u32) -> bool {
    let before = outline.bytes_before(outline.node(nav).text_start);
    let own = outline.bytes_in(nav);
    anchors(outline, nav) >= 3
        && own <= total / 2 + 600
        && before <= STRAY_TEXT.max(total / 4)
        && links_only(outline, nav)
}

/// Is most of the text in it link text, in short links? Bars and spaces between the links do not count.
fn links_only(outline: &Outline<'_>, node: u32) -> bool {
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
    raw.len() < 60 && raw.bytes().filter(u8::is_ascii_digit).count() >= 6
}

/// Bytes of letters and ideographs in some texts; references such as `&nbsp;` and punctuation in ASCII do not count.
fn weight_of(texts: &[Text<'_>]) -> u32 {
    texts.iter().map(|text| weight(text.raw)).sum()
}

fn weight(raw: &str) -> u32 {
    let mut weight = 0;
    let mut in_reference = false;
    for byte in raw.bytes() {
        in_reference = byte == b'&' || in_reference && (byte.is_ascii_alphanumeric() || byte == b'#');
        weight += u32::from(!in_reference && (byte.is_ascii_alphanumeric() || byte >= 0x80));
    }
    weight
}

/// Navigations without a name: elements in the page's first part with four or more short links and little else.
fn navs_by_shape(outline: &Outline<'_>, body: u32) -> Vec<u32> {
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

/// Of several navigations the main one: the first that leads to the home page, for a bar of tools may stand above it.
fn choose_nav(outline: &Outline<'_>, navs: &[u32]) -> Option<u32> {
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
                        let word: String = text.raw.chars().filter(|c| c.is_alphabetic()).collect();
                        matches!(word.as_str(), "首页" | "网站首页" | "主页" | "本站首页")
                    })
            })
    };
    navs.iter()
        .copied()
        .find(|&nav| leads_home(nav))
        .or_else(|| navs.first().copied())
}

/// Where the header ends (node index); `body + 1` where there is none.
fn header_end(
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
fn footer_start(outline: &Outline<'_>, body: u32, footers: &[u32], header_end: u32) -> Option<u32> {
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
        if bytes <= most && !is_prose(outline, block) && has_mark_word(outline, block) {
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
const MARK_WORDS: [&str; 12] = [
    "友情链接",
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

fn has_mark_word(outline: &Outline<'_>, node: u32) -> bool {
    outline
        .texts_in(node)
        .iter()
        .any(|text| MARK_WORDS.iter().any(|word| text.raw.contains(word)))
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
        }) else {
            break;
        };
        let Some(&block) = blocks.get(at) else { break };
        let children: Vec<u32> = outline.children(block).take(5000).collect();
        blocks.splice(at..=at, children);
    }
    blocks
}
