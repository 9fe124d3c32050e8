//! Reading a body (读取正文): as much as is wanted and not more, in bounded memory.

use bytes::Bytes;
use http::HeaderMap;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use hyper::body::{Body, Incoming};
use xunwang_domain::exchange::{FetchOutcome, Want};

use crate::connection::Connection;
use crate::decode::{Decoder, State};
use crate::failure;
use crate::settings::FetchSettings;

/// Enough to tell HTML from anything else.
const SNIFFED: usize = 512;

/// How much of a body is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// HTML whole; of anything else the beginning.
    Page,
    /// The beginning.
    Status,
    /// Whole, unless it is HTML.
    File,
    /// Whatever it is, up to so many bytes: robots.txt.
    Small(usize),
}

/// A body as far as it was read.
pub(crate) struct Reading {
    plan: Plan,
    raw: Vec<u8>,
    decoder: Option<Decoder>,
    limits: Limits,
    /// Was the body cut?
    pub(crate) truncated: bool,
    /// Has the answer been read to its end, so that the connection can be used again?
    pub(crate) ended: bool,
    too_large: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Plan {
    /// To the end; more than the limit is too large.
    Whole,
    /// The beginning.
    Peek,
    /// Whole where the first bytes show HTML, else the beginning.
    Sniff,
}

#[derive(Clone, Copy)]
struct Limits {
    whole: usize,
    peek: usize,
}

impl Reading {
    pub(crate) fn new(headers: &HeaderMap, wanted: Wanted, settings: &FetchSettings) -> Self {
        let media_type = MediaType::of(headers);
        let mut limits = Limits {
            whole: usize::try_from(settings.html_limit).unwrap_or(usize::MAX),
            peek: settings.peek,
        };
        let mut plan = match (wanted, media_type) {
            (Wanted::Page, MediaType::Html) => Plan::Whole,
            (Wanted::Page, MediaType::Unknown) => Plan::Sniff,
            (Wanted::File, MediaType::Other | MediaType::Unknown) => {
                limits.whole = usize::try_from(settings.other_limit).unwrap_or(usize::MAX);
                Plan::Whole
            }
            (Wanted::Page | Wanted::Status | Wanted::File, _) => Plan::Peek,
            (Wanted::Small(limit), _) => {
                limits.peek = limit;
                Plan::Peek
            }
        };
        let declared = headers
            .get(CONTENT_LENGTH)
            .and_then(|value| value.to_str().ok()?.trim().parse::<u64>().ok());
        let allowed = match (plan, media_type) {
            (Plan::Whole, _) => limits.whole as u64,
            // Only its state is asked for: a long page is not too large for that.
            (_, MediaType::Html) => u64::MAX,
            _ => settings.other_limit,
        };
        let too_large = declared.is_some_and(|declared| declared > allowed);
        if too_large {
            plan = Plan::Peek;
        }
        let mut encodings = headers.get_all(CONTENT_ENCODING).iter();
        let decoded_limit = if plan == Plan::Peek {
            limits.peek
        } else {
            limits.whole
        };
        let decoder = match (encodings.next(), encodings.next()) {
            (Some(encoding), None) => Decoder::for_encoding(encoding.as_bytes(), decoded_limit),
            _ => None,
        };
        let expected = declared.map_or(0, |declared| declared.min(256 * 1024));
        Self {
            plan,
            raw: Vec::with_capacity(usize::try_from(expected).unwrap_or_default()),
            decoder,
            limits,
            truncated: false,
            ended: false,
            too_large,
        }
    }

    /// Reads until enough is there or the body ends. Given up in the middle, what was read stays.
    pub(crate) async fn run(
        &mut self,
        connection: &mut Connection,
        body: &mut Incoming,
    ) -> Result<(), FetchOutcome> {
        loop {
            if body.is_end_stream() {
                self.ended = true;
                break;
            }
            if self.is_enough() {
                self.truncated = true;
                break;
            }
            match connection.next_part(body).await {
                None => {
                    self.ended = true;
                    break;
                }
                Some(Err(error)) => {
                    self.truncated = true;
                    return Err(failure::of_talking(&error));
                }
                Some(Ok(part)) => {
                    if !self.push(&part)? {
                        break;
                    }
                }
            }
        }
        if let Some(decoder) = &mut self.decoder
            && decoder.flush() == State::Full
        {
            self.overflow();
        }
        self.decide();
        if self.too_large {
            return Err(FetchOutcome::TooLarge);
        }
        Ok(())
    }

    /// Takes a part; says whether more is wanted.
    fn push(&mut self, part: &Bytes) -> Result<bool, FetchOutcome> {
        let limit = match self.plan {
            Plan::Peek => self.limits.peek,
            Plan::Whole | Plan::Sniff => self.limits.whole,
        };
        let room = limit.saturating_sub(self.raw.len());
        let taken = &part[..part.len().min(room)];
        self.raw.extend_from_slice(taken);
        let state = self
            .decoder
            .as_mut()
            .map_or(State::Open, |decoder| decoder.push(taken));
        if self.plan == Plan::Sniff && self.decoded().len() >= SNIFFED {
            self.decide();
        }
        match state {
            State::Corrupt => {
                self.truncated = true;
                return Err(FetchOutcome::Malformed);
            }
            State::Full => {
                self.overflow();
                return Ok(false);
            }
            State::Open | State::Ended => {}
        }
        if part.len() > room {
            self.overflow();
            return Ok(false);
        }
        Ok(true)
    }

    /// More came than is allowed.
    fn overflow(&mut self) {
        self.truncated = true;
        self.decide();
        self.too_large |= self.plan == Plan::Whole;
    }

    /// Only its beginning was wanted, and it is there.
    fn is_enough(&self) -> bool {
        self.plan == Plan::Peek && self.raw.len() >= self.limits.peek
    }

    /// Settles an open plan by the first bytes.
    fn decide(&mut self) {
        if self.plan == Plan::Sniff {
            self.plan = if looks_like_html(self.decoded()) {
                Plan::Whole
            } else {
                Plan::Peek
            };
        }
    }

    fn decoded(&self) -> &[u8] {
        self.decoder.as_ref().map_or(&self.raw, Decoder::decoded)
    }

    pub(crate) fn raw_length(&self) -> usize {
        self.raw.len()
    }

    /// The bytes before decoding and, where something was encoded, those after it. Of what is too large, only the
    /// beginning is handed on.
    pub(crate) fn into_bodies(mut self) -> (Vec<u8>, Option<Vec<u8>>, bool) {
        let keep = if self.plan == Plan::Whole && !self.too_large {
            self.limits.whole
        } else {
            self.limits.peek
        };
        let mut decoded = self.decoder.as_mut().map(Decoder::take);
        self.truncated |=
            self.raw.len() > keep || decoded.as_ref().is_some_and(|decoded| decoded.len() > keep);
        self.raw.truncate(keep);
        if let Some(decoded) = &mut decoded {
            decoded.truncate(keep);
        }
        (self.raw, decoded, self.truncated)
    }
}

impl From<Want> for Wanted {
    fn from(want: Want) -> Self {
        match want {
            Want::Page => Self::Page,
            Want::Status => Self::Status,
            Want::File => Self::File,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum MediaType {
    Html,
    Other,
    /// None given, or one that means nothing: browsers look at the bytes then (WHATWG MIME sniffing §7).
    Unknown,
}

impl MediaType {
    fn of(headers: &HeaderMap) -> Self {
        let Some(value) = headers.get(CONTENT_TYPE) else {
            return Self::Unknown;
        };
        let essence = value
            .as_bytes()
            .split(|&byte| byte == b';')
            .next()
            .unwrap_or_default();
        match essence.trim_ascii().to_ascii_lowercase().as_slice() {
            b"text/html" | b"application/xhtml+xml" => Self::Html,
            b"unknown/unknown" | b"application/unknown" | b"*/*" => Self::Unknown,
            other if !other.contains(&b'/') => Self::Unknown,
            _ => Self::Other,
        }
    }
}

/// Do these first bytes show HTML (WHATWG MIME sniffing §7.1)?
fn looks_like_html(bytes: &[u8]) -> bool {
    let bytes = bytes
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(bytes)
        .trim_ascii_start();
    let signs: [&[u8]; 18] = [
        b"<!doctype html",
        b"<html",
        b"<head",
        b"<script",
        b"<iframe",
        b"<h1",
        b"<div",
        b"<font",
        b"<table",
        b"<a",
        b"<style",
        b"<title",
        b"<b",
        b"<body",
        b"<br",
        b"<p",
        b"<meta",
        b"<!--",
    ];
    signs.iter().any(|sign| {
        let Some(begin) = bytes.get(..sign.len()) else {
            return false;
        };
        let ends = *sign == b"<!--"
            || matches!(
                bytes.get(sign.len()),
                None | Some(b' ' | b'>' | b'\t' | b'\r' | b'\n')
            );
        begin.eq_ignore_ascii_case(sign) && ends
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_is_known_by_its_first_bytes() {
        for html in [
            "<!DOCTYPE html><html>",
            "\u{feff} \r\n<HTML lang=zh>",
            "<!-- 青川市 -->",
            "<p>",
            "<title>青川",
        ] {
            assert!(looks_like_html(html.as_bytes()), "{html}");
        }
        for other in [
            "",
            "%PDF-1.7",
            "{\"a\":1}",
            "plain text",
            "<?xml version=\"1.0\"?>",
            "<rss>",
            "<parent>",
        ] {
            assert!(!looks_like_html(other.as_bytes()), "{other}");
        }
    }
}
