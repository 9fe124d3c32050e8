//! The ledgers of rectification and the runs of re-tests.

use async_trait::async_trait;
use sqlx::QueryBuilder;
use xunwang_domain::rectification::{Ledger, Rectification, RectificationId, RetestId, RetestRun};
use xunwang_ports::{RectifyQuery, RectifyRepo, StoreError};

use super::super::Db;
use super::convert::{json, json_of};
use super::{DbTx, store_error};

/// Nine values a row stay below what one statement may bind.
const ROWS_AT_ONCE: usize = 500;

#[async_trait]
impl RectifyRepo for DbTx {
    async fn ledgers(&mut self) -> Result<Vec<Ledger>, StoreError> {
        let rows = sqlx::query("select content from rectify_ledger order by quarter desc, paper desc")
            .fetch_all(&mut *self.0)
            .await
            .map_err(store_error)?;
        rows.iter().map(|row| json(row, 0)).collect()
    }

    async fn put_ledger(&mut self, ledger: &Ledger) -> Result<(), StoreError> {
        sqlx::query(
            "insert into rectify_ledger (paper, quarter, content) values ($1, $2, $3) \
             on conflict (paper) do nothing",
        )
        .bind(ledger.paper.0.as_bytes().as_slice())
        .bind(ledger.quarter.to_string())
        .bind(json_of(ledger))
        .execute(&mut *self.0)
        .await
        .map_err(store_error)?;
        Ok(())
    }

    async fn rectifications(&mut self, query: &RectifyQuery) -> Result<Vec<Rectification>, StoreError> {
        let mut select = QueryBuilder::<Db>::new("select content from rectification where 1 = 1");
        if let Some(paper) = query.paper {
            select
                .push(" and paper = ")
                .push_bind(paper.0.as_bytes().to_vec());
        }
        if let Some(round) = query.round {
            select
                .push(" and round = ")
                .push_bind(round.0.as_bytes().to_vec());
        }
        if let Some(site) = &query.site {
            select.push(" and site = ").push_bind(site.as_str().to_owned());
        }
        if query.is_open {
            select.push(" and is_open = 1");
        }
        if query.waits_for_retest {
            select.push(" and waits = 1");
        }
        select.push(" order by area, site, indicator");
        let rows = select
            .build()
            .fetch_all(&mut *self.0)
            .await
            .map_err(store_error)?;
        rows.iter().map(|row| json(row, 0)).collect()
    }

    async fn rectification(&mut self, id: RectificationId) -> Result<Option<Rectification>, StoreError> {
        let row = sqlx::query("select content from rectification where id = $1")
            .bind(id.0.as_bytes().as_slice())
            .fetch_optional(&mut *self.0)
            .await
            .map_err(store_error)?;
        row.as_ref().map(|row| json(row, 0)).transpose()
    }

    async fn put_rectifications(&mut self, all: &[Rectification]) -> Result<(), StoreError> {
        for chunk in all.chunks(ROWS_AT_ONCE) {
            let mut insert = QueryBuilder::<Db>::new(
                "insert into rectification (id, paper, round, area, site, indicator, waits, is_open, content) ",
            );
            insert.push_values(chunk, |mut row, one| {
                row.push_bind(one.id.0.as_bytes().to_vec())
                    .push_bind(one.paper.0.as_bytes().to_vec())
                    .push_bind(one.problem.round.0.as_bytes().to_vec())
                    .push_bind(one.area.as_str())
                    .push_bind(one.problem.site.as_str())
                    .push_bind(one.problem.indicator.as_str())
                    .push_bind(i64::from(one.waits_for_retest()))
                    .push_bind(i64::from(!one.stage.is_over()))
                    .push_bind(json_of(one));
            });
            insert.push(
                " on conflict (id) do update set waits = excluded.waits, is_open = excluded.is_open, \
                 content = excluded.content",
            );
            insert.build().execute(&mut *self.0).await.map_err(store_error)?;
        }
        Ok(())
    }

    async fn open_retests(&mut self) -> Result<Vec<RetestRun>, StoreError> {
        let rows = sqlx::query("select content from retest_run where finished = 0 order by id")
            .fetch_all(&mut *self.0)
            .await
            .map_err(store_error)?;
        rows.iter().map(|row| json(row, 0)).collect()
    }

    async fn retest_run(&mut self, id: RetestId) -> Result<Option<RetestRun>, StoreError> {
        let row = sqlx::query("select content from retest_run where id = $1")
            .bind(id.0.as_bytes().as_slice())
            .fetch_optional(&mut *self.0)
            .await
            .map_err(store_error)?;
        row.as_ref().map(|row| json(row, 0)).transpose()
    }

    async fn put_retest_run(&mut self, run: &RetestRun) -> Result<(), StoreError> {
        sqlx::query(
            "insert into retest_run (id, finished, content) values ($1, $2, $3) \
             on conflict (id) do update set finished = $2, content = $3",
        )
        .bind(run.id.0.as_bytes().as_slice())
        .bind(i64::from(run.finished_at.is_some()))
        .bind(json_of(run))
        .execute(&mut *self.0)
        .await
        .map_err(store_error)?;
        Ok(())
    }
}
