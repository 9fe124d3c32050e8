//! Settings of the whole office.

use async_trait::async_trait;
use sqlx::Row as _;
use xunwang_ports::{SettingRepo, StoreError};

use super::{DbTx, store_error};

#[async_trait]
impl SettingRepo for DbTx {
    async fn setting(&mut self, name: &str) -> Result<Option<String>, StoreError> {
        let row = sqlx::query("select content from setting where name = $1")
            .bind(name)
            .fetch_optional(&mut *self.0)
            .await
            .map_err(store_error)?;
        row.map(|row| row.try_get(0).map_err(store_error)).transpose()
    }

    async fn put_setting(&mut self, name: &str, content: &str) -> Result<(), StoreError> {
        sqlx::query(
            "insert into setting (name, content) values ($1, $2) on conflict (name) do update set content = $2",
        )
        .bind(name)
        .bind(content)
        .execute(&mut *self.0)
        .await
        .map_err(store_error)?;
        Ok(())
    }
}
