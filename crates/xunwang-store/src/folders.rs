//! The folders of rounds, patrols and re-tests below the data folder.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;
use xunwang_ports::{EvidenceStore, Folder, Folders, Store, StoreError};

use crate::{EvidenceFolder, SqliteStore};

/// `rounds/<number>/`, `patrols/<kind>-<day>/`, `retests/<number>/` and `feedback/` below a folder (采集文件夹).
pub struct DataFolders {
    root: PathBuf,
}

impl DataFolders {
    /// The folders below this one.
    pub fn new(data: &Path) -> Self {
        Self {
            root: data.to_owned(),
        }
    }

    fn path(&self, folder: Folder) -> PathBuf {
        match folder {
            Folder::Round(id) => self.root.join("rounds").join(id.0.to_string()),
            Folder::Patrol(id) => {
                let name = format!("{}-{}", id.kind.word(), id.day);
                self.root.join("patrols").join(name)
            }
            Folder::Retest(id) => self.root.join("retests").join(id.0.to_string()),
            Folder::Feedback => self.root.join("feedback"),
        }
    }
}

fn unusable(path: &Path, error: &std::io::Error) -> StoreError {
    StoreError::Unavailable(format!("{}：{error}", path.display()))
}

#[async_trait]
impl Folders for DataFolders {
    async fn store(&self, folder: Folder) -> Result<Arc<dyn Store>, StoreError> {
        let path = self.path(folder);
        std::fs::create_dir_all(&path).map_err(|error| unusable(&path, &error))?;
        Ok(Arc::new(SqliteStore::open(&path.join("xunwang.db")).await?))
    }

    fn evidence(&self, folder: Folder) -> Arc<dyn EvidenceStore> {
        Arc::new(EvidenceFolder::new(self.path(folder)))
    }

    async fn remove(&self, folder: Folder) -> Result<(), StoreError> {
        let path = self.path(folder);
        match std::fs::remove_dir_all(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(unusable(&path, &error)),
            _ => Ok(()),
        }
    }
}
