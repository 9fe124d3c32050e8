//! Cookies within one exchange (会话标记): some servers set one and send us back to the same address, which without it
//! would look like a loop. They are forgotten when the exchange ends.

use http::HeaderMap;
use http::header::{HeaderValue, SET_COOKIE};

/// More cookies, or longer ones, than this are not kept.
const COOKIES: usize = 16;
const COOKIE_LENGTH: usize = 4096;

/// The cookies that the hops of one exchange have set.
#[derive(Debug, Default)]
pub(crate) struct Cookies {
    kept: Vec<Cookie>,
}

#[derive(Debug)]
struct Cookie {
    host: String,
    name: Vec<u8>,
    pair: Vec<u8>,
}

impl Cookies {
    /// Keeps what an answer of `host` sets.
    pub(crate) fn keep(&mut self, host: &str, headers: &HeaderMap) {
        for value in headers.get_all(SET_COOKIE) {
            let pair = value
                .as_bytes()
                .split(|&byte| byte == b';')
                .next()
                .unwrap_or_default();
            let pair = pair.trim_ascii();
            let Some(equals) = pair.iter().position(|&byte| byte == b'=') else {
                continue;
            };
            if pair.len() > COOKIE_LENGTH {
                continue;
            }
            let name = pair[..equals].to_vec();
            self.kept
                .retain(|cookie| cookie.host != host || cookie.name != name);
            if self.kept.len() < COOKIES {
                self.kept.push(Cookie {
                    host: host.to_owned(),
                    name,
                    pair: pair.to_vec(),
                });
            }
        }
    }

    /// What to send to `host`: only what itself has set.
    pub(crate) fn header(&self, host: &str) -> Option<HeaderValue> {
        let pairs: Vec<&[u8]> = self
            .kept
            .iter()
            .filter(|cookie| cookie.host == host)
            .map(|cookie| cookie.pair.as_slice())
            .collect();
        if pairs.is_empty() {
            return None;
        }
        HeaderValue::from_bytes(&pairs.join(&b"; "[..])).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_gets_back_what_itself_has_set() {
        let mut headers = HeaderMap::new();
        for value in ["a=1; Path=/; HttpOnly", "b=2", "novalue", "a=3"] {
            headers.append(SET_COOKIE, HeaderValue::from_static(value));
        }
        let mut cookies = Cookies::default();
        cookies.keep("www.qingchuan.gov.cn", &headers);
        assert_eq!(cookies.header("www.qingchuan.gov.cn").unwrap(), "b=2; a=3");
        assert_eq!(cookies.header("other.gov.cn"), None);
    }
}
