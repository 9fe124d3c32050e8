//! Addresses that lead into a site (入口网址), and deep ones that its home page answers.

use url::Url;

/// An address as articles have it (文章网址): a file with a number, which no one sets up as another way to the home page.
pub fn is_one_of_many(url: &Url) -> bool {
    let file = url.path().rsplit('/').next().unwrap_or_default();
    file.contains('.') && file.bytes().filter(u8::is_ascii_digit).count() >= 2
}

/// Was an address deep in a site answered by the home page of its host (深层网址转到首页)? `home`: the site's home page,
/// where known. Other ways to the home page – folders, log-ins, `/web/index.html` – are not meant.
pub fn leads_home(asked: &Url, answered: &Url, home: Option<&Url>) -> bool {
    let host = |url: &Url| {
        url.host_str()
            .map(|host| host.trim_start_matches("www.").to_owned())
    };
    let is_home =
        home.is_some_and(|home| home == answered) || is_entrance(answered) && host(asked) == host(answered);
    if !is_home || home.is_some_and(|home| home == asked) {
        return false;
    }
    let mut parts = asked.path().split('/').filter(|part| !part.is_empty());
    let (depth, last) = (parts.clone().count(), parts.next_back().unwrap_or_default());
    let has_number = |text: &str| text.bytes().any(|byte| byte.is_ascii_digit());
    let is_deep = depth >= 2 && (last.contains('.') || has_number(asked.path()))
        || is_one_of_many(asked)
        || selects(asked) && asked.query().is_some_and(has_number);
    let enters = is_entrance_name(last) && !selects(asked) && !has_number(asked.path());
    is_deep && !enters
}

/// The home page of a host, whatever is told it about the way there (`/?from=…`).
pub(super) fn is_entrance(url: &Url) -> bool {
    let path = url.path();
    (path == "/" || path.matches('/').count() == 1 && is_entrance_name(&path[1..])) && !selects(url)
}

/// The name of a file or folder that stands for a whole site or leads into one: home pages, log-ins.
fn is_entrance_name(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["index", "default", "home", "main", "login", "logout", "portal"]
        .iter()
        .any(|known| name.starts_with(known))
}

/// Does the query choose one of many pages, as `?id=12`?
fn selects(url: &Url) -> bool {
    url.query_pairs().any(|(name, _)| {
        let name = name.to_ascii_lowercase();
        name.ends_with("id")
            || matches!(
                name.as_str(),
                "p" | "m" | "c" | "a" | "r" | "s" | "mod" | "page" | "action"
            )
    })
}
