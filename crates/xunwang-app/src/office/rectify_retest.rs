//! Looking at problems again (复查): what was answered, and what somebody asked for, in one pass over the sites concerned, by the
//! same rules and the same way out as an inspection. Killed at any moment, it goes on where it stood.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use xunwang_domain::feedback::calendar::Calendar;
use xunwang_domain::probe::DAYS;
use xunwang_domain::rectification::{
    Rectification, RectificationId, RectifyDoer, RectifyMove, RectifyRole, Retest, RetestId, RetestOutcome,
    RetestRun, RetestedFinding,
};
use xunwang_domain::registry::{Site, SiteCode, SiteStatus};
use xunwang_domain::review::{FindingId, RoundFinding, Verdict};
use xunwang_domain::round::RoundId;
use xunwang_domain::standard::Standard;
use xunwang_domain::visit::RowKind;
use xunwang_ports::{FindingQuery, Folder, RectifyQuery, Store, StoreError, Tx};
use xunwang_rules::is_confidential;

use super::availability::{Unreachable, unreachable};
use super::caller::event;
use super::collect::Collector;
use super::crawl::{CrawlError, Job, finish_run};
use super::feedback_calendar::calendar_of;
use super::rectify_open::machine;
use super::review::blank;
use super::rounds::standard_of;
use super::{App, AppError};
use crate::inspection::{AskedFinding, AskedSite, InspectEnd, InspectError, RetestRow};
use crate::visit::{FLEET, Progress, Stop};

/// The rule that a week of probes decides, not a visit.
const BY_PROBES: &str = "site-unreachable";
/// Confirmed findings of a problem that are looked at again.
const READ: u32 = 20_000;

/// What is confirmed of one problem.
struct Asked {
    id: RectificationId,
    findings: Vec<RoundFinding>,
}

/// What was seen of a site.
enum Seen {
    /// By key.
    Rows(HashMap<String, RetestRow>),
    /// It was not looked at.
    Not(String),
}

impl Collector {
    /// Looks at everything again that waits for it; how many problems. Where a round waits to be collected, what was seen is
    /// kept and the rest comes after it.
    ///
    /// # Errors
    /// The store could not. What was fetched until then is kept.
    pub async fn retest_due(&self) -> Result<usize, AppError> {
        let mut done = 0;
        while !self.is_stopping() && !self.round_waits().await? {
            let Some(run) = next_run(&self.crawl.app).await? else {
                break;
            };
            match self.retest(&run).await {
                Ok(Some(count)) => done += count,
                Ok(None) => break,
                Err(CrawlError::App(error)) => return Err(error),
                Err(CrawlError::Inspect(InspectError::Store(error))) => return Err(error.into()),
                Err(CrawlError::Inspect(error)) => {
                    tracing::error!(%error, run.id = %run.id.0, "re-test cannot be made");
                    break;
                }
            }
        }
        Ok(done)
    }

    /// Does anything wait to be looked at again?
    async fn retest_waits(&self) -> Result<bool, StoreError> {
        let mut tx = self.crawl.app.store.read().await?;
        Ok(!tx.open_retests().await?.is_empty() || !tx.rectifications(&waiting()).await?.is_empty())
    }

    /// Makes one run; nothing where it was broken off.
    async fn retest(&self, run: &RetestRun) -> Result<Option<usize>, CrawlError> {
        let app = &self.crawl.app;
        let mut tx = app.store.read().await?;
        let round = tx.round(run.round).await?.ok_or(AppError::NotFound)?;
        let standard = standard_of(&mut *tx, round.standard).await?;
        let register: Vec<Site> = tx.sites().await?.into_iter().map(|one| one.site).collect();
        let mut asked: BTreeMap<SiteCode, Vec<Asked>> = BTreeMap::new();
        for id in &run.of {
            let Some(one) = tx.rectification(*id).await? else {
                continue;
            };
            let findings = confirmed_of(&mut *tx, &one).await?;
            let own = asked.entry(one.problem.site.clone()).or_default();
            own.push(Asked { id: *id, findings });
        }
        drop(tx);
        let running = |code: &SiteCode| {
            let mut all = register.iter();
            all.any(|site| site.code == *code && site.status == SiteStatus::Running)
        };
        let to_visit: Vec<AskedSite> = asked
            .iter()
            .filter(|(code, _)| running(code))
            .filter_map(|(code, asked)| site_of(code, asked))
            .collect();
        let has_visits = !to_visit.is_empty();
        if has_visits {
            let job = Job {
                folder: run.id.into(),
                sites: register
                    .iter()
                    .filter(|site| site.status == SiteStatus::Running)
                    .cloned()
                    .collect(),
                exceptions: Vec::new(),
                standard: &standard,
                as_of: run.begun_at,
                window: [None, None],
                max_pages: self.crawl.settings.max_pages,
                ahead: None,
                previous: None,
                retest: Some(to_visit),
            };
            if let Some(ready) = self.crawl.ready(job).await? {
                let stop = Arc::new(Stop::default());
                let going = ready.go(Arc::new(Progress::default()), Arc::clone(&stop));
                if self.unless_something_waits(going, &stop, false).await? == InspectEnd::Stopped {
                    return Ok(None);
                }
            }
        }
        let count = self
            .take_over_retests(run, asked, &register, &standard, has_visits)
            .await?;
        Ok(Some(count))
    }

    /// Rounds come first, and re-tests before patrols: what goes on stops when one waits, or the program is to end.
    pub(super) async fn unless_something_waits(
        &self,
        going: impl Future<Output = Result<InspectEnd, InspectError>>,
        stop: &Stop,
        is_patrol: bool,
    ) -> Result<InspectEnd, InspectError> {
        let mut going = std::pin::pin!(going);
        loop {
            tokio::select! {
                end = &mut going => return end,
                () = tokio::time::sleep(Duration::from_secs(2)) => {
                    if self.is_stopping()
                        || self.round_waits().await?
                        || (is_patrol && self.retest_waits().await?)
                    {
                        stop.ask();
                    }
                }
            }
        }
    }

    /// Writes what was seen into the records, site by site; what is there already stays. How many problems.
    async fn take_over_retests(
        &self,
        run: &RetestRun,
        asked: BTreeMap<SiteCode, Vec<Asked>>,
        register: &[Site],
        standard: &Standard,
        has_visits: bool,
    ) -> Result<usize, AppError> {
        let app = &self.crawl.app;
        let folder = match has_visits {
            true => Some(app.folders.store(Folder::Retest(run.id)).await?),
            false => None,
        };
        let from = run.begun_at - TimeDelta::days(i64::from(DAYS));
        let marks = app.store.read().await?.probe_marks(from, run.begun_at).await?;
        let mut count = 0;
        for (code, asked) in asked {
            let site = register.iter().find(|site| site.code == code);
            let seen = match (site, &folder) {
                (None, _) => Seen::Not("网站已不在台账里，须人工核实".to_owned()),
                (Some(site), _) if site.status != SiteStatus::Running => {
                    Seen::Not(format!("网站现为“{}”，没有复查", site.status.label()))
                }
                (Some(_), Some(folder)) => rows_of(&**folder, &code).await?,
                (Some(_), None) => Seen::Rows(HashMap::new()),
            };
            let by_probes = site.map(|site| {
                let own = marks.get(&code).map(Vec::as_slice).unwrap_or_default();
                unreachable(site, own, run.begun_at, standard)
            });
            let mut tx = app.store.begin().await?;
            let calendar = calendar_of(&mut *tx).await?;
            for one in &asked {
                let looked = |finding: &RoundFinding| left_of(finding, &seen, by_probes.as_ref());
                count += usize::from(keep(app, &mut *tx, run, one, looked, &calendar).await?);
            }
            tx.commit().await?;
        }
        if let Some(folder) = folder {
            finish_run(&*folder, app.now()).await?;
        }
        let mut tx = app.store.begin().await?;
        tx.put_retest_run(&RetestRun {
            finished_at: Some(app.now()),
            ..run.clone()
        })
        .await?;
        tx.commit().await?;
        Ok(count)
    }
}

fn waiting() -> RectifyQuery {
    RectifyQuery {
        waits_for_retest: true,
        ..RectifyQuery::default()
    }
}

/// The run that was begun and has not ended, or a new one of everything that waits, of one round.
async fn next_run(app: &App) -> Result<Option<RetestRun>, AppError> {
    let mut tx = app.store.begin().await?;
    if let Some(open) = tx.open_retests().await?.into_iter().next() {
        return Ok(Some(open));
    }
    let waiting = tx.rectifications(&waiting()).await?;
    let Some(round) = waiting.iter().map(|one| one.problem.round).min() else {
        return Ok(None);
    };
    let run = new_run(app, round, &waiting);
    tx.put_retest_run(&run).await?;
    tx.commit().await?;
    Ok(Some(run))
}

fn new_run(app: &App, round: RoundId, waiting: &[Rectification]) -> RetestRun {
    let of_round = waiting.iter().filter(|one| one.problem.round == round);
    RetestRun {
        id: RetestId(app.new_id()),
        round,
        of: of_round.map(|one| one.id).collect(),
        begun_at: app.now(),
        finished_at: None,
    }
}

pub(super) async fn confirmed_of(
    tx: &mut dyn Tx,
    one: &Rectification,
) -> Result<Vec<RoundFinding>, AppError> {
    let key = &one.problem;
    let query = FindingQuery {
        sites: Some(vec![key.site.clone()]),
        indicator: Some(key.indicator.clone()),
        verdict: Some(Some(Verdict::Confirmed)),
        ..blank(key.round)
    };
    Ok(tx.findings(&query, READ).await?)
}

/// What a visit of the site is to look at; nothing where only probes or people can tell.
fn site_of(code: &SiteCode, asked: &[Asked]) -> Option<AskedSite> {
    let findings: Vec<AskedFinding> = asked
        .iter()
        .flat_map(|one| &one.findings)
        .filter(|finding| finding.line.rule != BY_PROBES)
        .filter(|finding| xunwang_rules::rule_code(&finding.line.rule).is_some())
        .map(|finding| AskedFinding::of(&finding.line))
        .collect();
    (!findings.is_empty()).then(|| AskedSite {
        code: code.clone(),
        findings,
    })
}

async fn rows_of(folder: &dyn Store, code: &SiteCode) -> Result<Seen, AppError> {
    let file = format!("evidence/{code}.warc.gz");
    let mut tx = folder.read().await?;
    let visits = tx.visits().await?;
    let visit = visits
        .iter()
        .find(|visit| visit.number != FLEET && visit.file == file);
    let Some(visit) = visit.filter(|visit| visit.outcome.is_some()) else {
        // Only probes or people can tell.
        return Ok(Seen::Rows(HashMap::new()));
    };
    let mut rows = HashMap::new();
    for row in tx.rows(visit.number, RowKind::Retest).await? {
        let row: RetestRow = serde_json::from_str(&row)
            .map_err(|error| StoreError::Inconsistent(format!("复查结果不能读取：{error}")))?;
        rows.insert(row.key.clone(), row);
    }
    Ok(Seen::Rows(rows))
}

/// What is left of a finding; nothing where it is mended.
fn left_of(finding: &RoundFinding, seen: &Seen, by_probes: Option<&Unreachable>) -> Option<RetestedFinding> {
    let line = &finding.line;
    let (outcome, reason) = match (seen, by_probes) {
        (Seen::Not(reason), _) => (RetestOutcome::NotRetested, reason.clone()),
        (_, Some(week)) if line.rule == BY_PROBES => match week {
            Unreachable::Finding(line) => (RetestOutcome::NotFixed, line.message.clone()),
            Unreachable::Open(open) => (RetestOutcome::NotRetested, open.reason.clone()),
            Unreachable::Fine => return None,
        },
        (Seen::Rows(rows), _) => match rows.get(&line.key) {
            Some(row) if row.outcome == RetestOutcome::Fixed => return None,
            Some(row) => (row.outcome, row.reason.clone()),
            None => (
                RetestOutcome::NotRetested,
                "没有可由程序复查的规则，须人工复查".to_owned(),
            ),
        },
    };
    // Dangerous finds are told by their rule's name alone.
    let is_hidden = is_confidential(&line.rule);
    let shown = |text: String| if is_hidden { String::new() } else { text };
    Some(RetestedFinding {
        finding: finding.id,
        what: if is_hidden {
            "（敏感线索，内容另行告知）".to_owned()
        } else {
            line.message.clone()
        },
        url: shown(line.url.to_string()),
        reason: match outcome {
            RetestOutcome::NotRetested => reason,
            _ => shown(reason),
        },
        outcome,
    })
}

/// Keeps what was seen of one problem; false where it stands there already, or where it was answered anew meanwhile and
/// waits for the next run.
async fn keep(
    app: &App,
    tx: &mut dyn Tx,
    run: &RetestRun,
    asked: &Asked,
    looked: impl Fn(&RoundFinding) -> Option<RetestedFinding>,
    calendar: &Calendar,
) -> Result<bool, AppError> {
    let Some(before) = tx.rectification(asked.id).await? else {
        return Ok(false);
    };
    let is_known = before.retests.iter().any(|retest| retest.run == Some(run.id));
    if is_known || before.stage.is_over() {
        return Ok(false);
    }
    let mut left: Vec<RetestedFinding> = asked.findings.iter().filter_map(looked).collect();
    let fixed = (asked.findings.len() - left.len()) as u64;
    let by_hand = before.findings.saturating_sub(asked.findings.len() as u64);
    left.extend((0..by_hand).map(|_| RetestedFinding {
        finding: FindingId::new(before.problem.round, &before.problem.indicator),
        what: before.title.clone(),
        url: String::new(),
        outcome: RetestOutcome::NotRetested,
        reason: "人工检查认定，须人工复查".to_owned(),
    }));
    let retest = Retest::of_findings(run.id, fixed, left, run.begun_at);
    let doer = RectifyDoer {
        role: RectifyRole::Machine,
        user: None,
        name: machine().name,
        at: app.now(),
    };
    let Ok(after) = before.after(RectifyMove::Retest(Box::new(retest)), &doer, calendar) else {
        return Ok(false);
    };
    tx.put_rectifications(std::slice::from_ref(&after)).await?;
    let object = ("rectification", after.id.0.to_string(), after.site_name.as_str());
    let said = serde_json::json!({"stage": after.stage, "step": after.steps.last()});
    tx.record(&event(app, machine(), "整改复查", object, (None, Some(said))))
        .await?;
    Ok(true)
}
