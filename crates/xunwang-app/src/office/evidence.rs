//! What was seen, read back from a round's folder (证据).

use xunwang_domain::finding::EvidenceRef;
use xunwang_domain::review::FindingId;
use xunwang_extract::source_text;
use xunwang_ports::{EvidenceStore, Folder};
use xunwang_warc::decoded;

use super::feedback_looks::FILES;
use super::review::seen;
use super::{App, AppError, Caller};
use crate::visit::read_record;

/// A record of evidence, as a page shows it (证据记录).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Where it stands.
    pub place: EvidenceRef,
    /// When it was fetched, as the record says.
    pub date: String,
    /// The heads of the answer.
    pub head: String,
    /// The answer as text, its beginning; `None` where it is no text, or its body stands in another record.
    pub text: Option<String>,
    /// Does the digest fit the bytes?
    pub is_sound: bool,
}

/// No body is unpacked further than this.
const LONGEST: u64 = 32 << 20;
/// Of the text as many characters are shown.
const SHOWN: usize = 400_000;

/// The record that shows a finding; `None` where none was kept.
///
/// # Errors
/// There is no such finding, the caller may not see it or is not named for it, or the evidence file cannot be read.
pub async fn evidence_of(app: &App, caller: &Caller, id: FindingId) -> Result<Option<Record>, AppError> {
    let mut tx = app.store.read().await?;
    let seen = seen(&mut *tx, caller, id).await?;
    drop(tx);
    if seen.is_withheld {
        return Err(AppError::Forbidden);
    }
    let Some(place) = seen.finding.line.evidence else {
        return Ok(None);
    };
    // What shows a message's defect was kept when the message came.
    let folder = match place.file.starts_with(FILES) {
        true => Folder::Feedback,
        false => seen.round.id.into(),
    };
    let evidence = app.folders.evidence(folder);
    Ok(Some(record_at(&*evidence, place).await?))
}

/// The record at this place.
pub(super) async fn record_at(evidence: &dyn EvidenceStore, place: EvidenceRef) -> Result<Record, AppError> {
    let record = read_record(evidence, &place.file, place.offset).await?;
    let head = String::from_utf8_lossy(record.http_head()).into_owned();
    Ok(Record {
        date: record.field("WARC-Date").unwrap_or_default().to_owned(),
        text: (record.kind() == "response")
            .then(|| text_of(&head, record.body()))
            .flatten(),
        is_sound: record.check_digest().is_ok(),
        place,
        head,
    })
}

fn text_of(head: &str, body: &[u8]) -> Option<String> {
    let field = |name: &str| {
        head.lines().find_map(|line| {
            let (own, value) = line.split_once(':')?;
            own.trim().eq_ignore_ascii_case(name).then(|| value.trim())
        })
    };
    let kind = field("content-type").unwrap_or("text/html").to_ascii_lowercase();
    if !["text/", "json", "xml", "javascript"]
        .iter()
        .any(|part| kind.contains(part))
    {
        return None;
    }
    let body = decoded(field("content-encoding"), body, LONGEST).ok()?;
    Some(source_text(&body, Some(&kind)).chars().take(SHOWN).collect())
}
