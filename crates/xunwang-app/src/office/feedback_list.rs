//! Lists of messages (留言列表): what the caller may see, what is due first, how many are in each bin.

use xunwang_domain::feedback::Tally;
use xunwang_domain::organization::OrganizationId;
use xunwang_domain::people::Permission;
use xunwang_ports::{FeedbackBy, FeedbackEntry, FeedbackOrder, FeedbackQuery};

use super::{App, AppError, Caller};

/// A page of messages with the figures of the whole list (留言列表).
#[derive(Clone, Debug)]
pub struct FeedbackList {
    /// The messages of this page, each with the name of the body that answers for its site.
    pub rows: Vec<FeedbackEntry>,
    /// How many there are, by bin.
    pub tally: Tally,
}

/// A page of what the caller may see, from the `skip`th on.
///
/// # Errors
/// The caller may see none at all, or the store could not.
pub async fn feedback_list(
    app: &App,
    caller: &Caller,
    query: FeedbackQuery,
    order: FeedbackOrder,
    (skip, limit): (u64, u64),
) -> Result<FeedbackList, AppError> {
    let query = narrowed(caller, query)?;
    let now = app.now();
    let mut tx = app.store.read().await?;
    let rows = tx.feedbacks(&query, order, (skip, limit), now).await?;
    let whole = FeedbackQuery { bin: None, ..query };
    let counted = tx.count_feedback(&whole, FeedbackBy::Nothing, now).await?;
    Ok(FeedbackList {
        rows,
        tally: counted.first().map(|(_, tally)| *tally).unwrap_or_default(),
    })
}

/// The query for no more than the caller may see, and has chosen to look at.
pub(super) fn narrowed(caller: &Caller, query: FeedbackQuery) -> Result<FeedbackQuery, AppError> {
    if !caller.user.may_somewhere(Permission::ViewFeedback) {
        return Err(AppError::Forbidden);
    }
    let root = caller.tree.root().map(|root| root.id);
    let sees_all = root.is_some_and(|root| caller.may(Permission::ViewFeedback, root));
    if sees_all && caller.area.is_none_or(|area| Some(area) == root) {
        return Ok(query);
    }
    let bodies: Vec<OrganizationId> = caller
        .tree
        .iter()
        .map(|body| body.id)
        .filter(|body| caller.sees(Permission::ViewFeedback, *body))
        .collect();
    Ok(FeedbackQuery {
        bodies: Some(bodies),
        ..query
    })
}
