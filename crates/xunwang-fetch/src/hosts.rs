//! The hosts file (`--hosts`): names of the register mapped to network addresses, instead of DNS.

use std::net::SocketAddr;

use rustc_hash::{FxHashMap, FxHashSet};
use thiserror::Error;
use url::Host;

/// The names that may be visited, and where they are (主机表).
#[derive(Clone, Debug, Default)]
pub struct Hosts {
    by_name: FxHashMap<String, Vec<Entry>>,
    addresses: FxHashSet<SocketAddr>,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    /// `None` stands for every port of the host.
    port: Option<u16>,
    address: SocketAddr,
}

/// A line of the hosts file that cannot be used (主机表有误).
#[derive(Debug, Error, PartialEq, Eq)]
#[error("--hosts 文件第 {line} 行有误:{problem}")]
pub struct HostsError {
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong with it and what to do, in Chinese.
    pub problem: String,
}

impl Hosts {
    /// Reads lines `host[:port] ip:port`; empty lines and what follows a `#` are left out.
    ///
    /// # Errors
    /// The first line that does not have this form, or gives a host another address than an earlier line.
    pub fn parse(text: &str) -> Result<Self, HostsError> {
        let mut hosts = Self::default();
        for (index, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
            let wanted = line.split('#').next().unwrap_or_default();
            let mut fields = wanted.split_whitespace();
            let Some(name) = fields.next() else { continue };
            hosts
                .add(name, fields.next(), fields.next())
                .map_err(|problem| HostsError {
                    line: index + 1,
                    problem,
                })?;
        }
        Ok(hosts)
    }

    fn add(&mut self, name: &str, address: Option<&str>, rest: Option<&str>) -> Result<(), String> {
        let address = address.ok_or("缺少网络地址，应写成“主机名[:端口] IP:端口”")?;
        if let Some(rest) = rest {
            return Err(format!("多出“{rest}”，每行只写一个主机名和一个“IP:端口”"));
        }
        let address: SocketAddr = address.parse().map_err(|_| {
            format!("“{address}”不是“IP:端口”，例如 127.0.0.1:8080;IPv6 地址加方括号，例如 [::1]:8080")
        })?;
        let (host, port) = split_port(name)?;
        let host = Host::parse(host).map_err(|_| {
            format!("“{host}”不是主机名，请写成 www.example.gov.cn 或 www.example.gov.cn:8080")
        })?;
        let entries = self.by_name.entry(normal(&host.to_string())).or_default();
        match entries.iter().find(|entry| entry.port == port) {
            Some(entry) if entry.address == address => {}
            Some(entry) => return Err(format!("“{name}”前面已指向 {},请只留一行", entry.address)),
            None => entries.push(Entry { port, address }),
        }
        self.addresses.insert(address);
        Ok(())
    }

    /// Where this host is: the line with the port, else the line for all ports.
    pub(crate) fn address_of(&self, host: &str, port: u16) -> Option<SocketAddr> {
        let entries = self.by_name.get(host)?;
        entries
            .iter()
            .find(|entry| entry.port == Some(port))
            .or_else(|| entries.iter().find(|entry| entry.port.is_none()))
            .map(|entry| entry.address)
    }

    /// Does some line name this very address and port?
    pub(crate) fn names_address(&self, address: SocketAddr) -> bool {
        self.addresses.contains(&address)
    }
}

/// A host as it is looked up: lower case comes from the parser, the root's dot goes.
fn normal(host: &str) -> String {
    host.trim_end_matches('.').to_owned()
}

fn split_port(name: &str) -> Result<(&str, Option<u16>), String> {
    let after_bracket = name.rfind(']').map_or(0, |at| at + 1);
    if after_bracket == 0 && name.matches(':').count() > 1 {
        return Err(format!(
            "“{name}”中有多个冒号,IPv6 地址请加方括号，例如 [::1]:8080"
        ));
    }
    let Some(colon) = name[after_bracket..].find(':').map(|at| at + after_bracket) else {
        return Ok((name, None));
    };
    let port = name[colon + 1..]
        .parse()
        .map_err(|_| format!("“{}”不是端口号(1–65535)", &name[colon + 1..]))?;
    Ok((&name[..colon], Some(port)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Option<SocketAddr> {
        Some(text.parse().expect(text))
    }

    #[test]
    fn lines_of_every_form() {
        let hosts = Hosts::parse(
            "\u{feff}# 说明\n\nWWW.QingChuan.gov.cn 127.0.0.1:9001 # 门户\nwww.qingchuan.gov.cn:8443\t127.0.0.1:9002\n\
             政务.示例省.cn [::1]:9003\r\n127.0.1.1:8080 127.0.1.1:8080\n[fe80::1]:81 [::1]:81\n[fe80::2] [::1]:82\n",
        )
        .unwrap();
        assert_eq!(hosts.address_of("www.qingchuan.gov.cn", 80), at("127.0.0.1:9001"));
        assert_eq!(
            hosts.address_of("www.qingchuan.gov.cn", 443),
            at("127.0.0.1:9001")
        );
        assert_eq!(
            hosts.address_of("www.qingchuan.gov.cn", 8443),
            at("127.0.0.1:9002")
        );
        let chinese = url::Url::parse("http://政务.示例省.cn/").unwrap();
        assert_eq!(
            hosts.address_of(chinese.host_str().unwrap(), 80),
            at("[::1]:9003")
        );
        assert_eq!(hosts.address_of("127.0.1.1", 8080), at("127.0.1.1:8080"));
        assert_eq!(hosts.address_of("127.0.1.1", 80), None);
        assert_eq!(hosts.address_of("[fe80::1]", 81), at("[::1]:81"));
        assert_eq!(hosts.address_of("[fe80::2]", 5), at("[::1]:82"));
        assert_eq!(hosts.address_of("other.gov.cn", 80), None);
        assert!(hosts.names_address("127.0.0.1:9002".parse().unwrap()));
        assert!(!hosts.names_address("127.0.0.1:80".parse().unwrap()));
    }

    #[test]
    fn a_wrong_line_is_named_with_its_cure() {
        let problem = |text: &str| Hosts::parse(text).unwrap_err().to_string();
        expect_test::expect![[r#"
            --hosts 文件第 2 行有误:缺少网络地址，应写成“主机名[:端口] IP:端口”
            --hosts 文件第 1 行有误:“127.0.0.1”不是“IP:端口”，例如 127.0.0.1:8080;IPv6 地址加方括号，例如 [::1]:8080
            --hosts 文件第 1 行有误:“99999”不是端口号(1–65535)
            --hosts 文件第 1 行有误:“::1”中有多个冒号,IPv6 地址请加方括号，例如 [::1]:8080
            --hosts 文件第 1 行有误:多出“b.cn”，每行只写一个主机名和一个“IP:端口”
            --hosts 文件第 2 行有误:“a.cn”前面已指向 1.1.1.1:80,请只留一行
        "#]]
        .assert_eq(
            &[
                "\na.cn",
                "a.cn 127.0.0.1",
                "a.cn:99999 127.0.0.1:80",
                "::1 127.0.0.1:80",
                "a.cn 127.0.0.1:80 b.cn",
                "a.cn 1.1.1.1:80\na.cn 1.1.1.2:80",
            ]
            .map(|text| problem(text) + "\n")
            .concat(),
        );
    }
}
