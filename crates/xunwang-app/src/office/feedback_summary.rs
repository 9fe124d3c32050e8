//! The summary of error reports (“我为政府网站找错”留言办理情况) of some days, drafted from the messages of the database.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use xunwang_domain::feedback::Tally;
use xunwang_domain::people::Permission;
use xunwang_domain::probe::hour_of;
use xunwang_domain::registry::Site;
use xunwang_domain::report::{FeedbackArea, FeedbackCluster, FeedbackSummary, Head};
use xunwang_ports::{FeedbackBy, FeedbackQuery};
use xunwang_report::press::FileKind;

use super::feedback_clusters::clusters_of;
use super::feedback_list::narrowed;
use super::year_reports::file;
use super::{App, AppError, Caller};
use crate::inspection::official_order;

/// Messages about an address that belongs to no registered site.
pub(super) const NO_AREA: &str = "不在台账的网站";

/// The values of the summary (找错办理情况数据): of what the caller may see and has chosen, or of all where no caller is given.
///
/// # Errors
/// The caller may see no messages, the days are in the wrong order or not over, or the store could not.
pub async fn feedback_summary(
    app: &App,
    caller: Option<&Caller>,
    [from, to]: [NaiveDate; 2],
) -> Result<FeedbackSummary, AppError> {
    let today = hour_of(app.now()).0;
    if from > to || to > today {
        return Err(AppError::refused(format!(
            "留言统计时间“{from}至{to}”不对：起始日应不晚于截止日，截止日不晚于今天（{today}）"
        )));
    }
    let query = match caller {
        Some(caller) => narrowed(caller, FeedbackQuery::default())?,
        None => FeedbackQuery::default(),
    };
    let counting = FeedbackQuery {
        days: Some([from, to]),
        ..query.clone()
    };
    let mut tx = app.store.read().await?;
    let tree = tx.organizations().await?;
    let root = tree.iter().find(|body| body.parent.is_none());
    let sees = |body| caller.is_none_or(|caller| caller.sees(Permission::ViewFeedback, body));
    let sites: Vec<Site> = tx
        .sites()
        .await?
        .into_iter()
        .filter(|one| sees(one.organization))
        .map(|one| one.site)
        .collect();
    let counted: BTreeMap<String, Tally> = tx
        .count_feedback(&counting, FeedbackBy::Site, app.now())
        .await?
        .into_iter()
        .collect();
    drop(tx);
    let chosen = caller.map(|caller| caller.area.unwrap_or(caller.user.organization));
    let issuer = chosen
        .and_then(|body| tree.iter().find(|one| one.id == body))
        .or(root);
    Ok(FeedbackSummary {
        head: Head {
            title: None,
            issuer: issuer.map(|body| body.name.clone()).unwrap_or_default(),
            number: None,
            issued_on: today,
            rate_decimals: 1,
        },
        window: [from, to],
        areas: areas(&sites, counted),
        clusters: clusters_of(app, query, [from, to])
            .await?
            .iter()
            .map(|one| FeedbackCluster {
                count: one.messages.len() as u64,
                site: one.name.clone(),
                what: one.what.clone(),
            })
            .collect(),
    })
}

/// The summary as a file; without a kind, its values as JSON, to be changed and composed again.
///
/// # Errors
/// As [`feedback_summary`], or the program has no typesetting.
pub async fn feedback_summary_file(
    app: &App,
    caller: &Caller,
    window: [NaiveDate; 2],
    kind: Option<FileKind>,
) -> Result<Vec<u8>, AppError> {
    let summary = feedback_summary(app, Some(caller), window).await?;
    file(app, &summary, kind).await
}

/// Every area with a site, in the official order; what no registered site has comes last.
fn areas(sites: &[Site], mut counted: BTreeMap<String, Tally>) -> Vec<FeedbackArea> {
    let mut areas: Vec<(&str, Tally)> = Vec::new();
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    for index in official_order(sites) {
        let site = &sites[index];
        let place = *places.entry(site.area.as_str()).or_insert_with(|| {
            areas.push((site.area.as_str(), Tally::default()));
            areas.len() - 1
        });
        if let Some(tally) = counted.remove(site.code.as_str()) {
            areas[place].1.merge(tally);
        }
    }
    if !counted.is_empty() {
        let mut rest = Tally::default();
        counted.into_values().for_each(|tally| rest.merge(tally));
        areas.push((NO_AREA, rest));
    }
    let area = |(name, tally): (&str, Tally)| {
        let facts = tally.facts();
        FeedbackArea {
            name: name.to_owned(),
            received: facts.received,
            closed_on_time: facts.closed_on_time,
            closed_late: facts.closed_late,
            open: facts.open,
            overdue: facts.overdue,
        }
    };
    areas.into_iter().map(area).collect()
}
