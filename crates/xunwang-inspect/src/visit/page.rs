//! A page that came is read once, for its facts and for its text (网页读取).

use xunwang_domain::facts::PageFacts;
use xunwang_extract::{PageInput, extract_page, extract_page_and_reading};

use super::context::Context;
use super::memory::KeptPage;
use super::texts::PageTexts;

/// What was read on a page.
pub(super) struct ReadPage {
    pub(super) facts: Box<PageFacts>,
    /// Its links, where the facts have none: those of an article that is remembered.
    pub(super) links: Option<KeptPage>,
    /// What stands wrong in its text; `None` where texts are not checked, or not yet.
    pub(super) texts: Option<PageTexts>,
}

impl ReadPage {
    /// Has its text still to be checked?
    pub(super) fn lacks_texts(&self, context: &Context) -> bool {
        context.settings.texts.is_some() && self.texts.is_none()
    }
}

/// Reads what is not remembered of a page.
pub(super) fn read_page_once(
    context: &Context,
    remembered: Option<ReadPage>,
    input: &PageInput<'_>,
) -> ReadPage {
    let checks = context.settings.texts.as_deref();
    match (remembered, checks) {
        (Some(known), None) => known,
        (Some(known), Some(_)) if known.texts.is_some() => known,
        (None, None) => ReadPage {
            facts: Box::new(extract_page(input)),
            links: None,
            texts: None,
        },
        (known, Some(checks)) => {
            let (facts, reading) = extract_page_and_reading(input);
            // Of what is remembered the text of a long article is cut short.
            let texts = checks.of_page(input.url, &facts, &reading);
            let (facts, links) = match known {
                Some(known) => (known.facts, known.links),
                None => (Box::new(facts), None),
            };
            ReadPage {
                facts,
                links,
                texts: Some(texts),
            }
        }
    }
}
