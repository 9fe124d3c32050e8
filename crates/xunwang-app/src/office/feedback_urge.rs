//! Warnings before a term ends, and urging whoever is to keep it (到期预警、催办).

use chrono::{DateTime, DurationRound as _, NaiveDate, TimeDelta, Utc};
use xunwang_domain::feedback::calendar::Calendar;
use xunwang_domain::feedback::{Doer, FeedbackId, day_of, start_of};
use xunwang_ports::{DueSpan, FeedbackBy, FeedbackEntry, FeedbackQuery, Tx};

use super::bulk::Bulk;
use super::caller::value;
use super::feedback_handle::{MOST_AT_ONCE, roles, seen};
use super::feedback_list::narrowed;
use super::{App, AppError, Caller};

/// How near the end of a term is (到期预警).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FeedbackWarning {
    /// 已超期: its earliest pending clock has run out.
    Overdue,
    /// 今天到期
    Today,
    /// 下一工作日到期
    Next,
}

impl FeedbackWarning {
    /// Every warning, the most urgent first.
    pub const ALL: [Self; 3] = [Self::Overdue, Self::Today, Self::Next];

    /// What it is called.
    pub fn label(self) -> &'static str {
        match self {
            Self::Overdue => "已超期",
            Self::Today => "今天到期",
            Self::Next => "下一工作日到期",
        }
    }

    /// Its word in addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::Overdue => "overdue",
            Self::Today => "today",
            Self::Next => "next",
        }
    }

    /// The warning of a word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }

    /// When the clocks of it end. A term ends at 24:00 of a working day, Chinese time.
    pub fn span(self, calendar: &Calendar, now: DateTime<Utc>) -> DueSpan {
        // Terms end at midnight: within an hour nothing comes to its end, and what was counted stands.
        let now = now.duration_trunc(TimeDelta::hours(1)).unwrap_or(now);
        let today = day_of(now);
        let midnight = end_of(today);
        match self {
            Self::Overdue => DueSpan {
                after: None,
                until: now,
            },
            Self::Today => DueSpan {
                after: Some(now),
                until: midnight,
            },
            Self::Next => {
                let mut later = today.iter_days().skip(1).take(30);
                let next = later.find(|day| calendar.is_working(*day));
                DueSpan {
                    after: Some(midnight),
                    until: next.map_or(midnight, end_of),
                }
            }
        }
    }
}

fn end_of(day: NaiveDate) -> DateTime<Utc> {
    start_of(day.succ_opt().unwrap_or(day))
}

/// How many messages are near the end of their terms, and how many were urged (预警情况).
#[derive(Clone, Debug, Default)]
pub struct FeedbackWarnings {
    /// By warning, the most urgent first.
    pub due: Vec<(FeedbackWarning, u64)>,
    /// Open ones whose unit was urged.
    pub urged: u64,
}

/// The warnings about what the caller may see, and has chosen to look at.
///
/// # Errors
/// The caller may see no messages, or the store could not.
pub async fn feedback_warnings(
    app: &App,
    caller: &Caller,
    calendar: &Calendar,
) -> Result<FeedbackWarnings, AppError> {
    let base = narrowed(caller, FeedbackQuery::default())?;
    let now = app.now();
    let mut tx = app.store.read().await?;
    let mut warnings = FeedbackWarnings::default();
    for warning in FeedbackWarning::ALL {
        let query = FeedbackQuery {
            due: Some(warning.span(calendar, now)),
            ..base.clone()
        };
        warnings.due.push((warning, total(&mut *tx, &query, now).await?));
    }
    let urged = FeedbackQuery {
        is_urged: true,
        ..base
    };
    warnings.urged = total(&mut *tx, &urged, now).await?;
    Ok(warnings)
}

async fn total(tx: &mut dyn Tx, query: &FeedbackQuery, now: DateTime<Utc>) -> Result<u64, AppError> {
    let counted = tx.count_feedback(query, FeedbackBy::Nothing, now).await?;
    Ok(counted.first().map_or(0, |(_, tally)| tally.received))
}

/// Urges whoever has these messages, all of them or as many as can be (催办): how many, and why the others not, by number.
///
/// # Errors
/// None could be urged, or the store could not.
pub async fn urge_feedback(
    app: &App,
    caller: &Caller,
    ids: &[FeedbackId],
    text: &str,
) -> Result<(u64, Vec<String>), AppError> {
    let mut tx = app.store.begin().await?;
    let mut bulk = Bulk::of(ids.len(), MOST_AT_ONCE, ["条", "留言"])?;
    for id in ids {
        let Some(entry) = bulk.found(seen(&mut *tx, caller, *id).await)? else {
            continue;
        };
        let number = entry.0.number.clone();
        bulk.tell(&number, urge(app, &mut *tx, caller, entry, text).await)?;
    }
    let ended = bulk.end()?;
    tx.commit().await?;
    Ok(ended)
}

async fn urge(
    app: &App,
    tx: &mut dyn Tx,
    caller: &Caller,
    (before, body): FeedbackEntry,
    text: &str,
) -> Result<(), AppError> {
    let roles = roles(caller, &before, body);
    // Where none of the roles may, the highest says why.
    let may = roles.iter().copied().find(|role| before.may_urge(*role));
    let role = may.or(roles.first().copied()).ok_or(AppError::Forbidden)?;
    let doer = Doer {
        role,
        user: Some(caller.user.id),
        name: caller.user.name.clone(),
        at: app.now(),
    };
    let to = before.holder.or(body);
    let after = before.urged(to, text, &doer).map_err(AppError::refused)?;
    let object = ("feedback", after.number.clone(), after.site_name.as_str());
    let told = after.urges.last().and_then(value);
    tx.record(&caller.event(app, "催办留言", object, (None, told)))
        .await?;
    tx.put_feedback(&[(after, body)]).await?;
    Ok(())
}
