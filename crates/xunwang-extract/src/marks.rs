//! Marks that header and footer carry (网站标识): name, 标识码, ICP, 公安备案, 主办单位, 党政机关标识 and the entry to
//! “我为政府网站找错”, in all forms of rulebook L-03 and ZE-01 … ZE-06.

mod english;
mod entries;
mod numbers;
mod scripted;

use xunwang_domain::facts::{PageMarks, PageRegion};
use xunwang_domain::links::LinkKind;
use xunwang_domain::registry::half_width;
use xunwang_domain::strings::Strings;

use crate::html::entity::{decode_attribute, push_folded};
use crate::html::outline::{Gap, Outline, line_of};
use crate::regions::Regions;

/// Text of the header that is kept, in characters.
const MOST_HEADER: usize = 1000;
/// Text of the footer that is read, in bytes.
const MOST_FOOTER: usize = 16 * 1024;
/// Where no footer is recognised, this much of the page's end serves, in bytes of text.
const PAGE_END: u32 = 900;

/// Reads the marks of a page.
pub(crate) fn marks(outline: &Outline<'_>, regions: &Regions, link_texts: &Strings) -> PageMarks {
    let mut marks = PageMarks::default();
    header(outline, regions, &mut marks);
    let has_footer = regions.has(PageRegion::Footer);
    let end_from = outline.text_bytes.saturating_sub(PAGE_END);
    let in_foot = |node: u32, before: u32| match regions.of(node) {
        Some(PageRegion::Footer) => true,
        Some(_) => false,
        None => !has_footer && before >= end_from,
    };
    let mut foot = String::with_capacity(1024);
    for text in &outline.texts {
        if in_foot(text.node, text.before) && foot.len() < MOST_FOOTER {
            foot.push_str(match text.gap {
                Gap::None => "",
                Gap::Space => " ",
                Gap::Line => "\n",
            });
            push_folded(&mut foot, text.raw);
        }
    }
    for (index, reference) in outline.references.iter().enumerate() {
        let before = outline.bytes_before(outline.node(reference.node).text_start);
        if !in_foot(reference.node, before) {
            continue;
        }
        if reference.kind == LinkKind::Anchor {
            record_link(
                link_texts.get(index).unwrap_or_default(),
                &reference.href,
                &mut marks,
            );
        } else if matches!(reference.kind, LinkKind::Image | LinkKind::Background) {
            if reference.label.trim().is_empty() {
                marks.footer_picture |=
                    reference.kind == LinkKind::Image && !is_known_picture(&reference.href);
            } else if foot.len() < MOST_FOOTER {
                foot.push('\n');
                foot.push_str(&decode_attribute(reference.label));
            }
        }
    }
    let foot = in_half_width(foot);
    numbers::read(&foot, &mut marks);
    marks.party_mark =
        foot.contains("党政机关") || foot.contains("事业单位标识") || has_party_mark(outline, &in_foot);
    entries::read(outline, link_texts, &in_foot, &mut marks);
    // The header may carry the code too, and some sites print it nowhere else.
    if marks.site_codes.is_empty() {
        let header = in_half_width(marks.header_text.clone());
        numbers::site_codes(&header, &mut marks.site_codes);
    }
    marks.footer_by_script = scripted::footer(outline, &marks);
    marks.header_by_script = scripted::header(outline, &marks);
    marks
}

/// Addresses of record links beyond these, and longer ones, are not worth keeping.
const MOST_RECORD_LINKS: usize = 4;
const LONGEST_RECORD_LINK: usize = 300;

/// Keeps where the ICP number or the police number leads to, if this is the link that prints it.
fn record_link(text: &str, href: &str, marks: &mut PageMarks) {
    // Both words are rare; the digits tell the number from a link to the ministry's home page by name.
    if href.len() > LONGEST_RECORD_LINK || text.bytes().filter(u8::is_ascii_digit).count() < 5 {
        return;
    }
    let links = if text.contains("公网安备") {
        &mut marks.police_links
    } else if text.contains("ICP") || text.contains("icp") {
        &mut marks.icp_links
    } else {
        return;
    };
    let is_address = href.starts_with("http://") || href.starts_with("https://") || href.starts_with("//");
    if is_address && links.len() < MOST_RECORD_LINKS && !links.iter().any(|known| known == href) {
        links.push(href.to_owned());
    }
}

fn header(outline: &Outline<'_>, regions: &Regions, marks: &mut PageMarks) {
    let mut text = String::with_capacity(256);
    for run in &outline.texts {
        if regions.in_header(run.node) && text.len() < MOST_HEADER * 3 {
            if run.gap != Gap::None && !text.is_empty() {
                text.push(' ');
            }
            push_folded(&mut text, run.raw);
        }
    }
    for reference in &outline.references {
        if regions.in_header(reference.node) {
            marks.header_picture |= matches!(
                reference.kind,
                LinkKind::Image | LinkKind::Background | LinkKind::Media
            );
            if !reference.label.is_empty() && text.len() < MOST_HEADER * 3 {
                text.push(' ');
                push_folded(&mut text, reference.label);
            }
        }
    }
    // In a carousel at the top the name may stand as part of the picture.
    marks.header_picture |= regions.unseen_logo;
    marks.header_text = text.trim().chars().take(MOST_HEADER).collect();
}

fn in_half_width(text: String) -> String {
    // Every full-width form begins with this byte in UTF-8.
    if memchr::memchr(0xef, text.as_bytes()).is_none() {
        return text;
    }
    text.chars().map(half_width).collect()
}

/// Pictures that say by their address what they are.
fn is_known_picture(href: &str) -> bool {
    [
        "jiucuo", "conac", "gongan", "beian", "ghs.png", "red.png", "blue.png", "dzjg", "wza",
    ]
    .iter()
    .any(|word| href.contains(word))
}

/// The mark of party and government bodies by address, script or picture (rulebook ZE-05). The script of the authority
/// writes it wherever the page asks for it, so that may stand anywhere; a picture of that name only counts in the footer.
fn has_party_mark(outline: &Outline<'_>, in_foot: &dyn Fn(u32, u32) -> bool) -> bool {
    const PICTURES: [&str; 8] = [
        "red.png",
        "blue.png",
        "conac",
        "dzjg",
        "dangzheng",
        "bszs",
        "zfbs",
        "jgbs",
    ];
    let in_foot = |node: u32| in_foot(node, outline.bytes_before(outline.node(node).text_start));
    let by_reference = outline.references.iter().any(|reference| {
        let href = reference.href.as_ref();
        let is_named = || PICTURES.iter().any(|name| file_name(href).contains(name));
        href.contains("//") && href.contains("conac.cn")
            || reference.kind == LinkKind::Image
                && (reference.label.contains("党政机关") || in_foot(reference.node) && is_named())
    });
    by_reference
        || outline
            .scripts
            .iter()
            .any(|script| script.contains("conac.cn") || script.contains("_ideConac"))
        || outline
            .nodes
            .iter()
            .any(|node| node.id.eq_ignore_ascii_case("_ideConac"))
}

fn file_name(href: &str) -> &str {
    let path = href.split(['?', '#']).next().unwrap_or_default();
    path.rsplit('/').next().unwrap_or_default()
}

/// The text of a node in one line; for what stands around a mark.
fn text_of(outline: &Outline<'_>, node: u32) -> String {
    line_of(outline.texts_in(node), 200)
}
