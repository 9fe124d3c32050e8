//! 三、下一步工作要求: standing requirements, and those that what was found calls for, as the templates list them.

use std::collections::BTreeSet;

use xunwang_domain::circular::ProblemObject;

use super::draft::{Draft, text};
use super::words::{Words, heading};
use crate::document::{Block, Span};
use crate::templates::Part;
use crate::wording::{Theme, deadline};

pub(crate) fn section(draft: &Draft<'_>) -> Vec<Block> {
    let mut blocks = vec![heading(1, 3, &draft.words("title_requirements"))];
    let mut numeral = 0;
    let mut part = |part: Part, title: &str| {
        let found = themes(draft, part == Part::Service);
        let holds = |condition: &str| match condition {
            "feedback-given" => draft.facts.feedback.is_some(),
            "unregistered" => !draft.facts.unregistered.is_empty(),
            theme => Theme::named(theme).is_some_and(|theme| found.contains(&theme)),
        };
        let mut words = Words::new(draft);
        for sentence in draft.templates.requirements(part, holds) {
            words.add(draft.fill(sentence, &[]));
        }
        if !words.is_empty() {
            numeral += 1;
            blocks.push(heading(2, numeral, &draft.words(title)));
            blocks.push(words.paragraph());
        }
    };
    part(Part::Security, "title_security");
    if draft.has_sites() {
        part(Part::Manage, "title_manage");
    }
    if draft.has_accounts() || !draft.facts.unregistered.is_empty() {
        part(Part::Service, "title_service");
    }
    let closing = closing(draft);
    if !closing.is_empty() {
        let mut words = Words::new(draft);
        words.add(closing);
        blocks.push(words.paragraph());
    }
    blocks
}

/// The classes of problems of accounts, or of everything else.
fn themes(draft: &Draft<'_>, account: bool) -> BTreeSet<Theme> {
    let problems = draft.facts.problems.iter();
    problems
        .filter(|problem| (problem.object == ProblemObject::Account) == account)
        .map(Theme::of)
        .collect()
}

fn closing(draft: &Draft<'_>) -> Vec<Span> {
    let facts = draft.facts;
    if facts.problems.is_empty() && facts.unregistered.is_empty() {
        return Vec::new();
    }
    let objects = match (draft.has_sites(), draft.has_accounts()) {
        (true, true) => "政府网站和政务新媒体",
        (false, true) => "政务新媒体",
        _ => "政府网站",
    };
    let report = facts.rectify_by.map_or_else(Vec::new, |day| {
        draft.phrase(
            "closing_report",
            &[("deadline", text(deadline(day, facts.issued_on)))],
        )
    });
    draft.phrase("closing", &[("objects", text(objects)), ("report", report)])
}
