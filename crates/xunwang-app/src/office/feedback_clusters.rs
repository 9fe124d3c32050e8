//! Places about which many messages came (集中反映): proposals for the circular, with the messages behind them.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use xunwang_domain::feedback::{Feedback, FeedbackStage, Outcome, day_of};
use xunwang_ports::{FeedbackOrder, FeedbackQuery};
use xunwang_text::answer::Outcome as Said;

use super::feedback_list::narrowed;
use super::{App, AppError, Caller};
use crate::feedback::{ClusterMessage, ClusterRules, clusters};

/// A place with what a circular may say of it (集中反映的问题).
#[derive(Clone, Debug)]
pub struct FeedbackCluster {
    /// 网站标识码
    pub site: String,
    /// 网站名称, or its code where nobody has given one.
    pub name: String,
    /// What is complained about, for a table.
    pub what: String,
    /// A sentence for the circular.
    pub sentence: String,
    /// 内部编号 and 编号 of the messages behind it.
    pub messages: Vec<(String, String)>,
}

/// Messages that are looked at, the latest first; a quarter of a province has some hundred.
const MOST: u64 = 20_000;

/// The places about which many messages came on these days.
///
/// # Errors
/// The caller may see no messages, or the store could not.
pub async fn feedback_clusters(
    app: &App,
    caller: &Caller,
    [from, to]: [NaiveDate; 2],
) -> Result<Vec<FeedbackCluster>, AppError> {
    let query = narrowed(caller, FeedbackQuery::default())?;
    clusters_of(app, query, [from, to]).await
}

/// Those among the messages of a query.
pub(super) async fn clusters_of(
    app: &App,
    query: FeedbackQuery,
    [from, to]: [NaiveDate; 2],
) -> Result<Vec<FeedbackCluster>, AppError> {
    // What was mended shortly before the window and is reported in it again counts.
    let days = Some([from - chrono::TimeDelta::days(92), to]);
    let query = FeedbackQuery { days, ..query };
    let mut tx = app.store.read().await?;
    let all = tx
        .feedbacks(&query, FeedbackOrder::Latest, (0, MOST), app.now())
        .await?;
    let all: Vec<Feedback> = all.into_iter().map(|(one, _)| one).collect();
    let messages: Vec<ClusterMessage<'_>> = all.iter().filter_map(message).collect();
    let by_number: BTreeMap<&str, &Feedback> = all.iter().map(|one| (one.number.as_str(), one)).collect();
    let mut found = Vec::new();
    for cluster in clusters(&messages, from..=to, &[], ClusterRules::default()) {
        let named = cluster
            .messages
            .iter()
            .filter_map(|number| by_number.get(number.as_str()));
        let name = named
            .clone()
            .map(|one| one.site_name.as_str())
            .find(|name| !name.is_empty())
            .unwrap_or(&cluster.site);
        found.push(FeedbackCluster {
            name: name.to_owned(),
            what: cluster.what(),
            sentence: cluster.sentence(name),
            messages: named
                .map(|one| (one.id.0.to_string(), one.number.clone()))
                .collect(),
            site: cluster.site,
        });
    }
    Ok(found)
}

fn message(one: &Feedback) -> Option<ClusterMessage<'_>> {
    let closed = one.closings.last().filter(|_| one.is_over()).map(|closing| {
        let outcome = match closing.stage {
            FeedbackStage::ClosedRefused => Said::NotAccepted,
            _ if one
                .answer()
                .is_some_and(|answer| answer.outcome == Outcome::NotDefect) =>
            {
                Said::NotDefect
            }
            _ if one.mirror.as_ref().is_some_and(|mirror| mirror.status == "22") => Said::NotDefect,
            _ => Said::Fixed,
        };
        (day_of(closing.at), outcome)
    });
    Some(ClusterMessage {
        id: &one.number,
        site: &one.site_code,
        address: &one.address,
        kind: u8::try_from(one.kind.0).ok()?,
        received: one.counted_on()?,
        closed,
    })
}
