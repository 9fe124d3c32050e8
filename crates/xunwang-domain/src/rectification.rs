//! Rectification (整改): one confirmed problem of an issued circular on its way to 销号: what was asked, what the unit answered,
//! what the machine found when it looked again, who accepted it, and until when.
//!
//! Days are working days by the State Council's calendar, the same that the terms of messages run by (`feedback/calendar.rs`).

mod ladder;
mod moves;
mod record;
mod retest;
mod standing;
mod steps;
#[cfg(test)]
mod tests;

pub use ladder::{Escalation, Rung};
pub use moves::{RectifyAction, RectifyRole, RectifyStage, next_rectify_stage, rectify_moves};
pub use record::{Elsewhere, Extension, Ledger, Rectification, RectificationId, RectifyStep, Reply};
pub use retest::{Retest, RetestId, RetestOutcome, RetestRun, RetestedFinding};
pub use standing::{Standing, Timing, deadline_of};
pub use steps::{LONGEST_REPLY, RectifyDoer, RectifyError, RectifyMove};
