//! Entries of the register with every state that they ever had (台账历史): written once for sites and for accounts, whose tables
//! have the same columns.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::{AssertSqlSafe, QueryBuilder, Row};
use xunwang_domain::organization::OrganizationId;
use xunwang_domain::register::Version;
use xunwang_ports::StoreError;

use super::super::{Db, DbRow};
use super::convert::{id, json, json_of, micros, moment};
use super::{DbTx, store_error};

/// Five values a row stay far below what one statement may bind.
const ROWS_AT_ONCE: usize = 500;

/// A table of entries; its history has the same name with `_version` behind it.
#[derive(Clone, Copy)]
pub(super) struct Shelf(pub(super) &'static str);

/// An entry: its code, the body in whose branch it lies, what it is.
pub(super) type Entry<'a, T> = (&'a str, OrganizationId, &'a T);

/// What an entry is, with the body in whose branch it lies.
pub(super) type Shelved<T> = (OrganizationId, T);

impl DbTx {
    /// All entries, by code.
    pub(super) async fn entries<T: DeserializeOwned>(
        &mut self,
        Shelf(table): Shelf,
    ) -> Result<Vec<Shelved<T>>, StoreError> {
        let text = format!("select organization, content from {table} order by code");
        let rows = sqlx::query(AssertSqlSafe(text))
            .fetch_all(&mut *self.0)
            .await
            .map_err(store_error)?;
        rows.iter().map(|row| shelved(row, 0)).collect()
    }

    /// One of them.
    pub(super) async fn entry<T: DeserializeOwned>(
        &mut self,
        Shelf(table): Shelf,
        code: &str,
    ) -> Result<Option<Shelved<T>>, StoreError> {
        let text = format!("select organization, content from {table} where code = $1");
        let row = sqlx::query(AssertSqlSafe(text))
            .bind(code)
            .fetch_optional(&mut *self.0)
            .await
            .map_err(store_error)?;
        row.as_ref().map(|row| shelved(row, 0)).transpose()
    }

    /// All of them as they were at a moment, by code.
    pub(super) async fn entries_at<T: DeserializeOwned>(
        &mut self,
        Shelf(table): Shelf,
        at: DateTime<Utc>,
    ) -> Result<Vec<Shelved<T>>, StoreError> {
        let text = format!(
            "select organization, content from {table}_version one where since = \
             (select max(since) from {table}_version other where other.code = one.code and other.since <= $1) \
             order by code"
        );
        let rows = sqlx::query(AssertSqlSafe(text))
            .bind(micros(at))
            .fetch_all(&mut *self.0)
            .await
            .map_err(store_error)?;
        rows.iter().map(|row| shelved(row, 0)).collect()
    }

    /// What one was, the latest first.
    pub(super) async fn versions<T: DeserializeOwned>(
        &mut self,
        Shelf(table): Shelf,
        code: &str,
    ) -> Result<Vec<Version<Shelved<T>>>, StoreError> {
        let text = format!(
            "select since, changed_by, organization, content from {table}_version where code = $1 order by since desc"
        );
        let rows = sqlx::query(AssertSqlSafe(text))
            .bind(code)
            .fetch_all(&mut *self.0)
            .await
            .map_err(store_error)?;
        rows.iter()
            .map(|row| {
                Ok(Version {
                    from: moment(row.try_get(0).map_err(store_error)?)?,
                    by: row.try_get(1).map_err(store_error)?,
                    entry: shelved(row, 2)?,
                })
            })
            .collect()
    }

    /// Adds or changes entries; what each was before stays among its versions.
    pub(super) async fn shelve<T: Serialize + Sync>(
        &mut self,
        Shelf(table): Shelf,
        entries: &[Entry<'_, T>],
        at: DateTime<Utc>,
        by: &str,
    ) -> Result<(), StoreError> {
        for chunk in entries.chunks(ROWS_AT_ONCE) {
            let rows: Vec<(&str, Vec<u8>, String)> = chunk
                .iter()
                .map(|(code, body, entry)| (*code, body.0.as_bytes().to_vec(), json_of(*entry)))
                .collect();
            let mut insert =
                QueryBuilder::<Db>::new(format!("insert into {table} (code, organization, content) "));
            insert.push_values(&rows, |mut row, (code, body, content)| {
                row.push_bind(code.to_string())
                    .push_bind(body.clone())
                    .push_bind(content.clone());
            });
            insert.push(
                " on conflict (code) do update set organization = excluded.organization, content = excluded.content",
            );
            insert.build().execute(&mut *self.0).await.map_err(store_error)?;
            let mut insert = QueryBuilder::<Db>::new(format!(
                "insert into {table}_version (code, since, organization, content, changed_by) "
            ));
            insert.push_values(rows, |mut row, (code, body, content)| {
                row.push_bind(code.to_owned())
                    .push_bind(micros(at))
                    .push_bind(body)
                    .push_bind(content)
                    .push_bind(by.to_owned());
            });
            insert.push(
                " on conflict (code, since) do update set organization = excluded.organization, \
                 content = excluded.content, changed_by = excluded.changed_by",
            );
            insert.build().execute(&mut *self.0).await.map_err(store_error)?;
        }
        Ok(())
    }
}

fn shelved<T: DeserializeOwned>(row: &DbRow, first: usize) -> Result<Shelved<T>, StoreError> {
    Ok((OrganizationId(id(row, first)?), json(row, first + 1)?))
}
