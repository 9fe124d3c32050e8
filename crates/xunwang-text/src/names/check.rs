//! The dictionaries made ready, and what they say of a text.

use std::ops::Range;
use std::sync::Arc;

use chrono::NaiveDate;
use xunwang_domain::finding::Certainty;

use super::tokens::{Kind, Token, Tokens};
use super::{NameBook, bodies, order, posts};
use crate::normal::Normal;
use crate::{Hit, HitClass};

/// Dictionaries of names made ready for many texts (姓名职务检查).
#[derive(Clone, Debug)]
pub struct Names {
    pub(super) books: Vec<Arc<NameBook>>,
    pub(super) tokens: Tokens,
}

/// A text whose names were found.
pub(super) struct Reading<'a> {
    pub(super) names: &'a Names,
    pub(super) text: &'a str,
    pub(super) normal: Normal,
    pub(super) tokens: Vec<Token>,
    pub(super) date: NaiveDate,
}

impl Names {
    /// Makes dictionaries ready.
    pub fn compile(books: impl IntoIterator<Item = Arc<NameBook>>) -> Self {
        let books: Vec<_> = books.into_iter().collect();
        Self {
            tokens: Tokens::of(&books),
            books,
        }
    }

    /// Finds the names of a text, by which both its people are known and its mistakes (读出姓名).
    pub fn read<'a>(&'a self, text: &'a str) -> NamedText<'a> {
        let normal = Normal::of(text);
        let tokens = self.tokens.find(&normal);
        NamedText {
            names: self,
            text,
            normal,
            tokens,
        }
    }

    /// Where people of the dictionaries are named; see [`NamedText::people`].
    pub fn people(&self, text: &str) -> Vec<Range<usize>> {
        self.read(text).people()
    }

    /// Compares a text of that date with the dictionaries; see [`NamedText::check`].
    pub fn check(&self, text: &str, date: Option<NaiveDate>) -> Vec<Hit> {
        self.read(text).check(date)
    }
}

/// A text in which the names of the dictionaries were found.
pub struct NamedText<'a> {
    names: &'a Names,
    text: &'a str,
    normal: Normal,
    tokens: Vec<Token>,
}

impl NamedText<'_> {
    /// Where people of the dictionaries are named (人名位置), in bytes: no typing error is sought there.
    pub fn people(&self) -> Vec<Range<usize>> {
        let people = self.tokens.iter().filter(|token| token.kind == Kind::Person);
        people
            .map(|token| self.normal.bytes(self.text, token.start..token.end))
            .collect()
    }

    /// What contradicts the dictionaries, if the text is of that date, in the order of the text. All hits are suspected:
    /// there are people of the same name, and texts that tell of earlier times.
    ///
    /// Nothing is said of a text without a date.
    pub fn check(self, date: Option<NaiveDate>) -> Vec<Hit> {
        let Some(date) = date.filter(|_| !self.tokens.is_empty()) else {
            return Vec::new();
        };
        let reading = Reading {
            names: self.names,
            text: self.text,
            normal: self.normal,
            tokens: self.tokens,
            date,
        };
        let mut hits = posts::check(&reading);
        hits.extend(order::check(&reading));
        hits.extend(bodies::check(&reading));
        hits.sort_by_key(|hit| (hit.span.start, hit.span.end));
        hits
    }
}

impl Reading<'_> {
    pub(super) fn hit(
        &self,
        span: Range<usize>,
        class: HitClass,
        (basis, score): (String, f32),
        right: Vec<String>,
        message: impl FnOnce(&str) -> String,
    ) -> Hit {
        let span = self.normal.bytes(self.text, span);
        let wrong = self.text[span.clone()].to_owned();
        Hit {
            message: message(&wrong),
            span,
            wrong,
            right,
            class,
            basis,
            score,
            certainty: Certainty::Suspected,
        }
    }

    pub(super) fn name(&self, token: Token) -> &str {
        self.names.tokens.text(token)
    }

    /// The characters before `end`, at most `count`, of the same line.
    pub(super) fn before(&self, end: usize, count: usize) -> String {
        show(self.normal.before(end, count))
    }

    /// The characters from `start` on, at most `count`, of the same line.
    pub(super) fn behind(&self, start: usize, count: usize) -> String {
        show(self.normal.behind(start, count))
    }
}

fn show(chars: &[u32]) -> String {
    chars.iter().filter_map(|&c| char::from_u32(c)).collect()
}
