//! Records → bodies again: for judging anew, for resuming and for `verify`.

use crate::digest::BodyDigest;
use crate::gzip::read_member;

/// A record holds at most this much: the largest page, its head, and room.
const RECORD_LIMIT: u64 = 80 << 20;

/// Why a record cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WarcError {
    /// The gzip member is cut or damaged.
    #[error("gzip 数据损坏或不完整")]
    Gzip,
    /// The body is not in the coding that its head names.
    #[error("内容编码损坏")]
    Coding,
    /// The record is larger than any that we write.
    #[error("记录过大")]
    TooLarge,
    /// The head or its length does not fit.
    #[error("WARC 记录头不符合格式")]
    Head,
    /// The body does not have the digest that the head names.
    #[error("正文摘要与记录不符")]
    Digest,
}

/// A record read back (存证记录).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    head: String,
    block: Vec<u8>,
}

/// Reads the record at the start of `bytes`.
///
/// # Errors
/// The member is damaged, too large, or no WARC record.
pub fn read_record(bytes: &[u8]) -> Result<Record, WarcError> {
    record_with_length(bytes).map(|(record, _)| record)
}

/// The records of a file in order, each with its offset; ends behind the first error.
pub fn records(bytes: &[u8]) -> impl Iterator<Item = (u64, Result<Record, WarcError>)> {
    let mut offset = 0u64;
    let mut failed = false;
    std::iter::from_fn(move || {
        let rest = bytes
            .get(offset as usize..)
            .filter(|rest| !rest.is_empty() && !failed)?;
        let here = offset;
        match record_with_length(rest) {
            Ok((record, length)) => {
                offset += length;
                Some((here, Ok(record)))
            }
            Err(error) => {
                failed = true;
                Some((here, Err(error)))
            }
        }
    })
}

/// Reads the record at the start of `bytes`, with its length in the file.
///
/// # Errors
/// As [`read_record`].
pub fn record_with_length(bytes: &[u8]) -> Result<(Record, u64), WarcError> {
    let (mut contents, length) = read_member(bytes, RECORD_LIMIT)?;
    let split = find(&contents, b"\r\n\r\n").ok_or(WarcError::Head)?;
    let head = std::str::from_utf8(&contents[..split])
        .map_err(|_| WarcError::Head)?
        .to_owned();
    let record = Record {
        head,
        block: Vec::new(),
    };
    if !record.head.starts_with("WARC/1.") {
        return Err(WarcError::Head);
    }
    let declared: usize = record
        .field("Content-Length")
        .and_then(|text| text.parse().ok())
        .ok_or(WarcError::Head)?;
    contents.drain(..split + 4);
    if contents.len() != declared.checked_add(4).ok_or(WarcError::Head)? {
        return Err(WarcError::Head);
    }
    contents.truncate(declared);
    Ok((
        Record {
            block: contents,
            ..record
        },
        length,
    ))
}

impl Record {
    /// A field of the record's head, by its name in any case.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.head.split("\r\n").skip(1).find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    /// `response`, `revisit`, `request`, `metadata`, `warcinfo`.
    pub fn kind(&self) -> &str {
        self.field("WARC-Type").unwrap_or_default()
    }

    /// The address recorded.
    pub fn uri(&self) -> &str {
        self.field("WARC-Target-URI").unwrap_or_default()
    }

    /// The HTTP head of a response or revisit record.
    pub fn http_head(&self) -> &[u8] {
        let end = find(&self.block, b"\r\n\r\n").map_or(self.block.len(), |place| place + 4);
        &self.block[..end]
    }

    /// The body of a response record, as the server sent it.
    pub fn body(&self) -> &[u8] {
        &self.block[self.http_head().len()..]
    }

    /// The block of a metadata record, as it was handed over.
    pub fn block(&self) -> &[u8] {
        &self.block
    }

    /// Checks the body against the digest in the head; records without a digest pass.
    ///
    /// # Errors
    /// [`WarcError::Digest`] where they differ.
    pub fn check_digest(&self) -> Result<(), WarcError> {
        match self.field("WARC-Payload-Digest") {
            Some(label) if self.kind() == "response" && label != BodyDigest::of(self.body()).label() => {
                Err(WarcError::Digest)
            }
            _ => Ok(()),
        }
    }
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}
