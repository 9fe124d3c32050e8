//! Probes of home pages.

use std::collections::HashMap;
use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use sqlx::Row;
use xunwang_domain::exchange::Phases;
use xunwang_domain::probe::{Probe, ProbeMark, ProbeState};
use xunwang_domain::registry::SiteCode;
use xunwang_ports::{ProbeMarks, ProbeRepo, StoreError};

use super::super::DbRow;
use super::convert::{micros, moment, unsigned};
use super::{DbTx, store_error};

/// Microseconds of a day.
const DAY: i64 = 24 * 3600 * 1_000_000;
/// Characters of a mark: thirteen hexadecimal digits of microseconds, one of the state.
const MARK: usize = 14;
const COLUMNS: &str = "site, at, state, status, dns, connect, tls, first_byte, body";

#[async_trait]
impl ProbeRepo for DbTx {
    async fn add_probes(&mut self, probes: &[Probe]) -> Result<(), StoreError> {
        for probe in probes {
            let at = micros(probe.at);
            let added = sqlx::query(sqlx::AssertSqlSafe(format!(
                "insert into probe ({COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing"
            )))
            .bind(probe.site.as_str())
            .bind(at)
            .bind(number_of(probe.state))
            .bind(&probe.status)
            .bind(probe.phases.dns.map(i64::from))
            .bind(probe.phases.connect.map(i64::from))
            .bind(probe.phases.tls.map(i64::from))
            .bind(probe.phases.first_byte.map(i64::from))
            .bind(probe.phases.body.map(i64::from))
            .execute(&mut *self.0)
            .await
            .map_err(store_error)?
            .rows_affected();
            if added == 0 {
                continue;
            }
            sqlx::query(
                "insert into probe_day (site, day, marks) values ($1, $2, $3) \
                 on conflict (site, day) do update set marks = probe_day.marks || $3",
            )
            .bind(probe.site.as_str())
            .bind(at.div_euclid(DAY))
            .bind(format!("{at:013x}{}", number_of(probe.state)))
            .execute(&mut *self.0)
            .await
            .map_err(store_error)?;
        }
        Ok(())
    }

    async fn last_probes(
        &mut self,
        since: DateTime<Utc>,
    ) -> Result<HashMap<SiteCode, DateTime<Utc>>, StoreError> {
        // One step of the primary key a site, not a walk over a week of probes.
        let rows = sqlx::query(
            "select code, (select at from probe where site = code order by at desc limit 1) from site",
        )
        .fetch_all(&mut *self.0)
        .await
        .map_err(store_error)?;
        let mut last = HashMap::new();
        for row in &rows {
            let at: Option<i64> = row.try_get(1).map_err(store_error)?;
            if let Some(at) = at.map(moment).transpose()?.filter(|at| *at >= since) {
                last.insert(code(row, 0)?, at);
            }
        }
        Ok(last)
    }

    async fn probe_marks(
        &mut self,
        since: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<ProbeMarks, StoreError> {
        let (first, last) = (micros(since).div_euclid(DAY), micros(until).div_euclid(DAY));
        let key = (self.version("probe_day").await?, first, last);
        let known = self.1.as_ref().and_then(|known| known.marks.get(&key));
        let days = match known {
            Some(days) => days,
            None => {
                let days = Arc::new(self.marks_of_days(first, last).await?);
                if let Some(known) = &self.1 {
                    known.marks.put(key, Arc::clone(&days));
                }
                days
            }
        };
        let within = |marks: &Vec<ProbeMark>| {
            let from = marks.partition_point(|(at, _)| *at <= since);
            let to = marks.partition_point(|(at, _)| *at <= until);
            marks[from..to.max(from)].to_vec()
        };
        Ok(days
            .iter()
            .map(|(code, marks)| (code.clone(), within(marks)))
            .collect())
    }

    async fn probes(&mut self, site: &SiteCode, since: DateTime<Utc>) -> Result<Vec<Probe>, StoreError> {
        let rows = sqlx::query(sqlx::AssertSqlSafe(format!(
            "select {COLUMNS} from probe where site = $1 and at >= $2 order by at"
        )))
        .bind(site.as_str())
        .bind(micros(since))
        .fetch_all(&mut *self.0)
        .await
        .map_err(store_error)?;
        rows.iter().map(probe).collect()
    }

    async fn forget_probes(&mut self, before: DateTime<Utc>, most: u32) -> Result<usize, StoreError> {
        let days = sqlx::query("select site, day from probe_day where day < $1 order by day limit $2")
            .bind(micros(before).div_euclid(DAY))
            .bind(i64::from(most))
            .fetch_all(&mut *self.0)
            .await
            .map_err(store_error)?;
        for row in &days {
            let (site, day): (&str, i64) = (
                row.try_get(0).map_err(store_error)?,
                row.try_get(1).map_err(store_error)?,
            );
            sqlx::query("delete from probe where site = $1 and at >= $2 and at < $3")
                .bind(site)
                .bind(day * DAY)
                .bind((day + 1) * DAY)
                .execute(&mut *self.0)
                .await
                .map_err(store_error)?;
            sqlx::query("delete from probe_day where site = $1 and day = $2")
                .bind(site)
                .bind(day)
                .execute(&mut *self.0)
                .await
                .map_err(store_error)?;
        }
        Ok(days.len())
    }
}

impl DbTx {
    /// All marks of these days, by site.
    async fn marks_of_days(&mut self, first: i64, last: i64) -> Result<ProbeMarks, StoreError> {
        // One row a site and a range of the primary key each: joined, the planner goes by the day and sorts it all.
        let rows = sqlx::query(
            "select code, (select string_agg(marks, '') from probe_day where site = code and day between $1 and $2) \
             from site",
        )
        .bind(first)
        .bind(last)
        .fetch_all(&mut *self.0)
        .await
        .map_err(store_error)?;
        let mut found = ProbeMarks::new();
        for row in &rows {
            if let Some(text) = row.try_get(1).map_err(store_error)? {
                found.insert(code(row, 0)?, marks(text)?);
            }
        }
        Ok(found)
    }
}

/// Marks as they are written, by time.
fn marks(text: &str) -> Result<Vec<ProbeMark>, StoreError> {
    let broken = || StoreError::Inconsistent(format!("探测标记 {text}"));
    let mut marks = Vec::with_capacity(text.len() / MARK);
    for mark in text.as_bytes().chunks(MARK) {
        let (digits, state) = mark.split_at_checked(MARK - 1).ok_or_else(broken)?;
        let hexadecimal = |at: i64, digit: &u8| Some(at << 4 | i64::from(char::from(*digit).to_digit(16)?));
        let at = digits.iter().try_fold(0, hexadecimal).ok_or_else(broken)?;
        let state = state.first().and_then(|digit| digit.checked_sub(b'0'));
        let state = state.and_then(|place| ProbeState::ALL.get(usize::from(place)));
        marks.push((moment(at)?, *state.ok_or_else(broken)?));
    }
    marks.sort_unstable_by_key(|mark| mark.0);
    Ok(marks)
}

fn probe(row: &DbRow) -> Result<Probe, StoreError> {
    let phase = |column: usize| row.try_get::<Option<u32>, _>(column).map_err(store_error);
    Ok(Probe {
        site: code(row, 0)?,
        at: moment(row.try_get(1).map_err(store_error)?)?,
        state: state(row, 2)?,
        status: row.try_get(3).map_err(store_error)?,
        phases: Phases {
            dns: phase(4)?,
            connect: phase(5)?,
            tls: phase(6)?,
            first_byte: phase(7)?,
            body: phase(8)?,
        },
    })
}

fn state(row: &DbRow, column: usize) -> Result<ProbeState, StoreError> {
    let place = number(row, column)?;
    let state = usize::try_from(place)
        .ok()
        .and_then(|place| ProbeState::ALL.get(place).copied());
    state.ok_or_else(|| StoreError::Inconsistent(format!("探测结果 {place}")))
}

fn number(row: &DbRow, column: usize) -> Result<u64, StoreError> {
    unsigned(row.try_get(column).map_err(store_error)?)
}

fn code(row: &DbRow, column: usize) -> Result<SiteCode, StoreError> {
    let text: String = row.try_get(column).map_err(store_error)?;
    SiteCode::parse(&text).map_err(|error| StoreError::Inconsistent(format!("{text}：{error}")))
}

/// The place among all states: a new state goes to the end.
fn number_of(state: ProbeState) -> i64 {
    let place = ProbeState::ALL.iter().position(|one| *one == state);
    place.map_or(0, |place| place as i64)
}
