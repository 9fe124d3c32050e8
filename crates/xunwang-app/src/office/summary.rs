//! A round as its pages show it (轮次概览): made once after each change, whoever asks.

use std::sync::Arc;

use xunwang_domain::judgement::JudgedSite;
use xunwang_domain::problem::ProblemKey;
use xunwang_domain::round::{RosterSite, RoundId, RoundStage};
use xunwang_domain::score::Rows;
use xunwang_domain::standard::Standard;
use xunwang_ports::{Revised, RosterRow, Tx};

use super::open_item::OpenItem;
use super::problems::{ProblemRow, level_of};
use super::standing::{Grounds, outcome_of};
use super::{App, AppError};

/// A round with all its sites (轮次概览).
pub(super) struct RoundSummary {
    pub(super) standard: Standard,
    pub(super) sites: Vec<Arc<SiteSummary>>,
}

/// A site of a round with what came of it (网站概览).
#[derive(Clone, Debug)]
pub struct SiteSummary {
    /// The site as it stands in the roster.
    pub roster: RosterSite,
    /// What came of its visit.
    pub visit: VisitState,
    /// What it was judged, or would be judged now, by the confirmed rows of the standard.
    pub judged: JudgedSite,
    /// What it would be judged by all rows.
    pub preview: JudgedSite,
    /// What is open and nobody has answered for.
    pub open: Vec<OpenItem>,
    /// Its problems, in the order of the standard.
    pub problems: Vec<ProblemRow>,
}

/// What came of the visit of a site (采集结果).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VisitState {
    /// 未检查
    NotVisited,
    /// 未能打开
    NotOpened(String),
    /// 已检查
    Read {
        /// Pages read.
        pages: u64,
        /// Addresses known.
        links: u64,
    },
}

impl SiteSummary {
    /// Is a change of the roster still to be decided on? Not where it was refused.
    pub fn change_is_open(&self) -> bool {
        self.roster
            .removal
            .as_ref()
            .is_none_or(|change| change.granted.is_none())
    }
}

impl VisitState {
    /// What it is called.
    pub fn label(&self) -> &'static str {
        match self {
            Self::NotVisited => "未检查",
            Self::NotOpened(_) => "未能打开",
            Self::Read { .. } => "已检查",
        }
    }
}

/// A round as it is now; the same as before where nothing that hangs on it has changed.
pub(super) async fn summary(app: &App, tx: &mut dyn Tx, id: RoundId) -> Result<Arc<RoundSummary>, AppError> {
    let revision = tx.revision(Revised::Round(id)).await?;
    app.summaries.get(id, revision, make(tx, id)).await
}

async fn make(tx: &mut dyn Tx, id: RoundId) -> Result<RoundSummary, AppError> {
    let grounds = Grounds::read(tx, id, None).await?;
    let mut sites = Vec::with_capacity(grounds.roster.len());
    for row in &grounds.roster {
        sites.push(Arc::new(site(&grounds, row)?));
    }
    Ok(RoundSummary {
        standard: grounds.standard,
        sites,
    })
}

fn site(grounds: &Grounds, row: &RosterRow) -> Result<SiteSummary, AppError> {
    let kept = row
        .judgement
        .as_deref()
        .filter(|_| grounds.round.stage == RoundStage::Judged);
    let judged = match kept {
        Some(kept) => serde_json::from_str(kept)
            .map_err(|error| AppError::refused(format!("判定结果不能读取：{error}")))?,
        None => grounds.judge(row, Rows::Confirmed)?,
    };
    Ok(SiteSummary {
        visit: match outcome_of(row)? {
            None => VisitState::NotVisited,
            Some(outcome) => match outcome.not_opened {
                Some(why) => VisitState::NotOpened(why),
                None => VisitState::Read {
                    pages: outcome.pages,
                    links: outcome.links,
                },
            },
        },
        judged,
        preview: grounds.judge(row, Rows::All)?,
        open: grounds.unsettled_items(row)?,
        problems: problems_of(grounds, row),
        roster: row.site.clone(),
    })
}

fn problems_of(grounds: &Grounds, row: &RosterRow) -> Vec<ProblemRow> {
    let site = &row.site.site.site;
    if !row.site.counts() {
        return Vec::new();
    }
    let met = grounds.met_vetoes(row, Rows::Confirmed);
    let problem = |indicator: &xunwang_domain::standard::Indicator| {
        let confirmed = grounds.confirmed_count(&site.code, &indicator.id);
        let said = grounds.problem(&site.code, &indicator.id);
        if confirmed == 0 && said.is_none_or(|said| said.objections.is_empty()) {
            return None;
        }
        let ids = grounds.confirmed(&site.code, &indicator.id);
        Some(ProblemRow {
            key: ProblemKey {
                round: grounds.round.id,
                site: site.code.clone(),
                indicator: indicator.id.clone(),
            },
            site_name: site.name.clone(),
            title: indicator.title.clone(),
            level: level_of(indicator.kind),
            confirmed,
            is_met: met.iter().any(|(id, _)| *id == indicator.id),
            is_approved: said.is_some_and(|said| said.is_approved(&ids)),
            waits_for_answer: said.is_some_and(|said| said.waits_for_answer()),
            is_replied: said.is_some_and(|said| !said.objections.is_empty()),
            is_lifted: said
                .is_some_and(|said| said.is_lifted(grounds.all_confirmed(&site.code, &indicator.id))),
        })
    };
    grounds.standard.indicators.iter().filter_map(problem).collect()
}
