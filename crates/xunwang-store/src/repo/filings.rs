//! Filings with their proofs.

use async_trait::async_trait;
use sqlx::Row;
use xunwang_domain::filing::{Filing, FilingId, FilingObject};
use xunwang_ports::{FilingRepo, StoreError};

use super::convert::{json, json_of, micros};
use super::{DbTx, store_error};

#[async_trait]
impl FilingRepo for DbTx {
    async fn filings(&mut self) -> Result<Vec<Filing>, StoreError> {
        let rows = sqlx::query("select content from filing order by begun_at desc, id")
            .fetch_all(&mut *self.0)
            .await
            .map_err(store_error)?;
        rows.iter().map(|row| json(row, 0)).collect()
    }

    async fn filings_of(&mut self, object: &FilingObject) -> Result<Vec<Filing>, StoreError> {
        let rows = sqlx::query("select content from filing where site = $1 order by begun_at desc, id")
            .bind(key(object))
            .fetch_all(&mut *self.0)
            .await
            .map_err(store_error)?;
        rows.iter().map(|row| json(row, 0)).collect()
    }

    async fn filing(&mut self, id: FilingId) -> Result<Option<Filing>, StoreError> {
        let row = sqlx::query("select content from filing where id = $1")
            .bind(id.0.as_bytes().as_slice())
            .fetch_optional(&mut *self.0)
            .await
            .map_err(store_error)?;
        row.as_ref().map(|row| json(row, 0)).transpose()
    }

    async fn put_filing(&mut self, filing: &Filing) -> Result<(), StoreError> {
        sqlx::query(
            "insert into filing (id, site, begun_at, content) values ($1, $2, $3, $4) \
             on conflict (id) do update set content = $4",
        )
        .bind(filing.id.0.as_bytes().as_slice())
        .bind(key(&filing.object))
        .bind(micros(filing.begun_at))
        .bind(json_of(filing))
        .execute(&mut *self.0)
        .await
        .map_err(store_error)?;
        Ok(())
    }

    async fn put_proof(&mut self, sha256: &str, bytes: &[u8]) -> Result<(), StoreError> {
        sqlx::query("insert into proof (sha256, content) values ($1, $2) on conflict do nothing")
            .bind(sha256)
            .bind(bytes)
            .execute(&mut *self.0)
            .await
            .map_err(store_error)?;
        Ok(())
    }

    async fn proof(&mut self, sha256: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let row = sqlx::query("select content from proof where sha256 = $1")
            .bind(sha256)
            .fetch_optional(&mut *self.0)
            .await
            .map_err(store_error)?;
        row.map(|row| row.try_get(0).map_err(store_error)).transpose()
    }
}

/// What stands in the column of the site: no code of a site has a space in it.
fn key(object: &FilingObject) -> String {
    match object {
        FilingObject::Site(code) => code.to_string(),
        FilingObject::Account(code) => format!("account {code}"),
    }
}
