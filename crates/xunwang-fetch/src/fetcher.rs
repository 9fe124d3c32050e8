//! The fetcher (采集器): one exchange with its redirects and repetitions.

use std::pin::Pin;
use std::time::Duration;

use async_trait::async_trait;
use http::HeaderValue;
use thiserror::Error;
use tokio::time::sleep;
use url::Url;
use xunwang_domain::exchange::{Exchange, FetchOutcome, FetchRequest, Validators, Want};
use xunwang_ports::Fetcher;

use crate::body::Wanted;
use crate::certificate::Tls;
use crate::cookies::Cookies;
use crate::lanes::Lanes;
use crate::names::Names;
use crate::pool::Pool;
use crate::redirect::{REDIRECTS, target};
use crate::retry;
use crate::robots::Rules;
use crate::robots_record::{Origin, Origins, ROBOTS_LIMIT, Read, RecordedRobots};
use crate::settings::{FetchSettings, Robots};
use crate::statistics::FetchStatistics;
use crate::visit::{Network, Step, Visited};

/// Fetches politely (采集器): the adapter of the port `Fetcher`. Share it behind an `Arc`; one for a whole run, because
/// the limits hold within it.
pub struct PoliteFetcher {
    network: Network,
    origins: Origins,
    /// Our name in robots.txt.
    agent: String,
}

/// Settings that cannot be used; the message is Chinese.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("采集设置有误:{0}")]
pub struct SetupError(String);

/// How often and by whose rules an address may be asked for.
#[derive(Clone, Copy)]
struct Manner {
    retries: u32,
    obey_robots: bool,
}

impl PoliteFetcher {
    /// A fetcher with these settings; opens nothing yet.
    ///
    /// # Errors
    /// A root certificate that cannot be read, a User-Agent that cannot be sent, a rate that is not positive.
    pub fn new(settings: FetchSettings) -> Result<Self, SetupError> {
        if settings.rate_per_host.is_nan() || settings.rate_per_host <= 0.0 {
            return Err(SetupError("每秒请求数(--rate)必须大于 0".to_owned()));
        }
        let user_agent = HeaderValue::from_str(&settings.user_agent)
            .map_err(|_| SetupError("User-Agent 只能用英文字母、数字和常用符号".to_owned()))?;
        let agent = settings.user_agent.split(['/', ' ']).next().unwrap_or_default();
        Ok(Self {
            agent: agent.to_owned(),
            origins: Origins::default(),
            network: Network {
                user_agent,
                names: Names::new(settings.hosts.clone(), settings.allowed_private.clone()),
                lanes: Lanes::new(&settings),
                tls: Tls::new(&settings.root_certificates).map_err(SetupError)?,
                pool: Pool::new(
                    settings.in_flight_per_host,
                    settings.idle_sockets,
                    settings.idle_limit,
                ),
                settings,
            },
        })
    }

    /// What has been asked of each host so far.
    pub fn statistics(&self) -> FetchStatistics {
        self.network.lanes.statistics()
    }

    /// What the robots.txt of a host said, where it has been read; `host` with its port where that is not the usual one.
    pub fn robots_of(&self, host: &str) -> Option<RecordedRobots> {
        self.origins.recorded(host)
    }

    /// Follows the redirects from `url` to the end.
    async fn walk(&self, url: &Url, wanted: Wanted, known: Option<&Validators>, manner: Manner) -> Exchange {
        let mut url = url.clone();
        url.set_fragment(None);
        let mut cookies = Cookies::default();
        let mut been: Vec<(Url, Option<HeaderValue>)> = Vec::new();
        let mut hops = Vec::with_capacity(1);
        let mut began = None;
        let mut took = Duration::ZERO;
        let mut attempts = 1;
        loop {
            let host = url.host_str().unwrap_or_default().to_owned();
            let cookie = cookies.header(&host);
            let mut repeated = 0;
            let mut visited = loop {
                let step = Step {
                    url: &url,
                    wanted,
                    cookie: cookie.clone(),
                    // Where the address leads on, another answer comes than the one that is known.
                    known: known.filter(|_| been.is_empty()),
                    time_left: self.network.settings.total_limit.saturating_sub(took),
                };
                let visited = if manner.obey_robots && !self.is_allowed(&url).await {
                    Visited::not_made(&url, FetchOutcome::DisallowedByRobots)
                } else {
                    self.network.visit(step).await
                };
                if began.is_none() {
                    began = visited.began;
                }
                let Some(pause) = self.pause(&visited, repeated, manner) else {
                    break visited;
                };
                sleep(pause).await;
                repeated += 1;
                attempts += 1;
            };
            took += visited.took;
            let next = match visited.outcome {
                FetchOutcome::Answered { .. } => {
                    visited.location().and_then(|location| target(&url, location))
                }
                _ => None,
            };
            if let Some(next) = next {
                cookies.keep(&host, &visited.headers);
                been.push((url, cookie));
                let next_cookie = cookies.header(next.host_str().unwrap_or_default());
                let is_loop = been
                    .iter()
                    .any(|(url, cookie)| *url == next && *cookie == next_cookie);
                if !is_loop && been.len() <= REDIRECTS {
                    hops.push(visited.hop);
                    url = next;
                    continue;
                }
                visited.outcome = FetchOutcome::RedirectLoop;
            }
            hops.push(visited.hop);
            return Exchange {
                started_at: began.unwrap_or_else(|| self.network.settings.clock.now()),
                hops,
                outcome: visited.outcome,
                raw_body: visited.raw,
                body: visited.body,
                truncated: visited.truncated,
                attempts,
            };
        }
    }

    fn pause(&self, visited: &Visited, repeated: u32, manner: Manner) -> Option<Duration> {
        if repeated >= manner.retries || visited.host_is_in_trouble {
            return None;
        }
        let has_head = visited.hop.status.is_some();
        retry::pause(
            &visited.outcome,
            has_head,
            repeated,
            &visited.hop.url,
            &self.network.settings,
        )
    }

    async fn is_allowed(&self, url: &Url) -> bool {
        if !matches!(url.scheme(), "http" | "https") {
            return true;
        }
        let origin = self.origins.of(url);
        if !origin.is_read() {
            self.read_robots(&origin, url).await;
        }
        origin.allows(url)
    }

    /// Reads the robots.txt beside `url`, once for each origin. Boxed, because it is a walk within a walk.
    fn read_robots<'read>(
        &'read self,
        origin: &'read Origin,
        url: &'read Url,
    ) -> Pin<Box<dyn Future<Output = ()> + Send + 'read>> {
        Box::pin(origin.read(async move {
            let manner = Manner {
                retries: 0,
                obey_robots: false,
            };
            let address = url.join("/robots.txt").unwrap_or_else(|_| url.clone());
            let exchange = self
                .walk(&address, Wanted::Small(ROBOTS_LIMIT), None, manner)
                .await;
            let rules = match exchange.outcome {
                FetchOutcome::Answered { status: 200 } => Rules::parse(&exchange.body, &self.agent),
                _ => Rules::default(),
            };
            Read {
                fetched_at: exchange.started_at,
                outcome: exchange.outcome,
                rules,
            }
        }))
    }

    /// Notes what robots.txt says of the addresses that were fetched.
    async fn record_robots(&self, exchange: &Exchange, want: Want) {
        let last = exchange.last();
        if want == Want::Page && matches!(exchange.outcome, FetchOutcome::Answered { .. }) {
            let origin = self.origins.of(&last.url);
            if !origin.is_read() {
                self.read_robots(&origin, &last.url).await;
            }
        }
        for hop in exchange.hops.iter().filter(|hop| hop.status.is_some()) {
            if let Some(origin) = self.origins.known(&hop.url) {
                origin.allows(&hop.url);
            }
        }
    }
}

#[async_trait]
impl Fetcher for PoliteFetcher {
    async fn fetch(&self, request: &FetchRequest) -> Exchange {
        let obey_robots = self.network.settings.robots == Robots::Obey;
        let manner = Manner {
            retries: self.network.settings.retries,
            obey_robots,
        };
        let (want, known) = (request.want.into(), request.known.as_ref());
        let exchange = self.walk(&request.url, want, known, manner).await;
        if !obey_robots {
            self.record_robots(&exchange, request.want).await;
        }
        exchange
    }
}
