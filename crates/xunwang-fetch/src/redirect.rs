//! Where an answer sends us on (跳转).

use url::Url;

/// Redirects followed; one more is a loop.
pub(crate) const REDIRECTS: usize = 8;

/// Does this status lead elsewhere, given a `Location`?
pub(crate) fn is_redirect(status: u16) -> bool {
    matches!(status, 301 | 302 | 303 | 307 | 308)
}

/// The address that a `Location` names, without fragment; `None` where it names none.
///
/// Bytes beyond ASCII are percent-encoded one by one, as browsers do: many servers send raw UTF-8 or GB18030.
pub(crate) fn target(base: &Url, location: &[u8]) -> Option<Url> {
    let mut text = String::with_capacity(location.len());
    for &byte in location.trim_ascii() {
        match byte {
            0x80.. => text.push_str(&format!("%{byte:02X}")),
            _ => text.push(char::from(byte)),
        }
    }
    if text.is_empty() {
        return None;
    }
    let mut target = base.join(&text).ok()?;
    target.set_fragment(None);
    Some(target)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locations_as_servers_send_them() {
        let base = Url::parse("http://www.qingchuan.gov.cn/a/b.html?x=1").unwrap();
        let to = |location: &[u8]| target(&base, location).map(String::from);
        let expected = |text: &str| Some(text.to_owned());
        assert_eq!(to(b"c.html"), expected("http://www.qingchuan.gov.cn/a/c.html"));
        assert_eq!(to(b"/c?y#top"), expected("http://www.qingchuan.gov.cn/c?y"));
        assert_eq!(to(b"//other.gov.cn/"), expected("http://other.gov.cn/"));
        assert_eq!(to(b" https://other.gov.cn/ "), expected("https://other.gov.cn/"));
        assert_eq!(
            to(b"?page=2"),
            expected("http://www.qingchuan.gov.cn/a/b.html?page=2")
        );
        assert_eq!(
            to("/政策".as_bytes()),
            expected("http://www.qingchuan.gov.cn/%E6%94%BF%E7%AD%96")
        );
        assert_eq!(
            to(b"/\xd5\xfe\xb2\xdf"),
            expected("http://www.qingchuan.gov.cn/%D5%FE%B2%DF")
        );
        assert_eq!(
            to("http://政务.cn/".as_bytes()),
            expected("http://xn--zfr164b.cn/")
        );
        assert_eq!(to(b"/a b"), expected("http://www.qingchuan.gov.cn/a%20b"));
        assert_eq!(to(b"file:///etc/passwd"), expected("file:///etc/passwd"));
        assert_eq!(to(b""), None);
        assert_eq!(to(b"http://"), None);
    }
}
