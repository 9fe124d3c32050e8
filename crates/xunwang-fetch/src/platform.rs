//! Questions to the interfaces of platforms (平台接口), behind the same address guard as every visit: public addresses only, and what
//! the office has allowed.
//!
//! The address of a question holds a secret. It is in no message, no record and no log; nothing is tried again, no redirect is
//! followed, and an answer has an end.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use http::header::{ACCEPT, CONNECTION, CONTENT_TYPE, DATE, HOST, USER_AGENT};
use http::{Method, Request};
use http_body_util::Full;
use ipnet::IpNet;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use url::{Position, Url};
use xunwang_ports::{PlatformAnswer, PlatformClient, PlatformFailure, PlatformQuestion};

use crate::certificate::verifying;
use crate::guard;
use crate::hosts::Hosts;
use crate::service::{Tls, Unanswered, addresses, body_of, broken, send};
use crate::settings::Roots;

/// How platforms are asked (平台询问设置).
pub struct PlatformSettings {
    /// For a whole exchange.
    pub time: Duration,
    /// Bytes of the longest answer.
    pub answer: usize,
    /// Whose certificates count.
    pub roots: Roots,
    /// Instead of DNS; other names are not asked then.
    pub hosts: Option<Hosts>,
    /// Networks that are not public and may be asked all the same.
    pub allowed_private: Vec<IpNet>,
}

impl Default for PlatformSettings {
    fn default() -> Self {
        Self {
            time: Duration::from_secs(30),
            answer: 8 << 20,
            roots: Roots::Mozilla,
            hosts: None,
            allowed_private: Vec::new(),
        }
    }
}

/// Asks platforms over the network (平台询问).
pub struct PlatformAsker {
    settings: PlatformSettings,
    tls: Arc<ClientConfig>,
}

impl PlatformAsker {
    /// One under these settings.
    ///
    /// # Errors
    /// A root certificate cannot be used.
    pub fn new(settings: PlatformSettings) -> Result<Self, String> {
        let tls = Arc::new(verifying(&settings.roots)?);
        Ok(Self { settings, tls })
    }

    async fn exchange(&self, question: &PlatformQuestion) -> Result<PlatformAnswer, PlatformFailure> {
        let address = &question.address;
        let remotes = self.remotes(address).await?;
        let tls = self.tls_of(address)?;
        let request = request_of(question).map_err(told)?;
        let answer = send(&remotes, tls.as_ref(), request).await.map_err(told)?;
        let date = answer.headers().get(DATE).and_then(|value| value.to_str().ok());
        let date = date.and_then(|text| httpdate::parse_http_date(text).ok());
        let (status, date) = (answer.status().as_u16(), date.map(DateTime::<Utc>::from));
        let body = body_of(answer, self.settings.answer).await.map_err(told)?;
        Ok(PlatformAnswer { status, date, body })
    }

    /// Where the platform is. Every address must be one that may be visited: a name that leads into our own house is not asked.
    async fn remotes(&self, address: &Url) -> Result<Vec<SocketAddr>, PlatformFailure> {
        let failure = |text: String| PlatformFailure(text);
        let host = address
            .host()
            .ok_or_else(|| failure("接口地址没有主机名".to_owned()))?;
        let host = host.to_owned();
        let port = address.port_or_known_default().unwrap_or(443);
        if let Some(hosts) = &self.settings.hosts {
            let known = hosts.address_of(&host.to_string(), port);
            let unknown = || failure(format!("--hosts 没有列出 {host}，未询问"));
            return known.map(|remote| vec![remote]).ok_or_else(unknown);
        }
        let remotes = addresses(&host, port).await;
        if remotes.is_empty() {
            return Err(failure(format!("{host} 解析不到地址")));
        }
        let allowed = &self.settings.allowed_private;
        match remotes.iter().find(|remote| !guard::allows(allowed, remote.ip())) {
            Some(inside) => Err(failure(format!(
                "{host} 的地址 {} 不是公网地址，未询问",
                inside.ip()
            ))),
            None => Ok(remotes),
        }
    }

    fn tls_of(&self, address: &Url) -> Result<Option<Tls>, PlatformFailure> {
        match address.scheme() {
            "https" => {}
            "http" => return Ok(None),
            _ => return Err(PlatformFailure("接口地址应以 https:// 开头".to_owned())),
        }
        let name = address
            .host_str()
            .unwrap_or_default()
            .trim_matches(['[', ']', '.']);
        let name = ServerName::try_from(name.to_owned());
        let name = name.map_err(|_| PlatformFailure("接口地址的主机名不能使用".to_owned()))?;
        Ok(Some((TlsConnector::from(Arc::clone(&self.tls)), name)))
    }
}

#[async_trait]
impl PlatformClient for PlatformAsker {
    async fn ask(&self, question: &PlatformQuestion) -> Result<PlatformAnswer, PlatformFailure> {
        let time = self.settings.time;
        timeout(time, self.exchange(question))
            .await
            .unwrap_or_else(|_| Err(told(Unanswered::TimedOut(time.as_secs()))))
    }
}

fn told(why: Unanswered) -> PlatformFailure {
    PlatformFailure(why.to_string())
}

fn request_of(question: &PlatformQuestion) -> Result<Request<Full<Bytes>>, Unanswered> {
    let address = &question.address;
    let method = if question.json.is_some() {
        Method::POST
    } else {
        Method::GET
    };
    let mut request = Request::builder()
        .method(method)
        .uri(&address[Position::BeforePath..Position::AfterQuery])
        .header(HOST, &address[Position::BeforeHost..Position::AfterPort])
        .header(USER_AGENT, concat!("Xunwang/", env!("CARGO_PKG_VERSION")))
        .header(ACCEPT, "application/json")
        .header(CONNECTION, "close");
    if question.json.is_some() {
        request = request.header(CONTENT_TYPE, "application/json");
    }
    let body = question.json.clone().unwrap_or_default();
    request.body(Full::from(body)).map_err(broken)
}
