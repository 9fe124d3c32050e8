//! The one cookie: the secret of a session.

use http::{HeaderMap, HeaderValue, header};

use crate::web::WebSettings;

impl WebSettings {
    /// Under HTTPS the name itself forbids that another host, or plain HTTP, sets it.
    fn cookie_name(self) -> &'static str {
        if self.behind_proxy {
            "__Host-xunwang"
        } else {
            "xunwang"
        }
    }

    /// The secret that the browser brought.
    pub(crate) fn secret(self, headers: &HeaderMap) -> Option<String> {
        let name = self.cookie_name();
        let cookies = headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok());
        let mut pairs = cookies
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().split_once('='));
        let (_, secret) = pairs.find(|(own, _)| *own == name)?;
        let plain = secret.len() <= 64 && secret.bytes().all(|byte| byte.is_ascii_alphanumeric());
        plain.then(|| secret.to_owned())
    }

    /// Gives the browser a secret.
    pub(crate) fn set_cookie(self, secret: &str) -> HeaderValue {
        self.cookie(secret, "")
    }

    /// Takes it away.
    pub(crate) fn clear_cookie(self) -> HeaderValue {
        self.cookie("", "; Max-Age=0")
    }

    fn cookie(self, secret: &str, more: &str) -> HeaderValue {
        let secure = if self.behind_proxy { "; Secure" } else { "" };
        let text = format!(
            "{}={secret}; Path=/; HttpOnly; SameSite=Lax{secure}{more}",
            self.cookie_name()
        );
        HeaderValue::from_str(&text).expect("letters and digits")
    }
}
