//! The holidays behind the terms (放假安排): what the program carries, what the office enters, and the terms worked out again.

use chrono::Datelike as _;
use xunwang_domain::feedback::Terms;
use xunwang_domain::feedback::WrittenStep;
use xunwang_domain::feedback::calendar::{Calendar, CalendarYear};
use xunwang_ports::{FeedbackOrder, FeedbackQuery, Tx};

use super::caller::value;
use super::feedback_import::must_be_province;
use super::{App, AppError, Caller};
use crate::feedback::published_years;

/// The calendar as the office has it: what it entered takes the place of what the program carries.
pub(super) async fn calendar_of(tx: &mut dyn Tx) -> Result<Calendar, AppError> {
    let entered = tx.calendar_years().await?;
    Ok(Calendar::new(published_years().into_iter().chain(entered)))
}

/// The calendar, for whoever sees messages (工作日历).
///
/// # Errors
/// The store could not.
pub async fn feedback_calendar(app: &App) -> Result<Calendar, AppError> {
    calendar_of(&mut *app.store.read().await?).await
}

/// Messages at a time.
const AT_ONCE: u64 = 1_000;

/// Enters the notice of a year (录入放假安排): every term that changes by it is worked out again, and the message says so.
/// How many terms changed.
///
/// # Errors
/// The caller may not, or the notice is refused.
pub async fn enter_calendar(app: &App, caller: &Caller, year: CalendarYear) -> Result<u64, AppError> {
    must_be_province(caller)?;
    year.check().map_err(AppError::refused)?;
    let mut tx = app.store.begin().await?;
    let before = calendar_of(&mut *tx).await?;
    tx.put_calendar_year(&year).await?;
    let calendar = calendar_of(&mut *tx).await?;
    let mut changed = 0;
    // What was received long before may have been paused, or taken up again, into that year.
    if let (Some(from), Some(to)) = (
        chrono::NaiveDate::from_ymd_opt(year.year - 1, 1, 1),
        chrono::NaiveDate::from_ymd_opt(year.year + 1, 1, 31),
    ) {
        let query = FeedbackQuery {
            days: Some([from, to]),
            ..FeedbackQuery::default()
        };
        let mut skip = 0;
        loop {
            let some = tx
                .feedbacks(&query, FeedbackOrder::Latest, (skip, AT_ONCE), app.now())
                .await?;
            if some.is_empty() {
                break;
            }
            skip += some.len() as u64;
            let mut moved = Vec::new();
            for (mut one, body) in some {
                let was = one.clocks;
                if !one.set_clocks(Terms::default(), &calendar) {
                    continue;
                }
                if let (Some(was), Some(now)) = (was, one.clocks) {
                    one.steps.push(WrittenStep {
                        action: None,
                        role: None,
                        to: one.stage,
                        holder: one.holder,
                        note: format!(
                            "{}年放假安排公布，期限重算：转办{}→{}，办结{}→{}",
                            year.year, was.hand_over.last, now.hand_over.last, was.close.last, now.close.last
                        ),
                        by: Some(caller.user.id),
                        name: caller.user.name.clone(),
                        at: app.now(),
                    });
                }
                moved.push((one, body));
            }
            changed += moved.len() as u64;
            tx.put_feedback(&moved).await?;
        }
    }
    let object = ("calendar", year.year.to_string(), "放假安排");
    let earlier = before.years().find(|one| one.year == year.year).and_then(value);
    tx.record(&caller.event(app, "录入放假安排", object, (earlier, value(&year))))
        .await?;
    tx.commit().await?;
    Ok(changed)
}

/// Years of which no notice is known although terms may soon run into them (待公布).
pub fn missing_years(calendar: &Calendar, today: chrono::NaiveDate) -> Vec<i32> {
    let last = if today.month() >= 11 {
        today.year() + 1
    } else {
        today.year()
    };
    (today.year()..=last)
        .filter(|year| !calendar.is_published(*year))
        .collect()
}
