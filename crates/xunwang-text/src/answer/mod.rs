//! Answers to error reports (找错答复): what their words alone give reason to doubt, and which wrong text a message quotes.
//!
//! Signals for the person who reviews, never a decision. What concerns the page is checked where pages are fetched.

mod check;
mod copied;
mod doubt;
mod phrases;
mod slips;

pub use check::{AnswerCase, check};
pub use copied::EarlierAnswer;
pub use doubt::{AnswerDoubt, DoubtKind, Outcome, Weight, problem};
pub use phrases::{addresses, says_alive, says_gone, says_mended};
pub use slips::{Slip, slips};
