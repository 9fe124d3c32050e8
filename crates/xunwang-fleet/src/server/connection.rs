//! Connections of the fleet's server: HTTP/1.1 with keep-alive, over TLS HTTP/2 as well.

use std::{
    convert::Infallible,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
};

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode, header};
use hyper::{
    body::{Body, Frame, Incoming, SizeHint},
    server::conn::{http1, http2},
    service::service_fn,
};
use hyper_util::rt::{TokioExecutor, TokioIo};
use rustc_hash::FxHashSet;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpListener,
    sync::watch,
    task::JoinSet,
};
use tokio_rustls::TlsAcceptor;

use super::{
    cache::{Cache, Stored},
    statistics::{InFlight, Statistics},
};
use crate::{Fleet, site::Resource};

/// What all connections share.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) fleet: Arc<Fleet>,
    pub(super) cache: Cache,
    pub(super) statistics: Statistics,
    pub(super) gzip: bool,
    pub(super) seen: Seen,
}

/// Addresses that were asked for already (已访问网址), for pages that fail on the first request only.
#[derive(Debug, Default)]
pub(super) struct Seen(Mutex<FxHashSet<String>>);

impl Seen {
    fn first(&self, host: &str, path: &str) -> bool {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.insert(format!("{host}{path}"))
    }
}

/// Accepts connections until the server stops, then waits for those that are open.
pub(super) async fn accept(
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    shared: Arc<Shared>,
    mut stopped: watch::Receiver<bool>,
) {
    let mut open = JoinSet::new();
    loop {
        let stream = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                // Out of file handles, most likely: wait until some are free again.
                Err(_) => {
                    tokio::time::sleep(std::time::Duration::from_millis(20)).await;
                    continue;
                }
            },
            _ = stopped.changed() => break,
            Some(_) = open.join_next(), if !open.is_empty() => continue,
        };
        // Without it, small answers only come later; nothing breaks.
        let _ = stream.set_nodelay(true);
        let (tls, shared, stopped) = (tls.clone(), shared.clone(), stopped.clone());
        open.spawn(async move {
            match tls {
                None => serve_http1(stream, shared, false, stopped).await,
                Some(acceptor) => {
                    // A visitor that does not trust the certificate leaves here.
                    let Ok(stream) = acceptor.accept(stream).await else {
                        return;
                    };
                    if stream.get_ref().1.alpn_protocol() == Some(b"h2") {
                        serve_http2(stream, shared, stopped).await;
                    } else {
                        serve_http1(stream, shared, true, stopped).await;
                    }
                }
            }
        });
    }
    drop(listener);
    while open.join_next().await.is_some() {}
}

async fn serve_http1<S>(stream: S, shared: Arc<Shared>, secure: bool, mut stopped: watch::Receiver<bool>)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let service = service_fn(move |request| answer(shared.clone(), request, secure));
    let mut connection = std::pin::pin!(
        http1::Builder::new()
            .keep_alive(true)
            .pipeline_flush(true)
            .serve_connection(TokioIo::new(stream), service)
    );
    // A connection that breaks is the visitor's affair.
    tokio::select! {
        _ = connection.as_mut() => {}
        _ = stopped.changed() => {
            connection.as_mut().graceful_shutdown();
            let _ = connection.await;
        }
    }
}

async fn serve_http2<S>(stream: S, shared: Arc<Shared>, mut stopped: watch::Receiver<bool>)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let service = service_fn(move |request| answer(shared.clone(), request, true));
    let mut connection = std::pin::pin!(
        http2::Builder::new(TokioExecutor::new()).serve_connection(TokioIo::new(stream), service)
    );
    tokio::select! {
        _ = connection.as_mut() => {}
        _ = stopped.changed() => {
            connection.as_mut().graceful_shutdown();
            let _ = connection.await;
        }
    }
}

async fn answer(
    shared: Arc<Shared>,
    request: Request<Incoming>,
    secure: bool,
) -> Result<Response<Measured>, Infallible> {
    let host = host_of(&request);
    let in_flight = shared.statistics.begin(&host);
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    let head = request.method() == Method::HEAD;
    let site = shared
        .fleet
        .by_host
        .get(host.as_str())
        .map(|index| &shared.fleet.sites[*index]);
    let unsteady = site.and_then(|site| site.resources.get(path));
    let first = matches!(unsteady, Some(Resource::Flapping)) && shared.seen.first(&host, path);
    if matches!(unsteady, Some(Resource::Slow)) {
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    }
    let stored = match site {
        Some(_) if first => Arc::new(Stored::new(crate::Reply {
            status: 503,
            content_type: "text/html",
            location: None,
            body: b"<html><body>busy</body></html>".to_vec(),
        })),
        Some(site) if site.identity.https && !secure => Arc::new(Stored::new(crate::Reply {
            status: 301,
            content_type: "text/html",
            location: Some(site.url(path)),
            body: Vec::new(),
        })),
        Some(site) if !head => shared
            .cache
            .get(site.index, path, || shared.fleet.respond(&host, path, false)),
        _ => Arc::new(Stored::new(shared.fleet.respond(&host, path, head))),
    };
    let accepts = request
        .headers()
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok());
    let pack = shared.gzip && stored.packable() && accepts.is_some_and(|accepted| accepted.contains("gzip"));
    let body = if pack {
        stored.packed()
    } else {
        stored.body.clone()
    };
    // As in reality, not every site can be asked whether a page has changed.
    let etag = stored
        .etag
        .as_deref()
        .filter(|_| site.is_some_and(|site| site.index % 4 != 3));
    let known = request.headers().get(header::IF_NONE_MATCH);
    let is_known = etag.is_some() && etag == known.and_then(|value| value.to_str().ok());
    let (status, body) = if is_known {
        (StatusCode::NOT_MODIFIED, Bytes::new())
    } else {
        let status = StatusCode::from_u16(stored.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        (status, body)
    };
    let mut response = Response::builder()
        .status(status)
        .header(header::CONTENT_TYPE, stored.content_type)
        .header(header::CONTENT_LENGTH, body.len())
        .header(header::SERVER, "Apache");
    if let Some(etag) = etag {
        response = response.header(header::ETAG, etag);
    }
    if pack && !is_known {
        response = response.header(header::CONTENT_ENCODING, "gzip");
    }
    if let Some(location) = &stored.location {
        response = response.header(header::LOCATION, location);
    }
    let body = Measured {
        body: if head { None } else { Some(body) },
        _in_flight: in_flight,
    };
    // The parts are all ours; a wrong one would be a fault of the fleet, seen as a bare 200.
    Ok(response.body(body).unwrap_or_else(|_| {
        Response::new(Measured {
            body: None,
            _in_flight: None,
        })
    }))
}

fn host_of<B>(request: &Request<B>) -> String {
    let named = request
        .uri()
        .authority()
        .map(|authority| authority.as_str())
        .or_else(|| {
            request
                .headers()
                .get(header::HOST)
                .and_then(|value| value.to_str().ok())
        })
        .unwrap_or_default();
    let host = named.rsplit_once(':').map_or(named, |(host, _)| host);
    host.to_ascii_lowercase()
}

/// A body that counts as in flight until it has been sent.
struct Measured {
    body: Option<Bytes>,
    _in_flight: Option<InFlight>,
}

impl Body for Measured {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(
            self.body
                .take()
                .filter(|body| !body.is_empty())
                .map(|body| Ok(Frame::data(body))),
        )
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(Bytes::is_empty)
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.body.as_ref().map_or(0, |body| body.len() as u64))
    }
}
