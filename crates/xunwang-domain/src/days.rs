//! Days as they are kept (日期存档): text where a person may read it, a number where only a program does.

use chrono::{Datelike, NaiveDate};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Writes a day: `2023-09-15`, or in a form that no person reads its number, counted from the beginning of our era.
///
/// # Errors
///
/// What the form says.
pub fn serialize<S: Serializer>(day: &NaiveDate, serializer: S) -> Result<S::Ok, S::Error> {
    if serializer.is_human_readable() {
        day.serialize(serializer)
    } else {
        serializer.serialize_i32(day.num_days_from_ce())
    }
}

/// Reads a day as [`serialize`] writes it.
///
/// # Errors
///
/// Where it is none.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveDate, D::Error> {
    if deserializer.is_human_readable() {
        return NaiveDate::deserialize(deserializer);
    }
    let number = i32::deserialize(deserializer)?;
    NaiveDate::from_num_days_from_ce_opt(number).ok_or_else(|| D::Error::custom("no day has this number"))
}
