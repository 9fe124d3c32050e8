//! An earlier round (上一次检查), with which a new one is compared and from which it takes what has not changed.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, FixedOffset, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use url::Url;
use xunwang_domain::texts::TextDetail;
use xunwang_domain::visit::{RowKind, Run, Visit};
use xunwang_ports::{EvidenceStore, Store, StoreError};

use super::outcome::SiteOutcome;
use crate::visit::{Cut, SiteMemory, memory_file};

/// An earlier round with its evidence (上一次检查). Only read.
#[derive(Clone)]
pub struct Earlier {
    /// Its database.
    pub store: Arc<dyn Store>,
    /// Its evidence files.
    pub evidence: Arc<dyn EvidenceStore>,
}

/// By what an earlier round is known (上一次检查的标识); stands in the plan of the new one, so that this one goes on only
/// with the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EarlierRound {
    /// Digest of its plan.
    pub fingerprint: String,
    /// When it was begun.
    pub started_at: DateTime<Utc>,
    /// When it was finished.
    pub finished_at: DateTime<Utc>,
}

impl Earlier {
    /// The round; `None` where there is none or it was not finished.
    ///
    /// # Errors
    /// The store failed.
    pub async fn round(&self) -> Result<Option<EarlierRound>, StoreError> {
        let round = self.store.read().await?.run().await?;
        let finished = |round: Run| {
            Some(EarlierRound {
                finished_at: round.finished_at?,
                fingerprint: round.fingerprint,
                started_at: round.started_at,
            })
        };
        Ok(round.and_then(finished))
    }
}

/// The visits of an earlier round, by evidence file.
pub(super) struct EarlierVisits {
    earlier: Earlier,
    day: NaiveDate,
    visits: HashMap<String, Visit>,
}

/// What an earlier round says of one site.
#[derive(Default)]
pub(super) struct EarlierSite {
    /// Its pages; `None` where it did not visit the site.
    pub(super) memory: Option<Arc<SiteMemory>>,
    /// Its findings; `None` where there is no earlier round.
    pub(super) findings: Option<Vec<EarlierFinding>>,
}

/// A finding of an earlier round, as far as it is compared.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct EarlierFinding {
    pub(super) key: String,
    pub(super) rule: String,
    pub(super) channel: Option<String>,
    pub(super) url: Url,
    pub(super) target: Option<Url>,
    pub(super) message: String,
    #[serde(default)]
    pub(super) excerpt: String,
    /// Where it concerns a text.
    #[serde(default)]
    pub(super) text: Option<TextDetail>,
    observed_at: DateTime<Utc>,
    first_found: Option<DateTime<Utc>>,
}

impl EarlierFinding {
    /// When the problem was first found.
    pub(super) fn first_found(&self) -> DateTime<Utc> {
        self.first_found.unwrap_or(self.observed_at)
    }
}

impl EarlierVisits {
    pub(super) async fn read(earlier: &Earlier) -> Result<Self, StoreError> {
        let mut tx = earlier.store.read().await?;
        let started_at = tx
            .run()
            .await?
            .map_or(DateTime::UNIX_EPOCH, |round| round.started_at);
        let china = FixedOffset::east_opt(8 * 3600).expect("a fixed offset within a day");
        Ok(Self {
            earlier: earlier.clone(),
            day: started_at.with_timezone(&china).date_naive(),
            visits: tx
                .visits()
                .await?
                .into_iter()
                .map(|visit| (visit.file.clone(), visit))
                .collect(),
        })
    }

    /// What it says of the site with this home page, whose visit writes this evidence file.
    pub(super) async fn site(&self, file: &str, home: &Url) -> Result<EarlierSite, StoreError> {
        let Some(visit) = self.visits.get(file) else {
            return Ok(EarlierSite {
                memory: None,
                findings: Some(Vec::new()),
            });
        };
        let lines = self
            .earlier
            .store
            .read()
            .await?
            .rows(visit.number, RowKind::Finding)
            .await?;
        let damaged =
            |error: serde_json::Error| StoreError::Inconsistent(format!("上一次检查的问题不能读取：{error}"));
        let findings = lines
            .iter()
            .map(|line| serde_json::from_str(line).map_err(damaged))
            .collect::<Result<_, _>>()?;
        let memory = SiteMemory::load(
            Arc::clone(&self.earlier.evidence),
            memory_file(file),
            file.to_owned(),
            home.clone(),
            saw_all(visit).then_some(self.day),
        );
        Ok(EarlierSite {
            memory: Some(Arc::new(memory.await)),
            findings: Some(findings),
        })
    }
}

/// Did a visit see the whole site, so that what it did not see was not there?
fn saw_all(visit: &Visit) -> bool {
    let outcome = visit.outcome.as_deref();
    let Some(outcome) = outcome.and_then(|text| serde_json::from_str::<SiteOutcome>(text).ok()) else {
        return false;
    };
    let left_out = [
        Cut::PageBudget,
        Cut::TargetBudget,
        Cut::SameShape,
        Cut::HostSilent,
    ];
    outcome.pages > 0 && left_out.iter().all(|cut| !outcome.cuts.contains_key(cut))
}
