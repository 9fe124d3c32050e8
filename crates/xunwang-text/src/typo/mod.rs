//! Typing errors beyond the lexicon (错别字): candidates that sound or look alike, scored in context.

mod confusion;
mod evidence;
mod fold;
mod gate;
mod kenlm;
pub mod lab;
pub mod learn;
mod letters;
mod search;
mod words;
