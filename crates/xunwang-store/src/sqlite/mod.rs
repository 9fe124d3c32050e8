//! SQLite: one file, one writer, WAL.

#[path = "../repo/mod.rs"]
mod repo;
mod words;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use xunwang_ports::{Store, StoreError, Tx};

/// The database that `repo/` speaks to.
type Db = sqlx::Sqlite;
/// A row of it.
type DbRow = sqlx::sqlite::SqliteRow;

/// Writers take the lock at once: a transaction that reads first and then writes would fail with “busy”.
const BEGIN: &str = "begin immediate";

/// Each may run any number of times.
const MIGRATIONS: [&str; 26] = [
    include_str!("migrations/0001_inspection.sql"),
    include_str!("migrations/0002_office.sql"),
    include_str!("migrations/0003_watch.sql"),
    include_str!("migrations/0004_filing.sql"),
    include_str!("migrations/0005_round.sql"),
    include_str!("migrations/0006_standard.sql"),
    include_str!("migrations/0007_watch_and_register.sql"),
    include_str!("migrations/0008_revision.sql"),
    include_str!("migrations/0009_patrol.sql"),
    include_str!("migrations/0010_finding_group.sql"),
    include_str!("migrations/0011_paper.sql"),
    include_str!("migrations/0012_public_page.sql"),
    include_str!("migrations/0014_signed_final.sql"),
    include_str!("migrations/0015_template.sql"),
    include_str!("migrations/0016_feedback.sql"),
    include_str!("migrations/0017_patrol_revision.sql"),
    include_str!("migrations/0018_public_form.sql"),
    include_str!("migrations/0019_feedback_look.sql"),
    include_str!("migrations/0020_feedback_warning.sql"),
    include_str!("migrations/0021_rectification.sql"),
    include_str!("migrations/0022_feedback_counts.sql"),
    include_str!("migrations/0026_media_account.sql"),
    include_str!("migrations/0027_media_observation.sql"),
    include_str!("migrations/0028_media_result.sql"),
    include_str!("migrations/0031_feedback_words.sql"),
    include_str!("migrations/0032_media_source.sql"),
];

/// A store in one SQLite file (存储).
pub struct SqliteStore {
    pool: SqlitePool,
    known: Arc<repo::Known>,
}

impl SqliteStore {
    /// Opens the file, makes it when it is not there, and brings its tables up to date.
    ///
    /// # Errors
    /// The file cannot be opened, or is no database of ours.
    pub async fn open(path: &Path) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Normal)
            .page_size(8192)
            // Ten million probes and a hundred thousand messages are a gigabyte: what pages read again and again stays in memory.
            .pragma("cache_size", "-32768")
            .pragma("mmap_size", "268435456")
            .busy_timeout(Duration::from_secs(30));
        let pool = SqlitePoolOptions::new()
            .max_connections(4)
            .connect_with(options)
            .await
            .map_err(repo::store_error)?;
        for migration in MIGRATIONS {
            sqlx::raw_sql(migration)
                .execute(&pool)
                .await
                .map_err(repo::store_error)?;
        }
        words::fill(&pool).await.map_err(repo::store_error)?;
        Ok(Self {
            pool,
            known: Arc::default(),
        })
    }

    /// Closes the file; what was committed is in it, not in a log beside it.
    pub async fn close(self) {
        self.pool.close().await;
    }
}

#[async_trait]
impl Store for SqliteStore {
    async fn begin(&self) -> Result<Box<dyn Tx>, StoreError> {
        let tx = self.pool.begin_with(BEGIN).await.map_err(repo::store_error)?;
        Ok(Box::new(repo::DbTx(tx, None)))
    }

    async fn read(&self) -> Result<Box<dyn Tx>, StoreError> {
        let tx = self.pool.begin().await.map_err(repo::store_error)?;
        Ok(Box::new(repo::DbTx(tx, Some(Arc::clone(&self.known)))))
    }
}
