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

/// What the tables are brought up to: told by the migrations themselves, so that nobody has to count them.
const SCHEMA: i32 = {
    let mut sum = 0x811c_9dc5_u32;
    let mut number = 0;
    while number < MIGRATIONS.len() {
        let bytes = MIGRATIONS[number].as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            sum = (sum ^ bytes[at] as u32).wrapping_mul(0x0100_0193);
            at += 1;
        }
        number += 1;
    }
    sum.cast_signed()
};

impl SqliteStore {
    /// Opens the file, makes it when it is not there, and brings its tables up to date. A round writes to many places of it
    /// with every commit: its log is put into the file once it has 32 MB, so that a page is written less often.
    ///
    /// # Errors
    /// The file cannot be opened, or is no database of ours.
    pub async fn open(path: &Path) -> Result<Self, StoreError> {
        Self::connect(options(path).pragma("wal_autocheckpoint", "4096")).await
    }

    /// The same for the data of an office: ten million probes and a hundred thousand messages are a gigabyte, and what its
    /// pages read again and again stays in memory.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub async fn open_office(path: &Path) -> Result<Self, StoreError> {
        let options = options(path)
            .pragma("cache_size", "-32768")
            .pragma("mmap_size", "268435456");
        Self::connect(options).await
    }

    async fn connect(options: SqliteConnectOptions) -> Result<Self, StoreError> {
        let pool = SqlitePoolOptions::new()
            .max_connections(4)
            .connect_with(options)
            .await
            .map_err(repo::store_error)?;
        migrate(&pool).await.map_err(repo::store_error)?;
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

fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Normal)
        .page_size(8192)
        .busy_timeout(Duration::from_secs(30))
}

/// Brings the tables up to date, all or none; of a file that is up to date nothing is asked but that.
async fn migrate(pool: &SqlitePool) -> Result<(), sqlx::Error> {
    let known: i32 = sqlx::query_scalar("pragma user_version").fetch_one(pool).await?;
    if known == SCHEMA {
        return Ok(());
    }
    let mut tx = pool.begin_with(BEGIN).await?;
    for migration in MIGRATIONS {
        sqlx::raw_sql(migration).execute(&mut *tx).await?;
    }
    // A pragma takes no parameters.
    let done = format!("pragma user_version = {SCHEMA}");
    sqlx::raw_sql(sqlx::AssertSqlSafe(done)).execute(&mut *tx).await?;
    tx.commit().await
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

#[cfg(test)]
mod tests {
    use super::*;

    async fn pool(path: &Path) -> SqlitePool {
        SqlitePool::connect_with(options(path)).await.unwrap()
    }

    #[tokio::test]
    async fn a_file_of_an_older_version_is_brought_up_to_date() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("xunwang.db");
        let older = pool(&path).await;
        sqlx::raw_sql(MIGRATIONS[0]).execute(&older).await.unwrap();
        let asked = "insert into visit values (1, 'evidence/4400000001.warc.gz', 0, null)";
        sqlx::raw_sql(asked).execute(&older).await.unwrap();
        older.close().await;
        SqliteStore::open(&path).await.unwrap().close().await;
        let newer = pool(&path).await;
        let tables = "select (select count(*) from visit) + (select count(*) from feedback_words) + (select count(*) from media_run)";
        assert_eq!(
            sqlx::query_scalar::<_, i64>(tables)
                .fetch_one(&newer)
                .await
                .unwrap(),
            1
        );
        // What is up to date is not done again.
        sqlx::raw_sql("drop table media_run")
            .execute(&newer)
            .await
            .unwrap();
        SqliteStore::open(&path).await.unwrap().close().await;
        assert!(sqlx::raw_sql(tables).execute(&newer).await.is_err());
    }

    #[tokio::test]
    async fn a_file_that_is_no_database_of_ours_stays_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("xunwang.db");
        let other = pool(&path).await;
        sqlx::raw_sql("create table probe_day (other integer)")
            .execute(&other)
            .await
            .unwrap();
        assert!(SqliteStore::open(&path).await.is_err());
        let known = "select count(*) from sqlite_master where name <> 'probe_day'";
        assert_eq!(
            sqlx::query_scalar::<_, i64>(known)
                .fetch_one(&other)
                .await
                .unwrap(),
            0
        );
    }
}
