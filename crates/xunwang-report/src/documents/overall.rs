//! 一、总体情况: what was inspected and the pass rates, then what became of the last circular.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use xunwang_domain::circular::{AreaFacts, AreaKind, CityListStyle, RecheckFacts};

use super::basis::{Basis, text};
use super::feedback::feedback;
use super::words::{Words, heading};
use crate::document::{Block, Edition, Span};
use crate::figure::{Figure, Inspected, Value, is_qualified, rate_change};
use crate::wording::{clean, short_city};

pub(crate) fn section(basis: &Basis<'_>) -> Vec<Block> {
    let mut blocks = vec![occasion(basis), heading(1, 1, &basis.words("title_situation"))];
    let mut first = Words::new(basis);
    first.add(sites(basis)).add(feedback(basis));
    let mut second = Words::new(basis);
    second.add(accounts(basis));
    by_platform(&mut second, basis);
    let mut third = Words::new(basis);
    third.add(recheck(basis)).add(reminders(basis));
    let mut last = Words::new(basis);
    last.add(praise(basis));
    let told = [first, second, third, last]
        .into_iter()
        .filter(|words| !words.is_empty());
    blocks.extend(told.map(Words::paragraph));
    blocks
}

fn occasion(basis: &Basis<'_>) -> Block {
    let subject = match (basis.has_sites(), basis.has_accounts()) {
        (true, true) => "政府网站与政务新媒体",
        (false, true) => "政务新媒体",
        _ => "政府网站",
    };
    let mut words = Words::new(basis);
    words.add(basis.phrase("occasion", &[("subject", text(subject))]));
    words.paragraph()
}

fn sites(basis: &Basis<'_>) -> Vec<Span> {
    if !basis.has_sites() {
        return Vec::new();
    }
    let running = basis.facts.total(|area| area.sites_running);
    let checked = basis.facts.total(|area| area.sites_checked);
    let name = match (running, checked) {
        (0, _) => "sites_none",
        _ if basis.facts.sites_sampled && checked == 0 => "sites_sampled_none",
        _ if basis.facts.sites_sampled && checked < running => "sites_sampled",
        (_, 0) => "sites_unmeasured",
        _ if checked < running => "sites_partly",
        // Only people can say that nothing was left out (product.md, settled questions).
        _ if basis.edition == Edition::Confirmed => "sites_complete",
        _ => "sites_checked",
    };
    let rate = basis.phrase(
        "sites_rate",
        &[
            ("rounded", rounded(basis, Inspected::Sites, "sites_rounded")),
            ("change", change(basis, Inspected::Sites)),
            ("cities", cities(basis)),
        ],
    );
    basis.phrase(name, &[("rate", rate)])
}

/// Where rounding alone makes a rate 100%, the failures are said beside it.
fn rounded(basis: &Basis<'_>, of: Inspected, name: &str) -> Vec<Span> {
    match (Figure::PassRate { area: None, of }).of(basis.facts).value {
        Value::Rate(rate) if rate.rounds_to_all(basis.facts.rate_decimals) => basis.phrase(name, &[]),
        _ => Vec::new(),
    }
}

/// “，较上季度上升0.2个百分点”, where the quarter before is known.
fn change(basis: &Basis<'_>, of: Inspected) -> Vec<Span> {
    let Some(points) = rate_change(basis.facts, of) else {
        return Vec::new();
    };
    let name = match points {
        0 => "change_none",
        1.. => "change_up",
        _ => "change_down",
    };
    basis.phrase(
        name,
        &[(
            "points",
            vec![Span::Figure(Figure::RateChange(of).of(basis.facts))],
        )],
    )
}

fn cities(basis: &Basis<'_>) -> Vec<Span> {
    let all: Vec<&AreaFacts> = basis
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
    match basis.facts.city_list_style {
        _ if others.is_empty() => basis.phrase("cities_all", &[reach]),
        CityListStyle::Leading if passed.len() > 3 => basis.phrase(
            "cities_leading",
            &[names(passed.get(..3).unwrap_or_default()), reach],
        ),
        CityListStyle::Leading | CityListStyle::All => basis.phrase("cities_named", &[names(&passed), reach]),
        CityListStyle::Except => basis.phrase("cities_except", &[names(&others), reach]),
    }
}

fn accounts(basis: &Basis<'_>) -> Vec<Span> {
    let facts = basis.facts;
    if !basis.has_accounts() {
        return Vec::new();
    }
    let running = facts.total(|area| area.accounts_running);
    let checked = facts.total(|area| area.accounts_checked);
    let failed = facts.total(|area| area.accounts_failed);
    if checked == 0 {
        return basis.phrase("accounts_unchecked", &[]);
    }
    let passed = checked.saturating_sub(failed);
    let who = match passed {
        _ if failed == 0 => Some("who_all"),
        _ if u128::from(passed) * 10 >= u128::from(checked) * 9 => Some("who_most"),
        _ if u128::from(passed) * 2 > u128::from(checked) => Some("who_many"),
        _ => None,
    };
    let mut own = vec![
        ("rounded", rounded(basis, Inspected::Accounts, "accounts_rounded")),
        ("change", change(basis, Inspected::Accounts)),
    ];
    let result = match who {
        Some(who) => {
            own.push(("who", basis.phrase(who, &[])));
            basis.phrase("accounts_good", &own)
        }
        None => basis.phrase("accounts_poor", &own),
    };
    let also = if basis.has_sites() {
        "accounts_also"
    } else {
        "accounts_alone"
    };
    let name = if checked < running {
        "accounts_sampled"
    } else {
        "accounts_complete"
    };
    basis.phrase(name, &[("also", basis.phrase(also, &[])), ("result", result)])
}

/// “其中，微信公众号合格率为95.57%，新浪微博为92.13%。” where the split covers every inspected account of two platforms or
/// more, the largest first.
fn by_platform(words: &mut Words<'_>, basis: &Basis<'_>) {
    let facts = basis.facts;
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
    largest.sort_by_key(|(_, number)| Reverse(*number));
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

fn recheck(basis: &Basis<'_>) -> Vec<Span> {
    let Some(recheck) = basis.facts.recheck.as_ref() else {
        return Vec::new();
    };
    let mut said = objects_rechecked(basis, recheck);
    if recheck.problems > 0 {
        said.extend(basis.phrase("recheck_problems", &[]));
    }
    said
}

fn objects_rechecked(basis: &Basis<'_>, recheck: &RecheckFacts) -> Vec<Span> {
    if recheck.objects == 0 {
        return Vec::new();
    }
    let earlier = ("earlier", text(recheck.of.in_full()));
    if recheck.not_mended.is_empty() {
        return basis.phrase("recheck_mended", &[earlier]);
    }
    let names: Vec<String> = recheck
        .not_mended
        .iter()
        .map(|object| format!("{}“{}”", object.area, object.name))
        .collect();
    basis.phrase("recheck_left", &[earlier, ("names", text(names.join("、")))])
}

fn reminders(basis: &Basis<'_>) -> Vec<Span> {
    match basis.facts.reminders {
        Some(reminders) if reminders.sent > 0 => basis.phrase("reminders", &[]),
        _ => Vec::new(),
    }
}

/// “青川市工作扎实；江口市、云岭市政府网站连续4个季度全部合格，予以表扬。”: what people wrote first, then the streaks, the longest first.
fn praise(basis: &Basis<'_>) -> Vec<Span> {
    let facts = basis.facts;
    let mut told: Vec<Vec<Span>> = Vec::new();
    let mut alike: BTreeMap<(Reverse<usize>, bool), Vec<usize>> = BTreeMap::new();
    for (place, praise) in facts.praise.iter().enumerate() {
        if praise.streak.is_empty() {
            told.push(text(format!("{}{}", praise.area, clean(&praise.text))));
            continue;
        }
        let is_of_accounts = praise.streak.iter().all(|quarter| quarter.accounts > 0);
        let group = (Reverse(praise.streak.len()), is_of_accounts);
        alike.entry(group).or_default().push(place);
    }
    for ((_, is_of_accounts), places) in alike {
        let areas = places.iter().filter_map(|place| facts.praise.get(*place));
        let names: Vec<&str> = areas.map(|praise| praise.area.as_str()).collect();
        let objects = if is_of_accounts {
            "政府网站和政务新媒体"
        } else {
            "政府网站"
        };
        let own = [
            ("names", text(names.join("、"))),
            ("objects", text(objects)),
            ("quarters", vec![Span::Figure(Figure::Streak(places).of(facts))]),
        ];
        told.push(basis.phrase("praise_streak", &own));
    }
    if told.is_empty() {
        return Vec::new();
    }
    basis.phrase("praise", &[("list", told.join(&Span::Text("；".to_owned())))])
}
