//! A text without personal data (脱敏), for citizens' messages and the answers to them.

use std::ops::Range;

use super::datum::{Datum, masked};
use super::recognise::Recogniser;
use super::wide::wide;

/// `text` with names, identity numbers, telephones, cards, mail, accounts, plates and addresses masked (脱敏).
///
/// Prefers to hide too much: what is masked may be harmless, what stays is not known to be. The rest of the text is
/// unchanged; so are the words that a message quotes as a mistake of the site (“…”误写为“…”), but for numbers.
pub fn mask(text: &str) -> String {
    let (mut out, mut at) = (String::with_capacity(text.len()), 0);
    for datum in data(text) {
        // Two readings that overlap: the first has been masked, what sticks out of it is hidden as well.
        let start = datum.span.start.max(at);
        if start >= datum.span.end {
            continue;
        }
        out.push_str(&text[at..start]);
        if start == datum.span.start {
            out.push_str(&masked(datum.kind, &text[datum.span.clone()]));
        } else {
            out.push_str("**");
        }
        at = datum.span.end;
    }
    out.push_str(&text[at..]);
    out
}

/// What [`mask`] hides in `text`, by place and without overlaps (遮盖处).
pub fn personal(text: &str) -> Vec<Range<usize>> {
    let mut spans: Vec<Range<usize>> = Vec::new();
    for datum in data(text) {
        match spans.last_mut() {
            Some(last) if datum.span.start <= last.end => last.end = last.end.max(datum.span.end),
            _ => spans.push(datum.span),
        }
    }
    spans
}

fn data(text: &str) -> Vec<Datum> {
    let mut data = wide(&Recogniser::new(text));
    data.sort_by_key(|datum| (datum.span.start, std::cmp::Reverse(datum.span.end)));
    data
}
