//! The menus of accounts, and what was found behind their addresses.

use std::collections::HashMap;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use sqlx::Row as _;
use xunwang_domain::account::{AccountCode, MenuEntry};
use xunwang_domain::exchange::TargetState;
use xunwang_ports::{MenuRepo, StoreError};

use super::super::DbRow;
use super::convert::{json, json_of, micros, moment};
use super::observations::code;
use super::{DbTx, store_error};

#[async_trait]
impl MenuRepo for DbTx {
    async fn put_menus(&mut self, menus: &[(AccountCode, Vec<MenuEntry>)]) -> Result<(), StoreError> {
        for (account, entries) in menus {
            sqlx::query("delete from media_menu where account = $1")
                .bind(account.as_str())
                .execute(&mut *self.0)
                .await
                .map_err(store_error)?;
            for (place, entry) in (0_i64..).zip(entries) {
                sqlx::query("insert into media_menu (account, place, name, address) values ($1, $2, $3, $4)")
                    .bind(account.as_str())
                    .bind(place)
                    .bind(entry.name.as_str())
                    .bind(entry.address.as_str())
                    .execute(&mut *self.0)
                    .await
                    .map_err(store_error)?;
            }
        }
        Ok(())
    }

    async fn menus(&mut self) -> Result<HashMap<AccountCode, Vec<MenuEntry>>, StoreError> {
        let rows = sqlx::query("select account, name, address from media_menu order by account, place")
            .fetch_all(&mut *self.0)
            .await
            .map_err(store_error)?;
        let mut found: HashMap<AccountCode, Vec<MenuEntry>> = HashMap::new();
        for row in &rows {
            let entry = MenuEntry {
                name: row.try_get(1).map_err(store_error)?,
                address: row.try_get(2).map_err(store_error)?,
                state: None,
            };
            found.entry(code(row, 0)?).or_default().push(entry);
        }
        Ok(found)
    }

    async fn menu_of(
        &mut self,
        account: &AccountCode,
    ) -> Result<Vec<(MenuEntry, Option<DateTime<Utc>>)>, StoreError> {
        let rows = sqlx::query(
            "select m.name, m.address, s.at, s.content from media_menu m left join media_menu_state s \
             on s.address = m.address where m.account = $1 order by m.place",
        )
        .bind(account.as_str())
        .fetch_all(&mut *self.0)
        .await
        .map_err(store_error)?;
        let entry = |row: &DbRow| {
            let at: Option<i64> = row.try_get(2).map_err(store_error)?;
            let entry = MenuEntry {
                name: row.try_get(0).map_err(store_error)?,
                address: row.try_get(1).map_err(store_error)?,
                state: at.map(|_| json(row, 3)).transpose()?,
            };
            Ok((entry, at.map(moment).transpose()?))
        };
        rows.iter().map(entry).collect()
    }

    async fn put_menu_states(
        &mut self,
        states: &[(String, TargetState)],
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        for (address, state) in states {
            sqlx::query(
                "insert into media_menu_state (address, at, content) values ($1, $2, $3) \
                 on conflict (address) do update set at = excluded.at, content = excluded.content",
            )
            .bind(address.as_str())
            .bind(micros(at))
            .bind(json_of(state))
            .execute(&mut *self.0)
            .await
            .map_err(store_error)?;
        }
        Ok(())
    }

    async fn menu_states(&mut self) -> Result<HashMap<String, (DateTime<Utc>, TargetState)>, StoreError> {
        let rows = sqlx::query("select address, at, content from media_menu_state")
            .fetch_all(&mut *self.0)
            .await
            .map_err(store_error)?;
        let state = |row: &DbRow| {
            let address: String = row.try_get(0).map_err(store_error)?;
            Ok((
                address,
                (moment(row.try_get(1).map_err(store_error)?)?, json(row, 2)?),
            ))
        };
        rows.iter().map(state).collect()
    }
}
