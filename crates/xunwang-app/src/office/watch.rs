//! The watch (监测): probes home pages when they are due, and tells our own outages from those of the sites.

use std::sync::Arc;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use futures_util::StreamExt as _;
use futures_util::stream;
use url::Url;
use xunwang_domain::exchange::{FetchRequest, Want};
use xunwang_domain::people::{Actor, Permission};
use xunwang_domain::probe::{
    Availability, DAYS, Probe, ProbeMark, ProbeState, Standing, hour_of, is_due, probe_time,
};
use xunwang_domain::register::RegisteredSite;
use xunwang_domain::registry::{Site, SiteCode, SiteStatus};
use xunwang_domain::standard::{Comparison, Hundredths, Indicator, Measure, Standard, Threshold};
use xunwang_ports::Fetcher;

use super::caller::event;
use super::feedback_handle::forget_private;
use super::{App, AppError, Caller};

/// Days that probes are kept: a year's report, and the same quarter of the year before while the present one is judged.
pub const KEPT: u32 = 400;
/// Days of sites forgotten in one transaction: others write between two of them.
const FORGOTTEN_AT_ONCE: u32 = 200;

/// Home pages probed at the same time.
const AT_ONCE: usize = 64;
/// Other sites asked where no control address is set.
const STAND_INS: usize = 3;

/// The watch over the sites of the register (监测).
pub struct Watch {
    pub(super) app: App,
    pub(super) fetcher: Arc<dyn Fetcher>,
    /// Addresses that answer whenever our own network works (对照地址).
    controls: Vec<Url>,
    /// Days that probes are kept.
    kept: u32,
}

impl Watch {
    /// A watch. Without control addresses, three other sites of the register stand in for them.
    pub fn new(app: App, fetcher: Arc<dyn Fetcher>, controls: Vec<Url>) -> Self {
        Self {
            app,
            fetcher,
            controls,
            kept: KEPT,
        }
    }

    /// The same, which keeps probes for as many days.
    #[must_use]
    pub fn keeping(self, days: u32) -> Self {
        Self { kept: days, ..self }
    }

    /// Forgets the probes that are older than what is kept, in small batches; how many days of sites. The trail says so.
    ///
    /// # Errors
    /// The store could not. What was forgotten before stays so.
    pub async fn forget_old(&self) -> Result<usize, AppError> {
        let before = self.app.now() - TimeDelta::days(i64::from(self.kept));
        forget_private(&self.app).await?;
        let mut all = 0;
        loop {
            let mut tx = self.app.store.begin().await?;
            let forgotten = tx.forget_probes(before, FORGOTTEN_AT_ONCE).await?;
            if forgotten == 0 {
                return Ok(all);
            }
            if all == 0 {
                let actor = Actor {
                    user: None,
                    name: "监测".to_owned(),
                    address: String::new(),
                };
                let object = ("probe", String::new(), "探测记录");
                let after = serde_json::json!({ "早于": before, "保留天数": self.kept });
                let change = (None, Some(after));
                tx.record(&event(&self.app, actor, "删除到期的探测记录", object, change))
                    .await?;
            }
            tx.commit().await?;
            all += forgotten;
            tokio::task::yield_now().await;
        }
    }

    /// Probes what is due now, and keeps what it showed; the number of probes.
    ///
    /// # Errors
    /// The store could not. What was probed and could not be kept is as if it had not been.
    pub async fn probe_due(&self) -> Result<usize, AppError> {
        let now = self.app.now();
        let mut tx = self.app.store.read().await?;
        let last = tx.last_probes(now - TimeDelta::days(1)).await?;
        let sites: Vec<Site> = tx
            .sites()
            .await?
            .into_iter()
            .map(|one| one.site)
            .filter(|site| site.status == SiteStatus::Running)
            .collect();
        drop(tx);
        let due = |site: &&Site| is_due(&site.code, last.get(&site.code).copied(), now);
        let due: Vec<Site> = sites.iter().filter(due).cloned().collect();
        let visits: Vec<_> = due.into_iter().map(|site| self.probe(site, now)).collect();
        let mut probes: Vec<Probe> = stream::iter(visits).buffer_unordered(AT_ONCE).collect().await;
        if probes.iter().any(|probe| probe.state == ProbeState::Down) {
            self.take_out_our_outage(&mut probes, &sites).await;
        }
        if !probes.is_empty() {
            let mut tx = self.app.store.begin().await?;
            tx.add_probes(&probes).await?;
            tx.commit().await?;
        }
        Ok(probes.len())
    }

    async fn probe(&self, site: Site, now: DateTime<Utc>) -> Probe {
        let exchange = self.visit(&site.home).await;
        let (state, status) = ProbeState::of(&exchange);
        Probe {
            site: site.code,
            at: now,
            state,
            status,
            phases: exchange.last().phases,
        }
    }

    async fn visit(&self, url: &Url) -> xunwang_domain::exchange::Exchange {
        let request = FetchRequest {
            url: url.clone(),
            want: Want::Status,
            known: None,
        };
        self.fetcher.fetch(&request).await
    }

    /// Where nothing answers us, no site is to blame. A site is not its own witness, nor are its failing neighbours.
    async fn take_out_our_outage(&self, probes: &mut [Probe], sites: &[Site]) {
        let answered = |probes: &[Probe]| {
            probes
                .iter()
                .any(|probe| matches!(probe.state, ProbeState::Up | ProbeState::Slow))
        };
        let works = if self.controls.is_empty() {
            answered(probes) || self.any_answers(&stand_ins(probes, sites)).await.unwrap_or(true)
        } else {
            self.any_answers(&self.controls).await.unwrap_or(true)
        };
        if !works {
            let down = probes.iter_mut().filter(|probe| probe.state == ProbeState::Down);
            down.for_each(|probe| probe.state = ProbeState::OurOutage);
        }
    }

    /// Does any of them answer, whatever it says? `None` where there is none to ask.
    async fn any_answers(&self, addresses: &[Url]) -> Option<bool> {
        for address in addresses {
            if self
                .visit(address)
                .await
                .last()
                .status
                .is_some_and(|code| code < 500)
            {
                return Some(true);
            }
        }
        (!addresses.is_empty()).then_some(false)
    }

    /// Works until it is dropped: looks every half minute for what is due, once a day for what is too old. A failing store is
    /// tried again. The pages of messages are looked at beside the probes: a slow one does not put an hour's probe off.
    pub async fn run(self) {
        tokio::join!(self.run_probes(), self.run_complaints());
    }

    async fn run_probes(&self) {
        let mut tidied = None;
        let mut ticks = half_minutes();
        loop {
            ticks.tick().await;
            if let Err(error) = self.probe_due().await {
                tracing::error!(%error, "probes could not be kept");
            }
            if let Err(error) = self.look_at_homes().await {
                tracing::error!(%error, "looks at home pages could not be kept");
            }
            let (today, _) = hour_of(self.app.now());
            if tidied != Some(today) {
                match self.forget_old().await {
                    Ok(_) => tidied = Some(today),
                    Err(error) => tracing::error!(%error, "old probes could not be forgotten"),
                }
            }
        }
    }

    async fn run_complaints(&self) {
        let mut ticks = half_minutes();
        loop {
            ticks.tick().await;
            if let Err(error) = self.look_at_complaints().await {
                tracing::error!(%error, "pages of messages could not be kept");
            }
        }
    }
}

fn half_minutes() -> tokio::time::Interval {
    let mut ticks = tokio::time::interval(std::time::Duration::from_secs(30));
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    ticks
}

/// Home pages of other hosts than those that failed; the same ones for the same failures, so that a run can be repeated.
fn stand_ins(probes: &[Probe], sites: &[Site]) -> Vec<Url> {
    let has_failed = |site: &Site| probes.iter().any(|probe| probe.site == site.code);
    let hosts: Vec<_> = sites
        .iter()
        .filter(|site| has_failed(site))
        .filter_map(|site| site.home.host_str())
        .collect();
    let others = sites.iter().filter(|site| !has_failed(site));
    let mut found: Vec<Url> = Vec::new();
    for site in others {
        let host = site.home.host_str().unwrap_or_default();
        if !hosts.contains(&host) && found.iter().all(|one| one.host_str() != Some(host)) {
            found.push(site.home.clone());
        }
        if found.len() == STAND_INS {
            break;
        }
    }
    found
}

/// A site under watch (监测中的网站).
#[derive(Clone, Debug)]
pub struct WatchedSite {
    /// The site.
    pub site: Site,
    /// What the week says.
    pub availability: Availability,
    /// What it means.
    pub standing: Standing,
    /// What the probes of the last 24 hours showed, by time.
    pub last_day: Vec<ProbeMark>,
}

/// The running sites that the caller may see, with the seven times 24 hours up to now: the worst first.
///
/// # Errors
/// The store could not.
pub async fn watched_sites(
    app: &App,
    caller: &Caller,
    standard: &Standard,
) -> Result<Vec<WatchedSite>, AppError> {
    let veto = veto_of(standard);
    let mut tx = app.store.read().await?;
    let now = app.now();
    let mut marks = tx
        .probe_marks(now - TimeDelta::days(i64::from(DAYS)), now)
        .await?;
    let is_watched = |one: &RegisteredSite| {
        one.site.status == SiteStatus::Running && caller.sees(Permission::ViewRegister, one.organization)
    };
    let watched = tx.sites().await?.into_iter().filter(is_watched).map(|one| {
        let mut marks = marks.remove(&one.site.code).unwrap_or_default();
        let availability = Availability::of(marks.iter().copied(), now, DAYS);
        let day = marks.partition_point(|(at, _)| *at <= now - TimeDelta::days(1));
        WatchedSite {
            last_day: marks.split_off(day),
            site: one.site,
            standing: availability.standing(veto),
            availability,
        }
    });
    let mut watched: Vec<_> = watched.collect();
    let order = |one: &WatchedSite| (one.standing, std::cmp::Reverse(one.availability.share()));
    watched.sort_by(|a, b| {
        order(a)
            .cmp(&order(b))
            .then_with(|| a.site.code.cmp(&b.site.code))
    });
    Ok(watched)
}

/// A week of a site, hour by hour (可用性条): today and the seven days before, each with its hours.
#[derive(Clone, Debug)]
pub struct Strip {
    /// The days, the latest first.
    pub days: Vec<(NaiveDate, Vec<Option<Probe>>)>,
    /// What the week says.
    pub availability: Availability,
    /// What it means.
    pub standing: Standing,
    /// When the next probe is due.
    pub next: DateTime<Utc>,
}

/// The week of a site up to now. The caller has been let see the site.
///
/// # Errors
/// The store could not.
pub async fn strip(app: &App, code: &SiteCode, standard: &Standard) -> Result<Strip, AppError> {
    let now = app.now();
    let (today, _) = hour_of(now);
    let probes = app
        .store
        .read()
        .await?
        .probes(code, now - TimeDelta::days(i64::from(DAYS) + 1))
        .await?;
    let availability = Availability::of(probes.iter().map(Probe::mark), now, DAYS);
    let days = (0..=u64::from(DAYS)).filter_map(|back| today.checked_sub_days(Days::new(back)));
    let days = days.map(|day| {
        let at = |hour| {
            probes
                .iter()
                .find(|probe| hour_of(probe.at) == (day, hour))
                .cloned()
        };
        (day, (0..24).map(at).collect())
    });
    let (day, hour) = hour_of(now);
    let this = probe_time(code, day, hour);
    let is_done = probes
        .last()
        .is_some_and(|probe| hour_of(probe.at) == (day, hour));
    let next = if is_done || this < now - TimeDelta::minutes(5) {
        let (day, hour) = hour_of(now + TimeDelta::hours(1));
        probe_time(code, day, hour)
    } else {
        this
    };
    Ok(Strip {
        days: days.collect(),
        standing: availability.standing(veto_of(standard)),
        availability,
        next,
    })
}

/// The indicator that counts sites that do not open (站点无法访问).
pub fn availability_indicator(standard: &Standard) -> Option<&Indicator> {
    standard
        .indicators
        .iter()
        .find(|indicator| match &indicator.measure {
            Measure::Share { of, .. } => of.iter().any(|counted| counted.rule == "site-unreachable"),
            _ => false,
        })
}

/// The share of failures from which on it is met; by a standard without it, none is.
pub(super) fn veto_of(standard: &Standard) -> Threshold {
    match availability_indicator(standard).map(|indicator| &indicator.measure) {
        Some(Measure::Share { threshold, .. }) => *threshold,
        _ => Threshold {
            comparison: Comparison::Above,
            number: Hundredths::whole(100),
        },
    }
}
