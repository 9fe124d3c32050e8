//! What an earlier, killed run of the same round has seen already (已采内容).
//!
//! A resumed visit walks the same way as an undisturbed one; where a look is in the archive, it is replayed instead of
//! fetched.

use std::collections::HashMap;

use url::Url;
use xunwang_domain::exchange::{Certificate, header};
use xunwang_domain::visit::{Look, RecordPlace};
use xunwang_ports::{EvidenceStore, StoreError};
use xunwang_warc::{Record, SeenBodies, WarcError, record_with_length};

use super::memory::BodyRecord;

/// The looks of a visit, by address and number of the look.
#[derive(Debug, Default)]
pub(crate) struct Archive(HashMap<(String, u8), Look>);

/// A page's records read back.
pub(crate) struct ArchivedPage {
    /// The head that came with the body.
    head: Vec<u8>,
    with_body: Record,
    file: String,
    /// The record that holds the body, as it stands in the file.
    pub(crate) record: BodyRecord,
}

impl ArchivedPage {
    /// The page of a packed record that holds its body.
    pub(crate) fn of(packed: &[u8]) -> Option<Self> {
        let (with_body, length) = record_with_length(packed).ok()?;
        Some(Self {
            head: with_body.http_head().to_vec(),
            with_body,
            file: String::new(),
            record: BodyRecord {
                offset: 0,
                length,
                check: crc32fast::hash(packed),
            },
        })
    }

    pub(crate) fn head(&self) -> &[u8] {
        &self.head
    }

    pub(crate) fn content_type(&self) -> Option<&str> {
        header(&self.head, "content-type")
    }

    /// The body after content decoding.
    pub(crate) fn body(&self) -> Result<Vec<u8>, StoreError> {
        let coding = header(&self.head, "content-encoding");
        xunwang_warc::decoded(coding, self.with_body.body(), LONGEST_BODY)
            .map_err(|error| damaged(&self.file, self.record.offset, &error))
    }
}

/// Most records are shorter; a longer one is read in a second step.
const FIRST_READ: u64 = 128 << 10;
/// No record is longer.
const LONGEST_RECORD: u64 = 96 << 20;
/// No page is longer once decoded.
const LONGEST_BODY: u64 = 64 << 20;

impl Archive {
    pub(crate) fn new(looks: Vec<Look>) -> Self {
        Self(
            looks
                .into_iter()
                .map(|look| ((look.url.clone(), look.number), look))
                .collect(),
        )
    }

    /// The bodies that the evidence file holds already.
    pub(crate) fn seen_bodies(&self) -> SeenBodies {
        let mut seen = SeenBodies::default();
        let records = self.0.values().filter_map(|look| look.record);
        for (digest, offset) in records.filter_map(|record| Some((record.digest?, record.body_offset))) {
            seen.remember(xunwang_warc::BodyDigest(digest), offset);
        }
        seen
    }

    /// Takes a look out of the archive.
    pub(crate) fn take(&mut self, url: &str, number: u8) -> Option<Look> {
        if self.0.is_empty() {
            return None;
        }
        self.0.remove(&(url.to_owned(), number))
    }
}

/// Reads a page back: the head of its own record, the body where it stands.
pub(crate) async fn read_page(
    evidence: &dyn EvidenceStore,
    file: &str,
    place: RecordPlace,
) -> Result<ArchivedPage, StoreError> {
    let (own, mut record) = read_at(evidence, file, place.offset).await?;
    let mut head = own.http_head().to_vec();
    let mut with_body = own;
    if place.body_offset != place.offset {
        (with_body, record) = read_at(evidence, file, place.body_offset).await?;
        // “Not modified” says nothing about the body's type and coding: what came with it then still holds.
        if is_not_modified(&head) {
            head = with_body.http_head().to_vec();
        }
    }
    Ok(ArchivedPage {
        head,
        with_body,
        file: file.to_owned(),
        record,
    })
}

fn is_not_modified(head: &[u8]) -> bool {
    head.split(|&byte| byte == b' ').nth(1) == Some(b"304")
}

/// The certificate that a record keeps.
pub(crate) async fn read_certificate(
    evidence: &dyn EvidenceStore,
    file: &str,
    place: RecordPlace,
) -> Result<Option<Certificate>, StoreError> {
    #[derive(serde::Deserialize)]
    struct Extra {
        certificate: Option<Certificate>,
    }
    let (record, _) = read_at(evidence, file, place.offset).await?;
    let extra = record
        .field("WARC-JSON-Metadata")
        .and_then(|json| serde_json::from_str::<Extra>(json).ok());
    Ok(extra.and_then(|extra| extra.certificate))
}

/// Reads the record that stands at `offset` of an evidence file (存证记录).
///
/// # Errors
/// The file cannot be read, or no whole record stands there.
pub async fn read_record(
    evidence: &dyn EvidenceStore,
    file: &str,
    offset: u64,
) -> Result<Record, StoreError> {
    Ok(read_at(evidence, file, offset).await?.0)
}

pub(crate) async fn read_at(
    evidence: &dyn EvidenceStore,
    file: &str,
    offset: u64,
) -> Result<(Record, BodyRecord), StoreError> {
    let mut bytes = evidence.read(file, offset, FIRST_READ).await?;
    let mut read = record_with_length(&bytes);
    if matches!(read, Err(WarcError::Gzip)) && bytes.len() as u64 == FIRST_READ {
        bytes = evidence.read(file, offset, LONGEST_RECORD).await?;
        read = record_with_length(&bytes);
    }
    let (record, length) = read.map_err(|error| damaged(file, offset, &error))?;
    let packed = &bytes[..bytes.len().min(length as usize)];
    let place = BodyRecord {
        offset,
        length,
        check: crc32fast::hash(packed),
    };
    Ok((record, place))
}

fn damaged(file: &str, offset: u64, error: &WarcError) -> StoreError {
    StoreError::Inconsistent(format!("证据文件 {file} 第 {offset} 字节处的记录：{error}"))
}

/// The address that answered.
pub(crate) fn answered_url(look: &Look, asked: &Url) -> Url {
    look.final_url
        .as_deref()
        .and_then(|text| Url::parse(text).ok())
        .unwrap_or_else(|| asked.clone())
}
