//! `domain-irregular`: the address of a site is not one that a government website may have.

use url::{Host, Url};
use xunwang_domain::facts::{PageRegion, SiteCase};
use xunwang_domain::finding::{Certainty, RuleCode};
use xunwang_domain::registry::SiteCategory;
use xunwang_domain::standard::{Standard, Trait};

use crate::defect::{Defect, page};
use crate::registry::Rule;
use crate::report::{NotMeasured, RuleReport};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode("domain-irregular"),
    title: "网站域名不规范",
    document: "\
## 检查什么

首页网址（登记的和实际打开的）、登记栏目的网址所用域名是否符合政府网站域名的规定（国办函〔2018〕55号，规则手册 DM-01、DM-03、DM-04）。

## 为什么

规范的域名是公众辨认政府网站的第一道凭据；用 IP 地址、端口或商业域名的，容易被仿冒，也难以纳入统一的解析和安全防护。

## 对应指标

扣分指标 P-20“域名名称”（预览，未经确认）。

## 怎样认定

门户网站、部门网站的首页用 IP 地址，或者域名不以 .gov.cn、.政务 结尾的，认定为不规范（DM-01，五处来源一致）。\
以下列为疑似，由人工认定：其他类网站不用政府域名（不具行政职能的单位本就不得使用，DM-05）；\
门户网站的域名不以“www.”开头（DM-03）；首页网址带端口；登记的栏目在政府域名之外（DM-04，业务系统用其他域名的较多，DM-11）。\
域名有几级不作要求。

## 示例

- 不合格：首页网址是 http://203.0.113.8/。
- 合格：门户网站用 www.□□□.gov.cn，部门网站用 ○○○.□□□.gov.cn。
- 疑似：首页网址是 http://www.□□□.gov.cn:8080/。
- 未能检测：登记的是内网地址，或者 .example、.test 等保留域名，不是真实网站；或者首页没能打开。

## 怎样整改

向本级政府办公厅（室）和域名注册机构申请 .gov.cn 域名，把网站迁到该域名下，新旧域名并行3个月并在原网站公告，\
同时变更网站备案和网站标识码登记信息；用端口区分的业务系统改用下级域名或路径。
",
    check,
};

fn check(case: &SiteCase<'_>, standard: &Standard) -> RuleReport {
    let mut report = RuleReport::default();
    let mut homes = vec![&case.site.home];
    // Where the registered address was the right one, what it leads to is looked at too.
    if bare_host(&case.facts.home.url) != bare_host(&case.site.home) {
        homes.push(&case.facts.home.url);
    }
    for home in homes {
        match home_address(home, case.site.category) {
            Sight::Regular => {}
            // Nothing opened: the register may be wrong, or the address may lead to a regular one.
            Sight::Irregular(..) if case.facts.pages == 0 => report.not_measured.push(NotMeasured {
                rule: RULE.code,
                object: home.to_string(),
                reason: "首页未能打开，域名是否在用无从判断".to_owned(),
                indicator: String::new(),
            }),
            Sight::Irregular(certainty, problem) => {
                report
                    .findings
                    .push(finding(home, None, certainty, problem, case, standard));
            }
            Sight::NoWebsite => report.not_measured.push(NotMeasured {
                rule: RULE.code,
                object: home.to_string(),
                reason: "内网地址或保留域名，不是公开网站的域名".to_owned(),
                indicator: String::new(),
            }),
        }
    }
    let mut hosts = vec![bare_host(&case.site.home), bare_host(&case.facts.home.url)];
    for channel in &case.site.channels {
        let host = bare_host(&channel.url);
        if hosts.contains(&host) {
            continue;
        }
        if suffix(&channel.url) == Suffix::Other {
            let problem = format!(
                "“{}”栏目的网址{}不在政府网站域名下，需人工认定",
                channel.name,
                channel.url.host_str().unwrap_or_default()
            );
            let name = Some(channel.name.as_str());
            report.findings.push(finding(
                &channel.url,
                name,
                Certainty::Suspected,
                problem,
                case,
                standard,
            ));
        }
        hosts.push(host);
    }
    report
}

fn bare_host(address: &Url) -> &str {
    let host = address.host_str().unwrap_or_default();
    host.strip_prefix("www.").unwrap_or(host)
}

enum Sight {
    Regular,
    Irregular(Certainty, String),
    /// An internal address or a reserved name.
    NoWebsite,
}

fn home_address(home: &Url, category: SiteCategory) -> Sight {
    let host = home.host_str().unwrap_or_default();
    match suffix(home) {
        Suffix::Reserved => return Sight::NoWebsite,
        Suffix::NetworkAddress => {
            let problem = format!("首页网址使用IP地址{host}，没有使用域名");
            return Sight::Irregular(Certainty::Certain, problem);
        }
        Suffix::Other if category == SiteCategory::Other => {
            let problem = format!("首页域名{host}不以.gov.cn或.政务结尾，是否具有行政职能需人工认定");
            return Sight::Irregular(Certainty::Suspected, problem);
        }
        Suffix::Other => {
            let problem = format!("首页域名{host}不以.gov.cn或.政务结尾");
            return Sight::Irregular(Certainty::Certain, problem);
        }
        Suffix::Government => {}
    }
    if let Some(port) = home.port() {
        let problem = format!("首页网址{host}:{port}带有端口，需人工认定");
        return Sight::Irregular(Certainty::Suspected, problem);
    }
    // A Chinese name stands by itself: △△△.政务.
    if category == SiteCategory::Portal && host.ends_with(".gov.cn") && !host.starts_with("www.") {
        let problem = format!("门户网站的域名{host}不是www.□□□.gov.cn的形式，需人工认定");
        return Sight::Irregular(Certainty::Suspected, problem);
    }
    Sight::Regular
}

#[derive(PartialEq, Eq)]
enum Suffix {
    Government,
    NetworkAddress,
    /// Internal addresses and names that no public website can have (RFC 2606, RFC 6761).
    Reserved,
    Other,
}

fn suffix(address: &Url) -> Suffix {
    const RESERVED: [&str; 7] = [
        "example",
        "test",
        "invalid",
        "localhost",
        "local",
        "internal",
        "arpa",
    ];
    match address.host() {
        Some(Host::Ipv4(ip)) if ip.is_loopback() || ip.is_private() || ip.is_link_local() => Suffix::Reserved,
        Some(Host::Ipv6(ip)) if ip.is_loopback() || ip.is_unique_local() => Suffix::Reserved,
        Some(Host::Ipv4(_) | Host::Ipv6(_)) => Suffix::NetworkAddress,
        Some(Host::Domain(host)) => {
            let host = host.trim_end_matches('.');
            let last = host.rsplit('.').next().unwrap_or_default();
            // `xn--zfr164b` is 政务.
            if host.ends_with(".gov.cn") || last == "xn--zfr164b" || host.ends_with(".xn--zfr164b.cn") {
                Suffix::Government
            } else if RESERVED.contains(&last) || !host.contains('.') {
                Suffix::Reserved
            } else {
                Suffix::Other
            }
        }
        None => Suffix::Reserved,
    }
}

fn finding(
    address: &Url,
    channel: Option<&str>,
    certainty: Certainty,
    message: String,
    case: &SiteCase<'_>,
    standard: &Standard,
) -> xunwang_domain::finding::Finding {
    let defect = Defect {
        rule: RULE.code,
        object: bare_host(address),
        seen: Trait {
            home: channel.is_none(),
            ..Trait::default()
        },
        certainty,
        channel,
        target: None,
        places: page(address, PageRegion::Body),
        places_total: 1,
        excerpt: address.as_str(),
        message,
    };
    defect.finding(case, standard)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::testing::scene;

    fn home(address: &str) -> String {
        scene().home_at(address).check("domain-irregular")
    }

    #[test]
    fn government_names_of_any_depth_pass() {
        for address in [
            "https://www.qingchuan.gov.cn/",
            "http://www.yunling.qingchuan.gov.cn/index.html",
            "https://青川市.政务/",
        ] {
            assert_eq!(home(address), "", "{address}");
        }
        let department = |scene: crate::testing::Scene| scene.category(SiteCategory::Department);
        assert_eq!(
            department(scene().home_at("http://jyj.qingchuan.gov.cn/")).check("domain-irregular"),
            ""
        );
    }

    #[test]
    fn a_number_or_a_commercial_name_is_certain() {
        expect![[r#"
            确定 P-20 Deduct / / ×1 / 首页网址使用IP地址203.0.113.8，没有使用域名
        "#]]
        .assert_eq(&home("http://203.0.113.8/"));
        expect![[r#"
            确定 P-20 Deduct / / ×1 / 首页域名www.qingchuan-gov.cn不以.gov.cn或.政务结尾
        "#]]
        .assert_eq(&home("http://www.qingchuan-gov.cn/"));
    }

    #[test]
    fn what_the_sources_leave_open_is_for_a_person() {
        expect![[r#"
            疑似 P-20 Deduct / / ×1 / 首页网址www.qingchuan.gov.cn:8080带有端口，需人工认定
        "#]]
        .assert_eq(&home("http://www.qingchuan.gov.cn:8080/"));
        expect![[r#"
            疑似 P-20 Deduct / / ×1 / 门户网站的域名qingchuan.gov.cn不是www.□□□.gov.cn的形式，需人工认定
        "#]]
        .assert_eq(&home("http://qingchuan.gov.cn/"));
        let other = scene()
            .home_at("https://www.qczx.cn/")
            .category(SiteCategory::Other);
        expect![[r#"
            疑似 P-20 Deduct / / ×1 / 首页域名www.qczx.cn不以.gov.cn或.政务结尾，是否具有行政职能需人工认定
        "#]]
        .assert_eq(&other.check("domain-irregular"));
        let channel = scene()
            .declared_channel("办事服务", "https://banshi.qczx.cn/")
            .declared_channel("政务服务", "https://zwfw.shili.gov.cn/qc/");
        expect![[r#"
            疑似 P-20 Deduct / / ×1 / “办事服务”栏目的网址banshi.qczx.cn不在政府网站域名下，需人工认定
        "#]]
        .assert_eq(&channel.check("domain-irregular"));
    }

    #[test]
    fn no_public_address_is_not_measured() {
        expect![[r#"
            未能检测 - / http://10.1.2.3/ / 内网地址或保留域名，不是公开网站的域名
        "#]]
        .assert_eq(&home("http://10.1.2.3/"));
        expect![[r#"
            未能检测 - / http://www.qc.gov.example/ / 内网地址或保留域名，不是公开网站的域名
        "#]]
        .assert_eq(&home("http://www.qc.gov.example/"));
    }

    #[test]
    fn a_site_that_did_not_open_is_not_measured() {
        // The only template has no page.
        let closed = scene()
            .frame(1, 0, |_| {})
            .home_at("http://www.qingchuan-gov.cn/");
        expect![[r#"
            未能检测 - / http://www.qingchuan-gov.cn/ / 首页未能打开，域名是否在用无从判断
        "#]]
        .assert_eq(&closed.check("domain-irregular"));
    }
}
