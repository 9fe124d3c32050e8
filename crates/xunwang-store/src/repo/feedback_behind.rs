//! The pages complained about as they were kept, and the findings that messages are linked to.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use sqlx::{QueryBuilder, Row as _};
use uuid::Uuid;
use xunwang_domain::feedback::{FeedbackId, FeedbackLink, KeptLook, LookId, PendingLook};
use xunwang_domain::review::FindingId;
use xunwang_ports::{FeedbackLinkRepo, FeedbackLookRepo, StoreError};

use super::super::{Db, DbRow};
use super::convert::{id, json, json_of, micros, moment};
use super::{DbTx, store_error};

/// Four values a row stay below what one statement may bind.
const ROWS_AT_ONCE: usize = 500;

#[async_trait]
impl FeedbackLookRepo for DbTx {
    async fn put_pending_looks(&mut self, looks: &[PendingLook]) -> Result<(), StoreError> {
        for chunk in looks.chunks(ROWS_AT_ONCE) {
            let mut insert =
                QueryBuilder::<Db>::new("insert into feedback_pending_look (feedback, due, tries, looks) ");
            insert.push_values(chunk, |mut row, look| {
                row.push_bind(look.feedback.0.as_bytes().to_vec())
                    .push_bind(micros(look.due))
                    .push_bind(i64::from(look.tries))
                    .push_bind(json_of(&look.looks));
            });
            insert.push(
                " on conflict (feedback) do update set due = excluded.due, tries = excluded.tries, \
                 looks = excluded.looks",
            );
            insert.build().execute(&mut *self.0).await.map_err(store_error)?;
        }
        Ok(())
    }

    async fn due_looks(&mut self, now: DateTime<Utc>, limit: u64) -> Result<Vec<PendingLook>, StoreError> {
        let rows = sqlx::query(
            "select feedback, due, tries, looks from feedback_pending_look where due <= $1 order by due limit $2",
        )
        .bind(micros(now))
        .bind(limit.cast_signed())
        .fetch_all(&mut *self.0)
        .await
        .map_err(store_error)?;
        rows.iter().map(pending).collect()
    }

    async fn pending_look(&mut self, id: FeedbackId) -> Result<Option<PendingLook>, StoreError> {
        let row =
            sqlx::query("select feedback, due, tries, looks from feedback_pending_look where feedback = $1")
                .bind(id.0.as_bytes().as_slice())
                .fetch_optional(&mut *self.0)
                .await
                .map_err(store_error)?;
        row.as_ref().map(pending).transpose()
    }

    async fn end_pending_look(&mut self, id: FeedbackId) -> Result<(), StoreError> {
        sqlx::query("delete from feedback_pending_look where feedback = $1")
            .bind(id.0.as_bytes().as_slice())
            .execute(&mut *self.0)
            .await
            .map_err(store_error)?;
        Ok(())
    }

    async fn add_look(&mut self, look: &KeptLook) -> Result<(), StoreError> {
        sqlx::query(
            "insert into feedback_look (id, feedback, moment, at, content) values ($1, $2, $3, $4, $5)",
        )
        .bind(look.id.0.as_bytes().as_slice())
        .bind(look.feedback.0.as_bytes().as_slice())
        .bind(look.moment.word())
        .bind(micros(look.at))
        .bind(json_of(look))
        .execute(&mut *self.0)
        .await
        .map_err(store_error)?;
        Ok(())
    }

    async fn kept_looks(&mut self, id: FeedbackId) -> Result<Vec<KeptLook>, StoreError> {
        let rows = sqlx::query("select content from feedback_look where feedback = $1 order by at, id")
            .bind(id.0.as_bytes().as_slice())
            .fetch_all(&mut *self.0)
            .await
            .map_err(store_error)?;
        rows.iter().map(|row| json(row, 0)).collect()
    }

    async fn kept_look(&mut self, id: LookId) -> Result<Option<KeptLook>, StoreError> {
        let row = sqlx::query("select content from feedback_look where id = $1")
            .bind(id.0.as_bytes().as_slice())
            .fetch_optional(&mut *self.0)
            .await
            .map_err(store_error)?;
        row.map(|row| json(&row, 0)).transpose()
    }
}

#[async_trait]
impl FeedbackLinkRepo for DbTx {
    async fn put_feedback_link(&mut self, link: &FeedbackLink) -> Result<(), StoreError> {
        sqlx::query(
            "insert into feedback_link (feedback, finding, at, content) values ($1, $2, $3, $4) \
             on conflict (feedback, finding) do update set at = $3, content = $4",
        )
        .bind(link.feedback.0.as_bytes().as_slice())
        .bind(link.finding.0.as_bytes().as_slice())
        .bind(micros(link.at))
        .bind(json_of(link))
        .execute(&mut *self.0)
        .await
        .map_err(store_error)?;
        Ok(())
    }

    async fn remove_feedback_link(
        &mut self,
        feedback: FeedbackId,
        finding: FindingId,
    ) -> Result<(), StoreError> {
        sqlx::query("delete from feedback_link where feedback = $1 and finding = $2")
            .bind(feedback.0.as_bytes().as_slice())
            .bind(finding.0.as_bytes().as_slice())
            .execute(&mut *self.0)
            .await
            .map_err(store_error)?;
        Ok(())
    }

    async fn links_of_feedback(&mut self, id: FeedbackId) -> Result<Vec<FeedbackLink>, StoreError> {
        self.links("feedback", id.0).await
    }

    async fn links_of_finding(&mut self, id: FindingId) -> Result<Vec<FeedbackLink>, StoreError> {
        self.links("finding", id.0).await
    }
}

impl DbTx {
    async fn links(&mut self, column: &str, id: Uuid) -> Result<Vec<FeedbackLink>, StoreError> {
        let select =
            format!("select content from feedback_link where {column} = $1 order by at, feedback, finding");
        let rows = sqlx::query(sqlx::AssertSqlSafe(select))
            .bind(id.as_bytes().to_vec())
            .fetch_all(&mut *self.0)
            .await
            .map_err(store_error)?;
        rows.iter().map(|row| json(row, 0)).collect()
    }
}

fn pending(row: &DbRow) -> Result<PendingLook, StoreError> {
    Ok(PendingLook {
        feedback: FeedbackId(id(row, 0)?),
        due: moment(row.try_get(1).map_err(store_error)?)?,
        tries: row.try_get(2).map_err(store_error)?,
        looks: json(row, 3)?,
    })
}
