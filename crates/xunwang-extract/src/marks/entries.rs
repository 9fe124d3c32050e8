//! Entries to “我为政府网站找错” (找错入口): a link, a script, a handler or a setting (rulebook ZE-01 … ZE-03).

use memchr::memchr2_iter;
use xunwang_domain::facts::{PageMarks, ReportEntry};
use xunwang_domain::links::LinkKind;
use xunwang_domain::strings::Strings;

use super::text_of;
use crate::html::entity::decode_attribute;
use crate::html::outline::Outline;

/// At most this many entries of a page are kept.
const MOST: usize = 8;

/// Reads the entries of a page; a link by its words counts only in the footer, by its address anywhere.
pub(super) fn read(
    outline: &Outline<'_>,
    texts: &Strings,
    in_foot: &dyn Fn(u32, u32) -> bool,
    marks: &mut PageMarks,
) {
    for (index, reference) in outline.references.iter().enumerate() {
        if reference.kind == LinkKind::Anchor {
            let node = outline.node(reference.node);
            let by_address = is_report_address(&reference.href);
            let foot = in_foot(reference.node, outline.bytes_before(node.text_start));
            let by_words =
                foot && (texts.get(index).is_some_and(says_report) || picture_says(outline, reference.node));
            if by_address || by_words {
                let href = reference.href.as_ref();
                let handler = outline
                    .handlers
                    .iter()
                    .find(|handler| handler.node == reference.node);
                let call = href
                    .get(..11)
                    .is_some_and(|start| start.eq_ignore_ascii_case("javascript:"));
                let code = code_in(href)
                    .or_else(|| handler.and_then(|handler| code_in(&decode_attribute(handler.text))));
                // An address in the handler says more than “javascript:void(0)”.
                let address = if call || href.starts_with('#') {
                    handler
                        .and_then(|handler| address_in(&decode_attribute(handler.text)))
                        .unwrap_or_default()
                } else {
                    href.to_owned()
                };
                keep(marks, address, code);
            }
        }
    }
    for handler in &outline.handlers {
        let text = decode_attribute(handler.text);
        let within_link = outline.references.iter().any(|r| {
            r.kind == LinkKind::Anchor && outline.contains(r.node, handler.node) && is_report_address(&r.href)
        });
        let source = decode_attribute(handler.source);
        let is_script = source.contains("jiucuo");
        let is_setting = text.contains("sitecode") || text.contains("siteCode");
        let is_handler = text.contains("jiucuo")
            || text
                .trim_start()
                .trim_start_matches("javascript:")
                .trim_start()
                .starts_with("Link(");
        let says = is_report_address(&text)
            || is_handler && (is_report_script(outline) || says_near(outline, handler.node));
        if (is_script || is_setting || says) && !within_link {
            let code = if is_script {
                Some(text.trim().to_owned()).filter(|code| !code.is_empty())
            } else {
                code_in(&text)
            };
            // A script of the old platform, which no longer answers, is as wrong as a link to it.
            let address = address_in(&text)
                .or_else(|| address_in(&source).filter(|_| is_at_network_address(&source)))
                .unwrap_or_default();
            keep(marks, address, code);
        }
    }
    // A script without the attribute, or one that writes the link.
    if marks.report_entries.is_empty() {
        let by_source = outline
            .references
            .iter()
            .find(|r| r.kind == LinkKind::Resource && r.href.contains("jiucuo") && r.href.contains(".js"));
        if let Some(reference) = by_source {
            keep(marks, String::new(), code_in(&reference.href));
        }
        for script in &outline.scripts {
            let writes = script.contains("document.write") && is_report_address(script);
            if writes {
                keep(marks, address_in(script).unwrap_or_default(), code_in(script));
            }
        }
    }
}

/// Addresses of the platform, old and new (rulebook ZE-02), and pages of a site's own that are named so. Asked of every
/// link, so rare pairs of letters are looked for first.
fn is_report_address(href: &str) -> bool {
    const HOSTS: [&str; 3] = ["zfwzgl.www.gov.cn", "zfwzzc.www.gov.cn", "kaipuyun.cn"];
    let bytes = href.as_bytes();
    // Two letters of each, sixteen places at a time: most addresses have none.
    let pairs = bytes.iter().zip(bytes.get(1..).unwrap_or_default());
    let may_begin = pairs.fold(0, |found, (&byte, &next)| {
        let jiucuo = (byte == b'j') & (next == b'i') | (byte == b'I') & (next == b'n');
        found | u8::from(jiucuo | (byte == b'z') & (next == b'f') | (byte == b'k') & (next == b'a'))
    });
    if may_begin == 0 {
        return false;
    }
    memchr2_iter(b'j', b'I', bytes).any(|at| {
        let after = bytes.get(at..).unwrap_or_default();
        after.starts_with(b"jiucuo")
            || after.starts_with(b"Info/") && bytes.get(..at).is_some_and(|before| before.ends_with(b"error"))
    }) || memchr2_iter(b'z', b'k', bytes).any(|at| {
        let after = bytes.get(at..).unwrap_or_default();
        HOSTS.iter().any(|host| after.starts_with(host.as_bytes()))
    }) && href.contains("//")
}

fn says_report(text: &str) -> bool {
    text.contains("找错") || text.contains("网站纠错") || text.contains("我要纠错")
}

fn picture_says(outline: &Outline<'_>, node: u32) -> bool {
    let range = outline.references_in(node);
    outline
        .references
        .get(range)
        .unwrap_or_default()
        .iter()
        .any(|picture| {
            says_report(picture.label) || picture.kind == LinkKind::Image && picture.href.contains("jiucuo")
        })
}

/// Does the element of a handler, or what it holds, speak of 找错?
fn says_near(outline: &Outline<'_>, node: u32) -> bool {
    let parent = outline.node(node).parent;
    says_report(&text_of(outline, node)) || picture_says(outline, node) || picture_says(outline, parent)
}

/// Does a script of the page open the platform (function `Link(site_code)`)?
fn is_report_script(outline: &Outline<'_>) -> bool {
    outline.scripts.iter().any(|script| is_report_address(script))
}

/// The 标识码 in an address, handler or setting: `site_code=…`, `sitecode:'…'`, `Link('…')`.
fn code_in(text: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    for word in ["site_code", "sitecode", "link("] {
        for (at, _) in lower.match_indices(word) {
            let rest = text.get(at + word.len()..)?;
            let rest = rest.trim_start_matches(|c: char| {
                matches!(c, '=' | ':' | '\'' | '"' | ' ' | '(' | '\\') || c == '&'
            });
            let end = rest
                .find(|c: char| !c.is_ascii_alphanumeric())
                .unwrap_or(rest.len());
            let code = rest.get(..end)?;
            if code.bytes().filter(u8::is_ascii_digit).count() >= 4 {
                return Some(code.to_owned());
            }
        }
    }
    None
}

/// The first absolute address in a piece of script.
fn address_in(text: &str) -> Option<String> {
    let at = text.find("http://").or_else(|| text.find("https://"))?;
    let rest = text.get(at..)?;
    let end = rest
        .find(['\'', '"', ' ', ')', '\\', '<', '>'])
        .unwrap_or(rest.len());
    rest.get(..end).map(str::to_owned)
}

/// Is the host of an absolute address a number, as that of the old platform was?
fn is_at_network_address(address: &str) -> bool {
    let host = address.split_once("//").map_or("", |(_, rest)| rest);
    let host = host.split(['/', ':', '?']).next().unwrap_or_default();
    !host.is_empty() && host.bytes().all(|b| b.is_ascii_digit() || b == b'.')
}

fn keep(marks: &mut PageMarks, href: String, site_code: Option<String>) {
    let entry = ReportEntry {
        page_host: page_host(&href),
        href,
        site_code,
    };
    if marks.report_entries.len() < MOST && !marks.report_entries.contains(&entry) {
        marks.report_entries.push(entry);
    }
}

/// The host that the parameter `url` of an entry names; `None` where it is filled in by script or carries no address.
fn page_host(href: &str) -> Option<String> {
    let at = ["?url=", "&url="]
        .iter()
        .find_map(|part| href.find(part).map(|at| at + part.len()))?;
    let value = href.get(at..)?.split(['&', '#']).next()?;
    // The separators of an address are the only characters that may be written as `%3A` or `%2F` before its path.
    let value = value.replace("%3A", ":").replace("%3a", ":");
    let value = value.replace("%2F", "/").replace("%2f", "/");
    let (scheme, rest) = value.split_once("://")?;
    let host = rest.split(['/', '?', ':', '%']).next()?;
    let is_host = host.contains('.')
        && host
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'));
    (matches!(scheme, "http" | "https") && is_host).then(|| host.to_ascii_lowercase())
}
