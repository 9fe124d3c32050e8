//! The documents an office owes, one file each (文种).

pub mod circular;
pub mod memo;

mod annex;
mod charts;
mod draft;
mod feedback;
mod imprint;
mod overall;
mod problems;
mod requirements;
mod words;
