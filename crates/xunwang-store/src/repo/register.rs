//! The register with its history, and the trail of changes.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use sqlx::Row;
use xunwang_domain::audit::{AuditEntry, AuditEvent};
use xunwang_domain::organization::OrganizationId;
use xunwang_domain::register::{RegisteredSite, SiteVersion};
use xunwang_domain::registry::SiteCode;
use xunwang_ports::{AuditRepo, RegisterRepo, StoreError};

use super::super::DbRow;
use super::convert::{digest, id, json, json_of, micros, moment, unsigned};
use super::{DbTx, store_error};

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
        let rows = sqlx::query("select organization, content from site order by code")
            .fetch_all(&mut *self.0)
            .await
            .map_err(store_error)?;
        let sites: Arc<Vec<_>> = Arc::new(rows.iter().map(|row| site(row, 0)).collect::<Result<_, _>>()?);
        if let Some(known) = &self.1 {
            known.register.put(version, Arc::clone(&sites));
        }
        Ok(sites)
    }

    async fn site(&mut self, code: &SiteCode) -> Result<Option<RegisteredSite>, StoreError> {
        let row = sqlx::query("select organization, content from site where code = $1")
            .bind(code.as_str())
            .fetch_optional(&mut *self.0)
            .await
            .map_err(store_error)?;
        row.as_ref().map(|row| site(row, 0)).transpose()
    }

    async fn sites_at(&mut self, at: DateTime<Utc>) -> Result<Vec<RegisteredSite>, StoreError> {
        let rows = sqlx::query(
            "select organization, content from site_version one where since = \
             (select max(since) from site_version other where other.code = one.code and other.since <= $1) \
             order by code",
        )
        .bind(micros(at))
        .fetch_all(&mut *self.0)
        .await
        .map_err(store_error)?;
        rows.iter().map(|row| site(row, 0)).collect()
    }

    async fn site_versions(&mut self, code: &SiteCode) -> Result<Vec<SiteVersion>, StoreError> {
        let rows = sqlx::query(
            "select since, changed_by, organization, content from site_version where code = $1 order by since desc",
        )
        .bind(code.as_str())
        .fetch_all(&mut *self.0)
        .await
        .map_err(store_error)?;
        rows.iter()
            .map(|row| {
                Ok(SiteVersion {
                    from: moment(row.try_get(0).map_err(store_error)?)?,
                    by: row.try_get(1).map_err(store_error)?,
                    site: site(row, 2)?,
                })
            })
            .collect()
    }

    async fn put_sites(
        &mut self,
        sites: &[RegisteredSite],
        at: DateTime<Utc>,
        by: &str,
    ) -> Result<(), StoreError> {
        for one in sites {
            let (code, organization) = (one.site.code.as_str(), one.organization.0.as_bytes().as_slice());
            let content = json_of(&one.site);
            sqlx::query(
                "insert into site (code, organization, content) values ($1, $2, $3) \
                 on conflict (code) do update set organization = $2, content = $3",
            )
            .bind(code)
            .bind(organization)
            .bind(&content)
            .execute(&mut *self.0)
            .await
            .map_err(store_error)?;
            sqlx::query(
                "insert into site_version (code, since, organization, content, changed_by) values ($1, $2, $3, $4, $5) \
                 on conflict (code, since) do update set organization = $3, content = $4, changed_by = $5",
            )
            .bind(code)
            .bind(micros(at))
            .bind(organization)
            .bind(&content)
            .bind(by)
            .execute(&mut *self.0)
            .await
            .map_err(store_error)?;
        }
        Ok(())
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

fn site(row: &DbRow, first: usize) -> Result<RegisteredSite, StoreError> {
    Ok(RegisteredSite {
        organization: OrganizationId(id(row, first)?),
        site: json(row, first + 1)?,
    })
}

fn entry(row: &DbRow) -> Result<AuditEntry, StoreError> {
    Ok(AuditEntry {
        number: unsigned(row.try_get(0).map_err(store_error)?)?,
        content: row.try_get(1).map_err(store_error)?,
        digest: digest(row, 2)?,
    })
}
