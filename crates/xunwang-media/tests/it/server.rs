//! A local server whose answers a test gives, and a client that reaches it under the platform's name.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use url::Url;
use xunwang_fetch::{Hosts, PlatformAsker, PlatformSettings};

/// What was asked: path with query, and body.
pub(crate) type Asked = (String, String);
/// What is answered: status and body.
pub(crate) type Answered = (u16, String);

/// The name of the platform in tests.
pub(crate) const HOST: &str = "api.platform.example";

/// A platform on loopback.
pub(crate) struct Platform {
    pub(crate) client: PlatformAsker,
    pub(crate) base: Url,
    pub(crate) hosts: String,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Platform {
    /// What was asked so far: paths with their queries.
    pub(crate) fn asked(&self) -> Vec<String> {
        let asked = self.asked.lock().unwrap();
        asked.iter().map(|(path, _)| path.clone()).collect()
    }
}

/// A platform whose clock says `date`, and which answers so.
pub(crate) async fn platform(
    date: DateTime<Utc>,
    answer: impl Fn(&Asked) -> Answered + Send + Sync + 'static,
) -> Platform {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let asked = Arc::new(Mutex::new(Vec::new()));
    let (answer, kept) = (Arc::new(answer), Arc::clone(&asked));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (answer, kept) = (Arc::clone(&answer), Arc::clone(&kept));
            let serve = service_fn(move |request: Request<Incoming>| {
                let (answer, kept) = (Arc::clone(&answer), Arc::clone(&kept));
                async move {
                    let path = request.uri().to_string();
                    let body = request.into_body().collect().await?.to_bytes();
                    let question = (path, String::from_utf8_lossy(&body).into_owned());
                    let (status, body) = answer(&question);
                    kept.lock().unwrap().push(question);
                    let response = Response::builder()
                        .status(status)
                        .header("date", date.format("%a, %d %b %Y %H:%M:%S GMT").to_string())
                        .header("content-type", "application/json")
                        .body(Full::new(Bytes::from(body)))
                        .unwrap();
                    Ok::<_, hyper::Error>(response)
                }
            });
            let serving = hyper::server::conn::http1::Builder::new();
            tokio::spawn(serving.serve_connection(TokioIo::new(stream), serve));
        }
    });
    let hosts = format!("{HOST} {address}");
    let settings = PlatformSettings {
        hosts: Some(Hosts::parse(&hosts).unwrap()),
        time: Duration::from_secs(10),
        ..PlatformSettings::default()
    };
    Platform {
        client: PlatformAsker::new(settings).unwrap(),
        base: format!("http://{HOST}/").parse().unwrap(),
        hosts,
        asked,
    }
}

pub(crate) fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

pub(crate) fn now() -> DateTime<Utc> {
    at("2023-09-15T02:00:00Z")
}

/// A look in lines: outcome, whether all was seen, remarks, then the posts.
pub(crate) fn told(look: &xunwang_domain::account::AccountLook) -> String {
    let seen = &look.observation;
    let mut posts: Vec<String> = look
        .posts
        .iter()
        .map(|post| {
            let gone = if post.deleted { " 已删除" } else { "" };
            format!(
                "{} {}{gone} {}\n",
                post.published_at.format("%F %R"),
                post.title,
                post.id
            )
        })
        .collect();
    posts.sort();
    let how = seen.outcome.reason().unwrap_or_else(|| "成功".to_owned());
    let all = if seen.sees_all { "全量" } else { "非全量" };
    format!("{how} {all} {}\n{}", seen.note, posts.concat())
}
