//! One pass over all sites of a register (检查): begun, or gone on with where a killed run left it.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use tokio::task::JoinSet;
use xunwang_domain::exceptions::Exception;
use xunwang_domain::registry::Site;
use xunwang_domain::visit::{Run, Visit, VisitNumber};
use xunwang_ports::{Clock, EvidenceStore, Fetcher, Store, StoreError};

use super::conclude::{Before, conclude};
use super::earlier::{Earlier, EarlierSite, EarlierVisits};
use super::link_facts::SiteNames;
use super::plan::Plan;
use crate::visit::{
    Archive, Context, FLEET, FLEET_FILE, Files, FleetTargets, InspectSettings, Interrupted, Progress,
    Recorder, Scope, SiteVisit, Stop, memory_file,
};

/// The outside that an inspection needs (外部依赖).
#[derive(Clone)]
pub struct Outside {
    /// The database.
    pub store: Arc<dyn Store>,
    /// The evidence files.
    pub evidence: Arc<dyn EvidenceStore>,
    /// The way out.
    pub fetcher: Arc<dyn Fetcher>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// The round before this one, where there is one to compare with.
    pub previous: Option<Earlier>,
}

/// How an inspection ended (检查结局).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InspectEnd {
    /// Every visit is concluded.
    Complete,
    /// Somebody asked to stop; the same call goes on where it stood.
    Stopped,
}

/// Why an inspection cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum InspectError {
    /// The folder holds a round of another register or of other settings.
    #[error("结果文件夹中已有另一份台账或另一组设置的检查；请换一个文件夹，或用原来的台账和设置继续")]
    OtherRound,
    /// The folder holds a finished round.
    #[error("结果文件夹中的检查已经完成；请换一个文件夹")]
    Finished,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Inspects every site of the plan's roster; what was seen stays in the store, from which the result files are written.
///
/// # Errors
/// The folder holds something else, or the store failed; what was committed until then is kept.
pub fn inspect<'a>(
    outside: &'a Outside,
    plan: &'a Plan,
    settings: InspectSettings,
    progress: Arc<Progress>,
    stop: Arc<Stop>,
) -> BoxFuture<'a, Result<InspectEnd, InspectError>> {
    // In a box: what runs here is compiled once and with this crate's optimisation. A plain future is compiled by whoever
    // waits for it, and with theirs.
    Box::pin(go_through(outside, plan, settings, progress, stop))
}

async fn go_through(
    outside: &Outside,
    plan: &Plan,
    settings: InspectSettings,
    progress: Arc<Progress>,
    stop: Arc<Stop>,
) -> Result<InspectEnd, InspectError> {
    let mut visits = open_round(outside, plan).await?;
    for visit in visits.iter_mut().filter(|visit| visit.outcome.is_none()) {
        visit.evidence_length = outside.evidence.cut(&visit.file, visit.evidence_length).await?;
        // The visit is replayed from its beginning, and remembers its pages anew.
        outside.evidence.cut(&memory_file(&visit.file), 0).await?;
    }
    let files: BTreeMap<VisitNumber, (String, u64)> = visits
        .iter()
        .map(|visit| (visit.number, (visit.file.clone(), visit.evidence_length)))
        .collect();
    let fleet = {
        let looks = outside.store.read().await?.looks(FLEET).await?;
        Arc::new(FleetTargets::new(Archive::new(looks), files[&FLEET].1))
    };
    let (recorder, recorded) =
        Recorder::start(Arc::clone(&outside.store), Arc::clone(&outside.evidence), files);
    let context = Arc::new(Context {
        fetcher: Arc::clone(&outside.fetcher),
        evidence: Arc::clone(&outside.evidence),
        clock: Arc::clone(&outside.clock),
        recorder,
        progress,
        stop: Arc::clone(&stop),
        files: Files::default(),
        settings,
    });
    let result = visit_all(outside, plan, &visits, &context, &fleet).await;
    drop(context);
    recorded.end().await?;
    result?;
    Ok(if stop.is_asked() {
        InspectEnd::Stopped
    } else {
        InspectEnd::Complete
    })
}

/// Begins the round, or checks that the one begun is this one; returns its visits.
async fn open_round(outside: &Outside, plan: &Plan) -> Result<Vec<Visit>, InspectError> {
    let fingerprint = plan.fingerprint();
    let mut tx = outside.store.begin().await?;
    match tx.run().await? {
        Some(round) if round.fingerprint != fingerprint => return Err(InspectError::OtherRound),
        Some(round) if round.finished_at.is_some() => return Err(InspectError::Finished),
        Some(_) => {}
        None => {
            let started_at = outside.clock.now();
            tx.put_run(&Run {
                fingerprint,
                plan: plan.to_json(),
                started_at,
                finished_at: None,
            })
            .await?;
            tx.add_visits(&planned_visits(&plan.sites)).await?;
        }
    }
    let visits = tx.visits().await?;
    tx.commit().await?;
    Ok(visits)
}

fn planned_visits(sites: &[Site]) -> Vec<Visit> {
    let new = |number, file| Visit {
        number,
        file,
        evidence_length: 0,
        outcome: None,
    };
    let fleet = new(FLEET, FLEET_FILE.to_owned());
    let own = (1..)
        .zip(sites)
        .map(|(number, site)| new(number, format!("evidence/{}.warc.gz", site.code)));
    std::iter::once(fleet).chain(own).collect()
}

async fn visit_all(
    outside: &Outside,
    plan: &Plan,
    visits: &[Visit],
    context: &Arc<Context>,
    fleet: &Arc<FleetTargets>,
) -> Result<(), StoreError> {
    let sites = &plan.sites;
    let scopes = Scope::of_all(sites);
    let names = Arc::new(SiteNames::of(sites));
    let exceptions: Arc<[Exception]> = plan.exceptions.as_slice().into();
    let previous = match &outside.previous {
        Some(earlier) => Some(EarlierVisits::read(earlier).await?),
        None => None,
    };
    let mut running: JoinSet<Result<(), Interrupted>> = JoinSet::new();
    for visit in visits.iter().filter(|visit| visit.number != FLEET) {
        let index = visit.number as usize - 1;
        let asked = plan.retest.as_ref().map(|all| {
            let mut all = all.iter();
            all.find(|asked| asked.code == sites[index].code).cloned()
        });
        if visit.outcome.is_some() || asked == Some(None) {
            context.progress.finish_site();
            continue;
        }
        let asked = asked.flatten();
        while running.len() >= context.settings.active_sites {
            finish_one(&mut running).await?;
        }
        if context.stop.is_asked() {
            break;
        }
        let archive = Archive::new(outside.store.read().await?.looks(visit.number).await?);
        let earlier = match &previous {
            Some(previous) => previous.site(&visit.file, &sites[index].home).await?,
            None => EarlierSite::default(),
        };
        let (context, fleet, visit) = (Arc::clone(context), Arc::clone(fleet), visit.clone());
        let (site, scope) = (sites[index].clone(), scopes[index].clone());
        let (names, exceptions) = (Arc::clone(&names), Arc::clone(&exceptions));
        running.spawn(async move {
            let mut begun = SiteVisit::new(&context, &fleet, &visit, &site, scope, archive, earlier.memory);
            if let Some(asked) = &asked {
                begun = begun.looking_again(&asked.findings, asked.reach());
            }
            let gathered = begun.run(&site).await?;
            let before = Before {
                exceptions: &exceptions,
                earlier: earlier.findings.as_deref(),
                asked: asked.as_ref().map(|asked| asked.findings.as_slice()),
            };
            let conclusion = conclude(&context.settings, &site, &visit.file, gathered, &names, &before);
            context.recorder.conclude(visit.number, conclusion).await?;
            context.progress.finish_site();
            Ok(())
        });
    }
    while !running.is_empty() {
        finish_one(&mut running).await?;
    }
    Ok(())
}

/// Waits for a visit. One that was interrupted has kept what it saw: the reason is the stop, or the recorder's to tell.
async fn finish_one(running: &mut JoinSet<Result<(), Interrupted>>) -> Result<(), StoreError> {
    match running.join_next().await {
        Some(Err(error)) if error.is_panic() => {
            Err(StoreError::Inconsistent(format!("检查任务异常：{error}")))
        }
        _ => Ok(()),
    }
}
