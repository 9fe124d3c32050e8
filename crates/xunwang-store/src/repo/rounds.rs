//! Rounds and their rosters.

use async_trait::async_trait;
use sqlx::Row;
use xunwang_domain::registry::SiteCode;
use xunwang_domain::round::{RosterSite, Round, RoundId};
use xunwang_ports::{RosterRow, RoundRepo, StoreError};

use super::super::DbRow;
use super::convert::{json, json_of, micros};
use super::{DbTx, store_error};

#[async_trait]
impl RoundRepo for DbTx {
    async fn rounds(&mut self) -> Result<Vec<Round>, StoreError> {
        let rows = sqlx::query("select content from inspection_round order by made_at desc, id")
            .fetch_all(&mut *self.0)
            .await
            .map_err(store_error)?;
        rows.iter().map(|row| json(row, 0)).collect()
    }

    async fn round(&mut self, id: RoundId) -> Result<Option<Round>, StoreError> {
        let row = sqlx::query("select content from inspection_round where id = $1")
            .bind(id.0.as_bytes().as_slice())
            .fetch_optional(&mut *self.0)
            .await
            .map_err(store_error)?;
        row.as_ref().map(|row| json(row, 0)).transpose()
    }

    async fn put_round(&mut self, round: &Round) -> Result<(), StoreError> {
        sqlx::query(
            "insert into inspection_round (id, made_at, content) values ($1, $2, $3) \
             on conflict (id) do update set content = $3",
        )
        .bind(round.id.0.as_bytes().as_slice())
        .bind(micros(round.made_at))
        .bind(json_of(round))
        .execute(&mut *self.0)
        .await
        .map_err(store_error)?;
        Ok(())
    }

    async fn roster(&mut self, round: RoundId) -> Result<Vec<RosterRow>, StoreError> {
        let rows = sqlx::query(
            "select content, outcome, unmeasured, judgement from roster_site where round = $1 order by place",
        )
        .bind(round.0.as_bytes().as_slice())
        .fetch_all(&mut *self.0)
        .await
        .map_err(store_error)?;
        rows.iter().map(roster_row).collect()
    }

    async fn roster_site(
        &mut self,
        round: RoundId,
        site: &SiteCode,
    ) -> Result<Option<RosterRow>, StoreError> {
        let row = sqlx::query(
            "select content, outcome, unmeasured, judgement from roster_site where round = $1 and site = $2",
        )
        .bind(round.0.as_bytes().as_slice())
        .bind(site.as_str())
        .fetch_optional(&mut *self.0)
        .await
        .map_err(store_error)?;
        row.as_ref().map(roster_row).transpose()
    }

    async fn put_roster(&mut self, round: RoundId, sites: &[RosterSite]) -> Result<(), StoreError> {
        for one in sites {
            sqlx::query(
                "insert into roster_site (round, site, place, content) values ($1, $2, $3, $4) \
                 on conflict (round, site) do update set content = $4",
            )
            .bind(round.0.as_bytes().as_slice())
            .bind(one.site.site.code.as_str())
            .bind(i64::from(one.place))
            .bind(json_of(one))
            .execute(&mut *self.0)
            .await
            .map_err(store_error)?;
        }
        Ok(())
    }

    async fn put_outcome(
        &mut self,
        round: RoundId,
        site: &SiteCode,
        outcome: &str,
        unmeasured: &str,
    ) -> Result<(), StoreError> {
        sqlx::query("update roster_site set outcome = $3, unmeasured = $4 where round = $1 and site = $2")
            .bind(round.0.as_bytes().as_slice())
            .bind(site.as_str())
            .bind(outcome)
            .bind(unmeasured)
            .execute(&mut *self.0)
            .await
            .map_err(store_error)?;
        Ok(())
    }

    async fn put_judgement(
        &mut self,
        round: RoundId,
        site: &SiteCode,
        judgement: Option<&str>,
    ) -> Result<(), StoreError> {
        sqlx::query("update roster_site set judgement = $3 where round = $1 and site = $2")
            .bind(round.0.as_bytes().as_slice())
            .bind(site.as_str())
            .bind(judgement)
            .execute(&mut *self.0)
            .await
            .map_err(store_error)?;
        Ok(())
    }
}

fn roster_row(row: &DbRow) -> Result<RosterRow, StoreError> {
    Ok(RosterRow {
        site: json(row, 0)?,
        outcome: row.try_get(1).map_err(store_error)?,
        unmeasured: row.try_get(2).map_err(store_error)?,
        judgement: row.try_get(3).map_err(store_error)?,
    })
}
