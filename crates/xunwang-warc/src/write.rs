//! Exchanges → records.

use std::collections::HashMap;
use std::fmt::Write;

use chrono::{DateTime, SecondsFormat, Utc};
use sha2::{Digest, Sha256};
use xunwang_domain::exchange::{Exchange, FetchOutcome, Hop};

use crate::deflate::SharedCodes;
use crate::digest::BodyDigest;
use crate::gzip::append_member;

/// The bodies that a file holds already: a body is stored once, and packed by the codes of those before it.
#[derive(Clone, Debug, Default)]
pub struct SeenBodies {
    offsets: HashMap<BodyDigest, u64>,
    /// Of records with a body.
    page_codes: SharedCodes,
    /// Of records that are little more than heads.
    head_codes: SharedCodes,
}

/// Where an exchange was recorded (存证位置).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// Offset in the file of the record that gave the outcome.
    pub offset: u64,
    /// Offset in the file of the record that holds the body; differs from `offset` for a body seen before.
    pub body_offset: u64,
    /// Digest of the body; `None` where no answer came.
    pub digest: Option<BodyDigest>,
    /// Length of the record that holds the body, where it was written now.
    pub body_length: Option<u64>,
}

/// Bodies shorter than this are stored each time: a reference would be as long.
const SHORT_BODY: usize = 64;
/// Records of shorter bodies are little more than heads.
const HEADLIKE_BODY: usize = 512;

impl SeenBodies {
    /// Remembers a body that stands at this offset, as when a visit is resumed.
    pub fn remember(&mut self, digest: BodyDigest, offset: u64) {
        self.offsets.entry(digest).or_insert(offset);
    }

    /// Is a record to come the first of its file with a body?
    pub fn is_empty(&self) -> bool {
        self.offsets.is_empty()
    }

    /// Where this body stands.
    pub fn offset_of(&self, digest: &BodyDigest) -> Option<u64> {
        self.offsets.get(digest).copied()
    }
}

/// Appends the opening record of a file: who wrote it, for which site.
pub fn append_warcinfo(software: &str, description: &str, at: DateTime<Utc>, offset: u64, out: &mut Vec<u8>) {
    let block =
        format!("software: {software}\r\nformat: WARC File Format 1.1\r\ndescription: {description}\r\n");
    let head = Head {
        kind: "warcinfo",
        uri: None,
        at,
        offset,
    };
    append(head, "application/warc-fields", "", &[block.as_bytes()], out);
}

/// Appends what was read in an answer whose body is not kept, as JSON; it will stand at `offset` in the file.
pub fn append_reading(uri: &str, json: &str, at: DateTime<Utc>, offset: u64, out: &mut Vec<u8>) -> Recorded {
    let head = Head {
        kind: "metadata",
        uri: Some(uri),
        at,
        offset,
    };
    append(head, "application/json", "", &[json.as_bytes()], out);
    Recorded {
        offset,
        body_offset: offset,
        body_length: None,
        digest: None,
    }
}

/// Appends the records of an exchange to `out`, which will stand at `offset` in the file.
pub fn append_exchange(
    exchange: &Exchange,
    seen: &mut SeenBodies,
    offset: u64,
    out: &mut Vec<u8>,
) -> Recorded {
    append_known(exchange, None, seen, offset, out)
}

/// Appends the records of an exchange of whose body the digest is at hand. Where the server said that the body is still
/// the one of this digest (304), the record refers to the body that the file holds.
pub fn append_known(
    exchange: &Exchange,
    known: Option<BodyDigest>,
    seen: &mut SeenBodies,
    offset: u64,
    out: &mut Vec<u8>,
) -> Recorded {
    let is_unsent = known.is_some() && exchange.outcome == FetchOutcome::Answered { status: 304 };
    let start = out.len() as u64;
    let first_of_file = seen.offsets.is_empty();
    let here = |out: &Vec<u8>| offset + out.len() as u64 - start;
    let last = exchange.hops.len() - 1;
    let mut recorded = Recorded {
        offset,
        body_offset: offset,
        digest: None,
        body_length: None,
    };
    for (index, hop) in exchange.hops.iter().enumerate() {
        let position = here(out);
        let answered = !hop.response_head.is_empty();
        if index == last {
            let digest = answered.then(|| known.unwrap_or_else(|| BodyDigest::of(&exchange.raw_body)));
            recorded = Recorded {
                offset: position,
                body_offset: position,
                digest,
                body_length: None,
            };
        }
        let head = |kind, offset| Head {
            kind,
            uri: Some(hop.url.as_str()),
            at: exchange.started_at,
            offset,
        };
        let extra = extra_fields(exchange, hop, index == last);
        if !answered {
            append(
                head("metadata", position),
                "application/json",
                "",
                &[extra.as_bytes()],
                out,
            );
            continue;
        }
        let mut fields = String::with_capacity(512);
        if let Some(remote) = hop.remote {
            let _ = write!(fields, "WARC-IP-Address: {}\r\n", remote.ip());
        }
        let _ = write!(fields, "WARC-JSON-Metadata: {extra}\r\n");
        if exchange.truncated && index == last {
            let reason = if exchange.outcome == FetchOutcome::TimedOut {
                "time"
            } else {
                "length"
            };
            let _ = write!(fields, "WARC-Truncated: {reason}\r\n");
        }
        let response_head = storable_head(&hop.response_head);
        let body: &[u8] = if index == last { &exchange.raw_body } else { &[] };
        let digest = recorded
            .digest
            .filter(|_| index == last)
            .unwrap_or_else(|| BodyDigest::of(body));
        let _ = write!(fields, "WARC-Payload-Digest: {}\r\n", digest.label());
        let first = if body.len() < SHORT_BODY && !is_unsent {
            None
        } else {
            seen.offsets.get(&digest).copied()
        };
        if let Some(body_offset) = first {
            recorded.body_offset = body_offset;
            let profile = if is_unsent {
                "server-not-modified"
            } else {
                "identical-payload-digest"
            };
            let _ = write!(
                fields,
                "WARC-Profile: http://netpreserve.org/warc/1.1/revisit/{profile}\r\n"
            );
            append_alike(
                head("revisit", position),
                "application/http; msgtype=response",
                &fields,
                &[&response_head],
                Some(&mut seen.head_codes),
                out,
            );
        } else {
            seen.offsets.insert(digest, position);
            let is_headlike = body.len() < HEADLIKE_BODY;
            append_alike(
                head("response", position),
                "application/http; msgtype=response",
                &fields,
                &[&response_head, body],
                Some(if is_headlike {
                    &mut seen.head_codes
                } else {
                    &mut seen.page_codes
                }),
                out,
            );
            recorded.body_length = (index == last).then(|| here(out) - position);
        }
        if is_plain_page(exchange) && !first_of_file {
            continue;
        }
        let position = here(out);
        append_alike(
            head("request", position),
            "application/http; msgtype=request",
            "",
            &[&hop.request_head],
            Some(&mut seen.head_codes),
            out,
        );
    }
    recorded
}

/// A page in order, answered at once: all its requests are alike but for the address, which the response record names,
/// so only the first of a file is kept. What is not in order keeps its request, word for word.
fn is_plain_page(exchange: &Exchange) -> bool {
    let is_in_order = matches!(exchange.outcome, FetchOutcome::Answered { status: 200 | 304 });
    exchange.hops.len() == 1 && is_in_order
}

struct Head<'a> {
    kind: &'a str,
    uri: Option<&'a str>,
    at: DateTime<Utc>,
    offset: u64,
}

fn append(head: Head<'_>, content_type: &str, fields: &str, block: &[&[u8]], out: &mut Vec<u8>) {
    append_alike(head, content_type, fields, block, None, out);
}

/// Appends a record, by the codes of others of its file where these are at hand.
fn append_alike(
    head: Head<'_>,
    content_type: &str,
    fields: &str,
    block: &[&[u8]],
    shared: Option<&mut SharedCodes>,
    out: &mut Vec<u8>,
) {
    let length: usize = block.iter().map(|part| part.len()).sum();
    let date = head.at.to_rfc3339_opts(SecondsFormat::Micros, true);
    let mut text = String::with_capacity(512 + fields.len());
    for part in [
        "WARC/1.1\r\nWARC-Type: ",
        head.kind,
        "\r\nWARC-Record-ID: <urn:uuid:",
    ] {
        text.push_str(part);
    }
    append_record_id(&head, &date, &mut text);
    for part in [">\r\nWARC-Date: ", &date, "\r\n"] {
        text.push_str(part);
    }
    if let Some(uri) = head.uri {
        for part in ["WARC-Target-URI: ", uri, "\r\n"] {
            text.push_str(part);
        }
    }
    for part in [fields, "Content-Type: ", content_type, "\r\n"] {
        text.push_str(part);
    }
    let _ = write!(text, "Content-Length: {length}\r\n\r\n");
    let mut parts: Vec<&[u8]> = Vec::with_capacity(block.len() + 2);
    parts.push(text.as_bytes());
    parts.extend(block.iter().filter(|part| !part.is_empty()));
    parts.push(b"\r\n\r\n");
    append_member(&parts, shared, out);
}

/// A record's id follows from what it is, so that the same visit writes the same file (UUID version 8).
fn append_record_id(head: &Head<'_>, date: &str, text: &mut String) {
    let mut hasher = Sha256::new();
    hasher.update(head.kind);
    hasher.update(head.uri.unwrap_or_default());
    hasher.update(date);
    hasher.update(head.offset.to_le_bytes());
    let mut id: [u8; 16] = hasher.finalize()[..16].try_into().expect("sixteen bytes");
    id[6] = id[6] & 0x0f | 0x80;
    id[8] = id[8] & 0x3f | 0x80;
    for (index, byte) in id.iter().enumerate() {
        if matches!(index, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        for half in [byte >> 4, byte & 0x0f] {
            text.push(char::from(b"0123456789abcdef"[usize::from(half)]));
        }
    }
}

/// The head as it may be stored: the body was taken out of its transfer coding, so the field that names the coding is
/// kept under another name, as archives do.
fn storable_head(head: &[u8]) -> std::borrow::Cow<'_, [u8]> {
    const NAME: &[u8] = b"transfer-encoding:";
    let lines = memchr::memchr_iter(b'\n', head).map(|end| end + 1);
    let mut named = lines.filter(|&start| {
        let name = head[start..].get(..NAME.len());
        name.is_some_and(|name| name.eq_ignore_ascii_case(NAME))
    });
    let Some(place) = named.next() else {
        return head.into();
    };
    [&head[..place], b"X-Archive-Orig-", &head[place..]]
        .concat()
        .into()
}

/// What HTTP has no place for, as one line of JSON.
fn extra_fields(exchange: &Exchange, hop: &Hop, is_last: bool) -> String {
    #[derive(serde::Serialize)]
    struct Extra<'a> {
        phases: &'a xunwang_domain::exchange::Phases,
        #[serde(skip_serializing_if = "Option::is_none")]
        outcome: Option<&'a FetchOutcome>,
        #[serde(skip_serializing_if = "Option::is_none")]
        certificate: Option<&'a xunwang_domain::exchange::Certificate>,
        #[serde(skip_serializing_if = "Option::is_none")]
        asked: Option<&'a str>,
        attempts: u32,
    }
    let redirected = is_last && exchange.hops.len() > 1;
    let extra = Extra {
        phases: &hop.phases,
        outcome: is_last.then_some(&exchange.outcome),
        certificate: hop.certificate.as_deref(),
        asked: redirected.then(|| exchange.hops[0].url.as_str()),
        attempts: exchange.attempts,
    };
    // Escaping beyond ASCII keeps the field readable for tools that take header fields as Latin-1.
    let json = serde_json::to_string(&extra).expect("plain values serialize");
    if json.is_ascii() {
        json
    } else {
        escape_non_ascii(&json)
    }
}

fn escape_non_ascii(json: &str) -> String {
    let mut escaped = String::with_capacity(json.len() * 2);
    for character in json.chars() {
        if character.is_ascii() {
            escaped.push(character);
        } else {
            for unit in character.encode_utf16(&mut [0; 2]) {
                let _ = write!(escaped, "\\u{unit:04x}");
            }
        }
    }
    escaped
}
