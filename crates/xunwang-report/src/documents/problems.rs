//! 二、发现的主要问题: problems grouped by theme, the gravest theme first, failing objects before the others.

use std::collections::{BTreeMap, BTreeSet};

use xunwang_domain::circular::{ProblemFacts, ProblemObject};

use super::basis::{Basis, text};
use super::words::{Words, heading};
use crate::document::{Block, Edition};
use crate::figure::{Figure, ObjectKey, object_of};
use crate::wording::{Theme, clean, is_delicate, stood_before};

/// A problem with its place in the facts.
type Placed<'a> = (usize, &'a ProblemFacts);

/// So many groups of unnamed objects are told by area; the rest is told as one number.
const GROUPS_TOLD: usize = 3;

pub(crate) fn section(basis: &Basis<'_>) -> Vec<Block> {
    let facts = basis.facts;
    let (of_accounts, of_sites): (Vec<Placed<'_>>, Vec<Placed<'_>>) = facts
        .problems
        .iter()
        .enumerate()
        .partition(|(_, problem)| problem.object == ProblemObject::Account);
    let accounts_told = basis.has_accounts() || !of_accounts.is_empty() || !facts.unregistered.is_empty();
    let mut blocks = vec![heading(1, 2, &basis.words("title_problems"))];

    let sites_told = basis.has_sites() || !of_sites.is_empty();
    if sites_told {
        let quiet = of_sites.is_empty();
        if accounts_told {
            let title = if quiet { "title_sites_quiet" } else { "title_sites" };
            blocks.push(heading(2, 1, &basis.words(title)));
        }
        let mut words = Words::new(basis);
        if quiet {
            words.add(basis.phrase("sites_quiet", &[]));
        }
        tell(&mut words, &of_sites, basis);
        blocks.push(words.paragraph());
    }

    if accounts_told {
        let quiet = of_accounts.is_empty() && facts.unregistered.is_empty();
        if sites_told {
            let title = if quiet {
                "title_accounts_quiet"
            } else {
                "title_accounts"
            };
            blocks.push(heading(2, 2, &basis.words(title)));
        }
        let mut words = Words::new(basis);
        if quiet {
            let none = facts.total(|area| area.accounts_checked) == 0;
            let name = if none {
                "accounts_not_inspected"
            } else {
                "accounts_quiet"
            };
            words.add(basis.phrase(name, &[]));
        }
        tell(&mut words, &of_accounts, basis);
        unregistered(&mut words, basis);
        blocks.push(words.paragraph());
    }
    blocks
}

fn tell(words: &mut Words<'_>, problems: &[Placed<'_>], basis: &Basis<'_>) {
    let mut by_theme: BTreeMap<Theme, Vec<Placed<'_>>> = BTreeMap::new();
    let mut repeats = Vec::new();
    let mut systems = Vec::new();
    for &(place, problem) in problems {
        if problem.named && problem.repeat_of.is_some() {
            repeats.push(problem);
        } else if problem.named && problem.object == ProblemObject::System {
            systems.push(problem);
        } else {
            by_theme
                .entry(Theme::of(problem))
                .or_default()
                .push((place, problem));
        }
    }
    for (theme, mut members) in by_theme {
        members.sort_by_key(|(_, problem)| !problem.failing);
        sentence(words, theme, &members, basis);
    }
    for problem in repeats {
        let Some(earlier) = problem.repeat_of else {
            continue;
        };
        words.add(basis.phrase(
            "repeat",
            &[
                ("object", text(subject(problem))),
                (
                    "earlier",
                    text(stood_before(earlier, &problem.streak, basis.facts.quarter)),
                ),
                ("fault", text(predicate(problem, basis))),
            ],
        ));
    }
    for problem in systems {
        words.say(format!("{}{}。", subject(problem), predicate(problem, basis)));
    }
}

/// “部分网站……，如甲……，乙……；另有N家网站存在同类问题。”
fn sentence(words: &mut Words<'_>, theme: Theme, members: &[Placed<'_>], basis: &Basis<'_>) {
    let Some((_, first)) = members.first() else { return };
    let object = first.object;
    let (noun, unit) = nouns(object);
    let distinct: BTreeSet<_> = members
        .iter()
        .map(|(place, problem)| object_of(*place, problem))
        .collect();
    words.say(if distinct.len() <= 2 { "个别" } else { "部分" });
    let lack = basis.templates.lack(theme, object);
    words.say(noun).say(lack);

    let (named, unnamed): (Vec<Placed<'_>>, Vec<Placed<'_>>) = members
        .iter()
        .partition(|(_, problem)| problem.named || problem.object == ProblemObject::Feedback);
    let examples = examples(&named, lack, basis);
    let joint = if examples.iter().any(|example| example.contains('，')) {
        "；"
    } else {
        "，"
    };
    let mut said = false;
    for example in &examples {
        words.say(if said { joint } else { "，如" }).say(example);
        said = true;
    }
    let groups = groups(&unnamed, basis);
    let (told, rest) = groups.split_at(groups.len().min(GROUPS_TOLD));
    for (area, fault, places) in told {
        words.say(if said { "；" } else { "，如" }).say(area).say("有");
        words
            .figure(Figure::Objects(places.clone()))
            .say(format!("{unit}{noun}{fault}"));
        said = true;
    }
    let rest: Vec<usize> = rest.iter().flat_map(|(_, _, places)| places.clone()).collect();
    if !rest.is_empty() {
        words.say(if said { "；另有" } else { "，共" });
        words
            .figure(Figure::Objects(rest))
            .say(format!("{unit}{noun}存在同类问题"));
    }
    words.say("。");
}

fn nouns(object: ProblemObject) -> (&'static str, &'static str) {
    match object {
        ProblemObject::Site => ("网站", "家"),
        ProblemObject::Account => ("政务新媒体", "个"),
        ProblemObject::System => ("业务系统", "个"),
        ProblemObject::Feedback => ("政府网站", "家"),
    }
}

/// One text an object, all its faults of the theme together; objects with the very same faults in one text.
fn examples(named: &[Placed<'_>], lack: &str, basis: &Basis<'_>) -> Vec<String> {
    let mut objects: Vec<(ObjectKey<'_>, &ProblemFacts, String)> = Vec::new();
    for &(place, problem) in named {
        let key = object_of(place, problem);
        let fault = predicate(problem, basis);
        // The sentence has just said what is lacking; the example need not say it again.
        let fault = fault
            .strip_prefix(lack)
            .and_then(|rest| rest.strip_prefix('，'))
            .unwrap_or(&fault);
        match objects.iter_mut().find(|(known, _, _)| *known == key) {
            Some((_, _, faults)) if !faults.ends_with(fault) => {
                faults.push('、');
                faults.push_str(fault);
            }
            Some(_) => {}
            None => objects.push((key, problem, fault.to_owned())),
        }
    }
    let mut told: Vec<(Vec<&ProblemFacts>, String)> = Vec::new();
    for (_, problem, faults) in objects {
        match told.iter_mut().find(|(others, known)| {
            *known == faults && others.iter().all(|other| go_together(other, problem))
        }) {
            Some((others, _)) => others.push(problem),
            None => told.push((vec![problem], faults)),
        }
    }
    told.into_iter()
        .map(|(problems, faults)| together(&problems) + &faults)
        .collect()
}

/// Whether one text can name both: two sites, or two accounts of one area on one platform.
fn go_together(one: &ProblemFacts, other: &ProblemFacts) -> bool {
    one.object == other.object
        && match one.object {
            ProblemObject::Site => true,
            ProblemObject::Account => one.area == other.area && one.platform == other.platform,
            ProblemObject::System | ProblemObject::Feedback => false,
        }
}

/// “甲网站、乙网站”, “青川市“甲”“乙”微信公众号”.
fn together(problems: &[&ProblemFacts]) -> String {
    match problems {
        [first, _, ..] if first.object == ProblemObject::Account => {
            let names: String = problems
                .iter()
                .map(|problem| format!("“{}”", problem.name.trim()))
                .collect();
            format!("{}{names}{}", first.area.trim(), first.platform.trim())
        }
        _ => problems
            .iter()
            .map(|problem| subject(problem))
            .collect::<Vec<_>>()
            .join("、"),
    }
}

/// Unnamed objects by area and fault, the largest groups first; those of no area last of all.
fn groups(unnamed: &[Placed<'_>], basis: &Basis<'_>) -> Vec<(String, String, Vec<usize>)> {
    let mut groups: Vec<(String, String, Vec<usize>)> = Vec::new();
    for &(place, problem) in unnamed {
        let fault = basis
            .templates
            .wording(&problem.rule)
            .map_or_else(|| predicate(problem, basis), str::to_owned);
        match groups
            .iter_mut()
            .find(|(area, known, _)| *area == problem.area && *known == fault)
        {
            Some((_, _, places)) => places.push(place),
            None => groups.push((problem.area.clone(), fault, vec![place])),
        }
    }
    groups.sort_by_key(|(area, _, places)| (area.is_empty(), std::cmp::Reverse(places.len())));
    groups
}

/// The object as the sentence names it.
fn subject(problem: &ProblemFacts) -> String {
    let (area, name) = (problem.area.trim(), problem.name.trim());
    match problem.object {
        ProblemObject::Site => name.to_owned(),
        ProblemObject::Account => format!("{area}“{name}”{}", problem.platform.trim()),
        ProblemObject::System if name.is_empty() => format!("{area}业务系统"),
        ProblemObject::System if name.starts_with(area) => name.to_owned(),
        ProblemObject::System => format!("{area}{name}"),
        ProblemObject::Feedback if problem.named && !name.is_empty() => name.to_owned(),
        ProblemObject::Feedback => {
            let has_subject = ["有的", "个别", "部分", "一些"]
                .iter()
                .any(|word| problem.text.starts_with(word));
            if has_subject {
                String::new()
            } else {
                "有的主管单位".to_owned()
            }
        }
    }
}

/// What is wrong, in the officer's words, or in the controlled wording where the machine's could quote.
pub(crate) fn predicate(problem: &ProblemFacts, basis: &Basis<'_>) -> String {
    let controlled = basis.templates.wording(&problem.rule);
    let text = clean(&problem.text);
    let may_quote = basis.edition == Edition::Provisional && is_delicate(&problem.rule);
    match controlled {
        Some(wording) if text.is_empty() || may_quote => wording.to_owned(),
        _ if text.is_empty() => format!("存在“{}”问题", problem.rule),
        _ => text
            .strip_prefix(problem.name.trim())
            .filter(|rest| !rest.is_empty())
            .unwrap_or(&text)
            .to_owned(),
    }
}

fn unregistered(words: &mut Words<'_>, basis: &Basis<'_>) {
    let accounts = &basis.facts.unregistered;
    if accounts.is_empty() {
        return;
    }
    let names: Vec<String> = accounts
        .iter()
        .take(5)
        .map(|account| format!("{}“{}”{}", account.area, account.name, account.platform))
        .collect();
    let more = if accounts.len() > 5 { "等" } else { "" };
    words.add(basis.phrase("unregistered", &[("names", text(names.join("、") + more))]));
}
