//! The rows of a memory file (记忆行): values to bytes and back.
//!
//! The file begins with [`MAGIC`] and the version of the extractor. A row is its length and its CRC-32, four bytes each,
//! then its kind, the length of its head, the head and what is packed.

use std::hash::Hasher;

use chrono::NaiveDate;
use rustc_hash::FxHasher;
use serde::{Deserialize, Serialize};
use xunwang_domain::articles::TextSketch;
use xunwang_domain::exchange::{Validators, header};
use xunwang_domain::facts::PublishedDate;

use super::links::Words;
use crate::visit::files::FileReading;
use crate::visit::texts::PageTexts;

/// What a memory file begins with; the number goes up with the form of the rows.
pub(super) const MAGIC: &[u8; 8] = b"XWPAGE4\n";
/// Magic and version.
pub(super) const HEAD: usize = 16;
/// No row is longer.
pub(super) const LONGEST_ROW: usize = 16 << 20;

/// Facts that those of similar pages are packed against.
const TEMPLATE: u8 = 1;
/// A page with its facts.
const PAGE: u8 = 2;
/// An article that was seen once and is no more.
const GONE: u8 = 3;
/// What was read in a file to download.
const FILE: u8 = 4;
/// What numbers of links stand for.
const WORDS: u8 = 5;

/// A row as it stands in the file.
#[derive(Debug, PartialEq)]
pub(super) enum Row<'file> {
    Template(&'file [u8]),
    Page(Box<PageRow>, &'file [u8]),
    Gone(Box<PageRow>),
    File(Box<FileRow>),
    Words(Box<Words>),
}

/// What is kept of a page.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct PageRow {
    /// The address as linked.
    pub(crate) url: String,
    /// The address that answered, where redirects led elsewhere.
    pub(crate) answered: Option<String>,
    /// SHA-256 of the body as it was sent.
    pub(crate) digest: [u8; 32],
    /// What the facts depend on beside the body, see [`seal`].
    pub(crate) seal: u64,
    /// First and last day of monitoring points for which the facts hold, counted from the beginning of our era.
    pub(crate) days: (i32, i32),
    /// Where its evidence stands, where it may be taken over from.
    pub(crate) record: Option<BodyRecord>,
    /// By what its server knows the body.
    pub(crate) validators: Option<Validators>,
    /// The article on it, where it is one.
    pub(crate) sight: Option<Sight>,
    /// What stood wrong in its text, where that was checked.
    pub(crate) texts: Option<PageTexts>,
    /// Do its links stand behind the facts, which have none, as those of an article do?
    pub(crate) links_apart: bool,
    /// The template that the facts are packed against, a number from 1 in the order of the file; 0: none.
    pub(crate) template: u32,
    /// Length of the facts before packing.
    pub(crate) plain: u32,
}

/// What is kept of a file to download, whatever was found in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct FileRow {
    /// The address as linked.
    pub(crate) url: String,
    /// The version of what read it.
    pub(crate) reader: u64,
    pub(crate) reading: FileReading,
}

/// The record of evidence with a page's body, as packed in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct BodyRecord {
    pub(crate) offset: u64,
    pub(crate) length: u64,
    /// CRC-32 of the packed record.
    pub(crate) check: u32,
}

/// An article as it was seen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Sight {
    pub(crate) title: String,
    /// The earliest date that it printed with this text.
    pub(crate) published: Option<PublishedDate>,
    pub(crate) sketch: TextSketch,
    /// When its address was first seen, in microseconds of the epoch.
    pub(crate) first_seen: i64,
    /// The day of an earlier round that saw the whole site, and not this article.
    pub(crate) absent_on: Option<NaiveDate>,
}

/// One number for what facts depend on beside the body: its type and coding, and the address that answered.
pub(crate) fn seal(head: &[u8], answered: &str) -> u64 {
    let mut hash = FxHasher::default();
    for part in [
        header(head, "content-type").unwrap_or_default(),
        header(head, "content-encoding").unwrap_or_default(),
        answered,
    ] {
        hash.write_usize(part.len());
        hash.write(part.as_bytes());
    }
    hash.finish()
}

/// A number for an address, to find it by.
pub(super) fn number_of(address: &str) -> u64 {
    let mut hash = FxHasher::default();
    hash.write(address.as_bytes());
    hash.finish()
}

/// What a file begins with.
pub(super) fn append_head(version: u64, out: &mut Vec<u8>) {
    out.extend_from_slice(MAGIC);
    out.extend_from_slice(&version.to_le_bytes());
}

/// The version that a file begins with; `None` where it is no memory file.
pub(super) fn version_of(bytes: &[u8]) -> Option<u64> {
    let version = bytes.strip_prefix(MAGIC)?.first_chunk()?;
    Some(u64::from_le_bytes(*version))
}

impl Row<'_> {
    pub(super) fn append(&self, out: &mut Vec<u8>) {
        let start = out.len();
        out.extend_from_slice(&[0; 8]);
        let (kind, packed): (_, &[u8]) = match self {
            Self::Template(plain) => (TEMPLATE, plain),
            Self::Page(_, packed) => (PAGE, packed),
            Self::Gone(_) => (GONE, &[]),
            Self::File(_) => (FILE, &[]),
            Self::Words(_) => (WORDS, &[]),
        };
        out.push(kind);
        out.extend_from_slice(&[0; 4]);
        let head = out.len();
        let before = std::mem::take(out);
        *out = match self {
            Self::Template(_) => Ok(before),
            Self::Page(row, _) | Self::Gone(row) => postcard::to_extend(row, before),
            Self::File(row) => postcard::to_extend(row, before),
            Self::Words(words) => postcard::to_extend(words, before),
        }
        .expect("plain values are written to memory");
        let length = (out.len() - head) as u32;
        out[start + 9..head].copy_from_slice(&length.to_le_bytes());
        out.extend_from_slice(packed);
        let body = &out[start + 8..];
        let (length, check) = (body.len() as u32, crc32fast::hash(body));
        out[start..start + 4].copy_from_slice(&length.to_le_bytes());
        out[start + 4..start + 8].copy_from_slice(&check.to_le_bytes());
    }
}

/// The row at the start of `bytes` and its length; `None` where it is cut or damaged.
pub(super) fn read(bytes: &[u8]) -> Option<(Row<'_>, usize)> {
    let length = u32::from_le_bytes(*bytes.first_chunk()?) as usize;
    let check = u32::from_le_bytes(*bytes.get(4..)?.first_chunk()?);
    let end = 8 + Some(length).filter(|&length| length <= LONGEST_ROW)?;
    let body = bytes.get(8..end)?;
    if crc32fast::hash(body) != check {
        return None;
    }
    let (&kind, rest) = body.split_first()?;
    let head = u32::from_le_bytes(*rest.first_chunk()?) as usize;
    let (head, packed) = rest.get(4..)?.split_at_checked(head)?;
    let row = || postcard::from_bytes::<PageRow>(head).ok().map(Box::new);
    let row = match kind {
        TEMPLATE => Row::Template(packed),
        PAGE => Row::Page(row()?, packed),
        GONE => Row::Gone(row()?),
        FILE => Row::File(Box::new(postcard::from_bytes(head).ok()?)),
        WORDS => Row::Words(Box::new(postcard::from_bytes(head).ok()?)),
        _ => return None,
    };
    Some((row, end))
}

/// Does a longer beginning of the file hold the whole row that starts here?
pub(super) fn is_cut(bytes: &[u8]) -> bool {
    match bytes.first_chunk() {
        Some(length) => {
            let length = u32::from_le_bytes(*length) as usize;
            length <= LONGEST_ROW && bytes.len() < length + 8
        }
        None => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page() -> PageRow {
        PageRow {
            url: "http://www.qc.example/a.html".to_owned(),
            days: (1, 2),
            template: 3,
            ..PageRow::default()
        }
    }

    #[test]
    fn rows_come_back_as_they_were_put_and_damaged_ones_do_not() {
        let mut file = Vec::new();
        let rows = [
            Row::Template(b"plain"),
            Row::Page(Box::new(page()), b"packed"),
            Row::Gone(Box::new(page())),
            Row::Words(Box::default()),
            Row::File(Box::new(FileRow {
                url: "http://www.qc.example/a.pdf".to_owned(),
                reader: 7,
                reading: FileReading::default(),
            })),
        ];
        rows.iter().for_each(|row| row.append(&mut file));
        let mut rest = file.as_slice();
        for row in &rows {
            let (found, length) = read(rest).unwrap();
            assert_eq!(&found, row);
            rest = &rest[length..];
        }
        assert!(rest.is_empty() && is_cut(rest));
        for place in 0..file.len() {
            let mut damaged = file.clone();
            damaged[place] ^= 0x21;
            let mut at = 0;
            let mut whole = 0;
            while let Some((_, length)) = read(&damaged[at..]) {
                at += length;
                whole += 1;
            }
            assert!(whole < rows.len(), "byte {place} changed and nobody noticed");
        }
    }

    #[test]
    fn the_seal_tells_type_coding_and_address_apart() {
        let html = b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n";
        let packed = b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-encoding: gzip\r\n\r\n";
        let seals = [
            seal(html, "http://a.cn/"),
            seal(packed, "http://a.cn/"),
            seal(html, "http://a.cn/b"),
        ];
        let different: std::collections::BTreeSet<_> = seals.iter().collect();
        assert_eq!(different.len(), 3);
    }
}
