//! What the three rules on broken targets share: the role of the target decides which of them speaks.

use url::Url;
use xunwang_domain::exchange::TargetClass;
use xunwang_domain::facts::{PageRegion, Place, SiteCase, TargetFact, TargetRole};
use xunwang_domain::finding::{Certainty, RuleCode};
use xunwang_domain::standard::{Standard, Trait};

use crate::defect::{Defect, MOST_PLACES};
use crate::report::{NotMeasured, RuleReport};

/// Findings for all broken targets of a role; `what` names it, e.g. 链接.
pub(super) fn check(
    rule: RuleCode,
    role: TargetRole,
    what: &str,
    case: &SiteCase<'_>,
    standard: &Standard,
) -> RuleReport {
    let mut report = RuleReport::default();
    for target in case.targets.iter().filter(|target| target.role == role) {
        match target.state.class {
            TargetClass::Broken => {
                let Some(shown) = shown_place(case, target) else {
                    continue;
                };
                let channel = channel_at(case, &shown.url);
                let several = match target.places_total {
                    0 | 1 => String::new(),
                    total => format!("等{total}处"),
                };
                let defect = Defect {
                    rule,
                    object: target.url.as_str(),
                    seen: Trait {
                        home: is_home(case, &shown.url),
                        ..Trait::default()
                    },
                    certainty: Certainty::Certain,
                    channel,
                    target: Some(&target.url),
                    places: target.places.iter().take(MOST_PLACES).cloned().collect(),
                    places_total: target.places_total,
                    excerpt: &target.text,
                    message: format!(
                        "{what}失效（{}）：{}{}{several}",
                        in_words(&target.state.status),
                        page_name(case, &shown.url, channel),
                        region_name(shown.region, channel)
                    ),
                };
                report.findings.push(defect.finding(case, standard));
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

/// The place that the message names: the home page's where it carries the target, else the first in address order.
fn shown_place<'a>(case: &SiteCase<'_>, target: &'a TargetFact) -> Option<&'a Place> {
    target
        .places
        .iter()
        .find(|place| is_home(case, &place.url))
        .or(target.places.first())
}

fn is_home(case: &SiteCase<'_>, page: &Url) -> bool {
    *page == case.facts.home.url || *page == case.site.home
}

fn channel_at<'a>(case: &SiteCase<'a>, page: &Url) -> Option<&'a str> {
    if is_home(case, page) {
        return None;
    }
    case.facts
        .channels
        .iter()
        .find(|channel| channel.url == *page)
        .map(|channel| channel.name.as_str())
}

fn page_name(case: &SiteCase<'_>, page: &Url, channel: Option<&str>) -> String {
    match channel {
        Some(name) => format!("“{name}”栏目"),
        None if is_home(case, page) => "首页".to_owned(),
        None => "内页".to_owned(),
    }
}

fn region_name(region: PageRegion, channel: Option<&str>) -> &'static str {
    match (region, channel) {
        // After “…”栏目 the word need not come again.
        (PageRegion::Channel, Some(_)) => "列表",
        (region, _) => region.label(),
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
        code => code,
    }
}
