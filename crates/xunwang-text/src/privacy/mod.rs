//! Personal data (个人信息) in published texts: [`find()`] reports what must not be published, [`mask()`] hides whatever may be
//! personal. One recogniser (`recognise.rs`) serves both: finding prefers precision, masking prefers recall.

mod address;
mod card;
mod datum;
mod digits;
mod find;
mod given;
mod identity;
mod loose;
mod mask;
mod name;
mod paper;
mod phone;
mod recognise;
mod table;
mod wide;

pub use find::{DOCUMENT, find};
pub use mask::{mask, personal};
