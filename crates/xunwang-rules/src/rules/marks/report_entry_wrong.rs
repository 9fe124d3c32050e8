//! `report-entry-wrong`: the entry to “我为政府网站找错” leads elsewhere or carries another site's code.

use url::{Host, Url};
use xunwang_domain::facts::{PageMarks, PageRegion, ReportEntry, SiteCase};
use xunwang_domain::finding::{Certainty, RuleCode};
use xunwang_domain::registry::SiteCode;
use xunwang_domain::standard::Standard;

use super::frame::{MarkRule, WrongMark, wrong};
use crate::registry::Rule;
use crate::report::RuleReport;

pub(crate) const RULE: Rule = Rule {
    code: RuleCode("report-entry-wrong"),
    title: "“我为政府网站找错”入口有误",
    document: "\
## 检查什么

“我为政府网站找错”入口是否通向全国统一平台，所带网站标识码是否为本网站的（规则手册 ZE-04）。

## 为什么

入口指错地方或者带错标识码，公众的反映就到不了主办单位，或转到别的单位。

## 对应指标

扣分指标 P-21“网站标识”（预览，未经确认）。

## 怎样认定

入口链接的主机不在 www.gov.cn 之下（zfwzgl.www.gov.cn、zfwzzc.www.gov.cn 等）的，认定为有误，\
早年使用、现已停用的 IP 地址也在内；所带标识码与登记的不同的，认定为有误；标识码形式不符的，也认定为有误。\
脚本、点击事件形式没有链接的，只核对标识码；新平台地址不带标识码，不核对。\
链接为站内相对地址的，可能另行跳转，列为疑似，由人工认定；\
链接的 url 参数写明所在页面，而主机不是本网站的，也列为疑似。同一个错误只报一条，列出全部页面。

## 示例

- 不合格：`http://121.43.68.40/exposure/jiucuo.html?site_code=9901000001`。
- 合格：`https://zfwzzc.www.gov.cn/check_web/errorInfo/jcInfo/…`。
- 未能检测：没有找错入口（见 `report-entry-missing`）。

## 怎样整改

改用全国统一平台发给本网站的入口代码，核对其中的网站标识码；仍用 IP 地址的旧入口请整段替换。
",
    check,
};

fn check(case: &SiteCase<'_>, standard: &Standard) -> RuleReport {
    let rule = MarkRule {
        code: RULE.code,
        region: PageRegion::Footer,
        lack: "“我为政府网站找错”入口有误",
    };
    let wrong_entries = |marks: &PageMarks| {
        marks
            .report_entries
            .iter()
            .filter_map(|entry| wrong_entry(entry, case))
            .collect()
    };
    wrong(&rule, wrong_entries, case, standard)
}

fn wrong_entry(entry: &ReportEntry, case: &SiteCase<'_>) -> Option<WrongMark> {
    wrong_address(entry.href.trim())
        .or_else(|| wrong_code(entry, &case.site.code))
        .or_else(|| wrong_page(entry, case))
}

/// The parameter `url` names the page that the entry stands on; a sample copied from elsewhere names another site.
fn wrong_page(entry: &ReportEntry, case: &SiteCase<'_>) -> Option<WrongMark> {
    let named = entry.page_host.as_deref()?;
    let of_site = case.facts.frames.iter().flat_map(|frame| &frame.first_pages);
    let of_site = of_site.chain([&case.site.home, &case.facts.home.url]);
    let bare = |host: &str| host.strip_prefix("www.").unwrap_or(host).to_owned();
    if of_site
        .filter_map(Url::host_str)
        .any(|host| bare(host) == bare(named))
    {
        return None;
    }
    Some(WrongMark {
        value: format!("url {named}"),
        problem: format!("url参数指向{named}，不是本网站的页面，需人工核对"),
        certainty: Certainty::Suspected,
    })
}

fn wrong_address(href: &str) -> Option<WrongMark> {
    let script =
        href.is_empty() || href.starts_with('#') || href.to_ascii_lowercase().starts_with("javascript:");
    if script {
        return None;
    }
    let absolute = if href.starts_with("//") {
        format!("https:{href}")
    } else {
        href.to_owned()
    };
    let address = Url::parse(&absolute).ok();
    let (place, problem, certainty) = match address.as_ref().and_then(Url::host) {
        Some(Host::Domain(host)) if host == "www.gov.cn" || host.ends_with(".www.gov.cn") => return None,
        Some(Host::Domain(host)) => (
            host.to_owned(),
            format!("链接指向{host}，不是全国统一平台"),
            Certainty::Certain,
        ),
        Some(ip) => (
            ip.to_string(),
            format!("链接指向已停用的旧地址{ip}"),
            Certainty::Certain,
        ),
        None => (
            href.to_owned(),
            "链接不是完整地址，需人工核对去向".to_owned(),
            Certainty::Suspected,
        ),
    };
    // The page's own address in the parameters differs from page to page; the defect is one.
    Some(WrongMark {
        value: place,
        problem,
        certainty,
    })
}

fn wrong_code(entry: &ReportEntry, registered: &SiteCode) -> Option<WrongMark> {
    let written = entry.site_code.as_deref()?.trim();
    let problem = match SiteCode::parse(written) {
        Ok(code) if code == *registered => return None,
        Ok(code) => format!("所带网站标识码为{code}，登记为{registered}"),
        Err(_) if written.is_empty() => format!("所带网站标识码为空，登记为{registered}"),
        Err(error) => format!("所带网站标识码为“{written}”，{error}"),
    };
    Some(WrongMark {
        value: written.to_owned(),
        problem,
        certainty: Certainty::Certain,
    })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::testing::scene;

    fn entry(href: &'static str, site_code: Option<&'static str>) -> String {
        entry_on(href, site_code, None)
    }

    fn entry_on(href: &'static str, site_code: Option<&'static str>, page: Option<&'static str>) -> String {
        let entry = || ReportEntry {
            href: href.to_owned(),
            site_code: site_code.map(str::to_owned),
            page_host: page.map(str::to_owned),
        };
        scene()
            .frame(1, 10, |marks| marks.report_entries = vec![entry()])
            .check("report-entry-wrong")
    }

    #[test]
    fn all_right_forms_pass() {
        for (href, code) in [
            (
                "https://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code=9901000001",
                Some("9901000001"),
            ),
            (
                "//zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code=9901000001",
                Some("9901000001"),
            ),
            (
                "https://zfwzzc.www.gov.cn/check_web/errorInfo/jcInfo/8f14e45f-1",
                None,
            ),
            ("", Some("9901000001")),
            ("javascript:void(0)", Some("9901000001")),
        ] {
            assert_eq!(entry(href, code), "", "{href}");
        }
    }

    #[test]
    fn wrong_hosts_and_codes_are_named() {
        expect![[r#"
            确定 P-21 Deduct / / ×10 / “我为政府网站找错”入口有误：链接指向已停用的旧地址121.43.68.40（共10页）
        "#]].assert_eq(&entry(
            "http://121.43.68.40/exposure/jiucuo.html?site_code=9901000001",
            None,
        ));
        expect![[r#"
            确定 P-21 Deduct / / ×10 / “我为政府网站找错”入口有误：链接指向jiucuo.example，不是全国统一平台（共10页）
        "#]].assert_eq(&entry("http://jiucuo.example/www.gov.cn/", Some("9901000001")));
        expect![[r#"
            确定 P-21 Deduct / / ×10 / “我为政府网站找错”入口有误：链接指向evilwww.gov.cn，不是全国统一平台（共10页）
        "#]].assert_eq(&entry("https://evilwww.gov.cn/exposure/jiucuo.html", None));
        expect![[r#"
            确定 P-21 Deduct / / ×10 / “我为政府网站找错”入口有误：所带网站标识码为9901000002，登记为9901000001（共10页）
        "#]].assert_eq(&entry(
            "https://zfwzgl.www.gov.cn/exposure/jiucuo.html",
            Some("9901000002"),
        ));
        expect![[r#"
            确定 P-21 Deduct / / ×10 / “我为政府网站找错”入口有误：所带网站标识码为空，登记为9901000001（共10页）
        "#]].assert_eq(&entry("", Some("")));
    }

    #[test]
    fn an_address_within_the_site_is_for_a_person() {
        expect![[r#"
            疑似 P-21 Deduct / / ×10 / “我为政府网站找错”入口有误：链接不是完整地址，需人工核对去向（共10页）
        "#]]
        .assert_eq(&entry("/jiucuo.html", None));
    }

    #[test]
    fn the_page_it_names_must_be_one_of_the_site() {
        let href = "https://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code=9901000001";
        assert_eq!(entry_on(href, Some("9901000001"), Some("qingchuan.gov.cn")), "");
        expect![[r#"
            疑似 P-21 Deduct / / ×10 / “我为政府网站找错”入口有误：url参数指向www.yunling.gov.cn，不是本网站的页面，需人工核对（共10页）
        "#]]
        .assert_eq(&entry_on(href, Some("9901000001"), Some("www.yunling.gov.cn")));
    }

    #[test]
    fn without_an_entry_there_is_nothing_to_compare() {
        assert_eq!(
            scene()
                .frame(1, 10, |marks| marks.report_entries.clear())
                .check("report-entry-wrong"),
            ""
        );
    }
}
