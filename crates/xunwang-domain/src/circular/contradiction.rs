//! Everything in which given facts contradict themselves (矛盾): sums, lists against counts, dates, names.

mod extras;
mod praise;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{AreaFacts, CircularFacts, FeedbackFacts, ProblemObject, Repeat};

/// One place where figures, lists or dates disagree (一处矛盾).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contradiction {
    /// The field, e.g. `areas[3].sites_failed`, or the place in a document.
    pub place: String,
    /// What disagrees and what to do, in Chinese.
    pub message: String,
}

impl fmt::Display for Contradiction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}：{}", self.place, self.message)
    }
}

pub(super) fn all(facts: &CircularFacts) -> Vec<Contradiction> {
    let mut found = Found(Vec::new());
    heads(facts, &mut found);
    dates(facts, &mut found);
    for (index, area) in facts.areas.iter().enumerate() {
        counts(index, area, &mut found);
    }
    totals(facts, &mut found);
    areas_by_name(facts, &mut found);
    problems(facts, &mut found);
    failing_lists(facts, &mut found);
    if let Some(feedback) = &facts.feedback {
        outcomes(feedback, "feedback", &mut found);
    }
    other_parts(facts, &mut found);
    extras::look(facts, &mut found);
    praise::look(facts, &mut found);
    found.0
}

struct Found(Vec<Contradiction>);

impl Found {
    fn when(&mut self, wrong: bool, place: impl Into<String>, message: impl Into<String>) {
        if wrong {
            self.0.push(Contradiction {
                place: place.into(),
                message: message.into(),
            });
        }
    }
}

fn heads(facts: &CircularFacts, found: &mut Found) {
    found.when(facts.title.trim().is_empty(), "title", "标题为空，请填写");
    found.when(facts.issuer.trim().is_empty(), "issuer", "发文机关为空，请填写");
    let too_long = |text: &str| text.chars().nth(200).is_some();
    found.when(too_long(&facts.title), "title", "标题超过200字，请检查是否填错");
    found.when(
        too_long(&facts.issuer),
        "issuer",
        "发文机关超过200字，请检查是否填错",
    );
    found.when(facts.rate_decimals > 4, "rate_decimals", "小数位数应为0到4");
    found.when(
        facts.areas.is_empty(),
        "areas",
        "没有任何地区或部门，请至少列出一个",
    );
}

fn dates(facts: &CircularFacts, found: &mut Found) {
    let mut window = |place: &str, name: &str, [first, last]: [NaiveDate; 2]| {
        found.when(
            first > last,
            place,
            format!("{name}的起始日{first}晚于截止日{last}"),
        );
        found.when(
            last > facts.issued_on,
            place,
            format!("{name}的截止日{last}晚于成文日期{}", facts.issued_on),
        );
        found.when(
            first <= last && (last < facts.quarter.first_day() || first > facts.quarter.last_day()),
            place,
            format!(
                "{name}（{first}至{last}）不在检查季度{}之内",
                facts.quarter.in_full()
            ),
        );
    };
    window("sampling_window", "检查采样时间", facts.sampling_window);
    if let Some(days) = facts.message_window {
        window("message_window", "留言统计时间", days);
    }
    found.when(
        facts.feedback.is_some() && facts.message_window.is_none(),
        "message_window",
        "有留言数量，但没有留言统计时间，请补上",
    );
    if let Some(day) = facts.rectify_by {
        found.when(
            day <= facts.issued_on,
            "rectify_by",
            format!("整改报送期限{day}不晚于成文日期{}", facts.issued_on),
        );
    }
}

fn counts(index: usize, area: &AreaFacts, found: &mut Found) {
    let kinds = [
        (
            "sites",
            "网站",
            [area.sites_running, area.sites_checked, area.sites_failed],
        ),
        (
            "accounts",
            "政务新媒体",
            [area.accounts_running, area.accounts_checked, area.accounts_failed],
        ),
    ];
    let name = &area.name;
    for (field, object, [running, checked, failed]) in kinds {
        found.when(
            checked > running,
            format!("areas[{index}].{field}_checked"),
            format!("{name}检查的{object}{checked}个多于在运行的{running}个"),
        );
        found.when(
            failed > checked,
            format!("areas[{index}].{field}_failed"),
            format!("{name}不合格的{object}{failed}个多于检查的{checked}个"),
        );
    }
    for (platform, split) in &area.platforms {
        let place = format!("areas[{index}].platforms.{platform}");
        found.when(
            split.checked > split.running,
            &place,
            format!(
                "{name}“{platform}”检查的{}个多于在运行的{}个",
                split.checked, split.running
            ),
        );
        found.when(
            split.failed > split.checked,
            &place,
            format!(
                "{name}“{platform}”不合格的{}个多于检查的{}个",
                split.failed, split.checked
            ),
        );
    }
    if area.platforms.is_empty() {
        return;
    }
    let sum = |count: fn(&super::PlatformFacts) -> u64| {
        area.platforms
            .values()
            .fold(0_u64, |sum, split| sum.saturating_add(count(split)))
    };
    for (field, word, total, split) in [
        ("running", "在运行数", area.accounts_running, sum(|p| p.running)),
        ("checked", "检查数", area.accounts_checked, sum(|p| p.checked)),
        ("failed", "不合格数", area.accounts_failed, sum(|p| p.failed)),
    ] {
        found.when(
            total != split,
            format!("areas[{index}].platforms"),
            format!("{name}各平台{word}合计{split}个，与accounts_{field}的{total}个不一致"),
        );
    }
}

/// Sums that no register can have would print as a wrong total instead of overflowing.
fn totals(facts: &CircularFacts, found: &mut Found) {
    const MOST: u64 = 1_000_000_000;
    let most = facts.total(|area| area.sites_running.max(area.accounts_running));
    let received = facts.feedback.map_or(0, |feedback| feedback.received);
    found.when(most > MOST, "areas", "数量合计超过10亿，请检查是否填错");
    found.when(
        received > MOST,
        "feedback.received",
        "留言数超过10亿，请检查是否填错",
    );
}

fn areas_by_name(facts: &CircularFacts, found: &mut Found) {
    let mut seen = BTreeSet::new();
    for (index, area) in facts.areas.iter().enumerate() {
        let name = area.name.trim();
        found.when(
            name.is_empty(),
            format!("areas[{index}].name"),
            "地区或部门名称为空，请填写",
        );
        found.when(
            !name.is_empty() && !seen.insert(name),
            format!("areas[{index}].name"),
            format!("“{name}”重复出现，请合并为一行"),
        );
    }
    let known = |name: &str| facts.areas.iter().any(|area| area.name == name);
    let mut unknown = |place: String, name: &str| {
        let message = format!("“{name}”不在areas所列的地区和部门之中，请改成一致的名称");
        found.when(!known(name), place, message);
    };
    for (index, problem) in facts.problems.iter().enumerate() {
        if !problem.area.is_empty() {
            unknown(format!("problems[{index}].area"), &problem.area);
        }
    }
    let not_mended = facts.recheck.iter().flat_map(|recheck| &recheck.not_mended);
    for (index, object) in not_mended.enumerate() {
        unknown(format!("recheck.not_mended[{index}].area"), &object.area);
    }
    for (index, account) in facts.unregistered.iter().enumerate() {
        unknown(format!("unregistered[{index}].area"), &account.area);
    }
    for (index, praise) in facts.praise.iter().enumerate() {
        unknown(format!("praise[{index}].area"), &praise.area);
    }
}

fn problems(facts: &CircularFacts, found: &mut Found) {
    for (index, problem) in facts.problems.iter().enumerate() {
        let place = |field: &str| format!("problems[{index}].{field}");
        let countable = matches!(problem.object, ProblemObject::Site | ProblemObject::Account);
        found.when(
            problem.failing && !countable,
            place("failing"),
            "只有网站和政务新媒体能判为不合格，业务系统和留言办理的问题请把failing改为false",
        );
        found.when(
            problem.failing && problem.area.is_empty(),
            place("area"),
            "不合格的对象没有写明地区或部门，请补上",
        );
        found.when(
            (problem.failing || problem.named) && countable && problem.name.trim().is_empty(),
            place("name"),
            "不合格或点名的对象没有名称，请补上",
        );
        found.when(
            problem.text.trim().is_empty() && problem.rule.trim().is_empty(),
            place("text"),
            "既没有问题描述，也没有规则代码，请至少填一项",
        );
        if let Some(quarter) = problem.repeat_of {
            found.when(
                quarter >= facts.quarter,
                place("repeat_of"),
                format!(
                    "再次出现所指的{}不早于本次检查的{}",
                    quarter.in_full(),
                    facts.quarter.in_full()
                ),
            );
        }
        let mut stood = problem.streak.clone();
        stood.reverse();
        let repeat = Repeat::of(facts.quarter, &stood);
        found.when(
            !stood.is_empty()
                && repeat
                    .is_none_or(|own| Some(own.last) != problem.repeat_of || own.streak != problem.streak),
            place("streak"),
            "连续出现的季度须逐季相连、到上一季度为止，并与repeat_of一致；请补全或删去",
        );
    }
}

/// Both directions: every failing object listed is counted, and every one counted is listed.
fn failing_lists(facts: &CircularFacts, found: &mut Found) {
    for (object, field, word) in [
        (ProblemObject::Site, "sites_failed", "网站"),
        (ProblemObject::Account, "accounts_failed", "政务新媒体"),
    ] {
        let mut listed: BTreeMap<&str, BTreeSet<(&str, &str)>> = BTreeMap::new();
        for problem in facts
            .problems
            .iter()
            .filter(|problem| problem.failing && problem.object == object)
        {
            listed
                .entry(&problem.area)
                .or_default()
                .insert((&problem.name, &problem.platform));
        }
        for (index, area) in facts.areas.iter().enumerate() {
            let names = listed.get(area.name.as_str());
            let listed = names.map_or(0, |names| names.len() as u64);
            let counted = if object == ProblemObject::Site {
                area.sites_failed
            } else {
                area.accounts_failed
            };
            let list = names
                .into_iter()
                .flatten()
                .map(|(name, _)| *name)
                .take(10)
                .collect::<Vec<_>>()
                .join("、");
            let list = if list.is_empty() {
                list
            } else {
                format!("（{list}）")
            };
            found.when(
                listed != counted,
                format!("areas[{index}].{field}"),
                format!(
                    "{}不合格{word}填报{counted}个，但问题清单中判为不合格的有{listed}个{list}",
                    area.name
                ),
            );
        }
    }
}

fn outcomes(feedback: &FeedbackFacts, place: &str, found: &mut Found) {
    let parts = [
        feedback.closed_on_time,
        feedback.closed_late,
        feedback.open,
        feedback.overdue,
    ];
    let sum = parts.iter().fold(0_u64, |sum, part| sum.saturating_add(*part));
    found.when(
        sum != feedback.received,
        place,
        format!(
            "收到留言{}条，与按期办结{}、超期办结{}、在办未到期{}、逾期未办结{}之和{sum}条不一致",
            feedback.received, feedback.closed_on_time, feedback.closed_late, feedback.open, feedback.overdue
        ),
    );
}

fn other_parts(facts: &CircularFacts, found: &mut Found) {
    if let Some(recheck) = &facts.recheck {
        let left = recheck.not_mended.len() as u64;
        found.when(
            recheck.objects != recheck.mended.saturating_add(left),
            "recheck",
            format!(
                "复查{}个，与已整改{}个、未整改{left}个之和不一致",
                recheck.objects, recheck.mended
            ),
        );
        found.when(
            recheck.problems_mended > recheck.problems,
            "recheck.problems_mended",
            format!(
                "已整改的问题{}个多于到期整改的问题{}个",
                recheck.problems_mended, recheck.problems
            ),
        );
        found.when(
            recheck.of >= facts.quarter,
            "recheck.of",
            format!(
                "复查的{}不早于本次检查的{}",
                recheck.of.in_full(),
                facts.quarter.in_full()
            ),
        );
    }
    if let Some(reminders) = facts.reminders {
        found.when(
            reminders.mended > reminders.sent,
            "reminders",
            format!(
                "已整改的提示单{}份多于发出的{}份",
                reminders.mended, reminders.sent
            ),
        );
    }
}
