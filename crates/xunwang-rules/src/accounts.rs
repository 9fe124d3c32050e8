//! The table of the rules of accounts (政务新媒体规则), and the judgement of an account.

use xunwang_domain::account::{AccountCase, AccountFinding, AccountJudgement};
use xunwang_domain::finding::{Certainty, DefectObject, FindingKey, Level, RuleCode};
use xunwang_domain::judgement::Judgement;
use xunwang_domain::score::Rows;
use xunwang_domain::standard::{IndicatorKind, Scope, Standard, Trait};

use crate::judge::{Tally, decide};
use crate::report::NotMeasured;
use crate::rules::account;

/// A rule of accounts (政务新媒体规则).
#[derive(Debug)]
pub struct AccountRule {
    /// Its code, which never changes its meaning.
    pub code: RuleCode,
    /// Its name (规则名称).
    pub title: &'static str,
    /// Its document in Chinese Markdown (规则说明), as that of a rule of sites.
    pub document: &'static str,
    pub(crate) check: fn(&AccountCase<'_>, &Standard) -> AccountReport,
}

/// All rules of accounts (政务新媒体规则表), in the order of the manual.
pub const ACCOUNT_RULES: &[AccountRule] = &[
    account::account_stale::RULE,
    account::account_interaction_missing::RULE,
    account::account_menu_dead::RULE,
    account::account_duplicate::RULE,
    account::account_misstatement::RULE,
    account::article_duplicate::RULE,
    account::layout_broken::RULE,
    account::app_unavailable::RULE,
    account::account_not_cancelled::RULE,
];

/// Findings of one account, and what could not be measured (账号检查结果).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AccountReport {
    /// The findings, by rule and key.
    pub findings: Vec<AccountFinding>,
    /// What no rule could decide, by rule and object.
    pub not_measured: Vec<NotMeasured>,
}

/// Checks an account by all rules (按规则检查一个账号).
pub fn check_account(case: &AccountCase<'_>, standard: &Standard) -> AccountReport {
    let mut report = AccountReport::default();
    for rule in ACCOUNT_RULES {
        let own = (rule.check)(case, standard);
        report.findings.extend(own.findings);
        report.not_measured.extend(own.not_measured);
    }
    report
        .findings
        .sort_by(|a, b| (a.rule, &a.key).cmp(&(b.rule, &b.key)));
    report.not_measured.sort();
    report.not_measured.dedup();
    report
}

/// Judges an account provisionally (账号判定): `certain` findings count, and what went unmeasured and could have made a veto keeps it
/// out of the denominator.
pub fn judge_account(
    case: &AccountCase<'_>,
    report: &AccountReport,
    standard: &Standard,
) -> AccountJudgement {
    let mut tally = Tally::default();
    for finding in &report.findings {
        if finding.certainty == Certainty::Certain && finding.level == Level::Veto {
            tally.hit(&finding.indicator, finding.key.as_str());
        }
    }
    for open in &report.not_measured {
        tally.leave_open(&open.indicator, &open.object, &open.reason);
    }
    let vetoes = account_vetoes(standard, Rows::Confirmed);
    let (judgement, vetoes, not_measured_reason): (Judgement, _, _) = decide(vetoes, &tally, None);
    AccountJudgement {
        account: case.account.code.clone(),
        judgement,
        vetoes,
        not_measured_reason,
    }
}

/// The vetoes of accounts (政务新媒体单项否决指标).
pub fn account_vetoes(
    standard: &Standard,
    rows: Rows,
) -> impl Iterator<Item = &xunwang_domain::standard::Indicator> {
    standard.indicators.iter().filter(move |indicator| {
        indicator.kind == IndicatorKind::Veto
            && indicator.scope == Scope::Account
            && (rows == Rows::All || indicator.provenance.confirmed)
    })
}

/// A defect of an account as a rule sees it (账号缺陷).
pub(crate) struct AccountDefect<'a> {
    pub(crate) rule: RuleCode,
    /// What the defect is one of: with rule and account it makes the key.
    pub(crate) object: DefectObject<'a>,
    pub(crate) certainty: Certainty,
    pub(crate) target: Option<String>,
    pub(crate) excerpt: String,
    pub(crate) message: String,
    /// The observation that shows it: source and moment.
    pub(crate) seen: Option<(&'a str, chrono::DateTime<chrono::Utc>)>,
}

impl AccountDefect<'_> {
    pub(crate) fn finding(self, case: &AccountCase<'_>, standard: &Standard) -> AccountFinding {
        let indicator = standard.indicator_for(self.rule.0, Trait::default());
        let account = case.account;
        AccountFinding {
            key: FindingKey::of_account(self.rule, &account.code, self.object),
            rule: self.rule,
            indicator: indicator.map(|row| row.id.clone()).unwrap_or_default(),
            level: match indicator.map(|row| row.kind) {
                Some(IndicatorKind::Veto) => Level::Veto,
                Some(IndicatorKind::Deduction) => Level::Deduct,
                Some(IndicatorKind::Bonus) | None => Level::Advice,
            },
            certainty: self.certainty,
            account: account.code.clone(),
            name: account.name.clone(),
            platform: account.platform.clone(),
            area: account.area.clone(),
            sponsor: account.sponsor.clone(),
            target: self.target,
            excerpt: self.excerpt,
            message: self.message,
            source: self.seen.map(|(source, _)| source.to_owned()).unwrap_or_default(),
            observed_at: self.seen.map(|(_, at)| at),
        }
    }
}

impl AccountReport {
    /// Notes that a rule could not decide.
    pub(crate) fn leave_open(&mut self, rule: RuleCode, standard: &Standard, object: String, reason: String) {
        let indicator = standard.indicator_for(rule.0, Trait::default());
        self.not_measured.push(NotMeasured {
            rule,
            object,
            reason,
            indicator: indicator.map(|row| row.id.clone()).unwrap_or_default(),
        });
    }
}
