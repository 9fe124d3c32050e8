//! The sources of accounts that are looked at by the program itself, with their secrets as they are sealed.

use async_trait::async_trait;
use sqlx::Row as _;
use xunwang_domain::account::{AccountCode, AccountSource, ToolMapping};
use xunwang_ports::{SourceRepo, StoreError};

use super::convert::{json, json_of};
use super::{DbTx, store_error};

#[async_trait]
impl SourceRepo for DbTx {
    async fn account_sources(&mut self) -> Result<Vec<AccountSource>, StoreError> {
        let rows = sqlx::query("select content from media_source order by account, way")
            .fetch_all(&mut *self.0)
            .await
            .map_err(store_error)?;
        rows.iter().map(|row| json(row, 0)).collect()
    }

    async fn account_sources_of(&mut self, account: &AccountCode) -> Result<Vec<AccountSource>, StoreError> {
        let rows = sqlx::query("select content from media_source where account = $1 order by way")
            .bind(account.as_str())
            .fetch_all(&mut *self.0)
            .await
            .map_err(store_error)?;
        rows.iter().map(|row| json(row, 0)).collect()
    }

    async fn put_account_source(
        &mut self,
        source: &AccountSource,
        sealed: Option<&[u8]>,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "insert into media_source (account, way, content, sealed) values ($1, $2, $3, $4) \
             on conflict (account, way) do update set content = excluded.content, \
             sealed = coalesce(excluded.sealed, media_source.sealed)",
        )
        .bind(source.account.as_str())
        .bind(source.way.word())
        .bind(json_of(source))
        .bind(sealed)
        .execute(&mut *self.0)
        .await
        .map_err(store_error)?;
        Ok(())
    }

    async fn source_secret(
        &mut self,
        account: &AccountCode,
        way: &str,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let row = sqlx::query("select sealed from media_source where account = $1 and way = $2")
            .bind(account.as_str())
            .bind(way)
            .fetch_optional(&mut *self.0)
            .await
            .map_err(store_error)?;
        let sealed = row.map(|row| row.try_get::<Option<Vec<u8>>, _>(0));
        Ok(sealed.transpose().map_err(store_error)?.flatten())
    }

    async fn tool_mappings(&mut self) -> Result<Vec<ToolMapping>, StoreError> {
        let rows = sqlx::query("select content from media_mapping order by name")
            .fetch_all(&mut *self.0)
            .await
            .map_err(store_error)?;
        rows.iter().map(|row| json(row, 0)).collect()
    }

    async fn put_tool_mapping(&mut self, mapping: &ToolMapping) -> Result<(), StoreError> {
        sqlx::query(
            "insert into media_mapping (name, content) values ($1, $2) \
             on conflict (name) do update set content = excluded.content",
        )
        .bind(mapping.name.as_str())
        .bind(json_of(mapping))
        .execute(&mut *self.0)
        .await
        .map_err(store_error)?;
        Ok(())
    }

    async fn drop_account_source(&mut self, account: &AccountCode, way: &str) -> Result<(), StoreError> {
        sqlx::query("delete from media_source where account = $1 and way = $2")
            .bind(account.as_str())
            .bind(way)
            .execute(&mut *self.0)
            .await
            .map_err(store_error)?;
        Ok(())
    }
}
