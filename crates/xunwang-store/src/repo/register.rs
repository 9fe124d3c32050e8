//! The register with its history, and the trail of changes.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use sqlx::Row;
use xunwang_domain::audit::{AuditEntry, AuditEvent};
use xunwang_domain::register::{RegisteredSite, SiteVersion, Version};
use xunwang_domain::registry::{Site, SiteCode};
use xunwang_ports::{AuditRepo, RegisterRepo, StoreError};

use super::super::DbRow;
use super::convert::{digest, unsigned};
use super::history::{Shelf, Shelved};
use super::{DbTx, store_error};

const SITES: Shelf = Shelf("site");

#[async_trait]
impl RegisterRepo for DbTx {
    async fn sites(&mut self) -> Result<Vec<RegisteredSite>, StoreError> {
        Ok(Arc::unwrap_or_clone(self.known_sites().await?))
    }

    async fn known_sites(&mut self) -> Result<Arc<Vec<RegisteredSite>>, StoreError> {
        let version = self.version("site").await?;
        if let Some(known) = self.1.as_ref().and_then(|known| known.register.get(&version)) {
            return Ok(known);
        }
        let sites: Arc<Vec<_>> = Arc::new(self.entries(SITES).await?.into_iter().map(registered).collect());
        if let Some(known) = &self.1 {
            known.register.put(version, Arc::clone(&sites));
        }
        Ok(sites)
    }

    async fn site(&mut self, code: &SiteCode) -> Result<Option<RegisteredSite>, StoreError> {
        Ok(self.entry(SITES, code.as_str()).await?.map(registered))
    }

    async fn sites_at(&mut self, at: DateTime<Utc>) -> Result<Vec<RegisteredSite>, StoreError> {
        let entries = self.entries_at(SITES, at).await?;
        Ok(entries.into_iter().map(registered).collect())
    }

    async fn site_versions(&mut self, code: &SiteCode) -> Result<Vec<SiteVersion>, StoreError> {
        let versions = self.versions(SITES, code.as_str()).await?;
        let version = |it: Version<Shelved<Site>>| Version {
            from: it.from,
            entry: registered(it.entry),
            by: it.by,
        };
        Ok(versions.into_iter().map(version).collect())
    }

    async fn put_sites(
        &mut self,
        sites: &[RegisteredSite],
        at: DateTime<Utc>,
        by: &str,
    ) -> Result<(), StoreError> {
        let entries: Vec<_> = sites
            .iter()
            .map(|one| (one.site.code.as_str(), one.organization, &one.site))
            .collect();
        self.shelve(SITES, &entries, at, by).await
    }
}

#[async_trait]
impl AuditRepo for DbTx {
    async fn record(&mut self, event: &AuditEvent) -> Result<AuditEntry, StoreError> {
        let last = sqlx::query("select number, content, digest from audit order by number desc limit 1")
            .fetch_optional(&mut *self.0)
            .await
            .map_err(store_error)?;
        let last = last.as_ref().map(entry).transpose()?;
        let entry = AuditEntry::after(last.as_ref(), event);
        sqlx::query("insert into audit (number, content, digest) values ($1, $2, $3)")
            .bind(entry.number.cast_signed())
            .bind(&entry.content)
            .bind(entry.digest.as_slice())
            .execute(&mut *self.0)
            .await
            .map_err(store_error)?;
        Ok(entry)
    }

    async fn trail(&mut self, first: u64, count: u32) -> Result<Vec<AuditEntry>, StoreError> {
        let rows = sqlx::query(
            "select number, content, digest from audit where number >= $1 order by number limit $2",
        )
        .bind(first.cast_signed())
        .bind(i64::from(count))
        .fetch_all(&mut *self.0)
        .await
        .map_err(store_error)?;
        rows.iter().map(entry).collect()
    }

    async fn trail_length(&mut self) -> Result<u64, StoreError> {
        let row = sqlx::query("select coalesce(max(number), 0) from audit")
            .fetch_one(&mut *self.0)
            .await
            .map_err(store_error)?;
        unsigned(row.try_get(0).map_err(store_error)?)
    }
}

fn registered((organization, site): Shelved<Site>) -> RegisteredSite {
    RegisteredSite { site, organization }
}

fn entry(row: &DbRow) -> Result<AuditEntry, StoreError> {
    Ok(AuditEntry {
        number: unsigned(row.try_get(0).map_err(store_error)?)?,
        content: row.try_get(1).map_err(store_error)?,
        digest: digest(row, 2)?,
    })
}
