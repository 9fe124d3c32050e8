//! What the three rules on broken targets share: the role of the target decides which of them speaks.

use url::Url;
use xunwang_domain::exchange::TargetClass;
use xunwang_domain::facts::SiteCase;
use xunwang_domain::finding::{Certainty, Finding, RuleCode};
use xunwang_domain::standard::{Standard, Trait};
use xunwang_domain::targets::{Place, TargetFact, TargetRole};

use crate::defect::{Defect, MOST_PLACES};
use crate::report::{NotMeasured, RuleReport};
use crate::rules::standing::{channel_at, is_home, page_name, region_name};

/// Findings for all broken targets of a role; `what` names it, e.g. 链接.
pub(super) fn check(
    rule: RuleCode,
    role: TargetRole,
    what: &str,
    case: &SiteCase<'_>,
    standard: &Standard,
) -> RuleReport {
    let mut report = RuleReport::default();
    let other_rules = |target: &TargetFact| role == TargetRole::Link && target.state.status == SOFT_404;
    for target in case
        .targets
        .iter()
        .filter(|target| target.role == role && !other_rules(target))
    {
        match target.state.class {
            TargetClass::Broken => {
                let said = Said {
                    rule,
                    certainty: Certainty::Certain,
                    what: format!("{what}失效（{}）", causes(target)),
                };
                report.findings.extend(said.of_target(case, standard, target));
            }
            TargetClass::NotMeasured => report.not_measured.push(NotMeasured {
                rule,
                object: target.url.to_string(),
                reason: format!("{what}未能检测（{}）", in_words(&target.state.status)),
                indicator: String::new(),
            }),
            // Unclear ones are listed in links.csv, hijacked ones have a rule of their own.
            TargetClass::Ok | TargetClass::Caution | TargetClass::Danger => {}
        }
    }
    report
}

/// Why it failed: `404，2次查看均如此`, or where the causes differ, `500，复查为超时`.
fn causes(target: &TargetFact) -> String {
    let last = in_words(&target.state.status);
    match target.looks.as_slice() {
        [] | [_] => last.to_owned(),
        looks if looks.iter().all(|look| look.status == target.state.status) => {
            format!("{last}，{}次查看均如此", looks.len())
        }
        [first, ..] => format!("{}，复查为{last}", in_words(&first.status)),
    }
}

/// The status of a target that is there by its code and says that it is not.
pub(super) const SOFT_404: &str = "soft-404";
/// The status of a target that the home page answered.
pub(super) const TO_HOME: &str = "to-home";

/// What a rule says of something that stands at several places.
pub(super) struct Said {
    pub(super) rule: RuleCode,
    pub(super) certainty: Certainty,
    /// The defect, before the place.
    pub(super) what: String,
}

/// Where it stands, and what the link says there.
pub(super) struct Standing<'a> {
    /// What the defect is one of.
    pub(super) object: &'a str,
    pub(super) target: &'a Url,
    pub(super) text: &'a str,
    pub(super) places: &'a [Place],
    pub(super) places_total: u64,
}

impl Said {
    /// The finding on a target; none where it stands nowhere.
    pub(super) fn of_target(
        self,
        case: &SiteCase<'_>,
        standard: &Standard,
        target: &TargetFact,
    ) -> Option<Finding> {
        let standing = Standing {
            object: target.url.as_str(),
            target: &target.url,
            text: &target.text,
            places: &target.places,
            places_total: target.places_total,
        };
        self.of(case, standard, &standing)
    }

    /// The finding; none where it stands nowhere. The message names the home page's place where that carries the target,
    /// else the first in address order.
    pub(super) fn of(
        self,
        case: &SiteCase<'_>,
        standard: &Standard,
        standing: &Standing<'_>,
    ) -> Option<Finding> {
        let places = standing.places;
        let shown = places
            .iter()
            .find(|place| is_home(case, &place.url))
            .or(places.first())?;
        let channel = channel_at(case, &shown.url);
        let several = match standing.places_total {
            0 | 1 => String::new(),
            total => format!("等{total}处"),
        };
        let defect = Defect {
            rule: self.rule,
            object: standing.object,
            seen: Trait {
                home: is_home(case, &shown.url),
                ..Trait::default()
            },
            certainty: self.certainty,
            channel,
            target: Some(standing.target),
            places: places.iter().take(MOST_PLACES).cloned().collect(),
            places_total: standing.places_total,
            excerpt: standing.text,
            message: format!(
                "{}：{}{}{several}",
                self.what,
                page_name(case, &shown.url, channel),
                region_name(shown.region, channel)
            ),
        };
        Some(defect.finding(case, standard))
    }
}

fn in_words(status: &str) -> &str {
    match status {
        "timeout" => "超时",
        "refused" => "拒绝连接",
        "no-address" => "域名不存在",
        "loop" => "循环跳转",
        "broken-off" => "连接中断",
        "tls" => "安全连接协议不支持",
        "forbidden" => "内部地址",
        "robots" => "网站声明不许采集",
        "ours" => "本机网络原因",
        "empty" => "空文件",
        "not-a-file" => "不是所称的文件",
        "cut-off" => "文件不完整",
        SOFT_404 => "提示不存在",
        code => code,
    }
}
