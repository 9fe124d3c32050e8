//! What the public sees of the messages.

use async_trait::async_trait;
use chrono::NaiveDate;
use sqlx::{QueryBuilder, Row as _};
use xunwang_ports::{FeedbackEntry, PublicFeedbackRepo, ResultQuery, StoreError};

use super::super::{Db, words};
use super::convert::unsigned;
use super::feedback::entry;
use super::{DbTx, store_error};

/// As in the index of the same; with words, those alone are looked at in which they stand, which are public.
const PUBLIC: &str = " from feedback indexed by feedback_public \
     where stage = 'closed' and json_extract(content, '$.source') <> 'national'";

/// The messages of a query; the last closed stands first in the order that is given back.
fn select(columns: &str, query: &ResultQuery) -> (QueryBuilder<Db>, &'static str) {
    let mut select = QueryBuilder::new(format!("select {columns}"));
    let order = match words::sought(&query.words) {
        Some(sought) => {
            select.push(words::FROM_WORDS).push_bind(sought);
            "w.rowid desc"
        }
        None => {
            select.push(PUBLIC);
            "closed_at desc, number desc"
        }
    };
    push_conditions(&mut select, query);
    (select, order)
}

#[async_trait]
impl PublicFeedbackRepo for DbTx {
    async fn results(
        &mut self,
        query: &ResultQuery,
        (skip, limit): (u64, u64),
    ) -> Result<Vec<FeedbackEntry>, StoreError> {
        let (mut select, order) = select("body, content", query);
        select
            .push(format!(" order by {order} limit "))
            .push_bind(limit.cast_signed());
        select.push(" offset ").push_bind(skip.cast_signed());
        let rows = select
            .build()
            .fetch_all(&mut *self.0)
            .await
            .map_err(store_error)?;
        rows.iter().map(entry).collect()
    }

    async fn count_results(&mut self, query: &ResultQuery, most: u64) -> Result<u64, StoreError> {
        let (mut select, _) = match words::sought(&query.words) {
            // The words of what is public are there, and of nothing else.
            Some(sought) if query.site.is_none() && query.kind.is_none() => {
                let mut select = QueryBuilder::new(words::COUNT_WORDS);
                select.push_bind(sought);
                (select, "")
            }
            // Nor are any but theirs.
            None if query.site.is_none() && query.kind.is_none() => (
                QueryBuilder::new("select count(*) from (select 1 from feedback_said"),
                "",
            ),
            _ => select("count(*) from (select 1", query),
        };
        select.push(" limit ").push_bind(most.cast_signed()).push(")");
        let row = select
            .build()
            .fetch_one(&mut *self.0)
            .await
            .map_err(store_error)?;
        unsigned(row.try_get(0).map_err(store_error)?)
    }

    async fn messages_at(
        &mut self,
        site: &str,
        part: &str,
        since: NaiveDate,
        limit: u64,
    ) -> Result<Vec<FeedbackEntry>, StoreError> {
        let rows = sqlx::query(
            "select body, content from feedback where site = $1 and counted_on >= $2 \
             and instr(lower(json_extract(content, '$.address')), lower($3)) > 0 \
             order by counted_on desc, number desc limit $4",
        )
        .bind(site)
        .bind(since.to_string())
        .bind(part)
        .bind(limit.cast_signed())
        .fetch_all(&mut *self.0)
        .await
        .map_err(store_error)?;
        rows.iter().map(entry).collect()
    }
}

fn push_conditions(select: &mut QueryBuilder<Db>, query: &ResultQuery) {
    // A word is looked for as it is: what `like` reads as a sign is left out.
    let plain = |words: &str| -> String { words.chars().filter(|c| !"%_\\\"".contains(*c)).collect() };
    if let Some(site) = &query.site {
        select.push(" and (site = ").push_bind(site.clone());
        select
            .push(" or site_name like ")
            .push_bind(format!("%{}%", plain(site)));
        select.push(")");
    }
    if let Some(kind) = query.kind {
        select.push(" and kind = ").push_bind(i64::from(kind.0));
    }
}
