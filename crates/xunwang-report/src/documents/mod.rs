//! The documents an office owes, one file each (文种).

pub mod circular;
pub mod memo;

mod annex;
mod area_report;
mod assessment;
mod basis;
mod charts;
mod desk;
mod digest;
mod feedback;
mod feedback_summary;
mod form;
mod imprint;
mod kind;
mod notice;
mod overall;
mod problems;
mod reminder;
mod requirements;
mod site_report;
mod supervision_year;
mod words;
mod work_year;

pub use form::{Form, compose};
pub use kind::{Kind, KindError};
