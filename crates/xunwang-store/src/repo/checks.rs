//! The exception list and the checks by hand.

use async_trait::async_trait;
use xunwang_domain::exceptions::Exception;
use xunwang_domain::manual::ManualCheck;
use xunwang_domain::registry::SiteCode;
use xunwang_domain::round::RoundId;
use xunwang_ports::{CheckRepo, StoreError};

use super::convert::{json, json_of};
use super::{DbTx, store_error};

#[async_trait]
impl CheckRepo for DbTx {
    async fn exceptions(&mut self) -> Result<Vec<Exception>, StoreError> {
        let rows = sqlx::query("select content from exception order by number")
            .fetch_all(&mut *self.0)
            .await
            .map_err(store_error)?;
        rows.iter().map(|row| json(row, 0)).collect()
    }

    async fn add_exception(&mut self, exception: &Exception) -> Result<(), StoreError> {
        sqlx::query("insert into exception (number, content) values ($1, $2)")
            .bind(i64::from(exception.row))
            .bind(json_of(exception))
            .execute(&mut *self.0)
            .await
            .map_err(store_error)?;
        Ok(())
    }

    async fn manual_checks(
        &mut self,
        round: RoundId,
        site: Option<&SiteCode>,
    ) -> Result<Vec<ManualCheck>, StoreError> {
        let rows = sqlx::query(
            "select content from manual_check where round = $1 and ($2 is null or site = $2) \
             order by site, indicator",
        )
        .bind(round.0.as_bytes().as_slice())
        .bind(site.map(SiteCode::as_str))
        .fetch_all(&mut *self.0)
        .await
        .map_err(store_error)?;
        rows.iter().map(|row| json(row, 0)).collect()
    }

    async fn put_manual_checks(&mut self, checks: &[ManualCheck]) -> Result<(), StoreError> {
        for check in checks {
            sqlx::query(
                "insert into manual_check (round, site, indicator, content) values ($1, $2, $3, $4) \
                 on conflict (round, site, indicator) do update set content = $4",
            )
            .bind(check.round.0.as_bytes().as_slice())
            .bind(check.site.as_str())
            .bind(&check.indicator)
            .bind(json_of(check))
            .execute(&mut *self.0)
            .await
            .map_err(store_error)?;
        }
        Ok(())
    }
}
