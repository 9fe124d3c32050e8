//! A service in the office's network is asked, and none outside; whatever it answers, the question has an end.

use std::time::{Duration, Instant};

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use xunwang_fetch::{Roots, Service, ServiceRefusal, ServiceSettings, Unanswered};

fn settings() -> ServiceSettings {
    ServiceSettings {
        key: Some("sk-secret".to_owned()),
        time: Duration::from_secs(2),
        answer: 64 * 1024,
        roots: Roots::Mozilla,
    }
}

/// A server that answers every connection with these bytes, again and again where `endless`, and then waits.
async fn says(bytes: &'static str, endless: bool) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut asked = [0; 4096];
                let _ = stream.read(&mut asked).await;
                while stream.write_all(bytes.as_bytes()).await.is_ok() {
                    if !endless {
                        // Neither more nor an end.
                        tokio::time::sleep(Duration::from_secs(60)).await;
                    }
                }
            });
        }
    });
    format!("http://{address}/v1/chat/completions?a=1")
}

async fn answer(url: &str) -> Result<Vec<u8>, Unanswered> {
    let service = Service::find(url, settings()).await.unwrap();
    service.ask("{\"model\":\"qwen\"}".to_owned()).await
}

#[tokio::test]
async fn the_question_arrives_with_its_key_and_the_answer_comes_back() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let echo = |request: hyper::Request<hyper::body::Incoming>| async {
                let (head, body) = request.into_parts();
                let header = |name| {
                    head.headers
                        .get(name)
                        .map(|value| value.to_str().unwrap().to_owned())
                };
                let body = String::from_utf8(body.collect().await?.to_bytes().to_vec()).unwrap();
                let said = format!(
                    "{} {} {:?} {:?} {body}",
                    head.method,
                    head.uri,
                    header("authorization"),
                    header("content-type")
                );
                Ok::<_, hyper::Error>(hyper::Response::new(Full::new(Bytes::from(said))))
            };
            let serving = hyper::server::conn::http1::Builder::new();
            tokio::spawn(serving.serve_connection(TokioIo::new(stream), service_fn(echo)));
        }
    });
    // By address and by a name that leads to it.
    for host in ["127.0.0.1", "localhost"] {
        let url = format!("http://{host}:{}/v1/chat/completions?a=1", address.port());
        assert_eq!(
            String::from_utf8(answer(&url).await.unwrap()).unwrap(),
            "POST /v1/chat/completions?a=1 Some(\"Bearer sk-secret\") Some(\"application/json\") {\"model\":\"qwen\"}"
        );
    }
}

#[tokio::test]
async fn a_service_that_hangs_errs_or_never_ends_is_left() {
    let asked = Instant::now();
    let silent = says("", false).await;
    assert!(matches!(answer(&silent).await, Err(Unanswered::TimedOut(2))));
    let half = says("HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{", false).await;
    assert!(matches!(answer(&half).await, Err(Unanswered::TimedOut(2))));
    let endless_head = says("HTTP/1.1 100 Continue\r\n\r\n", true).await;
    assert!(answer(&endless_head).await.is_err());
    let endless = "HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK HTTP/1.1 200 OK HTTP/1.1 200 OK";
    let endless = says(endless, true).await;
    assert!(matches!(answer(&endless).await, Err(Unanswered::TooLong(65_536))));
    let failing = says("HTTP/1.1 500 X\r\nContent-Length: 0\r\n\r\n", false).await;
    assert!(matches!(answer(&failing).await, Err(Unanswered::Status(status)) if status == 500));
    // A redirect would lead anywhere.
    let leading = "HTTP/1.1 307 X\r\nLocation: http://203.0.113.9/\r\nContent-Length: 0\r\n\r\n";
    let leading = says(leading, false).await;
    assert!(matches!(answer(&leading).await, Err(Unanswered::Status(status)) if status == 307));
    let strange = says("SSH-2.0-OpenSSH_9.2\r\n", false).await;
    assert!(matches!(answer(&strange).await, Err(Unanswered::Broken(_))));
    let nobody = TcpListener::bind("127.0.0.1:0")
        .await
        .unwrap()
        .local_addr()
        .unwrap();
    let nobody = answer(&format!("http://{nobody}/")).await;
    assert!(matches!(nobody, Err(Unanswered::NotConnected(_))), "{nobody:?}");
    assert!(asked.elapsed() < Duration::from_secs(20));
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_is_no_answer() {
    let key = rcgen::KeyPair::generate().unwrap();
    let certificate = rcgen::CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    let certificate = certificate.self_signed(&key).unwrap();
    let chain = vec![certificate.der().clone()];
    let key = rustls::pki_types::PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain.clone(), key)
        .unwrap();
    let acceptor = tokio_rustls::TlsAcceptor::from(std::sync::Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                if let Ok(mut stream) = acceptor.accept(stream).await {
                    let mut asked = [0; 4096];
                    let _ = stream.read(&mut asked).await;
                    let _ = stream
                        .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
                        .await;
                }
            });
        }
    });
    let url = format!("https://localhost:{port}/");
    let refused = answer(&url).await;
    assert!(matches!(refused, Err(Unanswered::NotConnected(_))), "{refused:?}");
    let own = ServiceSettings {
        roots: Roots::MozillaAnd(vec![chain[0].to_vec()]),
        ..settings()
    };
    let service = Service::find(&url, own).await.unwrap();
    assert_eq!(service.ask("{}".to_owned()).await.unwrap(), b"{}");
}

#[tokio::test]
async fn nothing_outside_the_office_s_network_is_asked() {
    let refused = |url: &'static str| async move { Service::find(url, settings()).await.err() };
    for url in [
        "http://1.1.1.1/v1",
        "https://203.0.113.9/v1",
        "http://100.64.0.1/v1",
        "http://0.0.0.0/",
        "http://[2400:3200::1]/",
        "http://[::ffff:8.8.8.8]/",
        "http://134744072/",
    ] {
        let why = refused(url).await;
        assert!(
            matches!(why, Some(ServiceRefusal::Outside { .. })),
            "{url}: {why:?}"
        );
    }
    for url in [
        "",
        "10.0.0.8:8000/v1",
        "ftp://10.0.0.8/",
        "file:///etc/passwd",
        "http://",
        "qwen",
    ] {
        let why = refused(url).await;
        assert!(matches!(why, Some(ServiceRefusal::Address(_))), "{url}: {why:?}");
    }
    let why = refused("http://a:b@10.0.0.8/").await;
    assert!(matches!(why, Some(ServiceRefusal::Credentials)), "{why:?}");
    let why = refused("http://no-such-name.invalid/").await;
    assert!(matches!(why, Some(ServiceRefusal::NoAddress(_))), "{why:?}");
    let key = ServiceSettings {
        key: Some("a\nb".to_owned()),
        ..settings()
    };
    let why = Service::find("http://10.0.0.8/", key).await.err();
    assert!(matches!(why, Some(ServiceRefusal::Key)), "{why:?}");
    assert!(Service::find("http://10.0.0.8:8000/v1", settings()).await.is_ok());
}
