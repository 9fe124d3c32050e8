//! Papers, the versions of their texts, and the files that were issued.

use async_trait::async_trait;
use sqlx::Row as _;
use xunwang_domain::organization::OrganizationId;
use xunwang_domain::paper::{Paper, PaperId, PaperTemplate, PaperVersion};
use xunwang_domain::signed::SignedFinal;
use xunwang_ports::{PaperRepo, StoreError};

use super::convert::{json, json_of};
use super::{DbTx, store_error};

#[async_trait]
impl PaperRepo for DbTx {
    async fn papers(&mut self) -> Result<Vec<Paper>, StoreError> {
        let rows = sqlx::query("select content from paper order by id desc")
            .fetch_all(&mut *self.0)
            .await
            .map_err(store_error)?;
        rows.iter().map(|row| json(row, 0)).collect()
    }

    async fn paper(&mut self, id: PaperId) -> Result<Option<(Paper, String)>, StoreError> {
        let row = sqlx::query("select content, draft from paper where id = $1")
            .bind(id.0.as_bytes().as_slice())
            .fetch_optional(&mut *self.0)
            .await
            .map_err(store_error)?;
        row.map(|row| Ok((json(&row, 0)?, row.try_get(1).map_err(store_error)?)))
            .transpose()
    }

    async fn put_paper(&mut self, paper: &Paper, draft: &str) -> Result<(), StoreError> {
        sqlx::query(
            "insert into paper (id, round, content, draft) values ($1, $2, $3, $4) \
             on conflict (id) do update set content = $3, draft = $4",
        )
        .bind(paper.id.0.as_bytes().as_slice())
        .bind(paper.round.0.as_bytes().as_slice())
        .bind(json_of(paper))
        .bind(draft)
        .execute(&mut *self.0)
        .await
        .map_err(store_error)?;
        Ok(())
    }

    async fn paper_versions(&mut self, id: PaperId) -> Result<Vec<PaperVersion>, StoreError> {
        let rows = sqlx::query("select content from paper_version where paper = $1 order by number desc")
            .bind(id.0.as_bytes().as_slice())
            .fetch_all(&mut *self.0)
            .await
            .map_err(store_error)?;
        rows.iter().map(|row| json(row, 0)).collect()
    }

    async fn paper_version(&mut self, id: PaperId, number: u32) -> Result<Option<String>, StoreError> {
        sqlx::query_scalar("select draft from paper_version where paper = $1 and number = $2")
            .bind(id.0.as_bytes().as_slice())
            .bind(i64::from(number))
            .fetch_optional(&mut *self.0)
            .await
            .map_err(store_error)
    }

    async fn add_paper_version(
        &mut self,
        id: PaperId,
        version: &PaperVersion,
        draft: &str,
    ) -> Result<(), StoreError> {
        sqlx::query("insert into paper_version (paper, number, content, draft) values ($1, $2, $3, $4)")
            .bind(id.0.as_bytes().as_slice())
            .bind(i64::from(version.number))
            .bind(json_of(version))
            .bind(draft)
            .execute(&mut *self.0)
            .await
            .map_err(store_error)?;
        Ok(())
    }

    async fn add_paper_file(&mut self, id: PaperId, name: &str, bytes: &[u8]) -> Result<(), StoreError> {
        sqlx::query("insert into paper_file (paper, name, bytes) values ($1, $2, $3)")
            .bind(id.0.as_bytes().as_slice())
            .bind(name)
            .bind(bytes)
            .execute(&mut *self.0)
            .await
            .map_err(store_error)?;
        Ok(())
    }

    async fn paper_file(&mut self, id: PaperId, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        sqlx::query_scalar("select bytes from paper_file where paper = $1 and name = $2")
            .bind(id.0.as_bytes().as_slice())
            .bind(name)
            .fetch_optional(&mut *self.0)
            .await
            .map_err(store_error)
    }
    async fn finals(&mut self, id: PaperId) -> Result<Vec<SignedFinal>, StoreError> {
        let rows = sqlx::query("select content from paper_final where paper = $1 order by number")
            .bind(id.0.as_bytes().as_slice())
            .fetch_all(&mut *self.0)
            .await
            .map_err(store_error)?;
        rows.iter().map(|row| json(row, 0)).collect()
    }

    async fn put_final(&mut self, id: PaperId, signed: &SignedFinal) -> Result<(), StoreError> {
        sqlx::query(
            "insert into paper_final (paper, number, content) values ($1, $2, $3) \
             on conflict (paper, number) do update set content = $3",
        )
        .bind(id.0.as_bytes().as_slice())
        .bind(i64::from(signed.number))
        .bind(json_of(signed))
        .execute(&mut *self.0)
        .await
        .map_err(store_error)?;
        Ok(())
    }

    async fn paper_template(
        &mut self,
        of: OrganizationId,
    ) -> Result<Option<(PaperTemplate, Vec<u8>)>, StoreError> {
        let row = sqlx::query("select content, bytes from paper_template where organization = $1")
            .bind(of.0.as_bytes().as_slice())
            .fetch_optional(&mut *self.0)
            .await
            .map_err(store_error)?;
        row.map(|row| Ok((json(&row, 0)?, row.try_get(1).map_err(store_error)?)))
            .transpose()
    }

    async fn put_paper_template(
        &mut self,
        of: OrganizationId,
        template: Option<(&PaperTemplate, &[u8])>,
    ) -> Result<(), StoreError> {
        sqlx::query("delete from paper_template where organization = $1")
            .bind(of.0.as_bytes().as_slice())
            .execute(&mut *self.0)
            .await
            .map_err(store_error)?;
        let Some((template, bytes)) = template else {
            return Ok(());
        };
        sqlx::query("insert into paper_template (organization, content, bytes) values ($1, $2, $3)")
            .bind(of.0.as_bytes().as_slice())
            .bind(json_of(template))
            .bind(bytes)
            .execute(&mut *self.0)
            .await
            .map_err(store_error)?;
        Ok(())
    }
}
