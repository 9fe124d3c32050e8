//! What stood in the circulars issued before, and is there again (再次出现): the same site and the same indicator.
//!
//! Only what a circular told of a site by name counts: what made it fail, and what was named of a site that passed. A problem
//! that was withdrawn from the ledger afterwards was none.

use std::collections::{BTreeMap, BTreeSet};

use xunwang_domain::circular::{Quarter, Repeat};
use xunwang_domain::judgement::{JudgedSite, Judgement};
use xunwang_domain::paper::Paper;
use xunwang_domain::rectification::RectifyStage;
use xunwang_domain::registry::SiteCode;
use xunwang_ports::{RectifyQuery, StoreError, Tx};

use super::AppError;
use super::paper_facts::issued_before;

/// The circulars of an office about earlier quarters, the newest first (既往通报).
pub(super) struct EarlierCirculars {
    now: Quarter,
    all: Vec<Issued>,
}

/// A circular that was issued.
struct Issued {
    paper: Paper,
    judged: BTreeMap<SiteCode, JudgedSite>,
    withdrawn: BTreeSet<(SiteCode, String)>,
}

impl EarlierCirculars {
    /// Reads those before a paper.
    ///
    /// # Errors
    /// The store could not.
    pub(super) async fn read(tx: &mut dyn Tx, paper: &Paper) -> Result<Self, AppError> {
        let mut all = Vec::new();
        for past in issued_before(tx, paper).await?.into_iter().rev() {
            let mut judged = BTreeMap::new();
            for row in tx.roster(past.round).await? {
                let Some(kept) = &row.judgement else { continue };
                let site: JudgedSite = serde_json::from_str(kept)
                    .map_err(|error| StoreError::Inconsistent(format!("判定结果不能读取：{error}")))?;
                judged.insert(site.site.site_code.clone(), site);
            }
            let query = RectifyQuery {
                round: Some(past.round),
                ..RectifyQuery::default()
            };
            let withdrawn = tx.rectifications(&query).await?.into_iter();
            let withdrawn = withdrawn
                .filter(|one| one.stage == RectifyStage::Withdrawn)
                .map(|one| (one.problem.site, one.problem.indicator))
                .collect();
            all.push(Issued {
                paper: past,
                judged,
                withdrawn,
            });
        }
        Ok(Self {
            now: paper.quarter,
            all,
        })
    }

    /// The quarter of the last one, and what it said made a site fail.
    pub(super) fn last_vetoes(&self, site: &SiteCode) -> Option<(Quarter, &[String])> {
        let last = self.all.first()?;
        let judged = &last.judged.get(site)?.site;
        (judged.judgement == Judgement::Unqualified).then_some((last.paper.quarter, &judged.vetoes))
    }

    /// Did the same problem of this site stand in any of them?
    pub(super) fn repeat_of(&self, site: &SiteCode, indicator: &str, rule: &str) -> Option<Repeat> {
        let stood = self.all.iter().filter(|one| one.told(site, indicator, rule));
        let stood: Vec<Quarter> = stood.map(|one| one.paper.quarter).collect();
        Repeat::of(self.now, &stood)
    }
}

impl Issued {
    fn told(&self, site: &SiteCode, indicator: &str, rule: &str) -> bool {
        let key = (site.clone(), indicator.to_owned());
        let Some(judged) = self.judged.get(site).filter(|_| !self.withdrawn.contains(&key)) else {
            return false;
        };
        if judged.site.judgement == Judgement::Unqualified {
            return judged.site.vetoes.iter().any(|veto| veto == indicator);
        }
        let mut counts = judged.counts.iter();
        counts.any(|count| count.indicator == indicator && count.confirmed > 0)
            && self.paper.naming_of(site, rule).is_some_and(|said| said.named)
    }
}
