//! HTML without a DOM: a tokenizer over the decoded page, and the outline that a stack of open elements makes of it.

pub(crate) mod attribute;
pub(crate) mod entity;
pub(crate) mod names;
pub(crate) mod outline;
pub(crate) mod tag;
pub(crate) mod token;
pub(crate) mod tree;
