//! Places about which many messages came (集中反映): proposals for the circular, with the messages behind them.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use sha2::{Digest as _, Sha256};
use xunwang_domain::circular::Quarter;
use xunwang_domain::feedback::{Feedback, FeedbackId, FeedbackStage, Outcome, day_of};
use xunwang_domain::organization::OrganizationId;
use xunwang_ports::{FeedbackOrder, FeedbackQuery, Revised};
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
    /// The messages behind it, the first first.
    pub messages: Vec<ClusteredMessage>,
}

/// A message behind a cluster (集中反映的留言).
#[derive(Clone, Debug)]
pub struct ClusteredMessage {
    /// 内部编号
    pub id: FeedbackId,
    /// 编号
    pub number: String,
    /// When it was received.
    pub received_on: Option<NaiveDate>,
    /// 问题类型
    pub kind: &'static str,
    /// How far it is.
    pub stage: &'static str,
    /// The beginning of its text.
    pub text: String,
    /// The message that was closed as mended before this one came (再次反映), by its number.
    pub again: Option<String>,
}

/// Messages that are looked at, the latest first; a quarter of a province has some hundred.
const MOST: u64 = 20_000;
/// Characters of a text that stand beside its number.
const LONGEST: usize = 60;
/// What clusters are remembered by: the days, and a digest of the bodies that the caller may see.
pub(super) type ClusterKey = ([NaiveDate; 2], [u8; 32]);

/// The quarter that stands (本季度), up to today: the days for which clusters are proposed unless somebody names others.
pub fn standing_period(app: &App) -> [NaiveDate; 2] {
    let today = day_of(app.now());
    [Quarter::of(today).first_day(), today]
}

/// The places about which many messages came on these days.
///
/// # Errors
/// The caller may see no messages, or the store could not.
pub async fn feedback_clusters(
    app: &App,
    caller: &Caller,
    [from, to]: [NaiveDate; 2],
) -> Result<Arc<Vec<FeedbackCluster>>, AppError> {
    let query = narrowed(caller, FeedbackQuery::default())?;
    clusters_of(app, query, [from, to]).await
}

/// Those among the messages of a query.
pub(super) async fn clusters_of(
    app: &App,
    query: FeedbackQuery,
    [from, to]: [NaiveDate; 2],
) -> Result<Arc<Vec<FeedbackCluster>>, AppError> {
    // What was mended shortly before the window and is reported in it again counts.
    let days = Some([from - chrono::TimeDelta::days(92), to]);
    let query = FeedbackQuery { days, ..query };
    let mut tx = app.store.read().await?;
    let revision = tx.revision(Revised::Feedback).await?;
    let key = ([from, to], digest_of(query.bodies.as_deref()));
    // A quarter of messages is read and compared: once, until one of them changes.
    let make = async {
        let all = tx
            .feedbacks(&query, FeedbackOrder::Latest, (0, MOST), app.now())
            .await?;
        let all: Vec<Feedback> = all.into_iter().map(|(one, _)| one).collect();
        Ok(found_in(&all, [from, to]))
    };
    app.clusters.get(key, revision, make).await
}

fn digest_of(bodies: Option<&[OrganizationId]>) -> [u8; 32] {
    let mut digest = Sha256::new();
    digest.update([u8::from(bodies.is_some())]);
    for body in bodies.into_iter().flatten() {
        digest.update(body.0.as_bytes());
    }
    digest.finalize().into()
}

fn found_in(all: &[Feedback], [from, to]: [NaiveDate; 2]) -> Vec<FeedbackCluster> {
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
        let again: BTreeMap<&str, &String> = cluster
            .again
            .iter()
            .map(|(later, fixed)| (later.as_str(), fixed))
            .collect();
        let told = named.map(|one| ClusteredMessage {
            id: one.id,
            received_on: one.counted_on(),
            kind: one.kind.label(),
            stage: one.stage.label(),
            text: one.text.chars().take(LONGEST).collect(),
            again: again.get(one.number.as_str()).copied().cloned(),
            number: one.number.clone(),
        });
        found.push(FeedbackCluster {
            name: name.to_owned(),
            what: cluster.what(),
            sentence: cluster.sentence(name),
            messages: told.collect(),
            site: cluster.site,
        });
    }
    found
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
