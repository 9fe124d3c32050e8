//! The error reports of the public (“我为政府网站找错”留言) in the section on the overall situation.

use xunwang_domain::circular::FeedbackFacts;

use super::basis::{Basis, text};
use crate::document::Span;
use crate::wording::window;

/// One sentence; nothing where no reports are given.
pub(crate) fn feedback(basis: &Basis<'_>) -> Vec<Span> {
    let (Some(feedback), Some(days)) = (basis.facts.feedback, basis.facts.message_window) else {
        return Vec::new();
    };
    let days = ("window", text(window(days, basis.facts.quarter)));
    if feedback.received == 0 {
        return basis.phrase("feedback_none", &[days]);
    }
    if feedback.closed_on_time == feedback.received {
        return basis.phrase("feedback_in_time", &[days]);
    }
    let told = |when: bool, name: &str| if when { basis.phrase(name, &[]) } else { Vec::new() };
    basis.phrase(
        "feedback_outcomes",
        &[
            days,
            ("late", told(feedback.closed_late > 0, "feedback_late")),
            (
                "on_time",
                told(is_on_time_rate_another(feedback), "feedback_on_time"),
            ),
            ("open", told(feedback.open > 0, "feedback_open")),
            ("overdue", told(feedback.overdue > 0, "feedback_overdue")),
        ],
    )
}

/// Whether 按期办结率 says something else than 办结率.
fn is_on_time_rate_another(feedback: FeedbackFacts) -> bool {
    let rate = feedback.on_time_rate();
    let same = u128::from(rate.part) * u128::from(feedback.received)
        == u128::from(feedback.closed()) * u128::from(rate.whole);
    rate.whole > 0 && !same
}
