//! Probes of home pages.

use std::collections::HashMap;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use sqlx::Row;
use xunwang_domain::exchange::Phases;
use xunwang_domain::probe::{Probe, ProbeState};
use xunwang_domain::registry::SiteCode;
use xunwang_ports::{ProbeRepo, StoreError};

use super::super::DbRow;
use super::convert::{micros, moment};
use super::{DbTx, store_error};

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
    let state: i64 = row.try_get(2).map_err(store_error)?;
    Ok(Probe {
        site: code(row, 0)?,
        at: moment(row.try_get(1).map_err(store_error)?)?,
        state: usize::try_from(state)
            .ok()
            .and_then(|number| ProbeState::ALL.get(number).copied())
            .ok_or_else(|| StoreError::Inconsistent(format!("探测结果 {state}")))?,
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

fn code(row: &DbRow, column: usize) -> Result<SiteCode, StoreError> {
    let text: String = row.try_get(column).map_err(store_error)?;
    SiteCode::parse(&text).map_err(|error| StoreError::Inconsistent(format!("{text}：{error}")))
}

/// The place among all states: a new state goes to the end.
fn number_of(state: ProbeState) -> i64 {
    let place = ProbeState::ALL.iter().position(|one| *one == state);
    place.map_or(0, |place| place as i64)
}
