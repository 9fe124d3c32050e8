//! Visits, looks and conclusions.

use async_trait::async_trait;
use chrono::DateTime;
use sqlx::{QueryBuilder, Row};
use xunwang_domain::exchange::{TargetClass, TargetState};
use xunwang_domain::visit::{Conclusion, Look, RecordPlace, RowKind, Visit, VisitNumber};
use xunwang_ports::{StoreError, VisitRepo};

use super::super::Db;
use super::{DbTx, store_error};

/// Rows in one insert: a statement of that length is prepared once and kept, what is left over is short.
const ROWS_AT_ONCE: usize = 100;

#[async_trait]
impl VisitRepo for DbTx {
    async fn visits(&mut self) -> Result<Vec<Visit>, StoreError> {
        let rows = sqlx::query("select number, file, evidence_length, outcome from visit order by number")
            .fetch_all(&mut *self.0)
            .await
            .map_err(store_error)?;
        rows.iter()
            .map(|row| {
                Ok(Visit {
                    number: row.try_get(0).map_err(store_error)?,
                    file: row.try_get(1).map_err(store_error)?,
                    evidence_length: unsigned(row.try_get(2).map_err(store_error)?)?,
                    outcome: row.try_get(3).map_err(store_error)?,
                })
            })
            .collect()
    }

    async fn add_visits(&mut self, visits: &[Visit]) -> Result<(), StoreError> {
        for chunk in visits.chunks(ROWS_AT_ONCE) {
            let mut insert =
                QueryBuilder::<Db>::new("insert into visit (number, file, evidence_length, outcome) ");
            insert.push_values(chunk, |mut row, visit| {
                row.push_bind(i64::from(visit.number))
                    .push_bind(visit.file.as_str())
                    .push_bind(visit.evidence_length.cast_signed())
                    .push_bind(visit.outcome.as_deref());
            });
            insert.push(" on conflict (number) do nothing");
            insert.build().execute(&mut *self.0).await.map_err(store_error)?;
        }
        Ok(())
    }

    async fn looks(&mut self, visit: VisitNumber) -> Result<Vec<Look>, StoreError> {
        let rows = sqlx::query(
            "select url, number, status, class, final_url, at, page, record_offset, body_offset, digest, title \
             from look where visit = $1",
        )
        .bind(i64::from(visit))
        .fetch_all(&mut *self.0)
        .await
        .map_err(store_error)?;
        rows.iter()
            .map(|row| {
                let class: String = row.try_get(3).map_err(store_error)?;
                let at: i64 = row.try_get(5).map_err(store_error)?;
                let offset: Option<i64> = row.try_get(7).map_err(store_error)?;
                let body_offset: Option<i64> = row.try_get(8).map_err(store_error)?;
                let digest: Option<Vec<u8>> = row.try_get(9).map_err(store_error)?;
                let record = match (offset, body_offset) {
                    (Some(offset), Some(body_offset)) => Some(RecordPlace {
                        offset: unsigned(offset)?,
                        body_offset: unsigned(body_offset)?,
                        digest: digest.and_then(|bytes| bytes.try_into().ok()),
                    }),
                    _ => None,
                };
                Ok(Look {
                    url: row.try_get(0).map_err(store_error)?,
                    number: row.try_get(1).map_err(store_error)?,
                    state: TargetState {
                        status: row.try_get(2).map_err(store_error)?,
                        class: class_of(&class)?,
                    },
                    final_url: row.try_get(4).map_err(store_error)?,
                    at: DateTime::from_timestamp_micros(at)
                        .ok_or_else(|| StoreError::Inconsistent(format!("时间 {at}")))?,
                    page: row.try_get(6).map_err(store_error)?,
                    title: row.try_get(10).map_err(store_error)?,
                    record,
                })
            })
            .collect()
    }

    async fn add_looks(&mut self, looks: &[(VisitNumber, Look)]) -> Result<(), StoreError> {
        // In the order of the table, so that rows of one page of it come one after the other.
        let mut looks: Vec<&(VisitNumber, Look)> = looks.iter().collect();
        looks.sort_by(|(one, look), (other, next)| (one, &look.url).cmp(&(other, &next.url)));
        for chunk in looks.chunks(ROWS_AT_ONCE) {
            let mut insert = QueryBuilder::<Db>::new(
                "insert into look (visit, url, number, status, class, final_url, at, page, record_offset, \
                 body_offset, digest, title) ",
            );
            insert.push_values(chunk, |mut row, (visit, look)| {
                row.push_bind(i64::from(*visit))
                    .push_bind(look.url.as_str())
                    .push_bind(i64::from(look.number))
                    .push_bind(look.state.status.as_str())
                    .push_bind(word_of(look.state.class))
                    .push_bind(look.final_url.as_deref())
                    .push_bind(look.at.timestamp_micros())
                    .push_bind(look.page)
                    .push_bind(look.record.map(|record| record.offset.cast_signed()))
                    .push_bind(look.record.map(|record| record.body_offset.cast_signed()))
                    .push_bind(
                        look.record
                            .and_then(|record| record.digest)
                            .map(|digest| digest.to_vec()),
                    )
                    .push_bind(look.title.as_str());
            });
            insert.push(
                " on conflict (visit, url, number) do update set status = excluded.status, \
                 class = excluded.class, final_url = excluded.final_url, at = excluded.at, page = excluded.page, \
                 record_offset = excluded.record_offset, body_offset = excluded.body_offset, \
                 digest = excluded.digest, title = excluded.title",
            );
            insert.build().execute(&mut *self.0).await.map_err(store_error)?;
        }
        Ok(())
    }

    async fn set_evidence_length(&mut self, visit: VisitNumber, length: u64) -> Result<(), StoreError> {
        sqlx::query("update visit set evidence_length = $2 where number = $1")
            .bind(i64::from(visit))
            .bind(length.cast_signed())
            .execute(&mut *self.0)
            .await
            .map_err(store_error)?;
        Ok(())
    }

    async fn conclude(&mut self, visit: VisitNumber, conclusion: &Conclusion) -> Result<(), StoreError> {
        sqlx::query("delete from conclusion_row where visit = $1")
            .bind(i64::from(visit))
            .execute(&mut *self.0)
            .await
            .map_err(store_error)?;
        let kinds = [
            (RowKind::Finding, &conclusion.findings),
            (RowKind::Exempted, &conclusion.exempted),
            (RowKind::Channel, &conclusion.channels),
            (RowKind::Link, &conclusion.links),
            (RowKind::Unmeasured, &conclusion.unmeasured),
            (RowKind::Change, &conclusion.changes),
            (RowKind::Ahead, &conclusion.ahead),
            (RowKind::Retest, &conclusion.retests),
        ];
        for (kind, contents) in kinds {
            let numbered: Vec<_> = (0i64..).zip(contents).collect();
            for chunk in numbered.chunks(ROWS_AT_ONCE) {
                let mut insert =
                    QueryBuilder::<Db>::new("insert into conclusion_row (visit, kind, place, content) ");
                insert.push_values(chunk, |mut row, (place, content)| {
                    row.push_bind(i64::from(visit))
                        .push_bind(kind_word(kind))
                        .push_bind(*place)
                        .push_bind(content.as_str());
                });
                insert.build().execute(&mut *self.0).await.map_err(store_error)?;
            }
        }
        sqlx::query("update visit set outcome = $2 where number = $1")
            .bind(i64::from(visit))
            .bind(&conclusion.outcome)
            .execute(&mut *self.0)
            .await
            .map_err(store_error)?;
        Ok(())
    }

    async fn rows(&mut self, visit: VisitNumber, kind: RowKind) -> Result<Vec<String>, StoreError> {
        sqlx::query_scalar("select content from conclusion_row where visit = $1 and kind = $2 order by place")
            .bind(i64::from(visit))
            .bind(kind_word(kind))
            .fetch_all(&mut *self.0)
            .await
            .map_err(store_error)
    }
}

fn kind_word(kind: RowKind) -> &'static str {
    match kind {
        RowKind::Finding => "finding",
        RowKind::Exempted => "exempted",
        RowKind::Channel => "channel",
        RowKind::Link => "link",
        RowKind::Unmeasured => "unmeasured",
        RowKind::Change => "change",
        RowKind::Ahead => "ahead",
        RowKind::Retest => "retest",
    }
}

fn word_of(class: TargetClass) -> &'static str {
    match class {
        TargetClass::Ok => "ok",
        TargetClass::Broken => "broken",
        TargetClass::Caution => "caution",
        TargetClass::Danger => "danger",
        TargetClass::NotMeasured => "not_measured",
    }
}

fn class_of(word: &str) -> Result<TargetClass, StoreError> {
    use TargetClass::{Broken, Caution, Danger, NotMeasured, Ok as Fine};
    [Fine, Broken, Caution, Danger, NotMeasured]
        .into_iter()
        .find(|class| word_of(*class) == word)
        .ok_or_else(|| StoreError::Inconsistent(format!("链接状态 {word}")))
}

fn unsigned(number: i64) -> Result<u64, StoreError> {
    u64::try_from(number).map_err(|_| StoreError::Inconsistent(format!("负数 {number}")))
}
