//! Writing a paragraph (行文): words, figures and sentences of the templates in turn.

use xunwang_domain::circular::CircularFacts;

use super::basis::Basis;
use crate::document::{Block, Span};
use crate::figure::Figure;

/// A paragraph in the making (段落草稿).
pub(crate) struct Words<'a> {
    facts: &'a CircularFacts,
    spans: Vec<Span>,
}

impl<'a> Words<'a> {
    pub(crate) fn new(basis: &Basis<'a>) -> Self {
        Self {
            facts: basis.facts,
            spans: Vec::new(),
        }
    }

    /// Adds words.
    pub(crate) fn say(&mut self, text: impl AsRef<str>) -> &mut Self {
        match self.spans.last_mut() {
            Some(Span::Text(before)) => before.push_str(text.as_ref()),
            _ if text.as_ref().is_empty() => {}
            _ => self.spans.push(Span::Text(text.as_ref().to_owned())),
        }
        self
    }

    /// Adds a figure, computed on the way.
    pub(crate) fn figure(&mut self, source: Figure) -> &mut Self {
        self.spans.push(Span::Figure(source.of(self.facts)));
        self
    }

    /// Adds a filled sentence.
    pub(crate) fn add(&mut self, spans: Vec<Span>) -> &mut Self {
        for span in spans {
            match span {
                Span::Text(words) => {
                    self.say(words);
                }
                figure => self.spans.push(figure),
            }
        }
        self
    }

    /// Whether nothing was said yet.
    pub(crate) fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// The finished paragraph.
    pub(crate) fn paragraph(self) -> Block {
        Block::Paragraph(self.spans)
    }
}

/// A heading (小标题): `numeral` 1 is 一、 at level 1 and （一） at level 2.
pub(crate) fn heading(level: u8, numeral: usize, text: &str) -> Block {
    const NUMERALS: [&str; 11] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];
    let numeral = NUMERALS.get(numeral).copied().unwrap_or_default();
    let text = if level == 1 {
        format!("{numeral}、{text}")
    } else {
        format!("（{numeral}）{text}")
    };
    Block::Heading { level, text }
}
