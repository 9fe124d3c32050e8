//! Messages of the public.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, DurationRound as _, TimeDelta, Utc};
use sqlx::{QueryBuilder, Row};
use xunwang_domain::feedback::calendar::CalendarYear;
use xunwang_domain::feedback::{Bin, Feedback, FeedbackId, FeedbackStage, Tally, region_of};
use xunwang_domain::organization::OrganizationId;
use xunwang_ports::{
    FeedbackBy, FeedbackEntry, FeedbackOrder, FeedbackQuery, FeedbackRepo, Revised, RevisionRepo as _,
    StoreError,
};

use super::super::{Db, DbRow, words};
use super::convert::{id, json, json_of, micros, unsigned};
use super::{DbTx, store_error};

/// Nineteen values a row stay below what one statement may bind.
const ROWS_AT_ONCE: usize = 500;
const COLUMNS: &str = "body, content";

#[async_trait]
impl FeedbackRepo for DbTx {
    async fn put_feedback(&mut self, entries: &[FeedbackEntry]) -> Result<(), StoreError> {
        for chunk in entries.chunks(ROWS_AT_ONCE) {
            let mut insert = QueryBuilder::<Db>::new(
                "insert into feedback (id, number, body, holder, site, site_name, region, kind, stage, status, \
                 counted_on, due, close_end, closed_at, settled, provisional, merged_into, content) ",
            );
            insert.push_values(chunk, |mut row, (one, body)| {
                let bytes = |body: Option<OrganizationId>| body.map(|body| body.0.as_bytes().to_vec());
                row.push_bind(one.id.0.as_bytes().to_vec())
                    .push_bind(one.number.as_str())
                    .push_bind(bytes(*body))
                    .push_bind(bytes(one.holder))
                    .push_bind(one.site_code.as_str())
                    .push_bind(one.site_name.as_str())
                    .push_bind(region_of(&one.site_code))
                    .push_bind(i64::from(one.kind.0))
                    .push_bind(one.stage.word())
                    .push_bind(status_of(one))
                    .push_bind(one.counted_on().map(|day| day.to_string()).unwrap_or_default())
                    .push_bind(due_of(one).map(micros))
                    .push_bind(one.clocks.map(|clocks| micros(clocks.close.end())))
                    .push_bind(one.closings.last().map(|closing| micros(closing.at)))
                    .push_bind(settled(one))
                    .push_bind(i64::from(one.clocks.is_some_and(is_provisional)))
                    .push_bind(one.merged_into.map(|into| into.0.as_bytes().to_vec()))
                    .push_bind(json_of(one));
            });
            insert.push(
                " on conflict (number) do update set body = excluded.body, holder = excluded.holder, \
                 site = excluded.site, site_name = excluded.site_name, region = excluded.region, \
                 kind = excluded.kind, stage = excluded.stage, status = excluded.status, \
                 counted_on = excluded.counted_on, due = excluded.due, close_end = excluded.close_end, \
                 closed_at = excluded.closed_at, settled = excluded.settled, provisional = excluded.provisional, \
                 merged_into = excluded.merged_into, content = excluded.content",
            );
            insert.build().execute(&mut *self.0).await.map_err(store_error)?;
        }
        for (one, _) in entries.iter().filter(|(one, _)| !one.is_national()) {
            let is_public = one.stage == FeedbackStage::Closed;
            let said = || [one.text.as_str(), one.answer().map_or("", |answer| &answer.text)].join(" ");
            words::keep(&mut self.0, one.id.0.as_bytes(), is_public.then(said).as_deref())
                .await
                .map_err(store_error)?;
        }
        Ok(())
    }

    async fn feedback(&mut self, id: FeedbackId) -> Result<Option<FeedbackEntry>, StoreError> {
        let row = sqlx::query(sqlx::AssertSqlSafe(format!(
            "select {COLUMNS} from feedback where id = $1"
        )))
        .bind(id.0.as_bytes().as_slice())
        .fetch_optional(&mut *self.0)
        .await
        .map_err(store_error)?;
        row.as_ref().map(entry).transpose()
    }

    async fn feedback_of(&mut self, numbers: &[&str]) -> Result<HashMap<String, FeedbackEntry>, StoreError> {
        let mut found = HashMap::new();
        for chunk in numbers.chunks(ROWS_AT_ONCE) {
            let mut select =
                QueryBuilder::<Db>::new(format!("select {COLUMNS} from feedback where number in ("));
            push_list(&mut select, chunk.iter().copied());
            let rows = select
                .build()
                .fetch_all(&mut *self.0)
                .await
                .map_err(store_error)?;
            for row in &rows {
                let one = entry(row)?;
                found.insert(one.0.number.clone(), one);
            }
        }
        Ok(found)
    }

    async fn feedbacks(
        &mut self,
        query: &FeedbackQuery,
        order: FeedbackOrder,
        (skip, limit): (u64, u64),
        now: DateTime<Utc>,
    ) -> Result<Vec<FeedbackEntry>, StoreError> {
        let mut select = QueryBuilder::<Db>::new(format!("select {COLUMNS} from feedback where 1 = 1"));
        push_conditions(&mut select, query, now);
        select.push(match order {
            FeedbackOrder::Due => " order by due is null, due, number",
            FeedbackOrder::Latest => " order by counted_on desc, number desc",
        });
        select
            .push(" limit ")
            .push_bind(limit.cast_signed())
            .push(" offset ")
            .push_bind(skip.cast_signed());
        let rows = select
            .build()
            .fetch_all(&mut *self.0)
            .await
            .map_err(store_error)?;
        rows.iter().map(entry).collect()
    }

    async fn count_feedback(
        &mut self,
        query: &FeedbackQuery,
        by: FeedbackBy,
        now: DateTime<Utc>,
    ) -> Result<Vec<(String, Tally)>, StoreError> {
        // Terms end at midnight: within an hour nothing comes to its end.
        let now = now.duration_trunc(TimeDelta::hours(1)).unwrap_or(now);
        let key = format!("{query:?} {by:?} {now}");
        let revision = self.revision(Revised::Feedback).await?;
        if let Some(counted) = self
            .1
            .as_ref()
            .and_then(|known| known.counted.get(revision, &key))
        {
            return Ok(counted.as_ref().clone());
        }
        let column = match by {
            FeedbackBy::Nothing => "''",
            FeedbackBy::Status => "status",
            FeedbackBy::Kind => "cast(kind as text)",
            FeedbackBy::Region => "region",
            // Not by the index of sites, which lacks the rest.
            FeedbackBy::Site => "coalesce(site, '')",
            FeedbackBy::Body => "coalesce(lower(hex(body)), '')",
            FeedbackBy::Stage => "stage",
        };
        // Sorted by bin as the index is; what is pending is a few of all, and the moment decides.
        let settled = match by {
            FeedbackBy::Nothing => "settled",
            _ => "1, 2",
        };
        let mut select = QueryBuilder::<Db>::new(format!(
            "select {column}, settled, 0, count(*) from feedback where settled <> 'pending'"
        ));
        push_conditions(&mut select, query, now);
        select.push(format!(" group by {settled}"));
        let mut rows = select
            .build()
            .fetch_all(&mut *self.0)
            .await
            .map_err(store_error)?;
        let mut select = QueryBuilder::<Db>::new(format!("select {column}, settled, close_end <= "));
        select.push_bind(micros(now));
        select.push(", count(*) from feedback where settled = 'pending'");
        push_conditions(&mut select, query, now);
        select.push(" group by 1, 2, 3");
        let pending = select.build().fetch_all(&mut *self.0).await;
        rows.extend(pending.map_err(store_error)?);
        let mut counted: BTreeMap<String, Tally> = BTreeMap::new();
        for row in &rows {
            let name: String = row.try_get(0).map_err(store_error)?;
            let word: String = row.try_get(1).map_err(store_error)?;
            let is_over: Option<bool> = row.try_get(2).map_err(store_error)?;
            let count = unsigned(row.try_get(3).map_err(store_error)?)?;
            let bin = match word.as_str() {
                PENDING if is_over == Some(true) => Bin::Overdue,
                PENDING => Bin::Open,
                word => Bin::of_word(word).ok_or_else(|| StoreError::Inconsistent(format!("归类 {word}")))?,
            };
            counted.entry(name).or_default().add(bin, count);
        }
        let counted: Vec<(String, Tally)> = counted.into_iter().collect();
        if let Some(known) = &self.1 {
            known.counted.put(revision, key, Arc::new(counted.clone()));
        }
        Ok(counted)
    }

    async fn put_private(&mut self, id: FeedbackId, text: &str) -> Result<(), StoreError> {
        sqlx::query(
            "insert into feedback_private (id, content) values ($1, $2) on conflict (id) do update set content = $2",
        )
        .bind(id.0.as_bytes().as_slice())
        .bind(text)
        .execute(&mut *self.0)
        .await
        .map_err(store_error)?;
        Ok(())
    }

    async fn private(&mut self, id: FeedbackId) -> Result<Option<String>, StoreError> {
        let row = sqlx::query("select content from feedback_private where id = $1")
            .bind(id.0.as_bytes().as_slice())
            .fetch_optional(&mut *self.0)
            .await
            .map_err(store_error)?;
        row.map(|row| row.try_get(0).map_err(store_error)).transpose()
    }

    async fn forget_private(&mut self, closed_before: DateTime<Utc>) -> Result<u64, StoreError> {
        let done = sqlx::query(
            "delete from feedback_private where id in \
             (select p.id from feedback_private p join feedback f on f.id = p.id \
              where f.closed_at < $1 and f.settled <> 'pending' and f.settled <> 'overdue')",
        )
        .bind(micros(closed_before))
        .execute(&mut *self.0)
        .await
        .map_err(store_error)?;
        Ok(done.rows_affected())
    }

    async fn calendar_years(&mut self) -> Result<Vec<CalendarYear>, StoreError> {
        let rows = sqlx::query("select content from calendar_year order by year")
            .fetch_all(&mut *self.0)
            .await
            .map_err(store_error)?;
        rows.iter().map(|row| json(row, 0)).collect()
    }

    async fn put_calendar_year(&mut self, year: &CalendarYear) -> Result<(), StoreError> {
        sqlx::query(
            "insert into calendar_year (year, content) values ($1, $2) on conflict (year) do update set content = $2",
        )
        .bind(i64::from(year.year))
        .bind(json_of(year))
        .execute(&mut *self.0)
        .await
        .map_err(store_error)?;
        Ok(())
    }
}

const PENDING: &str = "pending";

/// The bin, as far as no moment decides it.
fn settled(one: &Feedback) -> &'static str {
    // Long before any term ends, what is not closed is open.
    match one.bin(DateTime::<Utc>::MIN_UTC) {
        Bin::Open => PENDING,
        bin => bin.word(),
    }
}

/// What the platform says of it, else our state.
fn status_of(one: &Feedback) -> &str {
    let mirrored = one.mirror.as_ref().map(|mirror| mirror.status.as_str());
    mirrored
        .filter(|status| !status.is_empty())
        .unwrap_or(one.stage.word())
}

/// The end of the earliest pending clock.
fn due_of(one: &Feedback) -> Option<DateTime<Utc>> {
    one.leading_clock().map(|(_, deadline)| deadline.end())
}

fn is_provisional(clocks: xunwang_domain::feedback::Clocks) -> bool {
    clocks.hand_over.is_provisional || clocks.close.is_provisional
}

pub(super) fn entry(row: &DbRow) -> Result<FeedbackEntry, StoreError> {
    let body: Option<Vec<u8>> = row.try_get(0).map_err(store_error)?;
    let body = body.map(|_| id(row, 0)).transpose()?.map(OrganizationId);
    Ok((json(row, 1)?, body))
}

fn push_list<'a>(select: &mut QueryBuilder<Db>, values: impl Iterator<Item = &'a str>) {
    let mut list = select.separated(", ");
    for value in values {
        list.push_bind(value.to_owned());
    }
    select.push(")");
}

fn push_bodies(select: &mut QueryBuilder<Db>, bodies: &[OrganizationId]) {
    let mut list = select.separated(", ");
    for body in bodies {
        list.push_bind(body.0.as_bytes().to_vec());
    }
    select.push(")");
}

fn push_conditions(select: &mut QueryBuilder<Db>, query: &FeedbackQuery, now: DateTime<Utc>) {
    if let Some(bodies) = &query.bodies {
        select.push(" and (body in (");
        push_bodies(select, bodies);
        select.push(" or holder in (");
        push_bodies(select, bodies);
        select.push(")");
    }
    if !query.stages.is_empty() {
        select.push(" and stage in (");
        push_list(
            select,
            query.stages.iter().map(|stage: &FeedbackStage| stage.word()),
        );
    }
    if let Some(kind) = query.kind {
        select.push(" and kind = ").push_bind(i64::from(kind.0));
    }
    if let Some(site) = &query.site {
        select.push(" and site = ").push_bind(site.clone());
    }
    if let Some(region) = &query.region {
        select.push(" and region = ").push_bind(region.clone());
    }
    if let Some([from, to]) = query.days {
        select
            .push(" and counted_on between ")
            .push_bind(from.to_string());
        select.push(" and ").push_bind(to.to_string());
    }
    match query.bin {
        Some(Bin::Open) => {
            select
                .push(" and settled = 'pending' and close_end > ")
                .push_bind(micros(now));
        }
        Some(Bin::Overdue) => {
            select.push(" and (settled = 'overdue' or (settled = 'pending' and close_end <= ");
            select.push_bind(micros(now)).push("))");
        }
        Some(bin) => {
            select.push(" and settled = ").push_bind(bin.word());
        }
        None => {}
    }
    if let Some(words) = &query.words {
        let plain: String = words.chars().filter(|c| !"%_\\".contains(*c)).collect();
        select.push(" and (number >= ").push_bind(plain.clone());
        select
            .push(" and number < ")
            .push_bind(format!("{plain}{}", char::MAX));
        // The names stand in an index, each many times: it is gone through from one to the next.
        select.push(
            " or site_name in (with recursive names (name) as (select min(site_name) from feedback \
             union all select (select min(site_name) from feedback where site_name > names.name) from names \
             where names.name is not null) select name from names where name like ",
        );
        select.push_bind(format!("%{plain}%")).push("))");
    }
    if let Some(into) = query.merged_into {
        select
            .push(" and merged_into = ")
            .push_bind(into.0.as_bytes().to_vec());
    }
    if let Some(span) = query.due {
        if let Some(after) = span.after {
            select.push(" and due > ").push_bind(micros(after));
        }
        select.push(" and due <= ").push_bind(micros(span.until));
    }
    if query.is_urged {
        // As in the index of the same.
        select.push(" and json_extract(content, '$.urges[0]') is not null");
    }
}
