//! Addresses as browsers understand them (网址规范化), and what their endings tell.

use url::Url;

/// Joins an address as written with the base and brings it into the form under which it is visited and counted:
/// fragment dropped, default port and known session ids removed, `..` above the root resolved inside the host
/// (网址规范化; URL standard). `None` where there is nothing to visit: `javascript:`, `mailto:`, `tel:`, `data:`,
/// `about:`, a fragment alone, nothing, or what no browser can parse.
pub fn resolve(base: &Url, href: &str) -> Option<Url> {
    let href = href.trim_matches(|c: char| c <= ' ');
    if href.is_empty() || href.starts_with('#') || has_other_scheme(href) {
        return None;
    }
    let mut url = base.join(href).ok()?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none_or(str::is_empty) {
        return None;
    }
    if url.fragment().is_some() {
        url.set_fragment(None);
    }
    if !url.username().is_empty() || url.password().is_some() {
        url.set_username("").ok()?;
        url.set_password(None).ok()?;
    }
    drop_session(&mut url);
    Some(url)
}

/// Does it begin with a scheme that is not visited? Saves the parser's work on the commonest of them.
fn has_other_scheme(href: &str) -> bool {
    [
        "javascript:",
        "mailto:",
        "tel:",
        "data:",
        "about:",
        "sms:",
        "blob:",
        "file:",
    ]
    .iter()
    .any(|scheme| {
        href.get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    })
}

/// Names of parameters that carry nothing but a session.
const SESSION_NAMES: [&str; 9] = [
    "jsessionid",
    "phpsessid",
    "aspsessionid",
    "sessionid",
    "session_id",
    "sid",
    "cfid",
    "cftoken",
    "zenid",
];

fn drop_session(url: &mut Url) {
    if url.path().contains(';') {
        let path = url.path();
        let at = path.to_ascii_lowercase().find(";jsessionid=");
        if let Some(at) = at {
            let tail = path
                .get(at + 1..)
                .and_then(|rest| rest.find(['/', ';']).and_then(|end| rest.get(end..)));
            let path = format!(
                "{}{}",
                path.get(..at).unwrap_or_default(),
                tail.unwrap_or_default()
            );
            url.set_path(&path);
        }
    }
    let Some(query) = url.query() else { return };
    if query.is_empty() {
        url.set_query(None);
        return;
    }
    if query.split('&').any(is_session) {
        let kept: Vec<&str> = query.split('&').filter(|pair| !is_session(pair)).collect();
        let kept = kept.join("&");
        url.set_query((!kept.is_empty()).then_some(kept.as_str()));
    }
}

/// A session parameter: a known name, and for the short names a value that no number or word of a page would be.
fn is_session(pair: &str) -> bool {
    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
    let short = name.len() <= 5;
    SESSION_NAMES.iter().any(|known| {
        name.get(..known.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(known))
            && (name.len() == known.len() || *known == "aspsessionid")
    }) && (!short
        || value.len() >= 16
            && value
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.')))
}

/// Endings of files to download (附件).
const ATTACHMENT_ENDINGS: [&str; 33] = [
    "pdf", "doc", "docx", "docm", "dot", "dotx", "wps", "wpt", "rtf", "odt", "ofd", "ceb", "xls", "xlsx",
    "xlsm", "et", "ods", "csv", "ppt", "pptx", "pps", "ppsx", "dps", "zip", "rar", "7z", "tar", "gz", "txt",
    "exe", "apk", "caj", "epub",
];

/// Is this the address of a document whose text and links can be read, by the ending of its path (可读附件)?
pub fn is_readable_file(url: &Url) -> bool {
    let name = url.path().rsplit('/').next().unwrap_or_default();
    let ending = name
        .rsplit_once('.')
        .map(|(_, ending)| ending)
        .unwrap_or_default();
    ["pdf", "docx", "xlsx", "xls", "et"]
        .iter()
        .any(|known| ending.eq_ignore_ascii_case(known))
}

/// Is this the address of a file to download, by the ending of its path (附件: pdf, doc, xls, wps, et, zip, ofd …)?
pub fn is_attachment(url: &Url) -> bool {
    let name = url.path().rsplit('/').next().unwrap_or_default();
    let Some((_, ending)) = name.rsplit_once('.') else {
        return false;
    };
    ATTACHMENT_ENDINGS
        .iter()
        .any(|known| ending.eq_ignore_ascii_case(known))
}
