//! An inspection with its result files, as `inspect` and `demo` run it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use chrono::{DateTime, NaiveDate, Utc};
use xunwang_app::inspection::{
    Changes, CircularInput, Comparison, Completeness, Counts, Durations, Earlier, InspectEnd, InspectError,
    Outside, Plan, Politeness, RunSummary, SiteOutcome, Windows, circular_facts, exception_outcomes, inspect,
    read_outcomes, write_changes, write_channels, write_exempted, write_findings, write_links, write_sites,
};
use xunwang_app::visit::{InspectSettings, Progress, Stop, TextChecks};
use xunwang_domain::circular::{CircularFacts, Quarter};
use xunwang_domain::standard::Standard;
use xunwang_fetch::{FetchSettings, FetchStatistics, PoliteFetcher};
use xunwang_ports::{Clock, Store, SystemClock};
use xunwang_report::document::Edition;
use xunwang_store::{EvidenceFolder, SqliteStore};

use super::text_checks::Checking;
use super::{Failure, documents, stop};
use crate::folder::ResultFolder;
use crate::moment;
use crate::progress::Shown;

/// Findings that the exception list keeps out of the count; written where there is a list.
pub(crate) const EXEMPTED: &str = "exempted.jsonl";

/// What is to be inspected, and how (检查任务).
pub(crate) struct Order {
    pub(crate) plan: Plan,
    /// The checks of texts that the plan names.
    pub(crate) checks: Option<Checking>,
    /// The round to compare with.
    pub(crate) previous: Option<Earlier>,
    pub(crate) fetch: FetchSettings,
    pub(crate) second_look: Duration,
    pub(crate) out: PathBuf,
    pub(crate) database: Option<String>,
}

/// An inspection that is done, with its files written.
pub(crate) struct Done {
    pub(crate) summary: RunSummary,
    pub(crate) outcomes: Vec<SiteOutcome>,
    pub(crate) out: PathBuf,
}

/// Inspects, judges, and writes every result file.
pub(crate) async fn execute(order: Order) -> Result<Done, Failure> {
    let begun = Instant::now();
    refuse_foreign_folder(&order)?;
    let fetcher =
        PoliteFetcher::new(order.fetch.clone()).map_err(|error| Failure::Failed(error.to_string()))?;
    let fetcher = Arc::new(fetcher);
    let mut folder = ResultFolder::open(&order.out)?;
    let store = Arc::new(open_store(&order.out, order.database.as_deref()).await?);
    let outside = Outside {
        store: Arc::clone(&store) as Arc<dyn Store>,
        evidence: Arc::new(EvidenceFolder::new(&order.out)),
        fetcher: Arc::clone(&fetcher) as _,
        clock: Arc::new(SystemClock),
        previous: order.previous.clone(),
    };
    let mut run = Run {
        order,
        as_of: SystemClock.now(),
    };
    run.as_of = run.monitoring_point(&*store).await?;
    let stop = Arc::new(Stop::default());
    let signals = stop::on_signals(Arc::clone(&stop));
    run.inspect(&outside, stop).await?;
    let summary = run
        .write_results(&*store, &mut folder, &fetcher.statistics(), begun)
        .await?;
    let outcomes = read_outcomes(&*store).await?;
    signals.abort();
    Ok(Done {
        summary,
        outcomes,
        out: run.order.out,
    })
}

struct Run {
    order: Order,
    as_of: DateTime<Utc>,
}

impl Run {
    /// The monitoring point: as given, or the moment at which the round was begun.
    async fn monitoring_point(&self, store: &dyn Store) -> Result<DateTime<Utc>, Failure> {
        if let Some(as_of) = self.order.plan.as_of {
            return Ok(as_of);
        }
        let round = async { store.read().await?.run().await }
            .await
            .map_err(anyhow::Error::from)?;
        Ok(round.map_or(self.as_of, |round| round.started_at))
    }

    async fn inspect(&self, outside: &Outside, stop: Arc<Stop>) -> Result<(), Failure> {
        let plan = &self.order.plan;
        let fetch = &self.order.fetch;
        let per_site = fetch.in_flight_per_host;
        let settings = InspectSettings {
            as_of: self.as_of,
            second_look: self.order.second_look,
            max_pages: plan.max_pages,
            in_flight_per_site: per_site,
            active_sites: active_sites(fetch),
            texts: self.text_checks(),
            only: plan.only_codes(),
            ahead: None,
            standard: standard(&plan.standard)?,
            software: format!("Xunwang/{}", env!("CARGO_PKG_VERSION")),
        };
        let progress = Arc::new(Progress::default());
        let shown = Shown::start(Arc::clone(&progress), plan.sites.len() as u64);
        let end = inspect(outside, plan, settings, progress, stop).await;
        drop(shown);
        match end {
            Ok(InspectEnd::Complete) => Ok(()),
            Ok(InspectEnd::Stopped) => Err(Failure::Failed(
                "检查已停止，已采集的内容都已保存；用同样的命令可从中断处继续".to_owned(),
            )),
            Err(error @ (InspectError::OtherRound | InspectError::Finished)) => Err(Failure::WrongInput(
                format!("{}：{error}", self.order.out.display()),
            )),
            Err(InspectError::Store(error)) => Err(Failure::Failed(format!(
                "{error}；已采集的内容都已保存，排除原因后用同样的命令继续"
            ))),
        }
    }

    fn text_checks(&self) -> Option<Arc<TextChecks>> {
        let (checks, basis) = (self.order.checks.clone()?, self.order.plan.texts.as_ref()?);
        let (today, only) = (moment::chinese_day(self.as_of), self.order.plan.only_codes());
        TextChecks::new(checks.checks, checks.originals, basis, today, only.as_deref()).map(Arc::new)
    }

    /// Writes every result file; run.json comes last, and then the round is finished.
    async fn write_results(
        &self,
        store: &dyn Store,
        folder: &mut ResultFolder,
        statistics: &FetchStatistics,
        begun: Instant,
    ) -> Result<RunSummary, Failure> {
        let outcomes = read_outcomes(store).await?;
        let facts = self.facts(&outcomes);
        let rendered = documents::render_all(&facts, Edition::Provisional)?;
        let mut file = folder.begin("findings.jsonl")?;
        write_findings(store, &mut file).await?;
        folder.finish(file)?;
        if !self.order.plan.exceptions.is_empty() {
            let mut file = folder.begin(EXEMPTED)?;
            write_exempted(store, &mut file).await?;
            folder.finish(file)?;
        }
        let mut file = folder.begin("channels.csv")?;
        write_channels(store, &mut file).await?;
        folder.finish(file)?;
        let mut file = folder.begin("links.csv")?;
        write_links(store, &mut file).await?;
        folder.finish(file)?;
        if self.order.plan.previous.is_some() {
            let mut file = folder.begin("changes.csv")?;
            write_changes(store, &mut file).await?;
            folder.finish(file)?;
        }
        let mut file = folder.begin("sites.csv")?;
        write_sites(&outcomes, &mut file)?;
        folder.finish(file)?;
        documents::write_all(folder, &facts, &rendered)?;
        let mut tx = store.begin().await.map_err(anyhow::Error::from)?;
        let mut round = tx
            .run()
            .await
            .map_err(anyhow::Error::from)?
            .context("数据库中没有检查轮次")?;
        let finished_at = SystemClock.now();
        let summary = RunSummary {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            standard: self.order.plan.standard.clone(),
            texts: self.order.plan.texts.clone(),
            provisional: true,
            windows: Windows {
                as_of: self.as_of,
                from: self.window()[0],
                to: self.window()[1],
            },
            counts: Counts::of(&outcomes),
            completeness: Completeness {
                outside_roster: self.order.plan.outside_roster.clone(),
                notes: self.order.plan.notes.clone(),
                ..Completeness::of(&outcomes)
            },
            exceptions: exception_outcomes(&self.order.plan, self.as_of, &outcomes),
            durations: Durations {
                started_at: round.started_at,
                finished_at,
                seconds: begun.elapsed().as_secs_f64(),
            },
            bytes: statistics.total.bytes,
            politeness: politeness(&self.order.fetch, statistics),
            previous: comparison(&self.order.plan, &outcomes),
            digests: folder.digests.clone(),
        };
        let json = serde_json::to_vec_pretty(&summary).map_err(anyhow::Error::from)?;
        folder.write("run.json", &json)?;
        round.finished_at = Some(finished_at);
        tx.put_run(&round).await.map_err(anyhow::Error::from)?;
        tx.commit().await.map_err(anyhow::Error::from)?;
        Ok(summary)
    }

    fn window(&self) -> [NaiveDate; 2] {
        window(&self.order.plan, self.as_of)
    }

    fn facts(&self, outcomes: &[SiteOutcome]) -> CircularFacts {
        plan_facts(&self.order.plan, self.as_of, outcomes)
    }
}

/// Sites visited at the same time, each of which takes some two megabytes. Without a rate limit a few fill the line; with
/// one, most of the time each of them waits.
pub(crate) fn active_sites(fetch: &FetchSettings) -> usize {
    if fetch.rate_per_host.is_finite() {
        fetch.concurrency * 4
    } else {
        (fetch.concurrency / fetch.in_flight_per_host.max(1)).clamp(1, 24)
    }
}

/// What changed since the round that the plan names.
pub(crate) fn comparison(plan: &Plan, outcomes: &[SiteOutcome]) -> Option<Comparison> {
    let round = plan.previous.clone()?;
    let changes = Changes::of(outcomes).unwrap_or_default();
    Some(Comparison { round, changes })
}

/// The sampling window of a plan, in Chinese days.
pub(crate) fn window(plan: &Plan, as_of: DateTime<Utc>) -> [NaiveDate; 2] {
    let day = moment::chinese_day(as_of);
    [
        plan.window[0].unwrap_or_else(|| Quarter::of(day).first_day()),
        plan.window[1].unwrap_or(day),
    ]
}

/// The facts of the circular of a plan.
pub(crate) fn plan_facts(plan: &Plan, as_of: DateTime<Utc>, outcomes: &[SiteOutcome]) -> CircularFacts {
    let input = CircularInput {
        issued_on: moment::chinese_day(as_of),
        sampling_window: window(plan, as_of),
        given: plan.given.as_ref(),
    };
    circular_facts(&plan.sites, outcomes, &input)
}

/// The standard of an id.
pub(crate) fn standard(id: &str) -> Result<Standard, Failure> {
    let known = xunwang_rules::guobanmihan_2019_19();
    if known.id == id {
        return Ok(known);
    }
    Err(Failure::WrongInput(format!(
        "没有编号为“{id}”的检查指标；可用：{}",
        known.id
    )))
}

/// Opens the database of a result folder.
pub(crate) async fn open_store(out: &Path, url: Option<&str>) -> Result<SqliteStore, Failure> {
    let path = match url {
        None => out.join("xunwang.db"),
        Some(url) => match url.strip_prefix("sqlite:") {
            Some(path) => PathBuf::from(path.trim_start_matches("//")),
            None => {
                return Err(Failure::WrongInput(format!(
                    "数据库地址 {url} 不可用；本版本只支持 sqlite:文件路径"
                )));
            }
        },
    };
    SqliteStore::open(&path)
        .await
        .map_err(|error| Failure::WrongInput(format!("数据库 {} 打不开：{error}", path.display())))
}

/// A folder with contents that are not ours stays untouched.
fn refuse_foreign_folder(order: &Order) -> Result<(), Failure> {
    let out = &order.out;
    if out.exists() && !out.is_dir() {
        return Err(Failure::WrongInput(format!(
            "{} 是一个文件；--out 应为文件夹",
            out.display()
        )));
    }
    let Ok(mut entries) = std::fs::read_dir(out) else {
        return Ok(());
    };
    let ours = out.join("xunwang.db").exists() || order.database.is_some();
    if !ours && entries.any(|entry| entry.is_ok_and(|entry| entry.file_name() != ".xunwang-demo")) {
        return Err(Failure::WrongInput(format!(
            "{} 中已有其他文件；请换一个空文件夹",
            out.display()
        )));
    }
    Ok(())
}

fn politeness(fetch: &FetchSettings, statistics: &FetchStatistics) -> Politeness {
    let rate = if fetch.rate_per_host.is_finite() {
        fetch.rate_per_host.to_string()
    } else {
        "不限".to_owned()
    };
    Politeness {
        requests: statistics.total.requests,
        hosts: statistics.hosts.len() as u64,
        most_requests_per_second: statistics.total.max_in_one_second as u64,
        most_in_flight: statistics.total.max_in_flight as u64,
        settings: format!(
            "每台主机每秒 {rate} 次、同时 {} 次，每个地址同时 {} 次，总计同时 {} 次",
            fetch.in_flight_per_host, fetch.in_flight_per_address, fetch.concurrency
        ),
    }
}
