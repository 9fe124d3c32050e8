//! The request as it is sent, and the heads as they are kept.

use std::sync::Arc;

use bytes::Bytes;
use http::header::{
    ACCEPT, ACCEPT_ENCODING, ACCEPT_LANGUAGE, COOKIE, HOST, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH,
    USER_AGENT,
};
use http::uri::PathAndQuery;
use http::{HeaderMap, Request, Uri};
use http_body_util::Empty;
use hyper::Response;
use hyper::body::Incoming;
use url::Url;
use xunwang_domain::exchange::{SharedBytes, Validators};

/// The GET request for `url`; `None` for an address that HTTP cannot name.
pub(crate) fn get(
    url: &Url,
    user_agent: &HeaderValue,
    cookie: Option<HeaderValue>,
    http2: bool,
) -> Option<Request<Empty<Bytes>>> {
    let host = url.host_str()?;
    let path = path_and_query(url)?;
    let mut request = Request::new(Empty::new());
    let mut headers = HeaderMap::with_capacity(8);
    if http2 {
        *request.uri_mut() = Uri::builder()
            .scheme(url.scheme())
            .authority(authority(url, host))
            .path_and_query(path)
            .build()
            .ok()?;
    } else {
        *request.uri_mut() = Uri::from(path);
        headers.insert(HOST, HeaderValue::try_from(authority(url, host)).ok()?);
    }
    headers.insert(USER_AGENT, user_agent.clone());
    headers.insert(
        ACCEPT,
        HeaderValue::from_static("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"),
    );
    headers.insert(
        ACCEPT_LANGUAGE,
        HeaderValue::from_static("zh-CN,zh;q=0.9,en;q=0.5"),
    );
    headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("gzip, deflate, br"));
    if let Some(cookie) = cookie {
        headers.insert(COOKIE, cookie);
    }
    *request.headers_mut() = headers;
    Some(request)
}

/// Makes the request conditional: the server may answer 304 where the body is still the known one (RFC 9110 §13).
pub(crate) fn ask_for_changes(request: &mut Request<Empty<Bytes>>, known: &Validators) {
    let fields = [(IF_NONE_MATCH, &known.etag), (IF_MODIFIED_SINCE, &known.modified)];
    for (name, value) in fields {
        if let Some(value) = value
            .as_deref()
            .and_then(|value| HeaderValue::try_from(value).ok())
        {
            request.headers_mut().insert(name, value);
        }
    }
}

fn authority(url: &Url, host: &str) -> String {
    match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

/// Path and query as sent. Browsers send some characters raw that HTTP does not allow; they are percent-encoded here.
fn path_and_query(url: &Url) -> Option<PathAndQuery> {
    let text = &url[url::Position::BeforePath..url::Position::AfterQuery];
    if let Ok(path) = PathAndQuery::try_from(text) {
        return Some(path);
    }
    let mut encoded = String::with_capacity(text.len() + 16);
    for byte in text.bytes() {
        match byte {
            0..=0x20 | b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}' | 0x7f.. => {
                encoded.push_str(&format!("%{byte:02X}"));
            }
            _ => encoded.push(char::from(byte)),
        }
    }
    PathAndQuery::try_from(encoded).ok()
}

/// A request over HTTP/2 in the form of HTTP/1.1, as web archives keep it.
pub(crate) fn request_head(request: &Request<Empty<Bytes>>) -> SharedBytes {
    let uri = request.uri();
    let mut head = Vec::with_capacity(512);
    head.extend_from_slice(b"GET ");
    head.extend_from_slice(uri.path_and_query().map_or("/", PathAndQuery::as_str).as_bytes());
    head.extend_from_slice(b" HTTP/1.1\r\n");
    if let Some(authority) = uri.authority() {
        head.extend_from_slice(format!("host: {authority}\r\n").as_bytes());
    }
    push_headers(&mut head, request.headers());
    Arc::new(head)
}

/// An answer over HTTP/2 in the form of HTTP/1.1, as web archives keep it.
pub(crate) fn response_head(response: &Response<Incoming>) -> SharedBytes {
    let status = response.status();
    let mut head = Vec::with_capacity(512);
    let reason = status.canonical_reason().unwrap_or_default();
    head.extend_from_slice(format!("HTTP/1.1 {} {reason}\r\n", status.as_u16()).as_bytes());
    push_headers(&mut head, response.headers());
    Arc::new(head)
}

fn push_headers(head: &mut Vec<u8>, headers: &HeaderMap) {
    for (name, value) in headers {
        head.extend_from_slice(name.as_str().as_bytes());
        head.extend_from_slice(b": ");
        head.extend_from_slice(value.as_bytes());
        head.extend_from_slice(b"\r\n");
    }
    head.extend_from_slice(b"\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_addresses_can_be_asked_for() {
        let path = |url: &str| path_and_query(&Url::parse(url).unwrap()).map(|path| path.to_string());
        assert_eq!(path("http://a.cn").as_deref(), Some("/"));
        assert_eq!(path("http://a.cn/x?a=1&b=2#c").as_deref(), Some("/x?a=1&b=2"));
        assert_eq!(
            path("http://a.cn/政策?q=公 开").as_deref(),
            Some("/%E6%94%BF%E7%AD%96?q=%E5%85%AC%20%E5%BC%80")
        );
        for odd in [
            "/a|b",
            "/a`b",
            "/a[1]",
            "/a\"b",
            "/?q=`{}|^\\'\"<>",
            "/%zz",
            "/a{b}",
            "/~x^y",
        ] {
            assert!(path(&format!("http://a.cn{odd}")).is_some(), "{odd}");
        }
    }
}
