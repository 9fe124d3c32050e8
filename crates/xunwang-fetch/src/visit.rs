//! One request to one address, from the name to the last byte (一次请求).

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use http::header::{CONNECTION, HeaderValue, LOCATION, RETRY_AFTER};
use http::{HeaderMap, Response, Version};
use hyper::body::Incoming;
use tokio::time::{Instant, timeout};
use url::Url;
use xunwang_domain::exchange::{FetchOutcome, Hop, Phases, SharedBytes, Validators};

use crate::body::{Reading, Wanted};
use crate::certificate::Tls;
use crate::connection::{Connection, micros};
use crate::failure::{self, ours};
use crate::lanes::{Lanes, lock};
use crate::names::Names;
use crate::pace::Answer;
use crate::pool::{Key, Pool};
use crate::redirect::is_redirect;
use crate::settings::FetchSettings;
use crate::{request, retry};

/// The body of a redirect is read for so long, only to keep the connection.
const REDIRECT_BODY: Duration = Duration::from_millis(500);

/// What is needed to make requests.
pub(crate) struct Network {
    pub(crate) settings: FetchSettings,
    pub(crate) user_agent: HeaderValue,
    pub(crate) names: Names,
    pub(crate) lanes: Lanes,
    pub(crate) tls: Tls,
    pub(crate) pool: Arc<Pool>,
}

/// A request to make.
pub(crate) struct Step<'step> {
    pub(crate) url: &'step Url,
    pub(crate) wanted: Wanted,
    pub(crate) cookie: Option<HeaderValue>,
    /// The body that is at hand already.
    pub(crate) known: Option<&'step Validators>,
    /// What is left of the time for the whole exchange.
    pub(crate) time_left: Duration,
}

/// A request that has been made.
pub(crate) struct Visited {
    pub(crate) hop: Hop,
    pub(crate) outcome: FetchOutcome,
    pub(crate) raw: SharedBytes,
    pub(crate) body: SharedBytes,
    pub(crate) truncated: bool,
    pub(crate) headers: HeaderMap,
    /// When it was our turn; `None` where it never came to that.
    pub(crate) began: Option<DateTime<Utc>>,
    /// Without waiting for our turn.
    pub(crate) took: Duration,
    pub(crate) host_is_in_trouble: bool,
}

impl Visited {
    /// A request that was not made.
    pub(crate) fn not_made(url: &Url, outcome: FetchOutcome) -> Self {
        let nothing = SharedBytes::default();
        Self {
            hop: Hop {
                url: url.clone(),
                remote: None,
                request_head: Arc::clone(&nothing),
                response_head: Arc::clone(&nothing),
                status: None,
                phases: Phases::default(),
                certificate: None,
            },
            outcome,
            raw: Arc::clone(&nothing),
            body: nothing,
            truncated: false,
            headers: HeaderMap::new(),
            began: None,
            took: Duration::ZERO,
            host_is_in_trouble: false,
        }
    }

    /// Where it leads on.
    pub(crate) fn location(&self) -> Option<&[u8]> {
        if !self.hop.status.is_some_and(is_redirect) {
            return None;
        }
        self.headers.get(LOCATION).map(HeaderValue::as_bytes)
    }
}

impl Network {
    /// Makes one request. Dropped in the middle, its place in the lanes is free and its connection closed.
    pub(crate) async fn visit(&self, step: Step<'_>) -> Visited {
        let mut visited = Visited::not_made(step.url, FetchOutcome::Forbidden);
        if !matches!(step.url.scheme(), "http" | "https") {
            return visited;
        }
        let started = Instant::now();
        let head_limit = self.settings.head_limit.min(step.time_left);
        let found = match timeout(head_limit, self.names.find(step.url)).await {
            Ok(Ok(found)) => found,
            Ok(Err(outcome)) => {
                visited.outcome = outcome;
                visited.took = started.elapsed();
                return visited;
            }
            Err(_) => {
                visited.outcome = ours("域名解析服务器没有应答");
                visited.took = started.elapsed();
                return visited;
            }
        };
        visited.hop.phases.dns = found.asked_for.map(micros);
        visited.took = started.elapsed();
        let host = step.url.host_str().unwrap_or_default();
        let count = found.addresses.len();
        for (index, remote) in found.addresses.into_iter().enumerate() {
            let pass = self.lanes.enter(host, remote.ip()).await;
            let began = self.settings.clock.now();
            visited.began.get_or_insert(began);
            let started = Instant::now();
            let earlier = std::mem::replace(&mut visited.outcome, FetchOutcome::Forbidden);
            let raw_length = self.call(&step, remote, count - index, &mut visited).await;
            visited.took += started.elapsed();
            let hold = match visited.hop.status {
                Some(429 | 503) => self.asked_pause(&visited.headers, began),
                _ => None,
            };
            let health = match (&visited.outcome, visited.hop.status) {
                // Its server answered in time; only the body went on.
                (FetchOutcome::TimedOut, Some(_)) => Answer::Good,
                (outcome, _) => retry::health(outcome),
            };
            visited.host_is_in_trouble = pass.end(health, hold, raw_length);
            // A failure of our own network at one address must not hide what another one said.
            if index > 0 && matches!(visited.outcome, FetchOutcome::OursFailed { .. }) {
                visited.outcome = earlier;
            }
            if visited.hop.status.is_some() || visited.hop.phases.connect.is_some() {
                break;
            }
        }
        visited
    }

    fn asked_pause(&self, headers: &HeaderMap, now: DateTime<Utc>) -> Option<Duration> {
        let value = headers.get(RETRY_AFTER)?.to_str().ok()?;
        retry::retry_after(value, now, self.settings.retry_after_limit)
    }

    /// Asks one address and reads what it answers; gives the number of bytes of body received.
    async fn call(
        &self,
        step: &Step<'_>,
        remote: SocketAddr,
        addresses_left: usize,
        visited: &mut Visited,
    ) -> usize {
        let time_left = step.time_left.saturating_sub(visited.took);
        let head_limit = self
            .settings
            .head_limit
            .saturating_sub(visited.took)
            .min(time_left);
        let connect_limit = head_limit / u32::try_from(addresses_left).unwrap_or(1);
        let key = Key::new(step.url, remote);
        visited.hop.remote = Some(remote);
        let started = Instant::now();
        let mut connection = None;
        let asked = timeout(
            head_limit,
            self.ask(
                step,
                &key,
                remote,
                connect_limit,
                &mut connection,
                &mut visited.hop,
            ),
        )
        .await;
        let response = match asked.unwrap_or(Err(FetchOutcome::TimedOut)) {
            Ok(response) => response,
            Err(outcome) => {
                if let Some(tape) = connection.as_ref().and_then(Connection::tape) {
                    visited.hop.request_head = Arc::new(lock(tape).request().to_vec());
                }
                visited.outcome = outcome;
                return 0;
            }
        };
        let Some(connection) = connection else { return 0 };
        let time_left = time_left.saturating_sub(started.elapsed());
        self.read(step, key, connection, response, time_left, visited)
            .await
    }

    /// Sends the request over a kept connection or a new one. `slot` holds the connection also where it fails.
    async fn ask(
        &self,
        step: &Step<'_>,
        key: &Key,
        remote: SocketAddr,
        connect_limit: Duration,
        slot: &mut Option<Connection>,
        hop: &mut Hop,
    ) -> Result<Response<Incoming>, FetchOutcome> {
        loop {
            let mut kept = self.pool.take(key);
            if let Some(connection) = &mut kept
                && !connection.is_ready().await
            {
                // Its server has hung up meanwhile.
                continue;
            }
            let is_kept = kept.is_some();
            let connection = match kept {
                Some(connection) => connection,
                None => {
                    let clock = self.settings.clock.as_ref();
                    Connection::open(step.url, remote, &self.tls, clock, connect_limit, &mut hop.phases)
                        .await?
                }
            };
            let connection = slot.insert(connection);
            hop.certificate.clone_from(&connection.certificate);
            let http2 = connection.is_http2();
            let mut request = request::get(step.url, &self.user_agent, step.cookie.clone(), http2)
                .ok_or(FetchOutcome::Malformed)?;
            if let Some(known) = step.known {
                request::ask_for_changes(&mut request, known);
            }
            if http2 {
                hop.request_head = request::request_head(&request);
            }
            let sent = Instant::now();
            let error = match connection.send(request).await {
                Ok(response) => {
                    hop.phases.first_byte = Some(micros(sent.elapsed()));
                    hop.status = Some(response.status().as_u16());
                    match connection.tape() {
                        Some(tape) => {
                            let tape = lock(tape);
                            hop.request_head = Arc::new(tape.request().to_vec());
                            hop.response_head = Arc::new(tape.response().to_vec());
                        }
                        None => hop.response_head = request::response_head(&response),
                    }
                    return Ok(response);
                }
                Err(error) => error,
            };
            let heard_nothing = connection
                .tape()
                .is_none_or(|tape| lock(tape).response().is_empty());
            if !(is_kept && heard_nothing) {
                return Err(failure::of_talking(&error));
            }
            // The server hung up just when we asked: it has not seen the request.
        }
    }

    async fn read(
        &self,
        step: &Step<'_>,
        key: Key,
        mut connection: Connection,
        response: Response<Incoming>,
        time_left: Duration,
        visited: &mut Visited,
    ) -> usize {
        let (parts, mut body) = response.into_parts();
        let status = parts.status.as_u16();
        let can_be_kept = connection.is_http2() || keeps_alive(parts.version, &parts.headers);
        visited.headers = parts.headers;
        let leads_on = visited.location().is_some();
        let (wanted, time_left) = if leads_on {
            (Wanted::Status, REDIRECT_BODY.min(time_left / 4))
        } else {
            (step.wanted, time_left)
        };
        let mut reading = Reading::new(&visited.headers, wanted, &self.settings);
        let started = Instant::now();
        let read = timeout(time_left, reading.run(&mut connection, &mut body)).await;
        visited.hop.phases.body = Some(micros(started.elapsed()));
        visited.outcome = match read.unwrap_or(Err(FetchOutcome::TimedOut)) {
            Err(outcome) if !leads_on => outcome,
            _ => FetchOutcome::Answered { status },
        };
        drop(body);
        if reading.ended && can_be_kept {
            self.pool.put(key, connection);
        }
        let raw_length = reading.raw_length();
        let cut_in_the_middle = matches!(visited.outcome, FetchOutcome::TimedOut);
        let (raw, decoded, truncated) = reading.into_bodies();
        visited.truncated = truncated || cut_in_the_middle;
        visited.raw = Arc::new(raw);
        visited.body = decoded.map_or_else(|| Arc::clone(&visited.raw), Arc::new);
        raw_length
    }
}

/// Will the server take another request on this connection (RFC 9112 §9.3)?
fn keeps_alive(version: Version, headers: &HeaderMap) -> bool {
    let says = |word: &str| {
        headers.get_all(CONNECTION).iter().any(|value| {
            value.to_str().is_ok_and(|value| {
                value
                    .split(',')
                    .any(|token| token.trim().eq_ignore_ascii_case(word))
            })
        })
    };
    if version == Version::HTTP_10 {
        says("keep-alive")
    } else {
        !says("close")
    }
}
