//! Probes of home pages.

use std::collections::HashMap;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use sqlx::Row;
use xunwang_domain::exchange::Phases;
use xunwang_domain::probe::{Probe, ProbeState};
use xunwang_domain::registry::SiteCode;
use xunwang_ports::{ProbeCounts, ProbeRepo, StoreError};

use super::super::DbRow;
use super::convert::{micros, moment, unsigned};
use super::{DbTx, store_error};

/// Microseconds of a day.
const DAY: i64 = 24 * 3600 * 1_000_000;
const COLUMNS: &str = "site, at, state, status, dns, connect, tls, first_byte, body";

#[async_trait]
impl ProbeRepo for DbTx {
    async fn add_probes(&mut self, probes: &[Probe]) -> Result<(), StoreError> {
        for probe in probes {
            sqlx::query(sqlx::AssertSqlSafe(format!(
                "insert into probe ({COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing"
            )))
            .bind(probe.site.as_str())
            .bind(micros(probe.at))
            .bind(number_of(probe.state))
            .bind(&probe.status)
            .bind(probe.phases.dns.map(i64::from))
            .bind(probe.phases.connect.map(i64::from))
            .bind(probe.phases.tls.map(i64::from))
            .bind(probe.phases.first_byte.map(i64::from))
            .bind(probe.phases.body.map(i64::from))
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

    async fn probe_counts(&mut self, end: DateTime<Utc>, days: u32) -> Result<ProbeCounts, StoreError> {
        // A range of the primary key a site.
        let rows = sqlx::query(
            "select site.code, ($1 - probe.at) / $2, probe.state, count(*) from site \
             join probe on probe.site = site.code and probe.at > $1 - $2 * $3 and probe.at <= $1 \
             group by 1, 2, 3",
        )
        .bind(micros(end))
        .bind(DAY)
        .bind(i64::from(days))
        .fetch_all(&mut *self.0)
        .await
        .map_err(store_error)?;
        let mut counts = ProbeCounts::new();
        for row in &rows {
            let (back, state, count) = (number(row, 1)?, state(row, 2)?, number(row, 3)?);
            let back = u32::try_from(back).unwrap_or(u32::MAX);
            counts
                .entry(code(row, 0)?)
                .or_default()
                .push((back, state, count));
        }
        Ok(counts)
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
