//! Hits (命中): what every check of a text hands on.

use std::ops::Range;

use xunwang_domain::finding::Certainty;
use xunwang_domain::texts::HitClass;

/// One place of a text at which a check found something wrong (命中).
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// Bytes of the text, from and to character boundaries.
    pub span: Range<usize>,
    /// What stands there; personal data masked (`138****1234`).
    pub wrong: String,
    /// What should stand there, the likeliest first; empty where that cannot be said.
    pub right: Vec<String>,
    /// What sort of mistake.
    pub class: HitClass,
    /// Which check or which entry of which lexicon found it (依据), e.g. `lexicon:seed/1024`, `form:date`; a person can look
    /// it up.
    pub basis: String,
    /// How sure, 0 to 1: hits of one basis are ordered by it.
    pub score: f32,
    /// Does it count without a person?
    pub certainty: Certainty,
    /// What is wrong and what to do, one Chinese sentence; personal data masked.
    pub message: String,
}
