//! A server that answers as badly as servers can (恶意与故障服务器), for tests of failure. It speaks raw TCP, as
//! no well-kept HTTP library would send such answers. Every answer ends by itself after a limit.

mod answers;
mod bomb;

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::Mutex,
    task::JoinSet,
};

/// A hostile server on loopback (恶意服务器). Dropping it closes all connections.
///
/// | path | answer |
/// |---|---|
/// | `/` | a page that links all others |
/// | `/endless` | a body that never ends by itself |
/// | `/slow` | a body of one byte a second |
/// | `/slow-head` | a head of one byte a second |
/// | `/bomb` | 10 GB of zeros, compressed |
/// | `/loop` | a redirect to itself |
/// | `/hop/N` | a chain of N redirects that ends well |
/// | `/links` | 100,000 links on a page |
/// | `/nest` | elements nested 10,000 deep |
/// | `/short`, `/long` | Content-Length smaller, larger than the body |
/// | `/bad-headers` | bytes that no header may hold |
/// | `/no-status` | no status line |
/// | `/big-headers` | a megabyte of headers |
/// | `/nul` | a page with NUL bytes |
/// | `/charset` | header UTF-8, meta UTF-16, bytes GBK |
/// | `/private`, `/to-private/N` | links and redirects to addresses that must not be asked |
/// | `/calendar/YYYY-MM` | a calendar without end |
/// | `/reset` | a connection reset in the middle of the body |
/// | `/never` | no answer at all |
/// | `/429`, `/503` | with Retry-After |
/// | `/flaky` | 500 on the first request and every third after it, 200 otherwise |
/// | `/412`, `/521`, `/403-challenge` | pages of a protection that wants a browser |
/// | `/ok` | a small page |
#[derive(Debug)]
pub struct HostileServer {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
    task: tokio::task::JoinHandle<()>,
}

impl HostileServer {
    /// Starts on the current tokio runtime. No answer lasts longer than `limit`.
    ///
    /// # Errors
    /// When no port can be bound.
    pub async fn start(limit: Duration) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let asked = Arc::new(Mutex::new(Vec::new()));
        let seen = asked.clone();
        let task = tokio::spawn(async move {
            let mut open = JoinSet::new();
            loop {
                tokio::select! {
                    accepted = listener.accept() => {
                        let Ok((stream, _)) = accepted else { continue };
                        let seen = seen.clone();
                        open.spawn(async move {
                            // The limit passed or the visitor left: both end the connection.
                            let _ = tokio::time::timeout(limit, converse(stream, seen)).await;
                        });
                    }
                    Some(_) = open.join_next(), if !open.is_empty() => {}
                }
            }
        });
        Ok(Self { address, asked, task })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// A line of a hosts file that leads this host name here.
    pub fn hosts_line(&self, host: &str) -> String {
        format!("{host} {}\n", self.address)
    }

    /// Paths asked for so far, in order.
    pub async fn asked(&self) -> Vec<String> {
        self.asked.lock().await.clone()
    }
}

impl Drop for HostileServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Answers one request; every connection carries one.
async fn converse(mut stream: TcpStream, asked: Arc<Mutex<Vec<String>>>) -> io::Result<()> {
    let Some((path, host)) = read_request(&mut stream).await? else {
        return Ok(());
    };
    let times = {
        let mut asked = asked.lock().await;
        asked.push(path.clone());
        asked.iter().filter(|other| **other == path).count()
    };
    answers::answer(&mut stream, &path, &host, times).await?;
    stream.shutdown().await
}

/// Path and host of the request; none where it is no request.
async fn read_request(stream: &mut TcpStream) -> io::Result<Option<(String, String)>> {
    let mut head = Vec::new();
    let mut buffer = [0; 4096];
    while !head.windows(4).any(|end| end == b"\r\n\r\n") {
        let read = stream.read(&mut buffer).await?;
        if read == 0 || head.len() > 64 * 1024 {
            return Ok(None);
        }
        head.extend_from_slice(&buffer[..read]);
    }
    let head = String::from_utf8_lossy(&head);
    let path = head.split(' ').nth(1).unwrap_or("/").to_owned();
    let host = head
        .lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("host"))
        .map_or_else(String::new, |(_, value)| value.trim().to_owned());
    Ok(Some((path, host)))
}
