//! Questions to a service in the office's own network (本单位网络内的服务), which is no site and is not inspected.
//!
//! The address is looked up once and held: what is connected to is what was checked, whatever a name says later. Nothing is
//! tried again, no redirect is followed, no proxy is asked, and an answer has an end.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, CONNECTION, CONTENT_TYPE, HOST, HeaderValue, USER_AGENT};
use http::{Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use url::{Host, Position, Url};

use crate::certificate::verifying;
use crate::guard;
use crate::settings::Roots;
use crate::stream::Wire;

/// How long a name may take to be looked up.
const LOOKING_UP: Duration = Duration::from_secs(10);
/// Header lines and bytes of the head of an answer.
const HEADER_LINES: usize = 64;
const HEAD_LIMIT: usize = 64 * 1024;

/// How a service is asked (询问设置).
pub struct ServiceSettings {
    /// Sent as a bearer token, where there is one (密钥).
    pub key: Option<String>,
    /// For a whole exchange.
    pub time: Duration,
    /// Bytes of the longest answer.
    pub answer: usize,
    /// Whose certificates count.
    pub roots: Roots,
}

/// A service in the office's own network (内部服务).
pub struct Service {
    url: Url,
    remotes: Vec<SocketAddr>,
    authorization: Option<HeaderValue>,
    /// Where the address is HTTPS.
    tls: Option<Tls>,
    time: Duration,
    answer: usize,
}

/// Why a service is not asked at all (拒绝的原因).
#[derive(Debug, thiserror::Error)]
pub enum ServiceRefusal {
    /// Not an address of HTTP.
    #[error("“{0}”不是 http:// 或 https:// 开头的完整网址")]
    Address(String),
    /// Names and passwords in addresses end up in logs.
    #[error("网址中不能写用户名和密码；密钥请用环境变量给出")]
    Credentials,
    /// The name has no address.
    #[error("主机名 {0} 解析不到地址；请核对网址和本机的域名解析")]
    NoAddress(String),
    /// It would leave the office's network.
    #[error(
        "{host} 的地址 {address} 不在本单位网络内（本机、10/8、172.16/12、192.168/16、169.254/16、fc00::/7、fe80::/10）；文字不能送出本单位网络"
    )]
    Outside {
        /// The host of the address given.
        host: String,
        /// What it leads to.
        address: IpAddr,
    },
    /// Not to be sent in a header.
    #[error("密钥含有不能发送的字符；请核对环境变量")]
    Key,
    /// A root certificate that cannot be used.
    #[error("{0}")]
    Roots(String),
}

/// Why there is no answer (没有答复的原因).
#[derive(Debug, thiserror::Error)]
pub enum Unanswered {
    /// Not within the time.
    #[error("{0}秒内没有答复")]
    TimedOut(u64),
    /// No connection.
    #[error("不能连接：{0}")]
    NotConnected(std::io::Error),
    /// Another status than 200, redirects among them.
    #[error("答复的状态码是 {}", .0.as_u16())]
    Status(StatusCode),
    /// Longer than is read.
    #[error("答复超过{0}字节")]
    TooLong(usize),
    /// Broken off, or no HTTP.
    #[error("答复中断或不是 HTTP：{0}")]
    Broken(Box<dyn std::error::Error + Send + Sync>),
}

impl Service {
    /// Looks the service up (查找服务) and checks that every address of it is the office's own. Nothing is sent yet.
    ///
    /// # Errors
    /// What is wrong with the address, the key or the roots.
    pub async fn find(address: &str, settings: ServiceSettings) -> Result<Self, ServiceRefusal> {
        let wrong = || ServiceRefusal::Address(address.to_owned());
        let url = Url::parse(address.trim()).map_err(|_| wrong())?;
        let host = url.host().ok_or_else(wrong)?.to_owned();
        let is_https = match url.scheme() {
            "http" => false,
            "https" => true,
            _ => return Err(wrong()),
        };
        if !url.username().is_empty() || url.password().is_some() {
            return Err(ServiceRefusal::Credentials);
        }
        let authorization = settings.key.map(|key| {
            let mut value =
                HeaderValue::try_from(format!("Bearer {key}")).map_err(|_| ServiceRefusal::Key)?;
            value.set_sensitive(true);
            Ok(value)
        });
        let remotes = addresses(&host, url.port_or_known_default().unwrap_or(80)).await;
        if remotes.is_empty() {
            return Err(ServiceRefusal::NoAddress(host.to_string()));
        }
        if let Some(outside) = remotes
            .iter()
            .find(|remote| !guard::is_of_own_network(remote.ip()))
        {
            return Err(ServiceRefusal::Outside {
                host: host.to_string(),
                address: outside.ip(),
            });
        }
        let tls = if is_https {
            let config = verifying(&settings.roots).map_err(ServiceRefusal::Roots)?;
            let name = host.to_string();
            let name = name.trim_matches(['[', ']', '.']).to_owned();
            let name = ServerName::try_from(name).map_err(|_| wrong())?;
            Some((TlsConnector::from(Arc::new(config)), name))
        } else {
            None
        };
        Ok(Self {
            url,
            remotes,
            authorization: authorization.transpose()?,
            tls,
            time: settings.time,
            answer: settings.answer,
        })
    }

    /// Sends JSON and gives the body of the answer (询问).
    ///
    /// # Errors
    /// Why there is none.
    pub async fn ask(&self, json: String) -> Result<Vec<u8>, Unanswered> {
        timeout(self.time, self.exchange(json))
            .await
            .unwrap_or_else(|_| Err(Unanswered::TimedOut(self.time.as_secs())))
    }

    async fn exchange(&self, json: String) -> Result<Vec<u8>, Unanswered> {
        let answer = send(&self.remotes, self.tls.as_ref(), self.request(json)?).await?;
        if answer.status() != StatusCode::OK {
            return Err(Unanswered::Status(answer.status()));
        }
        body_of(answer, self.answer).await
    }

    fn request(&self, json: String) -> Result<Request<Full<Bytes>>, Unanswered> {
        let mut request = Request::builder()
            .method(Method::POST)
            .uri(&self.url[Position::BeforePath..Position::AfterQuery])
            .header(HOST, &self.url[Position::BeforeHost..Position::AfterPort])
            .header(USER_AGENT, concat!("Xunwang/", env!("CARGO_PKG_VERSION")))
            .header(CONTENT_TYPE, "application/json")
            .header(ACCEPT, "application/json")
            .header(CONNECTION, "close");
        if let Some(value) = &self.authorization {
            request = request.header(AUTHORIZATION, value.clone());
        }
        request.body(Full::from(json)).map_err(broken)
    }
}

/// TLS and the name that the certificate must bear.
pub(crate) type Tls = (TlsConnector, ServerName<'static>);

/// Sends one request over a connection of its own.
pub(crate) async fn send(
    remotes: &[SocketAddr],
    tls: Option<&Tls>,
    request: Request<Full<Bytes>>,
) -> Result<Response<Incoming>, Unanswered> {
    let stream = TcpStream::connect(remotes)
        .await
        .map_err(Unanswered::NotConnected)?;
    let wire = match tls {
        None => Wire::Plain(stream),
        Some((tls, name)) => {
            let stream = tls.connect(name.clone(), stream).await;
            Wire::Tls(Box::new(stream.map_err(Unanswered::NotConnected)?))
        }
    };
    let (mut sender, connection) = http1::Builder::new()
        .max_headers(HEADER_LINES)
        .max_buf_size(HEAD_LIMIT)
        .handshake(TokioIo::new(wire))
        .await
        .map_err(broken)?;
    // Ends when sender and body are dropped, be it by the time limit.
    tokio::spawn(async move { drop(connection.await) });
    sender.send_request(request).await.map_err(broken)
}

/// The body of an answer, as far as it has an end within the limit.
pub(crate) async fn body_of(answer: Response<Incoming>, longest: usize) -> Result<Vec<u8>, Unanswered> {
    match Limited::new(answer.into_body(), longest).collect().await {
        Ok(body) => Ok(body.to_bytes().to_vec()),
        Err(error) if error.is::<LengthLimitError>() => Err(Unanswered::TooLong(longest)),
        Err(error) => Err(Unanswered::Broken(error)),
    }
}

/// The addresses of a host; none where its name has none.
pub(crate) async fn addresses(host: &Host<String>, port: u16) -> Vec<SocketAddr> {
    match host {
        Host::Ipv4(address) => vec![SocketAddr::from((*address, port))],
        Host::Ipv6(address) => vec![SocketAddr::from((*address, port))],
        Host::Domain(name) => {
            let found = timeout(LOOKING_UP, tokio::net::lookup_host((name.as_str(), port))).await;
            found.ok().and_then(Result::ok).into_iter().flatten().collect()
        }
    }
}

pub(crate) fn broken(error: impl std::error::Error + Send + Sync + 'static) -> Unanswered {
    Unanswered::Broken(Box::new(error))
}
