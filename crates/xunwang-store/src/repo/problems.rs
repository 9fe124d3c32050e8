//! What was said of problems.

use async_trait::async_trait;
use xunwang_domain::problem::{Problem, ProblemKey};
use xunwang_domain::round::RoundId;
use xunwang_ports::{ProblemRepo, StoreError};

use super::convert::{json, json_of};
use super::{DbTx, store_error};

#[async_trait]
impl ProblemRepo for DbTx {
    async fn problems(&mut self, round: RoundId) -> Result<Vec<Problem>, StoreError> {
        let rows = sqlx::query("select content from problem where round = $1 order by site, indicator")
            .bind(round.0.as_bytes().as_slice())
            .fetch_all(&mut *self.0)
            .await
            .map_err(store_error)?;
        rows.iter().map(|row| json(row, 0)).collect()
    }

    async fn problem(&mut self, key: &ProblemKey) -> Result<Option<Problem>, StoreError> {
        let row =
            sqlx::query("select content from problem where round = $1 and site = $2 and indicator = $3")
                .bind(key.round.0.as_bytes().as_slice())
                .bind(key.site.as_str())
                .bind(&key.indicator)
                .fetch_optional(&mut *self.0)
                .await
                .map_err(store_error)?;
        row.as_ref().map(|row| json(row, 0)).transpose()
    }

    async fn put_problem(&mut self, problem: &Problem) -> Result<(), StoreError> {
        sqlx::query(
            "insert into problem (round, site, indicator, content) values ($1, $2, $3, $4) \
             on conflict (round, site, indicator) do update set content = $4",
        )
        .bind(problem.key.round.0.as_bytes().as_slice())
        .bind(problem.key.site.as_str())
        .bind(&problem.key.indicator)
        .bind(json_of(problem))
        .execute(&mut *self.0)
        .await
        .map_err(store_error)?;
        Ok(())
    }
}
