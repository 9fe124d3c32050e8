//! Reads ahead in a file of an earlier round (预读): a visit goes nearly the way that the earlier one went.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use xunwang_ports::EvidenceStore;

/// As much is read at a time, where what is asked for follows what was read.
const AHEAD: u64 = 32 << 10;

/// A file and the part of it that was read last.
pub(super) struct ReadAhead {
    evidence: Arc<dyn EvidenceStore>,
    file: String,
    held: Mutex<Part>,
}

#[derive(Default)]
struct Part {
    offset: u64,
    bytes: Vec<u8>,
}

impl ReadAhead {
    pub(super) fn new(evidence: Arc<dyn EvidenceStore>, file: String) -> Self {
        Self {
            evidence,
            file,
            held: Mutex::default(),
        }
    }

    /// So many bytes from `offset` on, in memory that has room for `room` more; fewer at the end of the file, `None`
    /// where it cannot be read.
    pub(super) async fn read(&self, offset: u64, length: u64, room: usize) -> Option<Vec<u8>> {
        let copy = |part: &[u8]| {
            let mut bytes = Vec::with_capacity(part.len() + room);
            bytes.extend_from_slice(part);
            bytes
        };
        let end = {
            let held = self.held();
            if let Some(part) = held.get(offset, length) {
                return Some(copy(part));
            }
            held.offset + held.bytes.len() as u64
        };
        let follows = (end..end + AHEAD).contains(&offset);
        let read = if follows { length.max(AHEAD) } else { length };
        let bytes = self.evidence.read(&self.file, offset, read).await.ok()?;
        let part = copy(&bytes[..bytes.len().min(usize::try_from(length).ok()?)]);
        *self.held() = Part { offset, bytes };
        Some(part)
    }

    fn held(&self) -> MutexGuard<'_, Part> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Part {
    fn get(&self, offset: u64, length: u64) -> Option<&[u8]> {
        let start = usize::try_from(offset.checked_sub(self.offset)?).ok()?;
        let end = start.checked_add(usize::try_from(length).ok()?)?;
        self.bytes.get(start..end)
    }
}

#[cfg(test)]
mod tests {
    use xunwang_store::EvidenceFolder;

    use super::*;

    const LENGTH: u64 = 100_000;

    /// Bytes that tell where they stand.
    fn bytes(offset: u64, length: u64) -> Vec<u8> {
        let end = (offset + length).min(LENGTH);
        (offset..end).map(|offset| (offset % 251) as u8).collect()
    }

    #[tokio::test]
    async fn what_follows_is_there_before_it_is_asked_for() {
        let folder = std::env::temp_dir().join(format!("xunwang-ahead-{}", std::process::id()));
        let evidence = Arc::new(EvidenceFolder::new(&folder));
        evidence.append("file", &[bytes(0, LENGTH)]).await.unwrap();
        let ahead = ReadAhead::new(Arc::clone(&evidence) as _, "file".to_owned());
        let on_and_back = (0..90).chain([60, 30, 0]).map(|thousand| thousand * 1000);
        for offset in on_and_back.chain([LENGTH - 10, LENGTH, LENGTH + 10, 50_000, 51_000]) {
            let read = ahead.read(offset, 900, 64).await.unwrap();
            assert_eq!(read, bytes(offset, 900), "at {offset}");
            assert!(read.capacity() >= read.len() + 64);
        }
        // What is there already is not read again.
        std::fs::write(folder.join("file"), vec![0; LENGTH as usize]).unwrap();
        assert_eq!(ahead.read(52_000, 900, 0).await.unwrap(), bytes(52_000, 900));
        assert_eq!(ahead.read(1_000, 900, 0).await.unwrap(), [0; 900]);
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
