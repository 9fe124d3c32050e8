//! Typing errors beyond the lexicon (错别字): candidates that sound or look alike, scored in context.

mod coined;
mod confusion;
mod evidence;
mod fold;
mod gate;
mod kenlm;
pub mod learn;
mod letters;
mod proof;
mod search;
pub mod service;
mod tally;
mod words;

pub use confusion::Likeness;
pub use kenlm::NotAModel;
pub use proof::{DEFAULT_THRESHOLD, STATISTICAL, Typos, WORD_MODEL_PATHS};
pub use tally::{Figures, Tally};
