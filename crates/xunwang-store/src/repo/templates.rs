//! Versions of the office's own templates.

use async_trait::async_trait;
use xunwang_domain::template_version::TemplateVersion;
use xunwang_ports::{StoreError, TemplateRepo};

use super::convert::{json, json_of};
use super::{DbTx, store_error};

#[async_trait]
impl TemplateRepo for DbTx {
    async fn template_versions(&mut self) -> Result<Vec<TemplateVersion>, StoreError> {
        let rows = sqlx::query("select content from template_version order by number desc")
            .fetch_all(&mut *self.0)
            .await
            .map_err(store_error)?;
        rows.iter().map(|row| json(row, 0)).collect()
    }

    async fn templates(&mut self) -> Result<Option<TemplateVersion>, StoreError> {
        let row = sqlx::query("select content from template_version order by number desc limit 1")
            .fetch_optional(&mut *self.0)
            .await
            .map_err(store_error)?;
        row.as_ref().map(|row| json(row, 0)).transpose()
    }

    async fn add_template_version(&mut self, version: &TemplateVersion) -> Result<(), StoreError> {
        sqlx::query("insert into template_version (number, content) values ($1, $2)")
            .bind(i64::from(version.number))
            .bind(json_of(version))
            .execute(&mut *self.0)
            .await
            .map_err(store_error)?;
        Ok(())
    }
}
