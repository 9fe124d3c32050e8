//! The messages of which one may be a duplicate (疑似原件), for whoever merges: each with why.

use chrono::TimeDelta;
use xunwang_domain::feedback::{Feedback, FeedbackAction, FeedbackId, FeedbackRole, FeedbackStage};
use xunwang_ports::{FeedbackOrder, FeedbackQuery};

use super::feedback_handle::{roles, seen};
use super::{App, AppError, Caller};
use crate::feedback::{MessageSketch, Similar, similar};

/// Messages of the site that are compared, the latest ones.
const COMPARED: u64 = 500;
/// Received longer before, it is another matter.
const RECENT: TimeDelta = TimeDelta::days(183);

/// A message of which another may be a duplicate (疑似原件).
#[derive(Clone, Debug)]
pub struct Original {
    /// The message.
    pub feedback: Feedback,
    /// Why, and how like they are.
    pub similar: Similar,
}

/// The likely originals of a message, the likeliest first; none where the caller may not merge it now.
///
/// # Errors
/// There is no such message, or the caller may not see it.
pub async fn likely_originals(app: &App, caller: &Caller, id: FeedbackId) -> Result<Vec<Original>, AppError> {
    let mut tx = app.store.read().await?;
    let (one, body) = seen(&mut *tx, caller, id).await?;
    let may_merge = roles(caller, &one, body)
        .into_iter()
        .any(|role| role == FeedbackRole::Province && one.allows(FeedbackAction::Merge, role));
    let (true, Some(on)) = (may_merge, one.counted_on()) else {
        return Ok(Vec::new());
    };
    let query = FeedbackQuery {
        site: Some(one.site_code.clone()),
        days: Some([on - RECENT, on]),
        ..FeedbackQuery::default()
    };
    let earlier = tx
        .feedbacks(&query, FeedbackOrder::Latest, (0, COMPARED), app.now())
        .await?;
    // The original is what came first, and is still what others can be merged into.
    let came = |one: &Feedback| {
        (
            one.received_at.or_else(|| one.steps.first().map(|step| step.at)),
            one.id,
        )
    };
    let is_original = |other: &Feedback| {
        !matches!(
            other.stage,
            FeedbackStage::ClosedMerged | FeedbackStage::ClosedRefused
        ) && other.id != one.id
            && came(other) < came(&one)
    };
    let mut others: Vec<Feedback> = earlier.into_iter().map(|(other, _)| other).collect();
    others.retain(is_original);
    let sketches: Vec<MessageSketch> = others.iter().map(sketch_of).collect();
    let found = similar(&sketch_of(&one), &sketches);
    let found = found.into_iter().filter_map(|similar| {
        let feedback = others.iter().find(|other| other.number == similar.id)?.clone();
        Some(Original { feedback, similar })
    });
    Ok(found.collect())
}

fn sketch_of(one: &Feedback) -> MessageSketch {
    let kind = u8::try_from(one.kind.0).unwrap_or(u8::MAX);
    MessageSketch::of(&one.number, &one.site_code, kind, &one.address, &one.text)
}
