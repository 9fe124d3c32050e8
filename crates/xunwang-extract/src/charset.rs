//! Bytes to characters (字符编码): byte order mark, header, meta tag, validity; the detector only where none of them decides.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE};
use memchr::memmem;
use xunwang_domain::facts::{CharsetFact, CharsetSignal};

use crate::html::attribute::{is_space, scan};
use crate::html::token::comment_end;

/// How far a meta tag is looked for, and how much the detector reads: on a whole page it costs 2.7 ms.
const WINDOW: usize = 4096;

/// The text of a page as a person reads its source (页面源码): decoded as the extraction decodes it.
pub fn source_text(body: &[u8], content_type: Option<&str>) -> String {
    decode(body, content_type).0.into_owned()
}

/// Decodes a page; valid UTF-8 is not copied.
pub(crate) fn decode<'a>(
    body: &'a [u8],
    content_type: Option<&str>,
) -> (Cow<'a, str>, CharsetFact, &'static Encoding) {
    if let Some((encoding, length)) = Encoding::for_bom(body) {
        return with(
            encoding,
            CharsetSignal::Bom,
            body.get(length..).unwrap_or_default(),
        );
    }
    let valid = simdutf8::basic::from_utf8(body).ok();
    let header = content_type
        .and_then(label_of_header)
        .map(|label| (label, CharsetSignal::Header));
    // UTF-16 without a mark: no page begins with a NUL beside its “<” otherwise.
    let wide = match body {
        [b'<', 0, ..] => Some(UTF_16LE),
        [0, b'<', ..] => Some(UTF_16BE),
        _ => None,
    };
    if let Some(encoding) = wide {
        let labelled = header.is_some_and(|(label, _)| label == encoding);
        return with(
            encoding,
            if labelled {
                CharsetSignal::Header
            } else {
                CharsetSignal::Detected
            },
            body,
        );
    }
    let label = header.or_else(|| label_of_meta(body).map(|label| (label, CharsetSignal::Meta)));
    if let Some(text) = valid {
        let signal = match label {
            Some((label, signal)) if label == UTF_8 => signal,
            // Chinese in UTF-8 has three-byte sequences, which GB text cannot imitate over a page. Without any, the
            // label is believed: “联通” in GBK is valid UTF-8.
            Some((label, signal)) if !body.is_ascii() && !has_three_byte_sequence(body) => {
                return with(label, signal, body);
            }
            Some((_, signal)) if body.is_ascii() => signal,
            _ => CharsetSignal::Valid,
        };
        return (Cow::Borrowed(text), fact(UTF_8, signal, 0), UTF_8);
    }
    let Some((label, signal)) = label else {
        return with(detect(body), CharsetSignal::Detected, body);
    };
    let decoded = with(label, signal, body);
    if decoded.1.replaced == 0 {
        return decoded;
    }
    // The bytes contradict the label. A page cut in the middle of a character, or with one bad byte, keeps its label.
    let other = if label == UTF_8 { GB18030 } else { UTF_8 };
    let second = with(other, CharsetSignal::Detected, body);
    if second.1.replaced < decoded.1.replaced {
        second
    } else {
        decoded
    }
}

fn with<'a>(
    encoding: &'static Encoding,
    signal: CharsetSignal,
    body: &'a [u8],
) -> (Cow<'a, str>, CharsetFact, &'static Encoding) {
    // gb2312 and gbk are read as their superset, as browsers do.
    let encoding = if encoding == GBK { GB18030 } else { encoding };
    let (text, malformed) = encoding.decode_without_bom_handling(body);
    let replaced = if malformed {
        text.matches('\u{fffd}').count()
    } else {
        0
    };
    (text, fact(encoding, signal, replaced), encoding)
}

fn fact(encoding: &'static Encoding, signal: CharsetSignal, replaced: usize) -> CharsetFact {
    CharsetFact {
        name: encoding.name().into(),
        signal,
        replaced: u32::try_from(replaced).unwrap_or(u32::MAX),
    }
}

fn detect(body: &[u8]) -> &'static Encoding {
    let first = body.iter().position(|b| !b.is_ascii()).unwrap_or(0);
    // A little ASCII before the first character gives the detector its context.
    let window = body.get(first.saturating_sub(16)..).unwrap_or_default();
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(window.get(..WINDOW).unwrap_or(window), window.len() <= WINDOW);
    detector.guess(Some(b"cn"), Utf8Detection::Allow)
}

fn has_three_byte_sequence(valid: &[u8]) -> bool {
    valid.iter().any(|&b| b >= 0xe0)
}

/// The charset of a `Content-Type` header.
fn label_of_header(content_type: &str) -> Option<&'static Encoding> {
    label_in(content_type.as_bytes())
}

/// Reads `charset=…` from a header or from the content of a meta tag (HTML standard 2.6.5).
fn label_in(text: &[u8]) -> Option<&'static Encoding> {
    let lower = text.to_ascii_lowercase();
    let mut from = 0;
    loop {
        let at = from + memmem::find(lower.get(from..)?, b"charset")? + 7;
        let mut rest = lower.get(at..)?;
        rest = rest.trim_ascii_start();
        if let Some(value) = rest.strip_prefix(b"=") {
            let value = value.trim_ascii_start();
            let end = match value.first() {
                Some(&quote @ (b'"' | b'\'')) => {
                    let inner = value.get(1..)?;
                    let end = inner.iter().position(|&b| b == quote)?;
                    return Encoding::for_label(inner.get(..end)?);
                }
                _ => value
                    .iter()
                    .position(|&b| is_space(b) || matches!(b, b';' | b','))
                    .unwrap_or(value.len()),
            };
            return Encoding::for_label(value.get(..end)?);
        }
        from = at;
    }
}

/// The charset that a meta tag in the beginning of the page names; comments are passed over.
fn label_of_meta(body: &[u8]) -> Option<&'static Encoding> {
    let window = body.get(..WINDOW).unwrap_or(body);
    let mut attributes = Vec::new();
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'<', window.get(at..)?) {
        at += found;
        let rest = window.get(at..)?;
        if rest.starts_with(b"<!--") {
            at = comment_end(window, at + 4);
            continue;
        }
        let is_meta = rest
            .get(1..5)
            .is_some_and(|name| name.eq_ignore_ascii_case(b"meta"))
            && rest.get(5).is_some_and(|&b| is_space(b) || b == b'/');
        if !is_meta {
            at += 1;
            continue;
        }
        let end = scan(window, at + 5, &mut attributes);
        let value = |wanted: &[u8]| {
            attributes
                .iter()
                .find(|a| {
                    window
                        .get(a.name.clone())
                        .is_some_and(|name| name.eq_ignore_ascii_case(wanted))
                })
                .and_then(|a| window.get(a.value.clone()))
        };
        let label = value(b"charset").and_then(Encoding::for_label).or_else(|| {
            value(b"http-equiv")
                .and_then(|_| value(b"content"))
                .and_then(label_in)
        });
        if let Some(label) = label {
            // A meta tag that could be read so far cannot be in UTF-16 (HTML standard 13.2.3.2).
            return Some(if label == UTF_16LE || label == UTF_16BE {
                UTF_8
            } else {
                label
            });
        }
        at = end.after?;
    }
    None
}

/// An address as the browser sends it from a page in this encoding: the query's characters are written in the page's
/// encoding, not in UTF-8 (URL standard 4.4).
pub(crate) fn encode_query(href: &str, encoding: &'static Encoding) -> Option<String> {
    if encoding == UTF_8 || encoding == UTF_16LE || encoding == UTF_16BE || href.is_ascii() {
        return None;
    }
    let (head, query) = href.split_once('?')?;
    if query.is_ascii() {
        return None;
    }
    let (query, fragment) = query
        .split_once('#')
        .map_or((query, None), |(query, fragment)| (query, Some(fragment)));
    let mut out = format!("{head}?");
    for character in query.chars() {
        if character.is_ascii() {
            out.push(character);
            continue;
        }
        let mut buffer = [0u8; 4];
        let (bytes, _, _) = encoding.encode(character.encode_utf8(&mut buffer));
        for byte in bytes.iter() {
            use std::fmt::Write;
            // Writing to a string cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    if let Some(fragment) = fragment {
        out.push('#');
        out.push_str(fragment);
    }
    Some(out)
}
