//! What a visit saw of its texts (文字事实), as rules see it.

use xunwang_domain::texts::{TextFact, TextFacts};

use super::link_facts::{places_of, url_of};
use crate::visit::{Gathered, TextChecks};

/// The mistakes of a site with their places.
pub(crate) fn text_facts(gathered: &Gathered, checks: &TextChecks) -> TextFacts {
    let texts = &gathered.texts;
    let fact = |mistake: &crate::visit::Mistake| TextFact {
        hit: mistake.hit.clone(),
        in_file: mistake.in_file,
        places: places_of(gathered, &mistake.places),
        places_total: mistake.places.total(),
    };
    let mut facts = TextFacts {
        found: texts.mistakes().map(fact).collect(),
        left_out: texts.left_out(),
        originals: checks.originals(),
        unread: texts.unread(|file| url_of(gathered, file)),
    };
    facts.found.sort_by(|left, right| {
        let key = |fact: &TextFact| (fact.hit.detail.class, fact.places.first().cloned(), fact.hit.mark);
        key(left).cmp(&key(right))
    });
    facts
}
