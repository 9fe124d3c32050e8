//! The imprint (版记) as it is printed: copies, printing office, date (rulebook GW-12).

use xunwang_domain::circular::CircularFacts;

use crate::document::{Imprint, in_numerals};

pub(crate) fn imprint(facts: &CircularFacts) -> Option<Imprint> {
    let given = facts.imprint.as_ref()?;
    let names: Vec<&str> = given.copies_to.iter().map(|name| name.trim()).collect();
    let or_issuer = |name: &str| {
        if name.is_empty() {
            facts.issuer.trim()
        } else {
            name
        }
        .to_owned()
    };
    Some(Imprint {
        // The office may have grouped them itself with its own marks; a full stop closes the list.
        copies_to: (!names.is_empty()).then(|| format!("{}。", names.join("，").trim_end_matches('。'))),
        printed_by: or_issuer(given.printed_by.trim()),
        printed_on: format!("{}印发", in_numerals(given.printed_on.unwrap_or(facts.issued_on))),
    })
}
