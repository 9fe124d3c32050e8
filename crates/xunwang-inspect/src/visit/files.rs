//! The files to download that are read: the links in them, and what stands wrong in their text (附件内容).
//!
//! A file's bytes are not kept: what was read in it is recorded instead, so that a resumed visit needs no second
//! download and goes on with the same.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use xunwang_domain::exchange::{Exchange, FetchOutcome, SharedBytes, Want};
use xunwang_domain::visit::RecordPlace;
use xunwang_ports::{EvidenceStore, StoreError};

use super::archive::read_at;
use super::frontier::TargetNumber;
use super::gathered::Gathered;
use super::memory::FileRow;
use super::texts::{PageTexts, TextChecks};

/// What was read in a file to download (附件内容): as it is recorded.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FileReading {
    /// SHA-256 of the file, hexadecimal: its bytes are not kept. Empty where it was not read.
    pub(crate) sha256: String,
    pub(crate) links: Vec<FileLink>,
    /// What stands wrong in its text, where texts are checked.
    pub(crate) texts: Option<PageTexts>,
    /// Why its text could not be read, or not all of it; empty where it was.
    pub(crate) unread: String,
}

/// A link in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FileLink {
    pub(crate) target: Box<str>,
    pub(crate) text: Box<str>,
    /// Where a person finds it, such as `第3页`.
    pub(crate) place: Box<str>,
}

/// Files held in memory at the same time, whatever the number of sites; each may have 64 MiB.
const HELD: usize = 16;
/// Files being read at the same time, which may take several times their size.
const READ: usize = 2;
/// Links of a file that are looked at.
const MOST_LINKS: usize = 500;
/// What is read of any answer to learn its state: a file of which so much came has answered.
const BEGINNING: usize = 64 << 10;

/// Whose turn it is to hold a file.
pub(crate) struct Files {
    held: Arc<Semaphore>,
    read: Arc<Semaphore>,
}

impl Default for Files {
    fn default() -> Self {
        Self {
            held: Arc::new(Semaphore::new(HELD)),
            read: Arc::new(Semaphore::new(READ)),
        }
    }
}

impl Files {
    /// Waits for a turn, where a file is wanted.
    pub(crate) async fn turn(&self, want: Want) -> Option<OwnedSemaphorePermit> {
        if want != Want::File {
            return None;
        }
        Arc::clone(&self.held).acquire_owned().await.ok()
    }

    /// Reads a file, away from the threads that fetch: it takes its time. Of its links those are kept that a reader can
    /// click on; printed addresses are left out, as nothing says that they should open; so are those that are no web
    /// addresses. Its text is checked where there are checks. What an earlier round read in the same bytes is taken over.
    pub(crate) async fn read(
        &self,
        bytes: SharedBytes,
        texts: Option<Arc<TextChecks>>,
        known: Option<FileRow>,
    ) -> FileReading {
        let Ok(turn) = Arc::clone(&self.read).acquire_owned().await else {
            return FileReading::default();
        };
        let read = move || {
            let sha256 = hexadecimal(&Sha256::digest(&*bytes));
            let version = texts.as_ref().map(|texts| texts.version());
            let reading = known
                .and_then(|known| known.taken_over(&sha256, version))
                .unwrap_or_else(|| reading_of(&bytes, sha256, texts.as_deref()));
            drop(turn);
            reading
        };
        tokio::task::spawn_blocking(read).await.unwrap_or_default()
    }
}

fn reading_of(bytes: &[u8], sha256: String, texts: Option<&TextChecks>) -> FileReading {
    let paper = match xunwang_office::read(bytes) {
        Ok(paper) => paper,
        Err(refusal) => {
            return FileReading {
                sha256,
                unread: texts.map(|_| refusal.to_string()).unwrap_or_default(),
                ..FileReading::default()
            };
        }
    };
    let links = paper
        .links
        .iter()
        .filter(|link| !link.printed && is_web(&link.target));
    FileReading {
        sha256,
        links: links
            .take(MOST_LINKS)
            .map(|link| FileLink {
                target: link.target.as_str().into(),
                text: link.text.as_str().into(),
                place: link.place.to_string().into(),
            })
            .collect(),
        texts: texts.map(|texts| texts.of_paper(&paper)),
        unread: texts.and(paper.unread.first().cloned()).unwrap_or_default(),
    }
}

impl FileRow {
    /// The reading, where it is that of these bytes, by this reader and checks of this version, or of none. A file that
    /// was refused is refused whatever would have been checked.
    fn taken_over(self, sha256: &str, texts: Option<u64>) -> Option<FileReading> {
        if self.reader != xunwang_office::reader_version() || self.reading.sha256 != sha256 {
            return None;
        }
        let checked = self.reading.texts.as_ref().map(|texts| texts.version);
        let is_refused = checked.is_none() && !self.reading.unread.is_empty();
        match texts {
            Some(_) => (checked == texts || is_refused).then_some(self.reading),
            None => Some(FileReading {
                texts: None,
                unread: String::new(),
                ..self.reading
            }),
        }
    }
}

impl FileReading {
    /// Was the file read at all, with whatever result?
    pub(crate) fn is_read(&self) -> bool {
        !self.sha256.is_empty()
    }

    /// Is there anything in it that a resumed visit must know?
    pub(crate) fn is_empty(&self) -> bool {
        let has_hits = self.texts.as_ref().is_some_and(|texts| !texts.hits.is_empty());
        self.links.is_empty() && !has_hits && self.unread.is_empty()
    }

    /// The reading as it is recorded.
    pub(crate) fn written(&self) -> String {
        serde_json::to_string(self).expect("plain values serialize")
    }
}

impl Gathered {
    /// Takes in what was read in a file to download.
    pub(super) fn take_in_file(
        &mut self,
        file: TargetNumber,
        record: Option<RecordPlace>,
        reading: FileReading,
    ) {
        let intake = &mut self.intake;
        intake.take_in_file(&mut self.frontier, file, &reading.links);
        if !reading.unread.is_empty() {
            self.texts.note_unread(file, reading.unread);
        }
        if let Some(texts) = reading.texts {
            self.records.extend(record.map(|place| (file, place)));
            let selectors = &mut intake.selectors;
            self.texts.take_in(&self.frontier, selectors, file, texts, true);
        }
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn is_web(target: &str) -> bool {
    let begins = |scheme: &str| {
        target
            .get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    begins("http://") || begins("https://")
}

/// A download that began well and was not finished in time says no more than one of which only the beginning was
/// wanted: the file is there.
pub(crate) fn as_if_begun(exchange: &mut Exchange) {
    let failed = matches!(exchange.outcome, FetchOutcome::TimedOut | FetchOutcome::BrokenOff);
    if let Some(status) = exchange.last().status
        && failed
        && exchange.raw_body.len() >= BEGINNING
    {
        exchange.outcome = FetchOutcome::Answered { status };
        exchange.truncated = true;
    }
}

/// Cuts what was read to the beginning.
pub(crate) fn keep_beginning(exchange: &mut Exchange) {
    if exchange.raw_body.len() <= BEGINNING && exchange.body.len() <= BEGINNING {
        return;
    }
    let cut = |bytes: &SharedBytes| SharedBytes::new(bytes[..bytes.len().min(BEGINNING)].to_vec());
    exchange.raw_body = cut(&exchange.raw_body);
    exchange.body = cut(&exchange.body);
    exchange.truncated = true;
}

/// The reading as an earlier run recorded it; nothing where the record is that of the answer itself.
pub(crate) async fn archived_reading(
    evidence: &dyn EvidenceStore,
    file: &str,
    place: RecordPlace,
) -> Result<FileReading, StoreError> {
    let (record, _) = read_at(evidence, file, place.offset).await?;
    if record.kind() != "metadata" {
        return Ok(FileReading::default());
    }
    serde_json::from_slice(record.block()).map_err(|error| {
        StoreError::Inconsistent(format!(
            "证据文件 {file} 第 {} 字节处的记录：{error}",
            place.offset
        ))
    })
}

#[cfg(test)]
mod tests {
    use xunwang_domain::exchange::Hop;

    use super::*;

    fn exchange(outcome: FetchOutcome, bytes: usize) -> Exchange {
        let body = SharedBytes::new(vec![b'x'; bytes]);
        Exchange {
            started_at: chrono::DateTime::UNIX_EPOCH,
            hops: vec![Hop {
                url: "http://www.qc.example/a.pdf".parse().unwrap(),
                remote: None,
                request_head: SharedBytes::default(),
                response_head: SharedBytes::default(),
                status: Some(200),
                phases: xunwang_domain::exchange::Phases::default(),
                certificate: None,
            }],
            outcome,
            raw_body: body.clone(),
            body,
            truncated: false,
            attempts: 1,
        }
    }

    #[test]
    fn a_slow_download_is_no_dead_file() {
        let mut slow = exchange(FetchOutcome::TimedOut, BEGINNING);
        as_if_begun(&mut slow);
        assert_eq!(
            (slow.outcome, slow.truncated),
            (FetchOutcome::Answered { status: 200 }, true)
        );
        let mut silent = exchange(FetchOutcome::TimedOut, BEGINNING - 1);
        as_if_begun(&mut silent);
        assert_eq!(silent.outcome, FetchOutcome::TimedOut);
        let mut large = exchange(FetchOutcome::Answered { status: 200 }, BEGINNING + 1);
        keep_beginning(&mut large);
        assert_eq!((large.raw_body.len(), large.truncated), (BEGINNING, true));
    }

    #[tokio::test]
    async fn only_what_can_be_clicked_and_is_a_web_address_is_followed() {
        let mut workbook = rust_xlsxwriter::Workbook::new();
        let sheet = workbook.add_worksheet().set_name("名单").unwrap();
        sheet.write_url(1, 1, "http://www.qc.example/x").unwrap();
        sheet.write_url(2, 1, "mailto:a@qc.example").unwrap();
        sheet.write(3, 1, "见 http://www.qc.example/printed").unwrap();
        let bytes = SharedBytes::new(workbook.save_to_buffer().unwrap());
        let reading = Files::default().read(bytes, None, None).await;
        let links = &reading.links;
        assert_eq!(links.len(), 1, "{links:?}");
        assert_eq!(&*links[0].target, "http://www.qc.example/x");
        assert_eq!(&*links[0].place, "工作表“名单”B2");
        let again: FileReading = serde_json::from_str(&reading.written()).unwrap();
        assert_eq!(again, reading);
        let broken = SharedBytes::new(b"%PDF-1.7 broken".to_vec());
        assert!(Files::default().read(broken, None, None).await.is_empty());
    }

    #[tokio::test]
    async fn what_was_read_in_the_same_bytes_is_taken_over_and_nothing_else() {
        let bytes = |text: &str| {
            let mut workbook = rust_xlsxwriter::Workbook::new();
            workbook.add_worksheet().write(1, 1, text).unwrap();
            SharedBytes::new(workbook.save_to_buffer().unwrap())
        };
        let (file, other) = (bytes("名单"), bytes("另一份名单"));
        let read = async |bytes: &SharedBytes, known: &FileRow| {
            Files::default()
                .read(bytes.clone(), None, Some(known.clone()))
                .await
        };
        let reader = xunwang_office::reader_version();
        let mut known = FileRow {
            url: "http://www.qc.example/a.xlsx".to_owned(),
            reader,
            reading: Files::default().read(file.clone(), None, None).await,
        };
        // A link that is not there tells what was taken over.
        known.reading.links.push(FileLink {
            target: "http://www.qc.example/x".into(),
            text: "x".into(),
            place: "第1页".into(),
        });
        let checked = |known: &FileRow, version: u64| {
            let known = known.clone();
            let sha256 = known.reading.sha256.clone();
            known.taken_over(&sha256, Some(version))
        };
        assert_eq!(checked(&known, 1), None);
        known.reading.texts = Some(PageTexts {
            version: 1,
            ..PageTexts::default()
        });
        known.reading.unread = "第3页读不出".to_owned();
        assert_eq!(checked(&known, 1).as_ref(), Some(&known.reading));
        assert_eq!(checked(&known, 2), None);
        let taken_over = read(&file, &known).await;
        assert_eq!((taken_over.links.len(), taken_over.texts.as_ref()), (1, None));
        assert_eq!(taken_over.unread, "");
        assert_eq!(read(&other, &known).await.links, []);
        known.reader = reader ^ 1;
        assert_eq!(read(&file, &known).await.links, []);
        let broken = SharedBytes::new(b"%PDF-1.7 broken".to_vec());
        known.reader = reader;
        known.reading = Files::default().read(broken, None, None).await;
        assert!(known.reading.is_read());
        assert_eq!(checked(&known, 1), None);
        known.reading.unread = "文件已损坏".to_owned();
        assert_eq!(checked(&known, 1).as_ref(), Some(&known.reading));
    }
}
