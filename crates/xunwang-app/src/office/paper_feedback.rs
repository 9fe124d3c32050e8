//! The error reports that a circular tells of (通报中的留言办理情况): the messages of its window, and where each of them stood when
//! the text was drafted.

use xunwang_domain::circular::FeedbackFacts;
use xunwang_domain::feedback::{CountedMessage, CountedMessages};
use xunwang_domain::organization::{OrganizationId, Organizations};
use xunwang_domain::paper::Paper;
use xunwang_ports::{FeedbackOrder, FeedbackQuery, Tx};

use super::{App, AppError};

/// Messages that are read at once.
const AT_ONCE: u64 = 1_000;

/// The messages about the sites of the paper's branch that were received in its window, as they stand now.
pub(super) async fn counted_messages(
    app: &App,
    tx: &mut dyn Tx,
    tree: &Organizations,
    paper: &Paper,
) -> Result<CountedMessages, AppError> {
    let query = FeedbackQuery {
        days: Some(paper.head.message_window),
        ..query_of(tree, paper.organization)
    };
    let now = app.now();
    let mut counted: Vec<CountedMessage> = Vec::new();
    loop {
        let skip = counted.len() as u64;
        let some = tx
            .feedbacks(&query, FeedbackOrder::Latest, (skip, AT_ONCE), now)
            .await?;
        let is_last = (some.len() as u64) < AT_ONCE;
        counted.extend(some.into_iter().map(|(one, _)| CountedMessage {
            bin: one.bin(now),
            id: one.id,
            number: one.number,
            site: one.site_code,
        }));
        if is_last {
            return Ok(counted.into_iter().collect());
        }
    }
}

/// Messages about the sites of a branch; of the whole tree, those too that belong to no registered site.
pub(super) fn query_of(tree: &Organizations, branch: OrganizationId) -> FeedbackQuery {
    let is_whole = tree.root().is_some_and(|root| root.id == branch);
    let bodies = tree.iter().map(|body| body.id);
    FeedbackQuery {
        bodies: (!is_whole).then(|| bodies.filter(|body| tree.holds(branch, *body)).collect()),
        ..FeedbackQuery::default()
    }
}

/// What the paper says of them: as people counted, as the database counts, or as the data file says, in this order.
///
/// No message in the window says nothing: they may be handled elsewhere.
pub(super) fn told_feedback(paper: &Paper, counted: &CountedMessages) -> Option<FeedbackFacts> {
    let given = || paper.given.as_ref().and_then(|given| given.feedback);
    paper.head.feedback.or_else(|| own(counted)).or_else(given)
}

/// Why it must not be issued: figures by hand that are not those of the messages, and no reason.
pub(super) fn typed_over(paper: &Paper, counted: &CountedMessages) -> Option<String> {
    let (typed, own) = (paper.head.feedback?, own(counted)?);
    (typed != own && paper.head.feedback_reason.trim().is_empty()).then(|| {
        format!(
            "留言数量是手工填写的（收到{}条，按期办结{}条），系统中这段时间收到{}条，按期办结{}条；请清空五项，或者写明不一致的理由",
            typed.received, typed.closed_on_time, own.received, own.closed_on_time
        )
    })
}

fn own(counted: &CountedMessages) -> Option<FeedbackFacts> {
    Some(counted.tally.facts()).filter(|facts| facts.received > 0)
}

/// The messages behind the figures, one a line (计入统计的留言清单).
pub(super) fn counted_lines(counted: &CountedMessages) -> Vec<u8> {
    let mut lines = Vec::new();
    for message in counted.iter() {
        serde_json::to_writer(&mut lines, &message).expect("plain values serialize");
        lines.push(b'\n');
    }
    lines
}
