//! Saved views of the register.

use async_trait::async_trait;
use sqlx::Row;
use xunwang_domain::people::UserId;
use xunwang_domain::saved_view::{SavedView, ViewId};
use xunwang_ports::{StoreError, ViewRepo};

use super::convert::id;
use super::{DbTx, store_error};

#[async_trait]
impl ViewRepo for DbTx {
    async fn views(&mut self, user: UserId) -> Result<Vec<SavedView>, StoreError> {
        let rows = sqlx::query(
            "select id, owner, name, query, shared from saved_view where owner = $1 or shared = 1 order by name, id",
        )
        .bind(user.0.as_bytes().as_slice())
        .fetch_all(&mut *self.0)
        .await
        .map_err(store_error)?;
        rows.iter()
            .map(|row| {
                Ok(SavedView {
                    id: ViewId(id(row, 0)?),
                    owner: UserId(id(row, 1)?),
                    name: row.try_get(2).map_err(store_error)?,
                    query: row.try_get(3).map_err(store_error)?,
                    shared: row.try_get(4).map_err(store_error)?,
                })
            })
            .collect()
    }

    async fn put_view(&mut self, view: &SavedView) -> Result<(), StoreError> {
        sqlx::query(
            "insert into saved_view (id, owner, name, query, shared) values ($1, $2, $3, $4, $5) \
             on conflict (id) do update set name = $3, query = $4, shared = $5",
        )
        .bind(view.id.0.as_bytes().as_slice())
        .bind(view.owner.0.as_bytes().as_slice())
        .bind(&view.name)
        .bind(&view.query)
        .bind(view.shared)
        .execute(&mut *self.0)
        .await
        .map_err(store_error)?;
        Ok(())
    }

    async fn remove_view(&mut self, view: ViewId) -> Result<(), StoreError> {
        sqlx::query("delete from saved_view where id = $1")
            .bind(view.0.as_bytes().as_slice())
            .execute(&mut *self.0)
            .await
            .map_err(store_error)?;
        Ok(())
    }
}
