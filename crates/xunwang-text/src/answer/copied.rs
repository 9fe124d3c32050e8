//! Answers that were written for another message (雷同答复).

use super::phrases::{addresses, names_deadline, substance};
use super::slips::slips;
use crate::near::Brief;

/// An answer that the same unit gave before (此前的答复).
#[derive(Clone, Copy, Debug)]
pub struct EarlierAnswer<'a> {
    /// The number of its message.
    pub id: &'a str,
    /// The address complained about then.
    pub address: Option<&'a str>,
    /// What was complained about.
    pub description: &'a str,
    /// What was answered.
    pub answer: &'a str,
}

/// From this likeness on two answers are the same.
const SAME: f32 = 0.9;
/// From this likeness on two messages say the same, and may be answered the same.
const SAME_COMPLAINT: f32 = 0.6;
/// Earlier answers that are compared, the last ones.
const MOST: usize = 5_000;

/// The earlier answer to a different message in the same words, the last one; `None` where this one names what is its own.
pub(super) fn copied<'a>(
    description: &str,
    address: Option<&str>,
    answer: &str,
    earlier: &[EarlierAnswer<'a>],
) -> Option<EarlierAnswer<'a>> {
    if has_own(answer) {
        return None;
    }
    let (own, complaint) = (Brief::of(&substance(answer).concat()), Brief::of(description));
    if own.len() < 6 {
        return None;
    }
    earlier.iter().rev().take(MOST).copied().find(|other| {
        let same_place = address.is_some() && address == other.address;
        let words = Brief::of(&substance(other.answer).concat());
        own.may_reach(&words, SAME)
            && own.likeness(&words) >= SAME
            && !same_place
            && complaint.likeness(&Brief::of(other.description)) < SAME_COMPLAINT
    })
}

/// Addresses, quotations and days belong to one message.
fn has_own(answer: &str) -> bool {
    !addresses(answer).is_empty()
        || !slips(answer).is_empty()
        || answer.contains(['“', '《', '「', '"'])
        || names_deadline(answer)
}
