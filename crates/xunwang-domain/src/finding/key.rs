//! The key of a finding (问题键): what recognises the same defect in the next round, although addresses and texts shift a
//! little in between (F-43).
//!
//! A key is made of the rule, the site and the object of the defect in a normal form. Each family of rules says which
//! object it follows; the normal forms leave out what changes without the defect being another one.

use serde::Serialize;
use sha2::{Digest as _, Sha256};
use url::Url;

use super::RuleCode;
use crate::account::AccountCode;
use crate::registry::{SiteCode, half_width};

/// Follows a defect over time (问题键): 32 hexadecimal digits of a digest, so that no address can be made to hide another's
/// finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct FindingKey(String);

/// What a defect is one of (缺陷对象), before it is brought into its normal form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DefectObject<'a> {
    /// An address, as links and articles have: see [`normal_address`].
    Address(&'a Url),
    /// A channel by its name, wherever it has moved; by its address too where several channels of the site bear that name.
    Channel {
        /// 栏目名称
        name: &'a str,
        /// 栏目网址, where the name alone is not enough.
        address: Option<&'a Url>,
    },
    /// A wrong value or any other text of a page: see [`normal_text`].
    Text(&'a str),
    /// A description that the rule itself gives, as of a page template: kept as it is.
    Described(&'a str),
}

impl FindingKey {
    /// The key of a defect: equal for two rounds where rule, site and the normal form of the object are.
    pub fn new(rule: RuleCode, site: &SiteCode, object: DefectObject<'_>) -> Self {
        let normal = object.normal();
        let digest = Sha256::digest(format!("{rule}\n{site}\n{normal}"));
        Self(digest[..16].iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// The key of a defect of an account: no code of a site begins so.
    pub fn of_account(rule: RuleCode, account: &AccountCode, object: DefectObject<'_>) -> Self {
        let normal = object.normal();
        let digest = Sha256::digest(format!("{rule}\naccount {account}\n{normal}"));
        Self(digest[..16].iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// The key that a stored finding has.
    pub(crate) fn stored(key: String) -> Self {
        Self(key)
    }

    /// The key as it stands in findings.jsonl.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for FindingKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl DefectObject<'_> {
    // The first word keeps the kinds of object apart, whatever a text says.
    fn normal(self) -> String {
        match self {
            Self::Address(url) => format!("address {}", normal_address(url)),
            Self::Channel { name, address } => {
                let address = address.map(normal_address).unwrap_or_default();
                format!("channel {} {address}", normal_text(name))
            }
            Self::Text(text) => format!("text {}", normal_text(text)),
            Self::Described(text) => format!("described {text}"),
        }
    }
}

/// The normal form of an address (网址归一): without scheme, `www.`, the default document of a folder and a slash at the end,
/// without session ids and the parameters that only follow a visitor, parameters in alphabetical order, without a fragment
/// unless it is a route of a script (`#/…`, `#!…`).
pub fn normal_address(url: &Url) -> String {
    let Some(host) = url.host_str() else {
        return url.as_str().to_owned();
    };
    let host = host.trim_end_matches('.');
    let mut normal = host.strip_prefix("www.").unwrap_or(host).to_owned();
    if !matches!(url.scheme(), "http" | "https") {
        normal.insert_str(0, &format!("{}://", url.scheme()));
    }
    if let Some(port) = url.port() {
        normal.push_str(&format!(":{port}"));
    }
    normal.push_str(&normal_path(url.path()));
    let mut parameters: Vec<&str> = url
        .query()
        .unwrap_or_default()
        .split('&')
        .filter(|parameter| !parameter.is_empty() && !is_volatile(parameter))
        .collect();
    parameters.sort_unstable();
    if !parameters.is_empty() {
        normal.push('?');
        normal.push_str(&in_one_case(&parameters.join("&")));
    }
    if let Some(route) = url.fragment().filter(|fragment| fragment.starts_with(['/', '!'])) {
        normal.push('#');
        normal.push_str(route);
    }
    normal
}

/// The normal form of a text (文字归一): half width, small letters, without spaces and punctuation but for a mark between two
/// digits, which keeps numbers apart. A text of nothing else stays as it is.
pub fn normal_text(text: &str) -> String {
    let mut normal = String::new();
    let mut mark_since = false;
    for character in text.chars().map(half_width) {
        if !character.is_alphanumeric() {
            mark_since = true;
            continue;
        }
        let between_digits = character.is_ascii_digit() && normal.ends_with(|c: char| c.is_ascii_digit());
        if mark_since && between_digits {
            normal.push('-');
        }
        mark_since = false;
        normal.extend(character.to_lowercase());
    }
    if normal.is_empty() {
        return text.to_owned();
    }
    normal
}

fn normal_path(path: &str) -> String {
    let session = |start: usize| {
        path.get(start + 1..)
            .is_some_and(|rest| rest.to_ascii_lowercase().starts_with("jsessionid="))
    };
    let end = path
        .match_indices(';')
        .map(|(at, _)| at)
        .find(|at| session(*at))
        .unwrap_or(path.len());
    let path = path.get(..end).unwrap_or(path);
    let (folder, document) = path.rsplit_once('/').unwrap_or(("", path));
    let path = if is_default_document(document) {
        folder
    } else {
        path
    };
    in_one_case(path.trim_end_matches('/'))
}

fn is_default_document(name: &str) -> bool {
    let Some((stem, ending)) = name.split_once('.') else {
        return false;
    };
    const ENDINGS: [&str; 9] = [
        "html", "htm", "shtml", "jsp", "jhtml", "php", "asp", "aspx", "xhtml",
    ];
    (stem.eq_ignore_ascii_case("index") || stem.eq_ignore_ascii_case("default"))
        && ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known))
}

/// Parameters that follow the visitor or keep caches away, and name nothing.
fn is_volatile(parameter: &str) -> bool {
    const NAMES: [&str; 18] = [
        "spm",
        "jsessionid",
        "phpsessid",
        "sessionid",
        "session_id",
        "asp.net_sessionid",
        "gclid",
        "fbclid",
        "_",
        "_t",
        "_r",
        "rand",
        "random",
        "rnd",
        "timestamp",
        "nocache",
        "isappinstalled",
        "nsukey",
    ];
    let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
    let name = name.to_ascii_lowercase();
    // A clock in seconds or milliseconds, or a random fraction; a short number under the same name may name a thing.
    let is_clock = || {
        matches!(value.len(), 10 | 13) && value.starts_with('1') && value.bytes().all(|b| b.is_ascii_digit())
            || value
                .strip_prefix("0.")
                .is_some_and(|rest| rest.len() >= 6 && rest.bytes().all(|b| b.is_ascii_digit()))
    };
    name.starts_with("utm_")
        || NAMES.contains(&name.as_str())
        || matches!(name.as_str(), "t" | "r" | "v" | "time" | "ts") && is_clock()
}

/// Percent signs with capital digits, as most programs write them.
fn in_one_case(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut digits = 0;
    for character in text.chars() {
        if character == '%' {
            digits = 3;
        }
        out.push(if digits > 0 {
            character.to_ascii_uppercase()
        } else {
            character
        });
        digits = u8::saturating_sub(digits, 1);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> String {
        normal_address(&Url::parse(text).unwrap())
    }

    fn key(object: DefectObject<'_>) -> FindingKey {
        FindingKey::new(
            RuleCode("link-dead"),
            &SiteCode::parse("9901000001").unwrap(),
            object,
        )
    }

    #[test]
    fn addresses_that_lead_to_the_same_page_are_one() {
        for (one, other) in [
            ("http://www.qc.gov.cn/", "https://qc.gov.cn/index.html"),
            ("http://qc.gov.cn/tzgg/index.shtml", "https://www.qc.gov.cn/tzgg"),
            (
                "http://qc.gov.cn/a.do;jsessionid=00AF.node1?id=3",
                "http://qc.gov.cn/a.do?id=3",
            ),
            (
                "http://qc.gov.cn/a?id=3&utm_source=wx&_t=1694736000",
                "http://qc.gov.cn/a?id=3",
            ),
            ("http://qc.gov.cn/a?b=1&a=2", "http://qc.gov.cn/a?a=2&b=1"),
            ("http://qc.gov.cn/a?t=1694736000123", "http://qc.gov.cn/a"),
            ("http://qc.gov.cn/a#top", "http://qc.gov.cn/a"),
            ("http://qc.gov.cn/%e9%99%84.doc", "http://qc.gov.cn/%E9%99%84.doc"),
            ("http://qc.gov.cn:80/a/", "https://qc.gov.cn:443/a"),
        ] {
            assert_eq!(address(one), address(other), "{one} {other}");
        }
    }

    #[test]
    fn addresses_of_two_pages_stay_two() {
        for (one, other) in [
            ("http://qc.gov.cn/index_2.html", "http://qc.gov.cn/"),
            ("http://qc.gov.cn/index.html.bak", "http://qc.gov.cn/"),
            ("http://qc.gov.cn/a?id=3", "http://qc.gov.cn/a?id=4"),
            ("http://qc.gov.cn/a?t=3", "http://qc.gov.cn/a?t=4"),
            ("http://qc.gov.cn/a?sid=3", "http://qc.gov.cn/a"),
            ("http://qc.gov.cn:8080/", "http://qc.gov.cn/"),
            ("http://jyj.qc.gov.cn/", "http://qc.gov.cn/"),
            ("http://qc.gov.cn/#/list/1", "http://qc.gov.cn/#/list/2"),
            ("ftp://qc.gov.cn/a", "http://qc.gov.cn/a"),
        ] {
            assert_ne!(address(one), address(other), "{one} {other}");
        }
    }

    #[test]
    fn a_text_survives_small_edits_and_numbers_stay_apart() {
        assert_eq!(normal_text("通知 公告"), normal_text("【通知公告】"));
        assert_eq!(
            normal_text("示ＩＣＰ备 12345678号-1"),
            normal_text("示icp备12345678号—1")
        );
        assert_ne!(normal_text("示ICP备12345678-1"), normal_text("示ICP备1234567-81"));
        assert_ne!(normal_text("通知公告"), normal_text("公告通知"));
        assert_ne!(normal_text("？"), normal_text("！"));
    }

    #[test]
    fn kinds_of_object_never_meet() {
        let url = Url::parse("http://qc.gov.cn/a").unwrap();
        let keys = [
            key(DefectObject::Address(&url)),
            key(DefectObject::Text("qc.gov.cn/a")),
            key(DefectObject::Described("qc.gov.cn/a")),
            key(DefectObject::Channel {
                name: "qc.gov.cn/a",
                address: None,
            }),
            key(DefectObject::Channel {
                name: "qc.gov.cn/a",
                address: Some(&url),
            }),
        ];
        let different: std::collections::BTreeSet<_> = keys.iter().collect();
        assert_eq!(different.len(), keys.len());
        assert!(keys.iter().all(|key| key.as_str().len() == 32));
    }
}
