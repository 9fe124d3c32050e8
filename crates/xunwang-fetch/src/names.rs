//! From a host to the addresses that may be connected to. `--hosts` replaces DNS here and nowhere else.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use hickory_resolver::config::LookupIpStrategy;
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::net::{DnsError, NetError};
use hickory_resolver::proto::op::ResponseCode;
use hickory_resolver::{ResolverBuilder, TokioResolver};
use ipnet::IpNet;
use tokio::sync::OnceCell;
use tokio::time::Instant;
use url::{Host, Url};
use xunwang_domain::exchange::FetchOutcome;

use crate::failure::ours;
use crate::guard;
use crate::hosts::Hosts;

/// More addresses of one host than this are not tried.
const ADDRESSES_TRIED: usize = 4;

/// Finds the addresses of a host, and refuses those that may not be visited (域名解析).
pub(crate) struct Names {
    hosts: Option<Hosts>,
    allowed_private: Vec<IpNet>,
    /// Made when first asked; the error is the reason why it could not be made.
    resolver: OnceCell<Result<TokioResolver, String>>,
}

/// Addresses to try, in order; never empty.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) addresses: Vec<SocketAddr>,
    /// How long a resolver took, where one was asked.
    pub(crate) asked_for: Option<Duration>,
}

impl Names {
    pub(crate) fn new(hosts: Option<Hosts>, allowed_private: Vec<IpNet>) -> Self {
        Self {
            hosts,
            allowed_private,
            resolver: OnceCell::new(),
        }
    }

    /// The addresses of the host of `url` that may be connected to.
    pub(crate) async fn find(&self, url: &Url) -> Result<Found, FetchOutcome> {
        let (Some(host), Some(port)) = (url.host(), url.port_or_known_default()) else {
            return Err(FetchOutcome::Forbidden);
        };
        if let Some(hosts) = &self.hosts {
            let name = url.host_str().unwrap_or_default().trim_end_matches('.');
            if let Some(address) = hosts.address_of(name, port) {
                return Ok(found(vec![address]));
            }
        }
        let literal = match host {
            Host::Ipv4(address) => IpAddr::V4(address),
            Host::Ipv6(address) => IpAddr::V6(address),
            Host::Domain(name) => return self.find_name(name, port).await,
        };
        let address = SocketAddr::new(literal, port);
        let named = self
            .hosts
            .as_ref()
            .is_some_and(|hosts| hosts.names_address(address));
        if !named && !guard::allows(&self.allowed_private, literal) {
            return Err(FetchOutcome::Forbidden);
        }
        if !named && self.hosts.is_some() {
            return Err(not_listed(&literal.to_string()));
        }
        Ok(found(vec![address]))
    }

    async fn find_name(&self, name: &str, port: u16) -> Result<Found, FetchOutcome> {
        let name = name.trim_end_matches('.');
        if self.hosts.is_some() {
            return Err(not_listed(name));
        }
        let resolver = self.resolver.get_or_init(async || system_resolver()).await;
        let resolver = resolver.as_ref().map_err(|reason| ours(reason.clone()))?;
        let started = Instant::now();
        // The final dot keeps the search list of the machine out of it.
        let answer = resolver
            .lookup_ip(format!("{name}."))
            .await
            .map_err(|error| of_resolving(&error))?;
        let asked_for = Some(started.elapsed());
        let mut known: Vec<IpAddr> = answer.iter().collect();
        if known.is_empty() {
            return Err(FetchOutcome::NoAddress);
        }
        known.retain(|&address| guard::allows(&self.allowed_private, address));
        if known.is_empty() {
            return Err(FetchOutcome::Forbidden);
        }
        // IPv4 first: many offices' networks have no way out over IPv6. A stable order, so that a run can be repeated.
        known.sort_unstable();
        known.truncate(ADDRESSES_TRIED);
        Ok(Found {
            addresses: known
                .into_iter()
                .map(|address| SocketAddr::new(address, port))
                .collect(),
            asked_for,
        })
    }
}

fn found(addresses: Vec<SocketAddr>) -> Found {
    Found {
        addresses,
        asked_for: None,
    }
}

fn not_listed(host: &str) -> FetchOutcome {
    ours(format!("--hosts 未列出该主机({host}),未检测"))
}

fn system_resolver() -> Result<TokioResolver, String> {
    let builder =
        TokioResolver::builder_tokio().map_err(|error| format!("无法读取本机的域名解析设置:{error}"))?;
    finish(builder)
}

fn finish(mut builder: ResolverBuilder<TokioRuntimeProvider>) -> Result<TokioResolver, String> {
    builder.options_mut().ip_strategy = LookupIpStrategy::Ipv4AndIpv6;
    builder
        .build()
        .map_err(|error| format!("无法启用域名解析:{error}"))
}

/// Only a working resolver can say that a name does not exist; everything else says nothing about the target.
fn of_resolving(error: &NetError) -> FetchOutcome {
    match error {
        NetError::Dns(DnsError::NoRecordsFound(none))
            if matches!(none.response_code, ResponseCode::NXDomain | ResponseCode::NoError) =>
        {
            FetchOutcome::NoAddress
        }
        NetError::Timeout => ours("域名解析服务器没有应答"),
        other => ours(format!("域名解析失败:{other}")),
    }
}

#[cfg(test)]
#[path = "names_over_dns.rs"]
mod over_dns;

#[cfg(test)]
mod tests {
    use super::*;

    async fn find(names: &Names, url: &str) -> Result<SocketAddr, FetchOutcome> {
        let found = names.find(&Url::parse(url).unwrap()).await?;
        Ok(found.addresses[0])
    }

    #[tokio::test]
    async fn literal_addresses_are_guarded_in_every_spelling() {
        let names = Names::new(None, Vec::new());
        for url in [
            "http://127.0.0.1/",
            "http://2130706433/",
            "http://0x7f.1/",
            "http://0177.0.0.1/",
            "http://[::1]/",
            "http://[::ffff:7f00:1]/",
            "http://169.254.169.254/latest/meta-data",
            "http://127.1:8080/",
            "http://0/",
        ] {
            assert_eq!(find(&names, url).await, Err(FetchOutcome::Forbidden), "{url}");
        }
        assert_eq!(
            find(&names, "http://1.1.1.1/").await,
            Ok("1.1.1.1:80".parse().unwrap())
        );
    }

    #[tokio::test]
    async fn a_hosts_file_is_all_that_is_resolved() {
        let hosts = Hosts::parse("qingchuan.gov.cn 127.0.0.1:9001\n127.0.1.1:8080 127.0.1.1:8080").unwrap();
        let names = Names::new(Some(hosts), Vec::new());
        assert_eq!(
            find(&names, "https://qingchuan.gov.cn./x").await,
            Ok("127.0.0.1:9001".parse().unwrap())
        );
        assert_eq!(
            find(&names, "http://127.0.1.1:8080/").await,
            Ok("127.0.1.1:8080".parse().unwrap())
        );
        assert_eq!(
            find(&names, "http://127.0.0.1:9001/").await,
            Ok("127.0.0.1:9001".parse().unwrap())
        );
        assert_eq!(
            find(&names, "http://127.0.0.1:22/").await,
            Err(FetchOutcome::Forbidden)
        );
        assert_eq!(
            find(&names, "http://169.254.169.254/").await,
            Err(FetchOutcome::Forbidden)
        );
        for url in ["http://elsewhere.example/", "http://1.1.1.1/"] {
            let Err(FetchOutcome::OursFailed { reason }) = find(&names, url).await else {
                panic!("{url} must not be resolved")
            };
            assert!(reason.contains("--hosts 未列出该主机"), "{reason}");
        }
    }

    #[test]
    fn what_a_resolver_says() {
        use hickory_resolver::net::NoRecords;
        use hickory_resolver::proto::op::Query;
        let none = |code| NetError::Dns(DnsError::NoRecordsFound(NoRecords::new(Query::default(), code)));
        assert_eq!(
            of_resolving(&none(ResponseCode::NXDomain)),
            FetchOutcome::NoAddress
        );
        assert_eq!(
            of_resolving(&none(ResponseCode::NoError)),
            FetchOutcome::NoAddress
        );
        for error in [
            none(ResponseCode::ServFail),
            NetError::Timeout,
            NetError::NoConnections,
        ] {
            assert!(
                matches!(of_resolving(&error), FetchOutcome::OursFailed { .. }),
                "{error}"
            );
        }
    }
}
