//! The run of a result folder.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use sqlx::Row;
use xunwang_domain::visit::Run;
use xunwang_ports::{RunRepo, StoreError};

use super::{DbTx, store_error};

#[async_trait]
impl RunRepo for DbTx {
    async fn run(&mut self) -> Result<Option<Run>, StoreError> {
        let row = sqlx::query("select fingerprint, plan, started_at, finished_at from round where id = 1")
            .fetch_optional(&mut *self.0)
            .await
            .map_err(store_error)?;
        let Some(row) = row else { return Ok(None) };
        let finished_at: Option<String> = row.try_get(3).map_err(store_error)?;
        Ok(Some(Run {
            fingerprint: row.try_get(0).map_err(store_error)?,
            plan: row.try_get(1).map_err(store_error)?,
            started_at: moment(&row.try_get::<String, _>(2).map_err(store_error)?)?,
            finished_at: finished_at.as_deref().map(moment).transpose()?,
        }))
    }

    async fn put_run(&mut self, run: &Run) -> Result<(), StoreError> {
        sqlx::query(
            "insert into round (id, fingerprint, plan, started_at, finished_at) values (1, $1, $2, $3, $4) \
             on conflict (id) do update set fingerprint = $1, plan = $2, started_at = $3, finished_at = $4",
        )
        .bind(&run.fingerprint)
        .bind(&run.plan)
        .bind(run.started_at.to_rfc3339())
        .bind(run.finished_at.map(|at| at.to_rfc3339()))
        .execute(&mut *self.0)
        .await
        .map_err(store_error)?;
        Ok(())
    }
}

fn moment(text: &str) -> Result<DateTime<Utc>, StoreError> {
    let parsed = DateTime::parse_from_rfc3339(text);
    parsed
        .map(|moment| moment.to_utc())
        .map_err(|error| StoreError::Inconsistent(format!("时间 {text}：{error}")))
}
