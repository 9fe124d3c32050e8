//! Where people, posts and bodies of the dictionaries stand in a text.

use std::collections::BTreeMap;

use super::NameBook;
use crate::lexicon::neighbours;
use crate::normal::{Normal, normal_chars};
use crate::patterns::Patterns;

/// What a token is a name of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Person,
    Post,
    /// A body that stands before posts.
    Seat,
    /// A body or an area of the table 机构沿革.
    Body,
}

/// A name in a text, in characters of its normal form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) kind: Kind,
    /// Number of the text in [`Tokens`].
    pub(super) text: usize,
}

/// All names of the dictionaries, ready for the pass.
#[derive(Clone, Debug, Default)]
pub(super) struct Tokens {
    patterns: Patterns,
    kinds: Vec<(Kind, usize)>,
    texts: Vec<String>,
}

impl Tokens {
    pub(super) fn of(books: &[std::sync::Arc<NameBook>]) -> Self {
        let mut names: BTreeMap<(Kind, String), usize> = BTreeMap::new();
        let mut made = Self::default();
        let mut forms = Vec::new();
        let mut add = |kind: Kind, text: &str| {
            let next = made.texts.len();
            let number = *names.entry((kind, text.to_owned())).or_insert(next);
            if number == next {
                made.texts.push(text.to_owned());
                made.kinds.push((kind, number));
                forms.push(normal_chars(text));
            }
        };
        for book in books {
            for tenure in &book.tenures {
                add(Kind::Person, &tenure.person);
                add(Kind::Post, &tenure.post);
                add(Kind::Seat, &tenure.body);
            }
            for order in &book.orders {
                order.people.iter().for_each(|person| add(Kind::Person, person));
            }
            for body in &book.bodies {
                std::iter::once(&body.name)
                    .chain(&body.short)
                    .for_each(|name| add(Kind::Body, name));
            }
        }
        made.patterns = Patterns::new(forms.iter().map(Vec::as_slice), neighbours);
        made
    }

    pub(super) fn text(&self, token: Token) -> &str {
        &self.texts[token.text]
    }

    /// The tokens of a text in order; of one kind none lies in another.
    pub(super) fn find(&self, normal: &Normal) -> Vec<Token> {
        let mut found = Vec::new();
        self.patterns.find(normal.chars(), |it| {
            let (kind, text) = self.kinds[it.pattern];
            found.push(Token {
                start: it.start,
                end: it.end,
                kind,
                text,
            });
        });
        found.sort_by_key(|it| (it.kind, it.start, std::cmp::Reverse(it.end)));
        let mut last: Option<Token> = None;
        found.retain(|it| {
            let inside = last.is_some_and(|last| last.kind == it.kind && it.start < last.end);
            if !inside {
                last = Some(*it);
            }
            !inside
        });
        found.sort_by_key(|it| (it.start, it.kind));
        found
    }
}
