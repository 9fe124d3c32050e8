//! Looks at home pages, and why the register is right all the same.

use std::collections::HashMap;

use async_trait::async_trait;
use xunwang_domain::mismatch::{HomeLook, MismatchNote};
use xunwang_domain::registry::SiteCode;
use xunwang_ports::{HomeRepo, StoreError};

use super::convert::{json, json_of, micros};
use super::{DbTx, store_error};

/// Looks that are kept of a site: two are compared, the third shows what was before.
const KEPT: i64 = 3;

#[async_trait]
impl HomeRepo for DbTx {
    async fn home_looks(&mut self) -> Result<HashMap<SiteCode, Vec<HomeLook>>, StoreError> {
        let rows = sqlx::query("select content from home_look order by site, at desc")
            .fetch_all(&mut *self.0)
            .await
            .map_err(store_error)?;
        let mut looks: HashMap<SiteCode, Vec<HomeLook>> = HashMap::new();
        for row in &rows {
            let look: HomeLook = json(row, 0)?;
            looks.entry(look.site.clone()).or_default().push(look);
        }
        Ok(looks)
    }

    async fn home_looks_of(&mut self, site: &SiteCode) -> Result<Vec<HomeLook>, StoreError> {
        let rows = sqlx::query("select content from home_look where site = $1 order by at desc")
            .bind(site.as_str())
            .fetch_all(&mut *self.0)
            .await
            .map_err(store_error)?;
        rows.iter().map(|row| json(row, 0)).collect()
    }

    async fn add_home_looks(&mut self, looks: &[HomeLook]) -> Result<(), StoreError> {
        for look in looks {
            sqlx::query(
                "insert into home_look (site, at, content) values ($1, $2, $3) on conflict do nothing",
            )
            .bind(look.site.as_str())
            .bind(micros(look.at))
            .bind(json_of(look))
            .execute(&mut *self.0)
            .await
            .map_err(store_error)?;
            sqlx::query(
                "delete from home_look where site = $1 and at not in \
                 (select at from home_look where site = $1 order by at desc limit $2)",
            )
            .bind(look.site.as_str())
            .bind(KEPT)
            .execute(&mut *self.0)
            .await
            .map_err(store_error)?;
        }
        Ok(())
    }

    async fn mismatch_notes(&mut self) -> Result<Vec<MismatchNote>, StoreError> {
        let rows = sqlx::query("select content from mismatch_note order by site, kind")
            .fetch_all(&mut *self.0)
            .await
            .map_err(store_error)?;
        rows.iter().map(|row| json(row, 0)).collect()
    }

    async fn put_mismatch_note(&mut self, note: &MismatchNote) -> Result<(), StoreError> {
        sqlx::query(
            "insert into mismatch_note (site, kind, content) values ($1, $2, $3) \
             on conflict (site, kind) do update set content = $3",
        )
        .bind(note.site.as_str())
        .bind(note.kind.word())
        .bind(json_of(note))
        .execute(&mut *self.0)
        .await
        .map_err(store_error)?;
        Ok(())
    }
}
