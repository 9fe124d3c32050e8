//! Versions of the standard.

use async_trait::async_trait;
use xunwang_domain::standard::{StandardVersion, VersionState};
use xunwang_ports::{StandardRepo, StoreError};

use super::convert::{json, json_of};
use super::{DbTx, store_error};

#[async_trait]
impl StandardRepo for DbTx {
    async fn standard_versions(&mut self) -> Result<Vec<StandardVersion>, StoreError> {
        let rows = sqlx::query("select content from standard_version order by number desc")
            .fetch_all(&mut *self.0)
            .await
            .map_err(store_error)?;
        rows.iter().map(|row| json(row, 0)).collect()
    }

    async fn standard_version(&mut self, number: u32) -> Result<Option<StandardVersion>, StoreError> {
        let row = sqlx::query("select content from standard_version where number = $1")
            .bind(i64::from(number))
            .fetch_optional(&mut *self.0)
            .await
            .map_err(store_error)?;
        row.as_ref().map(|row| json(row, 0)).transpose()
    }

    async fn put_standard_version(&mut self, version: &StandardVersion) -> Result<(), StoreError> {
        sqlx::query(
            "insert into standard_version (number, state, content) values ($1, $2, $3) \
             on conflict (number) do update set state = $2, content = $3",
        )
        .bind(i64::from(version.number))
        .bind(word(version.state))
        .bind(json_of(version))
        .execute(&mut *self.0)
        .await
        .map_err(store_error)?;
        Ok(())
    }
}

fn word(state: VersionState) -> &'static str {
    match state {
        VersionState::Draft => "draft",
        VersionState::InForce => "in_force",
        VersionState::Withdrawn => "withdrawn",
    }
}
