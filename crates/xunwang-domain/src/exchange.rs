//! What was asked of a server and what came back (请求应答记录). A site that does not answer is a result.

use std::net::SocketAddr;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use url::Url;

/// Bytes that several holders share; an [`Exchange`] is cloned without copying its body.
pub type SharedBytes = Arc<Vec<u8>>;

/// What to fetch (采集请求).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchRequest {
    /// An absolute `http` or `https` address; the fragment is not sent.
    pub url: Url,
    /// How much of the answer is wanted.
    pub want: Want,
    /// The body that is at hand already, where the server may say instead of sending it that nothing has changed.
    pub known: Option<Validators>,
}

/// By what a server knows a body that it once sent (缓存校验值): the headers of that answer, as they were. At least one is
/// there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validators {
    /// `ETag`
    pub etag: Option<String>,
    /// `Last-Modified`
    pub modified: Option<String>,
}

impl Validators {
    /// Those of an answer's head; `None` where it names none.
    pub fn of(head: &[u8]) -> Option<Self> {
        let value = |name| {
            header(head, name)
                .filter(|value| !value.is_empty())
                .map(str::to_owned)
        };
        let (etag, modified) = (value("etag"), value("last-modified"));
        (etag.is_some() || modified.is_some()).then_some(Self { etag, modified })
    }
}

/// How much of an answer is wanted (采集用途). GET decides in every case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Want {
    /// A page: HTML is read whole up to the page limit; of anything else only the beginning.
    Page,
    /// A target's state: of any answer only the beginning is read.
    Status,
    /// A file to download: read whole up to the attachments' limit; of HTML only the beginning, as it is none.
    File,
}

/// What was asked and what came back (请求应答记录).
#[derive(Clone, Debug)]
pub struct Exchange {
    /// When the first request was sent.
    pub started_at: DateTime<Utc>,
    /// Every request made, redirects in order; the last one gave the outcome. Never empty.
    pub hops: Vec<Hop>,
    /// How it ended.
    pub outcome: FetchOutcome,
    /// The body of the last hop as the server sent it, before content decoding; the beginning only, where cut.
    pub raw_body: SharedBytes,
    /// The body after content decoding; the same allocation as `raw_body` where nothing was encoded.
    pub body: SharedBytes,
    /// Was the body cut, by our limit or because only its beginning was wanted?
    pub truncated: bool,
    /// How often it was tried, the first time included.
    pub attempts: u32,
}

/// One request of an exchange, with the one answer to it.
#[derive(Clone, Debug)]
pub struct Hop {
    /// The address asked.
    pub url: Url,
    /// The network address that answered or was tried.
    pub remote: Option<SocketAddr>,
    /// The request head as sent, with `\r\n` line ends and the closing empty line.
    pub request_head: SharedBytes,
    /// The response head, `HTTP/1.1 200 OK\r\n…\r\n\r\n`; empty where none came.
    pub response_head: SharedBytes,
    /// The status code, where an answer came.
    pub status: Option<u16>,
    /// How long each phase took.
    pub phases: Phases,
    /// The certificate that the server showed, where TLS was spoken on a new connection or a kept one.
    pub certificate: Option<Arc<Certificate>>,
}

/// Times of the phases of one request, in microseconds (各阶段耗时); `None` where the phase did not happen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phases {
    /// Name resolution.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dns: Option<u32>,
    /// TCP connection.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connect: Option<u32>,
    /// TLS handshake.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tls: Option<u32>,
    /// From the request sent to the head of the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_byte: Option<u32>,
    /// From the head to the end of what was read of the body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<u32>,
}

/// The certificate a server showed (证书). An invalid one is a fact, not a failure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    /// The subject's common name or first alternative name.
    pub subject: String,
    /// The issuer.
    pub issuer: String,
    /// Beginning of validity.
    pub not_before: DateTime<Utc>,
    /// End of validity.
    pub not_after: DateTime<Utc>,
    /// SHA-256 of the leaf in DER, hexadecimal.
    pub fingerprint: String,
    /// Why it is not valid for the name asked, in Chinese; `None` where it is valid.
    pub problem: Option<String>,
}

/// How a fetch ended (采集结果).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum FetchOutcome {
    /// A complete answer, whatever its status.
    Answered {
        /// The status code of the last hop.
        status: u16,
    },
    /// No head within the verdict limit (15 s), or no end within the total limit (60 s).
    TimedOut,
    /// A working resolver says that the name does not exist.
    NoAddress,
    /// The connection was refused.
    Refused,
    /// The connection broke off before the answer was complete.
    BrokenOff,
    /// What came was not HTTP.
    Malformed,
    /// The TLS handshake failed: a version or suite that we cannot speak (TLS 1.0/1.1, SM2).
    TlsFailed,
    /// The redirects lead in a circle, or there are more than eight.
    RedirectLoop,
    /// The body is larger than the limit for its type.
    TooLarge,
    /// The address is private, loopback or link-local and not allowed, or not `http`/`https`.
    Forbidden,
    /// robots.txt forbids it and the office chose to obey.
    DisallowedByRobots,
    /// Our own resolver or network failed, or `--hosts` does not name the host: says nothing about the target.
    OursFailed {
        /// What failed, in Chinese.
        reason: String,
    },
}

impl Exchange {
    /// The last hop, which gave the outcome.
    ///
    /// # Panics
    /// Never for an exchange that keeps the invariant that `hops` is not empty.
    pub fn last(&self) -> &Hop {
        self.hops.last().expect("an exchange has at least one hop")
    }

    /// A header of the last answer, by its name in any case; the first one of that name.
    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.last().response_head, name)
    }

    /// The media type of the last answer in lower case, without parameters.
    pub fn media_type(&self) -> Option<String> {
        let value = self.header("content-type")?;
        Some(
            value
                .split(';')
                .next()
                .unwrap_or_default()
                .trim()
                .to_ascii_lowercase(),
        )
    }

    /// Is the answer an HTML page, by its media type?
    pub fn is_html(&self) -> bool {
        matches!(
            self.media_type().as_deref(),
            Some("text/html" | "application/xhtml+xml")
        )
    }
}

/// A header in a raw head, by its name in any case; the first one of that name.
pub fn header<'head>(head: &'head [u8], name: &str) -> Option<&'head str> {
    head.split(|&byte| byte == b'\n').skip(1).find_map(|line| {
        let (key, value) = line.split_at_checked(name.len())?;
        let value = value.strip_prefix(b":")?;
        if !key.eq_ignore_ascii_case(name.as_bytes()) {
            return None;
        }
        std::str::from_utf8(value).ok().map(str::trim)
    })
}

/// The class of a target (链接状态分级).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TargetClass {
    /// 正常
    Ok,
    /// 失效: counts after the second look.
    Broken,
    /// 存疑: listed, never a defect by itself.
    Caution,
    /// 危险: hijacked.
    Danger,
    /// 未能检测
    NotMeasured,
}

/// A target's state and class (链接状态).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetState {
    /// The HTTP code, or one of `timeout`, `refused`, `no-address`, `tls`, `loop`, `broken-off`, `malformed`,
    /// `too-large`, `forbidden`, `robots`, `ours`; or, of an answer that is well by its code, what it shows instead of
    /// what was asked for: `soft-404`, `to-home`, `gambling`, `pornography`, `parked`, `not-a-file`, `cut-off`,
    /// `empty`.
    pub status: String,
    /// The class.
    pub class: TargetClass,
}

impl TargetState {
    /// Classifies an exchange (product.md, Settled questions, “Classes of a target”).
    pub fn of(exchange: &Exchange) -> Self {
        use TargetClass::{Broken, Caution, NotMeasured, Ok};
        let (status, class) = match &exchange.outcome {
            FetchOutcome::Answered { status } => {
                let class = match status {
                    404 | 410 | 500..=520 | 522..=599 => Broken,
                    412 | 521 => NotMeasured,
                    403 if is_challenge(exchange) => NotMeasured,
                    401 | 403 | 405 | 429 => Caution,
                    _ if exchange.hops.iter().any(Hop::certificate_is_bad) => Caution,
                    _ if exchange.hops.len() > 3 => Caution,
                    200..=299 | 304 => Ok,
                    _ => Caution,
                };
                return Self {
                    status: status.to_string(),
                    class,
                };
            }
            // A stream that answers and never ends is not dead: only a missing head is.
            FetchOutcome::TimedOut if exchange.last().status.is_some() => ("timeout", Caution),
            FetchOutcome::TimedOut => ("timeout", Broken),
            FetchOutcome::NoAddress => ("no-address", Broken),
            FetchOutcome::Refused => ("refused", Broken),
            FetchOutcome::BrokenOff if exchange.last().status.is_some() => ("broken-off", Caution),
            FetchOutcome::BrokenOff => ("broken-off", Broken),
            FetchOutcome::RedirectLoop => ("loop", Broken),
            FetchOutcome::Malformed => ("malformed", Caution),
            FetchOutcome::TlsFailed => ("tls", NotMeasured),
            FetchOutcome::TooLarge => ("too-large", Ok),
            FetchOutcome::Forbidden => ("forbidden", NotMeasured),
            FetchOutcome::DisallowedByRobots => ("robots", NotMeasured),
            FetchOutcome::OursFailed { .. } => ("ours", NotMeasured),
        };
        Self {
            status: status.to_owned(),
            class,
        }
    }
}

impl Hop {
    fn certificate_is_bad(&self) -> bool {
        self.certificate
            .as_ref()
            .is_some_and(|certificate| certificate.problem.is_some())
    }
}

/// Is this answer a challenge to prove that one is a person (人机验证), not the page itself?
///
/// Known signs: a challenge header of the protection service, or a short page that only runs a script,
/// sets a cookie and reloads.
pub fn is_challenge(exchange: &Exchange) -> bool {
    let named = [
        "cf-mitigated",
        "x-waf-challenge",
        "x-challenge",
        "x-jsl-challenge",
    ]
    .iter()
    .any(|name| exchange.header(name).is_some());
    if named {
        return true;
    }
    let text = String::from_utf8_lossy(&exchange.body[..exchange.body.len().min(16 * 1024)]);
    let script = text.contains("<script") || text.contains("<SCRIPT");
    let reload = [
        "document.cookie",
        "location.reload",
        "location.href",
        "location.replace",
        "__jsl",
        "acw_sc",
        "captcha",
        "验证码",
        "人机验证",
        "安全验证",
    ]
    .iter()
    .any(|sign| text.contains(sign));
    script && reload
}
