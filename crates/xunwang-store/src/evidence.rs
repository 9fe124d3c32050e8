//! Evidence files in a folder (证据文件).

use std::collections::{HashMap, VecDeque};
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, IoSlice, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use xunwang_ports::{EvidenceStore, StoreError};

/// As many files are kept open for appending, and as many for reading; the rest are opened anew.
const OPEN_FILES: usize = 128;

/// A folder of evidence files, named relative to the result folder.
pub struct EvidenceFolder {
    root: PathBuf,
    open: Mutex<OpenFiles>,
    read: Mutex<OpenFiles>,
}

/// Room that is made for what is read, at most: whoever asks for as much as there is gets no more than that at once.
const ROOM: u64 = 256 << 10;

#[derive(Default)]
struct OpenFiles {
    files: HashMap<String, File>,
    oldest_first: VecDeque<String>,
}

impl EvidenceFolder {
    /// The evidence of the result folder `root`.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self {
            root: root.into(),
            open: Mutex::default(),
            read: Mutex::default(),
        }
    }

    fn path(&self, file: &str) -> PathBuf {
        self.root.join(file)
    }
}

#[async_trait]
impl EvidenceStore for EvidenceFolder {
    async fn append(&self, file: &str, parts: &[Vec<u8>]) -> Result<(), StoreError> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let path = self.path(file);
        open.get(file, || open_for_appending(&path))
            .and_then(|file| write_parts(file, parts))
            .map_err(|error| store_error(&path, &error))
    }

    async fn read(&self, file: &str, offset: u64, length: u64) -> Result<Vec<u8>, StoreError> {
        let mut open = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        let read = |opened: &mut File| -> std::io::Result<Vec<u8>> {
            opened.seek(SeekFrom::Start(offset))?;
            let mut bytes = Vec::with_capacity(usize::try_from(length.min(ROOM)).unwrap_or_default());
            opened.take(length).read_to_end(&mut bytes)?;
            Ok(bytes)
        };
        open.get(file, || File::open(self.path(file)))
            .and_then(read)
            .map_err(|error| store_error(&self.path(file), &error))
    }

    async fn cut(&self, file: &str, length: u64) -> Result<u64, StoreError> {
        let path = self.path(file);
        self.open
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .forget(file);
        let cut = || -> std::io::Result<u64> {
            let opened = match OpenOptions::new().write(true).open(&path) {
                Err(error) if error.kind() == ErrorKind::NotFound => return Ok(0),
                opened => opened?,
            };
            let present = opened.metadata()?.len();
            opened.set_len(present.min(length))?;
            Ok(present.min(length))
        };
        cut().map_err(|error| store_error(&path, &error))
    }
}

impl OpenFiles {
    fn get(
        &mut self,
        name: &str,
        open: impl FnOnce() -> std::io::Result<File>,
    ) -> std::io::Result<&mut File> {
        if !self.files.contains_key(name) {
            let file = open()?;
            if self.files.len() == OPEN_FILES
                && let Some(oldest) = self.oldest_first.pop_front()
            {
                self.files.remove(&oldest);
            }
            self.files.insert(name.to_owned(), file);
            self.oldest_first.push_back(name.to_owned());
        }
        Ok(self.files.get_mut(name).expect("just put there"))
    }

    fn forget(&mut self, name: &str) {
        self.files.remove(name);
        self.oldest_first.retain(|other| other != name);
    }
}

fn open_for_appending(path: &Path) -> std::io::Result<File> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    OpenOptions::new().create(true).append(true).open(path)
}

fn write_parts(file: &mut File, parts: &[Vec<u8>]) -> std::io::Result<()> {
    let mut slices: Vec<IoSlice<'_>> = parts.iter().map(|part| IoSlice::new(part)).collect();
    let mut slices = slices.as_mut_slice();
    IoSlice::advance_slices(&mut slices, 0);
    while !slices.is_empty() {
        match file.write_vectored(slices) {
            Ok(0) => return Err(ErrorKind::WriteZero.into()),
            Ok(written) => IoSlice::advance_slices(&mut slices, written),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

fn store_error(path: &Path, error: &std::io::Error) -> StoreError {
    let text = format!("{}：{error}", path.display());
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => StoreError::Full(text),
        _ => StoreError::Unavailable(text),
    }
}
