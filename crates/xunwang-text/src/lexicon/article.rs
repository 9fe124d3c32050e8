//! What a text is about to be judged by: when and where it was published.

use std::ops::Range;

use chrono::NaiveDate;

use super::Exception;

/// The circumstances of a text (文章信息). The text itself comes apart, for it may be of any kind.
#[derive(Clone, Copy, Debug)]
pub struct Article<'a> {
    /// Its date (发布日期); decides which entries hold. None where it is not known.
    pub date: Option<NaiveDate>,
    /// The day of the check (检查日期); decides which exceptions have ended.
    pub today: NaiveDate,
    /// The unit that published it (主办单位); may be empty.
    pub unit: &'a str,
    /// The code of its site (网站标识码); may be empty.
    pub site: &'a str,
    /// Its address (网址); may be empty.
    pub page: &'a str,
    /// Names of people in it (人名), as bytes: no typing error is seen inside one.
    pub names: &'a [Range<usize>],
    /// The allow-list (例外清单).
    pub exceptions: &'a [Exception],
}

impl Article<'_> {
    /// A text of which nothing is known but the day of the check.
    pub fn checked_on(today: NaiveDate) -> Self {
        Self {
            date: None,
            today,
            unit: "",
            site: "",
            page: "",
            names: &[],
            exceptions: &[],
        }
    }
}
