//! What has changed since.

use async_trait::async_trait;
use sqlx::Row;
use xunwang_ports::{Revised, RevisionRepo, StoreError};

use super::convert::unsigned;
use super::{DbTx, store_error};

#[async_trait]
impl RevisionRepo for DbTx {
    async fn revision(&mut self, of: Revised) -> Result<u64, StoreError> {
        let name = match of {
            Revised::Organizations => "organization".to_owned(),
            Revised::Patrols => "patrol".to_owned(),
            Revised::Feedback => "feedback".to_owned(),
            Revised::Rectification => "rectification".to_owned(),
            Revised::Round(round) => format!("round {:X}", round.0.simple()),
        };
        let row = sqlx::query("select number from revision where name = $1")
            .bind(name)
            .fetch_optional(&mut *self.0)
            .await
            .map_err(store_error)?;
        row.map_or(Ok(0), |row| unsigned(row.try_get(0).map_err(store_error)?))
    }
}
