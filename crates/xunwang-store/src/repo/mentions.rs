//! Accounts that are named somewhere, and what was decided of those that stand in no register.

use async_trait::async_trait;
use xunwang_domain::account::{PlacedMention, UnregisteredDecision};
use xunwang_ports::{MentionRepo, StoreError};

use super::convert::{json, json_of, micros};
use super::{DbTx, store_error};

#[async_trait]
impl MentionRepo for DbTx {
    async fn put_mentions(&mut self, mentions: &[PlacedMention]) -> Result<(), StoreError> {
        for one in mentions {
            sqlx::query(
                "insert into media_mention (name, place, at, content) values ($1, $2, $3, $4) \
                 on conflict (name, place) do update set at = excluded.at, content = excluded.content",
            )
            .bind(one.mention.key())
            .bind(one.place.key())
            .bind(micros(one.at))
            .bind(json_of(one))
            .execute(&mut *self.0)
            .await
            .map_err(store_error)?;
        }
        Ok(())
    }

    async fn mentions(&mut self) -> Result<Vec<PlacedMention>, StoreError> {
        let rows = sqlx::query("select content from media_mention order by name, place")
            .fetch_all(&mut *self.0)
            .await
            .map_err(store_error)?;
        rows.iter().map(|row| json(row, 0)).collect()
    }

    async fn put_unregistered_decision(&mut self, decision: &UnregisteredDecision) -> Result<(), StoreError> {
        sqlx::query(
            "insert into media_unregistered (name, content) values ($1, $2) \
             on conflict (name) do update set content = excluded.content",
        )
        .bind(decision.key.as_str())
        .bind(json_of(decision))
        .execute(&mut *self.0)
        .await
        .map_err(store_error)?;
        Ok(())
    }

    async fn unregistered_decisions(&mut self) -> Result<Vec<UnregisteredDecision>, StoreError> {
        let rows = sqlx::query("select content from media_unregistered order by name")
            .fetch_all(&mut *self.0)
            .await
            .map_err(store_error)?;
        rows.iter().map(|row| json(row, 0)).collect()
    }
}
