//! The error reports that wait for somebody (待办的留言): by the step that the person's role takes, and what is late.

use xunwang_domain::feedback::{Bin, FeedbackRole, FeedbackStage, day_of};
use xunwang_domain::people::Permission;
use xunwang_ports::{FeedbackBy, FeedbackOrder, FeedbackQuery, Tx};

use super::feedback_list::narrowed;
use super::todo::Todo;
use super::{App, AppError, Caller};

/// What each role does next, with the state in which it waits.
const WAITING: [(FeedbackRole, FeedbackStage, &str); 4] = [
    (FeedbackRole::Province, FeedbackStage::Received, "留言待转办"),
    (FeedbackRole::Province, FeedbackStage::FinalReview, "留言待终审"),
    (FeedbackRole::Area, FeedbackStage::Answered, "留言答复待审核"),
    (FeedbackRole::Unit, FeedbackStage::Handling, "留言待办理"),
];

/// What waits for the caller among the messages, with the day on which the first of them is due.
pub(super) async fn message_todos(
    app: &App,
    tx: &mut dyn Tx,
    caller: &Caller,
) -> Result<Vec<Todo>, AppError> {
    let Some(role) = role_of(caller) else {
        return Ok(Vec::new());
    };
    let open = FeedbackStage::ALL.into_iter().filter(|stage| !stage.is_closed());
    let query = FeedbackQuery {
        stages: open.collect(),
        ..FeedbackQuery::default()
    };
    let query = narrowed(caller, query)?;
    let now = app.now();
    let counted = tx.count_feedback(&query, FeedbackBy::Stage, now).await?;
    let mut todos = Vec::new();
    for (_, stage, text) in WAITING.iter().filter(|(who, ..)| *who == role) {
        let Some((_, tally)) = counted.iter().find(|(word, _)| word == stage.word()) else {
            continue;
        };
        let waiting = FeedbackQuery {
            stages: vec![*stage],
            ..query.clone()
        };
        let first = tx.feedbacks(&waiting, FeedbackOrder::Due, (0, 1), now).await?;
        let due = first.first().and_then(|(one, _)| one.leading_clock());
        todos.push(Todo {
            text: (*text).to_owned(),
            count: tally.received,
            until: due.map(|(_, deadline)| deadline.last),
            link: format!("/feedback?stage={}", stage.word()),
        });
    }
    let overdue: u64 = counted.iter().map(|(_, tally)| tally.of(Bin::Overdue)).sum();
    if overdue > 0 {
        todos.push(Todo {
            text: "留言逾期未办结".to_owned(),
            count: overdue,
            until: Some(day_of(now)),
            link: format!("/feedback?bin={}", Bin::Overdue.word()),
        });
    }
    Ok(todos)
}

/// As what the caller acts on messages, the highest first; none: only looks on.
fn role_of(caller: &Caller) -> Option<FeedbackRole> {
    let root = caller.tree.root().map(|root| root.id);
    if root.is_some_and(|root| caller.may(Permission::ManageFeedback, root)) {
        Some(FeedbackRole::Province)
    } else if caller.user.may_somewhere(Permission::ManageFeedback) {
        Some(FeedbackRole::Area)
    } else if caller.user.may_somewhere(Permission::HandleFeedback) {
        Some(FeedbackRole::Unit)
    } else {
        None
    }
}
