//! The table of all rules: a new rule is a file and one line here.

use xunwang_domain::facts::SiteCase;
use xunwang_domain::finding::RuleCode;
use xunwang_domain::standard::Standard;

use crate::report::RuleReport;
use crate::rules::{links, marks, safety, update};

/// A rule (规则): what detects one thing at one place.
#[derive(Debug)]
pub struct Rule {
    /// Its code, which never changes its meaning.
    pub code: RuleCode,
    /// Its name (规则名称).
    pub title: &'static str,
    /// Its document in Chinese Markdown (规则说明): 检查什么, 用于哪些指标, 怎样认定, 示例.
    pub document: &'static str,
    pub(crate) check: fn(&SiteCase<'_>, &Standard) -> RuleReport,
}

/// All rules (规则表), in the order of the manual.
pub const RULES: &[Rule] = &[
    update::homepage_stale::RULE,
    update::channel_stale::RULE,
    update::channel_blank::RULE,
    update::date_missing::RULE,
    links::link_dead::RULE,
    links::image_dead::RULE,
    links::attachment_dead::RULE,
    marks::site_name_missing::RULE,
    marks::report_entry_missing::RULE,
    marks::report_entry_wrong::RULE,
    marks::site_code_missing::RULE,
    marks::site_code_wrong::RULE,
    marks::icp_missing::RULE,
    marks::police_record_missing::RULE,
    marks::sponsor_missing::RULE,
    safety::certificate_invalid::RULE,
];

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

/// The rule of that code.
pub fn rule(code: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.code.0 == code)
}

/// The code that a text names; `None` where there is no such rule.
pub fn rule_code(text: &str) -> Option<RuleCode> {
    rule(text).map(|rule| rule.code)
}
