//! An address as officers type it (网址): with or without a scheme, in full width, two in one cell.

use url::{Host, Url};
use xunwang_domain::registry::half_width;

use super::field::shortened;

/// Longest address that is taken over, in bytes.
const LONGEST: usize = 2_048;

/// An address that was understood.
pub(super) struct Address {
    pub(super) url: Url,
    /// No scheme was written and `http://` was added.
    pub(super) scheme_added: bool,
}

/// Parses an absolute address.
///
/// # Errors
/// A Chinese sentence: what is wrong and what to do.
pub(super) fn parse(typed: &str) -> Result<Address, String> {
    let text = typed;
    if text.is_empty() {
        return Err("没有填写；请补填以 http:// 或 https:// 开头的网址".to_owned());
    }
    if text.len() > LONGEST {
        return Err(format!("网址超过{LONGEST}个字节；请核对后重新填写"));
    }
    let text = if has_web_scheme(text) {
        text.to_owned()
    } else {
        text.chars().map(half_width).collect()
    };
    let has_gap = text.chars().any(|c| c.is_whitespace() || c.is_control());
    if has_gap || holds_two(&text) {
        return Err("一格中有空白或多个网址；请只填一个网址".to_owned());
    }
    let scheme_added = !has_web_scheme(&text);
    if scheme_added && has_other_scheme(&text) {
        return Err(format!(
            "“{}”不是网页地址；应以 http:// 或 https:// 开头",
            shortened(typed)
        ));
    }
    let full = if scheme_added {
        format!("http://{}", text.trim_start_matches('/'))
    } else {
        text
    };
    let unreadable = || format!("“{}”不是可用的网址；请核对域名后重新填写", shortened(typed));
    let url = Url::parse(&full).map_err(|_| unreadable())?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err("网址中带有用户名或口令；请删去 @ 及其前面的部分".to_owned());
    }
    match url.host() {
        Some(Host::Domain(name)) if is_host_name(name) => Ok(Address { url, scheme_added }),
        Some(Host::Ipv4(_) | Host::Ipv6(_)) => Ok(Address { url, scheme_added }),
        _ => Err(unreadable()),
    }
}

fn has_web_scheme(text: &str) -> bool {
    let starts = |scheme: &str| {
        text.get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    starts("http://") || starts("https://")
}

/// `javascript:` and `ftp://` are schemes, the colon of `www.example.cn:8080` is not.
fn has_other_scheme(text: &str) -> bool {
    let Some((before, after)) = text.split_once(':') else {
        return false;
    };
    let port = after.bytes().take_while(u8::is_ascii_digit).count();
    let is_port = port > 0 && matches!(after.as_bytes().get(port), None | Some(b'/' | b'?' | b'#'));
    let is_scheme = before
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
    is_scheme && !is_port
}

/// An address may carry another one in its query; two addresses in a row are another matter.
fn holds_two(text: &str) -> bool {
    let Some((first, _)) = text.rsplit_once("://").filter(|(first, _)| first.contains("://")) else {
        return false;
    };
    let before = first.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    before.ends_with([',', ';', '、', '，', '；', '|', '。'])
}

/// At least two labels, as every site of a government has; `localhost` for trials.
fn is_host_name(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name);
    let label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    };
    name.len() <= 253 && name.split('.').all(label) && (name == "localhost" || name.split('.').count() > 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_as_they_are_typed() {
        for (typed, read) in [
            ("http://www.qingchuan.example", "http://www.qingchuan.example/"),
            (
                "HTTPS://WWW.Qingchuan.Example/Index.html",
                "https://www.qingchuan.example/Index.html",
            ),
            (
                "ｈｔｔｐ：／／www.qingchuan.example",
                "http://www.qingchuan.example/",
            ),
            (
                "www.qingchuan.example:8080/a",
                "http://www.qingchuan.example:8080/a",
            ),
            ("127.0.0.1:8081", "http://127.0.0.1:8081/"),
            (
                "http://a.example/?back=http://b.example/",
                "http://a.example/?back=http://b.example/",
            ),
            ("青川市政府.政务", "http://xn--5nqw4hi4dv8dm03b2vd.xn--zfr164b/"),
        ] {
            match parse(typed) {
                Ok(address) if read.contains("xn--") => {
                    assert!(address.url.host_str().unwrap().starts_with("xn--"), "{typed}");
                }
                Ok(address) => assert_eq!(address.url.as_str(), read),
                Err(error) => panic!("{typed}: {error}"),
            }
        }
    }

    #[test]
    fn what_is_no_address_of_a_site_is_refused_with_the_cure() {
        for (typed, cure) in [
            ("", "没有填写"),
            ("青川市人民政府", "核对域名"),
            ("www", "核对域名"),
            ("ftp://www.qingchuan.example", "应以 http://"),
            ("javascript:alert(1)", "应以 http://"),
            ("file:///etc/passwd", "应以 http://"),
            ("http://user:pass@a.example/", "用户名或口令"),
            ("http://a.example http://b.example", "只填一个"),
            ("http://a.example；http://b.example", "只填一个"),
            ("http://", "核对域名"),
            ("http://a..example/", "核对域名"),
        ] {
            let error = parse(typed)
                .err()
                .unwrap_or_else(|| panic!("{typed} was accepted"));
            assert!(error.contains(cure), "{typed}: {error}");
        }
    }
}
