//! The error reports of the public (“我为政府网站找错”留言) in the section on the overall situation.

use xunwang_domain::circular::{CircularFacts, FeedbackFacts};

use super::words::Words;
use crate::figure::{FeedbackPart, Figure};
use crate::wording::{Region, window};

pub(crate) fn feedback(words: &mut Words<'_>, facts: &CircularFacts, region: &Region) {
    let (Some(feedback), Some(days)) = (facts.feedback, facts.message_window) else {
        return;
    };
    words.say(format!("{}，{}", window(days, facts.quarter), region.whole));
    if feedback.received == 0 {
        words.say("未收到网民反馈的“我为政府网站找错”留言。");
        return;
    }
    words
        .say("共收到网民反馈的“我为政府网站找错”留言")
        .figure(Figure::Feedback(FeedbackPart::Received))
        .say("条，");
    if feedback.closed_on_time == feedback.received {
        words
            .say("均已按期办理，办结率达")
            .figure(Figure::ClosedRate)
            .say("。");
        return;
    }
    outcomes(words, feedback);
}

fn outcomes(words: &mut Words<'_>, feedback: FeedbackFacts) {
    let closed = feedback.closed();
    words
        .say("已办结")
        .figure(Figure::Feedback(FeedbackPart::Closed))
        .say("条");
    if feedback.closed_late > 0 {
        words
            .say("（其中超期办结")
            .figure(Figure::Feedback(FeedbackPart::ClosedLate))
            .say("条）");
    }
    words.say("，办结率为").figure(Figure::ClosedRate);
    let due = closed.saturating_add(feedback.overdue);
    let same = u128::from(feedback.closed_on_time) * u128::from(feedback.received)
        == u128::from(closed) * u128::from(due);
    if due > 0 && !same {
        words.say("，按期办结率为").figure(Figure::OnTimeRate);
    }
    if feedback.open > 0 {
        words
            .say("；在办未到期")
            .figure(Figure::Feedback(FeedbackPart::Open))
            .say("条");
    }
    if feedback.overdue > 0 {
        words
            .say("；逾期未办结")
            .figure(Figure::Feedback(FeedbackPart::Overdue))
            .say("条");
    }
    words.say("。");
}
