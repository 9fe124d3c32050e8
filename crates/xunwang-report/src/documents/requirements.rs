//! 三、下一步工作要求: standing requirements, and those that what was found calls for, as the templates list them.

use std::collections::BTreeSet;

use xunwang_domain::circular::ProblemObject;

use super::basis::{Basis, text};
use super::words::{Words, heading};
use crate::document::{Block, Span};
use crate::templates::Part;
use crate::wording::{Theme, deadline};

pub(crate) fn section(basis: &Basis<'_>) -> Vec<Block> {
    let mut blocks = vec![heading(1, 3, &basis.words("title_requirements"))];
    let mut numeral = 0;
    let mut part = |part: Part, title: &str| {
        let found = themes(basis, part == Part::Service);
        let holds = |condition: &str| match condition {
            "feedback-given" => basis.facts.feedback.is_some(),
            "unregistered" => !basis.facts.unregistered.is_empty(),
            theme => Theme::named(theme).is_some_and(|theme| found.contains(&theme)),
        };
        let mut words = Words::new(basis);
        for sentence in basis.templates.requirements(part, holds) {
            words.add(basis.fill(sentence, &[]));
        }
        if !words.is_empty() {
            numeral += 1;
            blocks.push(heading(2, numeral, &basis.words(title)));
            blocks.push(words.paragraph());
        }
    };
    part(Part::Security, "title_security");
    if basis.has_sites() {
        part(Part::Manage, "title_manage");
    }
    if basis.has_accounts() || !basis.facts.unregistered.is_empty() {
        part(Part::Service, "title_service");
    }
    let closing = closing(basis);
    if !closing.is_empty() {
        let mut words = Words::new(basis);
        words.add(closing);
        blocks.push(words.paragraph());
    }
    blocks
}

/// The classes of problems of accounts, or of everything else.
fn themes(basis: &Basis<'_>, account: bool) -> BTreeSet<Theme> {
    let problems = basis.facts.problems.iter();
    problems
        .filter(|problem| (problem.object == ProblemObject::Account) == account)
        .map(Theme::of)
        .collect()
}

fn closing(basis: &Basis<'_>) -> Vec<Span> {
    let facts = basis.facts;
    if facts.problems.is_empty() && facts.unregistered.is_empty() {
        return Vec::new();
    }
    let objects = match (basis.has_sites(), basis.has_accounts()) {
        (true, true) => "政府网站和政务新媒体",
        (false, true) => "政务新媒体",
        _ => "政府网站",
    };
    let report = facts.rectify_by.map_or_else(Vec::new, |day| {
        basis.phrase(
            "closing_report",
            &[("deadline", text(deadline(day, facts.issued_on)))],
        )
    });
    basis.phrase("closing", &[("objects", text(objects)), ("report", report)])
}
