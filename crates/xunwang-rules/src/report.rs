//! What the rules say of one site.

use serde::Serialize;
use xunwang_domain::finding::{Finding, RuleCode};

/// Findings of one site, and what could not be measured (检查结果).
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct RuleReport {
    /// The findings, by rule, address, target.
    pub findings: Vec<Finding>,
    /// What no rule could decide, by rule and object.
    pub not_measured: Vec<NotMeasured>,
}

/// Something that a rule could not decide (未能检测项).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct NotMeasured {
    /// The rule.
    pub rule: RuleCode,
    /// What it is about: an address, mostly.
    pub object: String,
    /// Why, a Chinese phrase.
    pub reason: String,
    /// Id of the indicator that stays open because of it; empty where none does.
    pub indicator: String,
}

/// The end of the reason where pages have neither header nor footer, so that no template's marks can be looked for on them.
pub(crate) const FRAMELESS: &str = "页没有头部和底部，不属于任何页面模板";

/// Is it about pages without any template (无模板的网页)? It says nothing of the templates that were seen.
pub fn is_about_frameless(item: &NotMeasured) -> bool {
    item.reason.ends_with(FRAMELESS)
}

impl RuleReport {
    pub(crate) fn join(&mut self, other: Self) {
        self.findings.extend(other.findings);
        self.not_measured.extend(other.not_measured);
    }

    /// Puts both lists into their order, in which nothing of the way they were found is left.
    pub(crate) fn sort(&mut self) {
        self.findings
            .sort_by(|a, b| (a.rule, &a.url, &a.target, &a.key).cmp(&(b.rule, &b.url, &b.target, &b.key)));
        self.not_measured.sort();
        self.not_measured.dedup();
    }
}
