//! By which terms and holidays a message that comes in is dated (时限和工作日历).

use xunwang_domain::feedback::Terms;
use xunwang_domain::feedback::calendar::Calendar;
use xunwang_ports::{StoreError, Tx};

use crate::feedback::published_years;

/// The terms of the office, and the holidays that it knows.
pub(super) async fn terms_and_calendar(tx: &mut dyn Tx) -> Result<(Terms, Calendar), StoreError> {
    Ok((
        Terms::default(),
        Calendar::new(published_years().into_iter().chain(tx.calendar_years().await?)),
    ))
}
