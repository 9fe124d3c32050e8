//! The server of a fleet (站群服务器): one port for HTTP and one for HTTPS on loopback, sites told apart by
//! the Host header, with figures per host that show how polite a visitor was.

mod cache;
mod certificates;
mod connection;
mod statistics;

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    io,
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use tokio::{net::TcpListener, sync::watch, task::JoinSet};
use tokio_rustls::TlsAcceptor;

pub use self::statistics::HostStatistics;
use self::{cache::Cache, connection::Shared, statistics::Statistics};
use crate::{Fleet, respond::NATIONAL_HOSTS};

/// How a fleet is served (服务选项).
#[derive(Debug, Clone)]
pub struct ServeOptions {
    /// TCP port for HTTP; 0 for any free one.
    pub port: u16,
    /// Number of loopback addresses over which the sites are spread, 1 to 200. 1 is 127.0.0.1, which every
    /// system has; more are 127.0.1.1 and following, which only Linux has by itself.
    pub addresses: u8,
    /// Whether text is compressed for visitors that accept it.
    pub gzip: bool,
    /// Bytes of rendered pages that are kept; 0 renders every page anew.
    pub cache_bytes: usize,
}

impl Default for ServeOptions {
    fn default() -> Self {
        Self {
            port: 0,
            addresses: 1,
            gzip: false,
            cache_bytes: 64 << 20,
        }
    }
}

/// A fleet being served (运行中的站群). Dropping it stops it at once; [`FleetServer::stop`] lets answers finish.
#[derive(Debug)]
pub struct FleetServer {
    shared: Arc<Shared>,
    http: Vec<SocketAddr>,
    https: Vec<SocketAddr>,
    authority_pem: String,
    stop: watch::Sender<bool>,
    tasks: JoinSet<()>,
}

/// A port on which nothing listens: connections are refused.
const CLOSED_PORT: u16 = 1;

impl FleetServer {
    /// Starts serving on the current tokio runtime.
    ///
    /// # Errors
    /// When no port can be bound, or no certificate be made.
    pub async fn start(fleet: Arc<Fleet>, options: ServeOptions) -> io::Result<Self> {
        let certificates = certificates::make(&fleet).map_err(io::Error::other)?;
        let authority_pem = certificates.authority_pem.clone();
        let acceptor = TlsAcceptor::from(Arc::new(certificates.into_config().map_err(io::Error::other)?));
        let shared = Arc::new(Shared {
            cache: Cache::new(fleet.sites.len(), options.cache_bytes),
            statistics: Statistics::new(&fleet),
            gzip: options.gzip,
            seen: connection::Seen::default(),
            fleet,
        });
        let (stop, stopped) = watch::channel(false);
        let mut tasks = JoinSet::new();
        let (http, listeners) = bind(options.port, options.addresses).await?;
        for listener in listeners {
            tasks.spawn(connection::accept(
                listener,
                None,
                shared.clone(),
                stopped.clone(),
            ));
        }
        let (https, listeners) = bind(0, options.addresses).await?;
        for listener in listeners {
            tasks.spawn(connection::accept(
                listener,
                Some(acceptor.clone()),
                shared.clone(),
                stopped.clone(),
            ));
        }
        Ok(Self {
            shared,
            http,
            https,
            authority_pem,
            stop,
            tasks,
        })
    }

    /// The address on which the sites are served over HTTP, the first of several.
    pub fn http_address(&self) -> SocketAddr {
        self.http[0]
    }

    /// The address on which the sites are served over HTTPS, the first of several.
    pub fn https_address(&self) -> SocketAddr {
        self.https[0]
    }

    /// The text of a hosts file (`host[:port] ip:port` a line) that leads every name of the fleet here;
    /// names that must refuse lead to a closed port.
    pub fn hosts_file(&self) -> String {
        let mut out = String::new();
        for site in &self.shared.fleet.sites {
            let host = &site.identity.host;
            let at = site.index % self.http.len();
            if self.shared.fleet.refused_hosts.contains(host) {
                continue;
            }
            // Writing to a string cannot fail.
            let _ = if site.identity.https {
                writeln!(out, "{host}:80 {}\n{host}:443 {}", self.http[at], self.https[at])
            } else {
                writeln!(out, "{host} {}", self.http[at])
            };
        }
        for host in NATIONAL_HOSTS {
            let _ = writeln!(out, "{host}:80 {}\n{host}:443 {}", self.http[0], self.https[0]);
        }
        for host in self.shared.fleet.outside.keys() {
            let _ = writeln!(out, "{host} {}", self.http[0]);
        }
        for host in &self.shared.fleet.refused_hosts {
            let _ = writeln!(
                out,
                "{host} {}",
                SocketAddr::from((Ipv4Addr::LOCALHOST, CLOSED_PORT))
            );
        }
        out
    }

    /// The certificate authority of this run as PEM: who trusts it sees only the planted certificates as invalid.
    pub fn authority_pem(&self) -> &str {
        &self.authority_pem
    }

    /// What visitors did so far, by host.
    pub fn statistics(&self) -> BTreeMap<String, HostStatistics> {
        self.shared.statistics.snapshot()
    }

    /// Sets the figures to zero, e.g. between two measured runs.
    pub fn reset_statistics(&self) {
        self.shared.statistics.reset();
    }

    /// Stops accepting, lets running answers finish for up to two seconds.
    pub async fn stop(mut self) {
        // Without receivers everything has stopped already.
        let _ = self.stop.send(true);
        let all = async { while self.tasks.join_next().await.is_some() {} };
        // Whatever is still open after the limit is cut when the tasks are dropped.
        let _ = tokio::time::timeout(Duration::from_secs(2), all).await;
    }
}

async fn bind(port: u16, addresses: u8) -> io::Result<(Vec<SocketAddr>, Vec<TcpListener>)> {
    let ips: Vec<Ipv4Addr> = match addresses {
        0 | 1 => vec![Ipv4Addr::LOCALHOST],
        count => (1..=count.min(200))
            .map(|last| Ipv4Addr::new(127, 0, 1, last))
            .collect(),
    };
    let mut failure = io::Error::other("no address");
    // A port that is free on the first address may be taken on another: try a few.
    for _ in 0..8 {
        let first = TcpListener::bind((ips[0], port)).await?;
        let port = first.local_addr()?.port();
        let mut listeners = vec![first];
        let mut whole = true;
        for ip in &ips[1..] {
            match TcpListener::bind((*ip, port)).await {
                Ok(listener) => listeners.push(listener),
                Err(error) => {
                    failure = error;
                    whole = false;
                    break;
                }
            }
        }
        if whole {
            return Ok((
                ips.iter().map(|ip| SocketAddr::from((*ip, port))).collect(),
                listeners,
            ));
        }
    }
    Err(failure)
}
