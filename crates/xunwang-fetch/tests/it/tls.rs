//! TLS: every certificate is accepted, and what is wrong with it is written down.

use std::net::SocketAddr;
use std::sync::Arc;

use bytes::Bytes;
use chrono::Datelike;
use http_body_util::Full;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::TlsAcceptor;
use xunwang_domain::exchange::FetchOutcome::{Answered, TlsFailed};
use xunwang_fetch::{PoliteFetcher, Roots};

use crate::servers::{Reply, Server, fetcher, settings, status, talk};

struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
}

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params
            .distinguished_name
            .push(rcgen::DnType::CommonName, "示例省电子政务 CA");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        Self { issuer }
    }

    fn root(&self) -> Roots {
        Roots::Only(vec![self.issuer.der().to_vec()])
    }

    fn certify(
        &self,
        name: &str,
        years: (i32, i32),
    ) -> (Vec<CertificateDer<'static>>, PrivateKeyDer<'static>) {
        let key = KeyPair::generate().unwrap();
        let certificate = leaf(name, years).signed_by(&key, &self.issuer).unwrap();
        (
            vec![certificate.der().clone()],
            PrivateKeyDer::try_from(key.serialize_der()).unwrap(),
        )
    }
}

fn leaf(name: &str, (from, to): (i32, i32)) -> CertificateParams {
    let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
    params.distinguished_name.push(rcgen::DnType::CommonName, name);
    params.not_before = date_time_ymd(from, 1, 1);
    params.not_after = date_time_ymd(to, 1, 1);
    params
}

fn self_signed(name: &str) -> (Vec<CertificateDer<'static>>, PrivateKeyDer<'static>) {
    let key = KeyPair::generate().unwrap();
    let certificate = leaf(name, (2020, 2090)).self_signed(&key).unwrap();
    (
        vec![certificate.der().clone()],
        PrivateKeyDer::try_from(key.serialize_der()).unwrap(),
    )
}

async fn serve(
    pair: (Vec<CertificateDer<'static>>, PrivateKeyDer<'static>),
    protocols: &[&str],
) -> SocketAddr {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(pair.0, pair.1)
        .unwrap();
    config.alpn_protocols = protocols
        .iter()
        .map(|protocol| protocol.as_bytes().to_vec())
        .collect();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let server = Server::raw(move |stream, seen| {
        let acceptor = acceptor.clone();
        async move {
            let Ok(stream) = acceptor.accept(stream).await else {
                return;
            };
            if stream.get_ref().1.alpn_protocol() != Some(b"h2") {
                return talk(stream, &seen, &|_, _| Reply::html("<p>one</p>")).await;
            }
            let answer = service_fn(|request: hyper::Request<hyper::body::Incoming>| async move {
                let body = format!("<p>two {}</p>", request.uri().path());
                let mut response = hyper::Response::new(Full::new(Bytes::from(body)));
                response
                    .headers_mut()
                    .insert("content-type", "text/html".parse().unwrap());
                Ok::<_, std::convert::Infallible>(response)
            });
            let server = hyper::server::conn::http2::Builder::new(TokioExecutor::new());
            drop(server.serve_connection(TokioIo::new(stream), answer).await);
        }
    })
    .await;
    server.address
}

fn visitor(address: SocketAddr, roots: Roots) -> PoliteFetcher {
    let mut wanted = settings(&[("www.qingchuan.test", address)]);
    wanted.root_certificates = roots;
    wanted.head_limit = std::time::Duration::from_secs(3);
    wanted.total_limit = std::time::Duration::from_secs(3);
    fetcher(wanted)
}

#[tokio::test]
async fn a_valid_certificate_is_recorded_also_on_a_kept_connection() {
    let authority = Authority::new();
    let address = serve(
        authority.certify("www.qingchuan.test", (2020, 2090)),
        &["http/1.1"],
    )
    .await;
    let fetcher = visitor(address, authority.root());
    for is_new in [true, false] {
        let exchange = status(&fetcher, "https://www.qingchuan.test/").await;
        assert_eq!(exchange.outcome, Answered { status: 200 });
        let hop = exchange.last();
        assert_eq!(hop.phases.tls.is_some(), is_new);
        let certificate = hop.certificate.as_ref().unwrap();
        assert_eq!(certificate.problem, None);
        assert_eq!(certificate.subject, "www.qingchuan.test");
        assert!(
            certificate.issuer.contains("示例省电子政务 CA"),
            "{}",
            certificate.issuer
        );
        assert_eq!(
            (certificate.not_before.year(), certificate.not_after.year()),
            (2020, 2090)
        );
        assert_eq!(certificate.fingerprint.len(), 64);
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_certificate_is_said() {
    let authority = Authority::new();
    let good = "www.qingchuan.test";
    let cases = [
        (
            authority.certify(good, (2019, 2021)),
            authority.root(),
            "证书已于 2021-01-01 到期",
        ),
        (
            authority.certify(good, (2080, 2090)),
            authority.root(),
            "证书自 2080-01-01 起才有效",
        ),
        (
            authority.certify("other.test", (2020, 2090)),
            authority.root(),
            "证书不是为该域名签发(证书上的名称:other.test)",
        ),
        (
            self_signed(good),
            authority.root(),
            "自签名证书，不是受信任的机构签发",
        ),
        (
            authority.certify(good, (2020, 2090)),
            Roots::Mozilla,
            "签发机构不受信任，或服务器未附中间证书",
        ),
        (
            authority.certify("other.test", (2019, 2021)),
            authority.root(),
            "证书已于 2021-01-01 到期；证书不是为该域名签发(证书上的名称:other.test)",
        ),
    ];
    for (pair, roots, problem) in cases {
        let address = serve(pair, &[]).await;
        let exchange = status(&visitor(address, roots), "https://www.qingchuan.test/").await;
        assert_eq!(exchange.outcome, Answered { status: 200 }, "{problem}");
        assert_eq!(
            exchange.last().certificate.as_ref().unwrap().problem.as_deref(),
            Some(problem)
        );
    }
}

#[tokio::test]
async fn http2_is_spoken_where_the_server_can() {
    let authority = Authority::new();
    let address = serve(
        authority.certify("www.qingchuan.test", (2020, 2090)),
        &["h2", "http/1.1"],
    )
    .await;
    let fetcher = visitor(address, authority.root());
    for (path, is_new) in [("/a?b", true), ("/c", false)] {
        let exchange = status(&fetcher, &format!("https://www.qingchuan.test{path}")).await;
        assert_eq!(exchange.outcome, Answered { status: 200 });
        assert!(exchange.body.starts_with(b"<p>two /"));
        let hop = exchange.last();
        assert_eq!(hop.phases.connect.is_some(), is_new);
        let request = String::from_utf8_lossy(&hop.request_head);
        assert!(
            request.starts_with(&format!("GET {path} HTTP/1.1\r\nhost: www.qingchuan.test\r\n")),
            "{request}"
        );
        assert!(
            hop.response_head
                .starts_with(b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n")
        );
        assert!(hop.response_head.ends_with(b"\r\n\r\n"));
    }
}

#[tokio::test]
async fn a_handshake_that_fails_is_not_a_dead_site() {
    let plain = Server::raw(|mut stream, _| async move {
        let answer = b"HTTP/1.1 400 Bad Request

";
        drop(tokio::io::AsyncWriteExt::write_all(&mut stream, answer).await);
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    })
    .await;
    let hangs_up = Server::raw(|stream, _| async move { drop(stream) }).await;
    let talks_nonsense = Server::raw(|mut stream, _| async move {
        // A fatal alert: protocol_version, as a server of TLS 1.0 answers.
        drop(tokio::io::AsyncWriteExt::write_all(&mut stream, &[21, 3, 1, 0, 2, 2, 70]).await);
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    })
    .await;
    for server in [plain, hangs_up, talks_nonsense] {
        let exchange = status(
            &visitor(server.address, Roots::Mozilla),
            "https://www.qingchuan.test/",
        )
        .await;
        assert_eq!(exchange.outcome, TlsFailed);
        assert!(exchange.last().phases.connect.is_some());
    }
}
