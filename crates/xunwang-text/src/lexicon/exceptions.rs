//! The allow-list: what is right here, why, where, and until when.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Article;

/// One line of the allow-list (例外): a hit that it covers is still returned, with the reason.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Exception {
    /// The wrong form, or a longer phrase that holds it and in which it is right (例外文字).
    pub text: String,
    /// Only for hits of this lexicon or this entry, spelt like the basis of a hit (`lexicon:seed-terms`); empty: of all.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub basis: String,
    /// Where (范围).
    pub scope: Scope,
    /// Why (理由).
    pub reason: String,
    /// The last day (截止日期); none: until it is withdrawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
    /// Who decided (决定人).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub owner: String,
}

/// How far an exception reaches (例外范围).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// All sites (全部网站).
    Fleet,
    /// All sites of a unit (单位), by its name.
    Unit(String),
    /// One site (网站), by its code.
    Site(String),
    /// One page (网页), by its address.
    Page(String),
}

impl Scope {
    /// Does the article lie in it?
    fn holds(&self, article: &Article<'_>) -> bool {
        match self {
            Self::Fleet => true,
            Self::Unit(name) => name == article.unit,
            Self::Site(code) => code == article.site,
            Self::Page(address) => address == article.page,
        }
    }
}

impl Exception {
    /// Does it cover a hit with that basis in that article on `today`?
    fn covers(&self, basis: &str, article: &Article<'_>) -> bool {
        let of_basis = self.basis.is_empty()
            || basis
                .strip_prefix(self.basis.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        of_basis && self.scope.holds(article) && self.until.is_none_or(|until| article.today <= until)
    }
}

impl Article<'_> {
    /// The reason for which the allow-list allows what stands at `span` of `text` and was found by `basis`.
    pub(crate) fn allowed(&self, basis: &str, text: &str, span: &std::ops::Range<usize>) -> Option<String> {
        let exception = self
            .exceptions
            .iter()
            .find(|exception| exception.covers(basis, self) && is_about(&exception.text, text, span))?;
        Some(exception.reason.clone())
    }
}

/// Does the hit lie inside an occurrence of `phrase`?
fn is_about(phrase: &str, stretch: &str, hit: &std::ops::Range<usize>) -> bool {
    let from = hit.end.saturating_sub(phrase.len());
    (from..=hit.start)
        .filter(|at| stretch.is_char_boundary(*at))
        .any(|at| at + phrase.len() >= hit.end && stretch[at..].starts_with(phrase))
        || stretch.get(hit.clone()) == Some(phrase)
}
