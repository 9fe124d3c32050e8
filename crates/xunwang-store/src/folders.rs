//! The folders of rounds below the data folder.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;
use xunwang_domain::round::RoundId;
use xunwang_ports::{EvidenceStore, RoundFolders, Store, StoreError};

use crate::{EvidenceFolder, SqliteStore};

/// `rounds/<number>/` below a folder (轮次文件夹).
pub struct DataFolders {
    root: PathBuf,
}

impl DataFolders {
    /// The folders below this one.
    pub fn new(data: &Path) -> Self {
        Self {
            root: data.join("rounds"),
        }
    }

    fn path(&self, round: RoundId) -> PathBuf {
        self.root.join(round.0.to_string())
    }
}

#[async_trait]
impl RoundFolders for DataFolders {
    async fn store(&self, round: RoundId) -> Result<Arc<dyn Store>, StoreError> {
        let path = self.path(round);
        let unusable =
            |error: std::io::Error| StoreError::Unavailable(format!("{}：{error}", path.display()));
        std::fs::create_dir_all(&path).map_err(unusable)?;
        Ok(Arc::new(SqliteStore::open(&path.join("xunwang.db")).await?))
    }

    fn evidence(&self, round: RoundId) -> Arc<dyn EvidenceStore> {
        Arc::new(EvidenceFolder::new(self.path(round)))
    }
}
