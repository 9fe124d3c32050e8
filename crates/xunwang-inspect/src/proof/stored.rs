//! Pages that an inspection has stored, as texts to be checked again without fetching (存证复查).

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io::{ErrorKind, Read};

use chrono::{DateTime, Utc};
use xunwang_text::Hit;
use xunwang_warc::{Record, WarcError, decoded, record_with_length};

use super::Manuscript;

/// A file is read in pieces of this size; a record that is longer is read on.
const PIECE: usize = 1 << 20;
/// Pages beyond this size are not checked.
const LARGEST_PAGE: u64 = 10 << 20;
/// Lines of a site that are remembered.
const MOST_LINES: usize = 2_000_000;

/// Hands on every page that an evidence file (WARC) holds, in its order; never holds more than one record.
///
/// # Errors
/// The file cannot be read, or what a call of `each` says; a damaged record ends the file with a Chinese sentence.
pub fn stored_pages<E: From<std::io::Error>>(
    mut file: impl Read,
    mut each: impl FnMut(Manuscript) -> Result<(), E>,
) -> Result<Option<String>, E> {
    let (mut buffer, mut start, mut ended) = (Vec::new(), 0, false);
    loop {
        let rest = buffer.get(start..).unwrap_or_default();
        let read = if rest.is_empty() {
            Err(WarcError::Gzip)
        } else {
            record_with_length(rest)
        };
        match read {
            Ok((record, length)) => {
                start += length as usize;
                if let Some(manuscript) = page_of(&record) {
                    each(manuscript)?;
                }
            }
            Err(WarcError::Gzip) if !ended => {
                buffer.drain(..start);
                start = 0;
                ended = read_on(&mut file, &mut buffer)? == 0;
            }
            Err(_) if rest.is_empty() => return Ok(None),
            Err(error) => return Ok(Some(format!("存证文件中有记录不能读取：{error}"))),
        }
    }
}

fn read_on(file: &mut impl Read, buffer: &mut Vec<u8>) -> std::io::Result<usize> {
    loop {
        match file.by_ref().take(PIECE as u64).read_to_end(buffer) {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            read => return read,
        }
    }
}

/// The page of a response record; `None` for everything else.
fn page_of(record: &Record) -> Option<Manuscript> {
    if record.kind() != "response" {
        return None;
    }
    let head = String::from_utf8_lossy(record.http_head());
    let field = |name: &str| {
        head.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    };
    let body = decoded(field("content-encoding"), record.body(), LARGEST_PAGE).ok()?;
    let content_type = field("content-type");
    let is_page = match content_type {
        Some(kind) => kind.to_ascii_lowercase().contains("html"),
        None => body.trim_ascii_start().starts_with(b"<"),
    };
    let seen = record
        .field("WARC-Date")
        .and_then(|text| text.parse::<DateTime<Utc>>().ok());
    is_page.then(|| Manuscript::of_page(record.uri(), &body, content_type, seen.unwrap_or_default()))
}

/// The lines of a site that were checked (已查的行): what stands on every page is told once.
#[derive(Debug, Default)]
pub struct SeenLines(HashSet<u64>);

impl SeenLines {
    /// Does a hit stand in a line that no earlier page had?
    pub fn is_new(&self, text: &str, hit: &Hit) -> bool {
        !self.0.contains(&digest(line_at(text, hit.span.start)))
    }

    /// Remembers the lines of a page.
    pub fn remember(&mut self, text: &str) {
        if self.0.len() < MOST_LINES {
            self.0.extend(text.lines().map(digest));
        }
    }
}

fn line_at(text: &str, byte: usize) -> &str {
    let start = text[..byte].rfind('\n').map_or(0, |end| end + 1);
    let end = text[byte..].find('\n').map_or(text.len(), |end| byte + end);
    text[start..end].trim_end_matches('\r')
}

fn digest(line: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    line.hash(&mut hasher);
    hasher.finish()
}
