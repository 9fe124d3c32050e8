//! Servers for the tests, each on a loopback port of its own, and fetchers that know them by name.

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use url::Url;
use xunwang_domain::exchange::{Exchange, FetchRequest, Want};
use xunwang_fetch::{FetchSettings, Hosts, PoliteFetcher, Robots};
use xunwang_ports::Fetcher;

/// A server and what it has seen.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    pub(crate) seen: Arc<Seen>,
}

/// What a server has seen.
#[derive(Default)]
pub(crate) struct Seen {
    pub(crate) connections: AtomicUsize,
    pub(crate) requests: Mutex<Vec<Request>>,
    pub(crate) in_flight: AtomicUsize,
    pub(crate) most_in_flight: AtomicUsize,
}

/// A request as it arrived.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) path: String,
    pub(crate) head: String,
    pub(crate) at: Instant,
}

/// What to answer.
pub(crate) struct Reply {
    pub(crate) bytes: Vec<u8>,
    pub(crate) after: Duration,
}

impl Reply {
    pub(crate) fn new(status: &str, headers: &str, body: impl AsRef<[u8]>) -> Self {
        let body = body.as_ref();
        let mut bytes = format!(
            "HTTP/1.1 {status}\r\nContent-Length: {}\r\n{headers}\r\n",
            body.len()
        )
        .into_bytes();
        bytes.extend_from_slice(body);
        Self {
            bytes,
            after: Duration::ZERO,
        }
    }

    pub(crate) fn html(body: &str) -> Self {
        Self::new("200 OK", "Content-Type: text/html\r\n", body)
    }

    pub(crate) fn raw(bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            bytes: bytes.into(),
            after: Duration::ZERO,
        }
    }

    pub(crate) fn to(status: u16, location: &str) -> Self {
        Self::new(
            &format!("{status} Moved"),
            &format!("Location: {location}\r\n"),
            "",
        )
    }

    pub(crate) fn after(mut self, time: Duration) -> Self {
        self.after = time;
        self
    }
}

impl Server {
    /// Answers every request by its path and its number on this server, from 0.
    pub(crate) async fn http(answer: impl Fn(&str, usize) -> Reply + Send + Sync + 'static) -> Self {
        let answer = Arc::new(answer);
        Self::raw(move |stream, seen| {
            let answer = Arc::clone(&answer);
            async move { talk(stream, &seen, answer.as_ref()).await }
        })
        .await
    }

    /// Gives every connection to `meet`.
    pub(crate) async fn raw<Meeting>(meet: impl Fn(TcpStream, Arc<Seen>) -> Meeting + Send + 'static) -> Self
    where
        Meeting: Future<Output = ()> + Send + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::new(Seen::default());
        let shared = Arc::clone(&seen);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                shared.connections.fetch_add(1, Ordering::SeqCst);
                stream.set_nodelay(true).unwrap();
                tokio::spawn(meet(stream, Arc::clone(&shared)));
            }
        });
        Self { address, seen }
    }

    /// Sends `bytes` after the first request of each connection, then closes it.
    pub(crate) async fn says(bytes: impl Into<Vec<u8>>) -> Self {
        let bytes = bytes.into();
        Self::raw(move |mut stream, seen| {
            let bytes = bytes.clone();
            async move {
                if read_request(&mut stream, &seen).await.is_some() {
                    drop(stream.write_all(&bytes).await);
                    drop(stream.shutdown().await);
                }
            }
        })
        .await
    }

    pub(crate) fn paths(&self) -> Vec<String> {
        let requests = self.seen.requests.lock().unwrap();
        requests.iter().map(|request| request.path.clone()).collect()
    }

    pub(crate) fn requests(&self) -> Vec<Request> {
        self.seen.requests.lock().unwrap().clone()
    }
}

/// Speaks HTTP/1.1 with keep-alive on any stream.
pub(crate) async fn talk(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    seen: &Seen,
    answer: &(dyn Fn(&str, usize) -> Reply + Send + Sync),
) {
    while let Some((path, number)) = read_request(&mut stream, seen).await {
        let now = seen.in_flight.fetch_add(1, Ordering::SeqCst) + 1;
        seen.most_in_flight.fetch_max(now, Ordering::SeqCst);
        let reply = answer(&path, number);
        tokio::time::sleep(reply.after).await;
        seen.in_flight.fetch_sub(1, Ordering::SeqCst);
        if stream.write_all(&reply.bytes).await.is_err() || stream.flush().await.is_err() {
            return;
        }
    }
}

/// Reads the head of a request; gives its path and its number.
pub(crate) async fn read_request(
    stream: &mut (impl AsyncRead + Unpin),
    seen: &Seen,
) -> Option<(String, usize)> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let path = head.split(' ').nth(1)?.to_owned();
    let mut requests = seen.requests.lock().unwrap();
    requests.push(Request {
        path: path.clone(),
        head,
        at: Instant::now(),
    });
    Some((path, requests.len() - 1))
}

/// Settings with the pace off and limits of seconds, that know these servers by these names.
pub(crate) fn settings(servers: &[(&str, SocketAddr)]) -> FetchSettings {
    let mut text = String::new();
    for (host, address) in servers {
        writeln!(text, "{host} {address}").unwrap();
    }
    FetchSettings {
        rate_per_host: f64::INFINITY,
        in_flight_per_host: 64,
        in_flight_per_address: 64,
        head_limit: Duration::from_secs(2),
        total_limit: Duration::from_secs(4),
        retries: 0,
        retry_pause: Duration::from_millis(10),
        hosts: Some(Hosts::parse(&text).unwrap()),
        ..FetchSettings::default()
    }
}

pub(crate) fn fetcher(settings: FetchSettings) -> PoliteFetcher {
    PoliteFetcher::new(settings).unwrap()
}

/// Fetches one page from a server that is known as `a.test`, robots.txt left alone.
pub(crate) async fn page(server: &Server, path: &str) -> Exchange {
    get(
        &fetcher(settings(&[("a.test", server.address)])),
        &format!("http://a.test{path}"),
    )
    .await
}

/// Fetches a target's state. Nothing is read of robots.txt then.
pub(crate) async fn status(fetcher: &PoliteFetcher, url: &str) -> Exchange {
    fetch(fetcher, url, Want::Status).await
}

/// Fetches a file to download.
pub(crate) async fn file(fetcher: &PoliteFetcher, url: &str) -> Exchange {
    fetch(fetcher, url, Want::File).await
}

pub(crate) async fn get(fetcher: &PoliteFetcher, url: &str) -> Exchange {
    fetch(fetcher, url, Want::Page).await
}

async fn fetch(fetcher: &PoliteFetcher, url: &str, want: Want) -> Exchange {
    let request = FetchRequest {
        url: Url::parse(url).unwrap(),
        want,
        known: None,
    };
    // Whatever a server does, nothing hangs.
    tokio::time::timeout(Duration::from_secs(10), fetcher.fetch(&request))
        .await
        .expect("a fetch ends within its limits")
}

/// Settings that read robots.txt before anything else.
pub(crate) fn obeying(mut settings: FetchSettings) -> FetchSettings {
    settings.robots = Robots::Obey;
    settings
}
