//! The reminders that the last patrols call for (提示单): one a unit, of its sites that have reached a veto or come near one.

use std::collections::HashMap;

use chrono::NaiveDate;
use xunwang_domain::patrol::{PatrolledSite, Warning};
use xunwang_domain::probe::hour_of;
use xunwang_domain::registry::SiteStatus;
use xunwang_domain::report::{Reminder, ReminderItem};
use xunwang_domain::standard::Standard;
use xunwang_rules::is_confidential;

use super::confidential::WITHHELD;
use super::digests::head_of;
use super::standards::standard_in_force;
use super::{App, AppError};

/// The reminders of today.
///
/// # Errors
/// There is no office yet, or the store could not.
pub async fn reminders(app: &App, deadline: Option<NaiveDate>) -> Result<Vec<Reminder>, AppError> {
    let today = hour_of(app.now()).0;
    let standard = standard_in_force(app).await?.map(|version| version.standard);
    let mut tx = app.store.read().await?;
    let head = head_of(app, &mut *tx, today).await?;
    let mut patrolled: HashMap<_, PatrolledSite> = tx
        .patrolled_sites()
        .await?
        .into_iter()
        .map(|(_, one)| (one.site.clone(), one))
        .collect();
    let mut all: Vec<Reminder> = Vec::new();
    for one in tx.sites().await? {
        let site = one.site;
        let Some(seen) = patrolled.remove(&site.code) else {
            continue;
        };
        let warnings = seen.warnings();
        let Some(last) = seen
            .last()
            .filter(|_| site.status == SiteStatus::Running && !warnings.is_empty())
        else {
            continue;
        };
        let seen_on = hour_of(last.at).0.min(today);
        let unit = if site.sponsor.trim().is_empty() {
            &site.name
        } else {
            &site.sponsor
        };
        let place = all
            .iter()
            .position(|known| known.recipient == *unit)
            .unwrap_or_else(|| {
                all.push(Reminder {
                    head: head.clone(),
                    recipient: unit.clone(),
                    seen_on,
                    deadline,
                    items: Vec::new(),
                });
                all.len() - 1
            });
        let Some(reminder) = all.get_mut(place) else {
            continue;
        };
        // What is told stands as of the latest look.
        reminder.seen_on = reminder.seen_on.max(seen_on);
        reminder
            .items
            .extend(warnings.into_iter().map(|warning| ReminderItem {
                code: site.code.to_string(),
                site: site.name.clone(),
                indicator: warning.title.clone(),
                nearness: warning.nearness,
                reached: warning.reached,
                suspected: warning.suspected,
                soon: warning.soon,
                limit: warning.limit,
                places: told(standard.as_ref(), warning),
            }));
    }
    for reminder in &mut all {
        reminder.items.sort_by_key(|item| item.nearness);
    }
    Ok(all)
}

/// The places of a warning: those of an indicator that dangerous finds count for, or could, are in no document.
pub(super) fn told(standard: Option<&Standard>, warning: &Warning) -> Vec<(String, String)> {
    let indicator = standard.and_then(|standard| standard.indicator(&warning.indicator));
    let counted = indicator.and_then(|indicator| indicator.measure.counted());
    if counted.is_none_or(|counted| counted.iter().any(|one| is_confidential(&one.rule))) {
        return vec![(WITHHELD.to_owned(), String::new())];
    }
    let place = |(what, url): &(String, url::Url)| (what.clone(), url.to_string());
    warning.places.iter().map(place).collect()
}
