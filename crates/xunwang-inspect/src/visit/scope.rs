//! Which addresses belong to a site (检查范围).

use url::Url;
use xunwang_domain::registry::Site;

/// The addresses that belong to one site of a register (网站范围).
///
/// A site is its host. Where several registered sites stand on one host, an address belongs to the one whose home
/// folder is the longest that holds it; a site alone on its host has the whole host, however deep its home page lies.
#[derive(Clone, Debug)]
pub(crate) struct Scope {
    /// Host and port, e.g. `www.qingchuan.example` or `www.qingchuan.example:8080`; the first is the home page's.
    hosts: Vec<String>,
    /// Folder that holds the site, `/` for a whole host.
    folder: String,
    /// Folders of other sites inside it.
    others: Vec<String>,
}

impl Scope {
    /// The scope of a site alone on its host.
    #[cfg(test)]
    pub(crate) fn of_host(home: &Url) -> Self {
        Self {
            hosts: vec![host_of(home)],
            folder: "/".to_owned(),
            others: Vec::new(),
        }
    }

    /// The scope of each site of a register, in their order.
    pub(crate) fn of_all(sites: &[Site]) -> Vec<Self> {
        let mut by_host = std::collections::HashMap::<String, Vec<usize>>::new();
        for (index, site) in sites.iter().enumerate() {
            by_host.entry(host_of(&site.home)).or_default().push(index);
        }
        sites
            .iter()
            .map(|site| {
                let host = host_of(&site.home);
                let neighbours = &by_host[&host];
                let own = folder_of(&site.home);
                let folder = if neighbours.len() == 1 {
                    "/".to_owned()
                } else {
                    own.to_owned()
                };
                let others = neighbours
                    .iter()
                    .map(|&index| folder_of(&sites[index].home))
                    .filter(|other| *other != own && other.starts_with(&folder))
                    .map(str::to_owned)
                    .collect();
                Self {
                    hosts: vec![host],
                    folder,
                    others,
                }
            })
            .collect()
    }

    /// Takes in the host that the home page redirects to.
    pub(crate) fn add_host_of(&mut self, home: &Url) {
        let host = host_of(home);
        if !self.hosts.contains(&host) {
            self.hosts.push(host);
        }
    }

    /// Does this address belong to the site?
    pub(crate) fn contains(&self, url: &Url) -> bool {
        let Some(name) = url.host_str() else { return false };
        let path = url.path();
        self.hosts.iter().any(|host| same_host(host, name, url.port()))
            && path.starts_with(&self.folder)
            && !self.others.iter().any(|other| path.starts_with(other))
    }
}

fn host_of(url: &Url) -> String {
    let name = url.host_str().unwrap_or_default();
    url.port()
        .map_or_else(|| name.to_owned(), |port| format!("{name}:{port}"))
}

fn same_host(host: &str, name: &str, port: Option<u16>) -> bool {
    match (host.strip_prefix(name), port) {
        (Some(""), None) => true,
        (Some(rest), Some(port)) => rest.strip_prefix(':').and_then(|text| text.parse().ok()) == Some(port),
        _ => false,
    }
}

fn folder_of(url: &Url) -> &str {
    let path = url.path();
    &path[..=path.rfind('/').unwrap_or(0)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use xunwang_domain::registry::{SiteCategory, SiteCode, SiteStatus};

    fn site(home: &str) -> Site {
        Site {
            code: SiteCode::parse("4401000001").unwrap(),
            name: "青川市人民政府".to_owned(),
            home: Url::parse(home).unwrap(),
            area: "青川市".to_owned(),
            supervisor: String::new(),
            sponsor: String::new(),
            category: SiteCategory::Portal,
            status: SiteStatus::Running,
            public_service: true,
            channels: Vec::new(),
        }
    }

    fn owners(homes: &[&str], address: &str) -> Vec<usize> {
        let sites: Vec<_> = homes.iter().map(|home| site(home)).collect();
        let url = Url::parse(address).unwrap();
        let scopes = Scope::of_all(&sites);
        (0..homes.len())
            .filter(|&index| scopes[index].contains(&url))
            .collect()
    }

    #[test]
    fn a_deeper_home_on_the_same_host_owns_its_folder() {
        let homes = ["http://www.qc.example/", "http://www.qc.example/jyj/index.html"];
        assert_eq!(owners(&homes, "http://www.qc.example/zwgk/1.html"), [0]);
        assert_eq!(owners(&homes, "http://www.qc.example/jyj/1.html"), [1]);
        assert_eq!(
            owners(&homes, "http://other.example/jyj/1.html"),
            [] as [usize; 0]
        );
    }

    #[test]
    fn a_site_alone_on_its_host_has_the_whole_host() {
        let homes = ["http://www.tj.example/a/b/index.html"];
        assert_eq!(owners(&homes, "http://www.tj.example/images/x.gif"), [0]);
        assert_eq!(owners(&homes, "http://www.tj.example:82/"), [] as [usize; 0]);
        assert_eq!(owners(&homes, "https://www.tj.example/"), [0]);
    }
}
