//! 一、总体情况: what was inspected and the pass rates, then what became of the last circular.

use std::collections::BTreeMap;

use xunwang_domain::circular::{AreaFacts, AreaKind, CityListStyle};

use super::draft::{Draft, text};
use super::feedback::feedback;
use super::words::{Words, heading};
use crate::document::{Block, Edition, Span};
use crate::figure::{Figure, Inspected, Value, is_qualified, rate_change};
use crate::wording::{clean, short_city};

pub(crate) fn section(draft: &Draft<'_>) -> Vec<Block> {
    let mut blocks = vec![occasion(draft), heading(1, 1, &draft.words("title_situation"))];
    let mut first = Words::new(draft);
    first.add(sites(draft)).add(feedback(draft));
    let mut second = Words::new(draft);
    second.add(accounts(draft));
    by_platform(&mut second, draft);
    let mut third = Words::new(draft);
    third.add(recheck(draft)).add(reminders(draft));
    let mut last = Words::new(draft);
    last.add(praise(draft));
    let told = [first, second, third, last]
        .into_iter()
        .filter(|words| !words.is_empty());
    blocks.extend(told.map(Words::paragraph));
    blocks
}

fn occasion(draft: &Draft<'_>) -> Block {
    let subject = match (draft.has_sites(), draft.has_accounts()) {
        (true, true) => "政府网站与政务新媒体",
        (false, true) => "政务新媒体",
        _ => "政府网站",
    };
    let mut words = Words::new(draft);
    words.add(draft.phrase("occasion", &[("subject", text(subject))]));
    words.paragraph()
}

fn sites(draft: &Draft<'_>) -> Vec<Span> {
    if !draft.has_sites() {
        return Vec::new();
    }
    let running = draft.facts.total(|area| area.sites_running);
    let checked = draft.facts.total(|area| area.sites_checked);
    let name = match (running, checked) {
        (0, _) => "sites_none",
        _ if draft.facts.sites_sampled && checked == 0 => "sites_sampled_none",
        _ if draft.facts.sites_sampled && checked < running => "sites_sampled",
        (_, 0) => "sites_unmeasured",
        _ if checked < running => "sites_partly",
        // Only people can say that nothing was left out (product.md, settled questions).
        _ if draft.edition == Edition::Confirmed => "sites_complete",
        _ => "sites_checked",
    };
    let rate = draft.phrase(
        "sites_rate",
        &[
            ("rounded", rounded(draft, Inspected::Sites, "sites_rounded")),
            ("change", change(draft, Inspected::Sites)),
            ("cities", cities(draft)),
        ],
    );
    draft.phrase(name, &[("rate", rate)])
}

/// Where rounding alone makes a rate 100%, the failures are said beside it.
fn rounded(draft: &Draft<'_>, of: Inspected, name: &str) -> Vec<Span> {
    match (Figure::PassRate { area: None, of }).of(draft.facts).value {
        Value::Rate(rate) if rate.rounds_to_all(draft.facts.rate_decimals) => draft.phrase(name, &[]),
        _ => Vec::new(),
    }
}

/// “，较上季度上升0.2个百分点”, where the quarter before is known.
fn change(draft: &Draft<'_>, of: Inspected) -> Vec<Span> {
    let Some(points) = rate_change(draft.facts, of) else {
        return Vec::new();
    };
    let name = match points {
        0 => "change_none",
        1.. => "change_up",
        _ => "change_down",
    };
    draft.phrase(
        name,
        &[(
            "points",
            vec![Span::Figure(Figure::RateChange(of).of(draft.facts))],
        )],
    )
}

fn cities(draft: &Draft<'_>) -> Vec<Span> {
    let all: Vec<&AreaFacts> = draft
        .facts
        .areas
        .iter()
        .filter(|area| area.kind == AreaKind::City)
        .collect();
    let (passed, others): (Vec<&AreaFacts>, Vec<&AreaFacts>) =
        all.iter().partition(|area| is_qualified(area));
    if passed.is_empty() {
        return Vec::new();
    }
    let names = |areas: &[&AreaFacts]| {
        let names: Vec<&str> = areas.iter().map(|area| short_city(&area.name)).collect();
        ("names", text(names.join("、")))
    };
    let reach = (
        "reach",
        text(if passed.len() > 1 { "均达100%" } else { "达100%" }),
    );
    match draft.facts.city_list_style {
        _ if others.is_empty() => draft.phrase("cities_all", &[reach]),
        CityListStyle::Leading if passed.len() > 3 => draft.phrase(
            "cities_leading",
            &[names(passed.get(..3).unwrap_or_default()), reach],
        ),
        CityListStyle::Leading | CityListStyle::All => draft.phrase("cities_named", &[names(&passed), reach]),
        CityListStyle::Except => draft.phrase("cities_except", &[names(&others), reach]),
    }
}

fn accounts(draft: &Draft<'_>) -> Vec<Span> {
    let facts = draft.facts;
    if !draft.has_accounts() {
        return Vec::new();
    }
    let running = facts.total(|area| area.accounts_running);
    let checked = facts.total(|area| area.accounts_checked);
    let failed = facts.total(|area| area.accounts_failed);
    if checked == 0 {
        return draft.phrase("accounts_unchecked", &[]);
    }
    let passed = checked.saturating_sub(failed);
    let who = match passed {
        _ if failed == 0 => Some("who_all"),
        _ if u128::from(passed) * 10 >= u128::from(checked) * 9 => Some("who_most"),
        _ if u128::from(passed) * 2 > u128::from(checked) => Some("who_many"),
        _ => None,
    };
    let mut own = vec![
        ("rounded", rounded(draft, Inspected::Accounts, "accounts_rounded")),
        ("change", change(draft, Inspected::Accounts)),
    ];
    let result = match who {
        Some(who) => {
            own.push(("who", draft.phrase(who, &[])));
            draft.phrase("accounts_good", &own)
        }
        None => draft.phrase("accounts_poor", &own),
    };
    let also = if draft.has_sites() {
        "accounts_also"
    } else {
        "accounts_alone"
    };
    let name = if checked < running {
        "accounts_sampled"
    } else {
        "accounts_complete"
    };
    draft.phrase(name, &[("also", draft.phrase(also, &[])), ("result", result)])
}

/// “其中，微信公众号合格率为95.57%，新浪微博为92.13%。” where the split covers every inspected account of two platforms or
/// more, the largest first.
fn by_platform(words: &mut Words<'_>, draft: &Draft<'_>) {
    let facts = draft.facts;
    let mut checked: BTreeMap<&str, u64> = BTreeMap::new();
    for (name, split) in facts.areas.iter().flat_map(|area| &area.platforms) {
        let sum = checked.entry(name).or_default();
        *sum = sum.saturating_add(split.checked);
    }
    checked.retain(|_, number| *number > 0);
    let covered = checked
        .values()
        .fold(0_u64, |sum, number| sum.saturating_add(*number));
    if checked.len() < 2 || covered != facts.total(|area| area.accounts_checked) {
        return;
    }
    let mut largest: Vec<(&str, u64)> = checked.into_iter().collect();
    largest.sort_by_key(|(_, number)| std::cmp::Reverse(*number));
    for (index, (name, _)) in largest.into_iter().enumerate() {
        words
            .say(if index == 0 { "其中，" } else { "，" })
            .say(name)
            .say(if index == 0 { "合格率为" } else { "为" })
            .figure(Figure::PlatformRate {
                name: name.to_owned(),
            });
    }
    words.say("。");
}

fn recheck(draft: &Draft<'_>) -> Vec<Span> {
    let Some(recheck) = draft.facts.recheck.as_ref().filter(|recheck| recheck.objects > 0) else {
        return Vec::new();
    };
    let earlier = ("earlier", text(recheck.of.in_full()));
    if recheck.not_mended.is_empty() {
        return draft.phrase("recheck_mended", &[earlier]);
    }
    let names: Vec<String> = recheck
        .not_mended
        .iter()
        .map(|object| format!("{}“{}”", object.area, object.name))
        .collect();
    draft.phrase("recheck_left", &[earlier, ("names", text(names.join("、")))])
}

fn reminders(draft: &Draft<'_>) -> Vec<Span> {
    match draft.facts.reminders {
        Some(reminders) if reminders.sent > 0 => draft.phrase("reminders", &[]),
        _ => Vec::new(),
    }
}

fn praise(draft: &Draft<'_>) -> Vec<Span> {
    let sentences: Vec<String> = draft
        .facts
        .praise
        .iter()
        .map(|praise| format!("{}{}", praise.area, clean(&praise.text)))
        .collect();
    if sentences.is_empty() {
        return Vec::new();
    }
    draft.phrase("praise", &[("list", text(sentences.join("；")))])
}
