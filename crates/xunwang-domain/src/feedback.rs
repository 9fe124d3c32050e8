//! The public's error reports (网民留言): what came in, who has it, when it is due, what was answered, and how many were in time.
//!
//! Rulebook §3; the clocks and the figures as in “Error reports” of the product's settled questions. The national platform
//! is the ledger of record: what comes from there is mirrored.

pub mod calendar;
mod clock;
mod counted;
mod kind;
mod link;
mod look;
mod mirror;
mod moves;
mod place;
mod record;
mod steps;
mod tally;
#[cfg(test)]
mod tests;
mod urge;

pub use clock::{Clock, Clocks, Deadline, Pause, Terms, day_of, start_of};
pub use counted::{CountedMessage, CountedMessages};
pub use kind::{FeedbackKind, Outcome, RefusalKind};
pub use link::FeedbackLink;
pub use look::{KeptLook, LookId, LookMoment, PageLook, PendingLook};
pub use mirror::{Mirror, status_label};
pub use moves::{FeedbackAction, FeedbackRole, FeedbackStage, moves, next_stage};
pub use place::{NO_SITE, region_of};
pub use record::{
    Answer, Attachment, Closing, Draft, Feedback, FeedbackId, FeedbackSource, Opinion, PauseRequest,
    Reopening, Urge, WrittenStep,
};
pub use steps::{Doer, FeedbackError, FeedbackMove};
pub use tally::{Bin, Tally};
pub use urge::UrgeError;
