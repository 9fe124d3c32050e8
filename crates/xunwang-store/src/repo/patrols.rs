//! Patrols, what they showed of each site, and the weeks of channels.

use async_trait::async_trait;
use chrono::NaiveDate;
use sqlx::Row as _;
use xunwang_domain::organization::OrganizationId;
use xunwang_domain::patrol::{ChannelLook, Nearness, Patrol, PatrolId, PatrolledSite};
use xunwang_domain::registry::SiteCode;
use xunwang_ports::{PatrolRepo, StoreError};

use super::convert::{id, json, json_of};
use super::{DbTx, store_error};

#[async_trait]
impl PatrolRepo for DbTx {
    async fn patrols(&mut self) -> Result<Vec<Patrol>, StoreError> {
        let rows = sqlx::query("select content from patrol order by day desc, kind")
            .fetch_all(&mut *self.0)
            .await
            .map_err(store_error)?;
        rows.iter().map(|row| json(row, 0)).collect()
    }

    async fn put_patrol(&mut self, patrol: &Patrol) -> Result<(), StoreError> {
        sqlx::query(
            "insert into patrol (kind, day, content) values ($1, $2, $3) \
             on conflict (kind, day) do update set content = $3",
        )
        .bind(patrol.id.kind.word())
        .bind(patrol.id.day.to_string())
        .bind(json_of(patrol))
        .execute(&mut *self.0)
        .await
        .map_err(store_error)?;
        Ok(())
    }

    async fn remove_patrol(&mut self, patrol: PatrolId) -> Result<(), StoreError> {
        sqlx::query("delete from patrol where kind = $1 and day = $2")
            .bind(patrol.kind.word())
            .bind(patrol.day.to_string())
            .execute(&mut *self.0)
            .await
            .map_err(store_error)?;
        Ok(())
    }

    async fn patrolled_sites(&mut self) -> Result<Vec<(OrganizationId, PatrolledSite)>, StoreError> {
        let rows = sqlx::query(
            "select s.organization, p.content from patrolled_site p join site s on s.code = p.site order by p.site",
        )
        .fetch_all(&mut *self.0)
        .await
        .map_err(store_error)?;
        rows.iter()
            .map(|row| Ok((OrganizationId(id(row, 0)?), json(row, 1)?)))
            .collect()
    }

    async fn near_vetoes(&mut self) -> Result<Vec<(OrganizationId, Nearness)>, StoreError> {
        let rows = sqlx::query(
            "select s.organization, p.nearness from patrolled_site p join site s on s.code = p.site \
             where p.nearness is not null",
        )
        .fetch_all(&mut *self.0)
        .await
        .map_err(store_error)?;
        rows.iter()
            .map(|row| {
                let word: String = row.try_get(1).map_err(store_error)?;
                let found = Nearness::ALL.into_iter().find(|near| near.word() == word);
                let near = found.ok_or_else(|| StoreError::Inconsistent(format!("预警 {word}")))?;
                Ok((OrganizationId(id(row, 0)?), near))
            })
            .collect()
    }

    async fn patrolled_site(&mut self, site: &SiteCode) -> Result<Option<PatrolledSite>, StoreError> {
        let row = sqlx::query("select content from patrolled_site where site = $1")
            .bind(site.as_str())
            .fetch_optional(&mut *self.0)
            .await
            .map_err(store_error)?;
        row.map(|row| json(&row, 0)).transpose()
    }

    async fn put_patrolled_site(&mut self, site: &PatrolledSite) -> Result<(), StoreError> {
        sqlx::query(
            "insert into patrolled_site (site, nearness, content) values ($1, $2, $3) \
             on conflict (site) do update set nearness = $2, content = $3",
        )
        .bind(site.site.as_str())
        .bind(site.nearness().map(Nearness::word))
        .bind(json_of(site))
        .execute(&mut *self.0)
        .await
        .map_err(store_error)?;
        Ok(())
    }

    async fn channel_weeks(
        &mut self,
        site: &SiteCode,
    ) -> Result<Vec<(NaiveDate, Vec<ChannelLook>)>, StoreError> {
        let rows = sqlx::query("select week, content from channel_week where site = $1 order by week desc")
            .bind(site.as_str())
            .fetch_all(&mut *self.0)
            .await
            .map_err(store_error)?;
        rows.iter()
            .map(|row| {
                let week: String = row.try_get(0).map_err(store_error)?;
                let week = week
                    .parse()
                    .map_err(|_| StoreError::Inconsistent(format!("日期 {week}")))?;
                Ok((week, json(row, 1)?))
            })
            .collect()
    }

    async fn put_channel_week(
        &mut self,
        site: &SiteCode,
        week: NaiveDate,
        channels: &[ChannelLook],
        oldest: NaiveDate,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "insert into channel_week (site, week, content) values ($1, $2, $3) \
             on conflict (site, week) do update set content = $3",
        )
        .bind(site.as_str())
        .bind(week.to_string())
        .bind(json_of(&channels))
        .execute(&mut *self.0)
        .await
        .map_err(store_error)?;
        sqlx::query("delete from channel_week where site = $1 and week < $2")
            .bind(site.as_str())
            .bind(oldest.to_string())
            .execute(&mut *self.0)
            .await
            .map_err(store_error)?;
        Ok(())
    }
}
