//! The repositories, written once against `super::Db`.
//!
//! Each database's module mounts this file with `#[path]`, so the same SQL compiles for each of them and the same
//! tests run on each; what differs (the type `Db`, how a writer begins) stands in that module.

mod checks;
mod convert;
mod feedback;
mod feedback_behind;
mod filings;
mod findings;
mod history;
mod homes;
mod known;
mod media;
mod media_results;
mod media_sources;
mod mentions;
mod menus;
mod observations;
mod papers;
mod patrols;
mod people;
mod probes;
mod problems;
mod public_feedback;
mod rectifications;
mod register;
mod revisions;
mod rounds;
mod runs;
mod sessions;
mod settings;
mod standards;
mod templates;
mod views;
mod visits;

use std::sync::Arc;

use async_trait::async_trait;
use sqlx::{Row as _, Transaction};
use xunwang_ports::{StoreError, Tx};

use super::Db;
pub(super) use known::Known;

/// A transaction of this database; one that only reads knows what others have read of the register.
pub(super) struct DbTx(pub(super) Transaction<'static, Db>, pub(super) Option<Arc<Known>>);

impl DbTx {
    /// How often a table has changed, whoever did it.
    pub(super) async fn version(&mut self, of: &str) -> Result<i64, StoreError> {
        let row = sqlx::query("select version from table_version where name = $1")
            .bind(of)
            .fetch_one(&mut *self.0)
            .await
            .map_err(store_error)?;
        row.try_get(0).map_err(store_error)
    }
}

#[async_trait]
impl Tx for DbTx {
    async fn commit(self: Box<Self>) -> Result<(), StoreError> {
        self.0.commit().await.map_err(store_error)
    }
}

/// The store's own error for one of the database library.
pub(super) fn store_error(error: sqlx::Error) -> StoreError {
    match &error {
        sqlx::Error::ColumnDecode { .. } | sqlx::Error::RowNotFound => {
            StoreError::Inconsistent(error.to_string())
        }
        // SQLITE_FULL is 13: “database or disk is full”.
        sqlx::Error::Database(inner) if inner.code().as_deref() == Some("13") => {
            StoreError::Full(error.to_string())
        }
        sqlx::Error::Database(inner) if inner.is_unique_violation() => {
            StoreError::Conflict(inner.message().to_owned())
        }
        _ => StoreError::Unavailable(error.to_string()),
    }
}
