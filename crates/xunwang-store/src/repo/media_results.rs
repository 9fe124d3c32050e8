//! The accounts of a round, and what became of each.

use async_trait::async_trait;
use sqlx::{QueryBuilder, Row as _};
use xunwang_domain::account::{AccountCode, AccountResult, AccountStanding, MediaRun};
use xunwang_domain::round::RoundId;
use xunwang_ports::{MediaResultQuery, MediaResultRepo, StoreError};

use super::super::{Db, DbRow};
use super::convert::{json, json_of};
use super::{DbTx, store_error};

/// Eight values a row stay below what one statement may bind.
const ROWS_AT_ONCE: usize = 500;

#[async_trait]
impl MediaResultRepo for DbTx {
    async fn media_run(&mut self, round: RoundId) -> Result<Option<MediaRun>, StoreError> {
        let row = sqlx::query("select content from media_run where round = $1")
            .bind(round.0.as_bytes().as_slice())
            .fetch_optional(&mut *self.0)
            .await
            .map_err(store_error)?;
        row.as_ref().map(|row| json(row, 0)).transpose()
    }

    async fn open_media_runs(&mut self) -> Result<Vec<MediaRun>, StoreError> {
        let rows = sqlx::query("select content from media_run where finished = 0 order by round")
            .fetch_all(&mut *self.0)
            .await
            .map_err(store_error)?;
        rows.iter().map(|row| json(row, 0)).collect()
    }

    async fn put_media_run(&mut self, run: &MediaRun) -> Result<(), StoreError> {
        sqlx::query(
            "insert into media_run (round, finished, content) values ($1, $2, $3) \
             on conflict (round) do update set finished = excluded.finished, content = excluded.content",
        )
        .bind(run.round.0.as_bytes().as_slice())
        .bind(i64::from(run.finished_at.is_some()))
        .bind(json_of(run))
        .execute(&mut *self.0)
        .await
        .map_err(store_error)?;
        Ok(())
    }

    async fn media_result(
        &mut self,
        round: RoundId,
        account: &AccountCode,
    ) -> Result<Option<AccountResult>, StoreError> {
        let row = sqlx::query("select content from media_result where round = $1 and account = $2")
            .bind(round.0.as_bytes().as_slice())
            .bind(account.as_str())
            .fetch_optional(&mut *self.0)
            .await
            .map_err(store_error)?;
        row.as_ref().map(|row| json(row, 0)).transpose()
    }

    async fn media_results(
        &mut self,
        query: &MediaResultQuery,
        (skip, most): (u64, u64),
    ) -> Result<Vec<AccountResult>, StoreError> {
        let mut select = QueryBuilder::<Db>::new("select content from media_result");
        narrow(&mut select, query);
        let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        select
            .push(" order by area, account limit ")
            .push_bind(number(most))
            .push(" offset ")
            .push_bind(number(skip));
        let rows = select
            .build()
            .fetch_all(&mut *self.0)
            .await
            .map_err(store_error)?;
        rows.iter().map(|row| json(row, 0)).collect()
    }

    async fn count_media_results(
        &mut self,
        query: &MediaResultQuery,
    ) -> Result<Vec<(AccountStanding, String, u64)>, StoreError> {
        let mut select = QueryBuilder::<Db>::new("select standing, platform, count(*) from media_result");
        narrow(&mut select, query);
        select.push(" group by standing, platform order by standing, platform");
        let rows = select
            .build()
            .fetch_all(&mut *self.0)
            .await
            .map_err(store_error)?;
        let counted = |row: &DbRow| {
            let word: String = row.try_get(0).map_err(store_error)?;
            let standing = AccountStanding::of_word(&word)
                .ok_or_else(|| StoreError::Inconsistent(format!("不认识的账号结果“{word}”")))?;
            let count: i64 = row.try_get(2).map_err(store_error)?;
            let platform = row.try_get(1).map_err(store_error)?;
            Ok((standing, platform, count.unsigned_abs()))
        };
        rows.iter().map(counted).collect()
    }

    async fn put_media_results(&mut self, results: &[AccountResult]) -> Result<(), StoreError> {
        for chunk in results.chunks(ROWS_AT_ONCE) {
            let mut insert = QueryBuilder::<Db>::new(
                "insert into media_result (round, account, organization, area, platform, standing, words, \
                 content) ",
            );
            insert.push_values(chunk, |mut row, one| {
                row.push_bind(one.round.0.as_bytes().to_vec())
                    .push_bind(one.account.code.as_str())
                    .push_bind(one.organization.0.as_bytes().to_vec())
                    .push_bind(one.account.area.as_str())
                    .push_bind(one.account.platform.label())
                    .push_bind(one.standing().word())
                    .push_bind(format!(
                        "{} {} {}",
                        one.account.code, one.account.name, one.account.sponsor
                    ))
                    .push_bind(json_of(one));
            });
            insert.push(
                " on conflict (round, account) do update set organization = excluded.organization, \
                 area = excluded.area, platform = excluded.platform, standing = excluded.standing, \
                 words = excluded.words, content = excluded.content",
            );
            insert.build().execute(&mut *self.0).await.map_err(store_error)?;
        }
        Ok(())
    }

    async fn drop_media_results(&mut self, round: RoundId) -> Result<(), StoreError> {
        sqlx::query("delete from media_result where round = $1")
            .bind(round.0.as_bytes().as_slice())
            .execute(&mut *self.0)
            .await
            .map_err(store_error)?;
        Ok(())
    }
}

fn narrow(select: &mut QueryBuilder<Db>, query: &MediaResultQuery) {
    select
        .push(" where round = ")
        .push_bind(query.round.0.as_bytes().to_vec());
    if let Some(standing) = query.standing {
        select.push(" and standing = ").push_bind(standing.word());
    }
    if !query.platform.is_empty() {
        select.push(" and platform = ").push_bind(query.platform.clone());
    }
    if let Some(bodies) = &query.bodies {
        select.push(" and organization in (");
        let mut list = select.separated(", ");
        for body in bodies {
            list.push_bind(body.0.as_bytes().to_vec());
        }
        // None is allowed: none is found.
        select.push(if bodies.is_empty() { "null)" } else { ")" });
    }
    if !query.text.is_empty() {
        select
            .push(" and instr(words, ")
            .push_bind(query.text.clone())
            .push(") > 0");
    }
}
