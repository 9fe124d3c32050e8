//! Addresses as citizens write them (问题网址), and the form under which two of them are the same.

use url::{Host, Url};

/// The address of a message: without a scheme, with words around it, in full width. `None` where there is none.
pub fn complaint_address(written: &str) -> Option<Url> {
    let narrow: String = written
        .chars()
        .map(|sign| match sign {
            '！'..='～' => char::from_u32(u32::from(sign) - 0xfee0).unwrap_or(sign),
            '。' => '.',
            other => other,
        })
        .collect();
    let start = narrow.find("http").unwrap_or(0);
    let word = narrow[start..]
        .split(|sign: char| !is_of_address(sign))
        .find(|word| word.contains('.'))?;
    let word = word
        .trim_end_matches(['.', ',', ';', ')', '"', '\''])
        .trim_start_matches(|sign: char| !sign.is_ascii_alphanumeric());
    let whole = if word.starts_with("http://") || word.starts_with("https://") {
        word.to_owned()
    } else {
        format!("http://{word}")
    };
    let mut url = Url::parse(&whole).ok()?;
    let host = url.host_str()?;
    // 第3.5页 names no host, although `3.5` may be read as one.
    let is_number = matches!(url.host(), Some(Host::Ipv4(_))) && !word.contains(host);
    if !host.contains('.') || is_number {
        return None;
    }
    url.set_fragment(None);
    Some(url)
}

fn is_of_address(sign: char) -> bool {
    sign.is_ascii_alphanumeric() || "-._~:/?#[]@!$&'()*+,;=%".contains(sign)
}

/// What is the same of two spellings of an address (网址归一): no scheme, no `www.`, no `index.html`, no closing slash,
/// parameters in order and without those of the counter or the entry.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AddressKey {
    /// Host with its port, where it has one.
    pub host: String,
    /// Path without a closing slash; empty for the home page.
    pub path: String,
    /// Parameters in order.
    pub query: String,
}

impl AddressKey {
    /// The key of an address.
    pub fn of(url: &Url) -> Self {
        let host = url.host_str().unwrap_or_default().trim_start_matches("www.");
        let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
        let path = url.path().trim_end_matches('/');
        let path = match path.rsplit_once('/') {
            Some((folder, file)) if is_index(file) => folder,
            _ => path,
        };
        let mut pairs: Vec<&str> = url
            .query()
            .unwrap_or_default()
            .split('&')
            .filter(|pair| !is_counted(pair))
            .collect();
        pairs.sort_unstable();
        Self {
            host: format!("{host}{port}"),
            path: path.trim_end_matches('/').to_owned(),
            query: pairs.join("&"),
        }
    }

    /// Is this the home page, which says nothing of where on the site?
    pub fn is_home(&self) -> bool {
        self.path.is_empty() && self.query.is_empty()
    }
}

fn is_index(file: &str) -> bool {
    let name = file.to_ascii_lowercase();
    let (stem, end) = name.split_once('.').unwrap_or((&name, ""));
    matches!(stem, "index" | "default")
        && matches!(end, "html" | "htm" | "shtml" | "jsp" | "aspx" | "asp" | "php")
}

fn is_counted(pair: &str) -> bool {
    let name = pair.split('=').next().unwrap_or_default();
    pair.is_empty()
        || name.starts_with("utm_")
        || matches!(
            name,
            "site_code" | "from" | "spm" | "_t" | "t" | "timestamp" | "v"
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_address_have_one_key() {
        let key = |written: &str| AddressKey::of(&complaint_address(written).unwrap());
        let plain = key("http://www.qingchuan.example/zwgk/");
        for other in [
            "https://www.qingchuan.example/zwgk/index.html",
            "qingchuan.example/zwgk",
            "网址：www.qingchuan.example/zwgk/?utm_source=a，打不开",
            "ｗｗｗ．ｑｉｎｇｃｈｕａｎ．ｅｘａｍｐｌｅ／ｚｗｇｋ",
        ] {
            assert_eq!(key(other), plain, "{other}");
        }
        assert_ne!(key("http://www.qingchuan.example/zwgk/?id=2"), plain);
        assert!(key("www.qingchuan.example").is_home());
        assert_eq!(complaint_address("首页打不开"), None);
        assert_eq!(complaint_address("第3.5页打不开"), None);
        assert!(complaint_address("http://192.168.1.1/a").is_some());
    }
}
