//! `certificate-invalid`: the certificate does not hold for the site's name.

use xunwang_domain::facts::{PageRegion, SiteCase};
use xunwang_domain::finding::{Certainty, RuleCode};
use xunwang_domain::standard::{Standard, Trait};

use crate::defect::{Defect, page};
use crate::registry::Rule;
use crate::report::{NotMeasured, RuleReport};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode("certificate-invalid"),
    title: "安全证书无效",
    document: "\
## 检查什么

首页所在主机经 HTTPS 出示的证书是否有效：在有效期内、与域名相符、由受信任的机构签发。

## 为什么

证书无效时浏览器会警告“不安全”，公众不敢继续访问，传输的内容也可能被窃取或篡改。

## 对应指标

检查指标没有对应条款，只作提示，不计入判定。

## 怎样认定

以采集时实际出示的证书为准，记录颁发者、有效期和指纹，页面内容照常检查。

## 示例

- 不合格：证书已于采集前一天到期。
- 合格：证书有效。
- 未能检测：首页只用 HTTP，没有出示证书；握手所需的协议（TLS 1.0/1.1、国密）本程序不支持。

## 怎样整改

更换有效的证书：域名要包括首页所在主机，带齐中间证书；到期前一个月安排更换。
",
    check,
};

fn check(case: &SiteCase<'_>, standard: &Standard) -> RuleReport {
    let home = &case.facts.home;
    let mut report = RuleReport::default();
    let Some(certificate) = case.certificate else {
        report.not_measured.push(NotMeasured {
            rule: RULE.code,
            object: home.url.to_string(),
            reason: "首页没有出示证书".to_owned(),
            indicator: String::new(),
        });
        return report;
    };
    let Some(problem) = &certificate.problem else {
        return report;
    };
    let excerpt = format!(
        "{}（颁发者：{}，有效期：{}至{}）",
        certificate.subject,
        certificate.issuer,
        certificate.not_before.date_naive(),
        certificate.not_after.date_naive()
    );
    let defect = Defect {
        rule: RULE.code,
        object: "certificate",
        seen: Trait {
            home: true,
            ..Trait::default()
        },
        certainty: Certainty::Certain,
        channel: None,
        target: None,
        places: page(&home.url, PageRegion::Body),
        places_total: 1,
        excerpt: &excerpt,
        message: format!("网站的安全证书无效：{problem}"),
    };
    report.findings.push(defect.finding(case, standard));
    report
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::scene;

    #[test]
    fn an_invalid_certificate_is_advice() {
        expect![[r#"
            确定 - Advice / / ×1 / 网站的安全证书无效：证书已过期
        "#]]
        .assert_eq(
            &scene()
                .certificate(Some("证书已过期"))
                .check("certificate-invalid"),
        );
        assert_eq!(scene().certificate(None).check("certificate-invalid"), "");
    }

    #[test]
    fn a_site_without_tls_is_not_measured() {
        expect![[r#"
            未能检测 - / http://www.qingchuan.gov.cn/ / 首页没有出示证书
        "#]]
        .assert_eq(&scene().check("certificate-invalid"));
    }
}
