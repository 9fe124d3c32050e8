//! What refers to another address (引用): read off a start tag while the outline is built.

use std::borrow::Cow;

use memchr::{memchr, memchr2, memmem};
use xunwang_domain::links::LinkKind;

use crate::attributes::{Attribute, Attributes};
use crate::html::entity::decode_attribute;
use crate::html::outline::{Handler, Outline, Reference};
use crate::html::tag::Tag;
use crate::stamp::stamp;

/// Records the references of the element that was just added to the outline.
pub(crate) fn collect<'a>(outline: &mut Outline<'a>, tag: Tag, attributes: &Attributes<'a>) {
    add_references(outline, tag, attributes);
    let references = outline.references.len() as u32;
    if let Some(node) = outline.nodes.last_mut() {
        // Until it ends.
        node.reference_end = references;
    }
}

fn add_references<'a>(outline: &mut Outline<'a>, tag: Tag, attributes: &Attributes<'a>) {
    let node = (outline.nodes.len() as u32).saturating_sub(1);
    let label = attributes
        .get(Attribute::Alt)
        .filter(|alt| !alt.is_empty())
        .or(attributes.get(Attribute::Title))
        .unwrap_or_default();
    let width = attributes.get(Attribute::Width).map_or(0, pixels);
    let add = |outline: &mut Outline<'a>, kind: LinkKind, raw: Option<&'a str>| {
        if let Some(href) = raw.map(address_of).filter(|href| !href.is_empty()) {
            outline.references.push(Reference {
                node,
                kind,
                href,
                label,
                width,
            });
        }
    };
    match tag {
        Tag::A | Tag::Area => {
            // Where a script navigates, its target is the link's first reference, whatever `href` says.
            let scripted = attributes
                .get(Attribute::Href)
                .and_then(script_address)
                .and_then(navigation);
            let handled = || attributes.get(Attribute::Onclick).and_then(navigation);
            add(outline, LinkKind::Anchor, scripted.or_else(handled));
            add(outline, LinkKind::Anchor, attributes.get(Attribute::Href));
        }
        Tag::Option if attributes.get(Attribute::Value).is_some_and(is_absolute) => {
            add(outline, LinkKind::Anchor, attributes.get(Attribute::Value));
        }
        Tag::Img => {
            add(outline, LinkKind::Image, attributes.get(Attribute::Src));
            candidates(outline, node, attributes.get(Attribute::Srcset));
            add(outline, LinkKind::Image, lazy_address(attributes, true));
            candidates(outline, node, attributes.get(Attribute::LazySrcset));
        }
        Tag::Image => add(outline, LinkKind::Image, attributes.get(Attribute::Href)),
        Tag::Input
            if attributes
                .get(Attribute::Type)
                .is_some_and(|kind| kind.eq_ignore_ascii_case("image")) =>
        {
            add(outline, LinkKind::Image, attributes.get(Attribute::Src));
        }
        Tag::Source => {
            add(outline, LinkKind::Media, attributes.get(Attribute::Src));
            candidates(outline, node, attributes.get(Attribute::Srcset));
            candidates(outline, node, attributes.get(Attribute::LazySrcset));
        }
        Tag::Video => {
            add(outline, LinkKind::Media, attributes.get(Attribute::Src));
            add(outline, LinkKind::Media, lazy_address(attributes, false));
            add(outline, LinkKind::Image, attributes.get(Attribute::Poster));
        }
        Tag::Audio | Tag::Embed | Tag::Track => add(outline, LinkKind::Media, attributes.get(Attribute::Src)),
        Tag::Object => add(outline, LinkKind::Media, attributes.get(Attribute::Data)),
        Tag::Iframe | Tag::Frame => {
            add(outline, LinkKind::Frame, attributes.get(Attribute::Src));
            add(outline, LinkKind::Frame, lazy_address(attributes, false));
        }
        Tag::Script => add(outline, LinkKind::Resource, attributes.get(Attribute::Src)),
        Tag::Link if attributes.get(Attribute::Rel).is_some_and(is_fetched_relation) => {
            add(outline, LinkKind::Resource, attributes.get(Attribute::Href));
        }
        Tag::Base if outline.base.is_none() => {
            outline.base = attributes.get(Attribute::Href).map(address_of);
        }
        Tag::Meta => meta(outline, node, attributes),
        _ => {}
    }
    if tag != Tag::Meta {
        add(
            outline,
            LinkKind::Background,
            attributes.get(Attribute::Background),
        );
    }
    if let Some(style) = attributes
        .get(Attribute::Style)
        .filter(|style| memchr(b'(', style.as_bytes()).is_some())
    {
        collect_style(outline, node, style, false);
    }
    stamp(outline, node, attributes);
    if attributes.has(Attribute::Onclick) || attributes.has(Attribute::SiteCode) {
        if !matches!(tag, Tag::A | Tag::Area) {
            add(
                outline,
                LinkKind::Anchor,
                attributes.get(Attribute::Onclick).and_then(navigation),
            );
        }
        handler(outline, node, attributes);
    }
}

/// The address of what is loaded late; one that a template has still to fill in is none.
fn lazy_address<'a>(attributes: &Attributes<'a>, picture: bool) -> Option<&'a str> {
    let is_address =
        |text: &&str| memchr2(b'.', b'/', text.as_bytes()).is_some() && !text.contains(['{', '<', '$']);
    let named = attributes.get(Attribute::Lazy).filter(is_address);
    named.or_else(|| {
        attributes
            .get(Attribute::MaybeLazy)
            .filter(|text| picture && is_address(text) && is_picture(text))
    })
}

fn is_picture(address: &str) -> bool {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    path.rsplit_once('.').is_some_and(|(_, ending)| {
        ["jpg", "jpeg", "png", "gif", "webp", "bmp", "svg"]
            .iter()
            .any(|known| ending.eq_ignore_ascii_case(known))
    })
}

fn is_absolute(address: &str) -> bool {
    let address = address.trim_start();
    ["http://", "https://"].iter().any(|scheme| {
        address
            .get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    })
}

/// The script of a `javascript:` address.
fn script_address(href: &str) -> Option<&str> {
    let href = href.trim_start();
    href.get(..11)
        .filter(|start| start.eq_ignore_ascii_case("javascript:"))
        .and(href.get(11..))
}

/// The address that a simple script navigates to (脚本跳转): `location.href='…'`, `self.location="…"`,
/// `location.replace('…')`, `window.open('…')`. One that is put together from parts is not known.
fn navigation(script: &str) -> Option<&str> {
    let mut rest = script;
    loop {
        let found = memmem::find(rest.as_bytes(), b"location")
            .map(|at| at + 8)
            .into_iter()
            .chain(memmem::find(rest.as_bytes(), b"window.open").map(|at| at + 11))
            .min()?;
        rest = rest.get(found..)?;
        let mut call = rest.trim_start();
        for step in [".href", ".replace", ".assign"] {
            call = call.strip_prefix(step).unwrap_or(call).trim_start();
        }
        let Some(argument) = call.strip_prefix(['=', '(']) else {
            continue;
        };
        let argument = argument.trim_start();
        // Inside an attribute the quotation marks may be written as references.
        let quote = ["'", "\"", "&quot;", "&#39;", "&#34;", "&apos;"]
            .into_iter()
            .find(|quote| argument.starts_with(quote));
        let Some(quote) = quote else { continue };
        let (address, after) = argument.get(quote.len()..)?.split_once(quote)?;
        let whole = !after.trim_start().starts_with('+');
        return (whole && !address.contains(['{', '<'])).then_some(address);
    }
}

/// A meta tag: of the national scheme, or a refresh that leads to another page.
fn meta<'a>(outline: &mut Outline<'a>, node: u32, attributes: &Attributes<'a>) {
    let Some(content) = attributes.get(Attribute::Content) else {
        return;
    };
    if let Some(name) = attributes
        .get(Attribute::Name)
        .or(attributes.get(Attribute::Property))
        .or(attributes.get(Attribute::Itemprop))
    {
        outline.metas.push((name, content));
    }
    if attributes
        .get(Attribute::HttpEquiv)
        .is_some_and(|name| name.trim().eq_ignore_ascii_case("refresh"))
    {
        let after = content
            .split_once([';', ','])
            .map_or("", |(_, after)| after.trim_start());
        let target = after
            .get(..3)
            .filter(|start| start.eq_ignore_ascii_case("url"))
            .and(after.get(3..));
        let target = target
            .and_then(|rest| rest.trim_start().strip_prefix('='))
            .map(str::trim)
            .unwrap_or_default();
        let href = address_of(target.trim_matches(['\'', '"']));
        if !href.is_empty() {
            outline.references.push(Reference {
                node,
                kind: LinkKind::Anchor,
                href,
                label: "",
                width: 0,
            });
        }
    }
}

/// A handler or setting by which a page offers “我为政府网站找错” (rulebook ZE-02b, ZE-03).
fn handler<'a>(outline: &mut Outline<'a>, node: u32, attributes: &Attributes<'a>) {
    let source = attributes.get(Attribute::Src).unwrap_or_default();
    if let Some(text) = attributes.get(Attribute::SiteCode) {
        outline.handlers.push(Handler { node, text, source });
    }
    if let Some(text) = attributes.get(Attribute::Onclick) {
        let calls_link = text
            .trim_start()
            .trim_start_matches("javascript:")
            .trim_start()
            .starts_with("Link(");
        if calls_link
            || ["jiucuo", "zfwzgl", "zfwzzc", "site_code"]
                .iter()
                .any(|word| text.contains(word))
        {
            outline.handlers.push(Handler { node, text, source });
        }
    }
}

/// Does a browser fetch a link of this relation?
fn is_fetched_relation(rel: &str) -> bool {
    rel.split_ascii_whitespace().any(|word| {
        [
            "stylesheet",
            "icon",
            "apple-touch-icon",
            "apple-touch-icon-precomposed",
            "mask-icon",
            "manifest",
        ]
        .iter()
        .any(|known| word.eq_ignore_ascii_case(known))
    })
}

/// The addresses of a `srcset` (HTML standard 4.8.4.2.1): each up to white space, a comma at its end belongs to the list.
fn candidates<'a>(outline: &mut Outline<'a>, node: u32, srcset: Option<&'a str>) {
    let Some(srcset) = srcset else { return };
    let mut rest = srcset;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == ',');
        if rest.is_empty() {
            return;
        }
        let end = rest.find(|c: char| c.is_ascii_whitespace()).unwrap_or(rest.len());
        let (candidate, tail) = rest.split_at(end);
        let href = address_of(candidate.trim_end_matches(','));
        if !href.is_empty() {
            outline.references.push(Reference {
                node,
                kind: LinkKind::Image,
                href,
                label: "",
                width: 0,
            });
        }
        rest = if candidate.ends_with(',') {
            tail
        } else {
            // The descriptor, in which commas in parentheses do not count.
            let mut depth = 0;
            let comma = tail.find(|c| {
                depth += i32::from(c == '(') - i32::from(c == ')');
                c == ',' && depth <= 0
            });
            comma.and_then(|at| tail.get(at..)).unwrap_or_default()
        };
    }
}

/// Records the `url(…)` and `@import "…"` of CSS; `block`: a `<style>` element, whose text is not an attribute's.
pub(crate) fn collect_style<'a>(outline: &mut Outline<'a>, node: u32, css: &'a str, block: bool) {
    let bytes = css.as_bytes();
    let mut at = 0;
    while let Some(found) = bytes.get(at..).and_then(|rest| memchr(b'(', rest)) {
        let open = at + found;
        at = open + 1;
        let is_url = open >= 3
            && bytes
                .get(open - 3..open)
                .is_some_and(|name| name.eq_ignore_ascii_case(b"url"));
        if !is_url || block && in_css_comment(bytes, open) {
            continue;
        }
        let Some(inner) = css.get(at..) else { return };
        let Some(close) = memchr(b')', inner.as_bytes()) else {
            return;
        };
        let raw = inner.get(..close).unwrap_or_default();
        let value = if block {
            Cow::Borrowed(raw)
        } else {
            decode_attribute(raw)
        };
        let value = trim_address(&value).trim_matches(['"', '\'']).trim();
        if !value.is_empty() && !value.starts_with("data:") && !value.starts_with('#') {
            let kind = if is_style_resource(value) {
                LinkKind::Resource
            } else {
                LinkKind::Background
            };
            let href = Cow::Owned(value.to_owned());
            outline.references.push(Reference {
                node,
                kind,
                href,
                label: "",
                width: 0,
            });
        }
        at += close;
    }
    if block {
        for found in memmem::find_iter(bytes, b"@import") {
            let rest = css.get(found + 7..).unwrap_or_default().trim_start();
            let Some(quote) = rest.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
                continue;
            };
            if let Some((href, _)) = rest.get(1..).and_then(|inner| inner.split_once(quote))
                && !in_css_comment(bytes, found)
            {
                let href = address_of(href);
                outline.references.push(Reference {
                    node,
                    kind: LinkKind::Resource,
                    href,
                    label: "",
                    width: 0,
                });
            }
        }
    }
}

/// Stands this position inside `/* … */`? Only the nearest 4 KiB before it are looked at.
fn in_css_comment(bytes: &[u8], at: usize) -> bool {
    let before = bytes.get(at.saturating_sub(4096)..at).unwrap_or_default();
    memmem::rfind(before, b"/*")
        .is_some_and(|open| memmem::find(before.get(open..).unwrap_or_default(), b"*/").is_none())
}

/// Is what CSS names a style sheet or a font, not a picture?
fn is_style_resource(address: &str) -> bool {
    let path = address.split(['?', '#']).next().unwrap_or_default().as_bytes();
    [b".css".as_slice(), b".woff", b".woff2", b".ttf", b".otf", b".eot"]
        .iter()
        .any(|ending| {
            path.len() >= ending.len()
                && path
                    .get(path.len() - ending.len()..)
                    .is_some_and(|end| end.eq_ignore_ascii_case(ending))
        })
}

/// An address as browsers read it from an attribute: references decoded, control characters and spaces at the ends and
/// tabs and line ends inside removed (URL standard 4.4), NUL replaced.
pub(crate) fn address_of(raw: &str) -> Cow<'_, str> {
    match decode_attribute(raw) {
        Cow::Borrowed(raw) => clean(raw),
        Cow::Owned(decoded) => Cow::Owned(clean(&decoded).into_owned()),
    }
}

fn clean(text: &str) -> Cow<'_, str> {
    let text = trim_address(text);
    if text
        .bytes()
        .fold(false, |found, b| found | matches!(b, b'\t' | b'\n' | b'\r' | 0))
    {
        let kept = text.chars().filter(|c| !matches!(c, '\t' | '\n' | '\r'));
        return Cow::Owned(kept.map(|c| if c == '\0' { '\u{fffd}' } else { c }).collect());
    }
    Cow::Borrowed(text)
}

fn trim_address(text: &str) -> &str {
    text.trim_matches(|c: char| ('\u{1}'..=' ').contains(&c))
}

fn pixels(raw: &str) -> u16 {
    let digits = raw.trim_start().bytes().take_while(u8::is_ascii_digit).count();
    let number: u16 = raw
        .trim_start()
        .get(..digits)
        .and_then(|digits| digits.parse().ok())
        .unwrap_or(0);
    // “100%” is as wide as the page.
    if raw.contains('%') {
        number.saturating_mul(10)
    } else {
        number
    }
}
