//! One connection to one address, with one request on it at a time (连接).
//!
//! An HTTP/1 connection is driven by the task that waits for its answer: no task of its own, no wake-ups between tasks.
//! That is what makes a page cost less than with a client that spawns a task for each connection.

use std::future::Future;
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex};
use std::task::Poll;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Empty};
use hyper::body::Incoming;
use hyper::client::conn::{http1, http2};
use hyper_util::rt::{TokioExecutor, TokioIo};
use rustls::pki_types::ServerName;
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout};
use tokio_rustls::TlsConnector;
use url::Url;
use xunwang_domain::exchange::{Certificate, FetchOutcome, Phases};
use xunwang_ports::Clock;

use crate::certificate::Tls;
use crate::failure;
use crate::lanes::lock;
use crate::stream::{Recorded, Wire};
use crate::tape::{HEAD_LIMIT, Tape};

/// More header lines than this are no answer.
const HEADER_LINES: usize = 256;

/// A connection to a server.
pub(crate) struct Connection {
    kind: Kind,
    pub(crate) certificate: Option<Arc<Certificate>>,
}

enum Kind {
    Http1 {
        sender: http1::SendRequest<Empty<Bytes>>,
        driver: Option<Driver>,
        tape: Arc<Mutex<Tape>>,
    },
    Http2 {
        sender: http2::SendRequest<Empty<Bytes>>,
    },
}

type Driver = Box<http1::Connection<TokioIo<Recorded>, Empty<Bytes>>>;

impl Connection {
    /// Connects to `remote` for `url`, within `limit`, and greets it; `phases` learns how long each step took.
    pub(crate) async fn open(
        url: &Url,
        remote: SocketAddr,
        tls: &Tls,
        clock: &dyn Clock,
        limit: Duration,
        phases: &mut Phases,
    ) -> Result<Self, FetchOutcome> {
        let started = Instant::now();
        let stream = timeout(limit, TcpStream::connect(remote))
            .await
            .map_err(|_| FetchOutcome::TimedOut)?
            .map_err(|error| failure::of_connecting(&error))?;
        phases.connect = Some(micros(started.elapsed()));
        // Our requests are small and whole: waiting to fill a segment would only delay them.
        stream
            .set_nodelay(true)
            .map_err(|error| failure::of_connecting(&error))?;
        if url.scheme() != "https" {
            return Self::greet(Wire::Plain(stream), false, None).await;
        }
        let name = url.host_str().unwrap_or_default().trim_matches(['[', ']', '.']);
        let name = ServerName::try_from(name.to_owned()).map_err(|_| FetchOutcome::TlsFailed)?;
        let started = Instant::now();
        let stream = TlsConnector::from(Arc::clone(&tls.config))
            .connect(name.clone(), stream)
            .await
            .map_err(|error| failure::of_handshake(&error))?;
        phases.tls = Some(micros(started.elapsed()));
        let (_, session) = stream.get_ref();
        let speaks_http2 = session.alpn_protocol() == Some(b"h2");
        let certificate = session
            .peer_certificates()
            .and_then(|chain| tls.examine(chain, &name, clock.now()))
            .map(Arc::new);
        Self::greet(Wire::Tls(Box::new(stream)), speaks_http2, certificate).await
    }

    async fn greet(
        wire: Wire,
        speaks_http2: bool,
        certificate: Option<Arc<Certificate>>,
    ) -> Result<Self, FetchOutcome> {
        let failed = |error: hyper::Error| failure::of_talking(&error);
        let kind = if speaks_http2 {
            let (sender, connection) = http2::Builder::new(TokioExecutor::new())
                .initial_stream_window_size(1 << 20)
                .initial_connection_window_size(1 << 20)
                .max_header_list_size(HEAD_LIMIT as u32)
                .handshake(TokioIo::new(wire))
                .await
                .map_err(failed)?;
            // Ends when the sender is dropped.
            tokio::spawn(async move { drop(connection.await) });
            Kind::Http2 { sender }
        } else {
            let tape = Arc::new(Mutex::new(Tape::default()));
            let recorded = Recorded {
                wire,
                tape: Arc::clone(&tape),
            };
            let (sender, connection) = http1::Builder::new()
                // What browsers tolerate is no defect of the site.
                .ignore_invalid_headers_in_responses(true)
                .allow_spaces_after_header_name_in_responses(true)
                .allow_obsolete_multiline_headers_in_responses(true)
                // Some old servers know headers only in this spelling.
                .title_case_headers(true)
                .max_headers(HEADER_LINES)
                .max_buf_size(HEAD_LIMIT)
                .handshake(TokioIo::new(recorded))
                .await
                .map_err(failed)?;
            Kind::Http1 {
                sender,
                driver: Some(Box::new(connection)),
                tape,
            }
        };
        Ok(Self { kind, certificate })
    }

    /// Can another request be sent? A server may have hung up since the last one.
    pub(crate) async fn is_ready(&mut self) -> bool {
        match &mut self.kind {
            Kind::Http1 { sender, driver, .. } => drive(driver, sender.ready()).await.is_ok(),
            Kind::Http2 { sender } => sender.ready().await.is_ok(),
        }
    }

    /// Sends a request; returns with the head of the answer.
    pub(crate) async fn send(&mut self, request: Request<Empty<Bytes>>) -> hyper::Result<Response<Incoming>> {
        match &mut self.kind {
            Kind::Http1 { sender, driver, tape } => {
                lock(tape).rewind();
                let answer = sender.send_request(request);
                drive(driver, answer).await
            }
            Kind::Http2 { sender } => sender.send_request(request).await,
        }
    }

    /// The next part of the body; `None` at its end.
    pub(crate) async fn next_part(&mut self, body: &mut Incoming) -> Option<hyper::Result<Bytes>> {
        loop {
            let frame = match &mut self.kind {
                Kind::Http1 { driver, .. } => drive(driver, body.frame()).await,
                Kind::Http2 { .. } => body.frame().await,
            };
            match frame? {
                Ok(frame) => {
                    // Trailers are not kept.
                    if let Ok(data) = frame.into_data() {
                        return Some(Ok(data));
                    }
                }
                Err(error) => return Some(Err(error)),
            }
        }
    }

    /// The tape with the heads as they went over the wire; HTTP/2 has none.
    pub(crate) fn tape(&self) -> Option<&Arc<Mutex<Tape>>> {
        match &self.kind {
            Kind::Http1 { tape, .. } => Some(tape),
            Kind::Http2 { .. } => None,
        }
    }

    pub(crate) fn is_http2(&self) -> bool {
        matches!(self.kind, Kind::Http2 { .. })
    }
}

/// Waits for `wanted` and lets the connection work meanwhile.
async fn drive<T>(driver: &mut Option<Driver>, wanted: impl Future<Output = T>) -> T {
    let mut wanted = pin!(wanted);
    std::future::poll_fn(|context| {
        if let Poll::Ready(done) = wanted.as_mut().poll(context) {
            return Poll::Ready(done);
        }
        if let Some(running) = driver
            && Pin::new(running.as_mut()).poll(context).is_ready()
        {
            // Its end, good or bad, reaches `wanted` through its own channel.
            *driver = None;
        }
        wanted.as_mut().poll(context)
    })
    .await
}

/// A time in microseconds, as far as it fits.
pub(crate) fn micros(time: Duration) -> u32 {
    u32::try_from(time.as_micros()).unwrap_or(u32::MAX)
}
