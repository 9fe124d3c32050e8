//! The result folder (结果文件夹): files appear whole or not at all, and their digests are noted.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

/// A folder that result files are written into.
pub(crate) struct ResultFolder {
    root: PathBuf,
    /// SHA-256 of each file written, hexadecimal.
    pub(crate) digests: BTreeMap<String, String>,
}

/// A file under way, which is put in its place when it is whole.
pub(crate) struct NewFile {
    writer: BufWriter<File>,
    hasher: Sha256,
    name: String,
}

impl ResultFolder {
    /// Opens the folder, making it where it is not there.
    pub(crate) fn open(root: &Path) -> Result<Self> {
        std::fs::create_dir_all(root).with_context(|| format!("无法建立结果文件夹 {}", root.display()))?;
        Ok(Self {
            root: root.to_owned(),
            digests: BTreeMap::new(),
        })
    }

    /// Begins a file.
    pub(crate) fn begin(&self, name: &str) -> Result<NewFile> {
        let path = self.unfinished(name);
        let file = File::create(&path).with_context(|| format!("无法写入 {}", path.display()))?;
        Ok(NewFile {
            writer: BufWriter::new(file),
            hasher: Sha256::new(),
            name: name.to_owned(),
        })
    }

    /// Puts a file in its place.
    pub(crate) fn finish(&mut self, mut file: NewFile) -> Result<()> {
        file.writer.flush()?;
        file.writer.get_ref().sync_all()?;
        std::fs::rename(self.unfinished(&file.name), self.root.join(&file.name))?;
        self.digests
            .insert(file.name, hexadecimal(&file.hasher.finalize()));
        Ok(())
    }

    /// Takes a file away, where it is.
    pub(crate) fn remove(&mut self, name: &str) -> Result<()> {
        self.digests.remove(name);
        match std::fs::remove_file(self.root.join(name)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(error).with_context(|| format!("无法删除 {}", self.root.join(name).display()))
            }
            _ => Ok(()),
        }
    }

    /// Writes a file whose bytes are at hand.
    pub(crate) fn write(&mut self, name: &str, bytes: &[u8]) -> Result<()> {
        let mut file = self.begin(name)?;
        file.write_all(bytes)?;
        self.finish(file)
    }

    fn unfinished(&self, name: &str) -> PathBuf {
        self.root.join(format!(".{name}.part"))
    }
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.writer.write_all(bytes)?;
        self.hasher.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.writer.flush()
    }
}

/// SHA-256 of a file, hexadecimal.
pub(crate) fn digest_of(path: &Path) -> std::io::Result<String> {
    let mut hasher = Sha256::new();
    std::io::copy(&mut File::open(path)?, &mut Hashing(&mut hasher))?;
    Ok(hexadecimal(&hasher.finalize()))
}

/// SHA-256 of bytes at hand, hexadecimal.
pub(crate) fn digest_of_bytes(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

struct Hashing<'a>(&'a mut Sha256);

impl Write for Hashing<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
