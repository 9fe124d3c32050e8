//! What every document has: issuer, number, date (文稿头).

use chrono::NaiveDate;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::circular::{Contradiction, FactsError, parse};

/// Issuer, number and date of a document (文稿头).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// Title (标题); the usual one of its kind where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The office that issues it, in full (发文机关署名).
    pub issuer: String,
    /// Document number (发文字号).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Date of issue (成文日期).
    #[serde(deserialize_with = "parse::date")]
    pub issued_on: NaiveDate,
    /// Decimals of every printed rate (小数位数), 0 to 4.
    #[serde(default = "one_decimal")]
    pub rate_decimals: u8,
}

fn one_decimal() -> u8 {
    1
}

/// The values of a kind of document (文稿数据).
pub trait Values: Serialize + DeserializeOwned {
    /// What the values are called in messages, e.g. 网站检查报告数据.
    const NAME: &'static str;

    /// Issuer, number, date.
    fn head(&self) -> &Head;

    /// Everything in which the values contradict themselves (矛盾之处), empty when there is nothing.
    fn contradictions(&self) -> Vec<Contradiction>;
}

/// Reads the values of a document from JSON (读取文稿数据).
///
/// # Errors
/// [`FactsError`] names line, column and field in Chinese and says what to do.
pub fn read_values<T: Values>(json: &[u8]) -> Result<T, FactsError> {
    parse::values(T::NAME, json)
}
