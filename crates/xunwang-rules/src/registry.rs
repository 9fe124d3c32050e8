//! The table of all rules: a new rule is a file and one line here.

use xunwang_domain::facts::SiteCase;
use xunwang_domain::finding::RuleCode;
use xunwang_domain::standard::Standard;

use crate::report::RuleReport;
use crate::rules::{content, links, marks, safety, text, update};

/// A rule (规则): what detects one thing at one place.
#[derive(Debug)]
pub struct Rule {
    /// Its code, which never changes its meaning.
    pub code: RuleCode,
    /// Its name (规则名称).
    pub title: &'static str,
    /// Its document in Chinese Markdown (规则说明): 检查什么, 为什么, 对应指标, 怎样认定, 示例, 怎样整改.
    pub document: &'static str,
    pub(crate) check: fn(&SiteCase<'_>, &Standard) -> RuleReport,
}

/// All rules (规则表), in the order of the manual.
pub const RULES: &[Rule] = &[
    update::homepage_stale::RULE,
    update::channel_stale::RULE,
    update::channel_blank::RULE,
    update::date_missing::RULE,
    update::updates_bulk::RULE,
    content::article_duplicate::RULE,
    content::article_redated::RULE,
    content::channel_mismatch::RULE,
    text::misstatement_severe::RULE,
    text::wording_irregular::RULE,
    text::typo::RULE,
    text::privacy_leak::RULE,
    text::text_injected::RULE,
    text::form_irregular::RULE,
    text::reprint_incomplete::RULE,
    links::link_dead::RULE,
    links::image_dead::RULE,
    links::attachment_dead::RULE,
    links::link_soft_404::RULE,
    links::link_hijacked::RULE,
    links::link_mismatch::RULE,
    links::link_advert::RULE,
    links::fragment_dead::RULE,
    marks::site_name_missing::RULE,
    marks::party_mark_missing::RULE,
    marks::report_entry_missing::RULE,
    marks::report_entry_wrong::RULE,
    marks::site_code_missing::RULE,
    marks::site_code_wrong::RULE,
    marks::icp_missing::RULE,
    marks::police_record_missing::RULE,
    marks::sponsor_missing::RULE,
    marks::meta_missing::RULE,
    marks::domain_irregular::RULE,
    safety::certificate_invalid::RULE,
];

/// The rules whose findings come by the mere passing of time (随时间产生的问题).
pub const TIMED: [RuleCode; 2] = [RuleCode("homepage-stale"), RuleCode("channel-stale")];

/// Checks a site by all rules, or by those named only (按规则检查一个网站).
pub fn check_site(case: &SiteCase<'_>, standard: &Standard, only: Option<&[RuleCode]>) -> RuleReport {
    let mut report = RuleReport::default();
    for rule in RULES
        .iter()
        .filter(|rule| only.is_none_or(|codes| codes.contains(&rule.code)))
    {
        report.join((rule.check)(case, standard));
    }
    report.sort();
    report
}

/// Rules whose findings show what nobody should read on: personal data, and what intruders put into a page. Those of the contract
/// that no rule here bears yet are among them.
const CONFIDENTIAL: [&str; 5] = [
    "privacy-leak",
    "text-injected",
    "hidden-link",
    "page-tampered",
    "script-injected",
];

/// Are findings of this rule seen by named persons only (敏感线索)?
pub fn is_confidential(code: &str) -> bool {
    CONFIDENTIAL.contains(&code)
}

/// The rule of that code.
pub fn rule(code: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.code.0 == code)
}

/// The code that a text names; `None` where there is no such rule.
pub fn rule_code(text: &str) -> Option<RuleCode> {
    rule(text).map(|rule| rule.code)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use xunwang_domain::exchange::TargetClass;
    use xunwang_domain::facts::PageRegion;
    use xunwang_domain::registry::ChannelKind;
    use xunwang_domain::targets::TargetRole;

    use super::*;
    use crate::testing::{Scene, scene};

    /// A site on which every group of rules finds something; the number gives the order in which things were seen.
    fn defective(turned: bool) -> Scene {
        let mut numbers = [1, 2, 3];
        if turned {
            numbers.reverse();
        }
        let at = ("http://www.qingchuan.gov.cn/", PageRegion::Nav);
        numbers.into_iter().fold(scene(), |scene, number| {
            scene
                .channel("动态", ChannelKind::News)
                .latest("2023-01-01")
                .target(
                    &format!("http://a.example/{number}"),
                    TargetRole::Link,
                    ("404", TargetClass::Broken),
                    at,
                    2,
                )
                .frame(1 + number, number, |marks| marks.icp.clear())
        })
    }

    #[test]
    fn a_report_does_not_depend_on_the_order_of_what_was_seen() {
        let report = defective(false).report();
        assert_eq!(report, defective(true).report());
        assert_eq!(report.findings.len(), 9);
        let keys: BTreeSet<_> = report.findings.iter().map(|finding| &finding.key).collect();
        assert_eq!(keys.len(), 9, "no two findings share a key");
        assert!(
            report
                .findings
                .is_sorted_by_key(|finding| (finding.rule, finding.url.clone()))
        );
    }

    #[test]
    fn only_the_rules_asked_for_are_applied() {
        let only = [rule_code("link-dead").unwrap()];
        let scene = defective(false);
        let report = check_site(&scene.case(), &crate::guobanmihan_2019_19(), Some(&only));
        assert!(report.findings.len() == 3 && report.findings.iter().all(|finding| finding.rule == only[0]));
        assert_eq!(rule_code("link-dead "), None);
    }

    #[test]
    fn codes_are_unique_names_in_kebab_case() {
        let codes: BTreeSet<&str> = RULES.iter().map(|rule| rule.code.0).collect();
        assert_eq!(codes.len(), RULES.len());
        assert!(codes.iter().all(|code| {
            code.bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        }));
    }
}
