//! The files to download that are read for the links in them (附件中的链接).
//!
//! A file's bytes are not kept: what was read in it is recorded instead, so that a resumed visit needs no second
//! download and goes on with the same links.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use xunwang_domain::exchange::{Exchange, FetchOutcome, SharedBytes, Want};
use xunwang_domain::visit::RecordPlace;
use xunwang_ports::{EvidenceStore, StoreError};

use super::archive::read_at;

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

    /// The links that a reader of the file can click on, found away from the threads that fetch: reading takes its
    /// time. Printed addresses are left out, as nothing says that they should open; so are those that are no web
    /// addresses.
    pub(crate) async fn read_links(&self, bytes: SharedBytes) -> Vec<FileLink> {
        let Ok(turn) = Arc::clone(&self.read).acquire_owned().await else {
            return Vec::new();
        };
        let read = move || {
            let links = links_of(&bytes);
            drop(turn);
            links
        };
        tokio::task::spawn_blocking(read).await.unwrap_or_default()
    }
}

fn links_of(bytes: &[u8]) -> Vec<FileLink> {
    let Ok(paper) = xunwang_office::read(bytes) else {
        return Vec::new();
    };
    let links = paper
        .links
        .into_iter()
        .filter(|link| !link.printed && is_web(&link.target));
    links
        .take(MOST_LINKS)
        .map(|link| FileLink {
            target: link.target.into(),
            text: link.text.into(),
            place: link.place.to_string().into(),
        })
        .collect()
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

/// The links as they are recorded.
pub(crate) fn written(links: &[FileLink]) -> String {
    serde_json::to_string(links).expect("plain values serialize")
}

/// The links as an earlier run recorded them.
pub(crate) async fn archived_links(
    evidence: &dyn EvidenceStore,
    file: &str,
    place: RecordPlace,
) -> Result<Vec<FileLink>, StoreError> {
    let record = read_at(evidence, file, place.offset).await?;
    serde_json::from_slice(record.block()).map_err(|error| {
        StoreError::Inconsistent(format!(
            "证据文件 {file} 第 {} 字节处的记录：{error}",
            place.offset
        ))
    })
}
