//! The accounts of a round inspected (新媒体检查): asked for by an officer, done beside the rounds of sites, decided on by two people.

use std::collections::{BTreeMap, BTreeSet};

use xunwang_domain::account::{
    AccountCode, AccountDefect, AccountFinding, AccountJudgement, AccountResult, AccountStanding, MediaRun,
    MediaStatus, RegisteredAccount,
};
use xunwang_domain::judgement::Judgement;
use xunwang_domain::organization::Organizations;
use xunwang_domain::people::Actor;
use xunwang_domain::round::{RosterReason, Round, RoundId, RoundScope, RoundStage, draw, end_of_day};
use xunwang_ports::{MediaResultQuery, Tx};

use super::caller::{event, value};
use super::collect::Collector;
use super::crawl::TextSupply;
use super::media_inspect::{MediaInspection, MediaQuestion, MenuVisit, inspect_media};
use super::rounds::{managed, standard_of};
use super::{App, AppError, Caller};

/// Asks for the inspection of a round's accounts, for the first time or once more (检查新媒体).
///
/// # Errors
/// The caller may not, the round is judged, or the part is none.
pub async fn ask_media_run(
    app: &App,
    caller: &Caller,
    id: RoundId,
    scope: RoundScope,
) -> Result<(), AppError> {
    if let RoundScope::Sample { percent, .. } = scope
        && !(1..=100).contains(&percent)
    {
        return Err(AppError::refused("抽查比例应为1至100"));
    }
    let mut tx = app.store.begin().await?;
    let round = managed(&mut *tx, caller, id).await?;
    must_be_open(&round)?;
    let before = tx.media_run(id).await?;
    if before.as_ref().is_some_and(|run| run.finished_at.is_none()) {
        return Err(AppError::refused("新媒体正在检查，请等它完成"));
    }
    let run = MediaRun {
        round: id,
        scope,
        asked_by: caller.user.name.clone(),
        asked_at: app.now(),
        as_of: None,
        finished_at: None,
        running: BTreeMap::new(),
        accepted: None,
    };
    tx.put_media_run(&run).await?;
    let title = round.title();
    let object = ("round", id.0.to_string(), title.as_str());
    let change = (before.as_ref().and_then(value), value(&run));
    tx.record(&caller.event(app, "检查新媒体", object, change))
        .await?;
    tx.commit().await?;
    Ok(())
}

/// What was judged is not inspected again.
pub(super) fn must_be_open(round: &Round) -> Result<(), AppError> {
    match round.stage {
        RoundStage::Judged => Err(AppError::refused(
            "这一轮已经判定，新媒体的结果不再变动；要改请先撤销判定",
        )),
        _ => Ok(()),
    }
}

impl Collector {
    /// Inspects the accounts of every round for which that was asked; how many rounds.
    ///
    /// Killed in the middle, it begins anew: nothing stands in the records before all of it does.
    ///
    /// # Errors
    /// The store could not.
    pub async fn media_due(&self) -> Result<usize, AppError> {
        let app = &self.crawl.app;
        let open = app.store.read().await?.open_media_runs().await?;
        let mut done = 0;
        for run in open {
            if self.is_stopping() {
                break;
            }
            let menus = MenuVisit {
                fetcher: &*self.crawl.fetcher,
                second_look: self.crawl.settings.second_look,
            };
            inspect_round(app, run, menus, self.crawl.texts.as_ref()).await?;
            done += 1;
        }
        Ok(done)
    }
}

/// Inspects the accounts of a round, and keeps what became of each.
async fn inspect_round(
    app: &App,
    run: MediaRun,
    menus: MenuVisit<'_>,
    texts: Option<&TextSupply>,
) -> Result<(), AppError> {
    let mut tx = app.store.read().await?;
    let round = tx.round(run.round).await?.ok_or(AppError::NotFound)?;
    let standard = standard_of(&mut *tx, round.standard).await?;
    let tree = Organizations::new(tx.organizations().await?);
    let failed = failed_before(&mut *tx, &round).await?;
    let end = end_of_day(round.dates.roster_day).unwrap_or(app.now());
    let registered = tx.media_accounts_at(end.min(app.now())).await?;
    drop(tx);
    let own: Vec<_> = registered
        .into_iter()
        .filter(|one| {
            one.account.status == MediaStatus::Running && tree.holds(round.organization, one.organization)
        })
        .collect();
    let as_of = app.now();
    let run = MediaRun {
        as_of: Some(as_of),
        running: running(&own),
        ..run
    };
    let roster = draw(own, |one| &one.account.code, run.scope, &failed);
    let codes = roster.iter().map(|(_, one)| one.account.code.clone()).collect();
    let asked = MediaQuestion {
        as_of,
        since: begin(&round).unwrap_or(as_of - chrono::TimeDelta::days(92)),
        standard: &standard,
        only: Some(&codes),
        visit: Some(menus),
        texts,
    };
    let inspection = inspect_media(app, asked).await?;
    let results = results_of(&round, as_of, roster, inspection);

    let mut tx = app.store.begin().await?;
    // Asked for once more meanwhile, or judged: what was seen is no longer what is wanted.
    let current = tx.media_run(run.round).await?;
    let is_wanted = current.is_some_and(|now| now.asked_at == run.asked_at && now.finished_at.is_none());
    let round = tx.round(run.round).await?.ok_or(AppError::NotFound)?;
    if !is_wanted {
        return Ok(());
    }
    let count = results.len();
    if must_be_open(&round).is_ok() {
        let all = MediaResultQuery::of(run.round);
        let mut earlier: BTreeMap<AccountCode, AccountResult> = tx
            .media_results(&all, (0, u64::MAX))
            .await?
            .into_iter()
            .map(|one| (one.account.code.clone(), one))
            .collect();
        let results: Vec<AccountResult> = results
            .into_iter()
            .map(|one| match earlier.remove(&one.account.code) {
                Some(before) => before.renewed(one, MACHINE),
                None => one,
            })
            .collect();
        tx.drop_media_results(run.round).await?;
        tx.put_media_results(&results).await?;
    }
    let run = MediaRun {
        finished_at: Some(app.now()),
        ..run
    };
    tx.put_media_run(&run).await?;
    let title = round.title();
    let object = ("round", run.round.0.to_string(), title.as_str());
    let told = serde_json::json!({ "run": run, "accounts": count });
    let actor = Actor {
        user: None,
        name: MACHINE.to_owned(),
        address: String::new(),
    };
    tx.record(&event(app, actor, "完成新媒体检查", object, (None, Some(told))))
        .await?;
    tx.commit().await?;
    Ok(())
}

/// When the time that a round looks at begins.
fn begin(round: &Round) -> Option<chrono::DateTime<chrono::Utc>> {
    end_of_day(round.dates.window[0].pred_opt()?)
}

/// How many run, by area and platform.
fn running(own: &[RegisteredAccount]) -> BTreeMap<String, BTreeMap<String, u64>> {
    let mut areas: BTreeMap<String, BTreeMap<String, u64>> = BTreeMap::new();
    for RegisteredAccount { account, .. } in own {
        let platforms = areas.entry(account.area.clone()).or_default();
        *platforms.entry(account.platform.label().to_owned()).or_default() += 1;
    }
    areas
}

/// The machine's name in the records.
const MACHINE: &str = "监测";

/// Accounts that failed in the round before: they are inspected again whatever the sample says.
async fn failed_before(tx: &mut dyn Tx, round: &Round) -> Result<BTreeSet<AccountCode>, AppError> {
    let Some(before) = round.previous else {
        return Ok(BTreeSet::new());
    };
    let query = MediaResultQuery {
        standing: Some(AccountStanding::Failed),
        ..MediaResultQuery::of(before)
    };
    let failed = tx.media_results(&query, (0, u64::MAX)).await?;
    Ok(failed.into_iter().map(|one| one.account.code).collect())
}

fn results_of(
    round: &Round,
    as_of: chrono::DateTime<chrono::Utc>,
    roster: Vec<(RosterReason, RegisteredAccount)>,
    inspection: MediaInspection,
) -> Vec<AccountResult> {
    let mut judged: BTreeMap<AccountCode, AccountJudgement> = inspection
        .judged
        .into_iter()
        .map(|(account, judgement)| (account.code, judgement))
        .collect();
    let mut defects: BTreeMap<AccountCode, Vec<AccountDefect>> = BTreeMap::new();
    for finding in &inspection.findings {
        let own: &AccountFinding = finding;
        defects.entry(own.account.clone()).or_default().push(own.into());
    }
    let result = |(why, one): (RosterReason, RegisteredAccount)| {
        let judgement = judged.remove(&one.account.code);
        let (machine, vetoes, reason) = match judgement {
            Some(it) => (it.judgement, it.vetoes, it.not_measured_reason),
            // It runs no longer, by the register of now.
            None => (
                Judgement::NotMeasured,
                Vec::new(),
                Some("检查时台账中已不是正常运行".to_owned()),
            ),
        };
        AccountResult {
            round: round.id,
            defects: defects.remove(&one.account.code).unwrap_or_default(),
            account: one.account,
            organization: one.organization,
            why,
            as_of,
            machine,
            vetoes,
            reason,
            found: Vec::new(),
            remarks: Vec::new(),
        }
    };
    roster.into_iter().map(result).collect()
}
