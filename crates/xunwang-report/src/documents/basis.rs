//! What every part of the circular needs (起草依据): the facts, the issuer's level, the templates, the edition.

use xunwang_domain::circular::CircularFacts;

use crate::document::{Edition, Span};
use crate::figure::Figure;
use crate::templates::{Piece, Template, Templates};
use crate::wording::Region;

pub(crate) struct Basis<'a> {
    pub facts: &'a CircularFacts,
    pub edition: Edition,
    pub region: Region,
    pub templates: &'a Templates,
}

impl<'a> Basis<'a> {
    pub(crate) fn new(facts: &'a CircularFacts, edition: Edition, templates: &'a Templates) -> Self {
        Self {
            facts,
            edition,
            region: Region::of(facts),
            templates,
        }
    }

    /// Whether the inspection knows of any account at all.
    pub(crate) fn has_accounts(&self) -> bool {
        self.facts.total(|area| area.accounts_running) > 0
    }

    /// Whether the inspection is of sites: some circulars are of accounts alone.
    pub(crate) fn has_sites(&self) -> bool {
        self.facts.total(|area| area.sites_running) > 0 || !self.has_accounts()
    }

    /// The sentence of a name with its places filled: by `own`, by the words of the issuer, by figures.
    pub(crate) fn phrase(&self, name: &str, own: &[(&str, Vec<Span>)]) -> Vec<Span> {
        debug_assert!(
            self.templates.phrase(name).is_some(),
            "no sentence is called {name}"
        );
        self.templates
            .phrase(name)
            .map_or_else(Vec::new, |template| self.fill(template, own))
    }

    /// The same of a sentence that holds no figure.
    pub(crate) fn words(&self, name: &str) -> String {
        self.phrase(name, &[]).iter().map(Span::shown).collect()
    }

    /// A template with its places filled.
    pub(crate) fn fill(&self, template: &Template, own: &[(&str, Vec<Span>)]) -> Vec<Span> {
        let piece = |piece: &Piece| match piece {
            Piece::Words(words) => text(words),
            Piece::Place(name) => self.place(name, own),
        };
        template.0.iter().flat_map(piece).collect()
    }

    fn place(&self, name: &str, own: &[(&str, Vec<Span>)]) -> Vec<Span> {
        if let Some((_, spans)) = own.iter().find(|(known, _)| *known == name) {
            return spans.clone();
        }
        match name {
            "office" => text(&self.region.office),
            "whole" => text(self.region.whole),
            "leaders" => text(self.region.leaders),
            "city" => text(self.region.city),
            "concerned" => text(self.region.concerned),
            "quarter" => text(self.facts.quarter.in_full()),
            "days" => self.phrase(&format!("days_{}", self.facts.quarter.number()), &[]),
            // Reading the templates has made sure that every other name is a figure's.
            figure => Figure::of_key(figure)
                .map_or_else(Vec::new, |figure| vec![Span::Figure(figure.of(self.facts))]),
        }
    }
}

/// Words as a run of text; none where there are none.
pub(crate) fn text(words: impl AsRef<str>) -> Vec<Span> {
    let words = words.as_ref();
    if words.is_empty() {
        Vec::new()
    } else {
        vec![Span::Text(words.to_owned())]
    }
}
