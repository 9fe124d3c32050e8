//! Rules (规则), judgement (判定) and the wording of problems (突出问题): facts in, findings and results out.
//!
//! A rule is a stateless function of a site's facts and the terms of a standard; it never fails, sees facts and never
//! HTML, and knows no store. Invariant: the same facts give the same report, byte by byte, whatever happened before.

mod accounts;
mod defect;
mod judge;
mod key;
mod manual;
mod problem;
mod registry;
mod report;
mod rules;
mod score;
mod standard;
#[cfg(test)]
mod testing;
mod verdict;

pub use accounts::{ACCOUNT_RULES, AccountReport, AccountRule, account_vetoes, check_account, judge_account};
pub use judge::{Tally, VisitResult, hits_to_veto, is_met, judge, judge_tally, vetoes_of};
pub use manual::manual;
pub use problem::{ProblemText, problem_texts};
pub use registry::{RULES, Rule, TIMED, check_site, is_confidential, rule, rule_code};
pub use report::{NotMeasured, RuleReport, is_about_frameless};
pub use rules::links::bodies::names_body;
pub use score::score;
pub use standard::{StandardError, guobanmihan_2019_19, parse_standard, standard_toml};
pub use verdict::{ChannelVerdict, channel_verdict, in_time_until};
