//! The public's error reports (网民留言): records of the national platform as messages, and the calendar behind the terms.

mod calendars;
mod mirror;

pub use calendars::published_years;
pub use mirror::{Taken, blank, take};
